/* filters/derive/program.h - a program that was read: statements in their order. */
#pragma once
#include "derive/node.h"

struct statement {
	struct node *node;
	bool selects;  /* of type TRUTH: only records of which it is true go on */
	size_t column; /* else of type STRING, and this column's value */
};

struct program {
	size_t n;
	struct statement *statements;
	size_t depth;    /* arrays that are needed at once */
	size_t matchers; /* to be freed in the end, after a failure too */
	struct matcher **matcher;
};

struct names { /* the columns that expressions may name */
	const struct columns *in;
	struct columns *out; /* those of `in`, and behind them those that the program makes */
	enum type *types;    /* of those in `out`; grows by arena_append, as the next */
	size_t *blame;
};

/* Reads a program, or the condition of --where, and puts its statements behind those that are there. 0 or EX_USAGE. */
int program_read(struct program *, struct run *, const char *what, struct text, struct names *);
int program_select(struct program *, struct run *, const char *what, struct text, struct names *);
void program_end(struct program *);
