/* filters/lib/hash.h - hashes of texts (XXH3 of libxxhash), and the memo: distinct texts and their numbers. */
#pragma once
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So wide that two keys with one hash need not be thought of: of N distinct keys with values of up to 15 bytes, any two are
 * taken for one with a chance below N * N / 2^127, whatever the values, as long as nobody knows the seed; of longer ones
 * with that of XXH3 for 128 bits. */
struct hash {
	uint64_t low, high;
};
/* Of each of a batch's rows: of the n columns picked, in this order. Values keep their borders: ("ab", "c") and ("a", "bc")
 * differ. Only for comparing with others of the same columns and seed in this process. */
void hash_rows(struct text *const *col, const size_t *pick, size_t n, size_t rows, uint64_t seed,
               struct hash *to);
/* The same with 64 bits, N * N / 2^64, of so many rows from one on: to[0] is that row's. */
void hash_rows_short(struct text *const *col, const size_t *pick, size_t n, size_t from,
                     size_t rows, uint64_t seed, uint64_t *to);

/* 64 bits: for tables that compare what they find. The same in every run. */
uint64_t hash_short(struct text, uint64_t seed);

struct memo; /* texts that were seen, each with a number: 0, 1, 2 … in the order they first came */
#define MEMO_FULL UINT32_MAX
/* most: how many distinct texts it holds. The seed is the run's, so that nobody can aim at a collision. */
struct memo *memo_new(uint64_t seed, size_t most);
/* The number of a text; *fresh: it is new, and was copied. MEMO_FULL: it is not among those held, and no more fit:
 * do without, or memo_empty. Exact: the texts are compared, not only their hashes. */
uint32_t memo_find(struct memo *, struct text, bool *fresh);
/* The same, but nothing is added: MEMO_FULL, if it is not held. */
uint32_t memo_known(const struct memo *, struct text);
/* With a NUL behind it; valid until memo_empty. */
struct text memo_text(const struct memo *, uint32_t number);
size_t memo_count(const struct memo *);
void memo_empty(struct memo *);
void memo_free(struct memo *); /* may be null */
