/* filters/lib/frequency.h - values that a table has no answer for, and how many records each would settle: a file for
 * the person who mends the table, the most frequent first. */
#pragma once
#include "lib/text.h"
#include <stddef.h>

struct run;
struct frequency;

/* A list of n columns and `records`, to be written to `path` with the run's outputs. *to is null where path is, and where
 * the stage is only checking. The names have to stay. 0 or a status. */
int frequency_open(struct run *, const char *path, const struct text *names, size_t n,
                   struct frequency **to);
/* Counts a record with these n values. f may be null. Past a million distinct ones it only counts how many records are
 * not listed. */
void frequency_count(struct frequency *f, const struct text *values);
/* Writes the list; f may be null. 0 or a status. */
int frequency_write(struct frequency *f, struct run *);
void frequency_free(struct frequency *); /* may be null */
