/* filters/lib/run.h - the inside of a stage at work: for the library's own files only. */
#pragma once
#include "lib/chain.h"
#include "lib/option.h"
#include "lib/output.h"
#include "lib/stage.h"

enum { ROWS = 1024, TEXTS = 1 << 20 }; /* records in a batch, and at most so many texts in it */

/* What is to become of a batch's records; all zeros unless `any`. */
struct marks {
	bool any;
	uint16_t *word;    /* the reason's number + 1, 0: it goes on */
	bool *drop;        /* dropped, not rejected */
	uint32_t *col;     /* the column + 1, 0: none */
	struct text *with; /* in place of the column's value, where .at is not null */
};

struct side { /* a further file of the stage's */
	struct side *next;
	struct output *out;
};

struct run {
	struct chain *chain;
	struct run *next; /* the stage behind it, null: the sink or the last */
	const struct stage *stage;
	const struct link *link;
	void *self;
	const char *label;
	struct arena *mem;
	struct common common;
	uint64_t memory; /* of it, in bytes; 0: not given */
	struct texts operands;
	struct columns in, out;
	bool opened, checking, extends; /* extends: out is in and more columns behind */

	struct books books;
	const struct reason *const *reasons; /* the stage's own, then the reader's */
	struct output *rejects, *ledger, *scratch;
	struct side *sides;
	struct texts read;    /* files besides its input */
	struct texts written; /* while checking: what run_output was given */
	char *first;          /* the message of the first reject */
	struct arena *notes;  /* where it is kept; null: in mem */
	bool *picked;         /* columns of `in` that the stage may change */
	bool *looked;         /* and those that it looks at */
	bool tells;           /* at no others */
	struct texts asked;   /* where `in` is not known: their names */
	bool asks_all;        /* there: at all but some, at those between two */

	size_t rows;          /* at most so many in a batch */
	struct text **before; /* its columns as they came */
	struct text **kept;   /* arrays for those that may be changed */
	struct text **wide;   /* its columns and those added */
	struct text **added;
	struct marks marks;
	struct batch *own; /* run_batch */
	struct text **own_col;
	struct marks own_marks;
	uint64_t numbered;   /* records that came without a place */
	struct file_id *ids; /* of the files it read, in their order */
};

struct file_id { /* is a file still what it was? */
	uint64_t device, number, size, second, nanosecond;
	bool regular;
};

struct reader {          /* how the lines of one input are cut */
	size_t values;       /* in a line, the place among them */
	size_t source, line; /* where the place stands; NO_COLUMN: there is none */
	bool mixed; /* the first input has places and this one has none, or the other way round */
	bool blind; /* nobody looks at values, and lines without a place are written as they came */
	uint64_t number;      /* of the line that comes next */
	struct text *cut;     /* the header */
	struct text **to;     /* where each value of a line goes */
	struct text *numbers; /* @line as it is written */
};

enum { WHY = 2048 };

struct crew;
struct piece;

struct chain {
	char who[256];
	bool labels;
	size_t n;
	struct run *run;
	struct link *links;
	struct arena *mem;
	struct output *out;
	struct texts inputs;
	struct texts shown; /* what they are called; n 0: as they are named */
	size_t read,
		empty; /* inputs that were read to their end, and those among them without a record */
	struct text first_empty;
	struct reader reader;
	struct batch batch; /* that the source fills */
	struct text **col;
	size_t room;    /* the most records that any batch in it can hold */
	size_t columns; /* of the source */
	bool *idle;     /* a flag for each of them that nobody looks at; null: there are none */
	bool narrow;    /* the source leaves them out of this input */
	struct text *nothing, *recalled; /* their array; all values of a record */
	int status;
	bool done, closed, bare, torn; /* torn: an input was not whole */
	bool instead;                  /* its one stage does without records */
	uint64_t seed;
	struct run *clock; /* whose time runs */
	double since, waited_before;
	double waited; /* for bytes of the inputs */
	char why[WHY];

	uint64_t memory;            /* bytes that may be held; 0: nobody said it */
	size_t threads, piece_size; /* at one input; bytes that each reads at a time */
	size_t large;               /* bytes of an input that several threads read */
	struct crew *crew;          /* null: none was needed so far */
	bool crewless;              /* and none can be */
	bool is_hand;               /* it is one of a crew: a thread's own stages */
	struct piece *holds;        /* its batches are kept here, until this piece's turn */
};

