/* filters/indicators/facts.h - what the tables say: one amount for each measure of an area, or of an area and a partner. */
#pragma once
#include "lib/arena.h"
#include "lib/table.h"
#include "measure.h"

struct fact {
	struct text key; /* the dimensions, the area and the partner, packed */
	enum measure measure;
	struct amount amount;
};

struct facts {
	struct table numbers;
	struct fact **piece; /* facts in pieces that never move */
	struct arena *mem;
	uint64_t seed;
};

#define FACTS_PIECE 1024

void facts_init(struct facts *, uint64_t seed);
/* The fact of a key, or null. */
struct fact *facts_find(const struct facts *, struct text key, enum measure);
/* Adds one that is not there yet; the key is copied. Null: there are 4 thousand million of them. */
struct fact *facts_add(struct facts *, struct text key, enum measure);
void facts_free(struct facts *); /* may be all zeros */

static inline struct fact *facts_at(const struct facts *f, uint32_t number)
{
	return &f->piece[number / FACTS_PIECE][number % FACTS_PIECE];
}
