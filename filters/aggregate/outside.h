/* filters/aggregate/outside.h - cells for which there is no memory: they go to a file as partials, sorted by group, and are
 * merged in the end.
 */
#pragma once
#include "lib/merge.h"
#include "result.h"

struct outside {
	bool is;
	const struct plan *plan;
	struct plan
		merged; /* the same measures, of partials: group and measures stand behind one another */
	struct merge parts;  /* partials as they were written */
	struct merge totals; /* with --totals: groups that are whole, and parts of totals over them */
	uint64_t rows;       /* records in the cells that went there */

	struct sheet sheet; /* groups that are being merged */
	struct batch batch; /* partials that come into it next */
	struct arena *mem;  /* of the batch */
	char *last;         /* the group of the last of them, as a key */
	size_t last_len, last_room;
	bool final; /* groups are emitted when they are whole; else they go to `totals` */
};

/* Writes the cells of a sheet, which may then be emptied. 0, or a status as from run_fail. */
int outside_write(struct outside *, struct run *, const struct sheet *);
/* Emits all that was written and what is still in the sheet. */
int outside_finish(struct outside *, struct run *, const struct sheet *);
void outside_free(struct outside *); /* may be all zeros */
