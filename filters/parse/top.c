/* filters/parse/top.c - the rows above the records: titles, and header rows joined to one name for each column. */
#include "parse/top.h"
#include "parse/body.h"
#include <inttypes.h>

static const uint64_t first_only[] = { 1 };

bool top_is_told(const struct shape *s)
{
	return s->header_from.path || s->header_rows.n > 1 ||
	       (s->header_rows.n == 1 && s->header_rows.at[0] > 1);
}

int top_open(struct top *t, struct run *run, const struct shape *shape)
{
	t->shape = shape;
	t->from = NULL;
	return shape->header_from.path
	           ? row_pattern(run, shape->file, &shape->header_from, false, &t->from)
	           : 0;
}

void top_close(struct top *t)
{
	pattern_free(t->from);
	t->from = NULL;
}

static struct numbers header_rows(const struct top *t)
{
	struct numbers rows = t->shape->header_rows;
	if (rows.n == 0)
		rows = (struct numbers){ 1, (uint64_t *)first_only };
	return rows;
}

/* --- labels ----------------------------------------------------------------------------------- */

struct labels { /* of the header rows, one above the other */
	size_t rows, columns;
	struct text **at; /* at[row][column] */
	size_t *n;        /* of each row */
};

static bool is_filled(const struct shape *s, struct numbers rows, size_t r)
{
	if (s->fill_all)
		return r + 1 < rows.n;
	for (size_t i = 0; i < s->header_fill.n; i++)
		if (s->header_fill.at[i] == rows.at[r])
			return true;
	return false;
}

/* A blank label belongs to the one to its left, unless a label in a row above begins here: nothing spans that. */
static void fill(const struct shape *s, struct numbers rows, struct labels *l, bool *begins)
{
	for (size_t r = 0; r < l->rows; r++) {
		bool fills = is_filled(s, rows, r);
		struct text left = { 0 };
		for (size_t c = 0; c < l->columns; c++) {
			struct text *label = &l->at[r][c];
			if (begins[c] && label->len == 0)
				left = (struct text){ 0 };
			begins[c] |= label->len > 0;
			if (label->len > 0)
				left = *label;
			else if (fills)
				*label = left;
		}
	}
}

/* The labels of a column, from top to bottom, without those that are blank. */
static struct text join(const struct labels *l, size_t c, struct text with, struct arena *mem)
{
	size_t len = 0;
	for (size_t r = 0; r < l->rows; r++)
		len += l->at[r][c].len + with.len;
	char *bytes = arena_take(mem, len), *to = bytes;
	for (size_t r = 0; r < l->rows; r++) {
		struct text label = l->at[r][c];
		if (label.len == 0)
			continue;
		if (to > bytes && with.len > 0)
			memcpy(to, with.at, with.len);
		to += to > bytes ? with.len : 0;
		memcpy(to, label.at, label.len);
		to += label.len;
	}
	return (struct text){ bytes, (size_t)(to - bytes) };
}

static void join_all(const struct top *t, struct run *run, struct labels *l, struct row *header)
{
	struct arena *mem = run_arena(run);
	for (size_t r = 0; r < l->rows; r++) {
		struct text *whole = arena_zeros(mem, (l->columns + 1) * sizeof(*whole));
		for (size_t c = 0; c < l->n[r]; c++)
			whole[c] = l->at[r][c];
		l->at[r] = whole;
	}
	fill(t->shape, header_rows(t), l, arena_zeros(mem, l->columns + 1));
	struct text *joined = arena_zeros(mem, (l->columns + 1) * sizeof(*joined));
	for (size_t c = 0; c < l->columns; c++)
		joined[c] = join(l, c, t->shape->header_join, mem);
	header->n = l->columns;
	header->cell = joined;
}

/* --- finding them ----------------------------------------------------------------------------- */

static void take_labels(struct run *run, struct labels *l, const struct row *row)
{
	struct arena *mem = run_arena(run);
	struct text *label = arena_zeros(mem, (row->n + 1) * sizeof(*label));
	for (size_t c = 0; c < row->n; c++) {
		struct text v = text_trim(row->cell[c]);
		label[c] = (struct text){ arena_copy(mem, v.at, v.len), v.len };
	}
	l->at[l->rows] = label;
	l->n[l->rows++] = row->n;
	l->columns = row->n > l->columns ? row->n : l->columns;
}

static int no_header(const struct top *t, struct run *run, const struct input *in, uint64_t last)
{
	const struct row_rule *from = &t->shape->header_from;
	if (last == 0)
		return run_fail(run, EX_DATAERR, "%s: empty input, expected a header line", in->name.at);
	if (from->path)
		return run_fail(run, EX_DATAERR, "%s: no row is the header that %s expects: '%.*s'",
		                in->name.at, from->path, (int)from->pattern.len, from->pattern.at);
	return run_fail(run, EX_DATAERR,
	                "%s: the header is to be on row %" PRIu64 ", but the last one is %" PRIu64,
	                in->name.at, header_rows(t).at[header_rows(t).n - 1], last);
}

struct search {
	struct numbers rows;
	bool found;    /* what they are numbered from */
	uint64_t base; /* the row before the one numbered 1 */
	uint64_t last; /* the row that was looked at */
};

/* One row: a title, or one of the header. */
static int look_at(const struct top *t, struct run *run, const struct input *in,
                   const struct row *row, struct search *s, struct labels *l, struct row *header)
{
	if (!s->found && row_is(t->from, NULL, &t->shape->header_from, row, SIZE_MAX)) {
		s->found = true;
		s->base = row->line - 1;
	}
	s->last = row->line;
	uint64_t wanted = s->rows.at[l->rows];
	if (!s->found || row->line - s->base < wanted)
		return 0;
	if (row->line - s->base > wanted)
		return run_fail(run, EX_DATAERR,
		                "%s:%" PRIu64 ": the header is to have a row on line %" PRIu64
		                ", where none begins",
		                in->name.at, row->line, s->base + wanted);
	if (row->word)
		return run_fail(run, EX_DATAERR, "%s:%" PRIu64 ": the header cannot be read: %s: %.*s",
		                in->name.at, row->line, row->word, (int)row->value.len, row->value.at);
	if (l->rows == 0)
		header->line = row->line;
	take_labels(run, l, row);
	return 0;
}

int top_read(const struct top *t, struct rows *rows, struct run *run, struct input *in,
             struct row *header)
{
	struct search s = { .rows = header_rows(t), .found = !t->from };
	struct arena *mem = run_arena(run);
	struct labels l = { .at = arena_zeros(mem, s.rows.n * sizeof(*l.at)),
		                .n = arena_zeros(mem, s.rows.n * sizeof(*l.n)) };
	*header = (struct row){ .at = NO_COLUMN };
	int status = rows->format->begin(rows->self, run, in);
	while (status == 0 && l.rows < s.rows.n) {
		struct row row = { 0 };
		enum look got = LOOK_ROW;
		status = rows->format->look(rows->self, run, in, true, mem, &row, &got);
		if (status == 0 && got == LOOK_END)
			status = no_header(t, run, in, s.last);
		else if (status == 0)
			status = look_at(t, run, in, &row, &s, &l, header);
		if (status == 0)
			rows_step(rows, in);
	}
	if (status == 0)
		join_all(t, run, &l, header);
	return status;
}
