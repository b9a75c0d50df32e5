/* pipelines/runner/pipeline.h - a pipeline: its steps, their commands, and how they hang together. */
#pragma once
#include "lib/chain.h"
#include "lib/json.h"
#include <sys/types.h>
#include <time.h>

extern const struct stage *const stages[]; /* made by the build; ends with null */

struct command { /* the words between two | */
	size_t argc;
	char **argv;               /* ends with null */
	const struct stage *stage; /* null: a foreign command */
	const char *label;         /* "records/clean.2" */
	/* After pipeline_check, of a filter. */
	struct columns *gives; /* null: a sink that gives no records */
	struct columns *kept;  /* those that others in its process look at, or null */
	bool shared;           /* several threads may be at it */
	uint64_t memory;       /* bytes that it may hold; 0: it does not say */
};

enum from { FROM_FILES, FROM_STDIN, FROM_STEP, FROM_INBOX };
struct source {
	enum from from;
	const char *word; /* as it is written: a file or a glob, "-", "@records" */
	struct step *step;
	const char *office, *feed; /* of an inbox: patterns */
	bool again;                /* batches that were read before, too */
	size_t batches;
	const char **batch; /* their files, once a run has claimed them */
};

struct side { /* a result that an option of a filter names: --table @countries */
	const struct command *command;
	size_t word;
	struct step *step;
	const char *path; /* that the filter opens */
};

struct part { /* what becomes one process: neighbouring stages, or one foreign command */
	struct step *step;
	const struct command *command;
	size_t n;
	bool foreign;
	bool place; /* what it writes carries @source and @line */
};

struct file {         /* that a run reads or writes; devices are none */
	const char *said; /* "a: to: out/x.csv" */
	bool written, exists;
	dev_t device;
	ino_t inode;
	const char *name; /* as it was given */
	const char *path; /* of one that is written: without links, as far as it exists */
	struct timespec changed;
	off_t size;
};

struct step {
	const char *name, *run;
	const char *to;                       /* null: no file */
	const char *hears, *sends;            /* endpoints, or URLs of PostgreSQL; null: none */
	const char *senders, *names;          /* whom an endpoint waits for: how many, or which */
	const char *query, *table, *load;     /* of a server of PostgreSQL; null: not given */
	const char *vintage_key, *measure;    /* of a result that is kept by date; null: it is not */
	const char *key, *server_key, *allow; /* files and a folder of keys for them; null: none */
	size_t sources, sides, commands, parts;
	struct source *source;
	struct side *side;
	struct command *command;
	struct part *part;
	size_t readers; /* steps that read it */
	bool to_stdout;
	bool claimed;            /* a check looks at it */
	bool empty;              /* its inputs may bring no record */
	bool stored;             /* written whole before anybody reads it */
	bool wants;              /* its first command has a use for @source and @line */
	int mark;                /* while paths between steps are looked for */
	struct columns *columns; /* that it gives; null: not known */
};

enum claim_how { CLAIM_TRUE, CLAIM_EQUALS, CLAIM_AT_LEAST, CLAIM_AT_MOST };
struct claim {                /* what has to hold of results before they are published */
	const char *name, *title; /* title may be null */
	size_t n;                 /* steps whose results it looks at */
	struct step **of;         /* after pipeline_graph */
	const char **word;        /* as they are written: "@table" */
	bool several;             /* the programs see an object of results, not one result */
	struct text find;         /* a jq program */
	enum claim_how how;
	struct text expected;      /* a jq program, unless CLAIM_TRUE */
	const struct json *within; /* a number; null: exactly */
	const char *reference;     /* a file; null: none */
	bool warns;
	const char *said; /* after the run: what was found instead; null: it holds */
};

struct pipeline {
	struct arena *mem;
	const char *name;  /* null: given by -e */
	const char *file;  /* its config, as the user or the search gave it */
	const char *path;  /* the same from the root on */
	const char *title; /* may be null */
	const char *base;  /* where relative paths begin; it is the working directory */
	int config;        /* the open config, for the lock; -1: none */
	int *given;        /* descriptors that were open when weir began: its children have them too */
	size_t gifts;
	int fault; /* the status of what is wrong in it: EX_CONFIG, or EX_USAGE for -e */
	size_t steps;
	struct step *step;
	const struct json *answer,
		*params; /* the config as it was evaluated, and with what; null for -e */
	size_t claims;
	struct claim *claim;
	const char *report, *report_of; /* a chain that ends in report, and "@step"; null: none */
	struct step *reported;
	const char *inbox;   /* the folder of one; null: not given */
	const char *modules; /* the config's folder, for import */
	size_t files;        /* that options inside of commands name, after pipeline_check */
	struct file *file_of;
	struct step **order; /* whoever is read comes before those who read it */
	bool answered;       /* --help or --version stood in a command, and was answered */
	int status;
	const char *why; /* the one line, without "weir: NAME: " */
};

