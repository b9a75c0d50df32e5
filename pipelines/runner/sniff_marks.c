/* pipelines/runner/sniff_marks.c - signs in place of a value, and those behind one. */
#include "sniff.h"
#include "profile/kind.h"
#include <inttypes.h>
#include <stdio.h>
#include <strings.h>

enum { MOST_BEHIND = 12, IN_A_ROW = 3 }; /* different signs behind numbers; behind one */

static bool is_among(struct text v, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (v.len == strlen(words[i]) && strncasecmp(v.at, words[i], v.len) == 0)
			return true;
	return false;
}
#define AMONG(v, words) is_among(v, words, sizeof(words) / sizeof(*(words)))

static bool has(const struct texts *all, struct text v)
{
	for (size_t i = 0; i < all->n; i++)
		if (text_same(all->at[i], v))
			return true;
	return false;
}

static void add(struct sniff *s, struct texts *to, struct text v)
{
	if (has(to, v))
		return;
	to->at = arena_append(s->mem, to->at, to->n, sizeof(v));
	to->at[to->n++] = v;
}

/* --- in place of a value ---------------------------------------------------------------------- */

/* <5: fewer than are shown. */
static bool is_below(struct text v)
{
	size_t i = 1;
	while (i < v.len && v.at[i] == ' ')
		i++;
	size_t from = i;
	while (i < v.len && v.at[i] >= '0' && v.at[i] <= '9')
		i++;
	return v.len > 1 && v.at[0] == '<' && i > from && i == v.len;
}

static bool is_mark(struct text v)
{
	static const char *const words[] = {
		"na",         "n/a", "n.a.", "nan",  "null", "none", "nil",  "z",   "c", "x",
		"s",          "u",   "d",    "(a)",  "(n)",  "(x)",  "#n/a", "low", "n", "m",
		"missing",    "nd",  "n.d.", "-nd-", "..",   "...",  "…",    ":",   "*", "not available",
		"suppressed",
	};
	if (AMONG(v, words) || is_below(v))
		return true;
	for (size_t i = 0; i < v.len; i++)
		if (((v.at[i] | 0x20) >= 'a' && (v.at[i] | 0x20) <= 'z') ||
		    (v.at[i] >= '0' && v.at[i] <= '9'))
			return false;
	return v.len > 0 && v.len <= 4;
}

uint64_t sniff_marks(struct sniff *s, struct guess *g, const struct json *values)
{
	uint64_t records = 0, n = 0;
	for (size_t i = 0; values && i < values->n; i++) {
		if (!is_mark(values->key[i]))
			continue;
		add(s, &g->marks, values->key[i]);
		text_count(values->item[i].text, UINT64_MAX, &n);
		records += n;
	}
	return records;
}

static bool is_column(const struct sniff *s, struct text stem, const char *end)
{
	for (size_t i = 0; i < s->n; i++) {
		struct text name = s->column[i].name;
		if (name.len == stem.len + strlen(end) && memcmp(name.at, stem.at, stem.len) == 0 &&
		    memcmp(name.at + stem.len, end, strlen(end)) == 0)
			return true;
	}
	return false;
}

/* Words that say that there is no value, and no more. */
static bool is_plain(struct text v)
{
	static const char *const words[] = { "na",  "n/a",  "n.a.", "nan", "null",
		                                 "nil", "none", "#n/a", "-",   "missing" };
	return AMONG(v, words);
}

void sniff_reasons(struct sniff *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct guess *g = &s->column[i];
		struct texts all = g->marks;
		bool keep = g->measure && !is_column(s, g->name, "_status");
		g->marks = (struct texts){ 0 };
		for (size_t k = 0; k < all.n; k++) {
			bool plain = !keep || is_plain(all.at[k]);
			add(s, plain ? &g->marks : &g->status, all.at[k]);
			sniff_note(s, g->name,
			           plain ? "'%.*s' is taken for missing"
			                 : "'%.*s' is taken for a number that is not shown; weir:status keeps "
			                   "it in a column",
			           (int)all.at[k].len, all.at[k].at);
		}
		for (size_t k = 0; k < g->behind.n; k++)
			sniff_note(s, g->name,
			           "'%.*s' behind a number is taken for a footnote; weir:notes keeps it in a "
			           "column",
			           (int)g->behind.at[k].len, g->behind.at[k].at);
	}
}

/* --- behind a value --------------------------------------------------------------------------- */

static struct text last(struct text v, size_t n)
{
	return (struct text){ v.at + v.len - n, n };
}

/* [1], (r): of at most six bytes; 1) behind a blank. */
static size_t bracketed(struct text v)
{
	size_t digits = 0;
	while (digits < 2 && digits + 2 < v.len && last(v, 1).at[0] == ')' &&
	       last(v, digits + 2).at[0] >= '0' && last(v, digits + 2).at[0] <= '9')
		digits++;
	if (digits > 0 && last(v, digits + 2).at[0] == ' ')
		return digits + 1;
	char open = last(v, 1).at[0] == ')' ? '(' : last(v, 1).at[0] == ']' ? '[' : '\0';
	for (size_t n = 3; open && n <= 8 && n < v.len; n++)
		if (last(v, n).at[0] == open)
			return n;
	return 0;
}

