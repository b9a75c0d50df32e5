/* filters/profile/kind.c - what a single value looks like: numbers, dates, words. */
#include "kind.h"
#include <strings.h>

struct eye { /* a text, and what of it was not read yet */
	const char *at, *end;
};

static size_t digits(struct eye *e, size_t most)
{
	const char *from = e->at;
	while (e->at < e->end && *e->at >= '0' && *e->at <= '9' && (size_t)(e->at - from) < most)
		e->at++;
	return (size_t)(e->at - from);
}

static bool is_next(struct eye *e, const char *one_of)
{
	if (e->at == e->end || *e->at == '\0' || !strchr(one_of, *e->at))
		return false;
	e->at++;
	return true;
}

/* A sign between groups of thousands: a blank, a no-break or a narrow one, or an apostrophe. */
static size_t spacer(const struct eye *e)
{
	static const char *const marks[] = { " ", "'", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x99" };
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t n = strlen(marks[i]);
		if ((size_t)(e->end - e->at) > n && memcmp(e->at, marks[i], n) == 0)
			return n;
	}
	return 0;
}

/* How many groups of three digits follow, each behind `mark`; 0: behind a spacer. */
static size_t groups(struct eye *e, char mark)
{
	for (size_t n = 0;; n++) {
		struct eye at = *e;
		size_t skip = mark ? at.at < at.end && *at.at == mark : spacer(&at);
		at.at += skip;
		if (skip == 0 || digits(&at, 4) != 3)
			return n;
		*e = at;
	}
}

static bool ends(struct eye e, char point)
{
	if (e.at == e.end)
		return true;
	return *e.at++ == point && digits(&e, SIZE_MAX) > 0 && e.at == e.end;
}

/* Behind whole digits: a fraction, an exponent. */
static bool is_number(struct eye e)
{
	if (is_next(&e, ".") && digits(&e, SIZE_MAX) == 0)
		return false;
	if (is_next(&e, "eE")) {
		is_next(&e, "+-");
		if (digits(&e, SIZE_MAX) == 0)
			return false;
	}
	return e.at == e.end;
}

static enum kind_of number_kind(struct text v)
{
	struct eye e = { v.at, v.at + v.len }, at;
	is_next(&e, "+-");
	const char *first = e.at;
	size_t n = digits(&e, SIZE_MAX);
	if (n == 0)
		return e.at < e.end && *e.at == '.' && e.end - e.at > 1 && is_number(e) ? KIND_NUMBER
		                                                                        : KIND_TEXT;
	if (e.at == e.end)
		return n > 1 && *first == '0' ? KIND_ZERO_LED : KIND_INTEGER;
	if (is_number(e))
		return KIND_NUMBER;
	if (at = e, n <= 3 && groups(&at, ',') > 0 && ends(at, '.'))
		return KIND_GROUPED;
	if (at = e, n <= 3 && groups(&at, '.') > 1 && ends(at, ','))
		return KIND_COMMA;
	if (at = e, (n <= 3 && groups(&at, '.') > 0 && at.at < at.end && ends(at, ',')) || ends(e, ','))
		return KIND_COMMA;
	if (at = e, n <= 3 && groups(&at, '\0') > 0 && (ends(at, '.') || ends(at, ',')))
		return KIND_SPACED;
	return KIND_TEXT;
}

/* --- dates ------------------------------------------------------------------------------------ */

static int value(const char *at, size_t n)
{
	int sum = 0;
	while (n-- > 0)
		sum = sum * 10 + (*at++ - '0');
	return sum;
}

static bool is_day(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return year > 0 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days[month - 1] + (month == 2 && leap);
}

static bool is_time(struct eye e)
{
	if (!is_next(&e, "T ") || digits(&e, 2) != 2 || !is_next(&e, ":") || digits(&e, 2) != 2)
		return false;
	if (is_next(&e, ":") && digits(&e, 2) != 2)
		return false;
	if (is_next(&e, ".,") && digits(&e, SIZE_MAX) == 0)
		return false;
	if (is_next(&e, "Z"))
		return e.at == e.end;
	if (is_next(&e, "+-"))
		return digits(&e, 2) == 2 && (is_next(&e, ":"), digits(&e, 2) == 2) && e.at == e.end;
	return e.at == e.end;
}

/* Year first. */
static enum kind_of iso_kind(struct eye e)
{
	const char *year = e.at;
	if (digits(&e, 5) != 4 || e.at == e.end)
		return KIND_TEXT;
	char mark = *e.at;
	if (!is_next(&e, "-/."))
		return KIND_TEXT;
	const char *month = e.at;
	size_t n = digits(&e, 2);
	if (n == 2 && e.at == e.end && mark == '-')
		return is_day(value(year, 4), value(month, 2), 1) ? KIND_YEARMONTH : KIND_TEXT;
	if (n == 0 || e.at == e.end || *e.at++ != mark)
		return KIND_TEXT;
	const char *day = e.at;
	size_t d = digits(&e, 2);
	if (d == 0 || !is_day(value(year, 4), value(month, n), value(day, d)))
		return KIND_TEXT;
	if (e.at == e.end)
		return mark == '-' && n == 2 && d == 2 ? KIND_DATE : KIND_YMD;
	return mark == '-' && n == 2 && d == 2 && is_time(e) ? KIND_DATETIME : KIND_TEXT;
}

