/* tests/bench/gen/atlas.c - countries, each in many spellings: names, codes, demonyms, cases, slips of the pen. */
#include "atlas.h"
#include "words.h"
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { ISO3, ISO2, M49, NAME, DEMONYM, OTHERS, PARTS, LONGEST = 256 };

struct entry { /* of the list, cut into its parts */
	char part[PARTS][LONGEST];
};

struct spelling spelling_of(const char *text)
{
	return (struct spelling){ text, strlen(text), strpbrk(text, ",\"\r\n") != NULL };
}

static bool is_new(struct atlas *a, const char *text)
{
	uint32_t hash = 2166136261u;
	for (const char *c = text; *c; c++)
		hash = (hash ^ (uint8_t)*c) * 16777619u;
	while (a->seen[hash % SEEN] && strcmp(a->seen[hash % SEEN], text) != 0)
		hash++;
	return !a->seen[hash % SEEN] && (a->seen[hash % SEEN] = text);
}

static void add(struct atlas *a, struct country *c, const char *text)
{
	if (!*text || c->n == SPELLINGS)
		return;
	char *copy = strdup(text);
	if (!copy)
		err(EX_OSERR, "gen");
	if (is_new(a, copy))
		c->spelling[c->n++] = spelling_of(copy);
	else
		free(copy);
}

/* In the other case of ASCII. */
static void add_cased(struct atlas *a, struct country *c, const char *text, int (*cased)(int))
{
	char other[LONGEST];
	size_t n = strlen(text);
	for (size_t i = 0; i <= n; i++)
		other[i] = (char)(isascii((unsigned char)text[i]) ? cased(text[i]) : text[i]);
	add(a, c, other);
}

/* A letter left out, two swapped, one doubled. */
static void add_slips(struct atlas *a, struct country *c, const char *name)
{
	char slip[LONGEST + 1];
	size_t n = strlen(name);
	if (n <= 5 || !isascii((unsigned char)name[2]) || !isascii((unsigned char)name[3]))
		return;
	snprintf(slip, sizeof(slip), "%.3s%s", name, name + 4);
	add(a, c, slip);
	snprintf(slip, sizeof(slip), "%.2s%c%c%s", name, name[3], name[2], name + 4);
	add(a, c, slip);
	snprintf(slip, sizeof(slip), "%.4s%s", name, name + 3);
	add(a, c, slip);
}

static void add_others(struct atlas *a, struct country *c, const char *others)
{
	char other[LONGEST];
	for (size_t n; *others; others += n + (others[n] == ';')) {
		n = strcspn(others, ";");
		snprintf(other, sizeof(other), "%.*s", (int)n, others);
		add(a, c, other);
		add_cased(a, c, other, toupper);
	}
}

static void add_further(struct atlas *a, struct country *c, const struct entry *e)
{
	static const int cased[] = { NAME, ISO3, ISO2, DEMONYM };
	char text[2 * LONGEST + 8];
	add_others(a, c, e->part[OTHERS]);
	add(a, c, e->part[M49]);
	for (size_t i = 0; i < sizeof(cased) / sizeof(*cased); i++) {
		add_cased(a, c, e->part[cased[i]], tolower);
		add_cased(a, c, e->part[cased[i]], toupper);
	}
	snprintf(text, sizeof(text), "%s.", e->part[NAME]);
	add(a, c, text);
	snprintf(text, sizeof(text), "%s (%s)", e->part[NAME], e->part[ISO2]);
	add(a, c, text);
	snprintf(text, sizeof(text), "%s - %s", e->part[ISO2], e->part[NAME]);
	add(a, c, text);
	add_slips(a, c, e->part[NAME]);
}

static void cut(const char *line, struct entry *e)
{
	for (int i = 0; i < PARTS; i++) {
		const char *end = i < OTHERS ? strchr(line, '|') : line + strlen(line);
		snprintf(e->part[i], LONGEST, "%.*s", (int)(end - line), line);
		line = end + 1;
	}
}

/* 62 of 100 are from the first country, the others as one over their place in the list. */
static void spread(struct atlas *a)
{
	double all = 0;
	for (size_t c = 1; c < a->n; c++)
		all += 1.0 / (double)c;
	for (size_t i = 0; i < PICKS; i++) {
		double x = ((double)i + 0.5) / PICKS, sum = 1;
		size_t c = 0;
		if (x >= 0.62) {
			x = (x - 0.62) / 0.38 * all;
			for (c = 1; sum < x && c < a->n - 1;)
				sum += 1.0 / (double)++c;
		}
		a->pick[i] = (uint16_t)c;
	}
}

struct atlas *atlas_new(void)
{
	static const int first[] = { NAME, ISO3, ISO2, DEMONYM };
	size_t n = words.countries.n;
	struct atlas *a = calloc(1, sizeof(*a));
	struct entry *entry = calloc(n, sizeof(*entry));
	struct country *country = calloc(n, sizeof(*country));
	if (!a || !entry || !country)
		err(EX_OSERR, "gen");
	a->n = n;
	a->country = country;
	for (size_t c = 0; c < n; c++) {
		cut(words.countries.at[c], &entry[c]);
		memcpy(country[c].iso3, entry[c].part[ISO3], sizeof(country[c].iso3) - 1);
	}
	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++)
		for (size_t c = 0; c < n; c++)
			add(a, &country[c], entry[c].part[first[i]]);
	for (size_t c = 0; c < n; c++)
		add_further(a, &country[c], &entry[c]);
	free(entry);
	spread(a);
	return a;
}

void atlas_free(struct atlas *a)
{
	for (size_t c = 0; c < a->n; c++)
		for (size_t i = 0; i < a->country[c].n; i++)
			free((char *)a->country[c].spelling[i].at);
	free(a->country);
	free(a);
}
