/* filters/aggregate/outside.h - cells for which there is no memory: they go to a file as parts, sorted by group, and are
 * merged in the end, a group at a time.
 */
#pragma once
#include "lib/merge.h"
#include "result.h"

struct outside {
	bool is;
	const struct plan *plan;
	struct merge parts;
	uint64_t rows; /* records in the cells that went there */
	char *record;  /* one of the parts that is written */
	size_t room;
	double *most;    /* by measure that adds: its sums are at most so large */
	unsigned *scale; /* and have so many digits behind the point */

	struct group *group; /* the one that is being merged */
	bool checks;         /* its sums are only looked at */
};

/* Writes the cells of a sheet and the totals over them. The sheet may then be emptied. 0, or a status as from run_fail. */
int outside_write(struct outside *, struct run *, struct sheet *);
/* Emits all that was written. */
int outside_finish(struct outside *, struct run *);
void outside_free(struct outside *); /* may be all zeros */