/* columns.c */
int columns_same(struct run *, const char *file, const struct columns *first,
                 const struct columns *now);

/* books.c: the counts, the rejects */
void books_open(struct run *);
int books_rejects(struct run *); /* opens where rejects go, and writes the header */
size_t books_reason(struct run *, const char *word); /* SIZE_MAX: a word that it does not have */
void marks_new(struct marks *, struct arena *, size_t rows);
/* Writes, counts and takes out the marked ones of the first `given` records. */
int books_settle(struct run *, struct batch *, struct marks *, size_t given,
                 struct text *const *before, const struct columns *names);
int books_audit(struct run *); /* do they balance, and are the rejects tolerated? 0 or a status */
/* --max-rejects: a number, or a share of what came in ("0.5%"). *good: so many are tolerated. False: it
 * is neither. */
bool books_limit(struct text, const struct books *, bool *good);

/* narrow.c: columns that nobody looks at. For the chain that was opened; for a hand of its; for the input at hand. */
void narrow_plan(struct chain *);
void narrow_like(struct chain *hand, const struct chain *);
void narrow_input(struct chain *);
/* The arrays of the source's batches. */
void narrow_arrays(struct chain *, struct arena *);
/* The values that the source gave, or left out, of a record; null: they are all in the batch. Until the next call. */
const struct text *narrow_recall(struct run *, const struct batch *, size_t row);
/* Did the source leave out this column? */
static inline bool is_left_out(const struct chain *c, const struct batch *b, size_t column)
{
	return b->record && column < c->columns && c->idle[column];
}

/* run.c */
int chain_output_failed(struct run *); /* hands up what the chain's output says */

/* flow.c: batches on their way */
int chain_deliver(struct run *, struct batch *); /* to this stage */
int chain_hand_on(struct run *, struct batch *); /* from this stage */
void chain_time(struct chain *, struct run *);   /* from now on it is this one's time */
struct text **chain_arrays(struct arena *, size_t n, size_t rows);

/* crew.c: several threads. Can they read on where an input stands now, at the beginning of a record? Then they do, to its end. */
void crew_size(
	struct chain *); /* how many threads, and how much each reads at a time, if nobody said it */
bool crew_can(struct chain *, const struct input *);
int crew_read(struct chain *, struct input *, bool placed);
void crew_free(struct crew *); /* may be null */
/* How many of the chain's first stages they would have; *reads: they would read, at least. */
size_t crew_stages(const struct chain *, bool *reads);
/* hand.c: keeps a batch until its piece's turn. */
int hand_hold(struct chain *, struct batch *);
void hand_retire(struct piece *, struct arena *); /* frees it then */

/* reading.c */
int chain_fill(struct chain *, struct input *, struct batch *,
               bool *ended); /* by source or reader */
/* All records of an input whose header was read. */
int chain_pump(struct chain *, struct input *, bool placed);
void chain_idle(void *chain); /* what was written goes out */

/* apart.c: no file beside the output replaces what is read; 0 or EX_USAGE. Of stages that were opened without data. */
int chain_apart(struct chain *);

/* publish.c: 0, or EX_USAGE: two of the files that are open so far would get one name */
int chain_no_twins(struct chain *);

/* chain.c */
void chain_reset(struct run *); /* as before it was opened */
/* Opens a stage for the columns that come to it (null: it is a source). 0 or a status. */
int chain_open_stage(struct run *, const struct columns *in, bool checking);
/* Asks whether its one stage does without records (c->instead), which it then has done. 0 or a status. */
int chain_instead(struct chain *c, bool checking);
size_t chain_rows(const struct run *); /* in a batch, at most, now that its columns are known */

/* reader.c */
int reader_header(struct run *, struct input *, struct reader *, struct columns *out);
int reader_fill(struct run *, struct input *, struct reader *, struct batch *, bool *ended);

/* The source reads bytes by itself, or it is the reader who does. */
static inline bool run_is_parser(const struct run *r)
{
	return r->stage->role == SOURCE && !r->stage->read;
}
