/* filters/aggregate/distinct.h - which values each cell has had: exact, whatever the number of them. */
#pragma once
#include "lib/hash.h"
#include "lib/memo.h"
#include "lib/table.h"

struct pair {
	uint32_t cell, value;
};

struct pairs { /* of cells and the numbers of values, each once */
	struct table numbers;
	struct pair **piece;
	uint64_t seed;
	struct arena *mem;
};

#define PAIRS_PIECE 4096

void pairs_init(struct pairs *, uint64_t seed);
void pairs_free(struct pairs *);         /* may be all zeros */
size_t pairs_held(const struct pairs *); /* bytes */
enum pairs_add { PAIR_NEW, PAIR_THERE, PAIRS_FULL };
enum pairs_add pairs_add(struct pairs *, struct pair);

static inline struct pair pairs_at(const struct pairs *p, uint32_t number)
{
	return p->piece[number / PAIRS_PIECE][number % PAIRS_PIECE];
}
