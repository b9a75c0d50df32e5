/* filters/emit/sdmx_check.c - the rules that a record has to keep, column by column, then by the record. */
#include "lib/hash.h"
#include "lib/line.h"
#include "sdmx.h"
#include <inttypes.h>
#include <stdio.h>

void sdmx_violation(struct emit *e, struct run *run, struct batch *b, size_t row, size_t col,
                    const char *word)
{
	struct sdmx *x = e->sdmx;
	x->bad[row] = true;
	run_reject(run, b, row, col, word);
	if (!x->violations)
		return;
	char number[24];
	int n = snprintf(number, sizeof(number), "%" PRIu64, b->line[row]);
	struct text values[] = {
		batch_source(b, row), { number, (size_t)n }, { 0 }, { 0 }, text_of(word)
	};
	if (col != NO_COLUMN) {
		values[2] = e->names.name[col];
		values[3] = b->col[col][row];
	}
	if (line_write(x->violations, values, 5) != 0)
		run_fail(run, output_status(x->violations), "%s", output_why(x->violations));
}

/* A value as the rules see it: without its label, where the message has labels. */
static struct text value_of(const struct field *f, struct text v)
{
	bool coded = f->is->code || f->is->role == DIMENSION || f->is->role == TIME;
	const char *label = f->labelled && coded ? memmem(v.at, v.len, ": ", 2) : NULL;
	if (label)
		v.len = (size_t)(label - v.at);
	return v;
}

static struct text value_at(const struct sdmx *x, size_t field, const struct batch *b, size_t r)
{
	if (field == NO_COLUMN)
		return (struct text){ 0 };
	const struct field *f = &x->field[field];
	if (f->col == NO_COLUMN)
		return f->constant;
	return value_of(f, b->col[f->col][r]);
}

/* Values come in runs, and most columns have one only. */
static bool is_good(struct field *f, struct run *run, struct text v)
{
	enum { SHORT = 64 };
	bool fresh;
	if (f->last.at && v.len == f->last.len && bytes_same(v.at, f->last.at, v.len))
		return f->last_is_good;
	bool good = f->is->code ? memo_find(f->is->code, v, &fresh) != MEMO_FULL : sdmx_date(v);
	if (v.len <= SHORT) {
		if (!f->last_room)
			f->last_room = arena_take(run_arena(run), SHORT);
		memcpy(f->last_room, v.at, v.len);
		f->last = (struct text){ f->last_room, v.len };
		f->last_is_good = good;
	}
	return good;
}

/* Which records are not whole observations: in 2.0 a row may delete, or say attributes of a part of the key. */
static void find_partial(const struct sdmx *x, const struct batch *b, bool *partial, bool *deletes)
{
	for (size_t r = 0; r < b->rows; r++) {
		deletes[r] = x->action_col != NO_COLUMN && text_is(b->col[x->action_col][r], "D");
		partial[r] = deletes[r] || value_at(x, x->value, b, r).len == 0;
	}
}

static void check_codes(struct emit *e, struct run *run, struct batch *b, struct field *f,
                        const bool *partial, const bool *deletes)
{
	const struct text *v = b->col[f->col];
	for (size_t r = 0; r < b->rows; r++) {
		if (v[r].len == 0) {
			if (f->is->required && !(partial && partial[r]))
				sdmx_violation(e, run, b, r, f->col, "no-value");
			continue;
		}
		if (!f->is->code && f->is->type != DATE)
			continue;
		if (deletes && deletes[r] && f->is->role == ATTRIBUTE)
			continue; /* it only marks what is to go */
		if (!is_good(f, run, value_of(f, v[r])))
			sdmx_violation(e, run, b, r, f->col, f->is->code ? "no-code" : "no-date");
	}
}

/* --- the record ---------------------------------------------------------------------------------- */

static bool means_none(const struct sdmx *x, struct text status)
{
	const struct component *c = x->status == NO_COLUMN ? NULL : x->field[x->status].is;
	if (!c || status.len == 0 || status.len > 30)
		return false;
	char word[32] = " ";
	memcpy(word + 1, status.at, status.len);
	word[status.len + 1] = ' ';
	struct text list = c->without_value;
	const char *at = memmem(list.at, list.len, word + 1, status.len);
	for (; at; at = memmem(at + 1, (size_t)(list.at + list.len - at - 1), word + 1, status.len))
		if ((at == list.at || at[-1] == ' ') &&
		    (at + status.len == list.at + list.len || at[status.len] == ' '))
			return true;
	return false;
}

