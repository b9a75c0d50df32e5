/* filters/parse/json_number.c - numbers that a double can hold. */
#include "parse/json_number.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { DIGITS = 17 }; /* that tell any double from the others */

/* The value as digits without zeros at either end, and the power of ten of the last. */
struct plain {
	char digit[DIGITS + 1];
	size_t n;
	long power;
};

/* False: more than DIGITS of them count. */
static bool take_plain(struct text t, struct plain *p)
{
	long behind = 0, zeros = 0;
	bool point = false;
	size_t i = t.len > 0 && t.at[0] == '-';
	*p = (struct plain){ 0 };
	for (; i < t.len && t.at[i] != 'e' && t.at[i] != 'E'; i++) {
		if (t.at[i] == '.') {
			point = true;
			continue;
		}
		behind += point;
		zeros += t.at[i] == '0';
		if (t.at[i] == '0')
			continue;
		for (; zeros > 0; zeros--)
			if (p->n > 0 && p->n < DIGITS)
				p->digit[p->n++] = '0';
			else if (p->n > 0)
				return false;
		if (p->n == DIGITS)
			return false;
		p->digit[p->n++] = t.at[i];
	}
	p->power = zeros - behind + (i < t.len ? strtol(t.at + i + 1, NULL, 10) : 0);
	return true;
}

bool number_survives(struct text t)
{
	char bytes[512], again[64];
	struct plain is, was;
	if (t.len >= sizeof(bytes))
		return false;
	memcpy(bytes, t.at, t.len);
	bytes[t.len] = '\0';
	if (!take_plain(text_of(bytes), &was))
		return false;
	double value = strtod(bytes, NULL);
	if (!isfinite(value))
		return false;
	for (int digits = 15; digits <= DIGITS; digits++) {
		int n = snprintf(again, sizeof(again), "%.*e", digits - 1, value);
		if (strtod(again, NULL) == value || digits == DIGITS)
			return take_plain((struct text){ again, (size_t)n }, &is) && is.n == was.n &&
			       (was.n == 0 || is.power == was.power) && memcmp(is.digit, was.digit, is.n) == 0;
	}
	return false;
}
