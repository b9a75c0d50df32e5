/* filters/indicators/formula.c - the indicators as a table, and computing them.
 *
 * Definitions: UIS glossary and UIS.Stat (codes in the manual page); concentration is the Herfindahl-Hirschman index.
 */
#include "formula.h"
#include <stdarg.h>
#include <stdio.h>

#define PERCENT "%"
const struct formula formulas[] = {
	{ "inbound", "persons", ONE_AREA, 0, 1, { { INBOUND, 1, 0 } } },
	{ "outbound", "persons", ONE_AREA, 0, 1, { { OUTBOUND, 1, 0 } } },
	{ "inbound_mobility_rate",
	  PERCENT,
	  ONE_AREA,
	  100,
	  2,
	  { { INBOUND, 1, 0 }, { ENROLMENT, 0, 1 } } },
	{ "outbound_mobility_ratio",
	  PERCENT,
	  ONE_AREA,
	  100,
	  2,
	  { { OUTBOUND, 1, 0 }, { ENROLMENT, 0, 1 } } },
	{ "gross_outbound_enrolment_ratio",
	  PERCENT,
	  ONE_AREA,
	  100,
	  2,
	  { { OUTBOUND, 1, 0 }, { POPULATION, 0, 1 } } },
	{ "net_flow", "persons", ONE_AREA, 0, 1, { { NET_FLOW, 1, 0 } } },
	{ "net_flow", "persons", ONE_AREA, 0, 2, { { INBOUND, 1, 0 }, { OUTBOUND, -1, 0 } } },
	{ "net_flow_ratio", PERCENT, ONE_AREA, 100, 2, { { NET_FLOW, 1, 0 }, { ENROLMENT, 0, 1 } } },
	{ "net_flow_ratio",
	  PERCENT,
	  ONE_AREA,
	  100,
	  3,
	  { { INBOUND, 1, 0 }, { OUTBOUND, -1, 0 }, { ENROLMENT, 0, 1 } } },
	{ "gain_ratio",
	  PERCENT,
	  ONE_AREA,
	  100,
	  3,
	  { { INBOUND, 1, 0 }, { OUTBOUND, -1, 0 }, { STOCK, 0, 1 } } },
	{ "residual_share", PERCENT, ONE_AREA, 100, 2, { { RESIDUAL, 1, 0 }, { INBOUND, 0, 1 } } },
	{ "origin_concentration",
	  "index",
	  ONE_AREA,
	  1,
	  2,
	  { { SQUARES, 1, 0 }, { KNOWN_SQUARED, 0, 1 } } },
	{ "origin_concentration_normalised",
	  "index",
	  ONE_AREA,
	  1,
	  2,
	  { { SPREAD, 1, 0 }, { SPREAD_MOST, 0, 1 } } },
	{ "effective_origins",
	  "origins",
	  ONE_AREA,
	  1,
	  2,
	  { { KNOWN_SQUARED, 1, 0 }, { SQUARES, 0, 1 } } },
	{ "origin_share", PERCENT, PAIR_OF_AREAS, 100, 2, { { MOBILE, 1, 0 }, { INBOUND, 0, 1 } } },
	{ "mirror_asymmetry", "index", PAIR_OF_AREAS, 2, 2, { { MOBILE, 1, 1 }, { CLAIM, -1, 1 } } },
	{ "stay_rate",
	  PERCENT,
	  ONE_AREA | PAIR_OF_AREAS,
	  100,
	  2,
	  { { STAYED, 1, 0 }, { COHORT, 0, 1 } } },
	{ "return_rate",
	  PERCENT,
	  ONE_AREA | PAIR_OF_AREAS,
	  100,
	  2,
	  { { RETURNED, 1, 0 }, { COHORT, 0, 1 } } },
	{ "onward_rate",
	  PERCENT,
	  ONE_AREA | PAIR_OF_AREAS,
	  100,
	  2,
	  { { ONWARD, 1, 0 }, { COHORT, 0, 1 } } },
	{ "untraced_rate",
	  PERCENT,
	  ONE_AREA | PAIR_OF_AREAS,
	  100,
	  4,
	  { { COHORT, 1, 1 }, { STAYED, -1, 0 }, { RETURNED, -1, 0 }, { ONWARD, -1, 0 } } },
	{ 0 },
};

