/* pipelines/runner/sniff_check.c - holds the whole file to the descriptor as it stands, and looks for its key. */
#include "sniff.h"
#include "lib/line.h"
#include <inttypes.h>
#include <stdio.h>

enum { KEY_RECORDS = 5000000, KEY_COLUMNS = 40 };

static const char *descriptor(struct sniff *s)
{
	struct output *o = output_memory();
	sniff_write(s, o, true);
	const char *path = sniff_file(s, output_bytes(o));
	output_drop(o);
	return path;
}

/* Of a line of rejects the n-th value. */
static struct text value_of(struct sniff *s, struct text line, size_t n)
{
	struct text value = { 0 };
	for (size_t i = 0; i <= n; i++) {
		const char *tab = line.len > 0 ? memchr(line.at, '\t', line.len) : NULL;
		size_t len = tab ? (size_t)(tab - line.at) : line.len;
		if (i == n)
			line_value((struct text){ line.at, len }, s->mem, &value);
		line = (struct text){ line.at + len + (tab != NULL), line.len - len - (tab != NULL) };
	}
	return value;
}

/* A column with values that its type does not take is text. */
static bool doubt(struct sniff *s, struct text line)
{
	struct text column = value_of(s, line, 4), reason = value_of(s, line, 3);
	for (size_t i = 0; i < s->n && text_is(value_of(s, line, 0), "clean"); i++) {
		struct guess *g = &s->column[i];
		if (!text_same(g->name, column) || strcmp(g->type, "string") == 0)
			continue;
		struct text value = value_of(s, line, 5);
		sniff_note(s, g->name, "taken for text, since '%.*s' is no %s (%.*s)",
		           (int)(value.len < 60 ? value.len : 60), value.at, g->type, (int)reason.len,
		           reason.at);
		*g = (struct guess){ .name = g->name, .type = "string", .required = g->required };
		return true;
	}
	return false;
}

static bool doubt_all(struct sniff *s, struct text rejects)
{
	bool any = false;
	while (rejects.len > 0) {
		const char *end = memchr(rejects.at, '\n', rejects.len);
		size_t n = end ? (size_t)(end - rejects.at) : rejects.len;
		any |= doubt(s, (struct text){ rejects.at, n });
		rejects = (struct text){ rejects.at + n + (end != NULL), rejects.len - n - (end != NULL) };
	}
	return any;
}

/* The first reject of parse, as its message says it. */
static void say_bad(const struct sniff *s)
{
	if (s->bad > 0)
		sniff_say(s,
		          "%" PRIu64 " of %" PRIu64 " rows are rejected by parse: weir parse --feed "
		          "DESCRIPTOR --rejects FILE lists them",
		          s->bad, s->bad + s->records);
}

int sniff_check(struct sniff *s)
{
	struct ran ran;
	say_bad(s);
	for (size_t round = 0; round < 3; round++) {
		const char *feed = descriptor(s);
		const char *words[] = { "parse", "--feed", feed,    "--max-rejects",
			                    "100%",  "--",     s->file, "|",
			                    "clean", "--feed", feed,    "--max-rejects",
			                    "100%",  NULL };
		sniff_run(s, words, 1, false, &ran);
		if (ran.status != 0)
			return sniff_fail(ran.status, "%s", ran.why.at);
		if (ran.rejected == 0 || !doubt_all(s, ran.rejects))
			break;
	}
	sniff_notes(s);
	if (ran.rejected > 0)
		sniff_say(s,
		          "%" PRIu64 " of %" PRIu64 " records are rejected by clean: weir clean --feed "
		          "DESCRIPTOR --rejects FILE lists them",
		          ran.rejected, ran.in);
	return 0;
}

/* --- the key ---------------------------------------------------------------------------------- */

/* No two records are the same in these columns, of which none is missing. */
static bool is_key(struct sniff *s, const bool *in)
{
	const char *words[8 + 2 * KEY_COLUMNS + 12] = {
		"parse", "--feed", descriptor(s),   "--max-rejects", "100%", "--",    s->file,
		"|",     "clean",  "--max-rejects", "100%",          "|",    "dedup", "--allow-missing"
	};
	size_t n = 14;
	for (size_t i = 0; i < s->n; i++)
		if (in[i]) {
			words[n++] = "-k";
			words[n++] = arena_copy(s->mem, s->column[i].name.at, s->column[i].name.len);
		}
	struct ran ran;
	sniff_run(s, words, 2, false, &ran);
	return ran.status == 0 && ran.dropped == 0;
}

/* All that is always there and may be part of a key; false: nothing, or too much. */
static bool candidates(const struct sniff *s, bool *in)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n; i++) {
		in[i] = s->column[i].required && strcmp(s->column[i].type, "number") != 0;
		n += in[i];
	}
	return n > 0 && n <= KEY_COLUMNS;
}

/* Takes out of the key what it does not need, from the right. */
static void shorten(struct sniff *s, bool *in)
{
	for (size_t i = s->n; i-- > 0;) {
		if (!in[i])
			continue;
		in[i] = false;
		bool any = false;
		for (size_t k = 0; k < s->n; k++)
			any |= in[k];
		in[i] = !any || !is_key(s, in);
	}
}

static void put_key(struct sniff *s, const bool *in)
{
	for (size_t i = 0; i < s->n; i++)
		if (in[i]) {
			s->key.at = arena_append(s->mem, s->key.at, s->key.n, sizeof(*s->key.at));
			s->key.at[s->key.n++] = s->column[i].name;
		}
}

/* Counts behind the first column tell records apart by chance. */
static const struct guess *by_chance(const struct sniff *s, const bool *in)
{
	for (size_t i = 1; i < s->n; i++)
		if (in[i] && s->column[i].measure &&
		    (s->column[i].distinct > 100 || 2 * s->column[i].distinct > s->records))
			return &s->column[i];
	return NULL;
}

void sniff_key(struct sniff *s)
{
	bool *in = arena_zeros(s->mem, s->n + 1);
	for (size_t i = 0; i < s->n; i++)
		if (s->column[i].unique && (i == 0 || !s->column[i].measure)) {
			in[i] = true;
			put_key(s, in);
			return;
		}
	if (s->records == 0)
		return sniff_say(s, "types, key: there are no records to tell them by");
	if (s->records > KEY_RECORDS)
		return sniff_say(s, "key: not looked for in %" PRIu64 " records", s->records);
	if (!candidates(s, in) || !is_key(s, in))
		return sniff_say(
			s, "key: no columns tell all records apart: the file may hold counts, and its "
			   "records are no duplicates then");
	shorten(s, in);
	const struct guess *chance = by_chance(s, in);
	if (chance)
		return sniff_say(s,
		                 "key: records are told apart only together with the numbers in '%.*s', so "
		                 "that none is proposed",
		                 (int)chance->name.len, chance->name.at);
	put_key(s, in);
}
