/* filters/persons/reference.h - when people are counted: days, and spans of days. */
#pragma once
#include "lib/stage.h"

struct reference {
	struct text word; /* 2024-12-31, or 2023-09-01/2024-08-31 */
	int32_t from, to; /* day numbers, both inside */
	bool is_span;     /* --over */
};

struct references {
	size_t n;
	struct reference *at;
};

/* Reads --on and --over. 0, or EX_USAGE. */
int references_read(struct references *, struct run *, const struct texts *on,
                    const struct texts *over);
/* The number of a day, YYYY-MM-DD; 0: it is none. */
int32_t reference_day(struct text);
/* How many days of the reference lie within a record's; 0: none. An end of 0 is open. */
int32_t reference_days(const struct reference *, int32_t start, int32_t end);
