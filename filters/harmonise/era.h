/* filters/harmonise/era.h - what a name or a code meant on a day, and what became of it. */
#pragma once
#include "answer.h"
#include "lib/arena.h"

struct days { /* yyyymmdd: a day, or the first and last of a month or a year; 0: no date */
	int from, to;
};

/* "1992-12-31", "1992-12", "1992"; a missing text is no date. False: it is none of these. */
bool days_read(struct text, struct days *);

enum vintage {
	AS_NAMED, /* the country that the text names */
	OF_DAY,   /* the one that it was on the day */
	OF_TODAY, /* the one that it is today */
};

/* The same answer on all days: date and vintage need not be looked at. */
bool era_is_fixed(const struct answer *, enum vintage);
/* What it means then. Ambiguous where it is several in the time given; residual where what it names
 * became several countries. Codes are in mem, or where they were. */
struct answer era_answer(struct answer, struct days, enum vintage, struct arena *mem);
