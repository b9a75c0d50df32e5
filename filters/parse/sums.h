/* filters/parse/sums.h - what the rows of a column may sum to, and whether a total agrees. */
#pragma once
#include "lib/feed.h"
#include "parse/format.h"

struct sums;
/* Null: no memory is not possible; in mem. n: columns of a row; checked: n flags, null: whichever have a number. 0 or a
 * status: a marker's bounds are no numbers. */
int sums_new(struct run *, const struct shape *, const struct total_rule *, size_t n,
             const bool *checked, struct sums **);
/* How numbers are written in each column: its field of the schema, or null. They stay the caller's. */
void sums_fields(struct sums *, const struct field *const *);
void sums_add(struct sums *, const struct row *);
size_t sums_rows(const struct sums *); /* that were added */
void sums_empty(struct sums *);
/* Does this row agree with them? False: *column is the first that does not, and *why says, in mem, what is expected and
 * found. */
bool sums_agree(const struct sums *, const struct row *, struct arena *mem, size_t *column,
                struct text *why);
