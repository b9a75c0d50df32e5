/* filters/parse/header.h - what the columns of a file are called, and whether they are those that were declared. */
#pragma once
#include "lib/feed.h"
#include "lib/stage.h"

/* Makes names of a header's fields: trimmed, not empty, each once. A field without a name is `column_3` by
 * its position; one whose name came before is `x_2`, `x_3` …; @source and @line count as names that came
 * before. None collides with a name that stands in the header itself. */
void header_names(struct run *, const struct text *fields, size_t n, struct columns *to);
/* column_1 … column_n. */
void header_numbers(struct run *, size_t n, struct columns *to);
/* Where the file alone tells what columns there are: those that -c names, which will come, or the run fails.
 * False: a word of it may stand for other columns. */
bool header_asked(struct run *, const struct columns *only, struct columns *to);
/* Holds a file's columns to a descriptor's. place: "feed.csv:1". 0 or a status. */
int header_declared(struct run *, const char *place, const struct columns *, const struct feed *);
/* Where the columns of the first file stand in a later one: at[first's column]. 0 or a status. */
int header_again(struct run *, const char *place, const struct columns *first,
                 const struct columns *now, struct picks *at);

/* The column of that name; it is missing if not: "feed.csv:3: no column 'X', which PATH of FILE names". 0 or a status. */
int header_find(struct run *, const char *place, const struct columns *, struct text name,
                const char *file, const char *path, size_t *at);
