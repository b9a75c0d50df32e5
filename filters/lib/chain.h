/* filters/lib/chain.h - the one way in which stages run: a source or the reader of weir text, stages, a sink
 * or the writer of weir text, in one thread of one process; batches are passed by pointer.
 *
 * A chain reads the files that its first stage names, or standard input, and writes to standard output
 * or to what the last stage's -o names. weir-NAME is a chain of one.
 */
#pragma once
#include "lib/stage.h"
#include <stdbool.h>
#include <stdint.h>

struct tally { /* records rejected or dropped for one reason */
	const char *word;
	uint64_t rejected, dropped;
};
struct books { /* of one stage: in + made = out + rejected + dropped */
	uint64_t in, made, out, rejected, dropped;
	size_t reasons;
	struct tally *tally; /* one for each of the stage's reasons, in their order */
	double seconds;      /* of its work, without those before and behind it, and without waiting */
	double waiting;      /* seconds in which it waited for bytes to come, or to be taken */
	uint64_t came,
		went; /* bytes: of the inputs, unpacked, if it is the first; of the output, if the last */
	size_t threads; /* that it worked on, if there were several */
};
struct output;
/* Its rows of a ledger: "stage count reason records" (BOOKS_HEADER). */
#define BOOKS_HEADER "stage\tcount\treason\trecords\n"
void books_rows(struct output *, const char *label, const struct books *);

/* Why the reader of weir text rejects a line, whichever stage it reads for. */
extern const struct reason reader_reasons[];

struct link { /* one stage of a chain: what the caller wants */
	const struct stage *stage;
	int argc; /* words as main gets them; argv[0] is not looked at */
	char **argv;
	const char *label; /* for books, rejects and messages: "clean", "records/clean.2" */
	int rejects;       /* a descriptor that gets the rejects where no --rejects is given, or -1 */
};

struct chain;

/* who: what begins each message: "weir-clean", "weir: uk-study: records"; labels: put the label of the
 * failing stage behind it. Reads all options; *status is 0 or what went wrong (chain_why), or the
 * answer was given on standard output (--help, --version): chain_done. Never null. */
struct chain *chain_new(const char *who, bool labels, const struct link *links, size_t n,
                        int *status);
bool chain_done(const struct chain *);
/* Opens all stages without data: `in` are the columns that come, null: not known. *out gets those that
 * go out; null: not wanted. 0 or a status. */
int chain_check(struct chain *, const struct columns *in, struct columns *out);
/* Runs it to the end. 0 or a status. place: a source gives places, as if asked to by parse's --place. bare: the
 * writer leaves @source and @line out (what a run publishes), else it writes them where the records have places. */
int chain_run(struct chain *, bool place, bool bare);
/* The reader of its output went away before the end: status is 0, the books are not whole. */
bool chain_closed(const struct chain *);
const char *chain_why(const struct chain *); /* the one line, or null */
const struct books *chain_books(const struct chain *, size_t stage);
/* How many of the inputs (*of) brought no record, good or bad; *first: what the first of these is called. */
size_t chain_empty(const struct chain *, size_t *of, struct text *first);
/* Gives the files that -o, --rejects, --ledger named their names. done: the run has ended well; else only
 * rejects and ledger are published. 0 or a status. */
int chain_publish(struct chain *, bool done);
/* Whoever waits for the outcome at the other end of a sink hears of it, the bad one too. After all else. 0 or a status. */
int chain_verdict(struct chain *, bool good);
/* Instead, for whoever publishes several chains as one: gives each file a name beside the one to come, which stays
 * when the process ends (chain_publish, done being false, then chain_free take it back). 0 or a status. */
typedef void (*chain_named)(void *, const char *aside, const char *final);
int chain_aside(struct chain *, chain_named each, void *with);
/* The names of the files that the first stage reads, as given; none: standard input. */
const struct texts *chain_inputs(const struct chain *);
/* What -o of the last stage names, or null. */
const char *chain_output(const struct chain *);
/* After chain_check: the columns that a stage gives; they end with the chain. */
const struct columns *chain_columns(const struct chain *, size_t stage);
/* The same: those of them that somebody behind it in the chain looks at, or that leave the chain. A source that can leaves
 * out all others. */
void chain_kept(const struct chain *, size_t stage, struct columns *to);
/* The same: may several threads be at it at once, if the input is large? */
bool chain_shares(const struct chain *, size_t stage);
/* The same: bytes that it may hold before it writes to a file; 0: it never does. */
uint64_t chain_memory(const struct chain *, size_t stage);
/* After chain_check: calls `each` for all files that options name, as "--feed" and its value. */
struct chain_file {
	size_t stage;
	const char *option, *path;
	bool written;
};
void chain_files(const struct chain *, void (*each)(void *, const struct chain_file *), void *);
/* Names the files anew: the runner has resolved them. shown: what messages and places call them, one for each. */
void chain_set_inputs(struct chain *, const struct texts *, const struct texts *shown);
/* The line about records that a stage rejected, which were tolerated and are nowhere kept; null: there are none. */
const char *chain_remark(const struct chain *, size_t stage);
/* On how many threads it may run where its stages do not say it; 0, as it is at first: one for each processor. */
void chain_set_threads(struct chain *, size_t);
/* How many bytes all its stages may hold together where they do not say it; 0, as it is at first: a quarter of what the
 * machine has. */
void chain_set_memory(struct chain *, uint64_t);
/* Ends its stages, whose last words to others go out; the files stay as they are. */
void chain_close(struct chain *);
void chain_free(struct chain *);

/* A standard descriptor that the caller left closed would be given to the first file that is opened, and what is meant
 * for standard output would go into that. Instead reading it finds the end at once, and writing it fails. */
void standard_open(void);
/* weir-NAME: all of it, from argv to the exit status. */
int run_alone(const struct stage *, int argc, char **argv);
