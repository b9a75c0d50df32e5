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
static inline void add_column(const struct text *values, size_t rows, uint64_t *state, wide *low,
                              wide *high)
{
	uint64_t key[5];
	for (size_t i = 0; i < 5; i++)
		key[i] = next_key(state);
	for (size_t r = 0; r < rows; r++) {
		struct text v = values[r];
		struct words w = v.len <= SHORT ? short_words(v) : long_words(v, key[4]);
		low[r] += (wide)(w.first + key[0]) * (w.last + key[1]);
		if (high)
			high[r] += (wide)(w.first + key[2]) * (w.last + key[3]);
	}
}

static inline void sum_columns(struct text *const *col, const size_t *pick, size_t n, size_t from,
                               size_t rows, uint64_t *state, wide *low, wide *high)
{
	memset(low, 0, rows * sizeof(*low));
	if (high)
		memset(high, 0, rows * sizeof(*high));
	for (size_t i = 0; i < n; i++)
		add_column(col[pick[i]] + from, rows, state, low, high);
}

void hash_rows(struct text *const *col, const size_t *pick, size_t n, size_t rows, uint64_t seed,
               struct hash *to)
{
	wide low[BLOCK], high[BLOCK], key[4];
	for (size_t from = 0; from < rows; from += BLOCK) {
		size_t some = rows - from < BLOCK ? rows - from : BLOCK;
		uint64_t state = seed;
		for (size_t i = 0; i < 4; i++)
			key[i] = next_wide_key(&state);
		sum_columns(col, pick, n, from, some, &state, low, high);
		for (size_t r = 0; r < some; r++)
			to[from + r] = (struct hash){ narrowed(low[r], key[0], key[1]),
				                          narrowed(high[r], key[2], key[3]) };
	}
}

void hash_rows_short(struct text *const *col, const size_t *pick, size_t n, size_t from,
                     size_t rows, uint64_t seed, uint64_t *to)
{
	wide sum[BLOCK], key[2];
	for (size_t done = 0; done < rows; done += BLOCK) {
		size_t some = rows - done < BLOCK ? rows - done : BLOCK;
		uint64_t state = seed;
		key[0] = next_wide_key(&state);
		key[1] = next_wide_key(&state);
		sum_columns(col, pick, n, from + done, some, &state, sum, NULL);
		for (size_t r = 0; r < some; r++)
			to[done + r] = narrowed(sum[r], key[0], key[1]);
	}
}
