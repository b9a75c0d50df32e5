/* filters/harmonise/tables/pool.h - every name that a source gives, until it is settled what
 * each key means. */
#pragma once
#include "harmonise/answer.h"
#include "lib/arena.h"
#include <stdio.h>

struct found {
	struct text key;
	enum answer_kind kind;
	char code[4]; /* alpha-3; empty for IS_RESIDUAL and IS_UNKNOWN */
	bool english, cldr;
	bool outvoted;
	struct text name, language; /* as the source writes it; "de", "sr@latin" */
};

struct pool {
	struct arena *mem;
	size_t n, room;
	struct found *at;
};

struct settled { /* what one key means */
	struct text key;
	enum answer_kind kind;
	struct text codes; /* in order, a space between */
};

/* Puts a name in under its keys; `as` tells kind and code. */
void pool_name(struct pool *, struct text name, struct found as);
/* The same for a code, "NAM" or "516". */
void pool_code(struct pool *, struct text code, struct found as);
/* Decides for each key: *n answers, in the order of keys. Every key for which sources disagree
 * is a line of the report, so that a reviewer sees what was decided. */
struct settled *pool_settle(struct pool *, FILE *report, size_t *n);
