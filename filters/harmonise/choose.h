/* filters/harmonise/choose.h - --scheme auto: which scheme a column is in, decided over the column.
 *
 * Records wait until all have come, or CHOOSE_BYTES of them; what comes after that has to be in the
 * scheme that was chosen. */
#pragma once
#include "resolve.h"
#include "lib/memo.h"
#include "lib/stage.h"

#define CHOOSE_BYTES (64u << 20)

struct waiting {
	struct waiting *next;
	struct text source;
	uint64_t line;
	struct text value[];
};
struct choose {
	bool waits;   /* for more records */
	bool decided; /* later values have to fit */
	size_t columns, from;
	struct arena *mem;
	struct memo *texts;
	struct waiting *first, *last;
	struct text source; /* the last one, copied */
};

int choose_open(struct choose *, struct run *);
/* Copies a batch's records; waits no longer once they are too many. */
void choose_hold(struct choose *, const struct batch *);
/* Sets the resolver's scheme and says which it is; else EX_DATAERR with the evidence. */
int choose_scheme(struct choose *, struct run *, struct resolver *, struct text column);
/* Puts as many of the records that waited into an empty batch as it holds. */
void choose_fill(struct choose *, struct batch *);
/* A value that came after the decision: EX_DATAERR if it is not in the scheme. */
int choose_check(const struct choose *, struct run *, const struct resolver *, struct text value,
                 struct arena *mem);
void choose_close(struct choose *); /* may be all zeros */
