/* filters/lib/line.h - weir text: a line to values and back.
 *
 * UTF-8, one record a line, TAB between values, LF at the end; \t \n \r \\ stand for TAB, LF, CR and
 * backslash inside a value. So every value has exactly one way to be written.
 */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"

struct output;

/* How many bytes a value takes when written, and writing it: `to` has room for them. Gives the end. */
size_t line_size(struct text value);
char *line_put(char *to, struct text value);
/* The value that a written one stands for: itself where it holds no backslash, else in mem. False: a
 * backslash that begins no escape, or a bare CR. */
bool line_value(struct text written, struct arena *mem, struct text *value);
/* Writes n values as one line with its LF; 0 or a status. */
int line_write(struct output *, const struct text *values, size_t n);
