/* filters/indicators/formula.h - the indicators: which parts, how they are put together, in which unit. */
#pragma once
#include "areas.h"

#define MOST_PARTS 4
enum about { ONE_AREA = 1, PAIR_OF_AREAS = 2 };

struct formula {
	const char *word, *unit;
	int about;  /* of what it is computed: ONE_AREA, PAIR_OF_AREAS, both */
	int factor; /* 0: over is the result, a count; else factor · over / under */
	size_t n;
	struct part {
		int of;          /* enum measure or enum derived */
		int over, under; /* how often it is in them */
	} part[MOST_PARTS];
};
extern const struct formula
	formulas[]; /* ends with no word; two ways to one stand together, the second
                                           counts where the first part of the first is not known */

/* One result: a value, or why there is none. */
struct result {
	bool any; /* one of the parts is there */
	bool has_value;
	struct decimal value;
	char status;
	char note
		[480]; /* empty, or what is missing, withheld or left out: "without enrolment; inbound withheld" */
};

/* amount[i]: that of part i. What does not fit 128 bits has no value, and the note says so. */
void formula_compute(const struct formula *, const struct amount *const *amount, unsigned decimals,
                     struct result *);
