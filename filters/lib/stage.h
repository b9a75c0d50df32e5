/* filters/lib/stage.h - what a filter is, and all that it needs from the library. */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sysexits.h>

struct run;    /* one stage at work: its message, its books, its rejects, its way out */
struct input;  /* bytes that come: lib/input.h; only sources see it */
struct output; /* bytes that go: lib/output.h */

/* The columns of a stream, or those that an option names. */
struct columns {
	size_t n;
	struct text *name;
	bool placed;        /* a stream: each record carries the source and line it came from */
	bool unknown;       /* a stream whose source was not opened: any other column may be there */
	const char *option; /* those of an option: how the user wrote it, "-c"; null: not given */
};
struct picks { /* positions of columns */
	size_t n, *at;
};

/* Some thousand records, sliced by column. No two columns share an array of texts.
 * A stage may replace a text, never its bytes; those end with the batch, unless they are copied. Bytes of
 * its own that it puts there stay as long as itself, or are in the batch's mem, or end by run_retire. */
struct batch {
	size_t rows;         /* records in it */
	size_t room;         /* records that its arrays can hold */
	struct text **col;   /* col[c][r] */
	struct text *source; /* source[r]: where record r came from; null: all from `from` */
	struct text from;    /* the name of a file, or "-" */
	uint64_t *line;      /* line[r]: the line it began on in its source; 1 is the first */
	struct text
		raw; /* for the writer: its lines as they came, if they would be written so; else empty */
	/* record[r]: the bytes of a record from which the source left out columns that nobody looks at, which are missing
	 * here; null: it left out none. Whoever makes a batch of its own from another looks at all columns. */
	struct text *record;
	struct arena *mem; /* for what ends with this batch */
};

/* Where record r came from. */
static inline struct text batch_source(const struct batch *b, size_t r)
{
	return b->source ? b->source[r] : b->from;
}
/* Says where a record of a batch from run_batch came from. source is not copied. */
static inline void batch_place(struct batch *b, size_t r, struct text source, uint64_t line)
{
	b->source[r] = source;
	b->line[r] = line;
}

enum trait { STATELESS, KEYED, MERGEABLE, WHOLE }; /* WHOLE: all records in one place */
enum role { FILTER, SOURCE, SINK }; /* batches to batches, bytes to batches, batches to bytes */

/* The kinds of option, and the type of the value at `at`. */
enum kind {
	OPT_FLAG,    /* bool */
	OPT_COUNT,   /* size_t: a whole number */
	OPT_TEXT,    /* struct text: with a NUL behind it; .at is null when not given */
	OPT_CHOICE,  /* struct text: one of the words of `arg`, which '|' separates */
	OPT_COLUMNS, /* struct columns: may be repeated; to be given to run_pick */
	OPT_LIST,    /* struct texts: one for each time it is given */
	OPT_OPERAND, /* struct text: not an option but the next word, before the names of files; required, unless
	              * `arg` begins with '[': then .at is null where no word is left */
};
struct texts {
	size_t n;
	struct text *at;
};
struct opt {     /* one row gives parsing, --help, synopsis and completion */
	char letter; /* 0: only the long name */
	enum kind kind;
	const char *name, *arg, *help;
	size_t at; /* offset of the value in the stage's own struct */
};
/* Why a record was rejected or dropped. `means` goes on where a message has named place, column
 * and value: "feed.csv:812: Applications: 'n/a' is no integer", or where there is no column, the record
 * (and a value follows): "feed.csv:812: the record has another number of fields than the header: 5 of 7". */
struct reason {
	const char *word, *means;
};

/* A source whose inputs can be read in pieces: by several of its kind, each with its own self, at the same time. Each reads
 * one piece by `fill`, as far as whole records stand in it; there input_more gives INPUT_NO_MORE, which fill gives back. */
struct pieces {
	/* May what is behind the window's beginning be read so? A record begins there. */
	bool (*can)(const void *self);
	/* This one, which was opened with the same options, shall read on where `first` stands, whose columns it gives. Once
	 * for each input; `first` may be at work meanwhile. 0 or a status. */
	int (*join)(void *self, struct run *, const void *first);
	/* The window is another one now, and begins with a record on this line. */
	void (*begin)(void *self, uint64_t line);
	uint64_t (*line)(const void *self); /* of the record that comes next */
	/* Where in these bytes, which presumably begin with a record, the last record presumably begins that is not whole: behind
	 * the last of them, if all are. 0: not known, more bytes would help, unless `any`. A wrong answer costs time. */
	size_t (*cut)(const void *self, struct text bytes, bool any);
};

