/* filters/harmonise/target.c - from an alpha-3 code to the code that is wanted. */
#include "target.h"
#include "atlas.h"
#include "lib/conf.h"
#include "lib/stage.h"
#include "resolve.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LARGEST = 4 << 20 };

static const struct atlas_scheme *scheme_of(struct text word)
{
	const struct atlas_scheme *s = atlas_schemes;
	while (s->name && !text_is(word, s->name))
		s++;
	return s->name ? s : NULL;
}

static int group_order(const void *a, const void *b)
{
	const struct group *one = a, *other = b;
	return strcmp(one->country, other->country);
}

static struct text cut(struct text *rest, char at)
{
	const char *end = memchr(rest->at, at, rest->len);
	struct text piece = { rest->at, end ? (size_t)(end - rest->at) : rest->len };
	size_t used = piece.len + (end != NULL);
	*rest = (struct text){ rest->at + used, rest->len - used };
	return piece;
}

/* A country of today or of former days, or one of the kinds. */
static bool is_key(struct text v)
{
	return atlas_area(v) ||
	       (answer_kind(v) != NO_KIND && v.len < sizeof(((struct group *)0)->country));
}

static int read_groups(struct target *t, struct run *run, const char *file, struct text rest)
{
	struct arena *mem = run_arena(run);
	if (!text_is(cut(&rest, '\n'), "country\tgroup\tsource"))
		return run_fail(run, EX_CONFIG, "%s:1: the columns have to be country, group, source",
		                file);
	for (size_t line = 2; rest.len > 0; line++) {
		struct text values = cut(&rest, '\n'), key = cut(&values, '\t'), to = cut(&values, '\t');
		if (!is_key(key) || to.len == 0)
			return run_fail(run, EX_CONFIG,
			                "%s:%zu: '%s': is no line of an alpha-3 code and its group", file, line,
			                arena_copy(mem, key.at, key.len));
		t->groups = arena_append(mem, t->groups, t->n, sizeof(*t->groups));
		struct group *group = &t->groups[t->n++];
		*group = (struct group){ .to = to };
		memcpy(group->country, key.at, key.len);
	}
	if (t->n > 0)
		qsort(t->groups, t->n, sizeof(*t->groups), group_order);
	return 0;
}

static bool is_plain_word(struct text word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.at[i] == '/' || word.at[i] == '.')
			return false;
	return word.len > 0 && word.len < 64;
}

const char *target_words(struct arena *mem)
{
	char *to = arena_take(mem, 512), *at = to;
	for (size_t i = 0; code_schemes[i]; i++)
		at = stpcpy(stpcpy(at, code_schemes[i]), ", ");
	stpcpy(at, "name, or a table in conf/countries/groups");
	return to;
}

int target_open(struct target *t, struct run *run, struct text word)
{
	*t = (struct target){ .word = word, .scheme = scheme_of(word) };
	if (t->scheme || is_code_scheme(word) || text_is(word, "name"))
		return 0;
	char path[128];
	struct text bytes;
	snprintf(path, sizeof(path), "countries/groups/%.*s.tsv", (int)(word.len < 64 ? word.len : 64),
	         word.at);
	const char *file = is_plain_word(word) ? conf_path(run, path) : NULL;
	if (!file || access(file, R_OK) != 0)
		return run_fail(run, EX_USAGE, "--to %s: expected one of %s", word.at,
		                target_words(run_arena(run)));
	int status = conf_read(run, file, EX_CONFIG, LARGEST, &bytes);
	return status ? status : read_groups(t, run, file, bytes);
}

static struct text scheme_code(const struct atlas_scheme *s, const char *answer)
{
	size_t low = s->first, high = s->first + s->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(atlas_targets[middle].answer, answer);
		if (order == 0)
			return text_of(atlas_targets[middle].code);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (struct text){ NULL, 0 };
}

static struct text group_of(const struct target *t, const char *key)
{
	struct group sought = { 0 };
	strncpy(sought.country, key, sizeof(sought.country) - 1);
	const struct group *found = bsearch(&sought, t->groups, t->n, sizeof(*t->groups), group_order);
	return found ? found->to : (struct text){ NULL, 0 };
}

/* A code that ISO 3166 itself gives. */
static struct text own_code(struct text word, const struct atlas_area *area)
{
	if (text_is(word, "iso2") || text_is(word, "eurostat"))
		return text_of(area->alpha2);
	if (text_is(word, "isonum") || text_is(word, "m49"))
		return text_of(area->numeric);
	if (text_is(word, "iso4"))
		return text_of(area->alpha4);
	if (text_is(word, "name"))
		return text_of(atlas_texts + area->name);
	if (text_is(word, "iso3") || text_is(word, "oecd") || text_is(word, "wb"))
		return text_of(area->alpha3);
	return (struct text){ NULL, 0 };
}

struct text target_code(const struct target *t, const struct answer *answer)
{
	bool country = answer->kind == IS_COUNTRY || answer->kind == IS_HISTORICAL;
	const struct atlas_area *area = country ? atlas_area(answer->codes) : NULL;
	const char *key = area ? area->alpha3 : answer_word(answer->kind);
	struct text code = { NULL, 0 };
	if (t->groups)
		return group_of(t, key);
	if (t->scheme && !(text_is(t->word, "iso3") && !area))
		code = scheme_code(t->scheme, key);
	return code.len > 0 || !area ? code : own_code(t->word, area);
}
