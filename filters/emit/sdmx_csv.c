/* filters/emit/sdmx_csv.c - SDMX-CSV 1.0 and 2.0, checked against a data structure.
 *
 * https://github.com/sdmx-twg/sdmx-csv: a row is an observation, with its whole key, value and attributes. What is the
 * same in all rows is put together once.
 */
#include "lib/memo.h"
#include "lib/pack.h"
#include "sdmx.h"

/* Codes that were found in their list need not be looked at again, where all of the list go out as they are. */
static bool is_plain(const struct emit *e, const struct component *c)
{
	bool plain = c && c->code && !e->quote_all;
	for (uint32_t i = 0; plain && i < memo_count(c->code); i++) {
		struct text v = memo_text(c->code, i);
		for (size_t k = 0; k < v.len; k++)
			plain = plain && v.at[k] > ' ' && v.at[k] != '"' && v.at[k] != e->delimiter;
	}
	return plain;
}

struct making { /* a row's form, and what was put since the last piece */
	struct row_form *form;
	char *from, *to;
};

static void add_piece(struct making *m, struct run *run, size_t col, bool plain)
{
	struct row_form *f = m->form;
	size_t n = (size_t)(m->to - m->from);
	f->piece = arena_append(run_arena(run), f->piece, f->n, sizeof(*f->piece));
	f->piece[f->n++] = (struct piece){ { arena_copy(run_arena(run), m->from, n), n }, col, plain };
	f->fixed += n;
	m->to = m->from;
}

/* Room for all that is fixed in a row. */
static size_t fixed_room(const struct emit *e)
{
	size_t room = 256 + 2 * e->sdmx->structure.id.len;
	for (size_t i = 0; i < e->sdmx->n; i++)
		room += 2 * e->sdmx->field[i].constant.len + 8;
	return room + 8 * e->names.n;
}

static void put_head(const struct emit *e, struct run *run, struct making *m)
{
	const struct sdmx *x = e->sdmx;
	if (x->is_2) {
		m->to = csv_put_value(e, m->to, TEXT("dataflow"));
		*m->to++ = e->delimiter;
	}
	m->to = csv_put_value(e, m->to, x->structure.id);
	if (!x->is_2)
		return;
	*m->to++ = e->delimiter;
	if (x->action_col != NO_COLUMN)
		add_piece(m, run, x->action_col, true);
	else
		m->to = csv_put_value(e, m->to, e->want.action.at ? e->want.action : TEXT("I"));
}

/* A row that deletes an observation has its key only: anything else in it would delete just that. */
static void make_form(struct emit *e, struct run *run, struct row_form *form, bool deletes)
{
	const struct sdmx *x = e->sdmx;
	char *room = arena_take(run_arena(run), fixed_room(e));
	struct making m = { form, room, room };
	put_head(e, run, &m);
	for (size_t i = 0; i < x->n; i++) {
		const struct field *f = &x->field[i];
		if (f->col == NO_COLUMN && !f->constant.at)
			continue;
		*m.to++ = e->delimiter;
		if (deletes && f->is->role != DIMENSION && f->is->role != TIME)
			continue;
		if (f->col == NO_COLUMN)
			m.to = csv_put_value(e, m.to, f->constant);
		else
			add_piece(&m, run, f->col, is_plain(e, f->is));
	}
	for (size_t i = 0; i < x->own.n; i++) {
		*m.to++ = e->delimiter;
		add_piece(&m, run, x->own.at[i], false);
	}
	*m.to++ = '\n';
	add_piece(&m, run, NO_COLUMN, true);
}

static int read_version(struct emit *e, struct run *run)
{
	struct sdmx *x = e->sdmx;
	x->is_2 = text_is(e->want.version, "2.0");
	if (e->want.action.at && !x->is_2)
		return run_fail(run, EX_USAGE, "--action %s: SDMX-CSV 1.0 has none; --sdmx 2.0 has",
		                e->want.action.at);
	int status = csv_delimiter(e, run);
	if (status == 0 && e->delimiter != ',' && e->delimiter != ';')
		status = run_fail(run, EX_USAGE, "--delimiter: SDMX-CSV has a comma or a semicolon");
	return status;
}

static int sdmx_open(struct emit *e, struct run *run)
{
	struct sdmx *x = e->sdmx = arena_zeros(run_arena(run), sizeof(*x));
	x->kind_col = x->id_col = x->action_col = NO_COLUMN;
	sdmx_keys_init(x, run_seed(run));
	int status = read_version(e, run);
	if (status == 0)
		status =
			e->want.check ? sdmx_plan_message(e, run, &e->names) : sdmx_plan(e, run, &e->names);
	if (status == 0 && e->want.violations.at)
		status = run_output(run, e->want.violations.at, &x->violations);
	if (status == 0 && x->violations) {
		static const char header[] = "source\tline\tcolumn\tvalue\treason\n";
		output_write(x->violations, header, sizeof(header) - 1);
	}
	if (status == 0 && !e->want.check && !run_checking(run)) {
		make_form(e, run, &x->form, false);
		make_form(e, run, &x->deletion, true);
	}
	return status;
}

