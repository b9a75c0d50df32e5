/* filters/aggregate/sheet.h - cells with what their measures need: the result so far, or the totals over it. */
#pragma once
#include "cells.h"
#include "distinct.h"
#include "plan.h"

#define TOTAL_MARK "_T" /* SDMX: stands for all values of a column */

struct sheet {
	const struct plan *plan;
	struct cells cells;
	struct memo **group; /* by column of the group: its values; may be another sheet's */
	struct pairs *pairs; /* by measure; of those that are DISTINCT */
	struct memo **texts; /* the same: the texts behind the pairs' numbers; may be another sheet's */
	bool owns;           /* they are its own */
	struct arena *mem;
};

/* over: null, or the sheet that this one is a total over. */
void sheet_init(struct sheet *, const struct plan *, struct run *, const struct sheet *over);
void sheet_free(struct sheet *);         /* may be all zeros */
size_t sheet_held(const struct sheet *); /* bytes */
/* Of a measure that has one. */
static inline union state *state_of(const struct plan *p, const struct cell *cell, size_t measure)
{
	return (union state *)(uintptr_t)&cell->state[p->measure[measure].state];
}

/* The value of a cell's group in a column of it. */
struct text sheet_value(const struct sheet *, const struct cell *, size_t column);

/* One measure of so many rows; cell[r] null: the row does not count. number[r] is its value, for a measure that
 * adds; its scale is NUMBER_MISSING where there is none. */
#define NUMBER_MISSING 255
int sheet_add(struct sheet *, struct run *, size_t measure, struct cell *const *cell,
              const struct text *value, const struct decimal *number, size_t rows);
/* Keeps a value if it is the greatest, or the least, so far. Of values that are the same as numbers but not as texts (1 and
 * 1.0) the lesser text, so that the order in which they came does not show. */
void best_add(struct best *, struct text, bool greatest, struct arena *mem);
/* Puts the totals over `from` into this one. */
int sheet_total(struct sheet *, struct run *, const struct sheet *from);
/* Only those over one choice of the columns that have them, 1 … 2^totals - 1: bit 0 stands for the first of these. */
int sheet_total_over(struct sheet *, struct run *, const struct sheet *from, unsigned which);
int sheet_full(struct run *);
/* All of a batch: its records go into cells, but for those that are rejected. fill.c. */
int sheet_fill(struct sheet *, struct run *, struct batch *);