static const char *check_number(const struct sdmx *x, struct text v, struct text decimals)
{
	struct decimal d;
	uint64_t most;
	char plain[64];
	const char *comma = x->decimal_comma ? memchr(v.at, ',', v.len) : NULL;
	if (comma && v.len < sizeof(plain)) {
		memcpy(plain, v.at, v.len);
		plain[comma - v.at] = '.';
		v.at = plain;
	}
	enum decimal_read read = decimal_read(v, &d);
	if (read != DECIMAL_OK && !text_is(v, "NaN"))
		return "bad-value";
	if (read == DECIMAL_OK && text_count(decimals, DECIMAL_SCALE, &most) && d.scale > most)
		return "decimals";
	return NULL;
}

static void check_record(struct emit *e, struct run *run, struct batch *b, size_t r)
{
	struct sdmx *x = e->sdmx;
	struct text v = value_at(x, x->value, b, r), status = value_at(x, x->status, b, r);
	struct text confidential = value_at(x, x->confidential, b, r);
	size_t value_col = x->value == NO_COLUMN ? NO_COLUMN : x->field[x->value].col;
	bool none = means_none(x, status);
	const char *word = NULL;
	if (v.len > 0)
		word = none ? "bad-status" : check_number(x, v, value_at(x, x->decimals, b, r));
	else if (!none)
		word = status.len > 0 ? "bad-status" : "no-value";
	bool by_status = word && strcmp(word, "bad-status") == 0;
	if (word)
		sdmx_violation(e, run, b, r, by_status ? x->field[x->status].col : value_col, word);
	struct text time = value_at(x, x->time, b, r);
	if (time.len > 0 && !sdmx_period(time, value_at(x, x->freq, b, r)))
		sdmx_violation(e, run, b, r, x->field[x->time].col, "bad-time");
	if (e->want.free_only && confidential.len > 0 && !text_is(confidential, "F") && v.len > 0)
		sdmx_violation(e, run, b, r, x->field[x->confidential].col, "not-free");
}

/* --- --check: what a message says of itself ------------------------------------------------------- */

/* AGENCY:ID(VERSION); in 2.0 the version may be left out. */
static bool is_structure_id(struct text v, bool is_2)
{
	const char *colon = memchr(v.at, ':', v.len);
	if (!colon || colon == v.at)
		return false;
	struct text rest = { colon + 1, v.len - (size_t)(colon + 1 - v.at) };
	const char *open = memchr(rest.at, '(', rest.len);
	if (!open)
		return is_2 && rest.len > 0;
	return open > rest.at && rest.at[rest.len - 1] == ')' &&
	       rest.len - (size_t)(open - rest.at) > 2;
}

static void check_kind(struct emit *e, struct run *run, struct batch *b, size_t r)
{
	struct sdmx *x = e->sdmx;
	static const char kinds[] = "dataflow datastructure dataprovision", actions[] = "IARMD";
	struct text kind = b->col[x->kind_col][r], id = b->col[x->is_2 ? x->id_col : x->kind_col][r];
	const char *label = memmem(id.at, id.len, "): ", 3);
	if (label)
		id.len = (size_t)(label + 1 - id.at);
	if (x->is_2 && (kind.len < 8 || memchr(kind.at, ' ', kind.len) ||
	                !memmem(kinds, sizeof(kinds) - 1, kind.at, kind.len)))
		sdmx_violation(e, run, b, r, x->kind_col, "bad-structure");
	if (!is_structure_id(id, x->is_2) ||
	    (x->structure.id.len > 0 && !text_same(id, x->structure.id)))
		sdmx_violation(e, run, b, r, x->is_2 ? x->id_col : x->kind_col, "bad-structure");
	if (x->action_col == NO_COLUMN)
		return;
	struct text action = b->col[x->action_col][r];
	if (action.len != 1 || !memchr(actions, action.at[0], sizeof(actions) - 1))
		sdmx_violation(e, run, b, r, x->action_col, "bad-action");
}

int sdmx_check(struct emit *e, struct run *run, struct batch *b)
{
	struct sdmx *x = e->sdmx;
	bool *partial = NULL, *deletes = NULL;
	x->bad = arena_zeros(b->mem, b->rows + 1);
	if (e->want.check) {
		for (size_t r = 0; r < b->rows; r++)
			check_kind(e, run, b, r);
		if (x->n == 0)
			return run_status(run);
	}
	if (e->want.check && x->is_2) {
		partial = arena_zeros(b->mem, b->rows + 1);
		deletes = arena_zeros(b->mem, b->rows + 1);
		find_partial(x, b, partial, deletes);
	}
	for (size_t i = 0; i < x->n; i++)
		if (x->field[i].col != NO_COLUMN && x->field[i].is->role != MEASURE)
			check_codes(e, run, b, &x->field[i], partial, deletes);
	for (size_t r = 0; r < b->rows; r++) {
		if (!(partial && partial[r]))
			check_record(e, run, b, r);
		x->bad[r] |= partial && partial[r]; /* no observation: no key to be looked at */
	}
	return sdmx_check_keys(e, run, b);
}
