/* filters/aggregate/sheet.h - cells with what their measures need: the result so far, or the totals over it. */
#pragma once
#include "cells.h"
#include "distinct.h"
#include "plan.h"

#define TOTAL_MARK "_T" /* SDMX: stands for all values of a column */

struct sheet {
	const struct plan *plan;
	struct cells cells;
	struct pairs *pairs; /* by measure; of those that are DISTINCT */
	struct memo *
		*values; /* the same: the texts behind the pairs' numbers; may be another sheet's */
	struct arena *mem;
};

/* values: null, or those of the sheet that this one is a total over. */
void sheet_init(struct sheet *, const struct plan *, struct run *, struct memo **values);
void sheet_free(struct sheet *, bool values_too); /* may be all zeros */

/* One measure of so many rows; cell[r] null: the row does not count. number[r] is its value, for a measure that
 * adds; its scale is NUMBER_MISSING where there is none. */
#define NUMBER_MISSING 255
int sheet_add(struct sheet *, struct run *, size_t measure, struct cell *const *cell,
              const struct text *value, const struct decimal *number, size_t rows);
/* Puts the totals over `from` into this one. */
int sheet_total(struct sheet *, struct run *, const struct sheet *from);
int sheet_full(struct run *);
