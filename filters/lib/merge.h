/* filters/lib/merge.h - runs: records in order that were written to a file, and are merged again. */
#pragma once
#include "lib/spill.h"
#include "lib/stage.h"
#include "lib/heap.h"

struct stretch { /* a run in the file */
	uint64_t from, end;
	unsigned level; /* how often its records were merged */
};

struct merge {
	struct spill *file;
	size_t n;
	struct stretch *run; /* in order of coming */
	size_t memory;       /* bytes for reading, of all runs together */
	size_t room;         /* of these for a run, at least: a block, and the beginning of a record */
	size_t longest;      /* bytes of a record that was put there */
	bool again;          /* they will be read once more: what was read is not forgotten */
	struct arena *mem;
};

void merge_init(struct merge *, struct run *, size_t memory);
/* Writes records in order as a run. 0 or EX_IOERR. */
int merge_add(struct merge *, struct run *, const struct heap *);
/* The same, one record after another in their order, between these two. */
void merge_begin(struct merge *);
int merge_put(struct merge *, struct run *, struct record);
void merge_end(struct merge *);
/* Makes few runs of many, now and then. 0 or EX_IOERR. */
int merge_few(struct merge *, struct run *);
/* Gives the records of all runs in order; those of one key in order of coming. Their bytes stay until `each` ends. */
typedef int give(void *with, struct run *, struct record);
int merge_all(struct merge *, struct run *, give *each, void *with);
void merge_free(struct merge *); /* may be all zeros */
