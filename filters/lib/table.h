/* filters/lib/table.h - an index from hashes to numbers; what a number stands for is its user's.
 *
 * Open addressing by lines of the cache: a line has eight numbers, each with half of its hash, so a look-up nearly always
 * reads one line before it compares. For a batch: hash all rows, table_ask for all, then look them up. It takes 11 to 21
 * bytes a number; a large one grows where it stands.
 */
#pragma once
#include "lib/arena.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define TABLE_NONE UINT32_MAX

enum { TABLE_LINE = 8 };
struct table_line {
	uint32_t half[TABLE_LINE];   /* the upper half of the hash */
	uint32_t number[TABLE_LINE]; /* and the number + 1; 0: free, and so is what follows */
};

struct table {               /* numbers 0, 1, 2 … in the order in which they were added */
	struct arena *mem;       /* of a small one; a large one has pages of its own */
	struct table_line *line; /* in the order of the hashes */
	size_t lines;
	uint32_t n;    /* how many there are; up to TABLE_NONE */
	uint32_t most; /* it grows when there are so many */
};

void table_init(struct table *);
/* Gives the next number to a hash. Not when n is TABLE_NONE. */
uint32_t table_add(struct table *, uint64_t hash);
/* Makes room for so many more, so that places stay where they are until these are put. False: there are not so many
 * numbers left. */
bool table_reserve(struct table *, size_t more);
void table_empty(struct table *); /* keeps its room */
void table_free(struct table *);  /* may be all zeros */

size_t table_held(const struct table *); /* bytes */

/* The first place that a hash may have: its upper half, as a share of all lines. Places are counted through. */
static inline size_t table_home(const struct table *t, uint64_t hash)
{
	return (size_t)((hash >> 32) * t->lines >> 32) * TABLE_LINE;
}

static inline size_t table_after(const struct table *t, size_t at)
{
	return at + 1 < t->lines * TABLE_LINE ? at + 1 : 0;
}

/* A bit for each word that is this one. */
static inline unsigned table_same(const uint32_t *word, uint32_t it)
{
#ifdef __SSE2__
	const __m128i *half = (const void *)word, its = _mm_set1_epi32((int)it);
	__m128i a = _mm_cmpeq_epi32(_mm_load_si128(half), its);
	__m128i b = _mm_cmpeq_epi32(_mm_load_si128(half + 1), its);
	return (unsigned)(_mm_movemask_ps(_mm_castsi128_ps(a)) | _mm_movemask_ps(_mm_castsi128_ps(b))
	                                                             << 4);
#else
	unsigned same = 0;
	for (unsigned i = 0; i < TABLE_LINE; i++)
		same |= (unsigned)(word[i] == it) << i;
	return same;
#endif
}

/* From place *at on, the first that may be the hash's, and its number; TABLE_NONE: the hash is not there, and *at is
 * the free place where it belongs. */
static inline uint32_t table_stop(const struct table *t, uint64_t hash, size_t *at)
{
	for (;;) {
		const struct table_line *line = &t->line[*at / TABLE_LINE];
		unsigned free = table_same(line->number, 0);
		unsigned it = table_same(line->half, (uint32_t)(hash >> 32)) & ~free;
		size_t first = *at - *at % TABLE_LINE;
		it &= ~0u << *at % TABLE_LINE;
		if (it | free) {
			size_t place = (size_t)__builtin_ctz(it ? it : free);
			*at = first + place;
			return line->number[place] - 1; /* TABLE_NONE where it is free */
		}
		*at = first + TABLE_LINE < t->lines * TABLE_LINE ? first + TABLE_LINE : 0;
	}
}

static inline bool table_free_at(const struct table *t, size_t at)
{
	return t->line[at / TABLE_LINE].number[at % TABLE_LINE] == 0;
}

/* Brings the first line of a hash into the cache. */
static inline void table_ask(const struct table *t, uint64_t hash)
{
	__builtin_prefetch(&t->line[table_home(t, hash) / TABLE_LINE]);
}

/* The same as table_add, into the free place that table_stop gave, where room was made before. */
static inline uint32_t table_put(struct table *t, size_t at, uint64_t hash)
{
	struct table_line *line = &t->line[at / TABLE_LINE];
	line->half[at % TABLE_LINE] = (uint32_t)(hash >> 32);
	line->number[at % TABLE_LINE] = t->n + 1;
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
