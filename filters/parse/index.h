/* filters/parse/index.h - where the fields and records of CSV end, found sixty-four bytes at once.
 *
 * It knows no quotes but regular ones: opened at the beginning of a field, closed at its end, doubled
 * inside. Before anything else it stops, and leaves the record to csv.h.
 */
#pragma once
#include "lib/arena.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that are looked at in one go: they and the positions, which are of 16 bits, stay in the nearest caches. Longer
 * records are not found. */
enum { INDEX_BYTES = 32 << 10 };

enum index_kernel {
	INDEX_PLAIN,
	INDEX_SSE2,
	INDEX_AVX2,
	INDEX_AVX512
}; /* what the processor has to have */

struct index {
	char delimiter, quote;
	bool quotes;   /* there is a quote at all */
	bool takes_cr; /* a CR before the LF belongs to the line end */
	bool needs_cr; /* and without it a LF is none */
	enum index_kernel kernel;

	const char *base; /* where the positions count from */
	size_t len;       /* bytes that were looked at */
	size_t most;      /* bytes to look at: fewer behind a quote that is not regular */
	bool quoted;      /* there are quotes in them */
	bool stopped; /* there is one that is not regular: what stands behind it was not looked at */

	size_t separators; /* those outside of quotes */
	uint16_t *at;      /* at[1] … at[separators]; at[0]: one more is the first byte */
	size_t records;    /* whole ones, one behind the other */
	uint16_t *end;     /* of each the separator that ends it */
	/* Few, mostly. Some stand behind the last record too. */
	size_t doubles, inners;
	uint16_t *doubled; /* quotes that were doubled: the second of the two */
	uint16_t *inner;   /* LFs that end no record */
};

/* With the best kernel that this processor can run. */
struct index *index_new(struct arena *);
/* Forgets the bytes: they have moved. */
void index_forget(struct index *);
/* Finds whole records from `at` on, of `len` bytes behind which 64 more can be read. records may be 0. */
void index_find(struct index *, const char *at, size_t len);
