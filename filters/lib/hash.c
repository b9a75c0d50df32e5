/* filters/lib/hash.c - hashes of texts by XXH3, inlined since most are short, and of a batch's rows by products.
 *
 * A row's values are pairs of words (a, b), each the whole text where that has up to 15 bytes, and its XXH3 of 128 bits
 * where it is longer. Their sum of (a + k) * (b + l), modulo 2^128, k and l being random for each column, is NH of UMAC
 * (Black and others, CRYPTO 1999, theorem 4.2): two different rows have one sum for at most one key in 2^64. From 128 bits
 * it becomes 64 by a sum of products too, of which the upper half is taken (Dietzfelbinger; Thorup, arXiv:1504.06804,
 * 2.4): again one in 2^64. Nothing here depends on the texts being random, only on the keys. The second half is made the
 * same way, with keys of its own.
 */
#include "lib/hash.h"
#include "lib/words.h"
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hash_short(struct text v, uint64_t seed)
{
	return XXH3_64bits_withSeed(v.at, v.len, seed);
}

/* --- a batch, column by column ---------------------------------------------------------------- */

enum { BLOCK = 128 }; /* rows whose sums stay in the first level of the cache */

static struct words long_words(struct text v, uint64_t seed)
{
	XXH128_hash_t h = XXH3_128bits_withSeed(v.at, v.len, seed);
	return (struct words){ h.low64, h.high64 };
}

/* high: null, or the sums of the second half. */
INLINE void add_column(const struct text *values, size_t rows, uint64_t *state, wide *low,
                       wide *high, words_how *how)
{
	uint64_t key[5];
	for (size_t i = 0; i < 5; i++)
		key[i] = next_key(state);
	for (size_t r = 0; r < rows; r++) {
		struct text v = values[r];
		struct words w = v.len <= SHORT ? how(v) : long_words(v, key[4]);
		low[r] += (wide)(w.first + key[0]) * (w.last + key[1]);
		if (high)
			high[r] += (wide)(w.first + key[2]) * (w.last + key[3]);
	}
}

struct rows { /* so many, from one on, and the columns that are hashed */
	struct text *const *col;
	const size_t *pick;
	size_t n, from, rows;
};

INLINE void sum_columns(const struct rows *r, size_t from, size_t rows, uint64_t *state, wide *low,
                        wide *high, words_how *how)
{
	memset(low, 0, rows * sizeof(*low));
	if (high)
		memset(high, 0, rows * sizeof(*high));
	for (size_t i = 0; i < r->n; i++)
		add_column(r->col[r->pick[i]] + from, rows, state, low, high, how);
}

INLINE void sum_long(const struct rows *it, uint64_t seed, struct hash *to, words_how *how)
{
	wide low[BLOCK], high[BLOCK], key[4];
	for (size_t from = 0; from < it->rows; from += BLOCK) {
		size_t some = it->rows - from < BLOCK ? it->rows - from : BLOCK;
		uint64_t state = seed;
		for (size_t i = 0; i < 4; i++)
			key[i] = next_wide_key(&state);
		sum_columns(it, it->from + from, some, &state, low, high, how);
		for (size_t r = 0; r < some; r++)
			to[from + r] = (struct hash){ narrowed(low[r], key[0], key[1]),
				                          narrowed(high[r], key[2], key[3]) };
	}
}

INLINE void sum_short(const struct rows *it, uint64_t seed, uint64_t *to, words_how *how)
{
	wide sum[BLOCK], key[2];
	for (size_t from = 0; from < it->rows; from += BLOCK) {
		size_t some = it->rows - from < BLOCK ? it->rows - from : BLOCK;
		uint64_t state = seed;
		key[0] = next_wide_key(&state);
		key[1] = next_wide_key(&state);
		sum_columns(it, it->from + from, some, &state, sum, NULL, how);
		for (size_t r = 0; r < some; r++)
			to[from + r] = narrowed(sum[r], key[0], key[1]);
	}
}

#ifdef __x86_64__
WORDS_MASKED static void sum_long_masked(const struct rows *r, uint64_t seed, struct hash *to)
{
	sum_long(r, seed, to, masked_words);
}

WORDS_MASKED static void sum_short_masked(const struct rows *r, uint64_t seed, uint64_t *to)
{
	sum_short(r, seed, to, masked_words);
}
#endif

void hash_rows(struct text *const *col, const size_t *pick, size_t n, size_t rows, uint64_t seed,
               struct hash *to)
{
	const struct rows r = { col, pick, n, 0, rows };
#ifdef __x86_64__
	if (words_masked()) {
		sum_long_masked(&r, seed, to);
		return;
	}
#endif
	sum_long(&r, seed, to, short_words);
}

void hash_rows_short(struct text *const *col, const size_t *pick, size_t n, size_t from,
                     size_t rows, uint64_t seed, uint64_t *to)
{
	const struct rows r = { col, pick, n, from, rows };
#ifdef __x86_64__
	if (words_masked()) {
		sum_short_masked(&r, seed, to);
		return;
	}
#endif
	sum_short(&r, seed, to, short_words);
}
