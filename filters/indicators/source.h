/* filters/indicators/source.h - where in a table the areas, the dimensions and the measures stand. */
#pragma once
#include "lib/stage.h"
#include "measure.h"

struct wanted { /* options */
	struct columns group;
	struct text area, partner, measure, value,
		status;            /* names of columns; .at is null: not given */
	struct texts measures; /* COLUMN[=MEASURE] */

	struct columns dims; /* the names of the group's columns; filled in by the stream */
};

struct source {
	size_t
		dims; /* a record is read as: dimensions, area, partner, status, then its values, or a measure and its value */
	size_t n, *at; /* the column of each; NO_COLUMN: there is none */
	bool is_long;
	enum measure *of; /* the measure of each value, where it is not */
};

enum { AREA, PARTNER, STATUS, VALUES }; /* behind the dimensions */

/* Finds them in the stream's columns, or in those of a file: the stream first. found: by word of -m, shared by all
 * tables. 0, or a status as from run_fail. */
int source_open(struct source *, struct run *, struct wanted *, const struct columns *,
                const char *file, bool *found);
/* A word of -m that no table has: EX_USAGE. */
int source_all_found(struct run *, const struct wanted *, const bool *found);
