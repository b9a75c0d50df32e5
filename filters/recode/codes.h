/* filters/recode/codes.h - the table from one code list to another: its lines by code, their dates and shares. */
#pragma once
#include "lib/list.h"

/* Days as numbers that can be compared: 20240331. A year or a month is from its first to its last. */
struct span {
	uint32_t first, last;
};
/* "2024", "2024-03", "2024-03-31". False: it is none of these. */
bool span_read(struct text, struct span *);

struct codes_asked { /* the names of columns in the table */
	const char *file;
	struct columns from; /* --from */
	struct text to, share;
	bool shares, sets; /* one-to-many is weighted; or kept as a set */
};

struct codes {
	struct list list;
	struct list_index index;
	struct picks from;
	const struct text *to; /* by row */
	struct span *valid;    /* by row; null: the table has no dates */
	__int128 *share;       /* by row, in 1/whole; null: they are not asked for */
	__int128 whole;
	unsigned scale;   /* whole is the power of ten of this */
	size_t most;      /* the most lines that one code has */
	struct text *set; /* by number, where the table has no dates: its codes with blanks between */
	bool later;       /* only checking, and the table cannot be read yet */
};
#define CODES_MOST 1000 /* lines of one code */

/* Reads and checks it all: 0, or a status as from run_fail. */
int codes_read(struct run *, const struct codes_asked *, struct codes *);
/* The lines of a code that hold at a time (any where the table has no dates), in the table's order; gives how many
 * there are. *coarse: the time is longer than one of them holds. */
size_t codes_lines(const struct codes *, uint32_t number, struct span at, uint32_t *rows,
                   bool *coarse);
/* The codes of some lines as a set, in mem. */
struct text codes_set(const struct codes *, const uint32_t *rows, size_t n, struct arena *mem);
void codes_free(struct codes *); /* may be all zeros */
