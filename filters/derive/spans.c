/* filters/derive/spans.c - dates and dates: ages, days between, which is earlier; dates from numbers. */
#include "derive/functions.h"
#include "derive/work.h"
#include "lib/day.h"

static inline __attribute__((always_inline)) void
each(struct rows rows, const union values *v, union values to, int (*of)(uint32_t, uint32_t))
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		uint32_t a = v[0].date[r], b = v[1].date[r];
		to.number[r] =
			a == 0 || b == 0 ? MISSING_NUMBER : (struct decimal){ (__int128)of(a, b), 0 };
	}
}

/* Whole years: of dates as YYYYMMDD the difference, without its last four digits. So who was born on 29 February is a
 * year older on 1 March. */
void date_age(struct work *w, const struct node *n, struct rows rows, const union values *v,
              union values to)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		uint32_t born = v[0].date[r], at = v[1].date[r];
		to.number[r] = MISSING_NUMBER;
		if (born == 0 || at == 0)
			continue;
		if (at >= born)
			to.number[r] = (struct decimal){ (__int128)((at - born) / 10000), 0 };
		else
			work_reject(w, n->arg[0], r, "not-yet-born");
	}
}

static int number_of(uint32_t d)
{
	return day_number((int)(d / 10000), (int)(d / 100 % 100), (int)(d % 100));
}

static inline int days(uint32_t from, uint32_t to)
{
	return number_of(to) - number_of(from);
}

/* Whole months, towards zero. */
static inline int months(uint32_t from, uint32_t to)
{
	if (from > to)
		return -months(to, from);
	int all = (int)(to / 10000 * 12 + to / 100 % 100) - (int)(from / 10000 * 12 + from / 100 % 100);
	return all - (to % 100 < from % 100);
}

void date_days_between(struct work *w, const struct node *n, struct rows rows,
                       const union values *v, union values to)
{
	(void)w;
	(void)n;
	each(rows, v, to, days);
}

void date_months_between(struct work *w, const struct node *n, struct rows rows,
                         const union values *v, union values to)
{
	(void)w;
	(void)n;
	each(rows, v, to, months);
}

/* A whole number that a date may hold, or -1. */
static int whole(struct decimal d)
{
	d = decimal_short(d);
	return d.scale == 0 && d.digits >= 0 && d.digits <= 9999 ? (int)d.digits : -1;
}

static void no_day(struct work *w, const struct node *n, size_t r, const union values *v)
{
	char shown[3 * DECIMAL_LONGEST + 2], *end = shown;
	for (size_t a = 0; a < 3; a++) {
		if (a > 0)
			*end++ = '-';
		end = decimal_put(end, v[a].number[r]);
	}
	work_reject_with(w, n, r, "not-date", (struct text){ shown, (size_t)(end - shown) });
}

void date_of_numbers(struct work *w, const struct node *n, struct rows rows, const union values *v,
                     union values to)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		to.date[r] = 0;
		if (!number_known(v[0].number[r]) || !number_known(v[1].number[r]) ||
		    !number_known(v[2].number[r]))
			continue;
		int year = whole(v[0].number[r]), month = whole(v[1].number[r]),
			day = whole(v[2].number[r]);
		if (day_exists(year, month, day))
			to.date[r] = (uint32_t)(year * 10000 + month * 100 + day);
		else
			no_day(w, n, r, v);
	}
}

static inline __attribute__((always_inline)) void
extreme(const struct node *n, struct rows rows, const union values *v, union values to, bool least)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		uint32_t best = v[0].date[r];
		for (size_t a = 1; a < n->n && best != 0; a++) {
			uint32_t d = v[a].date[r];
			if (d == 0 || (d < best) == least)
				best = d;
		}
		to.date[r] = best;
	}
}

void date_least(struct work *w, const struct node *n, struct rows rows, const union values *v,
                union values to)
{
	(void)w;
	extreme(n, rows, v, to, true);
}

void date_most(struct work *w, const struct node *n, struct rows rows, const union values *v,
               union values to)
{
	(void)w;
	extreme(n, rows, v, to, false);
}

void date_compare(struct work *w, const struct node *n, struct rows rows, const union values *v,
                  union values to)
{
	(void)w;
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		uint32_t a = v[0].date[r], b = v[1].date[r];
		if (a == 0 || b == 0)
			to.truth[r] = UNKNOWN;
		else
			to.truth[r] = (n->orders & (a < b ? LESS : a > b ? MORE : EQUAL)) != 0;
	}
}

void date_in(struct work *w, const struct node *n, struct rows rows, const union values *v,
             union values to)
{
	(void)w;
	for (size_t i = 0; i < rows.n; i++) {
		uint32_t d = v[0].date[rows.at[i]];
		bool found = false;
		for (size_t m = 0; m < n->member_count && !found; m++)
			found = n->members[m].date == d;
		to.truth[rows.at[i]] = d == 0 ? UNKNOWN : found != n->inverse;
	}
}
