/* pipelines/runner/sniff.h - the inside of weir sniff: what is found out about a file, one thing after another. */
#pragma once
#include "verbs.h"
#include "lib/chain.h"
#include "lib/json.h"

struct cells {        /* a row of a table as it stands in the file */
	size_t n, filled; /* cells; those that are not blank */
	struct text *cell;
	uint64_t line; /* where it begins */
};
struct grid {
	size_t n;
	struct cells *row;
};

struct guess { /* of a column */
	struct text name;
	const char *type, *kind;     /* of Table Schema; weir:format, null: none */
	struct text form;            /* a format with the column's own signs; .at null: none */
	const char *decimal, *group; /* decimalChar, groupChar; null: not given */
	bool dressed;                /* bareNumber: false */
	bool required, unique, measure;
	struct texts marks, yes, no; /* missingValues besides "", trueValues, falseValues */
	struct texts status, behind; /* weir:status, weir:notes */
	uint64_t values, fit;        /* those that are not missing; those of the type */
	uint64_t distinct;
	struct text odd; /* what does not fit, as JSON */
};

struct note { /* what holds for several columns is said once */
	struct text what, first;
	size_t columns;
};

struct sniff {
	struct text out; /* -o */
	const char *file;
	struct arena *mem;
	struct text bytes; /* the beginning of the file, unpacked, in UTF-8 */

	const char *format, *encoding;
	struct text sheet; /* of a workbook */
	size_t sheets, cells;
	struct text property; /* of JSON: where the records are; .at null: they are all of it */

	struct grid grid;
	size_t width;       /* cells of most rows */
	size_t first, last; /* rows of the header; if it has none, the first record */
	size_t fewer;       /* the table ends before a row of fewer filled cells; 0: it does not */

	size_t n;
	struct guess *column;
	uint64_t records, bad; /* read by parse, rejected by it */
	struct texts key;
	size_t notes;
	struct note *note;

	char delimiter;
	bool help, quiet;
	bool whole;   /* the beginning is all of it */
	bool book;    /* a workbook */
	bool escapes; /* there is a backslash before quotes inside of quotes */
	bool header;
	bool titles; /* rows that are not blank stand above it */
};

/* A line on standard error: what was found, or is not sure. */
void sniff_say(const struct sniff *, const char *form, ...) __attribute__((format(printf, 2, 3)));
/* The same for a column, kept until sniff_notes. */
void sniff_note(struct sniff *, struct text column, const char *form, ...)
	__attribute__((format(printf, 3, 4)));
void sniff_notes(struct sniff *);
/* The same for what makes it end; gives back `status`. */
int sniff_fail(int status, const char *form, ...) __attribute__((format(printf, 2, 3)));

/* sniff_run.c: chains in a process of their own. */
struct ran { /* what a chain gave; in mem */
	int status;
	struct text out, why, rejects;
	uint64_t in, rejected, dropped; /* of the stage that was asked for */
};
/* Runs words such as "parse", "--no-header", "in.csv", "|", "profile" to their end; null ends them. books: the stage whose
 * books are wanted. keep: its records too, else they are counted only. */
void sniff_run(struct sniff *, const char *const *words, size_t books, bool keep, struct ran *);
/* The beginning of the file: how is "--zip" (a zip as it is), "--encoding" (in UTF-8; name says which it is in), or null
 * (as it is, unpacked). 0 or a status. */
int sniff_sample(struct sniff *, const char *how, const char *name);
/* A file without a name that holds these bytes; gives its path, good for this process and its children. */
const char *sniff_file(struct sniff *, struct text bytes);

/* Each finds out its part. 0 or a status. */
int sniff_encoding(struct sniff *); /* sniff_bytes.c */
int sniff_dialect(struct sniff *);  /* sniff_dialect.c: format, delimiter, quotes; cuts the grid */
int sniff_book(struct sniff *);     /* sniff_book.c: the same for a workbook */
void sniff_shape(struct sniff *);   /* sniff_shape.c: header rows, notes */
int sniff_types(struct sniff *);    /* sniff_types.c */
/* sniff_marks.c: signs in place of a value. values: an object of odd values and their records, may be null. The records that
 * have one. */
uint64_t sniff_marks(struct sniff *, struct guess *, const struct json *values);
/* Signs behind numbers, where all words of a column are such, and the kinds of the numbers then, as profile writes them.
 * False: they are not. */
bool sniff_behind(struct sniff *, struct guess *, size_t column, struct text *kinds);
/* Are points in numbers for thousands? What other columns have decides. */
void sniff_thousands(struct sniff *);
/* Which of the marks tell why there is no value. After all columns have names. */
void sniff_reasons(struct sniff *);
int sniff_check(struct sniff *); /* sniff_check.c: does clean take all values? */
void sniff_key(struct sniff *);  /* sniff_check.c */

/* sniff_write.c: the descriptor as it is known so far; schema: with its columns. */
void sniff_write(const struct sniff *, struct output *, bool schema);
