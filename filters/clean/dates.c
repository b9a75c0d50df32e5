/* filters/clean/dates.c - dates, datetimes, years and months as ISO 8601.
 *
 * Where a field has several forms, all that fit have to agree: an order of day and month is never
 * guessed, nor decided by which form comes first.
 */
#include "clean/clean.h"
#include "clean/form.h"
#include "lib/day.h"

static const char *const any_day[] = {
	"%Y-%m-%d",     "%Y/%m/%d",    "%Y.%m.%d",      "%Y%m%d",    "%d %B %Y",
	"%d-%B-%Y",     "%d. %B %Y",   "%d %B, %Y",     "%B %d, %Y", "%B %d %Y",
	"%A, %d %B %Y", "%A %d %B %Y", "%A, %B %d, %Y", "%Y %B %d",
};
#define ANY_DAYS (sizeof(any_day) / sizeof(*any_day))

/* Which of the two-digit-day forms a pattern is: what stands between, or 0. */
static char day_first(struct text form)
{
	if (form.len != 8 || memcmp(form.at, "%d", 2) != 0 || memcmp(form.at + 3, "%m", 2) != 0 ||
	    memcmp(form.at + 6, "%Y", 2) != 0 || form.at[2] != form.at[5] || form.at[2] == '%')
		return 0;
	return form.at[2];
}

/* What the first look may settle: the ISO form, and one with the day first, if nothing else can
 * claim such a value. */
static void plan_look(struct rule *rule)
{
	rule->iso = false;
	rule->between = 0;
	for (size_t i = 0; i < rule->forms.n; i++) {
		char between = day_first(rule->forms.at[i]);
		if (text_is(rule->forms.at[i], "%Y-%m-%d"))
			rule->iso = true;
		else if (between && !rule->between)
			rule->between = between;
		else {
			rule->iso = false;
			rule->between = 0;
			return;
		}
	}
}

static struct texts any_forms(struct arena *mem, bool time)
{
	size_t n = 0;
	struct text *at = arena_take(mem, 2 * ANY_DAYS * sizeof(*at));
	for (size_t i = 0; i < ANY_DAYS; i++) {
		if (!time) {
			at[n++] = text_of(any_day[i]);
			continue;
		}
		for (const char *between = " T"; *between; between++) {
			char *to = arena_take(mem, 48), *end = stpcpy(to, any_day[i]);
			*end++ = *between;
			end = stpcpy(end, "%H:%M%3%2");
			at[n++] = (struct text){ to, (size_t)(end - to) };
		}
	}
	return (struct texts){ n, at };
}

/* One form that the descriptor gives. */
static int add_form(struct run *run, const struct feed *feed, struct rule *rule, const char *key,
                    struct text given)
{
	bool time = rule->field->type == FIELD_DATETIME;
	struct text *form = &rule->forms.at[rule->forms.n++];
	const char *why;
	if (text_is(given, "default")) {
		*form = time ? TEXT("%Y-%m-%dT%H:%M:%S%1%2") : TEXT("%Y-%m-%d");
		rule->strict[rule->forms.n - 1] = true;
		return 0;
	}
	if (text_is(given, "excel") || text_is(given, "excel-1904")) {
		*form = given.len == 5 ? TEXT("%4") : TEXT("%5");
		return 0;
	}
	if (text_is(given, "any"))
		return rule_fail(run, feed, rule->field, key, given,
		                 "stands for several, so it stands alone");
	if (!form_open(given, time, run_arena(run), form, &why))
		return rule_fail(run, feed, rule->field, key, given, why);
	tidy_text(*form, run_arena(run), form); /* as the values that it is held against */
	return 0;
}

int forms_make(struct run *run, const struct feed *feed, struct rule *rule)
{
	const struct field *field = rule->field;
	bool time = field->type == FIELD_DATETIME;
	rule->bad_form = time ? BAD_DATETIME : BAD_DATE;
	struct texts given = field->formats.n > 0 ? field->formats : (struct texts){ 1, NULL };
	const char *key = field->formats.n > 0 ? "weir:formats" : "format";
	if (field->formats.n == 0 && text_is(field->format, "any")) {
		rule->forms = any_forms(run_arena(run), time);
		given.n = 0;
	} else {
		rule->forms =
			(struct texts){ 0, arena_take(run_arena(run), given.n * sizeof(struct text)) };
		rule->strict = arena_zeros(run_arena(run), given.n * sizeof(bool));
	}
	for (size_t i = 0; i < given.n; i++) {
		int status = add_form(run, feed, rule, key, given.at ? given.at[i] : field->format);
		if (status != 0)
			return status;
	}
	if (!time)
		plan_look(rule);
	return 0;
}

static bool same(const struct moment *a, const struct moment *b)
{
	return a->year == b->year && a->month == b->month && a->day == b->day && a->hour == b->hour &&
	       a->minute == b->minute && a->second == b->second && a->offset == b->offset &&
	       text_same(a->fraction, b->fraction);
}