static const char *part_word(int of)
{
	static const char *const derived[] = {
		[RESIDUAL - MEASURES] = "residual origins",         [SQUARES - MEASURES] = "known origins",
		[KNOWN_SQUARED - MEASURES] = "known origins",       [SPREAD - MEASURES] = "known origins",
		[SPREAD_MOST - MEASURES] = "known origins but one",
	};
	return of < MEASURES ? measures[of].word : derived[of - MEASURES];
}

static void say(struct result *r, const char *form, ...) __attribute__((format(printf, 2, 3)));
static void say(struct result *r, const char *form, ...)
{
	size_t had = strlen(r->note);
	va_list more;
	if (had > 0 && had + 2 < sizeof(r->note))
		had += (size_t)snprintf(r->note + had, sizeof(r->note) - had, "; ");
	va_start(more, form);
	vsnprintf(r->note + had, sizeof(r->note) - had, form, more);
	va_end(more);
}

/* What a part lacks; its flows, where it is a sum of several. */
static void say_part(struct result *r, int of, const struct amount *a)
{
	if (a->state == ABSENT)
		say(r, "without %s", part_word(of));
	else if (a->state == MISSING && a->missing + a->withheld == 0)
		say(r, "%s: more digits than fit", part_word(of));
	else if (a->missing + a->withheld == 1 && a->state != GIVEN)
		say(r, "%s %s", part_word(of), a->missing ? "missing" : "withheld");
	else if (a->missing + a->withheld > 0)
		say(r, "%s: %zu missing, %zu withheld", part_word(of), a->missing, a->withheld);
}

static bool add_times(struct decimal *to, struct decimal v, int times)
{
	return decimal_multiply(&v, (struct decimal){ times, 0 }) && decimal_add(to, v);
}

/* What it would be divided by. */
static void say_zero(struct result *r, const struct formula *f)
{
	const char *word[2] = { "", "" };
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		if (f->part[i].under != 0 && n < 2)
			word[n++] = part_word(f->part[i].of);
	say(r, "%s%s%s is 0", word[0], n > 1 ? " + " : "", word[1]);
}

/* Where all parts are there. False: a number does not fit. */
static bool put_together(const struct formula *f, const struct amount *const *amount,
                         unsigned decimals, struct result *r)
{
	struct decimal over = { 0 }, under = { 0 };
	for (size_t i = 0; i < f->n; i++)
		if (!add_times(&over, amount[i]->value, f->part[i].over) ||
		    !add_times(&under, amount[i]->value, f->part[i].under))
			return false;
	r->has_value = true;
	r->value = over;
	if (f->factor == 0)
		return true;
	r->has_value = under.digits != 0 && (over.digits >= 0 || f->part[0].of != COHORT);
	if (under.digits == 0) {
		r->status = 'M'; /* data cannot exist */
		say_zero(r, f);
		return true;
	}
	if (!r->has_value) {
		r->status = 'O';
		say(r, "stayed, returned and onward exceed the cohort");
		return true;
	}
	return decimal_multiply(&r->value, (struct decimal){ f->factor, 0 }) &&
	       decimal_divide(&r->value, under, decimals, HALF_UP);
}

void formula_compute(const struct formula *f, const struct amount *const *amount, unsigned decimals,
                     struct result *r)
{
	enum state worst = GIVEN;
	*r = (struct result){ 0 };
	for (size_t i = 0; i < f->n; i++) {
		const struct amount *a = amount[i];
		r->any |= a->state != ABSENT;
		if (a->state == WITHHELD || (a->state != GIVEN && worst != WITHHELD))
			worst = a->state == WITHHELD ? WITHHELD : MISSING;
		bool repeated =
			i > 0 && f->part[i].of > RESIDUAL; /* the squares lack what the flows lack */
		if (!repeated)
			say_part(r, f->part[i].of, a);
		r->status = status_weaker(r->status, a->state == GIVEN ? a->status : '\0');
		if (a->state == GIVEN && a->missing + a->withheld > 0)
			r->status = status_weaker(r->status, 'D');
	}
	if (worst == GIVEN && put_together(f, amount, decimals, r))
		return;
	r->has_value = false;
	r->status = worst == WITHHELD ? 'Q' : 'O';
	if (worst == GIVEN)
		say(r, "more digits than fit");
}
