/* filters/jq/reply.h - what a program says of one record, as changes to that record. */
#pragma once
#include "lib/json.h"
#include "lib/stage.h"

/* How answers become records: fixed from open on. */
struct shape {
	struct columns in, out;
	struct picks given;      /* columns of `in` that the program gets */
	struct text *given_name; /* their names */
	size_t *from;     /* for each column of `out`: the one of `in` it goes on from, or NO_COLUMN */
	size_t *given_at; /* … and its position among those given, or NO_COLUMN */
	struct memo *names; /* the names of `out`, with their positions as numbers */
	size_t *likely;     /* the column that a key at this position had before */
	bool *seen;         /* by the answer that is looked at */
};

struct change { /* a value that is not what the record has */
	size_t col; /* of `out` */
	struct text value;
};
struct answer { /* one record */
	size_t n;
	const struct change *change;
};
struct reply { /* all that a program gives for one record */
	size_t n;
	const struct answer *answer;
	const char *word; /* why the record is rejected, or null */
	struct text with; /* what the reject shows as the value */
};

/* Which columns come out: those of `in` and the `added` ones; or only `wanted`, where that option was given. */
int shape_open(struct shape *, struct run *, const struct columns *in, const struct columns *given,
               const struct columns *added, const struct columns *wanted);
void shape_close(struct shape *);

/* Runs the program on the values given. What the reply holds is in mem; scratch is emptied. */
struct reply reply_of(struct shape *, struct jq *, const struct text *given, struct arena *mem,
                      struct arena *scratch);
