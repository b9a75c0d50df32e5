/* filters/clean/periods.c - quarters and academic years, in the ways in which offices write them. */
#include "clean/clean.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void skip(struct text *v, size_t n)
{
	v->at += n;
	v->len -= n;
}

/* Digits at the beginning; how many there are. */
static size_t take_number(struct text *v, unsigned *n)
{
	size_t digits = 0;
	for (*n = 0; digits < v->len && digits < 9 && is_digit(v->at[digits]); digits++)
		*n = *n * 10 + (unsigned)(v->at[digits] - '0');
	skip(v, digits);
	return digits;
}

static bool take_year(struct text *v, unsigned *year)
{
	return take_number(v, year) == 4 && *year > 0;
}

static char *put_year(char *to, unsigned year)
{
	for (unsigned i = 4; i-- > 0; year /= 10)
		to[i] = (char)('0' + year % 10);
	return to + 4;
}

/* One of some bytes, or nothing. */
static bool take_any(struct text *v, const char *bytes)
{
	bool found = v->len > 0 && *v->at != 0 && strchr(bytes, *v->at);
	skip(v, found);
	return found;
}

static bool take_quarter(struct text *v, unsigned *quarter)
{
	return take_any(v, "Qq") && take_number(v, quarter) == 1 && *quarter >= 1 && *quarter <= 4;
}

/* 2023 Q1, 2023-Q1, 2023Q1, Q1 2023, Q1/2023: comes out as SDMX has it, 2023-Q1. */
enum fault quarter_convert(const struct rule *rule, struct text v, struct arena *mem,
                           struct text *out)
{
	unsigned year = 0, quarter = 0;
	bool first = v.len > 0 && is_digit(*v.at);
	(void)rule;
	if (!(first ? take_year(&v, &year) : take_quarter(&v, &quarter)))
		return BAD_QUARTER;
	take_any(&v, " -/.");
	if (!(first ? take_quarter(&v, &quarter) : take_year(&v, &year)) || v.len > 0)
		return BAD_QUARTER;
	char *to = arena_take(mem, 7), *end = put_year(to, year);
	*end++ = '-';
	*end++ = 'Q';
	*end++ = (char)('0' + quarter);
	*out = (struct text){ to, (size_t)(end - to) };
	return FINE;
}

/* A hyphen, a stroke, or the dash of typesetters (U+2013), with a blank on either side or none. */
static bool take_dash(struct text *v)
{
	take_any(v, " ");
	bool dash = v->len >= 3 && memcmp(v->at, "\u2013", 3) == 0;
	if (dash)
		skip(v, 3);
	else if (!take_any(v, "/-"))
		return false;
	take_any(v, " ");
	return true;
}

/* 2023/24, 2023-24, 2023/2024, 2023/4, if the second year follows the first: comes out as 2023/24. */
enum fault academic_year_convert(const struct rule *rule, struct text v, struct arena *mem,
                                 struct text *out)
{
	unsigned first, second;
	(void)rule;
	if (!take_year(&v, &first) || !take_dash(&v))
		return BAD_ACADEMIC_YEAR;
	size_t digits = take_number(&v, &second);
	unsigned part = digits == 1 ? 10 : digits == 2 ? 100 : 10000;
	if (digits == 0 || digits == 3 || digits > 4 || v.len > 0 || (first + 1) % part != second)
		return BAD_ACADEMIC_YEAR;
	char *to = arena_take(mem, 7), *end = put_year(to, first);
	*end++ = '/';
	*end++ = (char)('0' + (first + 1) / 10 % 10);
	*end++ = (char)('0' + (first + 1) % 10);
	*out = (struct text){ to, (size_t)(end - to) };
	return FINE;
}
