/* filters/lib/decimal_divide.c - products, quotients and rounding of exact decimals. */
#include "lib/decimal.h"

typedef unsigned __int128 wide;
#define LARGEST (~(wide)0 >> 1)

static wide absolute(__int128 n)
{
	return n < 0 ? -(wide)n : (wide)n;
}

static bool put_back(struct decimal *d, wide value, bool minus, unsigned scale)
{
	if (value > LARGEST)
		return false;
	*d = (struct decimal){ minus ? -(__int128)value : (__int128)value, scale };
	return true;
}

/* Whether what is left of a division by `by` makes the quotient one larger, its sign left aside. */
static bool rounds_up(wide quotient, wide left, wide by, bool minus, enum rounding how)
{
	if (left == 0)
		return false;
	switch (how) {
	case HALF_UP:
		return left >= by - left;
	case HALF_EVEN:
		return left > by - left || (left == by - left && quotient % 2 == 1);
	case FLOOR:
		return minus;
	case CEILING:
		return !minus;
	case DOWN:
		break;
	}
	return false;
}

/* quotient = digits · 10^more / by, and what is left. Digit by digit, where the whole does not fit. */
static bool long_division(wide digits, unsigned more, wide by, wide *quotient, wide *left)
{
	wide all;
	if (more <= 38 && !__builtin_mul_overflow(digits, (wide)decimal_power(more), &all)) {
		*quotient = all / by;
		*left = all % by;
		return true;
	}
	*quotient = digits / by;
	*left = digits % by;
	for (; more > 0; more--) {
		wide ten;
		if (__builtin_mul_overflow(*left, (wide)10, &ten) ||
		    __builtin_mul_overflow(*quotient, (wide)10, quotient))
			return false;
		*quotient += ten / by;
		*left = ten % by;
	}
	return true;
}

bool decimal_divide(struct decimal *d, struct decimal by, unsigned scale, enum rounding how)
{
	bool minus = (d->digits < 0) != (by.digits < 0);
	wide digits = absolute(d->digits), divisor = absolute(by.digits), quotient, left;
	unsigned more = by.scale + scale;
	if (more < d->scale) {
		if (__builtin_mul_overflow(divisor, (wide)decimal_power(d->scale - more), &divisor))
			return false;
		more = 0;
	} else {
		more -= d->scale;
	}
	if (!long_division(digits, more, divisor, &quotient, &left))
		return false;
	quotient += rounds_up(quotient, left, divisor, minus, how);
	return put_back(d, quotient, minus, scale);
}

bool decimal_round(struct decimal *d, unsigned scale, enum rounding how)
{
	bool minus = d->digits < 0;
	wide digits = absolute(d->digits);
	if (scale >= d->scale)
		return !__builtin_mul_overflow(digits, (wide)decimal_power(scale - d->scale), &digits) &&
		       put_back(d, digits, minus, scale);
	wide by = (wide)decimal_power(d->scale - scale), quotient = digits / by;
	quotient += rounds_up(quotient, digits % by, by, minus, how);
	return put_back(d, quotient, minus, scale);
}

struct decimal decimal_short(struct decimal d)
{
	for (unsigned some = 16; some > 0; some /= 2) {
		__int128 power = decimal_power(some);
		while (d.scale >= some && d.digits % power == 0) {
			d.digits /= power;
			d.scale -= some;
			if (d.digits == 0)
				return (struct decimal){ 0 };
		}
	}
	return d;
}

bool decimal_multiply(struct decimal *product, struct decimal by)
{
	bool minus = (product->digits < 0) != (by.digits < 0);
	struct decimal d = { 0, product->scale + by.scale };
	wide digits;
	if (__builtin_mul_overflow(absolute(product->digits), absolute(by.digits), &digits) ||
	    !put_back(&d, digits, minus, d.scale))
		return false;
	while (d.scale > DECIMAL_SCALE && d.digits % 10 == 0) {
		d.digits /= 10;
		d.scale--;
	}
	if (d.scale > DECIMAL_SCALE)
		return false;
	*product = d;
	return true;
}
