/* filters/lib/decimal.c - exact decimals: read, written, added and compared as 128-bit integers.
 *
 * Digits are checked and read eight at a time, in one word: nearly every number of a feed is a short
 * whole one, and costs no loop. https://lemire.me/blog/2022/01/21/swar-explained-parsing-eight-digits/
 */
#include "lib/decimal.h"
#include <endian.h>

#define MAX_DIGITS ((__int128)(~(unsigned __int128)0 >> 1))

static const uint64_t tens[] = {
	1,
	10,
	100,
	1000,
	10000,
	100000,
	1000000,
	10000000,
	100000000,
	1000000000,
	10000000000,
	100000000000,
	1000000000000,
	10000000000000,
	100000000000000,
	1000000000000000,
	10000000000000000,
	100000000000000000,
	1000000000000000000,
	10000000000000000000u,
};

__int128 decimal_power(unsigned n)
{
	return n < 20 ? (__int128)tens[n] : (__int128)tens[19] * (__int128)tens[n - 19];
}

/* One to eight bytes as a word: the first in its lowest byte, '0's before it. Reads no byte beyond them. */
static uint64_t digit_word(const char *at, size_t n)
{
	const uint64_t zeros = 0x3030303030303030;
	uint64_t word;
	if (n == 8) {
		memcpy(&word, at, 8);
		return le64toh(word);
	}
	size_t shift = 8 * (8 - n);
	if (n >= 4) {
		uint32_t first, last;
		memcpy(&first, at, 4);
		memcpy(&last, at + n - 4, 4);
		word = (uint64_t)le32toh(first) << shift | (uint64_t)le32toh(last) << 32;
	} else {
		uint64_t middle = (unsigned char)at[n / 2], last = (unsigned char)at[n - 1];
		word =
			(uint64_t)(unsigned char)at[0] << shift | middle << (shift + 8 * (n / 2)) | last << 56;
	}
	return word | (zeros & (((uint64_t)1 << shift) - 1));
}

/* The number that one to eight digits make, or UINT64_MAX if one is none. */
static uint64_t digits_value(const char *at, size_t n)
{
	uint64_t w = digit_word(at, n);
	const uint64_t halves = 0xF0F0F0F0F0F0F0F0;
	if (((w & halves) | (((w + 0x0606060606060606) & halves) >> 4)) != 0x3333333333333333)
		return UINT64_MAX;
	w = (w & 0x0F0F0F0F0F0F0F0F) * 2561 >> 8;
	w = (w & 0x00FF00FF00FF00FF) * 6553601 >> 16;
	return (w & 0x0000FFFF0000FFFF) * 42949672960001 >> 32;
}

/* Puts n digits behind those of *sum. */
static enum decimal_read more_digits(__int128 *sum, const char *at, size_t n)
{
	enum decimal_read result = DECIMAL_OK;
	while (n > 0) {
		size_t some = n < 8 ? n : 8;
		uint64_t value = digits_value(at, some);
		if (value == UINT64_MAX)
			return DECIMAL_NONE;
		if (__builtin_mul_overflow(*sum, decimal_power((unsigned)some), sum) ||
		    __builtin_add_overflow(*sum, (__int128)value, sum)) {
			*sum = 0; /* what follows has to be digits all the same */
			result = DECIMAL_LARGE;
		}
		at += some;
		n -= some;
	}
	return result;
}

/* The digits behind the point; zeros past the scale say nothing. */
static enum decimal_read read_fraction(struct text v, struct decimal *d)
{
	while (v.len > DECIMAL_SCALE && v.at[v.len - 1] == '0')
		v.len--;
	enum decimal_read result = more_digits(&d->digits, v.at, v.len);
	if (result == DECIMAL_OK && v.len > DECIMAL_SCALE)
		result = DECIMAL_LARGE;
	d->scale = (unsigned)v.len;
	return result;
}

