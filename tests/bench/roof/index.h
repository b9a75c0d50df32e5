/* tests/bench/roof/index.h - where the separators outside of quotes stand, and which of them end a record. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct index {
	uint32_t *at;  /* of each separator; at[-1] + 1 is 0 */
	uint32_t *end; /* of each record: the number of the separator that ends it */
	uint32_t separators, records;
};

enum { INDEX_PAD = 64 }; /* bytes behind a chunk that may be read */

void index_new(struct index *, size_t bytes);
void index_free(struct index *);
/* The chunk begins where a record does. */
void index_build(struct index *, const uint8_t *bytes, uint32_t len);
