/* filters/parse/csv.h - one record of CSV at a time, by libcsv; a record may come in any number of pieces. */
#pragma once
#include "lib/arena.h"
#include "lib/feed.h"

enum ends {            /* what ends a line */
	        ENDS_ANY,  /* LF, CRLF or CR: until the first line of a file has shown which */
	        ENDS_LINE, /* LF or CRLF; a CR alone is an ordinary character */
	        ENDS_LF,
	        ENDS_CRLF,
	        ENDS_CR,
};
enum csv_got {
	CSV_WHOLE,
	CSV_MORE,      /* the record does not end in these bytes */
	CSV_OPEN,      /* the input ends inside of a quote */
	CSV_LONG,      /* the record is longer than it may be */
	CSV_NO_MEMORY, /* libcsv's buffer did not grow */
};
struct csv_record {
	size_t size, used;        /* its bytes without its line end, and with it */
	uint64_t lines;           /* ends of lines in it, its own among them */
	uint64_t crs;             /* those inside of it that are a CR alone */
	enum ends end;            /* ENDS_LF, ENDS_CRLF or ENDS_CR; ENDS_ANY: that of the input */
	size_t n;                 /* fields; 0: an empty line */
	const struct text *value; /* of those fields that csv_keep asked for; until csv_next */
	bool opened;              /* CSV_OPEN, and CSV_LONG where it is known: a quote was left open */
	uint64_t open_lines;      /* ends of lines in the record before the line it opened on */
	size_t open_size, open_used; /* the record's bytes up to the end of that line, and with it */
};

struct csv;

/* longest: bytes of a record, without its line end. */
struct csv *csv_new(const struct dialect *, size_t longest);
void csv_free_all(struct csv *); /* may be null; csv_free is libcsv's */
/* After a whole record it holds for that, too: a CR inside of it may be no line end any more. */
void csv_ends(struct csv *, enum ends);
/* The fields whose values are wanted, n flags; null: all. Others are counted, not made. */
void csv_keep(struct csv *, const bool *wanted, size_t n);
/* Reads on in the record that begins at `at`, of which `len` bytes have come so far, with those that were
 * read before; ended: no more will come. It may stand elsewhere at each call. */
enum csv_got csv_read(struct csv *, const char *at, size_t len, bool ended, struct csv_record *);
bool csv_begun(const struct csv *); /* part of a record was read */
void csv_next(struct csv *);        /* the next record */
/* The first line end in these bytes: *size before it, *used with it. False: there is none, or a CR at
 * their end cannot be judged. */
bool csv_line(enum ends, struct text bytes, bool ended, size_t *size, size_t *used);
