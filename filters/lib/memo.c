/* filters/lib/memo.c - distinct texts and their numbers.
 *
 * A number leads to two words, which are the whole text where that has up to 15 bytes, so that most look-ups read a line
 * of the table and one of these. For many texts at once (memo_find_rows) all lines are asked for before the first is read.
 * Where texts come again soon, most are found without: in a small array that a text's hash leads to, which keeps the one
 * that came last.
 */
#include "lib/memo.h"
#include "lib/arena.h"
#include "lib/hash.h"
#include "lib/table.h"
#include "lib/words.h"

enum {
	BLOCK = 64,     /* texts that are looked up together */
	RECENT = 512,   /* of them together 12 KiB, which stay in the first level of the cache */
	TRIAL = 1 << 14 /* look-ups after which it shows whether texts come again soon */
};

struct recent {
	struct words words;
	uint32_t number;
};

struct memo {
	uint64_t first, last, longer; /* keys of the hash: NH, then narrowed as in hash.c */
	wide low, high;
	size_t most, room;
	struct table numbers;
	struct words *words; /* by number */
	struct text *text;
	struct recent *recent; /* null: texts do not come again soon */
	uint32_t asked, there; /* in the trial: how many, and how many of them were found there */
	struct arena *mem;     /* texts */
	struct arena *own;     /* the memo itself */
};

/* No text has these words. */
static void clear_recent(struct recent *at)
{
	for (size_t i = 0; i < RECENT; i++)
		at[i].words.last = UINT64_MAX;
}

static struct recent *no_recent(struct arena *mem)
{
	struct recent *at = arena_take(mem, RECENT * sizeof(*at));
	clear_recent(at);
	return at;
}

struct memo *memo_new(uint64_t seed, size_t most)
{
	struct arena *own = arena_new();
	struct memo *m = arena_take(own, sizeof(*m));
	*m = (struct memo){ .most = most < MEMO_FULL ? most : MEMO_FULL,
		                .mem = arena_new(),
		                .own = own };
	m->first = next_key(&seed);
	m->last = next_key(&seed);
	m->longer = next_key(&seed);
	m->low = next_wide_key(&seed);
	m->high = next_wide_key(&seed);
	m->recent = no_recent(own);
	table_init(&m->numbers);
	return m;
}

/* The uppermost byte tells long texts from short ones. */
INLINE struct words words_by(const struct memo *m, struct text v, words_how *how)
{
	if (v.len <= SHORT)
		return how(v);
	return (struct words){ hash_short(v, m->longer), UINT64_MAX - v.len % 256 };
}

static struct words words_of(const struct memo *m, struct text v)
{
	return words_by(m, v, short_words);
}

static inline uint64_t hash_of(const struct memo *m, struct words w)
{
	return narrowed((wide)(w.first + m->first) * (w.last + m->last), m->low, m->high);
}

static inline bool is_it(const struct memo *m, uint32_t number, struct text v, struct words w)
{
	const struct words *it = &m->words[number];
	if (it->first != w.first || it->last != w.last)
		return false;
	const struct text *text = &m->text[number];
	return v.len <= SHORT || (text->len == v.len && memcmp(text->at, v.at, v.len) == 0);
}

static inline uint32_t held(const struct memo *m, struct text v, struct words w, uint64_t hash)
{
	size_t step = 0;
	uint32_t number;
	while ((number = table_next(&m->numbers, hash, &step)) != TABLE_NONE)
		if (is_it(m, number, v, w))
			return number;
	return MEMO_FULL;
}

static void grow(struct memo *m)
{
	size_t room = m->room > 0 ? 2 * m->room : 256;
	m->text = arena_grow(m->mem, m->text, m->room * sizeof(*m->text), room * sizeof(*m->text));
	m->words = arena_grow(m->mem, m->words, m->room * sizeof(*m->words), room * sizeof(*m->words));
	m->room = room;
}

static uint32_t add(struct memo *m, struct text v, struct words w, uint64_t hash)
{
	if (m->numbers.n >= m->most)
		return MEMO_FULL;
	if (m->numbers.n == m->room)
		grow(m);
	m->text[m->numbers.n] = (struct text){ arena_copy(m->mem, v.at, v.len), v.len };
	m->words[m->numbers.n] = w;
	return table_add(&m->numbers, hash);
}

static uint32_t find(struct memo *m, struct text v, struct words w, uint64_t hash, bool *fresh)
{
	uint32_t number = held(m, v, w, hash);
	*fresh = false;
	if (number != MEMO_FULL)
		return number;
	number = add(m, v, w, hash);
	*fresh = number != MEMO_FULL;
	return number;
}

uint32_t memo_find(struct memo *m, struct text v, bool *fresh)
{
	struct words w = words_of(m, v);
	return find(m, v, w, hash_of(m, w), fresh);
}

uint32_t memo_known(const struct memo *m, struct text v)
{
	struct words w = words_of(m, v);
	return held(m, v, w, hash_of(m, w));
}

