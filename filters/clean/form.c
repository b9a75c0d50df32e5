/* filters/clean/form.c - reads days and times by the patterns of strptime, exactly and in English.
 *
 * The C library's own strptime depends on the locale, skips blanks and lets 31 February pass.
 */
#include "clean/form.h"
#include "lib/day.h"
#include <strings.h>

static const char *const months[] = { "january",   "february", "march",    "april",
	                                  "may",       "june",     "july",     "august",
	                                  "september", "october",  "november", "december" };
static const char *const weekdays[] = { "monday", "tuesday",  "wednesday", "thursday",
	                                    "friday", "saturday", "sunday" };

struct reader {
	struct text left, form;
	bool strict, was_number; /* the letter before this one stood for digits, with nothing between */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void skip(struct text *v, size_t n)
{
	v->at += n;
	v->len -= n;
}

static bool take(struct text *v, char c)
{
	if (v->len == 0 || *v->at != c)
		return false;
	skip(v, 1);
	return true;
}

static bool take_number(struct text *v, size_t least, size_t most, int *n)
{
	size_t digits = 0;
	for (*n = 0; digits < most && digits < v->len && is_digit(v->at[digits]); digits++)
		*n = *n * 10 + (v->at[digits] - '0');
	skip(v, digits);
	return digits >= least;
}

/* The number of the name that a text begins with, whole or its first three letters; 0: none. */
static int take_name(struct text *v, const char *const *names, int n)
{
	for (int i = 0; i < n; i++) {
		size_t whole = strlen(names[i]);
		if (v->len >= whole && strncasecmp(v->at, names[i], whole) == 0)
			return skip(v, whole), i + 1;
	}
	for (int i = 0; i < n; i++) {
		if (v->len < 3 || strncasecmp(v->at, names[i], 3) != 0)
			continue;
		bool sept = i == 8 && v->len > 3 && (v->at[3] | 0x20) == 't';
		return skip(v, sept ? 4 : 3), i + 1;
	}
	return 0;
}

static bool take_fraction(struct text *v, struct text *fraction)
{
	size_t n = 0;
	while (n < v->len && is_digit(v->at[n]))
		n++;
	*fraction = (struct text){ v->at, n };
	skip(v, n);
	return n > 0;
}

/* Z, +05:00 or +0500; as XML Schema has it, no more than 14 hours. */
static bool take_zone(struct text *v, bool strict, struct moment *m)
{
	m->zoned = true;
	if (take(v, 'Z'))
		return true;
	bool minus = v->len > 0 && *v->at == '-';
	int hours, minutes;
	if (!take(v, '-') && !take(v, '+'))
		return false;
	if (!take_number(v, 2, 2, &hours) || (!take(v, ':') && strict) ||
	    !take_number(v, 2, 2, &minutes) || minutes > 59 || hours * 60 + minutes > 14 * 60)
		return false;
	m->offset = (minus ? -1 : 1) * (hours * 60 + minutes);
	return true;
}

/* Days and a part of one: 1 is the first of January 1900, or 0 that of 1904. Excel takes 1900 for a leap year, so its
 * 60 is no day, and 61 is the first of March. ECMA-376, part 1, 18.17.4.1. */
static bool take_serial(struct text *v, bool from_1904, struct moment *m)
{
	int days;
	struct text part = { 0 };
	if (!take_number(v, 1, 7, &days) || (take(v, '.') && !take_fraction(v, &part)))
		return false;
	if (!from_1904 && (days == 0 || days == 60))
		return false;
	int before = from_1904 ? day_number(1904, 1, 1) : day_number(1899, 12, 31) - (days > 60);
	if (!day_of_number(before + days, &m->year, &m->month, &m->day))
		return false;
	int64_t share = 0; /* billionths of a day */
	for (size_t i = 0; i < 9; i++)
		share = share * 10 + (i < part.len ? part.at[i] - '0' : 0);
	int seconds = (int)((share * 86400 + 500000000) / 1000000000);
	m->hour = seconds / 3600;
	m->minute = seconds / 60 % 60;
	m->second = seconds % 60;
	return true;
}

static bool take_optional(struct text *v, char what, bool strict, struct moment *m)
{
	if (what == '4' || what == '5')
		return take_serial(v, what == '5', m);
	if (what == '2')
		return v->len == 0 || take_zone(v, strict, m);
	if (what == '3' && take(v, ':') && !take_number(v, 2, 2, &m->second))
		return false;
	return !take(v, '.') || take_fraction(v, &m->fraction);
}

static bool take_half(struct text *v, struct moment *m)
{
	if (v->len < 2 || (v->at[1] | 0x20) != 'm')
		return false;
	m->halves = true;
	m->noon = (v->at[0] | 0x20) == 'p';
	bool fits = m->noon || (v->at[0] | 0x20) == 'a';
	skip(v, 2);
	return fits;
}

/* POSIX's century: 69 to 99 are of the twentieth, 00 to 68 of the twenty-first. */
static bool take_short_year(struct text *v, int *year)
{
	bool fits = take_number(v, 2, 2, year);
	*year += *year < 69 ? 2000 : 1900;
	return fits;
}

static bool is_number(char letter)
{
	return letter != 0 && strchr("YymdHIMSjf", letter) != NULL;
}

static bool take_letter(struct reader *r, char letter, struct moment *m)
{
	struct text *v = &r->left;
	bool tight = r->strict || r->was_number ||
	             (r->form.len > 1 && r->form.at[0] == '%' && is_number(r->form.at[1]));
	size_t least = tight ? 2 : 1;
	r->was_number = is_number(letter);
	switch (letter) {
	case 'Y':
		return take_number(v, 4, 4, &m->year);
	case 'y':
		return take_short_year(v, &m->year);
	case 'm':
		return take_number(v, least, 2, &m->month);
	case 'd':
		return take_number(v, least, 2, &m->day);
	case 'j':
		return take_number(v, 3, 3, &m->day_of_year) && m->day_of_year > 0;
	case 'H':
		return take_number(v, least, 2, &m->hour);
	case 'I':
		return take_number(v, least, 2, &m->hour) && m->hour >= 1 && m->hour <= 12;
	case 'M':
		return take_number(v, least, 2, &m->minute);
	case 'S':
		return take_number(v, least, 2, &m->second);
	case 'f':
		return take_fraction(v, &m->fraction);
	case 'p':
		return take_half(v, m);
	case 'z':
		return take_zone(v, r->strict, m);
	case 'B':
		return (m->month = take_name(v, months, 12)) > 0;
	case 'A':
		return (m->weekday = take_name(v, weekdays, 7)) > 0;
	case '%':
		return take(v, '%');
	default:
		return take_optional(v, letter, r->strict, m);
	}
}

static int weekday_of(int year, int month, int day) /* 1 is Monday */
{
	static const int shift[] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 }; /* Sakamoto's */
	int y = year - (month < 3);
	return (y + y / 4 - y / 100 + y / 400 + shift[month - 1] + day + 6) % 7 + 1;
}