struct stage {
	const char *name, *does; /* does: one line without full stop, "make runs of blanks one space" */
	enum trait trait;
	enum role role;
	bool spills; /* it keeps to run_memory */
	bool bare;   /* a sink with a verdict that has no use for places in run_text */
	bool blind;  /* a sink that looks at no value: run_raw, else run_text, is all it takes */
	size_t size; /* of the stage's own struct, which starts as zeros */
	const struct opt *opts;       /* ends with no name */
	const struct reason *reasons; /* ends with no word; null: none */
	const char *const *examples; /* two or three commands for --help, ends with null; may be null */
	const char *data; /* what is compiled in, with its versions, for --version; may be null */

	/* For a stage that with some options reads no records: looks at them, and says whether it does the work
	 * itself (*done), which it then does here, unless run_checking. files: the names of those that the first
	 * stage is given. Then neither open nor any other is called, but close, and no input is opened; what it
	 * writes goes out by run_write. Such a stage stands alone. May be null. */
	int (*instead)(void *self, struct run *, const struct texts *files, bool *done);
	/* Takes the options, which stand in self, and the columns that come; says which go out, fixed
	 * from then on. A stage that adds columns puts them behind those of `in` (columns_add): their
	 * arrays are there in each batch, filled with missing values. One that gives others (`jq`,
	 * `aggregate`) fills `out` from nothing and makes batches of its own. Reads descriptors and
	 * tables, but no data: `weir check` calls it too (run_checking tells). A source gets no `in`
	 * (null), and says what columns it knows without its data: none and `unknown`, if none. */
	int (*open)(void *self, struct run *, const struct columns *in, struct columns *out);
	/* STATELESS stages go over batches on several threads: each has a self of its own, opened with the same words; but not
	 * one that run_output was called for, nor one that says here, once it was opened, that it has to see all
	 * records in their order. finish is called for one of them. May be null: it need not. */
	bool (*alone)(const void *self);
	/* What it leaves in goes on. A sink writes it with run_write and leaves it in. */
	int (*batch)(void *self, struct run *, struct batch *);
	int (*finish)(void *self, struct run *); /* last words, by run_emit or run_write; may be null */
	void (*close)(void *self);               /* after a failure too; may be null */

	/* A sink that writes no bytes to the output but hands its records to somebody who waits for the
	 * outcome. Called once, when the whole run has ended: status 0, all is well and what was given
	 * counts; else why it does not (may be null: it failed elsewhere). May be null. */
	int (*verdict)(void *self, struct run *, int status, const char *why);

	/* A source of weir text that reads no files: brings at most `room` more bytes, none at the end.
	 * Waits for them; what was written so far has been passed on by then. Such a source has neither
	 * header nor fill, which are the reader's. */
	int (*read)(void *self, struct run *, char *to, size_t room, size_t *got);
	/* Any other source. header is called at the beginning of every input; the first one tells the
	 * columns, each later one has to give the same. fill puts records into the empty batch: at
	 * least one, or none and *ended. It calls input_more only while the batch is empty, since the
	 * slices in it point into the input's window. */
	int (*header)(void *self, struct run *, struct input *, struct columns *out);
	int (*fill)(void *self, struct run *, struct input *, struct batch *, bool *ended);
	/* Behind each header: it may leave out the columns that have a flag. True: so it does, in this input; what stands in
	 * their arrays stays as it is, and the batches say where each record's bytes are, which stay as long. False: it builds
	 * all columns. May be null. */
	bool (*narrow)(void *self, struct run *, const bool *idle);
	/* The values of all columns of such a record, until the next call. */
	void (*recall)(void *self, struct run *, struct text record, struct text *values);
	const struct pieces *pieces; /* may be null */
};

/* An int is 0, or an exit status whose one line has been given to run_fail. */

/* Says what went wrong: place first, then the value, then what is wrong and what to do, no full
 * stop and no name of the program. Gives back `status`. Only the first call counts. */
int run_fail(struct run *, int status, const char *why, ...) __attribute__((format(printf, 3, 4)));

/* A line on standard error at once, for what goes on all the same. Of several selves one says it: only in open, or where
 * the stage is alone. */
void run_warn(struct run *, const char *what, ...) __attribute__((format(printf, 2, 3)));

