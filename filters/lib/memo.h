/* filters/lib/memo.h - distinct texts and their numbers. */
#pragma once
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct memo; /* texts that were seen, each with a number: 0, 1, 2 … in the order they first came */
#define MEMO_FULL UINT32_MAX
/* most: how many distinct texts it holds. The seed is the run's, so that nobody can aim at a collision. */
struct memo *memo_new(uint64_t seed, size_t most);
/* The number of a text; *fresh: it is new, and was copied. MEMO_FULL: it is not among those held, and no more fit:
 * do without, or memo_empty. Exact: the texts are compared, not only their hashes. */
uint32_t memo_find(struct memo *, struct text, bool *fresh);
/* The same for the values of n rows, one after another: number[row]. Gives how many were new, and fresh has their rows;
 * it has room for all of them. */
size_t memo_find_rows(struct memo *, const struct text *values, const uint32_t *rows, size_t n,
                      uint32_t *number, uint32_t *fresh);
/* As memo_find, but nothing is added: MEMO_FULL, if it is not held. */
uint32_t memo_known(const struct memo *, struct text);
/* With a NUL behind it; valid until memo_empty. */
struct text memo_text(const struct memo *, uint32_t number);
size_t memo_count(const struct memo *);
size_t memo_held(const struct memo *); /* bytes */
void memo_close(struct memo *);        /* from now on no other texts fit */
void memo_empty(struct memo *);
void memo_free(struct memo *); /* may be null */