/* A name in the header; `to` has room. */
static char *put_name(const struct emit *e, char *to, struct text name)
{
	*to++ = e->delimiter;
	return csv_put_value(e, to, name);
}

static int sdmx_begin(struct emit *e, struct run *run)
{
	const struct sdmx *x = e->sdmx;
	size_t room = 128;
	for (size_t i = 0; i < x->n; i++)
		room += 2 * x->field[i].is->id.len + 4;
	for (size_t i = 0; i < x->own.n; i++)
		room += 2 * e->names.name[x->own.at[i]].len + 4;
	char *to = e->want.check ? NULL : run_space(run, room), *at = to;
	if (!to)
		return run_status(run);
	at = csv_put_value(e, at, x->is_2 ? TEXT("STRUCTURE") : TEXT("DATAFLOW"));
	if (x->is_2)
		at = put_name(e, put_name(e, at, TEXT("STRUCTURE_ID")), TEXT("ACTION"));
	for (size_t i = 0; i < x->n; i++)
		if (x->field[i].col != NO_COLUMN || x->field[i].constant.at)
			at = put_name(e, at, x->field[i].is->id);
	for (size_t i = 0; i < x->own.n; i++)
		at = put_name(e, at, e->names.name[x->own.at[i]]);
	*at++ = '\n';
	run_used(run, (size_t)(at - to));
	return 0;
}

/* The form for a batch: what all its rows have is fixed in it, too. */
static struct row_form fixed_form(const struct emit *e, const struct batch *b,
                                  const struct row_form *form)
{
	const bool *same = e->sdmx->same;
	size_t room = form->fixed;
	for (size_t i = 0; i + 1 < form->n; i++)
		room += same[form->piece[i].col] ? 2 * b->col[form->piece[i].col][0].len + 3 : 0;
	struct row_form fixed = { arena_take(b->mem, form->n * sizeof(*fixed.piece)), 0, 0 };
	char *from = arena_take(b->mem, room), *to = from;
	for (size_t i = 0; i < form->n; i++) {
		const struct piece *p = &form->piece[i];
		bytes_copy(to, p->fixed.at, p->fixed.len);
		to += p->fixed.len;
		if (p->col != NO_COLUMN && same[p->col]) {
			to = csv_put_value(e, to, b->col[p->col][0]);
			continue;
		}
		size_t n = (size_t)(to - from);
		fixed.piece[fixed.n++] = (struct piece){ { from, n }, p->col, p->plain };
		fixed.fixed += n;
		from = to;
	}
	return fixed;
}

static int put_row(const struct emit *e, struct run *run, const struct batch *b, size_t r,
                   const struct row_form *form)
{
	size_t room = form->fixed + 16;
	for (size_t i = 0; i + 1 < form->n; i++)
		room += 2 * b->col[form->piece[i].col][r].len + 3;
	char *to = run_space(run, room), *at = to;
	if (!to)
		return run_status(run);
	for (size_t i = 0; i < form->n; i++) {
		const struct piece *p = &form->piece[i];
		bytes_copy(at, p->fixed.at, p->fixed.len);
		at += p->fixed.len;
		if (p->col == NO_COLUMN)
			break;
		struct text v = b->col[p->col][r];
		if (!p->plain) {
			at = csv_put_value(e, at, v);
			continue;
		}
		bytes_copy(at, v.at, v.len);
		at += v.len;
	}
	run_used(run, (size_t)(at - to));
	return 0;
}

static int sdmx_batch(struct emit *e, struct run *run, struct batch *b)
{
	const struct sdmx *x = e->sdmx;
	int status = sdmx_check(e, run, b);
	if (status != 0 || e->want.check || b->rows == 0)
		return status;
	const struct row_form form = fixed_form(e, b, &x->form),
						  deletion = fixed_form(e, b, &x->deletion);
	for (size_t r = 0; r < b->rows && status == 0; r++)
		if (!x->bad[r])
			status = put_row(e, run, b, r, x->deletes[r] ? &deletion : &form);
	return status;
}

static void sdmx_close(struct emit *e)
{
	if (!e->sdmx)
		return;
	structure_free(&e->sdmx->structure);
	sdmx_keys_free(e->sdmx);
}

const struct format sdmx_csv_format = {
	.name = "sdmx-csv",
	.kind = SDMX_CSV,
	.open = sdmx_open,
	.begin = sdmx_begin,
	.batch = sdmx_batch,
	.close = sdmx_close,
};
