/* filters/profile/column.h - all that is known of one column, value by value. */
#pragma once
#include "counts.h"
#include "estimate.h"
#include "lib/decimal.h"

#define EXTREME_KEPT 1024 /* bytes of a least or greatest text that are kept, and compared */

struct extreme {
	bool there;
	char *at;
	size_t len, room;
	struct decimal number; /* of those among numbers */
};

struct column {
	struct arena *mem;
	struct counts values, words; /* words: those that are no number, date or other sign of a type */
	struct estimate *distinct;   /* once there are too many to count */
	uint64_t missing, of[KINDS];
	size_t shortest, longest;                     /* in characters; shortest SIZE_MAX: no value */
	struct extreme least, greatest;               /* by bytes */
	struct extreme least_number, greatest_number; /* plain ones, by value */
};

/* most: distinct values that are counted exactly. mem: the stage's. */
void column_init(struct column *, struct arena *mem, size_t most);
/* n values. seed: of the run, for the tables. */
void column_take(struct column *, const struct text *values, size_t n, uint64_t seed);
/* How many distinct values; *exact: they were counted. */
uint64_t column_distinct(const struct column *, bool *exact);
/* One word for all: "integer", "number", "date", "datetime", "yearmonth", "boolean", "text"; "none": there is no value. */
const char *column_type(const struct column *);
/* By value where the type is integer or number, else by bytes. */
struct text column_least(const struct column *), column_greatest(const struct column *);
