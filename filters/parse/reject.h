/* filters/parse/reject.h - rows that do not become records, with their bytes and their line. */
#pragma once
#include "lib/input.h"
#include "lib/stage.h"
#include "parse/format.h"

struct found {         /* a row as it stands in the input */
	struct text bytes; /* without its line end */
	uint64_t line;
};
/* Each counts as a record that was read. column and value may be empty. */
void reject(struct run *, const struct input *, struct found, const char *word, struct text column,
            struct text value);
/* It has n cells instead of `fields`. */
void reject_count(struct run *, const struct input *, struct found, size_t n, size_t fields);
/* Makes it a row that is rejected for that; in mem. */
void reject_row_count(struct row *, size_t fields, struct arena *mem);
/* Its bytes are no UTF-8; so many of the first are. */
void reject_encoding(struct run *, const struct input *, struct found, size_t valid);
/* Says so, in `to`. */
struct text encoding_value(char to[64], struct text bytes, size_t valid);
