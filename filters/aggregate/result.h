/* filters/aggregate/result.h - the cells as records, sorted by group; or as a partial. */
#pragma once
#include "sheet.h"

struct entry {
	const struct cell *cell;
	const struct sheet *sheet;
};

struct listed { /* the distinct values of one measure, by cell, then by their bytes */
	struct text *value;
	size_t *start; /* by cell; one more at the end */
};

/* The cells of both sheets that have records, *n, in their order. totals: null: there are none. */
struct entry *result_sorted(const struct sheet *, const struct sheet *totals, size_t *n,
                            struct arena *mem);
/* Of a measure that is DISTINCT. */
struct listed result_values(const struct sheet *, size_t measure, struct arena *mem);
/* Do a cell's sums fit? *wrong: the first measure whose sum does not. */
bool result_fits(const struct plan *, const struct cell *, size_t *wrong);
/* Fails for such a one, naming the values of its group. */
int result_too_long(struct run *, const struct plan *, const struct text *group, size_t measure);
/* What stands in the record of a cell for a measure: in mem, or in the cell. */
struct text result_state(const struct plan *, const struct cell *, size_t measure,
                         struct arena *mem);
/* The next record of run_batch is complete. */
int result_row(struct run *, struct batch *);
/* Emits the cells of both sheets. totals: null: there are none. */
int result_emit(struct run *, const struct sheet *, const struct sheet *totals);
