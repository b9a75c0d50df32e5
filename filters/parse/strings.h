/* filters/parse/strings.h - the shared strings of a workbook by their number: in memory, or past a limit in a file. */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"

struct strings;

struct strings *strings_new(
	size_t
		most); /* bytes of memory for the texts, and as many for their places; what is more goes to files without a name */
void strings_free(struct strings *); /* may be null */
/* Adds one; its number is how many came before. False: there was no room for the file (errno). */
bool strings_add(struct strings *, struct text);
bool strings_done(struct strings *); /* none will follow; as strings_add */
uint64_t strings_count(const struct strings *);
/* One of them, in mem or until strings_free. False: reading failed (errno). */
bool strings_get(struct strings *, uint64_t number, struct arena *mem, struct text *);
