/* filters/lib/list.h - a table of weir text that a stage holds whole while records pass: a code list, what is joined,
 * an older edition. And an index of its lines by key. */
#pragma once
#include "lib/memo.h"
#include "lib/stage.h"
#include "lib/table.h"

struct list {
	const char *file;
	struct columns columns; /* `unknown` where it was not read, see below */
	size_t rows;            /* the one at `row` stands on line row + 2 */
	struct text **col;      /* col[c][row] */
	struct arena *mem;
};

/* Reads all of it. Places (@source, @line) are left out. What is no regular file (a pipe) can be read but once: where the
 * stage is only checking, it is left alone, and columns.unknown is set. 0, or a status as from run_fail: EX_NOINPUT where
 * it is not there, EX_DATAERR with the line where it is no weir text. */
int list_read(struct run *, const char *file, struct list *);
/* run_pick for its columns, with a word for whoever gave it CSV. */
int list_pick(struct run *, const struct list *, const struct columns *want, struct picks *);
void list_free(struct list *); /* may be all zeros */

/* Distinct keys, numbered in the order in which they first come. */
struct list_index {
	const struct list *list;
	struct picks key; /* its columns */
	uint64_t seed;
	uint32_t keys;        /* how many there are */
	struct memo *texts;   /* of a key of one column: its values, by number */
	struct table numbers; /* of others */
	uint32_t *first;      /* by number: its first row */
	uint32_t *last;       /* and its last */
	uint32_t *next;       /* by row: the next one of the same key + 1, or 0 */
};

/* Of a list that was read. 0, or a status: too many rows. key: not copied. */
int list_index_make(struct run *, const struct list *, struct picks key, struct list_index *);
/* Refuses a key that stands there twice: EX_DATAERR, with both lines. */
int list_index_unique(struct run *, const struct list_index *);
/* For each row of a batch the number of its key, or TABLE_NONE: `pick` has as many columns as the key. */
void list_index_find(const struct list_index *, struct text *const *col, const size_t *pick,
                     size_t rows, uint32_t *number);
/* The values of a row's key for a message, with commas between, in mem. */
const char *list_key_words(const struct list_index *, size_t row, struct arena *mem);
void list_index_free(struct list_index *); /* may be all zeros */
