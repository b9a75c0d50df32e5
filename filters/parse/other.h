/* filters/parse/other.h - what a file is that is no table, by its first bytes, and what to do with it. */
#pragma once
#include "lib/text.h"
#include <stdbool.h>

/* "a PDF, no table; …", for behind "feed.csv: is "; null: it may be one. lines: it is to be read as text, of which a header
 * begins, and not as JSON or a workbook. */
const char *other_kind(struct text first, bool lines);
/* The character besides `delimiter` that may separate fields in a header of one column: "';'", and how to say so to -d,
 * ";" or "tab"; null: there is none. */
const char *other_delimiter(struct text header, struct text delimiter, const char **option);
