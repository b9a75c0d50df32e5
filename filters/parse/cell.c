/* filters/parse/cell.c - what a cell of a workbook shows: numbers, dates and times, by the format of the cell. */
#include "parse/cell.h"
#include "parse/json_string.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { COUNTS = 15, LONGEST_PLAIN = 40, FAR = 100000, MOST_COLUMNS = 16384 };

/* --- formats ---------------------------------------------------------------------------------- */

struct parts { /* of a format, in the first of its sections */
	bool day, month, hour, second, elapsed;
};

/* What stands in brackets: elapsed time, or a colour, a condition, a currency. */
static size_t bracket(struct text code, size_t i, struct parts *p)
{
	size_t end = i + 1;
	while (end < code.len && code.at[end] != ']')
		end++;
	char first = i + 1 < end ? (char)(code.at[i + 1] | ' ') : 0;
	bool same = first == 'h' || first == 'm' || first == 's';
	for (size_t k = i + 1; k < end && same; k++)
		same = (code.at[k] | ' ') == first;
	p->elapsed |= same;
	return end;
}

static size_t quoted(struct text code, size_t i)
{
	size_t end = i + 1;
	while (end < code.len && code.at[end] != '"')
		end++;
	return end;
}

static void read_code(struct text code, struct parts *p)
{
	for (size_t i = 0; i < code.len && code.at[i] != ';'; i++) {
		char c = code.at[i], small = (char)(c | ' ');
		if (c == '"')
			i = quoted(code, i);
		else if (c == '\\' || c == '_' || c == '*')
			i++;
		else if (c == '[')
			i = bracket(code, i, p);
		p->day |= small == 'd' || small == 'y';
		p->month |= small == 'm';
		p->hour |= small == 'h';
		p->second |= small == 's';
	}
}

enum shown shown_by_code(struct text code)
{
	struct parts p = { 0 };
	if (code.len >= 7 && strncasecmp(code.at, "general", 7) == 0)
		return SHOWN_NUMBER;
	read_code(code, &p);
	bool time = p.hour || p.second;
	if (p.elapsed)
		return SHOWN_HOURS;
	if (p.day)
		return time ? SHOWN_BOTH : SHOWN_DATE;
	if (time)
		return SHOWN_TIME;
	return p.month ? SHOWN_DATE : SHOWN_NUMBER;
}

enum shown shown_by_number(uint64_t id)
{
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
	    id == 57 || id == 58)
		return SHOWN_DATE;
	if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47 || id == 55 ||
	    id == 56)
		return SHOWN_TIME;
	return id == 22 ? SHOWN_BOTH : id == 46 ? SHOWN_HOURS : SHOWN_NUMBER;
}

/* --- numbers ---------------------------------------------------------------------------------- */

struct decimal_digits { /* 0.digits × 10^power */
	bool minus;
	char digit[COUNTS];
	size_t n;
	long power;
};

/* The digits that count. False: there are more of them. t ends where strtol does. */
static bool take_digits(struct text t, struct decimal_digits *d)
{
	size_t i;
	bool point = false, more = false;
	*d = (struct decimal_digits){ .minus = t.at[0] == '-' };
	for (i = d->minus; i < t.len && (t.at[i] | ' ') != 'e'; i++) {
		if (t.at[i] == '.') {
			point = true;
			continue;
		}
		bool leads = d->n == 0 && t.at[i] == '0';
		d->power += leads ? -(long)point : !point;
		more |= !leads && d->n == COUNTS && t.at[i] != '0';
		if (!leads && d->n < COUNTS)
			d->digit[d->n++] = t.at[i];
	}
	long exponent = i < t.len ? strtol(t.at + i + 1, NULL, 10) : 0;
	d->power += exponent > FAR ? FAR : exponent < -FAR ? -FAR : exponent;
	while (d->n > 0 && d->digit[d->n - 1] == '0')
		d->n--;
	return !more;
}

/* More digits than count are those of a double: it is rounded by its own value, not by what it was written as. */
static bool take_double(const char *t, struct decimal_digits *d)
{
	char bytes[40];
	double value = strtod(t, NULL);
	if (!isfinite(value))
		return false;
	int n = snprintf(bytes, sizeof(bytes), "%.*e", COUNTS - 1, value);
	return take_digits((struct text){ bytes, (size_t)n }, d);
}

static struct text plain(const struct decimal_digits *d, struct arena *mem)
{
	size_t whole = d->power > 0 ? (size_t)d->power : 0, room = 8 + LONGEST_PLAIN * 2;
	char *to = arena_take(mem, room), *put = to;
	if (d->minus)
		*put++ = '-';
	for (size_t i = 0; i < whole; i++)
		*put++ = i < d->n ? d->digit[i] : '0';
	if (whole == 0)
		*put++ = '0';
	if (d->n > whole)
		*put++ = '.';
	for (long zero = d->power; zero < 0; zero++)
		*put++ = '0';
	for (size_t i = whole; i < d->n; i++)
		*put++ = d->digit[i];
	return (struct text){ to, (size_t)(put - to) };
}

