/* filters/parse/book.h - a workbook as a file: a zip of files of XML, read in any order. */
#pragma once
#include "lib/input.h"
#include "lib/stage.h"
#include "parse/xml.h"

struct book {
	struct text name; /* for messages */
	struct whole whole;
	uint64_t unpacked; /* bytes of its files so far */
	size_t longest;    /* bytes of one tag */
};
struct sheet_file; /* one of its files, read from its beginning to its end */

/* The input is a workbook: its bytes are a zip. 0 or a status. */
int book_open(struct book *, struct run *, struct input *, size_t longest);
void book_close(struct book *); /* one that was never opened, too, if it is zeroed */

/* Begins to read a file; *to is null, and 0 the answer, if there is none of that name. */
int book_begin(struct book *, struct run *, struct text name, const struct xml_events *, void *self,
               struct sheet_file **to);
/* Reads on in it, until an event halts, or to the end: *ended. 0 or a status. */
int book_go_on(struct sheet_file *, struct run *, bool *ended);
void book_end(struct sheet_file *); /* may be null */

/* A whole file; *there: it is. 0 or a status. */
int book_read(struct book *, struct run *, struct text name, const struct xml_events *, void *self,
              bool *there);
