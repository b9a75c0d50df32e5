/* filters/parse/read.h - the inside of the format CSV: the fast way where it is safe, else libcsv's. */
#pragma once
#include "lib/stage.h"
#include "parse/csv.h"
#include "parse/format.h"
#include "parse/index.h"

struct reader {
	struct dialect dialect;
	size_t longest;    /* --max-record */
	struct picks pick; /* column k of a batch is field pick.at[k] of a record */
	size_t fields;     /* of every record; 0: not known yet */
	bool slow;         /* libcsv reads everything: for tests that compare the two */

	enum ends ends; /* of the lines of this input */
	bool fast;      /* the index can be used for them */
	uint64_t line;  /* on which the next record begins */
	bool shown;     /* the first line has ended */
	bool in_comment;
	struct csv *csv;
	/* For rows that are read again. */
	struct csv *second;
	struct index *glance; /* null: none will be */
	struct text *cell;
	struct index *index;
	size_t next;  /* record of the index that comes next */
	size_t field; /* separator of the index that ends its first field */
	size_t inner; /* LF of the index that stands in it or behind */

	uint64_t open_line; /* on which a quote opened that is never closed; 0: none */
	size_t used;        /* bytes of the row that look gave, and lines */
	uint64_t lines;
	char what[64]; /* the value of a reject */
};

static inline void input_use(struct input *in, size_t n)
{
	in->at += n;
	in->len -= n;
}

/* cut.c */
extern const struct pieces csv_pieces;
void reader_forget(struct reader *);          /* of the index: the window is another */
void reader_ends(struct reader *, enum ends); /* what ends the lines of this input */
/* fast.c: as a format's. */
bool reader_fast(void *reader, struct run *, struct input *, struct batch *);
/* Cuts a row into r->cell, which is valid; false: that is for libcsv. */
bool reader_cut(struct reader *, struct text whole);
