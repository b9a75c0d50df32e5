/* filters/harmonise/era.c - countries begin and end: history.tsv and parts.tsv in conf/countries. */
#include "era.h"
#include "atlas.h"

enum { TODAY = 99999999, CHAIN = 8 }; /* CHAIN: more changes of one country than there were */

static bool number(struct text v, size_t at, size_t n, int *to)
{
	*to = 0;
	if (at + n > v.len)
		return false;
	for (size_t i = at; i < at + n; i++) {
		if (v.at[i] < '0' || v.at[i] > '9')
			return false;
		*to = *to * 10 + (v.at[i] - '0');
	}
	return true;
}

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

bool days_read(struct text v, struct days *to)
{
	int y, m, d;
	*to = (struct days){ 0, 0 };
	if (v.len == 0)
		return true;
	if (!number(v, 0, 4, &y) || y == 0)
		return false;
	if (v.len == 4) {
		*to = (struct days){ y * 10000 + 101, y * 10000 + 1231 };
		return true;
	}
	if (v.at[4] != '-' || !number(v, 5, 2, &m) || m < 1 || m > 12)
		return false;
	int month = y * 10000 + m * 100;
	*to = (struct days){ month + 1, month + month_days(y, m) };
	if (v.len == 7)
		return true;
	if (v.len != 10 || v.at[7] != '-' || !number(v, 8, 2, &d) || d < 1 || d > month_days(y, m))
		return false;
	*to = (struct days){ month + d, month + d };
	return true;
}

bool era_is_fixed(const struct answer *a, enum vintage vintage)
{
	bool several = a->former.len > 0 || (a->kind == IS_AMBIGUOUS && a->codes.len > 3);
	bool country = a->kind == IS_COUNTRY || a->kind == IS_HISTORICAL;
	return !several && (vintage == AS_NAMED || !country);
}

/* A code outlives its country until it was withdrawn. */
static bool was_there(const struct atlas_area *a, int day, bool coded)
{
	int to = coded && a->withdrawn > a->to ? a->withdrawn - 1 : a->to;
	if (coded && a->withdrawn % 10000 == 1231)
		to = a->withdrawn;
	return day >= a->from && (to == 0 || day <= to);
}

static struct answer with(struct answer a, const struct atlas_area *area)
{
	a.kind = area->former ? IS_HISTORICAL : IS_COUNTRY;
	a.refused = false;
	a.codes = text_of(area->alpha3);
	a.former = (struct text){ NULL, 0 };
	return a;
}

/* Of all that it may mean, those that were there on that day. */
struct meanings {
	size_t n, formers, all;
	const struct atlas_area *last, *former;
};

static void count(struct meanings *m, struct text codes, int day, bool coded)
{
	for (size_t at = 0; at + 3 <= codes.len; at += 4) {
		const struct atlas_area *area = atlas_area((struct text){ codes.at + at, 3 });
		if (!area)
			continue;
		m->all++;
		if (!was_there(area, day, coded))
			continue;
		m->n++;
		m->last = area;
		if (area->former) {
			m->formers++;
			m->former = area;
		}
	}
}

static struct answer several(struct answer a, struct arena *mem)
{
	char *to = arena_take(mem, a.codes.len + a.former.len + 1);
	memcpy(to, a.codes.at, a.codes.len);
	to[a.codes.len] = ' ';
	memcpy(to + a.codes.len + 1, a.former.at, a.former.len);
	a.codes = (struct text){ to, a.codes.len + 1 + a.former.len };
	a.kind = IS_AMBIGUOUS;
	a.refused = true;
	return a;
}

/* The one that was there; of a country of today and a former one that both were, the former, since
 * the name was its own. A name that nothing had on that day means what it means today, a code
 * nothing certain. */
static struct answer on_day(struct answer a, int day, struct arena *mem)
{
	struct meanings m = { 0 };
	if (era_is_fixed(&a, AS_NAMED))
		return a;
	count(&m, a.codes, day, a.coded);
	count(&m, a.former, day, a.coded);
	if (m.formers == 1 && (a.kind == IS_COUNTRY || m.n == 1))
		return with(a, m.former);
	if (m.n == 1)
		return with(a, m.last);
	if (a.kind == IS_COUNTRY && a.coded && m.n == 0)
		return several(a, mem);
	return a;
}

static struct answer residual(struct answer a)
{
	a.kind = IS_RESIDUAL;
	a.codes = (struct text){ NULL, 0 };
	return a;
}

/* The country whose part it was, or the one that it became. */
static struct answer moved(struct answer a, int day)
{
	for (int i = 0; i < CHAIN && (a.kind == IS_COUNTRY || a.kind == IS_HISTORICAL); i++) {
		const struct atlas_area *area = atlas_area(a.codes);
		if (!area || was_there(area, day, false))
			break;
		if (day < area->from) {
			if (area->whole[0] == '\0')
				break;
			a = with(a, atlas_area(text_of(area->whole)));
			continue;
		}
		struct text next = text_of(atlas_texts + area->successors);
		if (next.len != 3)
			return residual(a);
		a = with(a, atlas_area(next));
	}
	return a;
}

static struct answer at(struct answer a, int day, enum vintage vintage, struct arena *mem)
{
	if (day != 0)
		a = on_day(a, day, mem);
	if (vintage == OF_TODAY)
		return moved(a, TODAY);
	return vintage == OF_DAY && day != 0 ? moved(a, day) : a;
}

static struct answer either(struct answer a, struct answer b, struct arena *mem)
{
	if (a.kind == b.kind && text_same(a.codes, b.codes))
		return a;
	a.former = b.codes;
	return a.codes.len > 0 && b.codes.len > 0 ? several(a, mem) : residual(a);
}

struct answer era_answer(struct answer a, struct days days, enum vintage vintage, struct arena *mem)
{
	struct answer first = at(a, days.from, vintage, mem);
	return days.from == days.to ? first : either(first, at(a, days.to, vintage, mem), mem);
}
