/* filters/lib/hash.h - hashes of texts (XXH3 of libxxhash) and of records. */
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
