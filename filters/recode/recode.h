/* filters/recode/recode.h - the stage's own struct: what recode.c opens, and batch.c works with. */
#pragma once
#include "lib/frequency.h"
#include "weigh.h"

enum many { REJECT, WEIGHT, SET };
enum other { REJECT_IT, GIVE, KEEP };

struct recode {
	struct columns columns, from, measure;        /* -c, --from, --measure */
	struct text table, to, as, flag, many, share; /* --table, --to, --as, --flag, --many, --share */
	struct text decimals, weight, date;           /* --decimals, --weight, --date */
	struct text on_unmatched, other, unmatched;   /* --on-unmatched, --default, --unmatched */

	enum many how;
	enum other other_way;
	unsigned digits; /* of divided measures, or WEIGH_EXACT */
	struct codes codes;
	struct picks pick, measures;
	size_t result, flagged, weighted, dated, width; /* columns; all of those that go out */
	struct frequency *missed;
	struct text *values; /* of one code */
	uint32_t *rows;      /* lines of the table for one record */
};

int recode_batch(void *self, struct run *, struct batch *);