static enum fault read_moment(const struct rule *rule, struct text v, struct moment *m)
{
	bool found = false;
	*m = (struct moment){ 0 };
	for (size_t i = 0; i < rule->forms.n; i++) {
		struct moment other;
		if (!form_read(rule->forms.at[i], rule->strict && rule->strict[i], v, &other))
			continue;
		if (found && !same(m, &other))
			return TWO_DATES;
		*m = other;
		found = true;
	}
	return found ? FINE : rule->bad_form;
}

static char *put(char *to, int n, int digits)
{
	for (int i = digits; i-- > 0; n /= 10)
		to[i] = (char)('0' + n % 10);
	return to + digits;
}

static char *put_day(char *to, const struct moment *m)
{
	to = put(to, m->year, 4);
	*to++ = '-';
	to = put(to, m->month, 2);
	*to++ = '-';
	return put(to, m->day, 2);
}

enum fault date_convert(const struct rule *rule, struct text v, struct arena *mem, struct text *out)
{
	struct moment m;
	enum fault fault = read_moment(rule, v, &m);
	if (fault != FINE)
		return fault;
	char *to = arena_take(mem, 10);
	*out = (struct text){ to, (size_t)(put_day(to, &m) - to) };
	return FINE;
}

static char *put_zone(char *to, int offset)
{
	if (offset == 0) {
		*to++ = 'Z';
		return to;
	}
	*to++ = offset < 0 ? '-' : '+';
	offset = offset < 0 ? -offset : offset;
	to = put(to, offset / 60, 2);
	*to++ = ':';
	return put(to, offset % 60, 2);
}

enum fault datetime_convert(const struct rule *rule, struct text v, struct arena *mem,
                            struct text *out)
{
	struct moment m;
	enum fault fault = read_moment(rule, v, &m);
	if (fault != FINE)
		return fault;
	char *to = arena_take(mem, 32 + m.fraction.len), *end = put_day(to, &m);
	*end++ = 'T';
	end = put(end, m.hour, 2);
	*end++ = ':';
	end = put(end, m.minute, 2);
	*end++ = ':';
	end = put(end, m.second, 2);
	if (m.fraction.len > 0) {
		*end++ = '.';
		end = mempcpy(end, m.fraction.at, m.fraction.len);
	}
	if (m.zoned)
		end = put_zone(end, m.offset);
	*out = (struct text){ to, (size_t)(end - to) };
	return FINE;
}

/* In UTC; what tells no zone is taken to be UTC. */
static int64_t minutes_of(const struct moment *m)
{
	int64_t days = day_number(m->year, m->month, m->day);
	return (days * 24 + m->hour) * 60 + m->minute - m->offset;
}

static struct text without_zeros(struct text fraction)
{
	while (fraction.len > 0 && fraction.at[fraction.len - 1] == '0')
		fraction.len--;
	return fraction;
}

int moment_order(struct text a, struct text b)
{
	struct moment m[2];
	struct text form = TEXT("%Y-%m-%dT%H:%M:%S%1%2"), day = TEXT("%Y-%m-%d");
	if (!form_read(form, true, a, &m[0]) && !form_read(day, true, a, &m[0]))
		return text_order(a, b);
	if (!form_read(form, true, b, &m[1]) && !form_read(day, true, b, &m[1]))
		return text_order(a, b);
	int64_t at[2] = { minutes_of(&m[0]), minutes_of(&m[1]) };
	if (at[0] != at[1])
		return at[0] < at[1] ? -1 : 1;
	if (m[0].second != m[1].second)
		return m[0].second - m[1].second;
	return text_order(without_zeros(m[0].fraction), without_zeros(m[1].fraction));
}

/* -?YYYY with 0001 to 9999; gives its bytes, or 0. */
static size_t year_bytes(struct text v)
{
	size_t at = v.len > 0 && v.at[0] == '-', end = at + 4;
	if (v.len < end || memcmp(v.at + at, "0000", 4) == 0)
		return 0;
	for (; at < end; at++)
		if (v.at[at] < '0' || v.at[at] > '9')
			return 0;
	return end;
}

enum fault year_convert(const struct rule *rule, struct text v, struct arena *mem, struct text *out)
{
	(void)rule;
	(void)mem;
	if (v.len == 0 || year_bytes(v) != v.len)
		return BAD_YEAR;
	*out = v;
	return FINE;
}

enum fault yearmonth_convert(const struct rule *rule, struct text v, struct arena *mem,
                             struct text *out)
{
	(void)rule;
	(void)mem;
	size_t n = year_bytes(v);
	if (n == 0 || v.len != n + 3 || v.at[n] != '-')
		return BAD_YEARMONTH;
	const char *month = v.at + n + 1;
	if (!((month[0] == '0' && month[1] >= '1' && month[1] <= '9') ||
	      (month[0] == '1' && month[1] >= '0' && month[1] <= '2')))
		return BAD_YEARMONTH;
	*out = v;
	return FINE;
}

/* Of years and months: the larger the digits, the earlier before our era. */
int year_order(struct text a, struct text b)
{
	bool before[2] = { a.len > 0 && a.at[0] == '-', b.len > 0 && b.at[0] == '-' };
	if (before[0] != before[1])
		return before[0] ? -1 : 1;
	if (!before[0])
		return text_order(a, b);
	size_t year = 5;
	int by = text_order((struct text){ b.at, year }, (struct text){ a.at, year });
	return by ? by : text_order(a, b);
}
