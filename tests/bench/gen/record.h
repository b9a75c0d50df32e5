/* tests/bench/gen/record.h - one record of the made-up feed, as a line of CSV. */
#pragma once
#include "atlas.h"

enum { LONGEST_RECORD = 4096 };

struct rates { /* as chances in 2^32 */
	uint32_t duplicates, conflicting, rejects, unknown, newlines, padded, quoted;
};

struct maker {
	uint64_t seed;
	uint64_t offices;
	struct rates rates;
	bool crlf;
	struct atlas *atlas;
};

extern const char record_header[];
/* Writes record i, with its line end, and gives what is behind it. What stands in it follows from the seed and i alone. */
char *record_put(const struct maker *, uint64_t i, char *to);
