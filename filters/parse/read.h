/* filters/parse/read.h - CSV to the records of batches: the fast way where it is safe, else libcsv's. */
#pragma once
#include "lib/input.h"
#include "lib/stage.h"
#include "parse/csv.h"
#include "parse/index.h"

struct reader {
	struct dialect dialect;
	size_t longest;    /* --max-record */
	struct picks pick; /* column k of a batch is field pick.at[k] of a record */
	bool *wanted;      /* by field */
	size_t fields;     /* of every record */
	bool slow;         /* libcsv reads everything: for tests that compare the two */

	enum ends ends; /* of the lines of this input */
	bool fast;      /* the index can be used for them */
	uint64_t line;  /* on which the next record begins */
	bool shown;     /* the first line has ended */
	bool in_comment;
	struct csv *csv;
	struct index *index;
	size_t next;    /* record of the index that comes next */
	size_t checked; /* those before it have the right number of fields */
};

void reader_start(struct reader *, struct run *); /* with its dialect and longest set */
void reader_stop(struct reader *);
/* Begins an input: byte order mark, comments and empty lines are behind it then, and *first holds its first
 * record (until reader_used or the first reader_fill), n 0: there is none. 0 or a status. */
int reader_begin(struct reader *, struct run *, struct input *, struct csv_record *first);
/* The first record was a header: it is none of those that follow. */
void reader_used(struct reader *, struct input *, const struct csv_record *);
/* Says what records look like: so many fields, and which of them are wanted. */
void reader_columns(struct reader *, struct run *, size_t fields, struct picks);
/* As a stage's fill. */
int reader_records(struct reader *, struct run *, struct input *, struct batch *, bool *ended);

static inline void input_use(struct input *in, size_t n)
{
	in->at += n;
	in->len -= n;
}

/* fast.c: puts records that the index knows into the batch, or leaves one behind. False: the one that comes next is not
 * for the index. */
bool reader_fast(struct reader *, struct run *, struct input *, struct batch *);

/* reject.c */
struct csv_span {      /* a record as it stands in the input */
	struct text bytes; /* without its line end */
	uint64_t line;
};
void reject_count(const struct reader *, struct run *, const struct input *, struct csv_span,
                  size_t n);
void reject_encoding(struct run *, const struct input *, struct csv_span, size_t valid);
/* The record that a quote was left open in, and all lines behind it, up to the end of the input. */
void reject_open(struct reader *, struct run *, struct input *, const struct csv_record *);
