/* filters/parse/marks.h - the inside of csv.h: what of a dialect libcsv does not know, and how it is put to it. */
#pragma once
#include "parse/csv.h"

struct csv_parser; /* libcsv's */

enum {
	MARK_LF = 0xFF, /* the end of a line; in a value when a quote was open there */
	MARK_CRLF = 0xFE,
	MARK_CR = 0xFD,
	MARK_DELIMITER = 0xFC, /* one of several bytes */
	MARK_LITERAL = 0xFB,   /* a delimiter that was escaped */
	MARK_QUOTE = 0xFA,     /* a quote that was escaped */
	MARK_NOTHING = 0xF9,   /* between two quotes, where doubling them means nothing */
	MARK_BLANK =
		0xF8, /* a space at the beginning of a field: libcsv skips it, if no quote is open */
	MARK_NEVER = 0xF7, /* the quote of a dialect that has none */
	MARK_BAD = 0xF5,
};
enum act { PLAIN, LF, CR, INVALID, ESCAPE, QUOTE, DELIMITER, SPACE };

struct csv {
	struct csv_parser *parser;
	struct dialect dialect;
	enum ends ends;
	unsigned char act[256];
	size_t longest;
	const bool *wanted;
	size_t wanted_n;

	size_t fed;        /* bytes of the record that libcsv has got */
	bool fresh;        /* nothing of the field was read but blanks */
	bool quote_before; /* the byte before was a quote */
	bool marked;       /* some field of the record got a mark */
	bool whole;
	struct csv_record record;
	size_t fields_before; /* fields at the last line end in the record; SIZE_MAX: there was none */

	struct text *value;
	size_t room;
	struct arena *values, *texts; /* the array, and what ends with the record */
};

/* csv.c: bytes for libcsv as they are, and a mark. False: no memory. */
bool csv_give(struct csv *, const char *at, size_t len);
bool csv_mark(struct csv *, int mark);

/* marks.c */
enum step { DONE, WAIT, FAILED }; /* WAIT: what it means depends on what follows */
/* The bytes that need a second look, for its dialect and ends of lines. */
void marks_acts(struct csv *);
/* Bytes that need none. */
bool marks_plain(struct csv *, const char *at, size_t len);
/* One that does, with what belongs to it. */
enum step marks_special(struct csv *, const char *at, size_t left, bool ended);
