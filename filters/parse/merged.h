/* filters/parse/merged.h - the merged cells of a sheet: the value of the first of them comes to stand in each. */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"

struct merged {
	size_t n, next; /* next: the first that begins behind the rows so far */
	struct merged_range {
		uint64_t from_row, to_row;
		size_t from, to; /* columns, from 0 */
		struct text value;
	} * range;               /* by their first rows, once merged_done was called */
	size_t reaching, *reach; /* those that reach the row at hand */
};

/* "A1:C2". False: it is no range, or one too many. */
bool merged_add(struct merged *, struct arena *, const char *range);
void merged_done(struct merged *, struct arena *); /* none will follow */
/* How many cells those that reach this row take, counted from the first; rows come in ascending order. False: they lie
 * over each other. */
bool merged_reach(struct merged *, uint64_t row, size_t *cells);
/* Fills the n cells of the row that merged_reach was asked for; values that are needed for later rows are kept in mem.
 * down: from the rows above, too. */
void merged_fill(struct merged *, uint64_t row, struct text *cell, size_t n, bool down,
                 struct arena *mem);
