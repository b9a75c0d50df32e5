/* filters/aggregate/fill.c - a batch of records goes into the cells of a sheet. */
#include "sheet.h"

/* The numbers of one measure; *gone: rows whose value is none, which are rejected. */
static struct decimal *read_numbers(struct run *run, struct batch *b, size_t col, bool *gone)
{
	struct decimal *number = arena_take(b->mem, b->rows * sizeof(*number));
	const struct text *v = b->col[col];
	for (size_t r = 0; r < b->rows; r++) {
		enum decimal_read read = decimal_read(v[r], &number[r]);
		if (read == DECIMAL_OK)
			continue;
		number[r] = (struct decimal){ 0, NUMBER_MISSING };
		if (v[r].len == 0)
			continue;
		gone[r] = true;
		run_reject(run, b, r, col, read == DECIMAL_NONE ? "not-number" : "large-number");
	}
	return number;
}

/* The numbers of the values of each row's group, by column. Null: there are more than can be numbered. */
static uint32_t **number_values(const struct sheet *s, const struct batch *b, const uint32_t *rows,
                                size_t n)
{
	const struct picks *group = &s->plan->group;
	uint32_t **value = arena_take(b->mem, (group->n + 1) * sizeof(uint32_t *));
	uint32_t *fresh = arena_take(b->mem, b->rows * sizeof(*fresh));
	for (size_t g = 0; g < group->n; g++) {
		value[g] = arena_take(b->mem, b->rows * sizeof(**value));
		memo_find_rows(s->group[g], b->col[group->at[g]], rows, n, value[g], fresh);
		if (memo_count(s->group[g]) >= MEMO_FULL)
			return NULL;
	}
	return value;
}

/* The group column + 1 whose value is the mark of totals, where they are asked for; else 0. */
static size_t total_mark(const struct sheet *s, const struct cell *cell)
{
	const struct plan *p = s->plan;
	for (size_t g = 0; g < p->group.n; g++)
		if (p->totalled[g] && text_same(sheet_value(s, cell, g), TEXT(TOTAL_MARK)))
			return p->group.at[g] + 1;
	return 0;
}

/* The cell of each row, null for those that are rejected. */
static int find_cells(struct sheet *sheet, struct run *run, struct batch *b, const bool *gone,
                      struct cell **cell)
{
	uint32_t *rows = arena_take(b->mem, b->rows * sizeof(*rows));
	uint64_t *hash = arena_take(b->mem, b->rows * sizeof(*hash));
	size_t n = 0;
	for (size_t r = 0; r < b->rows; r++) {
		cell[r] = NULL;
		rows[n] = (uint32_t)r;
		n += !gone[r];
	}
	uint32_t **value = number_values(sheet, b, rows, n);
	if (!value)
		return sheet_full(run);
	cells_hash(&sheet->cells, value, rows, n, hash);
	for (size_t i = 0; i < n; i++) {
		bool fresh;
		struct cell *c = cells_find(&sheet->cells, value, rows[i], hash[i], &fresh);
		if (!c)
			return sheet_full(run);
		if (fresh && sheet->plan->totals > 0)
			c->refused = total_mark(sheet, c) > 0;
		if (c->refused) {
			run_reject(run, b, rows[i], total_mark(sheet, c) - 1, "total-mark");
			continue;
		}
		c->rows++;
		cell[rows[i]] = c;
	}
	return 0;
}

int sheet_fill(struct sheet *s, struct run *run, struct batch *b)
{
	const struct plan *p = s->plan;
	bool *gone = arena_zeros(b->mem, b->rows);
	struct decimal **number = arena_zeros(b->mem, (p->n + 1) * sizeof(struct decimal *));
	struct cell **cell = arena_take(b->mem, b->rows * sizeof(struct cell *));
	for (size_t m = 0; m < p->n; m++)
		if (measure_adds(&p->measure[m]))
			number[m] = read_numbers(run, b, p->measure[m].col, gone);
	int status = find_cells(s, run, b, gone, cell);
	for (size_t m = 0; m < p->n && status == 0; m++)
		status = sheet_add(s, run, m, cell, b->col[p->measure[m].col], number[m], b->rows);
	return status;
}
