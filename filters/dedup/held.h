/* filters/dedup/held.h - records held back until the end of the input: one a key, in the order in which they came. */
#pragma once
#include "lib/memo.h"
#include "lib/stage.h"

struct held {
	uint64_t line;
	size_t size;     /* of it all, with what brings the next one to a round address */
	uint32_t source; /* the number of its name */
	uint32_t key;    /* the number of its key */
	char packed[];   /* its values */
};

struct held_block;
struct log {
	size_t columns;
	struct arena *mem;
	struct held_block *first, *last;
	size_t bytes;         /* in all records that were put there */
	struct memo *sources; /* names of files */
};

void log_init(struct log *, size_t columns, uint64_t seed);
void log_free(struct log *);         /* may be all zeros */
size_t log_held(const struct log *); /* bytes; of all zeros 0 */
struct held *log_add(struct log *, const struct batch *, size_t row, uint32_t key);
struct held *log_copy(struct log *, const struct held *);
void log_values(const struct log *, const struct held *, struct text *values);
struct text log_value(const struct held *, size_t column);
struct text log_source(const struct log *, const struct held *);

struct log_place {
	struct held_block *block;
	size_t at;
};
/* The record at a place, which begins as zeros, and moves it on; null after the last. */
struct held *log_next(const struct log *, struct log_place *);
