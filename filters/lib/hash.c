/* filters/lib/hash.c - hashes by XXH3, inlined: most texts are short, and a call would cost more than they do. */
#include "lib/hash.h"
#include "lib/arena.h"
#include "lib/pack.h"
#include "lib/table.h"
#define XXH_INLINE_ALL
#include <xxhash.h>

static struct hash hash_of(XXH128_hash_t h)
{
	return (struct hash){ h.low64, h.high64 };
}

struct hash hash_text(struct text v, uint64_t seed)
{
	return hash_of(XXH3_128bits_withSeed(v.at, v.len, seed));
}

uint64_t hash_short(struct text v, uint64_t seed)
{
	return XXH3_64bits_withSeed(v.at, v.len, seed);
}

void hash_fold(const struct text *values, size_t rows, uint64_t *to)
{
	for (size_t r = 0; r < rows; r++)
		to[r] = XXH3_64bits_withSeed(values[r].at, values[r].len, to[r]);
}

/* Values on their way into one hash: gathered in place, and only where that is too little, streamed. */
struct gather {
	uint64_t seed;
	size_t used;
	bool streams;
	char bytes[512];
	XXH3_state_t state;
};

/* Its arrays are filled as they are needed: zeroing them would cost more than the hash. */
static inline void gather_start(struct gather *g, uint64_t seed)
{
	g->seed = seed;
	g->used = 0;
	g->streams = false;
}

static void gather_pass(struct gather *g, const char *at, size_t n)
{
	if (!g->streams) {
		g->state.seed = 0; /* XXH3_INITSTATE: the reset looks at it before it sets it */
		XXH3_128bits_reset_withSeed(&g->state, g->seed);
	}
	g->streams = true;
	XXH3_128bits_update(&g->state, at, n);
}

static inline void gather_put(struct gather *g, struct text v)
{
	if (v.len < sizeof(g->bytes) - g->used && pack_size(v) <= sizeof(g->bytes) - g->used) {
		g->used = (size_t)(pack_put(g->bytes + g->used, v) - g->bytes);
		return;
	}
	char length[9];
	gather_pass(g, g->bytes, g->used);
	gather_pass(g, length, (size_t)(pack_length(length, v.len) - length));
	gather_pass(g, v.at, v.len);
	g->used = 0;
}

static inline struct hash gather_hash(struct gather *g)
{
	if (!g->streams)
		return hash_of(XXH3_128bits_withSeed(g->bytes, g->used, g->seed));
	gather_pass(g, g->bytes, g->used);
	return hash_of(XXH3_128bits_digest(&g->state));
}

struct hash hash_texts(const struct text *values, size_t n, uint64_t seed)
{
	if (n == 1)
		return hash_text(values[0], seed);
	struct gather g;
	gather_start(&g, seed);
	for (size_t i = 0; i < n; i++)
		gather_put(&g, values[i]);
	return gather_hash(&g);
}

void hash_rows(struct text *const *col, const size_t *pick, size_t n, size_t rows, uint64_t seed,
               struct hash *to)
{
	struct gather g;
	for (size_t r = 0; n == 1 && r < rows; r++)
		to[r] = hash_text(col[pick[0]][r], seed);
	for (size_t r = 0; n != 1 && r < rows; r++) {
		gather_start(&g, seed);
		for (size_t i = 0; i < n; i++)
			gather_put(&g, col[pick[i]][r]);
		to[r] = gather_hash(&g);
	}
}

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
