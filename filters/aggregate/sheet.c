/* filters/aggregate/sheet.c - adding records to cells, a measure at a time, and cells to totals. */
#include "sheet.h"
#include "lib/pack.h"

void sheet_init(struct sheet *s, const struct plan *p, struct run *run, struct memo **values)
{
	struct arena *mem = run_arena(run);
	*s = (struct sheet){ .plan = p, .mem = mem, .values = values };
	cells_init(&s->cells, p->n);
	s->pairs = arena_zeros(mem, (p->n + 1) * sizeof(*s->pairs));
	if (!values)
		s->values = arena_zeros(mem, (p->n + 1) * sizeof(struct memo *));
	for (size_t m = 0; m < p->n; m++) {
		if (p->measure[m].kind != DISTINCT)
			continue;
		pairs_init(&s->pairs[m], run_seed(run));
		if (!values)
			s->values[m] = memo_new(run_seed(run), MEMO_FULL);
	}
}

void sheet_free(struct sheet *s, bool values_too)
{
	cells_free(&s->cells);
	for (size_t m = 0; s->pairs && m < s->plan->n; m++) {
		pairs_free(&s->pairs[m]);
		if (values_too)
			memo_free(s->values[m]);
	}
}

int sheet_full(struct run *run)
{
	return run_fail(run, EX_OSERR,
	                "more than 4 thousand million groups or distinct values; divide the input");
}

static void keep_best(struct best *b, struct text v, struct arena *mem)
{
	if (v.len > b->room || b->room == 0) {
		b->room = v.len < 16 ? 16 : 2 * v.len;
		b->at = arena_take(mem, b->room);
	}
	memcpy(b->at, v.at, v.len);
	b->len = v.len;
}

/* Values that are the same as numbers but not as texts (1 and 1.0): the lesser text, so that the order in which
 * they came does not show. */
static void best_add(struct best *b, struct text v, bool greatest, struct arena *mem)
{
	struct text held = { b->at, b->len };
	if (v.len == 0 || text_same(v, held))
		return;
	if (b->room > 0) {
		int order = decimal_text_order(v, held);
		if (order == 0 ? text_order(v, held) > 0 : (order > 0) != greatest)
			return;
	}
	keep_best(b, v, mem);
}

static int distinct_add(struct sheet *s, struct run *run, size_t m, struct cell *cell,
                        uint32_t value)
{
	if (value == MEMO_FULL)
		return sheet_full(run);
	enum pairs_add added = pairs_add(&s->pairs[m], (struct pair){ cell->number, value });
	if (added == PAIRS_FULL)
		return sheet_full(run);
	cell->state[m].distinct += added == PAIR_NEW;
	return 0;
}

static int add_distinct(struct sheet *s, struct run *run, size_t m, struct cell *const *cell,
                        const struct text *value, size_t rows)
{
	bool fresh;
	int status = 0;
	for (size_t r = 0; r < rows && status == 0; r++)
		if (cell[r] && value[r].len > 0)
			status = distinct_add(s, run, m, cell[r], memo_find(s->values[m], value[r], &fresh));
	return status;
}

int sheet_add(struct sheet *s, struct run *run, size_t m, struct cell *const *cell,
              const struct text *value, const struct decimal *number, size_t rows)
{
	enum measure_kind kind = s->plan->measure[m].kind;
	if (kind == DISTINCT)
		return add_distinct(s, run, m, cell, value, rows);
	for (size_t r = 0; r < rows && (kind == MIN || kind == MAX); r++)
		if (cell[r])
			best_add(&cell[r]->state[m].best, value[r], kind == MAX, s->mem);
	for (size_t r = 0; r < rows && number; r++)
		if (cell[r] && number[r].scale != NUMBER_MISSING)
			sum_add(&cell[r]->state[m].sum, number[r], s->mem);
	return 0;
}

/* --- totals ----------------------------------------------------------------------------------- */

/* The key with the mark in place of the values of some columns: bit 0 is the first that has totals. */
static struct text total_key(const struct plan *p, struct text key, unsigned which,
                             struct arena *mem)
{
	char *start = arena_take(mem, key.len + p->totals * sizeof(TOTAL_MARK)), *to = start;
	for (size_t g = 0, bit = 0; g < p->group.n; g++) {
		struct text v;
		key.at = pack_get(key.at, &v);
		if (p->totalled[g] && (which >> bit++ & 1))
			v = TEXT(TOTAL_MARK);
		to = pack_put(to, v);
	}
	return (struct text){ start, (size_t)(to - start) };
}

static void merge_cell(struct sheet *s, struct cell *to, const struct cell *from)
{
	to->rows += from->rows;
	for (size_t m = 0; m < s->plan->n; m++) {
		const struct measure *it = &s->plan->measure[m];
		const union state *state = &from->state[m];
		if (measure_adds(it))
			sum_merge(&to->state[m].sum, &state->sum, s->mem);
		else if ((it->kind == MIN || it->kind == MAX) && state->best.room > 0)
			best_add(&to->state[m].best, (struct text){ state->best.at, state->best.len },
			         it->kind == MAX, s->mem);
	}
}

/* Distinct values of a total are not those of its cells added up: a value may be in several of them. */
static int total_distinct(struct sheet *s, struct run *run, const struct sheet *from,
                          struct cell *const *to)
{
	int status = 0;
	for (size_t m = 0; m < s->plan->n; m++) {
		const struct pairs *pairs = &from->pairs[m];
		for (uint32_t i = 0; i < pairs->numbers.n && status == 0; i++) {
			struct pair pair = pairs_at(pairs, i);
			status = distinct_add(s, run, m, to[pair.cell], pair.value);
		}
	}
	return status;
}

/* The totals over one choice of the columns that have them. */
static int total_over(struct sheet *s, struct run *run, const struct sheet *from, unsigned which,
                      struct arena *mem)
{
	uint32_t n = from->cells.numbers.n;
	struct cell **to = arena_zeros(mem, (n + (size_t)1) * sizeof(*to));
	for (uint32_t i = 0; i < n; i++) {
		const struct cell *cell = cells_at(&from->cells, i);
		if (cell->rows == 0)
			continue;
		struct text key = total_key(s->plan, cell->key, which, mem);
		bool fresh;
		to[i] = cells_find(&s->cells, key, hash_short(key, run_seed(run)), &fresh);
		if (!to[i])
			return sheet_full(run);
		merge_cell(s, to[i], cell);
	}
	return total_distinct(s, run, from, to);
}

int sheet_total(struct sheet *s, struct run *run, const struct sheet *from)
{
	struct arena *mem = arena_new();
	int status = 0;
	for (unsigned which = 1; which < 1u << s->plan->totals && status == 0; which++) {
		status = total_over(s, run, from, which, mem);
		arena_empty(mem);
	}
	arena_free(mem);
	return status;
}
