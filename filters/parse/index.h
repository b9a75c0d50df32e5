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

/* Bytes that are looked at in one go: their masks and positions stay in the nearest cache. Longer
 * records are not found. */
enum { INDEX_BYTES = 32 << 10, INDEX_BLOCKS = INDEX_BYTES / 64 };

struct index_record {
	uint32_t end;   /* which of the separators ends it */
	uint32_t lines; /* LFs up to and with its own */
};

struct index {
	char delimiter, quote;
	bool quotes;   /* there is a quote at all */
	bool takes_cr; /* a CR before the LF belongs to the line end */
	bool needs_cr; /* and without it a LF is none */
	bool wide;     /* the processor has AVX2 */

	const char *base; /* where the positions count from */
	size_t len;       /* bytes whose masks are known */
	size_t records;   /* whole ones that were found, one behind the other */
	bool quoted;      /* there are quotes in them */
	bool stopped;     /* behind them stands a quote that is not regular */
	uint32_t *at;     /* positions of the separators; at[0] is the byte before the first record */
	struct index_record *record;
	uint64_t delimiters[INDEX_BLOCKS], lfs[INDEX_BLOCKS], marks[INDEX_BLOCKS];
};

struct index *index_new(struct arena *);
/* Forgets the bytes: they have moved. */
void index_forget(struct index *);
/* Finds whole records from `at` on, of `len` bytes behind which 64 more can be read. records may be 0. */
void index_find(struct index *, const char *at, size_t len);
