/* filters/aggregate/sheet.c - adding records to cells, a measure at a time, and cells to totals. */
#include "sheet.h"

static struct memo **memos(struct run *run, size_t n, struct arena *mem)
{
	struct memo **to = arena_zeros(mem, (n + 1) * sizeof(struct memo *));
	for (size_t i = 0; i < n; i++)
		to[i] = memo_new(run_seed(run), MEMO_FULL);
	return to;
}

void sheet_init(struct sheet *s, const struct plan *p, struct run *run, const struct sheet *over)
{
	struct arena *mem = arena_new();
	*s = (struct sheet){ .plan = p, .mem = mem, .owns = !over };
	cells_init(&s->cells, p->states, p->group.n, run_seed(run));
	s->pairs = arena_zeros(mem, (p->n + 1) * sizeof(*s->pairs));
	s->group = over ? over->group : memos(run, p->group.n, mem);
	s->texts = over ? over->texts : arena_zeros(mem, (p->n + 1) * sizeof(struct memo *));
	for (size_t m = 0; m < p->n; m++) {
		if (p->measure[m].kind != DISTINCT)
			continue;
		pairs_init(&s->pairs[m], run_seed(run));
		if (!over)
			s->texts[m] = memo_new(run_seed(run), MEMO_FULL);
	}
}

size_t sheet_held(const struct sheet *s)
{
	size_t held = arena_held(s->mem) + cells_held(&s->cells);
	for (size_t g = 0; g < s->plan->group.n; g++)
		held += memo_held(s->group[g]);
	for (size_t m = 0; m < s->plan->n; m++)
		if (s->texts[m])
			held += memo_held(s->texts[m]) + pairs_held(&s->pairs[m]);
	return held;
}

void sheet_free(struct sheet *s)
{
	if (!s->mem)
		return;
	cells_free(&s->cells);
	for (size_t g = 0; s->owns && g < s->plan->group.n; g++)
		memo_free(s->group[g]);
	for (size_t m = 0; s->pairs && m < s->plan->n; m++) {
		pairs_free(&s->pairs[m]);
		if (s->owns)
			memo_free(s->texts[m]);
	}
	arena_free(s->mem);
	s->mem = NULL;
}

struct text sheet_value(const struct sheet *s, const struct cell *cell, size_t column)
{
	return memo_text(s->group[column], cells_values(&s->cells, cell)[column]);
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

void best_add(struct best *b, struct text v, bool greatest, struct arena *mem)
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
	state_of(s->plan, cell, m)->distinct += added == PAIR_NEW;
	return 0;
}

static int add_distinct(struct sheet *s, struct run *run, size_t m, struct cell *const *cell,
                        const struct text *value, size_t rows)
{
	bool fresh;
	int status = 0;
	for (size_t r = 0; r < rows && status == 0; r++)
		if (cell[r] && value[r].len > 0)
			status = distinct_add(s, run, m, cell[r], memo_find(s->texts[m], value[r], &fresh));
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
			best_add(&state_of(s->plan, cell[r], m)->best, value[r], kind == MAX, s->mem);
	for (size_t r = 0; r < rows && number; r++)
		if (cell[r] && number[r].scale != NUMBER_MISSING)
			sum_add(&state_of(s->plan, cell[r], m)->sum, number[r], s->mem);
	return 0;
}

/* --- totals ----------------------------------------------------------------------------------- */

static void merge_cell(struct sheet *s, struct cell *to, const struct cell *from)
{
	to->rows += from->rows;
	for (size_t m = 0; m < s->plan->n; m++) {
		const struct measure *it = &s->plan->measure[m];
		const union state *state = state_of(s->plan, from, m);
		if (measure_adds(it))
			sum_merge(&state_of(s->plan, to, m)->sum, &state->sum, s->mem);
		else if ((it->kind == MIN || it->kind == MAX) && state->best.room > 0)
			best_add(&state_of(s->plan, to, m)->best,
			         (struct text){ state->best.at, state->best.len }, it->kind == MAX, s->mem);
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

/* The values of columns that are totalled are marks. */
static int total_over(struct sheet *s, struct run *run, const struct sheet *from, unsigned which,
                      const uint32_t *mark, struct arena *mem)
{
	const struct plan *p = s->plan;
	uint32_t n = from->cells.n, row = 0,
			 *value = arena_take(mem, (p->group.n + 1) * sizeof(*value));
	uint32_t **column = arena_take(mem, (p->group.n + 1) * sizeof(uint32_t *));
	struct cell **to = arena_zeros(mem, (n + (size_t)1) * sizeof(*to));
	for (size_t g = 0; g < p->group.n; g++)
		column[g] = &value[g];
	for (uint32_t i = 0; i < n; i++) {
		const struct cell *cell = cells_at(&from->cells, i);
		if (cell->rows == 0)
			continue;
		for (size_t g = 0, bit = 0; g < p->group.n; g++) {
			value[g] = cells_values(&from->cells, cell)[g];
			if (p->totalled[g] && (which >> bit++ & 1))
				value[g] = mark[g];
		}
		uint64_t hash = 0;
		bool fresh;
		cells_hash(&s->cells, column, &row, 1, &hash);
		to[i] = cells_find(&s->cells, column, 0, hash, &fresh);
		if (!to[i])
			return sheet_full(run);
		merge_cell(s, to[i], cell);
	}
	return total_distinct(s, run, from, to);
}

/* The number of the mark among the values of each column that has totals. */
static int find_marks(struct sheet *s, struct run *run, uint32_t *mark)
{
	for (size_t g = 0; g < s->plan->group.n; g++) {
		bool fresh;
		mark[g] = s->plan->totalled[g] ? memo_find(s->group[g], TEXT(TOTAL_MARK), &fresh) : 0;
		if (mark[g] == MEMO_FULL)
			return sheet_full(run);
	}
	return 0;
}

int sheet_total_over(struct sheet *s, struct run *run, const struct sheet *from, unsigned which)
{
	struct arena *mem = arena_new();
	uint32_t *mark = arena_take(mem, (s->plan->group.n + 1) * sizeof(*mark));
	int status = find_marks(s, run, mark);
	if (status == 0)
		status = total_over(s, run, from, which, mark, mem);
	arena_free(mem);
	return status;
}

int sheet_total(struct sheet *s, struct run *run, const struct sheet *from)
{
	int status = 0;
	for (unsigned which = 1; which < 1u << s->plan->totals && status == 0; which++)
		status = sheet_total_over(s, run, from, which);
	return status;
}
