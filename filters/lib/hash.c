/* filters/lib/hash.c - hashes: texts of a batch up to 16 bytes by a multiplication of 64 by 64 bits, the others by XXH3,
 * inlined since most texts are short, and a call would cost more than they do.
 *
 * The multiplication is that of wyhash (https://github.com/wangyi-fudan/wyhash): two different texts have one product for
 * about one seed in 2^60, since a factor decides the other one. 128 bits are two such products with other seeds, the words
 * in the other order.
 */
#include "lib/hash.h"
#include "lib/arena.h"
#include "lib/table.h"
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hash_short(struct text v, uint64_t seed)
{
	return XXH3_64bits_withSeed(v.at, v.len, seed);
}

/* --- a batch, column by column ---------------------------------------------------------------- */

/* Odd numbers without a pattern: the first digits of pi behind the point. */
enum { SHORT = 16 };
static const uint64_t salt = 0x243F6A8885A308D3, weight = 0x13198A2E03707345;

struct words { /* of up to SHORT bytes: with their number they tell the text */
	uint64_t first, last;
};

/* Two loads that overlap, and none beyond the text. */
static inline struct words words_of(struct text v)
{
	struct words w = { 0 };
	if (v.len >= 8) {
		memcpy(&w.first, v.at, 8);
		memcpy(&w.last, v.at + v.len - 8, 8);
	} else if (v.len >= 4) {
		uint32_t first, last;
		memcpy(&first, v.at, 4);
		memcpy(&last, v.at + v.len - 4, 4);
		w = (struct words){ first, last };
	} else if (v.len > 0) {
		unsigned char first = (unsigned char)v.at[0], last = (unsigned char)v.at[v.len - 1];
		w.first = first | (uint64_t)(unsigned char)v.at[v.len / 2] << 8 | (uint64_t)last << 16;
	}
	return w;
}

static inline uint64_t turned(uint64_t word)
{
	return word << 32 | word >> 32;
}

/* Both halves of the product. What was hashed before is in both factors, so that without the seed nobody can make one
 * of them zero. */
static inline uint64_t mixed(uint64_t before, struct words w, size_t len)
{
	unsigned __int128 product =
		(unsigned __int128)(w.first ^ before) * (w.last ^ turned(before) ^ (salt + len * weight));
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

void hash_fold(const struct text *values, size_t rows, uint64_t *to)
{
	for (size_t r = 0; r < rows; r++) {
		struct text v = values[r];
		to[r] = v.len <= SHORT ? mixed(to[r], words_of(v), v.len)
		                       : XXH3_64bits_withSeed(v.at, v.len, to[r]);
	}
}

static inline struct hash fold_long(struct hash before, struct text v)
{
	XXH128_hash_t h = XXH3_128bits_withSeed(v.at, v.len, before.low);
	struct words both = { h.high64, h.low64 };
	return (struct hash){ h.low64, mixed(before.high, both, v.len) };
}

static void fold_wide(const struct text *values, size_t rows, struct hash *to)
{
	for (size_t r = 0; r < rows; r++) {
		struct text v = values[r];
		if (v.len > SHORT) {
			to[r] = fold_long(to[r], v);
			continue;
		}
		struct words w = words_of(v), swapped = { w.last, w.first };
		to[r].low = mixed(to[r].low, w, v.len);
		to[r].high = mixed(to[r].high, swapped, v.len);
	}
}

void hash_rows(struct text *const *col, const size_t *pick, size_t n, size_t rows, uint64_t seed,
               struct hash *to)
{
	XXH128_hash_t first = XXH3_128bits_withSeed(&seed, sizeof(seed), seed);
	for (size_t r = 0; r < rows; r++)
		to[r] = (struct hash){ first.low64, first.high64 };
	for (size_t i = 0; i < n; i++)
		fold_wide(col[pick[i]], rows, to);
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