static void next_day(struct moment *m)
{
	if (++m->day <= days_in(m->year, m->month))
		return;
	m->day = 1;
	if (++m->month <= 12)
		return;
	m->month = 1;
	m->year++;
}

static bool is_zero(struct text digits)
{
	for (; digits.len > 0; skip(&digits, 1))
		if (*digits.at != '0')
			return false;
	return true;
}

/* Puts together what was read, and sees whether it exists. */
static bool settle(struct moment *m)
{
	if (m->day_of_year > 0) {
		m->month = 1;
		m->day = m->day_of_year;
		while (m->month < 12 && m->year > 0 && m->day > days_in(m->year, m->month))
			m->day -= days_in(m->year, m->month++);
	}
	if (m->halves)
		m->hour = m->hour % 12 + (m->noon ? 12 : 0);
	if (!day_exists(m->year, m->month, m->day) || m->minute > 59 || m->second > 59 || m->hour > 24)
		return false;
	if (m->weekday > 0 && m->weekday != weekday_of(m->year, m->month, m->day))
		return false;
	if (m->hour == 24) { /* the end of a day is the beginning of the next */
		if (m->minute > 0 || m->second > 0 || !is_zero(m->fraction))
			return false;
		m->hour = 0;
		next_day(m);
	}
	return m->year <= 9999;
}

bool form_read(struct text form, bool strict, struct text v, struct moment *m)
{
	struct reader r = { .left = v, .form = form, .strict = strict };
	*m = (struct moment){ 0 };
	while (r.form.len > 0) {
		char c = *r.form.at;
		skip(&r.form, 1);
		if (c != '%') {
			r.was_number = false;
			if (!take(&r.left, c))
				return false;
			continue;
		}
		char letter = *r.form.at;
		skip(&r.form, 1);
		if (!take_letter(&r, letter, m))
			return false;
	}
	return r.left.len == 0 && settle(m);
}
