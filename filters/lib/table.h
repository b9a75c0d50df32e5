/* filters/lib/table.h - an index from hashes to numbers; what a number stands for is its user's.
 *
 * Open addressing: a slot is a word of half a hash and a number, so a look-up reads one line of the cache
 * before it compares. For a batch: hash all rows, table_ask for all, then look them up. It takes 11 to 16 bytes a
 * number, and half of that again while it grows.
 */
#pragma once
#include "lib/arena.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define TABLE_NONE UINT32_MAX

struct table { /* numbers 0, 1, 2 … in the order in which they were added */
	struct arena *mem;
	uint64_t *slot; /* 0: free; else the upper half of the hash, and the number + 1 */
	size_t slots;   /* in the order of the hashes */
	uint32_t n;     /* how many there are; up to TABLE_NONE */
	uint32_t most;  /* it grows when there are so many */
};

void table_init(struct table *);
/* Gives the next number to a hash. Not when n is TABLE_NONE. */
uint32_t table_add(struct table *, uint64_t hash);
/* Makes room for so many more, so that slots stay where they are until these are put. False: there are not so many
 * numbers left. */
bool table_reserve(struct table *, size_t more);
void table_empty(struct table *); /* keeps its room */
void table_free(struct table *);  /* may be all zeros */

size_t table_held(const struct table *); /* bytes */

/* The first slot that a hash may be in: its upper half, as a share of all slots. */
static inline size_t table_home(const struct table *t, uint64_t hash)
{
	return (size_t)((hash >> 32) * t->slots >> 32);
}

static inline size_t table_after(const struct table *t, size_t at)
{
	return at + 1 < t->slots ? at + 1 : 0;
}

/* From slot *at on, the first that may be the hash's, and its number; TABLE_NONE: the hash is not there, and *at is
 * the free slot where it belongs. */
static inline uint32_t table_stop(const struct table *t, uint64_t hash, size_t *at)
{
	for (;; *at = table_after(t, *at)) {
		uint64_t slot = t->slot[*at];
		if (slot == 0)
			return TABLE_NONE;
		if ((slot ^ hash) >> 32 == 0)
			return (uint32_t)slot - 1;
	}
}

/* Brings the slot of a hash into the cache. */
static inline void table_ask(const struct table *t, uint64_t hash)
{
	__builtin_prefetch(&t->slot[table_home(t, hash)]);
}

/* The same as table_add, into the free slot that table_stop gave, where room was made before. */
static inline uint32_t table_put(struct table *t, size_t at, uint64_t hash)
{
	t->slot[at] = (hash & 0xFFFFFFFF00000000) | (t->n + 1);
	return t->n++;
}

/* The next number that may be the one sought, or TABLE_NONE; *step begins with 0. */
static inline uint32_t table_next(const struct table *t, uint64_t hash, size_t *step)
{
	size_t at = *step > 0 ? *step - 1 : table_home(t, hash);
	uint32_t number = table_stop(t, hash, &at);
	*step = table_after(t, at) + 1;
	return number;
}

/* memcmp(a, b, n) == 0, without a call for up to 16 bytes, as most values are. */
static inline bool bytes_same(const char *a, const char *b, size_t n)
{
	uint64_t a1, a2, b1, b2;
	if (n > 16)
		return memcmp(a, b, n) == 0;
	if (n >= 8) {
		memcpy(&a1, a, 8);
		memcpy(&b1, b, 8);
		memcpy(&a2, a + n - 8, 8);
		memcpy(&b2, b + n - 8, 8);
		return ((a1 ^ b1) | (a2 ^ b2)) == 0;
	}
	if (n >= 4) {
		uint32_t c1, c2, d1, d2;
		memcpy(&c1, a, 4);
		memcpy(&d1, b, 4);
		memcpy(&c2, a + n - 4, 4);
		memcpy(&d2, b + n - 4, 4);
		return ((c1 ^ d1) | (c2 ^ d2)) == 0;
	}
	return n == 0 || (a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
}