static enum decimal_read read_long(struct text v, bool negative, struct decimal *d)
{
	const char *point = memchr(v.at, '.', v.len);
	size_t whole = point ? (size_t)(point - v.at) : v.len;
	*d = (struct decimal){ 0 };
	if (whole == 0 && !point)
		return DECIMAL_NONE;
	enum decimal_read result = more_digits(&d->digits, v.at, whole);
	if (point && result != DECIMAL_NONE) {
		struct text behind = { point + 1, v.len - whole - 1 };
		if (behind.len == 0)
			return DECIMAL_NONE;
		enum decimal_read more = read_fraction(behind, d);
		result = more == DECIMAL_OK ? result : more;
	}
	if (negative)
		d->digits = -d->digits;
	return result;
}

enum decimal_read decimal_read(struct text v, struct decimal *d)
{
	if (v.len == 0)
		return DECIMAL_NONE;
	bool negative = v.at[0] == '-';
	if (negative || v.at[0] == '+') {
		v.at++;
		v.len--;
	}
	if (v.len - 1 < 8) {
		uint64_t value = digits_value(v.at, v.len);
		if (value != UINT64_MAX) {
			*d = (struct decimal){ negative ? -(__int128)value : (__int128)value, 0 };
			return DECIMAL_OK;
		}
	}
	return read_long(v, negative, d);
}

/* Writes digits from the end on, without a point, and gives the first. Nearly all fit in 64 bits, where dividing is a
 * multiplication. */
static char *put_digits(char *end, unsigned __int128 left)
{
	const uint64_t step = tens[18];
	for (; left > UINT64_MAX; left /= step) {
		uint64_t low = (uint64_t)(left % step);
		for (int i = 0; i < 18; i++, low /= 10)
			*--end = (char)('0' + low % 10);
	}
	for (uint64_t low = (uint64_t)left; low > 0; low /= 10)
		*--end = (char)('0' + low % 10);
	return end;
}

char *decimal_put(char *to, struct decimal d)
{
	char digits[DECIMAL_LONGEST];
	char *end = digits + sizeof(digits);
	unsigned __int128 value = (unsigned __int128)d.digits;
	if (d.digits < 0) {
		value = -value;
		*to++ = '-';
	}
	char *at = put_digits(end, value);
	while ((size_t)(end - at) <= d.scale)
		*--at = '0';
	size_t whole = (size_t)(end - at) - d.scale;
	to = (char *)memcpy(to, at, whole) + whole;
	if (d.scale == 0)
		return to;
	*to++ = '.';
	return (char *)memcpy(to, at + whole, d.scale) + d.scale;
}

/* With the same digits behind the point, as nearly always, nothing is multiplied. */
static bool to_scale(struct decimal *d, unsigned scale)
{
	if (d->scale == scale)
		return true;
	if (__builtin_mul_overflow(d->digits, decimal_power(scale - d->scale), &d->digits))
		return false;
	d->scale = scale;
	return true;
}

bool decimal_add(struct decimal *sum, struct decimal more)
{
	struct decimal d = *sum;
	unsigned scale = d.scale > more.scale ? d.scale : more.scale;
	if (!to_scale(&d, scale) || !to_scale(&more, scale) ||
	    __builtin_add_overflow(d.digits, more.digits, &d.digits) || d.digits < -MAX_DIGITS)
		return false;
	*sum = d;
	return true;
}

int decimal_order(struct decimal a, struct decimal b)
{
	if (a.scale == b.scale)
		return (a.digits > b.digits) - (a.digits < b.digits);
	__int128 unit_a = decimal_power(a.scale), unit_b = decimal_power(b.scale);
	__int128 whole_a = a.digits / unit_a, whole_b = b.digits / unit_b;
	if (whole_a != whole_b)
		return whole_a > whole_b ? 1 : -1;
	__int128 rest_a = a.digits % unit_a * decimal_power(DECIMAL_SCALE - a.scale);
	__int128 rest_b = b.digits % unit_b * decimal_power(DECIMAL_SCALE - b.scale);
	return (rest_a > rest_b) - (rest_a < rest_b);
}

int decimal_text_order(struct text a, struct text b)
{
	struct decimal x, y;
	if (a.len == 0 || b.len == 0)
		return (a.len > 0) - (b.len > 0);
	bool a_counts = decimal_read(a, &x) == DECIMAL_OK;
	bool b_counts = decimal_read(b, &y) == DECIMAL_OK;
	if (a_counts && b_counts)
		return decimal_order(x, y);
	return a_counts || b_counts ? b_counts - a_counts : text_order(a, b);
}
