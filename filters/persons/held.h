/* filters/persons/held.h - the record that is kept of each person in each cell. */
#pragma once
#include "lib/decimal.h"
#include "lib/stage.h"
#include "lib/table.h"

struct held {
	struct text key; /* the cell, and the person in it, packed */
	char *record;    /* its values, packed */
	size_t room;
	struct text source;
	uint64_t line;
	uint32_t reference;
	struct decimal
		fte; /* of all the person's records in the cell: Σ full-time equivalents · days */
	bool fte_missing; /* one of them has none */
};

struct people {
	struct table numbers;
	struct held **piece; /* in pieces that never move */
	struct arena *mem;
	struct memo *sources;
	uint64_t seed;
};

#define PEOPLE_PIECE 1024

void people_init(struct people *, uint64_t seed);
void people_free(struct people *); /* may be all zeros */
/* What is held for a key and a reference; *fresh: it is new, and holds no record yet. Null: no more can be numbered. */
struct held *people_find(struct people *, struct text key, uint32_t reference, bool *fresh);
/* Holds a record of a batch from now on. */
void people_hold(struct people *, struct held *, const struct batch *, size_t row, size_t columns);
/* The values of the record that is held. */
void held_values(const struct held *, struct text *to, size_t columns);

static inline struct held *people_at(const struct people *p, uint32_t number)
{
	return &p->piece[number / PEOPLE_PIECE][number % PEOPLE_PIECE];
}