/* Of a text that was not added since, the number that it most likely has is asked for. */
static inline uint32_t likely(const struct memo *m, uint64_t hash)
{
	size_t at = table_home(&m->numbers, hash);
	uint32_t number = table_stop(&m->numbers, hash, &at);
	if (number != TABLE_NONE)
		__builtin_prefetch(&m->words[number]);
	return number;
}

static inline struct recent *recent_of(const struct memo *m, struct words w)
{
	uint64_t mixed = (w.first ^ w.last << 1) * m->last;
	return &m->recent[mixed >> 32 & (RECENT - 1)];
}

/* Those that came lately get their number; gives the others, as rows and words. Long texts are none of these: two may have
 * the same words. */
INLINE size_t find_recent(struct memo *m, const struct text *values, const uint32_t *rows, size_t n,
                          uint32_t *number, uint32_t *left, struct words *w, words_how *how)
{
	size_t others = 0;
	for (size_t i = 0; i < n; i++) {
		struct text v = values[rows[i]];
		struct words words = words_by(m, v, how);
		const struct recent *r = recent_of(m, words);
		bool is = r->words.first == words.first && r->words.last == words.last && v.len <= SHORT;
		number[rows[i]] = r->number;
		left[others] = rows[i];
		w[others] = words;
		others += !is;
	}
	m->asked += (uint32_t)n;
	m->there += (uint32_t)(n - others);
	if (m->asked >= TRIAL) {
		if (m->there < m->asked / 2)
			m->recent = NULL;
		m->asked = m->there = 0;
	}
	return others;
}

INLINE size_t find_block(struct memo *m, const struct text *values, const uint32_t *rows, size_t n,
                         uint32_t *number, uint32_t *fresh, words_how *how)
{
	struct words w[BLOCK];
	uint64_t hash[BLOCK];
	uint32_t guess[BLOCK], left[BLOCK];
	size_t added = 0;
	bool known = m->recent != NULL;
	if (known) {
		n = find_recent(m, values, rows, n, number, left, w, how);
		rows = left;
	}
	for (size_t i = 0; i < n; i++) {
		if (!known)
			w[i] = words_by(m, values[rows[i]], how);
		hash[i] = hash_of(m, w[i]);
		table_ask(&m->numbers, hash[i]);
	}
	for (size_t i = 0; i < n; i++)
		guess[i] = likely(m, hash[i]);
	for (size_t i = 0; i < n; i++) {
		struct text v = values[rows[i]];
		bool new = false;
		if (guess[i] == TABLE_NONE || !is_it(m, guess[i], v, w[i]))
			guess[i] = find(m, v, w[i], hash[i], &new);
		number[rows[i]] = guess[i];
		fresh[added] = rows[i];
		added += new;
		if (m->recent && v.len <= SHORT && guess[i] != MEMO_FULL)
			*recent_of(m, w[i]) = (struct recent){ w[i], guess[i] };
	}
	return added;
}

INLINE size_t find_rows(struct memo *m, const struct text *values, const uint32_t *rows, size_t n,
                        uint32_t *number, uint32_t *fresh, words_how *how)
{
	size_t added = 0;
	for (size_t i = 0; i < n; i += BLOCK) {
		size_t some = n - i < BLOCK ? n - i : BLOCK;
		added += find_block(m, values, rows + i, some, number, fresh + added, how);
	}
	return added;
}

#ifdef __x86_64__
WORDS_MASKED static size_t find_rows_masked(struct memo *m, const struct text *values,
                                            const uint32_t *rows, size_t n, uint32_t *number,
                                            uint32_t *fresh)
{
	return find_rows(m, values, rows, n, number, fresh, masked_words);
}
#endif

size_t memo_find_rows(struct memo *m, const struct text *values, const uint32_t *rows, size_t n,
                      uint32_t *number, uint32_t *fresh)
{
#ifdef __x86_64__
	if (words_masked())
		return find_rows_masked(m, values, rows, n, number, fresh);
#endif
	return find_rows(m, values, rows, n, number, fresh, short_words);
}

struct text memo_text(const struct memo *m, uint32_t number)
{
	return m->text[number];
}

size_t memo_count(const struct memo *m)
{
	return m->numbers.n;
}

size_t memo_held(const struct memo *m)
{
	return arena_held(m->own) + arena_held(m->mem) + table_held(&m->numbers);
}

void memo_close(struct memo *m)
{
	m->most = m->numbers.n;
}

void memo_empty(struct memo *m)
{
	table_empty(&m->numbers);
	arena_empty(m->mem);
	m->text = NULL;
	m->words = NULL;
	m->room = 0;
	if (m->recent)
		clear_recent(m->recent);
}

void memo_free(struct memo *m)
{
	if (!m)
		return;
	table_free(&m->numbers);
	arena_free(m->mem);
	arena_free(m->own);
}
