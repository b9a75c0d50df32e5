/* filters/aggregate/cells.h - the cells of the result: one a group, found by its values. */
#pragma once
#include "lib/table.h"
#include "lib/text.h"
#include "sum.h"

struct best { /* the least or the greatest so far */
	char *at;
	size_t len, room; /* room 0: there is none yet */
};

union state { /* of one measure in one cell */
	struct sum sum;
	struct best best;
	uint64_t distinct; /* how many */
};

struct cell {
	struct text key;     /* its values, packed */
	uint64_t rows;       /* records that went into it */
	uint32_t number;     /* 0, 1, 2 … */
	bool refused;        /* a value of its group stands for totals: nothing goes into it */
	union state state[]; /* by measure */
};

struct cells {
	struct table numbers;
	char **piece; /* cells in pieces that never move */
	size_t stride;
	struct arena *mem;
	char *key; /* room for keys */
	size_t key_room;
};

#define CELLS_PIECE 256

void cells_init(struct cells *, size_t measures);
void cells_free(struct cells *); /* may be all zeros */
/* The cell of a key; *fresh: it is new, and all zeros. Null: no more can be numbered. */
struct cell *cells_find(struct cells *, struct text key, uint64_t hash, bool *fresh);
/* Brings what cells_find will read of so many keys into the cache. */
void cells_ask(const struct cells *, const uint64_t *hash, size_t n);

static inline struct cell *cells_at(const struct cells *c, uint32_t number)
{
	return (void *)(c->piece[number / CELLS_PIECE] + number % CELLS_PIECE * c->stride);
}
