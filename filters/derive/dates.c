/* filters/derive/dates.c - what is done with dates, which are numbers YYYYMMDD here. */
#include "derive/functions.h"
#include "derive/work.h"
#include "lib/day.h"

struct day {
	int year, month, day;
};

static struct day day_of(uint32_t packed)
{
	return (struct day){ (int)(packed / 10000), (int)(packed / 100 % 100), (int)(packed % 100) };
}

/* Of a date, or of a datetime: what stands before its T, if a time follows. 0: it is neither. */
static uint32_t read_day(struct text t)
{
	if (t.len == 10)
		return day_read(t.at);
	static const char form[] = "0000-00-00T00:00";
	if (t.len < sizeof(form) - 1)
		return 0;
	for (size_t i = 10; i < sizeof(form) - 1; i++) {
		bool digit = t.at[i] >= '0' && t.at[i] <= '9';
		if (form[i] == '0' ? !digit : t.at[i] != form[i])
			return 0;
	}
	return day_read(t.at);
}

void date_read(struct work *w, const struct node *n, struct rows rows, const union values *v,
               union values to)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		struct text t = v[0].text[r];
		to.date[r] = t.len > 0 ? read_day(t) : 0;
		if (to.date[r] == 0 && t.len > 0)
			work_reject_with(w, n, r, "not-date", t);
	}
}

static char *put(char *to, unsigned n, int digits)
{
	for (int i = digits; i-- > 0; n /= 10)
		to[i] = (char)('0' + n % 10);
	return to + digits;
}

static char *put_day(char *to, unsigned year, unsigned month, unsigned day)
{
	to = put(to, year, 4);
	*to++ = '-';
	to = put(to, month, 2);
	*to++ = '-';
	return put(to, day, 2);
}

void date_write(struct work *w, const struct node *n, struct rows rows, const union values *v,
                union values to)
{
	(void)n;
	for (size_t i = 0; i < rows.n; i++) {
		uint32_t d = v[0].date[rows.at[i]];
		struct text *t = &to.text[rows.at[i]];
		*t = (struct text){ 0 };
		if (d == 0)
			continue;
		char *at = work_space(w, 10);
		work_used(w, put_day(at, d / 10000, d / 100 % 100, d % 100));
		*t = (struct text){ at, 10 };
	}
}

/* --- parts of a date ---------------------------------------------------------------------------- */

static inline __attribute__((always_inline)) void each(struct rows rows, const union values *v,
                                                       union values to, int (*part)(struct day))
{
	for (size_t i = 0; i < rows.n; i++) {
		uint32_t d = v[0].date[rows.at[i]];
		to.number[rows.at[i]] =
			d == 0 ? MISSING_NUMBER : (struct decimal){ (__int128)part(day_of(d)), 0 };
	}
}

static inline int year_of(struct day d)
{
	return d.year;
}

static inline int quarter_of(struct day d)
{
	return (d.month + 2) / 3;
}

static inline int month_of(struct day d)
{
	return d.month;
}

static inline int day_of_month(struct day d)
{
	return d.day;
}

static inline int weekday_of(struct day d)
{
	return (day_number(d.year, d.month, d.day) + 6) % 7 + 1; /* 0001-01-01 is a Monday */
}

#define PART(name, part)                                                                     \
	void name(struct work *w, const struct node *n, struct rows rows, const union values *v, \
	          union values to)                                                               \
	{                                                                                        \
		(void)w;                                                                             \
		(void)n;                                                                             \
		each(rows, v, to, part);                                                             \
	}
PART(date_year, year_of)
PART(date_quarter, quarter_of)
PART(date_month, month_of)
PART(date_day, day_of_month)
PART(date_weekday, weekday_of)

/* The first bytes of dates that are texts. skips: zeros in front are left out. */
static inline __attribute__((always_inline)) void piece(struct work *w, const struct node *n,
                                                        struct rows rows, const union values *v,
                                                        union values to, size_t len, bool skips)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i], skip = 0;
		struct text t = v[0].text[r];
		to.text[r] = (struct text){ 0 };
		if (t.len == 0)
			continue;
		if (read_day(t) == 0) {
			work_reject_with(w, n, r, "not-date", t);
			continue;
		}
		while (skips && t.at[skip] == '0')
			skip++;
		to.text[r] = (struct text){ t.at + skip, len - skip };
	}
}

