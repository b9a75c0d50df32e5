/* filters/report/amounts.c - counts as jq can add them up: its numbers are binary ones of 64 bits, exact up to 15 digits. */
#include "report/amounts.h"
#include "lib/decimal.h"

enum { EXACT = 15, NINE = 9 };

bool amount_is(struct text v)
{
	size_t i = v.len > 0 && v.at[0] == '-', whole = i;
	while (i < v.len && v.at[i] >= '0' && v.at[i] <= '9')
		i++;
	bool good = i > whole;
	if (good && i < v.len && v.at[i] == '.') {
		size_t point = i++;
		while (i < v.len && v.at[i] >= '0' && v.at[i] <= '9')
			i++;
		good = i > point + 1;
	}
	return good && i == v.len;
}

bool amount_see(struct amounts *a, struct text *v, struct arena *mem)
{
	struct decimal d;
	if (decimal_read(*v, &d) != DECIMAL_OK)
		return false;
	d = decimal_short(d);
	char *at = arena_take(mem, DECIMAL_LONGEST + 1);
	char *end = decimal_put(at, d);
	*end = '\0';
	*v = (struct text){ at, (size_t)(end - at) };
	size_t digits = v->len - (d.digits < 0) - (d.scale > 0);
	if (digits - d.scale > a->whole)
		a->whole = digits - d.scale;
	if (d.scale > a->behind)
		a->behind = d.scale;
	return true;
}

static struct json number(struct text digits, bool negative, struct arena *mem)
{
	while (digits.len > 1 && digits.at[0] == '0')
		digits = (struct text){ digits.at + 1, digits.len - 1 };
	char *at = arena_take(mem, digits.len + 2), *end = at;
	if (negative && digits.at[0] != '0')
		*end++ = '-';
	end = mempcpy(end, digits.at, digits.len);
	*end = '\0';
	return (struct json){ .kind = JSON_NUMBER, .text = { at, (size_t)(end - at) } };
}

/* All its digits, with as many behind where the point stood as the table has. */
static struct text digits_of(const struct amounts *a, struct text v, struct arena *mem)
{
	const char *point = memchr(v.at, '.', v.len);
	size_t whole = point ? (size_t)(point - v.at) : v.len, behind = point ? v.len - whole - 1 : 0;
	char *at = arena_take(mem, whole + a->behind + 1);
	memcpy(at, v.at, whole);
	if (behind > 0)
		memcpy(at + whole, point + 1, behind);
	memset(at + whole + behind, '0', a->behind - behind);
	return (struct text){ at, whole + a->behind };
}

struct json amount_json(const struct amounts *a, struct text v, size_t rows, struct arena *mem)
{
	size_t sum = a->whole;
	for (; rows > 0; rows /= 10)
		sum++;
	if (a->behind == 0 && sum <= EXACT)
		return (struct json){ .kind = JSON_NUMBER, .text = v };
	bool negative = v.at[0] == '-';
	v = digits_of(a, (struct text){ v.at + negative, v.len - negative }, mem);
	size_t n = 1 + (v.len + NINE - 1) / NINE;
	struct json *item = arena_take(mem, n * sizeof(*item));
	const char scale[] = { (char)('0' + a->behind / 10), (char)('0' + a->behind % 10) };
	item[0] = number((struct text){ scale, sizeof(scale) }, false, mem);
	for (size_t i = 1; i < n; i++) {
		size_t some = v.len < NINE ? v.len : NINE;
		item[i] = number((struct text){ v.at + v.len - some, some }, negative, mem);
		v.len -= some;
	}
	return (struct json){ .kind = JSON_ARRAY, .n = n, .item = item };
}
