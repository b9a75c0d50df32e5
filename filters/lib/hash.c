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
#include "lib/arena.h"
#include "lib/table.h"
#include <endian.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hash_short(struct text v, uint64_t seed)
{
	return XXH3_64bits_withSeed(v.at, v.len, seed);
}

/* --- a batch, column by column ---------------------------------------------------------------- */

typedef unsigned __int128 wide;

enum {
	SHORT = 15,
	BLOCK = 128
}; /* bytes that words hold; rows whose sums stay in the first level of the cache */

struct words {
	uint64_t first, last;
};

static inline uint64_t word_at(const char *at)
{
	uint64_t word;
	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

static inline uint64_t half_at(const char *at)
{
	uint32_t word;
	memcpy(&word, at, sizeof(word));
	return word;
}

/* The length in the uppermost byte, and all bytes of a text of that length: loads that overlap, none beyond the text. */
static inline struct words short_words(struct text v)
{
	struct words w = { 0, (uint64_t)v.len << 56 };
	if (v.len >= 8) {
		w.first = word_at(v.at);
		w.last |= word_at(v.at + v.len - 8) >> (SHORT - v.len) * 8 >> 8;
	} else if (v.len >= 4) {
		w.first = half_at(v.at) | half_at(v.at + v.len - 4) << 32;
	} else if (v.len > 0) {
		uint64_t first = (unsigned char)v.at[0], middle = (unsigned char)v.at[v.len / 2];
		w.first = first | middle << 8 | (uint64_t)(unsigned char)v.at[v.len - 1] << 16;
	}
	return w;
}

static struct words long_words(struct text v, uint64_t seed)
{
	XXH128_hash_t h = XXH3_128bits_withSeed(v.at, v.len, seed);
	return (struct words){ h.low64, h.high64 };
}

/* SplitMix64 (Steele and others, OOPSLA 2014): the keys. */
static inline uint64_t next_key(uint64_t *state)
{
	uint64_t key = *state += 0x9E3779B97F4A7C15;
	key = (key ^ key >> 30) * 0xBF58476D1CE4E5B9;
	key = (key ^ key >> 27) * 0x94D049BB133111EB;
	return key ^ key >> 31;
}

static inline wide next_wide_key(uint64_t *state)
{
	wide upper = next_key(state);
	return upper << 64 | next_key(state);
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

/* What counted ids have in common, and two sums would still have, is spread at the end, one to one. */
static inline uint64_t narrowed(wide sum, wide low, wide high)
{
	uint64_t h = (uint64_t)(((uint64_t)sum * low + (uint64_t)(sum >> 64) * high) >> 64);
	h = (h ^ h >> 32) * 0xD6E8FEB86659FD93;
	return h ^ h >> 32;
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

/* --- the memo --------------------------------------------------------------------------------- */

struct memo {
	uint64_t seed;
	size_t most, room;
	struct table numbers;
	struct text *text; /* by number */
	struct arena *mem; /* texts */
	struct arena *own; /* the memo itself */
};

struct memo *memo_new(uint64_t seed, size_t most)
{
	struct arena *own = arena_new();
	struct memo *m = arena_take(own, sizeof(*m));
	*m = (struct memo){
		.seed = seed, .most = most < MEMO_FULL ? most : MEMO_FULL, .mem = arena_new(), .own = own
	};
	table_init(&m->numbers);
	return m;
}

static uint32_t memo_add(struct memo *m, struct text v, uint64_t hash)
{
	if (m->numbers.n >= m->most)
		return MEMO_FULL;
	if (m->numbers.n == m->room) {
		size_t room = m->room > 0 ? 2 * m->room : 256;
		m->text = arena_grow(m->mem, m->text, m->room * sizeof(*m->text), room * sizeof(*m->text));
		m->room = room;
	}
	m->text[m->numbers.n] = (struct text){ arena_copy(m->mem, v.at, v.len), v.len };
	return table_add(&m->numbers, hash);
}

static uint32_t held(const struct memo *m, struct text v, uint64_t hash)
{
	size_t step = 0;
	uint32_t number;
	while ((number = table_next(&m->numbers, hash, &step)) != TABLE_NONE) {
		const struct text *text = &m->text[number];
		if (text->len == v.len && bytes_same(text->at, v.at, v.len))
			return number;
	}
	return MEMO_FULL;
}

uint32_t memo_find(struct memo *m, struct text v, bool *fresh)
{
	uint64_t hash = hash_short(v, m->seed);
	uint32_t number = held(m, v, hash);
	*fresh = false;
	if (number != MEMO_FULL)
		return number;
	number = memo_add(m, v, hash);
	*fresh = number != MEMO_FULL;
	return number;
}

uint32_t memo_known(const struct memo *m, struct text v)
{
	return held(m, v, hash_short(v, m->seed));
}

struct text memo_text(const struct memo *m, uint32_t number)
{
	return m->text[number];
}

size_t memo_count(const struct memo *m)
{
	return m->numbers.n;
}

void memo_empty(struct memo *m)
{
	table_empty(&m->numbers);
	arena_empty(m->mem);
	m->text = NULL;
	m->room = 0;
}

void memo_free(struct memo *m)
{
	if (!m)
		return;
	table_free(&m->numbers);
	arena_free(m->mem);
	arena_free(m->own);
}
