/* filters/dedup/parts.h - several streams of bytes in one file without a name, each written to its end and then read from its
 * beginning. What is put there in one piece is read in one piece.
 */
#pragma once
#include "lib/spill.h"
#include "lib/arena.h"
#include <string.h>

struct part_piece {
	uint64_t at;
	size_t len;
};
struct part {
	char *buffer; /* what comes behind the pieces */
	size_t used, pieces;
	struct part_piece *piece;
	uint64_t last; /* the number that came last, for who puts them as differences */
};
struct parts {
	size_t n, size; /* size: of a buffer */
	struct part *part;
	struct spill *file;
	char *read; /* the piece that was read last */
	size_t room;
	struct arena *mem;
};

void parts_open(struct parts *, size_t n, size_t size);
void parts_free(struct parts *); /* may be all zeros */
/* False: parts_why tells. */
bool parts_put(struct parts *, size_t part, const char *bytes, size_t n);
const char *parts_why(const struct parts *);

/* The next bytes of a part, whole ones of what was put there: *n, 0 at the end. They are forgotten then, and stay until the
 * next call. piece: how often it was called for this part. False: as above. */
bool parts_read(struct parts *, size_t part, size_t piece, const char **bytes, size_t *n);

/* Numbers, small ones in few bytes: seven bits each, the last byte being below 128. */
enum { NUMBER_LONGEST = 10 };
static inline char *number_put(char *to, uint64_t n)
{
	for (; n >= 128; n >>= 7)
		*to++ = (char)(n | 128);
	*to++ = (char)n;
	return to;
}
static inline const char *number_get(const char *at, uint64_t *n)
{
	unsigned shift = 0;
	for (*n = 0; *at & 128; shift += 7)
		*n |= (uint64_t)(*at++ & 127) << shift;
	*n |= (uint64_t)*at++ << shift;
	return at;
}
