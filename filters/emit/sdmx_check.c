/* filters/emit/sdmx_check.c - the rules that a record has to keep, column by column, then by the record. */
#include "lib/memo.h"
#include "lib/line.h"
#include "sdmx.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void sdmx_violation(struct emit *e, struct run *run, struct batch *b, size_t row, size_t col,
                    const char *word)
{
	struct sdmx *x = e->sdmx;
	x->bad[row] = true;
	run_reject(run, b, row, col, word);
	if (!x->violations)
		return;
	size_t n = x->violations_n++;
	x->violation = arena_append(b->mem, x->violation, n, sizeof(*x->violation));
	x->violation[n] = (struct violation){ row, col, n, word };
}

static int by_row(const void *a, const void *b)
{
	const struct violation *v = a, *w = b;
	if (v->row != w->row)
		return v->row < w->row ? -1 : 1;
	return v->number < w->number ? -1 : v->number > w->number;
}

/* In the order of the records, whatever the size of batches. */
static int list_violations(struct emit *e, struct run *run, const struct batch *b)
{
	struct sdmx *x = e->sdmx;
	if (x->violations_n > 0)
		qsort(x->violation, x->violations_n, sizeof(*x->violation), by_row);
	for (size_t i = 0; i < x->violations_n; i++) {
		const struct violation *v = &x->violation[i];
		char number[24];
		int n = snprintf(number, sizeof(number), "%" PRIu64, b->line[v->row]);
		struct text values[] = {
			batch_source(b, v->row), { number, (size_t)n }, { 0 }, { 0 }, text_of(v->word)
		};
		if (v->col != NO_COLUMN) {
			values[2] = e->names.name[v->col];
			values[3] = b->col[v->col][v->row];
		}
		if (line_write(x->violations, values, 5) != 0)
			return run_fail(run, output_status(x->violations), "%s", output_why(x->violations));
	}
	x->violation = NULL;
	x->violations_n = 0;
	return 0;
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

/* Which records delete; in a message of 2.0, a row may also say attributes of a part of the key only. */
static void find_kinds(struct emit *e, struct run *run, struct batch *b)
{
	struct sdmx *x = e->sdmx;
	x->bad = arena_zeros(b->mem, b->rows + 1);
	x->deletes = arena_zeros(b->mem, b->rows + 1);
	x->partial = arena_zeros(b->mem, b->rows + 1);
	const char *actions = e->want.check ? "IARMD" : "IARD"; /* M is one of 2.1 */
	for (size_t r = 0; r < b->rows && x->is_2; r++) {
		struct text action = e->want.action;
		if (x->action_col != NO_COLUMN) {
			action = b->col[x->action_col][r];
			if (action.len != 1 || !action.at[0] || !strchr(actions, action.at[0]))
				sdmx_violation(e, run, b, r, x->action_col, "bad-action");
		}
		x->deletes[r] = text_is(action, "D");
		x->partial[r] = e->want.check && (x->deletes[r] || value_at(x, x->value, b, r).len == 0);
	}
}

/* Most columns of a message have one value for long: what is made of it is made once a batch. */
static void find_same(const struct emit *e, struct batch *b)
{
	bool *same = e->sdmx->same = arena_zeros(b->mem, e->names.n + 1);
	for (size_t c = 0; c < e->names.n; c++) {
		const struct text *v = b->col[c];
		size_t r = 1;
		while (r < b->rows && v[r].len == v[0].len && bytes_same(v[r].at, v[0].at, v[0].len))
			r++;
		same[c] = r >= b->rows;
	}
}

static void check_codes(struct emit *e, struct run *run, struct batch *b, struct field *f)
{
	const struct sdmx *x = e->sdmx;
	const struct text *v = b->col[f->col];
	bool looks = f->is->code || f->is->type == DATE;
	if (b->rows > 0 && x->same[f->col] &&
	    (v[0].len == 0 ? !f->is->required : !looks || is_good(f, run, value_of(f, v[0]))))
		return;
	for (size_t r = 0; r < b->rows; r++) {
		if (f->is->role == ATTRIBUTE && x->deletes[r])
			continue; /* it only marks what is to go */
		if (v[r].len == 0) {
			if (f->is->required && !x->partial[r])
				sdmx_violation(e, run, b, r, f->col, "no-value");
		} else if (looks && !is_good(f, run, value_of(f, v[r]))) {
			sdmx_violation(e, run, b, r, f->col, f->is->code ? "no-code" : "no-date");
		}
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

static const char *check_number(const struct emit *e, struct text v, struct text decimals)
{
	const struct sdmx *x = e->sdmx;
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
	if (read != DECIMAL_OK && !(e->want.check && text_is(v, "NaN"))) /* NaN is one of 2.1 */
		return "bad-value";
	if (read == DECIMAL_OK && text_count(decimals, DECIMAL_SCALE, &most) && d.scale > most)
		return "decimals";
	return NULL;
}

struct beside { /* what a record says beside its value */
	struct text status, confidential, decimals, freq;
	bool none; /* its status means that there is no value */
};

static struct beside beside_at(const struct sdmx *x, const struct batch *b, size_t r)
{
	struct beside s = { .status = value_at(x, x->status, b, r),
		                .confidential = value_at(x, x->confidential, b, r),
		                .decimals = value_at(x, x->decimals, b, r),
		                .freq = value_at(x, x->freq, b, r) };
	s.none = means_none(x, s.status);
	return s;
}

static bool is_beside_same(const struct sdmx *x)
{
	const size_t fields[] = { x->status, x->confidential, x->decimals, x->freq };
	bool same = true;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		size_t col = fields[i] == NO_COLUMN ? NO_COLUMN : x->field[fields[i]].col;
		same = same && (col == NO_COLUMN || x->same[col]);
	}
	return same;
}

static void check_time(struct emit *e, struct run *run, struct batch *b, size_t r, struct text freq)
{
	const struct sdmx *x = e->sdmx;
	struct text time = value_at(x, x->time, b, r);
	if (time.len > 0 && !sdmx_period(time, freq))
		sdmx_violation(e, run, b, r, x->field[x->time].col, "bad-time");
}

static void check_record(struct emit *e, struct run *run, struct batch *b, size_t r,
                         const struct beside *said)
{
	const struct sdmx *x = e->sdmx;
	struct text v = value_at(x, x->value, b, r), confidential = said->confidential;
	size_t value_col = x->value == NO_COLUMN ? NO_COLUMN : x->field[x->value].col;
	const char *word = NULL;
	if (v.len > 0)
		word = said->none ? "bad-status" : check_number(e, v, said->decimals);
	else if (!said->none)
		word = said->status.len > 0 ? "bad-status" : "no-value";
	bool by_status = word && strcmp(word, "bad-status") == 0;
	if (word)
		sdmx_violation(e, run, b, r, by_status ? x->field[x->status].col : value_col, word);
	if (e->want.free_only && confidential.len > 0 && !text_is(confidential, "F") && v.len > 0)
		sdmx_violation(e, run, b, r, x->field[x->confidential].col, "not-free");
}

static void check_records(struct emit *e, struct run *run, struct batch *b)
{
	const struct sdmx *x = e->sdmx;
	bool same = is_beside_same(x);
	struct beside said = { 0 };
	for (size_t r = 0; r < b->rows; r++) {
		if (r == 0 || !same)
			said = beside_at(x, b, r);
		if (x->partial[r])
			continue;
		if (!x->deletes[r])
			check_record(e, run, b, r, &said);
		check_time(e, run, b, r, said.freq);
	}
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
	static const char kinds[] = "dataflow datastructure dataprovision";
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
}

int sdmx_check(struct emit *e, struct run *run, struct batch *b)
{
	struct sdmx *x = e->sdmx;
	find_same(e, b);
	find_kinds(e, run, b);
	for (size_t r = 0; r < b->rows && e->want.check; r++)
		check_kind(e, run, b, r);
	for (size_t i = 0; i < x->n; i++)
		if (x->field[i].col != NO_COLUMN && x->field[i].is->role != MEASURE)
			check_codes(e, run, b, &x->field[i]);
	if (x->n > 0)
		check_records(e, run, b);
	int status = x->n > 0 ? sdmx_check_keys(e, run, b) : 0;
	return status ? status : list_violations(e, run, b);
}
