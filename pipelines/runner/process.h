/* pipelines/runner/process.h - one process of a run: a chain, a foreign command, or a copier. */
#pragma once
#include "pipeline.h"
#include <sys/types.h>

/* What a child tells, in memory that it shares with the runner. */
struct report {
	int status;
	bool told;   /* the books are there */
	bool placed; /* why says where */
	bool closed; /* the reader of its output went away: its books are not whole */
	char why[2048];
	size_t inputs, empty;  /* that it read to their end; and those that brought no record */
	char first_empty[512]; /* what the first of these is called */
	struct books books[];  /* of each stage */
};

enum { FIRST_INPUT = 10 }; /* where the first of a child's further inputs lies */
struct files {             /* descriptors that a child gets; the runner closes its own afterwards */
	int in, out;
	size_t n; /* more inputs */
	int *more;
	struct texts names; /* what a chain reads; n 0: standard input */
	struct texts shown; /* what it calls them */
	size_t sides;       /* results that options name, behind the inputs; each child opens its own */
	int *side;
};

enum state { BEFORE, RUNNING, READY, ENDED };

struct process {
	struct step *step;
	const struct part *part; /* null: a copier */
	bool bare, joined;       /* a copier: leaves places out; writes the header once */
	enum state state;
	pid_t pid;
	int control;  /* "I am ready" comes, the verdict goes; -1: none */
	int *rejects; /* a file for each stage */
	struct report *report;
	size_t shared; /* bytes of it */
	bool failed;
	const char *out; /* what its standard output is, for messages; null: something between steps */
};

struct child { /* what all children need to know */
	struct pipeline *pipeline;
	const char *batch_size;
	size_t threads;  /* of a chain; 0: one for each processor */
	uint64_t memory; /* the same, bytes; 0: a quarter of all */
	bool quiet;
	pid_t runner;
	const void *mask; /* sigset_t: as it was before the runner blocked signals */
};

/* Starts it. rejects: the folder for them, null: they are not kept. 0, or a status as from pipeline_fail. */
int process_start(const struct child *, struct process *, const struct files *,
                  const char *rejects);
/* Its place for messages: "records: ", "records: grep -v x: ". */
const char *process_place(struct pipeline *, const struct process *);
/* Ends what is no longer used of it. */
void process_free(struct process *);

/* copy.c: what a copier does: all inputs to standard output. 0, or a status and *why. */
int copy_all(const struct process *, const struct files *, char *why, size_t room);
/* A file without a name in `folder`, else in TMPDIR or /tmp. -1: none. */
int temporary(const char *folder);
