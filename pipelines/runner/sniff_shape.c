/* pipelines/runner/sniff_shape.c - where the header is, and where the records end.
 *
 * The body is the rows that are filled as most are. Its header is a row of labels at its beginning, where columns of
 * numbers have words; above it may stand further rows of labels, each for several columns.
 */
#include "sniff.h"
#include <inttypes.h>
#include <stdio.h>
#include <strings.h>

static bool has_letter(struct text v)
{
	for (size_t i = 0; i < v.len; i++)
		if (((v.at[i] | 0x20) >= 'a' && (v.at[i] | 0x20) <= 'z') || (unsigned char)v.at[i] >= 0x80)
			return true;
	return false;
}

static bool looks_number(struct text v)
{
	bool digit = false;
	for (size_t i = 0; i < v.len; i++) {
		digit |= v.at[i] >= '0' && v.at[i] <= '9';
		if (!strchr("0123456789+-.,% '/:", v.at[i]) || v.at[i] == '\0')
			return false;
	}
	return digit;
}

/* How many cells most rows of this width have filled. */
static size_t usual_filled(const struct sniff *s)
{
	size_t best = 0, most = 0;
	size_t *rows = arena_zeros(s->mem, (s->width + 1) * sizeof(*rows));
	for (size_t i = 0; i < s->grid.n; i++) {
		size_t filled = s->grid.row[i].filled;
		if (s->grid.row[i].n != s->width || filled == 0)
			continue;
		rows[filled]++;
		if (rows[filled] > most || (rows[filled] == most && filled > best)) {
			most = rows[filled];
			best = filled;
		}
	}
	return best;
}

static bool is_body(const struct sniff *s, size_t row, size_t usual)
{
	const struct cells *c = &s->grid.row[row];
	return c->n == s->width && 2 * c->filled >= usual && c->filled > 0;
}

/* Columns in which nearly all cells from a row on are numbers. */
static bool *number_columns(const struct sniff *s, size_t from, size_t *n)
{
	bool *is = arena_zeros(s->mem, s->width + 1);
	*n = 0;
	for (size_t c = 0; c < s->width; c++) {
		size_t filled = 0, numbers = 0;
		for (size_t i = from; i < s->grid.n && i < from + 500; i++) {
			const struct cells *row = &s->grid.row[i];
			if (row->n != s->width || row->cell[c].len == 0 ||
			    !(has_letter(row->cell[c]) || looks_number(row->cell[c])))
				continue; /* signs for what is missing tell nothing */
			filled++;
			numbers += looks_number(row->cell[c]);
		}
		is[c] = filled > 0 && 10 * numbers >= 8 * filled;
		*n += is[c];
	}
	return is;
}

/* Words in columns of numbers, and no number there. */
static bool is_label_row(const struct cells *row, const bool *numbers, size_t width)
{
	size_t words = 0;
	for (size_t c = 0; c < width && c < row->n; c++) {
		if (numbers[c] && looks_number(row->cell[c]))
			return false;
		words += numbers[c] && has_letter(row->cell[c]);
	}
	return words > 0;
}

static void say_header(const struct sniff *s, size_t numbers)
{
	if (!s->header)
		sniff_say(s, "header: none was found; columns are called column_1, column_2 …");
	else if (numbers == 0)
		sniff_say(s, "header: no column holds numbers, so that the first row is taken for it "
		             "because it usually is");
	if (s->header && s->last > s->first)
		sniff_say(s, "header: lines %" PRIu64 " to %" PRIu64 ", whose labels are joined",
		          s->grid.row[s->first].line, s->grid.row[s->last].line);
	else if (s->header && s->titles)
		sniff_say(s, "header: line %" PRIu64, s->grid.row[s->first].line);
}