static bool is_whole(struct text t)
{
	size_t i = t.at[0] == '-';
	while (i < t.len && t.at[i] >= '0' && t.at[i] <= '9')
		i++;
	return i == t.len;
}

struct text cell_number(struct text t, struct arena *mem)
{
	struct decimal_digits d;
	t = text_trim(t);
	if (t.len == 0 || json_number(t.at, t.at + t.len) != t.len)
		return (struct text){ 0 };
	if (is_whole(t) && t.len > 0)
		return text_is(t, "-0") ? TEXT("0") : t;
	t.at = arena_copy(mem, t.at, t.len); /* strtol needs an end */
	if (!take_digits(t, &d) && !take_double(t.at, &d))
		return t;
	if (d.n == 0)
		return TEXT("0");
	if (d.power > LONGEST_PLAIN || d.power < -LONGEST_PLAIN)
		return t;
	return plain(&d, mem);
}

/* --- dates ------------------------------------------------------------------------------------ */

enum { DAY = 86400, LAST_1900 = 2958465, LAST_1904 = 2957003 }; /* 9999-12-31 */

/* https://howardhinnant.github.io/date_algorithms.html#civil_from_days: days since 1970-01-01. */
static int put_day(char *to, size_t room, long days)
{
	days += 719468;
	long era = days / 146097, doe = days - era * 146097;
	long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	long doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	long day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;
	return snprintf(to, room, "%04ld-%02ld-%02ld", yoe + era * 400 + (month <= 2), month, day);
}

/* The day of a serial number. */
static int put_serial(char *to, size_t room, long serial, bool from_1904)
{
	if (from_1904)
		return put_day(to, room, serial - 24107);
	if (serial == 0)
		return snprintf(to, room, "1900-01-00");
	if (serial == 60)
		return snprintf(to, room, "1900-02-29");
	return put_day(to, room, serial - 25569 + (serial < 60));
}

struct text cell_date(struct text written, enum shown shown, bool from_1904, struct arena *mem)
{
	char *end, *to = arena_take(mem, 64);
	size_t n = 0, room = 64;
	const char *text = arena_copy(mem, written.at, written.len);
	double value = strtod(text, &end);
	if (end == text || *end || !(value >= 0) ||
	    value > (from_1904 ? LAST_1904 : LAST_1900) + 0.99999)
		return (struct text){ 0 };
	long day = (long)value, second = (long)((value - (double)day) * DAY + 0.5);
	if (shown == SHOWN_DATE)
		second = 0;
	day += second / DAY;
	second %= DAY;
	if (shown == SHOWN_DATE || shown == SHOWN_BOTH)
		n += (size_t)put_serial(to, room, day, from_1904);
	if (shown == SHOWN_BOTH)
		to[n++] = 'T';
	long hours = second / 3600 + (shown == SHOWN_HOURS ? day * 24 : 0);
	if (shown != SHOWN_DATE)
		n += (size_t)snprintf(to + n, room - n, "%02ld:%02ld:%02ld", hours, second / 60 % 60,
		                      second % 60);
	return (struct text){ to, n };
}

/* --- texts ------------------------------------------------------------------------------------ */

/* _xHHHH_ at `at`: the character, or -1. */
static int escape_at(const char *at, const char *end)
{
	if (end - at < 7 || at[1] != 'x' || at[6] != '_')
		return -1;
	char digits[5] = { at[2], at[3], at[4], at[5], 0 }, *stop;
	for (int i = 0; i < 4; i++)
		if (!isxdigit((unsigned char)digits[i]))
			return -1;
	long code = strtol(digits, &stop, 16);
	return code >= 0xD800 && code <= 0xDFFF ? -1 : (int)code;
}

struct text cell_characters(struct text t, struct arena *mem)
{
	const char *at = t.at, *end = t.at + t.len;
	if (t.len < 7 || !memmem(at, t.len, "_x", 2))
		return t;
	char *to = arena_take(mem, t.len), *put = to;
	while (at < end) {
		int code = *at == '_' ? escape_at(at, end) : -1;
		if (code < 0) {
			*put++ = *at++;
			continue;
		}
		put = json_put_character(put, (unsigned)code);
		at += 7;
	}
	return (struct text){ to, (size_t)(put - to) };
}

bool cell_reference(const char *ref, size_t *column, uint64_t *row)
{
	size_t c = 0;
	uint64_t r = 0;
	for (; (*ref | ' ') >= 'a' && (*ref | ' ') <= 'z' && c <= MOST_COLUMNS; ref++)
		c = c * 26 + (size_t)((*ref | ' ') - 'a' + 1);
	for (; *ref >= '0' && *ref <= '9' && r < UINT32_MAX; ref++)
		r = r * 10 + (uint64_t)(*ref - '0');
	*column = c - 1;
	*row = r;
	return *ref == 0 && c > 0 && c <= MOST_COLUMNS && r > 0 && r < UINT32_MAX;
}