/* Turns column names as an option gave them (each may be a list with commas, `a-c` for a range,
 * `!x` for all but x, or the whole text one name) into positions, in the order asked for, each
 * once. None wanted: all columns. An unknown one is EX_USAGE with the nearest right one.
 * Where the stream's columns are not known, every name is taken to be there. */
int run_pick(struct run *, const struct columns *from, const struct columns *want, struct picks *);
/* The same for one name that stands for itself; `option` is for the message: "--sum". */
int run_find(struct run *, const struct columns *from, const char *option, struct text name,
             size_t *at);
/* It looks at this column of those that come; run_pick and run_find say that by themselves, where they are given `in`. */
void run_looks_at(struct run *, struct text name);
/* It looks at no others than those, and makes no batches that hold others: their values need not be there. Without this,
 * said in open, it looks at all. */
void run_looks_no_further(struct run *);
/* Adds a column behind the others. A name that is there already is EX_USAGE; so is one that is
 * empty, or begins with '@', which is kept for places. at may be null. */
int columns_add(struct run *, struct columns *, struct text name, size_t *at);
/* Fills `to` with the columns of `from`, in the stage's memory. Always before columns_add. */
void columns_copy(struct run *, struct columns *to, const struct columns *from);

/* Counts of a batch's record: it does not go on, and is written to the rejects (run_reject) as it
 * came into this stage. The first word for a record counts; `word` is one of the stage's reasons.
 * col is a position in the columns that came in, or NO_COLUMN. */
#define NO_COLUMN SIZE_MAX
void run_reject(struct run *, struct batch *, size_t row, size_t col, const char *word);
/* The same, with another text in place of the column's value: a message of libjq. Copied. */
void run_reject_with(struct run *, struct batch *, size_t row, size_t col, const char *word,
                     struct text value);
void run_drop(struct run *, struct batch *, size_t row, const char *word);
/* Records that a stage took out of its batches (rows = 0) and will not give back. */
void run_dropped(struct run *, const char *word, uint64_t n);
/* Records that it gives beyond those it got: a second one made from one, a group. */
void run_made(struct run *, uint64_t n);

/* A source: n records were found, good or bad. */
void run_read(struct run *, uint64_t n);
/* A source: one of them is bad. raw: its bytes; column and value may be empty. All are copied. */
void run_reject_raw(struct run *, struct text source, uint64_t line, const char *word,
                    struct text column, struct text value, struct text raw);

/* How many bytes a stage that spills may hold before it writes to a file (spill.h): its share of --memory, or of a quarter of
 * the machine's. */
uint64_t run_memory(const struct run *);

/* A batch of the stage's own, for run_emit: its columns are those that go out, its arrays and
 * `mem` are the run's and are used anew after each run_emit. rows is 0. */
struct batch *run_batch(struct run *);
/* Hands a batch on, without its rejected and dropped records. It is empty afterwards. */
int run_emit(struct run *, struct batch *);

/* A source with `read`: how many records were found in what it brought. */
uint64_t run_counted(const struct run *);

/* Weir text as the writer would write it, to an output of the stage's own (output_memory): the header, a
 * batch. Places are in it where the stream has them and they are wanted. 0 or a status. */
int run_text_header(struct run *, struct output *);
int run_text(struct run *, struct output *, const struct batch *);
/* The same without a copy, where the batch came as it would be written; else empty. */
struct text run_raw(const struct run *, const struct batch *);

/* A sink: bytes to the output, copied. */
int run_write(struct run *, const void *bytes, size_t n);
/* A sink, for small pieces: n bytes to write into; then say how many of them were used. Null
 * once writing failed: return run_status. */
char *run_space(struct run *, size_t n);
void run_used(struct run *, size_t n);
int run_status(const struct run *); /* 0, or what run_fail was given */

/* A further file that the stage writes (--conflicts), published with the run and only then; null
 * when only checking. Called in open. */
int run_output(struct run *, const char *path, struct output **);
/* Says that it reads a file besides its input: what it writes on the side may not replace that. */
void run_reads(struct run *, const char *path);

bool run_checking(const struct run *); /* no data will come: `weir check` */
/* A seed for hashes of untrusted keys: differs from run to run, the same in all stages of one. */
uint64_t run_seed(const struct run *);
struct arena *run_arena(struct run *); /* ends after close */
/* Frees an arena once no batch that was handed on so far, nor one that is still at the stage, is on its way. */
void run_retire(struct run *, struct arena *);
