/* filters/dedup/conflicts.h - the list of records of one key whose other columns differ (--conflicts). */
#pragma once
#include "keys.h"
#include "lib/output.h"

struct conflicts {
	struct output *out; /* null: none is wanted */
	size_t columns;
	uint64_t groups;
	struct text *values; /* of one line */
};

int conflicts_open(struct conflicts *, struct run *, const char *path, const struct columns *in);
/* A record that was not kept; kept: what is known of its key. */
int conflicts_lost(struct conflicts *, struct run *, struct kept *, const struct batch *,
                   size_t row);
int conflicts_lost_held(struct conflicts *, struct run *, struct kept *, const struct log *);
/* At the end: those that were kept, in the order in which they came. */
int conflicts_end(struct conflicts *, struct run *, const struct keys *, const struct log *);
