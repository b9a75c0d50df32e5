/* filters/origin/origin.h - what decides: the criteria in their order, the flags, and how the answers are counted. */
#pragma once
#include "lib/output.h"
#include "lib/stage.h"

enum outcome { DECIDED, AGREES, DIFFERS, SEVERAL, LACKING, OUTCOMES };

struct criterion {
	struct text word; /* SEC_ED, RES, CTZ … */
	size_t col;
	uint64_t records[OUTCOMES]; /* each record is in one of them */
};

struct flag { /* --distance, --branch, --credit: a column, and the values that mean yes */
	struct text given;
	bool is_given;
	size_t col;
	struct texts values;
	uint64_t yes, no, lacking;
};
enum { DISTANCE, BRANCH, CREDIT, FLAGS };

struct origin {
	struct text host, host_code; /* --host, --host-is */
	struct texts by, unknown;
	struct columns citizenship;
	struct text separator, several, as, counts;
	struct flag flag[FLAGS];

	size_t host_col, first_added;
	size_t n;
	struct criterion *criterion;
	struct picks citizen;
	bool takes_first; /* --several first */
	struct output *count_file;
	uint64_t undecided;
};

/* Reads the options. 0, or a status as from run_fail. */
int plan_open(struct origin *, struct run *, const struct columns *in);
/* The counts by criterion and flag, to the file of --counts. */
int counts_write(struct origin *, struct run *);

/* What a value, which may hold several countries, says of the country. */
enum says { NOTHING, ONE, MANY };
enum says value_says(const struct origin *, struct text value, struct text host,
                     struct text *country);