/* Says what is wrong; the first call counts. Gives back the status. */
int pipeline_fail(struct pipeline *, int status, const char *why, ...)
	__attribute__((format(printf, 3, 4)));
/* In mem, with a NUL. */
char *pipeline_text(struct pipeline *, const char *form, ...) __attribute__((format(printf, 2, 3)));
/* "; the nearest is 'clean'", or "" when nothing is near. */
const char *nearest_word(struct arena *, const char *wrong, const struct text *words, size_t n);
/* The step of that name, or null; and "; the nearest is 'records'", or "". */
struct step *step_named(const struct pipeline *, const char *name);
const char *nearest_step(struct pipeline *, const char *wrong);
/* "records: ", or "" for -e. */
const char *step_place(struct pipeline *, const struct step *);

/* config.c: finds the config by name or path, evaluates it, and makes its base the working directory. */
int pipeline_read(struct pipeline *, const char *which, const struct texts *params);
/* No keys but these in an object of a config; place: "records: ". */
int config_keys(struct pipeline *, const char *place, const struct json *object,
                const struct text *keys, size_t n);
/* A string without NUL bytes; *to stays as it is when value is null. */
int config_string(struct pipeline *, const char *place, const char *key, const struct json *value,
                  const char **to);
/* claims.c: the member `checks` of a config, which may be null; folder: where import looks. */
int claims_read(struct pipeline *, const struct json *checks, const char *folder);
/* inbox.c: is it inbox:OFFICE/FEED, and what does it say? */
bool inbox_is(const char *from);
int inbox_read(struct pipeline *, const char *place, struct source *);
/* After pipeline_cut. */
int inbox_check(struct pipeline *);
/* vintage.c: the member `vintage` of a step, which may be null. */
int vintage_read(struct pipeline *, const char *place, const struct json *, struct step *);
/* The name of a result under a date: "out/table.2026-11-25.csv". */
const char *vintage_name(struct pipeline *, const struct step *, const char *date);
/* document.c: what a config says for the documents: metadata, sources, columns. */
int documents_check(struct pipeline *, const struct json *config);
/* Finds the steps that they look at. Before results get their places. */
int claims_find(struct pipeline *);
/* Do their programs compile, and do they see records? */
int claims_check(struct pipeline *);
/* One step out of the words of -e. */
int pipeline_one_step(struct pipeline *, const char *run);
/* find.c: the file of a pipeline, in mem; null: there is none, and it was said. */
const char *pipeline_find(struct pipeline *, const char *which);
/* Calls `each` for every config in the folders that are searched. */
void pipeline_each(struct arena *, void (*each)(void *, const char *file, const char *name),
                   void *);

/* words.c: cuts `run` into words and commands by the rules of the shell. */
int step_words(struct pipeline *, struct step *);
/* hop.c: puts receive or extract in front, send or load behind. */
int step_hops(struct pipeline *, struct step *);
/* hop.c: the value of a step's "senders", or null. 0, or a status as from pipeline_fail. */
int step_senders(struct pipeline *, const char *place, const struct json *, struct step *);
/* commands.c: finds the filter or the foreign command for each. */
int step_commands(struct pipeline *, struct step *);
/* The filter of that name, with or without weir-, or null; and the one whose name is near. */
const struct stage *stage_named(const char *name);
const char *stage_nearest(struct arena *, const char *wrong);
/* graph.c: the i-th step that it needs, as a source or by an option; null: that one is none. false: there are no more. */
bool step_needs(const struct step *, size_t i, struct step **);
/* Who reads whom, in which order; and where the cuts lie. processes: each stage is one. */
int pipeline_graph(struct pipeline *);
void pipeline_cut(struct pipeline *, bool processes);
/* check.c: all of the above, and opens all stages without data. batch_size may be null. */
int pipeline_check(struct pipeline *, const char *batch_size);
/* clash.c: two files of a run that are one, and one of them is written: a result would be lost, or an
 * input be another one at the next run. After pipeline_check; rejects and ledger are null or a path. */
int pipeline_clash(struct pipeline *, const char *rejects, const char *ledger);
/* The folder of the file that a step writes; null: it writes none. */
const char *step_folder(struct pipeline *, const struct step *);
void pipeline_add_file(struct pipeline *, const char *path, bool written, const char *said);
/* The chain of a part, with its options read. rejects: a descriptor for each stage, or null. */
struct chain *part_chain(struct pipeline *, const struct part *, const char *batch_size,
                         const int *rejects, int *status);
/* Its message as pipeline_fail takes it. */
const char *chain_said(const struct chain *);
void pipeline_free(struct pipeline *);
