/* filters/aggregate/cells.h - the cells of the result: one a group, found by the numbers of its values. */
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
	uint64_t rows;   /* records that went into it */
	uint32_t number; /* 0, 1, 2 … */
	bool refused;    /* a value of its group stands for totals: nothing goes into it */
	union state
		state[]; /* by measure, of those that have one; behind them the numbers of its values */
};

struct cells {
	size_t columns;        /* of the group */
	struct table numbers;  /* of groups of several columns */
	uint32_t n;            /* cells */
	uint32_t *of_value;    /* of groups of one column: cell + 1 by value, 0: none */
	size_t values;         /* of these */
	uint64_t *key;         /* of the hash, by column; two more */
	char **piece;          /* cells in pieces that never move */
	size_t stride, behind; /* bytes of a cell, and where the numbers of its values begin */
	struct arena *mem;
};

#define CELLS_PIECE 256

void cells_init(struct cells *, size_t states, size_t columns, uint64_t seed);
void cells_free(struct cells *);         /* may be all zeros */
size_t cells_held(const struct cells *); /* bytes */
/* Hashes of so many rows: value[g][row] is the number of its value in column g. Brings what cells_find will read of them
 * into the cache. */
void cells_hash(const struct cells *, uint32_t *const *value, const uint32_t *rows, size_t n,
                uint64_t *hash);
/* The cell of a group; value[g][at] is the number of its value in column g. *fresh: it is new, and all zeros. Null: no
 * more can be numbered. */
struct cell *cells_find(struct cells *, uint32_t *const *value, size_t at, uint64_t hash,
                        bool *fresh);

static inline struct cell *cells_at(const struct cells *c, uint32_t number)
{
	return (void *)(c->piece[number / CELLS_PIECE] + number % CELLS_PIECE * c->stride);
}

/* The numbers of the values of its group. */
static inline const uint32_t *cells_values(const struct cells *c, const struct cell *cell)
{
	return (const void *)((const char *)cell + c->behind);
}
