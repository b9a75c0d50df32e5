/* filters/clean/number.c - integers and numbers of any length in plain form, without arithmetic.
 *
 * Plain: "-1234.50": no plus sign, no exponent, no group characters, no zeros in front; the digits
 * behind the point are those that were written.
 */
#include "clean/clean.h"
#include <strings.h>

#define LARGEST_EXPONENT 1000

struct number { /* what was read */
	bool minus;
	char *digits;
	size_t n, whole; /* the digits, and how many of them stand before the point */
	long exponent;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool begins(struct text v, struct text with)
{
	return with.len > 0 && v.len >= with.len && memcmp(v.at, with.at, with.len) == 0;
}

static void skip(struct text *v, size_t n)
{
	v->at += n;
	v->len -= n;
}

/* Takes a sign off the beginning; gives the bytes that it had. U+2212 is the minus of typesetters. */
static size_t skip_sign(struct text *v, bool *minus)
{
	size_t n = 0;
	if (v->len > 0 && (*v->at == '+' || *v->at == '-'))
		n = 1;
	else if (begins(*v, TEXT("\u2212")))
		n = 3;
	*minus = n > 0 && *v->at != '+';
	skip(v, n);
	return n;
}

static bool
holds_sign(struct text v) /* or a parenthesis, which makes amounts negative in accounts */
{
	for (; v.len > 0; skip(&v, 1))
		if (*v.at == '(' || *v.at == ')' || *v.at == '-' || *v.at == '+' ||
		    begins(v, TEXT("\u2212")))
			return true;
	return false;
}

/* Takes off what is no part of the number: "€ 5", "95%". A sign may stand at the very beginning or
 * before the number; anywhere else, and where digits would be lost, it is none: false. */
static bool strip(const struct rule *rule, struct text *v, bool *minus)
{
	bool outer = skip_sign(v, minus) > 0;
	size_t first = 0, last = v->len;
	while (first < v->len && !is_digit(v->at[first]))
		first++;
	while (last > first && !is_digit(v->at[last - 1]))
		last--;
	if (first == last)
		return false;
	size_t point = rule->decimal.len;
	if (first >= point && begins((struct text){ v->at + first - point, point }, rule->decimal))
		first -= point;
	struct text before = { v->at, first };
	for (size_t n = 1; n <= 3 && n <= first; n += 2) {
		struct text sign = { v->at + first - n, n };
		bool inner;
		if (skip_sign(&sign, &inner) == n && !outer) {
			*minus = inner;
			before.len = first - n;
			break;
		}
	}
	if (holds_sign(before) || holds_sign((struct text){ v->at + last, v->len - last }))
		return false;
	*v = (struct text){ v->at + first, last - first };
	return true;
}

/* Digits, in groups of three behind the first if they are grouped at all. */
static bool read_whole(struct text *v, struct text group, struct number *number)
{
	size_t run = 0;
	bool grouped = false;
	for (;;) {
		if (v->len > 0 && is_digit(*v->at)) {
			number->digits[number->n++] = *v->at;
			run++;
			skip(v, 1);
		} else if (begins(*v, group)) {
			if (run == 0 || run > 3 || (grouped && run != 3))
				return false;
			grouped = true;
			run = 0;
			skip(v, group.len);
		} else
			break;
	}
	number->whole = number->n;
	return !grouped || run == 3;
}

static void read_fraction(struct text *v, struct text decimal, struct number *number)
{
	if (!begins(*v, decimal))
		return;
	skip(v, decimal.len);
	for (; v->len > 0 && is_digit(*v->at); skip(v, 1))
		number->digits[number->n++] = *v->at;
}

static bool read_exponent(struct text *v, struct number *number)
{
	if (v->len == 0 || (*v->at | 0x20) != 'e')
		return true;
	skip(v, 1);
	bool minus;
	if (skip_sign(v, &minus) == 3 || v->len == 0)
		return false;
	for (; v->len > 0 && is_digit(*v->at); skip(v, 1))
		if (number->exponent <= LARGEST_EXPONENT)
			number->exponent = number->exponent * 10 + (*v->at - '0');
	if (minus)
		number->exponent = -number->exponent;
	return true;
}

/* Writes a number in plain form. Its exponent moves the point, and nothing is rounded. */
static struct text plain(const struct number *number, struct arena *mem)
{
	long moved = (long)number->whole + number->exponent;
	size_t before = moved > 0 ? (size_t)moved : 0; /* digits before the point */
	size_t zeros = moved < 0 ? (size_t)-moved : 0; /* and zeros right behind it */
	char *to = arena_take(mem, number->n + before + zeros + 4), *at = to;
	bool zero = true;
	for (size_t i = 0; i < number->n; i++)
		zero = zero && number->digits[i] == '0';
	if (number->minus && !zero)
		*at++ = '-';
	char *first = at;
	size_t i = 0, end = number->n < before ? number->n : before;
	while (i < end && number->digits[i] == '0')
		i++;
	at = mempcpy(at, number->digits + i, end - i);
	if (at > first)
		at = (char *)memset(at, '0', before - end) + (before - end);
	else
		*at++ = '0';
	if (before < number->n) {
		*at++ = '.';
		memset(at, '0', zeros);
		at = mempcpy(at + zeros, number->digits + before, number->n - before);
	}
	return (struct text){ to, (size_t)(at - to) };
}

static bool is_special(struct text v)
{
	bool minus;
	skip_sign(&v, &minus);
	return v.len == 3 && (strncasecmp(v.at, "nan", 3) == 0 || strncasecmp(v.at, "inf", 3) == 0);
}

enum fault number_convert(const struct rule *rule, struct text v, struct arena *mem,
                          struct text *out)
{
	if (is_special(v))
		return NOT_FINITE;
	struct number number = { 0 };
	bool bare = rule->bare;
	if (bare)
		skip_sign(&v, &number.minus);
	else if (!strip(rule, &v, &number.minus))
		return NOT_NUMBER;
	number.digits = arena_take(mem, v.len);
	if (!read_whole(&v, rule->group, &number))
		return NOT_NUMBER;
	read_fraction(&v, rule->decimal, &number);
	if (number.n == 0 || !read_exponent(&v, &number) || v.len > 0)
		return NOT_NUMBER;
	if (number.exponent > LARGEST_EXPONENT || number.exponent < -LARGEST_EXPONENT)
		return EXPONENT;
	*out = plain(&number, mem);
	return FINE;
}

enum fault integer_convert(const struct rule *rule, struct text v, struct arena *mem,
                           struct text *out)
{
	struct number number = { 0 };
	if (rule->bare)
		skip_sign(&v, &number.minus);
	else if (!strip(rule, &v, &number.minus))
		return NOT_INTEGER;
	number.digits = arena_take(mem, v.len);
	if (!read_whole(&v, rule->group, &number) || number.n == 0 || v.len > 0)
		return NOT_INTEGER;
	*out = plain(&number, mem);
	return FINE;
}

/* A number in plain form as its digits before and behind the point. */
static bool split(struct text v, struct text *whole, struct text *fraction)
{
	bool minus;
	skip_sign(&v, &minus);
	const char *point = memchr(v.at, '.', v.len);
	*whole = (struct text){ v.at, point ? (size_t)(point - v.at) : v.len };
	*fraction = (struct text){ v.at + v.len, 0 };
	if (point)
		*fraction = (struct text){ point + 1, v.len - whole->len - 1 };
	while (fraction->len > 0 && fraction->at[fraction->len - 1] == '0')
		fraction->len--;
	return minus;
}

int number_order(struct text a, struct text b)
{
	struct text whole[2], fraction[2];
	bool minus = split(a, &whole[0], &fraction[0]);
	if (split(b, &whole[1], &fraction[1]) != minus)
		/* -0.00 is written 0.00, so two signs are two sides of zero */
		return minus ? -1 : 1;
	int by;
	if (whole[0].len != whole[1].len)
		by = whole[0].len < whole[1].len ? -1 : 1;
	else if ((by = text_order(whole[0], whole[1])) == 0)
		by = text_order(fraction[0], fraction[1]);
	return minus ? -by : by;
}
