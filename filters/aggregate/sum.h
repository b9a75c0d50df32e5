/* filters/aggregate/sum.h - exact sums of decimals, which do not depend on the order of what they add up. */
#pragma once
#include "lib/arena.h"
#include "lib/decimal.h"

struct wide_sum;

/* Nearly all sums fit 64 bits; what does not is kept beside, so wide that nothing overflows on the way: only the
 * sum itself has to fit, not some sum before it. All zeros: nothing was added. */
struct sum {
	int64_t digits;
	struct wide_sum *wide; /* null: all is in digits */
	uint8_t scale;         /* of digits: the longest that came */
	bool any;
};

void sum_add_slowly(struct sum *, struct decimal, struct arena *mem);
void sum_merge(struct sum *, const struct sum *, struct arena *mem);
/* As bytes, at most SUM_ROOM; gives the end. Nothing of it is lost, whether it fits or not. */
#define SUM_ROOM 80
char *sum_put(char *to, const struct sum *);
/* Adds one that was put there; gives its end. */
const char *sum_get(const char *from, struct sum *, struct arena *mem);
/* At least its absolute value. */
double sum_most(const struct sum *);
/* False: it does not fit. With as many digits behind the point as the longest that was added. */
bool sum_total(const struct sum *, struct decimal *);

static inline void sum_add(struct sum *s, struct decimal d, struct arena *mem)
{
	int64_t more = (int64_t)d.digits, digits;
	if (s->any && s->scale == d.scale && more == d.digits &&
	    !__builtin_add_overflow(s->digits, more, &digits))
		s->digits = digits;
	else
		sum_add_slowly(s, d, mem);
}
