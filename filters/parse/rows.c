/* filters/parse/rows.c - header and records made of the rows of any format. */
#include "parse/rows.h"
#include "parse/reject.h"

int rows_begin(struct rows *s, struct run *run, struct input *in, struct row *first)
{
	enum look got = LOOK_ROW;
	int status = s->format->begin(s->self, run, in);
	while (status == 0) {
		*first = (struct row){ 0 };
		status = s->format->look(s->self, run, in, true, run_arena(run), first, &got);
		if (status != 0 || got == LOOK_END || first->n > 0 || first->word)
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
	s->fields = fields;
	s->pick = pick;
	if (s->format->columns)
		s->format->columns(s->self, run, fields, pick, wanted);
}

/* --- records ---------------------------------------------------------------------------------- */

static void take_cells(const struct rows *s, struct batch *b, const struct row *row)
{
	for (size_t k = 0; k < s->pick.n; k++) {
		size_t at = s->pick.at[k];
		struct text v = at < row->n ? row->cell[at] : (struct text){ 0 };
		if (v.len == 0)
			v.at = NULL;
		else if (row->brief)
			v.at = arena_copy(b->mem, v.at, v.len);
		b->col[k][b->rows] = v;
	}
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

int rows_fill(struct rows *s, struct run *run, struct input *in, struct batch *b, bool *ended)
{
	const struct format *f = s->format;
	int status = 0;
	while (status == 0 && b->rows < b->room) {
		struct row row;
		enum look got;
		if (!s->slow && f->fast && f->fast(s->self, run, in, b))
			continue;
		status = f->look(s->self, run, in, b->rows == 0, b->mem, &row, &got);
		*ended = status == 0 && b->rows == 0 && got == LOOK_END;
		if (status != 0 || got != LOOK_ROW)
			break;
		take_row(s, run, in, b, &row);
		rows_step(s, in);
	}
	run_read(run, b->rows);
	return status;
}
