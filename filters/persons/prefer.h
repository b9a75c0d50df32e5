/* filters/persons/prefer.h - which of two records of a person is kept: an order without ties. */
#pragma once
#include "lib/stage.h"

struct preference { /* --prefer COLUMN[=VALUE,…] */
	size_t col;
	size_t n; /* values, the best first; 0: the greatest */
	struct text *value;
};

struct preferences {
	size_t n;
	struct preference *at;
};

int preferences_read(struct preferences *, struct run *, const struct columns *in,
                     const struct texts *given);
/* The latest of a column, after those that were given. */
void preferences_add(struct preferences *, struct run *, size_t col);
/* Is a record of a batch to be kept rather than one with these values, source and line? */
bool is_preferred(const struct preferences *, const struct batch *, size_t row,
                  const struct text *held, size_t columns, struct text source, uint64_t line);