/* The first rows of the body that are labels; before them there may be some of which each label is for several columns. */
static bool find_header(struct sniff *s, const bool *is, size_t usual)
{
	size_t at = s->first, most = s->first + 5 < s->grid.n ? s->first + 5 : s->grid.n;
	while (at + 1 < most && !is_label_row(&s->grid.row[at], is, s->width) &&
	       s->grid.row[at].filled < usual)
		at++;
	s->last = s->first;
	if (!is_label_row(&s->grid.row[at], is, s->width))
		return false;
	s->last = at;
	while (s->last + 1 < most && is_label_row(&s->grid.row[s->last + 1], is, s->width) &&
	       s->grid.row[s->last].filled < usual)
		s->last++;
	return true;
}

/* Rows of labels right above the header, each of which may stand for several columns. */
static void find_above(struct sniff *s, size_t usual)
{
	while (s->first > 0) {
		const struct cells *above = &s->grid.row[s->first - 1];
		if (above->n != s->width || above->filled < 2 || 5 * above->filled >= 4 * usual)
			return;
		s->first--;
	}
}

/* Notes below the body. */
static void find_end(struct sniff *s, size_t usual)
{
	size_t last = s->grid.n, least = SIZE_MAX, most = 0, notes = 0;
	while (last > s->last && !is_body(s, last - 1, usual))
		last--;
	for (size_t i = last; i < s->grid.n; i++) {
		notes += s->grid.row[i].filled > 0;
		if (s->grid.row[i].filled > most)
			most = s->grid.row[i].filled;
	}
	for (size_t i = s->last + s->header; i < last; i++)
		if (s->grid.row[i].filled < least)
			least = s->grid.row[i].filled;
	if (notes == 0)
		return;
	if (most < least)
		s->fewer = most + 1;
	sniff_say(s, "end: the last %zu row%s no records%s", notes, notes == 1 ? " is" : "s are",
	          s->fewer ? "" : ", but nothing tells them from records");
}

static bool is_total(struct text v)
{
	static const char *const words[] = { "total",  "grand total", "sum",    "insgesamt", "zusammen",
		                                 "gesamt", "summe",       "totale", "totaal",    "ensemble",
		                                 "toplam", "razem",       "ogółem", "итого",     "всего" };
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i]);
		if (v.len >= n && strncasecmp(v.at, words[i], n) == 0 &&
		    (v.len == n || strchr(" ,:(-", v.at[n])))
			return true;
	}
	return false;
}

/* Among the labels in front. */
static void say_totals(const struct sniff *s)
{
	enum { LABELS = 3 };
	for (size_t i = s->last + s->header; i < s->grid.n; i++) {
		const struct cells *row = &s->grid.row[i];
		for (size_t c = 0; c < row->n && c < LABELS && row->filled > 1; c++)
			if (is_total(row->cell[c]))
				return sniff_say(s,
				                 "totals: line %" PRIu64
				                 ", '%.*s', looks like a total of others; weir:drop or "
				                 "weir:totals in the dialect takes such rows out",
				                 row->line, (int)(row->cell[c].len < 60 ? row->cell[c].len : 60),
				                 row->cell[c].at);
	}
}

void sniff_shape(struct sniff *s)
{
	size_t numbers = 0, usual = usual_filled(s);
	if (s->grid.n == 0 || s->width == 0) {
		s->header = true;
		return;
	}
	while (s->first + 1 < s->grid.n && !is_body(s, s->first, usual))
		s->first++;
	size_t body = s->grid.n - 1;
	while (body > s->first && !is_body(s, body, usual))
		body--;
	size_t skip = (body - s->first) / 2;
	bool *is = number_columns(s, s->first + 1 + (skip < 5 ? skip : 5), &numbers);
	s->header = find_header(s, is, usual) || numbers == 0;
	if (s->header)
		find_above(s, usual);
	for (size_t i = 0; i < s->first; i++)
		s->titles |= s->grid.row[i].filled > 0;
	say_header(s, numbers);
	if (s->whole)
		find_end(s, usual);
	say_totals(s);
}
