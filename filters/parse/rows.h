/* filters/parse/rows.h - header and records made of the rows of any format. */
#pragma once
#include "lib/stage.h"
#include "parse/body.h"
#include "parse/format.h"

struct rows {
	const struct format *format;
	void *self; /* the format's own */
	size_t fields;
	const struct text *name; /* of each field, for the rejects; may be null */
	struct picks pick;
	const bool *idle; /* columns of a batch that are not built; null: all are */
	const struct shape *shape;
	struct body *body; /* null: nothing is said of the rows behind the header */
	bool ended;        /* body_end was called */
	bool slow;         /* some rule needs to see each row: they do not go straight into a batch */
};

/* Begins an input, and gives its first row that is neither blank nor a comment, which is not stepped over; n 0: there is none. */
int rows_begin(struct rows *, struct run *, struct input *, struct row *first);
/* That row was a header. */
void rows_step(struct rows *, struct input *);
/* Says what records look like: so many cells, and which of them go out. */
void rows_columns(struct rows *, struct run *, size_t fields, struct picks);
/* These columns of a batch are not built in this input. */
void rows_narrow(struct rows *, struct run *, const bool *idle);
/* As a stage's. */
void rows_recall(struct rows *, struct text record, struct text *values);
/* As a stage's fill. */
int rows_fill(struct rows *, struct run *, struct input *, struct batch *, bool *ended);
