/* tests/bench/roof/write.c - the groups in the order of their lines: numbers become ranks, then a radix sort of one word. */
#include "job.h"
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

struct ranks {
	uint16_t *of;
	const uint8_t **text;
};

static struct group *ranked(const struct groups *t, const struct ranks r[3])
{
	struct group *all = take((t->used + 1) * sizeof(*all)), *to = all;
	for (uint64_t i = 0; i <= t->mask; i++) {
		uint64_t key = t->group[i].key;
		if (!key)
			continue;
		*to = t->group[i];
		to++->key = key >> SEX_AT << SEX_AT |
		            (uint64_t)r[0].of[key >> COUNTRY_AT & 0xFFFF] << COUNTRY_AT |
		            (uint64_t)r[1].of[key >> LEVEL_AT & 0xFFFF] << LEVEL_AT | r[2].of[key & 0xFFFF];
	}
	return all;
}

/* By one byte of the key after another, from the lowest on; a byte that all have alike is left out. */
static struct group *sorted(struct group *from, uint64_t n)
{
	struct group *to = take((n + 1) * sizeof(*to));
	for (int shift = 0; shift < 64; shift += 8) {
		uint64_t at[257] = { 0 };
		for (uint64_t i = 0; i < n; i++)
			at[(from[i].key >> shift & 255) + 1]++;
		if (n == 0 || at[(from[0].key >> shift & 255) + 1] == n)
			continue;
		for (int i = 0; i < 256; i++)
			at[i + 1] += at[i];
		for (uint64_t i = 0; i < n; i++)
			to[at[from[i].key >> shift & 255]++] = from[i];
		struct group *was = from;
		from = to;
		to = was;
	}
	free(to);
	return from;
}

static void write_all(const char *at, size_t n)
{
	while (n > 0) {
		ssize_t wrote = write(STDOUT_FILENO, at, n);
		if (wrote < 0)
			err(EX_IOERR, "standard output");
		at += wrote;
		n -= (size_t)wrote;
	}
}

static char *put_number(char *to, uint64_t value)
{
	char digits[24];
	int n = 0;
	do
		digits[n++] = (char)('0' + value % 10);
	while (value /= 10);
	while (n > 0)
		*to++ = digits[--n];
	*to++ = ',';
	return to;
}

static char *put_text(char *to, const uint8_t *text)
{
	to = stpcpy(to, (const char *)text);
	*to++ = ',';
	return to;
}

static char *put_group(char *to, const struct group *g, const struct ranks r[3])
{
	uint64_t key = g->key;
	to = put_number(to, 1900 + (key >> YEAR_AT & 0x1FFF));
	*to++ = "FMU"[key >> SEX_AT & 3];
	*to++ = ',';
	to = put_text(to, r[0].text[key >> COUNTRY_AT & 0xFFFF]);
	to = put_text(to, r[1].text[key >> LEVEL_AT & 0xFFFF]);
	to = put_text(to, r[2].text[key & 0xFFFF]);
	to = put_number(put_number(to, g->n), g->age);
	to[-1] = '\n';
	return to;
}

static size_t longest(const struct ranks *r, uint32_t n)
{
	size_t most = 0;
	for (uint32_t i = 0; i < n; i++) {
		size_t len = strlen((const char *)r->text[i]);
		most = len > most ? len : most;
	}
	return most;
}

void job_write(struct job *j)
{
	enum { FULL = 1 << 20 };
	struct list *lists[3] = { &j->country, &j->level, &j->field };
	struct ranks r[3];
	size_t line = 256;
	for (int i = 0; i < 3; i++) {
		r[i].of = list_ranks(lists[i], &r[i].text);
		line += longest(&r[i], lists[i]->n);
	}
	struct group *g = sorted(ranked(&j->groups, r), j->groups.used);
	char *buffer = take(FULL + line + 512);
	char *to = stpcpy(buffer, "year,sex,iso3,level,field,n,age_sum\n");
	for (uint64_t i = 0; i < j->groups.used; i++) {
		to = put_group(to, &g[i], r);
		if (to - buffer >= FULL) {
			write_all(buffer, (size_t)(to - buffer));
			to = buffer;
		}
	}
	const struct counts *c = &j->counts;
	to += snprintf(to, 512,
	               "#read,%" PRIu64 "\n#fields,%" PRIu64 "\n#birth_date,%" PRIu64
	               "\n#enrol_date,%" PRIu64 "\n#duplicate,%" PRIu64 "\n#kept,%" PRIu64 "\n",
	               c->read, c->fields, c->birth, c->enrolment, c->duplicate, c->kept);
	write_all(buffer, (size_t)(to - buffer));
	free(buffer);
	free(g);
}
