/* filters/parse/rows.c - header and records made of the rows of any format. */
#include "parse/rows.h"
#include "parse/reject.h"

static bool is_comment(const struct rows *s, uint64_t line)
{
	for (size_t i = 0; i < s->shape->comment_rows.n; i++)
		if (s->shape->comment_rows.at[i] == line)
			return true;
	return false;
}

int rows_begin(struct rows *s, struct run *run, struct input *in, struct row *first)
{
	enum look got = LOOK_ROW;
	int status = s->format->begin(s->self, run, in);
	while (status == 0) {
		*first = (struct row){ 0 };
		status = s->format->look(s->self, run, in, true, run_arena(run), first, &got);
		if (status != 0 || got == LOOK_END)
			break;
		bool comment = is_comment(s, first->line) && !first->names;
		if ((first->n > 0 || first->word) && !comment)
			break;
		rows_step(s, in);
	}
	return status;
}

void rows_step(struct rows *s, struct input *in)
{
	if (s->format->step)
		s->format->step(s->self, in);
}

void rows_columns(struct rows *s, struct run *run, size_t fields, struct picks pick)
{
	bool *wanted = arena_zeros(run_arena(run), fields + 1);
	for (size_t k = 0; k < pick.n; k++)
		wanted[pick.at[k]] = true;
	if (s->body)
		memset(wanted, true, fields);
	s->fields = fields;
	s->pick = pick;
	if (s->format->columns)
		s->format->columns(s->self, run, fields, pick, wanted);
}

void rows_narrow(struct rows *s, struct run *run, const bool *idle)
{
	bool *wanted = arena_zeros(run_arena(run), s->fields + 1);
	struct picks built = { s->pick.n,
		                   arena_take(run_arena(run), (s->pick.n + 1) * sizeof(*built.at)) };
	for (size_t k = 0; k < built.n; k++) {
		built.at[k] = idle[k] ? NO_COLUMN : s->pick.at[k];
		if (!idle[k])
			wanted[built.at[k]] = true;
	}
	s->idle = idle;
	s->format->columns(s->self, run, s->fields, built, wanted);
}

static bool is_built(const struct rows *s, size_t k)
{
	return !s->idle || !s->idle[k];
}

/* --- records ---------------------------------------------------------------------------------- */

static void take_cells(const struct rows *s, struct batch *b, const struct row *row)
{
	for (size_t k = 0; k < s->pick.n; k++) {
		size_t at = s->pick.at[k];
		if (!is_built(s, k))
			continue;
		struct text v = at < row->n ? row->cell[at] : (struct text){ 0 };
		if (v.len == 0)
			v.at = NULL;
		else if (row->brief)
			v.at = arena_copy(b->mem, v.at, v.len);
		b->col[k][b->rows] = v;
	}
	if (b->record)
		b->record[b->rows] = row->whole;
	b->line[b->rows++] = row->line;
}

/* Has it as many cells as there are columns? In a ragged format those at the end may be missing, and more be empty. */
static bool fits(const struct rows *s, const struct row *row)
{
	if (!s->format->ragged)
		return row->n == s->fields || (row->n == 0 && s->fields == 1);
	bool fit = true;
	for (size_t i = s->fields; i < row->n && fit; i++)
		fit = row->cell[i].len == 0;
	return fit;
}

static void take_row(const struct rows *s, struct run *run, const struct input *in, struct batch *b,
                     const struct row *row)
{
	struct found at = { row->raw, row->line };
	bool known = s->name && row->at < s->fields;
	if (row->word)
		reject(run, in, at, row->word, known ? s->name[row->at] : (struct text){ 0 }, row->value);
	else if (row->n == 0 && (s->fields > 1 || s->format->ragged))
		return;
	else if (!fits(s, row))
		reject_count(run, in, at, row->n, s->fields);
	else
		take_cells(s, b, row);
}

/* The row that comes next in the input, by the rules of the body where there are some. */
static int take_next(struct rows *s, struct run *run, struct input *in, struct batch *b, bool *done)
{
	struct row row = { 0 };
	enum look got;
	enum verdict verdict = BODY_RECORD;
	int status = s->format->look(s->self, run, in, b->rows == 0, b->mem, &row, &got);
	*done = got != LOOK_ROW;
	if (status == 0 && got == LOOK_END && s->body && !s->ended) {
		s->ended = true;
		status = body_end(s->body, run, in);
		*done = false; /* some that were kept may follow */
	}
	if (status != 0 || got != LOOK_ROW)
		return status;
	if (s->body)
		status = body_row(s->body, run, in, b->mem, &row, &verdict);
	if (status == 0 && verdict == BODY_RECORD)
		take_row(s, run, in, b, &row);
	if (status == 0)
		rows_step(s, in);
	return status;
}

/* What stands for nothing is nothing. */
static void take_nulls(const struct rows *s, struct batch *b)
{
	struct text null = s->shape->null_sequence;
	for (size_t k = 0; k < s->pick.n && null.len > 0; k++)
		for (size_t i = 0; i < b->rows && is_built(s, k); i++)
			if (text_same(b->col[k][i], null))
				b->col[k][i] = (struct text){ 0 };
}

void rows_recall(struct rows *s, struct text record, struct text *values)
{
	size_t n;
	const struct text *cell, null = s->shape->null_sequence;
	s->format->again(s->self, record, &n, &cell);
	for (size_t k = 0; k < s->pick.n; k++) {
		struct text v = s->pick.at[k] < n ? cell[s->pick.at[k]] : (struct text){ 0 };
		if (null.len > 0 && text_same(v, null))
			v = (struct text){ 0 };
		values[k] = v;
	}
}

int rows_fill(struct rows *s, struct run *run, struct input *in, struct batch *b, bool *ended)
{
	const struct format *f = s->format;
	int status = 0;
	for (bool done = false; status == 0 && !done && b->rows < b->room;) {
		struct row kept;
		if (s->body && body_next(s->body, &kept))
			take_cells(s, b, &kept);
		else if (s->slow || s->body || !f->fast || !f->fast(s->self, run, in, b))
			status = take_next(s, run, in, b, &done);
		*ended = done && b->rows == 0;
	}
	take_nulls(s, b);
	run_read(run, b->rows);
	return status;
}
