/* pipelines/runner/sniff_book.c - the rows of a workbook: of the sheet that has most of them.
 *
 * parse is asked for its rows as if there were no header: those that have more cells than the first are among the rejects
 * then, as they are. Both together, by the number of their row, are the sheet.
 */
#include "sniff.h"
#include "lib/line.h"
#include <stdio.h>
#include <stdlib.h>

enum { SHEETS = 64, CELLS = 4000000 }; /* cells that are looked at */

static struct text cut(struct text *left, char at)
{
	const char *end = left->len > 0 ? memchr(left->at, at, left->len) : NULL;
	size_t n = end ? (size_t)(end - left->at) : left->len, used = n + (end != NULL);
	struct text piece = { left->at, n };
	*left = (struct text){ left->at + used, left->len - used };
	return piece;
}

static void add_cell(struct sniff *s, struct cells *row, struct text cell)
{
	cell = text_trim(cell);
	row->cell = arena_append(s->mem, row->cell, row->n, sizeof(cell));
	row->cell[row->n++] = cell;
	row->filled += cell.len > 0;
}

static void add_row(struct sniff *s, struct cells row)
{
	s->grid.row = arena_append(s->mem, s->grid.row, s->grid.n, sizeof(row));
	s->grid.row[s->grid.n++] = row;
	s->width = row.n > s->width ? row.n : s->width;
	s->cells += row.n + 1;
}

static struct text value(struct sniff *s, struct text written)
{
	struct text v = written;
	line_value(written, s->mem, &v);
	return v;
}

/* Records: the place stands behind the cells. */
static void take_records(struct sniff *s, struct text out)
{
	for (cut(&out, '\n'); out.len > 0 && s->cells < CELLS;) {
		struct text line = cut(&out, '\n');
		struct cells row = { 0 };
		while (line.len > 0 || row.n == 0)
			add_cell(s, &row, value(s, cut(&line, '\t')));
		if (row.n < 3)
			continue;
		text_count(row.cell[row.n - 1], UINT64_MAX, &row.line);
		s->sheet = row.cell[row.n - 2];
		row.n -= 2;
		row.filled = 0;
		for (size_t i = 0; i < row.n; i++)
			row.filled += row.cell[i].len > 0;
		add_row(s, row);
	}
}

/* Rejects: stage source line reason column value record, and that is cells with TABs between. */
static void take_rejects(struct sniff *s, struct text rejects)
{
	for (cut(&rejects, '\n'); rejects.len > 0 && s->cells < CELLS;) {
		struct text line = cut(&rejects, '\n'), at[7];
		struct cells row = { 0 };
		for (size_t i = 0; i < 7; i++)
			at[i] = value(s, cut(&line, '\t'));
		text_count(at[2], UINT64_MAX, &row.line);
		s->sheet = at[1];
		while (at[6].len > 0)
			add_cell(s, &row, cut(&at[6], '\t'));
		add_row(s, row);
	}
}

static int by_line(const void *a, const void *b)
{
	const struct cells *one = a, *other = b;
	return (one->line > other->line) - (one->line < other->line);
}

/* Cells that are missing at the end of a row are blank. */
static void pad(struct sniff *s)
{
	for (size_t i = 0; i < s->grid.n; i++) {
		struct cells *row = &s->grid.row[i];
		struct text *whole = arena_zeros(s->mem, (s->width + 1) * sizeof(*whole));
		if (row->n > 0)
			memcpy(whole, row->cell, row->n * sizeof(*whole));
		row->cell = whole;
		row->n = s->width;
	}
}

static void ask(struct sniff *s, size_t sheet, bool keep, struct ran *ran)
{
	char number[24];
	snprintf(number, sizeof(number), "%zu", sheet);
	const char *words[] = { "parse", "--format",      "xlsx", "--no-header", "--place", "--sheet",
		                    number,  "--max-rejects", "100%", "--",          s->file,   NULL };
	sniff_run(s, words, 0, keep, ran);
}

/* The number of the sheet with most rows; 0: there is none. Says how many others there are. */
static size_t largest(struct sniff *s, struct ran *ran)
{
	size_t best = 0, n = 0;
	uint64_t most = 0;
	for (size_t i = 1; i <= SHEETS; i++) {
		ask(s, i, false, ran);
		if (ran->status != 0 && strstr(ran->why.at, "no sheet"))
			break;
		n = i;
		if (ran->in > most) {
			most = ran->in;
			best = i;
		}
	}
	s->sheets = n;
	return best;
}

int sniff_book(struct sniff *s)
{
	struct ran ran;
	size_t sheet = largest(s, &ran);
	if (sheet == 0)
		return sniff_fail(ran.status ? ran.status : EX_DATAERR, "%s", ran.why.at);
	ask(s, sheet, true, &ran);
	s->grid = (struct grid){ 0 };
	take_records(s, ran.out);
	take_rejects(s, ran.rejects);
	if (s->grid.n > 0)
		qsort(s->grid.row, s->grid.n, sizeof(*s->grid.row), by_line);
	pad(s);
	s->whole = s->cells < CELLS;
	const char *mark = s->sheet.len > 0 ? memrchr(s->sheet.at, '#', s->sheet.len) : NULL;
	if (mark)
		s->sheet = (struct text){ mark + 1, (size_t)(s->sheet.at + s->sheet.len - mark - 1) };
	if (s->sheets > 1)
		sniff_say(s, "sheet: '%.*s' has most rows of %zu; sheetName in the dialect names another",
		          (int)s->sheet.len, s->sheet.at, s->sheets);
	return 0;
}