/* Year last. */
static enum kind_of day_kind(struct eye e)
{
	const char *one = e.at;
	size_t n = digits(&e, 2);
	if (n == 0 || e.at == e.end)
		return KIND_TEXT;
	char mark = *e.at;
	if (!is_next(&e, "/.-"))
		return KIND_TEXT;
	const char *two = e.at;
	size_t m = digits(&e, 2);
	if (m == 0 || e.at == e.end || *e.at++ != mark)
		return KIND_TEXT;
	const char *year = e.at;
	if (digits(&e, 5) != 4 || e.at != e.end)
		return KIND_TEXT;
	bool dmy = is_day(value(year, 4), value(two, m), value(one, n));
	bool mdy = is_day(value(year, 4), value(one, n), value(two, m));
	return dmy && mdy ? KIND_DMY_MDY : dmy ? KIND_DMY : mdy ? KIND_MDY : KIND_TEXT;
}

/* --- parts of years --------------------------------------------------------------------------- */

static bool is_quarter_number(struct eye *e)
{
	return is_next(e, "Q") && is_next(e, "1234");
}

static bool is_quarter(struct eye e)
{
	if (is_quarter_number(&e))
		return is_next(&e, " /") && digits(&e, 5) == 4 && e.at == e.end;
	if (digits(&e, 5) != 4)
		return false;
	is_next(&e, " -");
	return is_quarter_number(&e) && e.at == e.end;
}

/* A hyphen, a slash, or one of the dashes U+2010 to U+2015. */
static bool is_span_mark(struct eye *e)
{
	if (is_next(e, "/-"))
		return true;
	if (e->end - e->at < 3 || memcmp(e->at, "\xE2\x80", 2) != 0 || (unsigned char)e->at[2] < 0x90 ||
	    (unsigned char)e->at[2] > 0x95)
		return false;
	e->at += 3;
	return true;
}

static bool is_academic(struct eye e)
{
	const char *first = e.at;
	if (digits(&e, 5) != 4 || !is_span_mark(&e))
		return false;
	const char *second = e.at;
	size_t n = digits(&e, 5);
	int cut = n == 1 ? 10 : n == 2 ? 100 : 10000;
	return (n == 1 || n == 2 || n == 4) && e.at == e.end &&
	       value(second, n) == (value(first, 4) + 1) % cut;
}

/* --- all of them ------------------------------------------------------------------------------ */

static bool is_boolean(struct text v)
{
	static const char *const words[] = { "true", "false", "yes", "no" };
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (v.len == strlen(words[i]) && strncasecmp(v.at, words[i], v.len) == 0)
			return true;
	return false;
}

enum kind_of kind_of(struct text v)
{
	char c = v.len > 0 ? v.at[0] : 'x';
	struct eye e = { v.at, v.at + v.len };
	if (c == 'Q')
		return is_quarter(e) ? KIND_QUARTER : KIND_TEXT;
	if ((c < '0' || c > '9') && !strchr("+-.", c))
		return is_boolean(v) ? KIND_BOOLEAN : KIND_TEXT;
	if (v.len > 1 && v.at[v.len - 1] == '%') {
		struct text before = text_trim((struct text){ v.at, v.len - 1 });
		return number_kind(before) < KIND_PERCENT ? KIND_PERCENT : KIND_TEXT;
	}
	enum kind_of kind = number_kind(v);
	if (kind == KIND_TEXT)
		kind = iso_kind(e);
	if (kind == KIND_TEXT)
		kind = day_kind(e);
	if (kind != KIND_TEXT)
		return kind;
	return is_quarter(e) ? KIND_QUARTER : is_academic(e) ? KIND_ACADEMIC : KIND_TEXT;
}

const char *kind_word(enum kind_of kind)
{
	static const char *const words[KINDS] = {
		[KIND_INTEGER] = "integer",   [KIND_NUMBER] = "number",
		[KIND_GROUPED] = "grouped",   [KIND_COMMA] = "decimal-comma",
		[KIND_SPACED] = "spaced",     [KIND_PERCENT] = "percent",
		[KIND_ZERO_LED] = "zero-led", [KIND_DATE] = "date",
		[KIND_DATETIME] = "datetime", [KIND_YEARMONTH] = "yearmonth",
		[KIND_YMD] = "ymd",           [KIND_DMY] = "dmy",
		[KIND_MDY] = "mdy",           [KIND_DMY_MDY] = "dmy-or-mdy",
		[KIND_QUARTER] = "quarter",   [KIND_ACADEMIC] = "academic-year",
		[KIND_BOOLEAN] = "boolean",   [KIND_TEXT] = "text",
	};
	return words[kind];
}
