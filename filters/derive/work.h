/* filters/derive/work.h - working out expressions: the arrays that are used for it, faults, conditions. */
#pragma once
#include "derive/node.h"

struct layer { /* arrays for a batch's records; those that are not used are null */
	struct text *text;
	struct decimal *number;
	uint32_t *date;
	unsigned char *truth;
	uint32_t *rows[2];
};

struct once;
struct work {
	struct once *once; /* null: of records; else of its values (once.h), whose faults it keeps */
	struct run *run;
	struct batch *b;
	size_t room, depth;
	struct layer *layer;
	char *at, *end; /* where texts are written; ends with the batch */
};

/* The next batch. depth: how many layers there are. */
void work_begin(struct work *, struct run *, struct batch *, size_t depth);
/* The array of a type in a layer. */
union values work_array(struct work *, enum type, size_t depth);
/* n bytes to write into, which end with the batch; then how many of them were used. */
char *work_space(struct work *, size_t n);
static inline void work_used(struct work *w, const char *end)
{
	w->at = (char *)(uintptr_t)end;
}

/* The record is rejected: for the column that a node has to do with and its value, or another value. */
void work_reject(struct work *, const struct node *, size_t row, const char *word);
void work_reject_with(struct work *, const struct node *, size_t row, const char *word,
                      struct text value);

/* How nodes are worked out. */
work_out work_column, work_literal, work_call, work_if, work_and, work_or, work_coalesce;

/* Conversions; a fault rejects the record and gives a missing value. */
apply number_read, number_write, date_read, date_write, truth_read, truth_write;
/* Operators; those of a missing value give one. */
apply number_add, number_subtract, number_multiply, number_divide, number_negate, truth_not;
apply text_compare, number_compare, date_compare, truth_compare; /* by node.orders */
apply text_in, number_in, date_in;                               /* node.members */
apply value_missing;
apply number_least, number_most, date_least, date_most;

static inline bool number_known(struct decimal d)
{
	return d.scale != NO_NUMBER;
}
#define MISSING_NUMBER ((struct decimal){ 0, NO_NUMBER })
