/* filters/derive/once_group.h - a group of statements that one column decides: for once.c and once_plan.c. */
#pragma once
#include "derive/once.h"
#include "lib/memo.h"

enum { ONCE_VALUES = 64 << 10 }; /* distinct values that are kept */

struct fault { /* what becomes of a record of this value at a statement */
	size_t statement, blame;
	const char *word;
	struct text value;
	bool shows; /* the reject shows `value`, not that of the column */
	bool drops; /* it is no reject, but was not selected */
};

struct once {
	const struct program *program;
	size_t column; /* whose values decide */
	size_t n, statement[ONCE_MOST];
	size_t targets, target[ONCE_MOST]; /* columns that they give */

	struct memo *memo;    /* values, by number */
	struct arena *kept;   /* what was made of them */
	struct text *made;    /* [number * targets + t] */
	struct memo *results; /* distinct texts of `made`, by number … */
	struct text *result;  /* … and where the first of each stands: few bytes stay in the cache */
	size_t result_room;
	uint32_t *fault; /* by number: which of `faults` + 1, or 0 */
	struct fault *faults;
	size_t room, n_faults; /* room: numbers */
	uint64_t asked, missed;
	bool off; /* nearly all values are distinct: it does not pay */

	uint32_t *number; /* of each of the batch's rows: its value */
	uint32_t *rows;  /* at first those to number, then of the new values, then those with a fault */
	uint32_t *fresh; /* of the batch, those whose value is new */
	size_t faulty;   /* how many these are */
	struct batch values; /* those that are new */
	uint32_t *numbers;   /* of each of them */
	struct text *came;   /* what each of them was */
	struct work work;    /* for them */
	size_t now;          /* the statement that is worked out for them */
};