void date_year_piece(struct work *w, const struct node *n, struct rows rows, const union values *v,
                     union values to)
{
	piece(w, n, rows, v, to, 4, true);
}

void date_year_month(struct work *w, const struct node *n, struct rows rows, const union values *v,
                     union values to)
{
	piece(w, n, rows, v, to, 7, false);
}

void date_year_quarter(struct work *w, const struct node *n, struct rows rows,
                       const union values *v, union values to)
{
	(void)n;
	for (size_t i = 0; i < rows.n; i++) {
		struct day d = day_of(v[0].date[rows.at[i]]);
		struct text *t = &to.text[rows.at[i]];
		*t = (struct text){ 0 };
		if (d.day == 0)
			continue;
		char *at = work_space(w, 7), *end = put(at, (unsigned)d.year, 4);
		*end++ = '-';
		*end++ = 'Q';
		*end++ = (char)('0' + quarter_of(d));
		work_used(w, end);
		*t = (struct text){ at, 7 };
	}
}

/* --- academic years ------------------------------------------------------------------------------- */

/* A month that an argument gives; 0: it is missing, or the record was rejected. */
static int month_given(struct work *w, const struct node *n, size_t r, const union values *v,
                       size_t which)
{
	struct decimal month = v[which].number[r];
	if (!number_known(month))
		return 0;
	month = decimal_short(month);
	if (month.scale == 0 && month.digits >= 1 && month.digits <= 12)
		return (int)month.digits;
	work_reject(w, n->arg[which], r, "bad-month");
	return 0;
}

/* The calendar year in which the academic year of a date begins that has `first` as its first month and goes on into the
 * next one, or does not; 0: it is missing, or the record was rejected. */
static int begins_in(struct work *w, const struct node *n, size_t r, const union values *v,
                     int first, bool crosses)
{
	uint32_t date = v[0].date[r];
	if (date == 0 || first == 0)
		return 0;
	struct day d = day_of(date);
	int year = d.year - (d.month < first);
	if (year >= 1 && year + crosses <= 9999)
		return year;
	work_reject(w, n->arg[0], r, "year-range");
	return 0;
}

/* "2023/24" by the form that the program gives: what stands between, and whether the second is whole. */
void date_academic_year(struct work *w, const struct node *n, struct rows rows,
                        const union values *v, union values to)
{
	char between = n->quotes > 0 ? n->quoted[0].at[4] : '/';
	bool whole = n->quotes > 0 && n->quoted[0].len == 9;
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		int first = month_given(w, n, r, v, 1);
		bool crosses = first > 1;
		int year = begins_in(w, n, r, v, first, crosses);
		to.text[r] = (struct text){ 0 };
		if (year == 0)
			continue;
		char *at = work_space(w, 9), *end = put(at, (unsigned)year, 4);
		if (crosses) {
			*end++ = between;
			end = whole ? put(end, (unsigned)year + 1, 4) : put(end, (unsigned)(year + 1) % 100, 2);
		}
		work_used(w, end);
		to.text[r] = (struct text){ at, (size_t)(end - at) };
	}
}

void date_academic_begin(struct work *w, const struct node *n, struct rows rows,
                         const union values *v, union values to)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		int year = begins_in(w, n, r, v, month_given(w, n, r, v, 1), false);
		to.number[r] = year == 0 ? MISSING_NUMBER : (struct decimal){ year, 0 };
	}
}

/* UIS names an academic year by the calendar year in which it ends: https://uis.unesco.org/en/glossary-term/academic-year */
void date_academic_end(struct work *w, const struct node *n, struct rows rows,
                       const union values *v, union values to)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		int first = month_given(w, n, r, v, 1), last = month_given(w, n, r, v, 2);
		to.number[r] = MISSING_NUMBER;
		if (last == 0)
			continue;
		if (first == last) {
			work_reject(w, n->arg[2], r, "same-month");
			continue;
		}
		int year = begins_in(w, n, r, v, first, last < first);
		if (year != 0)
			to.number[r] = (struct decimal){ year + (last < first), 0 };
	}
}
