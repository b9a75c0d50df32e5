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
/* Do its sums fit? 0, or a status as from run_fail. */
int result_check(struct run *, const struct entry *);
/* What stands in the record of a cell for a measure. */
struct text result_state(const struct entry *, size_t measure, struct arena *mem);
/* Emits the cells of both sheets. totals: null: there are none. */
int result_emit(struct run *, const struct sheet *, const struct sheet *totals);
