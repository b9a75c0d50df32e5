/* filters/aggregate/sum.c - exact sums: 64 bits while they suffice, then 192 bits and 30 digits behind the point. */
#include "sum.h"
#include <math.h>

/* whole + rest / 10^30, where whole is high * 2^128 + low, and |rest| < 10^30. A feed would need 2^64 records
 * to leave it. */
struct wide_sum {
	unsigned __int128 low;
	int64_t high;
	__int128 rest;
};

static void add_whole(struct wide_sum *w, unsigned __int128 low, int64_t high)
{
	w->low += low;
	w->high += high + (w->low < low);
}

static void add_wide(struct wide_sum *w, struct decimal d)
{
	__int128 unit = decimal_power(d.scale), all = decimal_power(DECIMAL_SCALE);
	__int128 whole = d.digits / unit;
	add_whole(w, (unsigned __int128)whole, whole < 0 ? -1 : 0);
	w->rest += d.digits % unit * decimal_power(DECIMAL_SCALE - d.scale);
	if (w->rest >= all) {
		w->rest -= all;
		add_whole(w, 1, 0);
	} else if (w->rest <= -all) {
		w->rest += all;
		add_whole(w, ~(unsigned __int128)0, -1);
	}
}

static bool fits(__int128 n)
{
	return n == (int64_t)n;
}

/* Brings the digits to a longer scale. False: they do not fit then. */
static bool rescale(struct sum *s, unsigned scale)
{
	__int128 digits;
	if (__builtin_mul_overflow((__int128)s->digits, decimal_power(scale - s->scale), &digits) ||
	    !fits(digits))
		return false;
	s->digits = (int64_t)digits;
	s->scale = (uint8_t)scale;
	return true;
}

static void spill(struct sum *s, struct arena *mem)
{
	if (!s->wide)
		s->wide = arena_zeros(mem, sizeof(*s->wide));
	add_wide(s->wide, (struct decimal){ s->digits, s->scale });
	s->digits = 0;
}

void sum_add_slowly(struct sum *s, struct decimal d, struct arena *mem)
{
	s->any = true;
	if (d.scale > s->scale && !rescale(s, d.scale)) {
		spill(s, mem);
		s->scale = (uint8_t)d.scale;
	}
	__int128 digits;
	if (!__builtin_mul_overflow(d.digits, decimal_power(s->scale - d.scale), &digits) &&
	    !__builtin_add_overflow(digits, (__int128)s->digits, &digits) && fits(digits)) {
		s->digits = (int64_t)digits;
		return;
	}
	spill(s, mem);
	add_wide(s->wide, d);
}

void sum_merge(struct sum *s, const struct sum *more, struct arena *mem)
{
	if (!more->any)
		return;
	sum_add_slowly(s, (struct decimal){ more->digits, more->scale }, mem);
	if (!more->wide)
		return;
	spill(s, mem);
	add_whole(s->wide, more->wide->low, more->wide->high);
	add_wide(s->wide, (struct decimal){ more->wide->rest, DECIMAL_SCALE });
}

enum { ANY = 1, WIDE = 2 };

char *sum_put(char *to, const struct sum *s)
{
	*to++ = (char)((s->any ? ANY : 0) | (s->wide ? WIDE : 0));
	if (!s->any)
		return to;
	*to++ = (char)s->scale;
	to = mempcpy(to, &s->digits, sizeof(s->digits));
	return s->wide ? mempcpy(to, s->wide, sizeof(*s->wide)) : to;
}

const char *sum_get(const char *from, struct sum *s, struct arena *mem)
{
	unsigned flags = (unsigned char)*from++;
	struct sum more = { .any = flags & ANY };
	struct wide_sum wide;
	if (!more.any)
		return from;
	more.scale = (uint8_t)*from++;
	memcpy(&more.digits, from, sizeof(more.digits));
	from += sizeof(more.digits);
	if (!(flags & WIDE)) {
		sum_add(s, (struct decimal){ more.digits, more.scale }, mem);
		return from;
	}
	memcpy(&wide, from, sizeof(wide));
	more.wide = &wide;
	sum_merge(s, &more, mem);
	return from + sizeof(wide);
}

double sum_most(const struct sum *s)
{
	double unit = (double)decimal_power(s->scale), digits = (double)s->digits;
	return s->wide ? HUGE_VAL : (digits < 0 ? -digits : digits) / unit;
}

bool sum_total(const struct sum *s, struct decimal *d)
{
	*d = (struct decimal){ s->digits, s->scale };
	if (!s->wide)
		return true;
	struct wide_sum w = *s->wide;
	add_wide(&w, *d);
	if (w.high != ((__int128)w.low < 0 ? -1 : 0))
		return false;
	__int128 whole = (__int128)w.low;
	/* Both of one sign, so that neither overflows where their sum does not. */
	if (whole > 0 && w.rest < 0) {
		whole--;
		w.rest += decimal_power(DECIMAL_SCALE);
	} else if (whole < 0 && w.rest > 0) {
		whole++;
		w.rest -= decimal_power(DECIMAL_SCALE);
	}
	__int128 least = -(__int128)(~(unsigned __int128)0 >> 1);
	return !__builtin_mul_overflow(whole, decimal_power(s->scale), &d->digits) &&
	       !__builtin_add_overflow(d->digits, w.rest / decimal_power(DECIMAL_SCALE - s->scale),
	                               &d->digits) &&
	       d->digits >= least;
}
