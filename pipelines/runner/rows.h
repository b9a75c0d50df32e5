/* pipelines/runner/rows.h - a stored result as jq sees it. */
#pragma once
#include "lib/json.h"

/* Weir text as an array of objects, all values strings, without places; in mem. Null, and *why. */
const struct json *rows_of(struct text bytes, struct arena *mem, const char **why);
/* All bytes of an open file, from its beginning; false: errno, or EFBIG past `most`. */
bool bytes_of(int fd, size_t most, struct arena *mem, struct text *bytes);
