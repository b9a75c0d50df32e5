/* pipelines/runner/run.h - a pipeline at work: its processes, its outputs, its books. */
#pragma once
#include "lib/output.h"
#include "process.h"
#include <signal.h>

struct run_options {
	struct text words, ledger, rejects, vintage, memory; /* words: of -e; vintage: a date */
	size_t batch_size, threads;
	bool processes, books, explain, quiet, help;
};

struct stream { /* what a step gives, on its way to those who read it */
	bool started;
	size_t first, n;        /* its processes; a copier to its file among them comes last */
	int pipe;               /* waits for its reader; -1: none */
	int stored;             /* -1: none */
	bool copied;            /* the copier of what was stored was started */
	struct output *to;      /* null: no file */
	struct output *vintage; /* the same under a date; null: none */
	const char *before;     /* the vintage before it; null: none */
};

struct aside { /* a file of a chain's, under the name that it has until it is published */
	const char *name, *final;
};

struct work {
	struct pipeline *pipeline;
	const struct run_options *options;
	struct child child;
	struct stream *stream; /* one for each step, in the pipeline's own order */
	struct process *process;
	size_t n, room;
	size_t strangers;
	long *stranger;     /* children that were there before the run */
	const char *folder; /* where books and rejects go; null: nowhere */
	bool keeps_rejects;
	size_t asides;
	struct aside *aside;
	struct inbox *inbox; /* null: no step reads one */
	const char *id;      /* of this run; null: it has none */
	const char *redone;  /* the id of one that was cut short while it published */
	bool again;          /* this run is one that was cut short while it handed its results over */
	const char *nothing; /* an inbox that has no new batch; null: there is none such */
	bool decided; /* the journal stands: what is not named yet has to stay for the next run */
	int signals;  /* signalfd */
	int caught;   /* the signal that ends the run, or 0 */
	sigset_t mask;
};

/* lock.c */
int pipeline_lock(struct pipeline *);
/* run.c: all of it, after the checks; *caught is the signal that ended it, or 0. */
int pipeline_run(struct pipeline *, const struct run_options *, int *caught);
/* start.c */
void work_choose_folder(struct work *);
int work_open_outputs(struct work *);
struct stream *stream_of(const struct work *, const struct step *);
/* Starts all steps whose input is there. */
int work_start(struct work *);
/* What a step gave, stored, from its beginning on; -1: pipeline_fail was called. */
int work_open_stored(struct work *, const struct step *);
bool stream_complete(const struct work *, const struct stream *);
/* ending.c: what became of a process; ends all that still run. */
void process_settle(struct work *, struct process *, int wait_status);
struct process *work_cause(const struct work *);
void work_end(struct work *);
void work_strangers(struct work *);
double now(void);
/* books.c */
const struct process *work_process_of(const struct work *, const struct part *); /* null: none */
int work_audit(struct work *);
void work_write_ledger(const struct work *, struct output *);
/* 0, or a status as from pipeline_fail. */
int work_write_rejects(const struct work *, struct output *);
uint64_t work_rejected(const struct work *);
void work_table(const struct work *, struct output *);
/* Of a chain, told by it; null: there are none. */
const struct books *process_books(const struct process *, size_t stage);
/* explain.c: the plan, with what each command of the run took. */
void explain_run(struct output *, const struct work *);
/* empty.c: a step whose inputs brought no record, and does not say that this is right. 0 or a status, as from
 * pipeline_fail. */
int work_empty(const struct work *);
/* judge.c: holds the results to the pipeline's checks. 0 or a status, as from pipeline_fail. */
int work_judge(struct work *);
/* run.c: what signals have come; the one that ends the run is w->caught. */
void work_hear_signals(struct work *);
/* journal.c */
int journal_recover(struct work *);
/* Removes what processes that are no more have left beside the files of this run. */
void journal_sweep(const struct work *);
/* Alone in the folder until the turn is over. */
int journal_turn(const struct work *);
void journal_turn_over(int turn);
int journal_write(struct work *, struct output *const *, size_t n);
int journal_rename(struct pipeline *, const struct aside *);
void journal_remove(struct work *);
/* inbox.c */
int work_inbox_open(struct work *);
/* After journal_recover: gives back what runs held that ended without a word and published nothing. */
int work_inbox_recover(struct work *);
int work_inbox_claim(struct work *);
/* What this run claimed is about to be handed over to whoever keeps results that are no files. */
int work_inbox_hand_over(struct work *);
/* What this run claimed is in a result for ever. */
int work_inbox_used(struct work *);
/* The files of a run that was cut short have their names now (run: its id; null: it has none): what it claimed is used, or it
 * has to be handed over again. */
int work_inbox_redone(struct work *, const char *run);
void work_inbox_close(struct work *); /* releases what is not used */
/* vintage.c: a second output for each finished one that is kept by date, finished too. 0 or a status, as from
 * pipeline_fail. */
bool vintage_is_date(struct text);
int work_vintages(struct work *, struct output **, size_t *n);
/* document.c: writes and finishes the documents that go with what is published, behind the *n outputs there are. 0 or a
 * status, as from pipeline_fail. */
enum { DOCUMENTS = 3 };
int work_document(struct work *, struct output **, size_t *n);
/* publish.c */
int work_publish(struct work *);
void work_keep_failed(struct work *);
void work_drop(struct work *);
