/* pipelines/runner/claims.h - the checks of a pipeline: their programs, and the results as these see them. */
#pragma once
#include "pipeline.h"

/* One of a claim's programs (find or expected) compiled; values: those of $reference and $books. Null: pipeline_fail
 * was called. */
struct jq *claim_program(struct pipeline *, const struct claim *, struct text program,
                         const struct json values[2]);
/* rows.c: weir text as an array of objects, all values strings, without places; in mem. Null, and *why. */
const struct json *rows_of(struct text bytes, struct arena *mem, const char **why);
/* All bytes of an open file, from its beginning; false: errno, or EFBIG past `most`. */
bool bytes_of(int fd, size_t most, struct arena *mem, struct text *bytes);
