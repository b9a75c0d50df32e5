/* filters/recode/weigh.c - a measure divided by shares: exactly, or rounded by largest remainders (Hamilton's method). */
#include "weigh.h"

static struct text written(struct decimal d, unsigned least, struct arena *mem)
{
	char text[DECIMAL_LONGEST];
	while (d.scale > least && d.digits % 10 == 0)
		d.digits /= 10, d.scale--;
	size_t n = (size_t)(decimal_put(text, d) - text);
	return (struct text){ arena_copy(mem, text, n), n };
}

/* One unit each to the largest remainders; these become -1. */
static void give_rest(__int128 *part, __int128 *lost, size_t n, __int128 rest)
{
	for (; rest > 0; rest--) {
		size_t most = 0;
		for (size_t i = 1; i < n; i++)
			if (lost[i] > lost[most])
				most = i;
		part[most]++;
		lost[most] = -1;
	}
}

bool weigh(const struct codes *c, struct decimal m, const uint32_t *rows, size_t n,
           unsigned decimals, struct arena *mem, struct text *parts)
{
	bool exact = decimals == WEIGH_EXACT, negative = m.digits < 0;
	unsigned scale = exact || decimals < m.scale ? m.scale : decimals;
	__int128 all = negative ? -m.digits : m.digits, rest, most;
	if (scale > DECIMAL_SCALE || (exact && scale + c->scale > DECIMAL_SCALE) ||
	    __builtin_mul_overflow(all, decimal_power(scale - m.scale), &all) ||
	    __builtin_mul_overflow(all, c->whole, &most))
		return false;
	__int128 *part = arena_take(mem, n * sizeof(*part)), *lost = arena_take(mem, n * sizeof(*lost));
	rest = all;
	for (size_t i = 0; i < n; i++) {
		__int128 product = all * c->share[rows[i]];
		part[i] = exact ? product : product / c->whole;
		lost[i] = product % c->whole;
		rest -= part[i];
	}
	if (!exact)
		give_rest(part, lost, n, rest);
	for (size_t i = 0; i < n; i++) {
		struct decimal d = { negative ? -part[i] : part[i], exact ? scale + c->scale : scale };
		parts[i] = written(d, scale, mem);
	}
	return true;
}
