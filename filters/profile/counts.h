/* filters/profile/counts.h - distinct values and how often they came: all of them as long as there are few, else the most
 * frequent. Memory is bounded. */
#pragma once
#include "kind.h"
#include "lib/arena.h"

#define COUNTS_KEPT \
	80 /* bytes of a value that are kept to be shown; it is known by its hash and length */

struct count {
	uint64_t hash, stable; /* of the value, by the run's seed, and by one that is always the same */
	uint64_t records;
	size_t len; /* of the value */
	const char *at;
	enum kind_of kind;
};

struct counts {
	struct arena *mem;
	size_t most, frequent; /* distinct values that are held; and once they are more */
	struct count *item;
	size_t n;
	uint32_t *slot; /* number + 1 */
	size_t mask;
	bool full;        /* there were more than `most` */
	uint64_t lowered; /* then: by how much counts may be too small */
	char *kept;       /* then: `frequent` pieces of COUNTS_KEPT bytes */
};

/* mem: the stage's. */
void counts_init(struct counts *, struct arena *mem, size_t most);
/* The value's count, which is raised by one; null: it is not among those held. hash: of the value, seeded. */
struct count *counts_find(struct counts *, struct text, uint64_t hash);
/* Takes up a value that counts_find did not find. Once full, by the rule of Misra and Gries: where there is no room all
 * counts are lowered by one, and those that are 0 end; so each is too small by `lowered` at most, and a value that makes up
 * more than 1/frequent of all is held for sure. */
void counts_add(struct counts *, struct text, uint64_t hash, uint64_t stable, enum kind_of);
/* Sorts them, the most frequent first, then by their bytes: no counting any more. */
void counts_sort(struct counts *);
