/* filters/indicators/measure.h - what is counted: the measures that go in. */
#pragma once
#include "lib/decimal.h"
#include "lib/text.h"

enum measure {
	MOBILE, /* people in the area who came from the partner */
	CLAIM,  /* the same flow as the partner counts it */
	INBOUND,
	OUTBOUND,
	NET_FLOW,
	ENROLMENT,
	POPULATION,
	STOCK,
	COHORT, /* who graduated in the area; from the partner */
	STAYED,
	RETURNED,
	ONWARD,
	MEASURES
};

enum partner { NO_PARTNER, MAY_HAVE_PARTNER, HAS_PARTNER };
/* Measures by number: their words in the input, and whether they are about a pair of areas. */
extern const struct measure_kind {
	const char *word;
	enum partner partner;
} measures[MEASURES];

/* The measure of that word, or MEASURES. */
enum measure measure_find(struct text word);

/* A value that is not there is not zero: nobody reported it, it is said to be missing, or it is known and withheld. */
enum state { ABSENT, GIVEN, MISSING, WITHHELD };

struct amount {
	struct decimal value; /* where it is GIVEN */
	enum state state;
	char status;              /* of SDMX's observation statuses; 0 stands for A, normal */
	size_t missing, withheld; /* of the amounts that it adds up, those that are not in it */
};

/* The state that a value and its status make; false: they contradict each other. */
bool amount_state(bool given, struct text status, struct amount *);
/* The status of what is made of two: the weaker one. */
char status_weaker(char, char);