/* Flags as Eurostat has them, alone or two of them; but 2nd and 3rd are none. */
static size_t letters(struct text v)
{
	static const char flags[] = "bcdefnprsuz";
	static const char *const ends[] = { "nd", "rd" };
	size_t n = 0;
	while (n + 1 < v.len && n < 3 && strchr(flags, last(v, n + 1).at[0]))
		n++;
	bool blank = n > 0 && n < v.len && last(v, n + 1).at[0] == ' ';
	return n > 2 || (n == 2 && !blank && AMONG(last(v, 2), ends)) ? 0 : n;
}

static size_t signs(struct text v)
{
	static const char *const marks[] = { "*", "†", "‡", "§", "#", "^", "~", "¹", "²", "³" };
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t n = strlen(marks[i]);
		if (v.len > n && memcmp(last(v, n).at, marks[i], n) == 0)
			return n;
	}
	return 0;
}

/* What the value is without its marks, which are added to `to`. */
static enum kind_of kind_without(struct sniff *s, struct text *v, struct texts *to)
{
	enum kind_of kind = kind_of(*v);
	for (size_t i = 0; i < IN_A_ROW && kind == KIND_TEXT && v->len > 1; i++) {
		size_t n = bracketed(*v);
		n = n > 0 ? n : signs(*v);
		n = n > 0 ? n : letters(*v);
		if (n == 0)
			break;
		add(s, to, last(*v, n));
		*v = text_trim((struct text){ v->at, v->len - n });
		kind = kind_of(*v);
	}
	return kind;
}

static struct text counts_text(struct sniff *s, const uint64_t *of)
{
	char line[512];
	size_t n = 0;
	for (int k = 0; k < KIND_ZERO_LED; k++)
		n += (size_t)snprintf(line + n, sizeof(line) - n, "%s%s=%" PRIu64, k ? " " : "",
		                      kind_word((enum kind_of)k), of[k]);
	return (struct text){ arena_copy(s->mem, line, n), n };
}

static void add_all(struct sniff *s, struct texts *to, const struct texts *more)
{
	for (size_t i = 0; i < more->n; i++)
		add(s, to, more->at[i]);
}

/* A letter right behind a digit may belong to a code. */
static bool is_glued(struct text v, struct text bare)
{
	return bare.len < v.len && v.at[bare.len] >= 'a' && v.at[bare.len] <= 'z';
}

bool sniff_behind(struct sniff *s, struct guess *g, size_t column, struct text *kinds)
{
	struct texts behind = { 0 }, marks = g->marks;
	uint64_t of[KINDS] = { 0 }, with = 0, glued = 0, all = 0;
	for (size_t i = s->last + s->header; i < s->grid.n; i++) {
		const struct cells *row = &s->grid.row[i];
		if (row->n != s->width || column >= row->n || row->filled < s->fewer ||
		    row->cell[column].len == 0)
			continue;
		struct text v = row->cell[column], bare = v;
		struct texts own = { 0 };
		enum kind_of kind = is_mark(v) ? KIND_TEXT : kind_without(s, &bare, &own);
		if (kind == KIND_TEXT && is_mark(bare)) {
			add(s, &marks, v); /* with what stands behind it */
			continue;
		}
		add_all(s, &behind, &own);
		if (kind >= KIND_ZERO_LED || behind.n > MOST_BEHIND)
			return false;
		of[kind]++;
		all++;
		with += own.n > 0;
		glued += is_glued(v, bare);
	}
	if (with == 0 || 2 * glued > all)
		return false;
	g->marks = marks;
	g->behind = behind;
	*kinds = counts_text(s, of);
	return true;
}

/* --- points between thousands ----------------------------------------------------------------- */

/* 1.234 or 1.234.567: between points are three digits each. */
static bool is_pointed(struct text v)
{
	size_t run = 0, points = 0;
	for (size_t i = 0; i < v.len; i++) {
		if (v.at[i] == '.' && (points == 0 ? run == 0 || run > 3 : run != 3))
			return false;
		points += v.at[i] == '.';
		run = v.at[i] == '.' ? 0 : run + 1;
	}
	return points > 0 && run == 3;
}

/* All numbers of a column that have points have them between thousands, as it seems; false if there are none. */
static bool all_pointed(struct sniff *s, size_t column)
{
	size_t n = 0;
	for (size_t i = s->last + s->header; i < s->grid.n; i++) {
		const struct cells *row = &s->grid.row[i];
		if (row->n != s->width || column >= row->n || row->filled < s->fewer)
			continue;
		struct texts behind = { 0 };
		struct text v = row->cell[column];
		enum kind_of kind = kind_without(s, &v, &behind);
		if (kind != KIND_NUMBER && kind != KIND_COMMA)
			continue;
		if (!is_pointed(v))
			return false;
		n++;
	}
	return n > 0;
}

void sniff_thousands(struct sniff *s)
{
	bool commas = false;
	for (size_t i = 0; i < s->n; i++)
		commas |= s->column[i].decimal && strcmp(s->column[i].decimal, ",") == 0;
	for (size_t i = 0; i < s->n; i++) {
		struct guess *g = &s->column[i];
		if (!g->measure || g->decimal || g->group || !all_pointed(s, i))
			continue;
		if (commas) {
			g->type = "integer";
			g->group = ".";
		}
		sniff_note(s, g->name,
		           commas ? "points in numbers are taken for thousands, since other columns have "
		                    "commas for decimals"
		                  : "numbers such as 1.234 are taken for parts of one; if the point is for "
		                    "thousands: \"groupChar\": \".\"");
	}
}
