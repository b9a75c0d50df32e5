/* filters/indicators/measure.c - measures, and what a value that is not there can mean. */
#include "measure.h"

const struct measure_kind measures[MEASURES] = {
	[MOBILE] = { "mobile", HAS_PARTNER },          [CLAIM] = { "claim", HAS_PARTNER },
	[INBOUND] = { "inbound", NO_PARTNER },         [OUTBOUND] = { "outbound", NO_PARTNER },
	[NET_FLOW] = { "net_flow", NO_PARTNER },       [ENROLMENT] = { "enrolment", NO_PARTNER },
	[POPULATION] = { "population", NO_PARTNER },   [STOCK] = { "stock", NO_PARTNER },
	[COHORT] = { "cohort", MAY_HAVE_PARTNER },     [STAYED] = { "stayed", MAY_HAVE_PARTNER },
	[RETURNED] = { "returned", MAY_HAVE_PARTNER }, [ONWARD] = { "onward", MAY_HAVE_PARTNER },
};

enum measure measure_find(struct text word)
{
	for (size_t m = 0; m < MEASURES; m++)
		if (text_is(word, measures[m].word))
			return (enum measure)m;
	return MEASURES;
}

/* SDMX CL_OBS_STATUS 2.2: a value is there, from the weakest on; it is not there; it is known and suppressed. */
static const char with_value[] = "UVGFEIPDBWSJN";
static const char without_value[] = "OMLHKXZ"; /* X and Z: of UNESCO CL_OBS_STATUS_EDU */
static const char suppressed = 'Q';

bool amount_state(bool given, struct text status, struct amount *a)
{
	char c = status.len == 1 ? status.at[0] : '\0';
	a->status = c == 'A' ? '\0' : c;
	if (status.len > 0 && (c == '\0' || !(c == 'A' || c == suppressed || strchr(with_value, c) ||
	                                      strchr(without_value, c))))
		return false;
	bool says_none = c != '\0' && (c == suppressed || strchr(without_value, c));
	if (given)
		a->state = GIVEN;
	else
		a->state = c == suppressed ? WITHHELD : MISSING;
	return given ? !says_none : c == '\0' || says_none;
}

char status_weaker(char a, char b)
{
	const char *x = a ? strchr(with_value, a) : NULL, *y = b ? strchr(with_value, b) : NULL;
	if (!x || !y)
		return x ? a : y ? b : '\0';
	return x < y ? a : b;
}
