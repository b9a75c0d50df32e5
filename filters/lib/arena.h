/* filters/lib/arena.h - memory that ends all at once: with its batch, or with its stage. */
#pragma once
#include <stddef.h>

struct arena;

struct arena *arena_new(void); /* never null */
/* n bytes, aligned for any type, not zeroed; at least 16 more bytes behind them can be read. Never
 * null: without memory the process ends with status 71. n may be 0. */
void *arena_take(struct arena *, size_t n);
void *arena_zeros(struct arena *, size_t n); /* the same, zeroed */
/* Copies n bytes and puts a NUL behind them. */
char *arena_copy(struct arena *, const void *bytes, size_t n);
/* Makes the piece at `from` (null: none) of `had` bytes one of `want` bytes, and copies what was in it. */
void *arena_grow(struct arena *, void *from, size_t had, size_t want);
/* The same array of n items, which has grown by this alone, with room for one more: it doubles, so that what is added
 * one by one does not cost the square of its number. */
void *arena_append(struct arena *, void *items, size_t n, size_t item);
void arena_empty(struct arena *); /* everything taken ends; its memory is kept for what comes */
void arena_free(struct arena *);  /* may be null */
size_t arena_held(const struct arena *); /* bytes that it has from the system */
