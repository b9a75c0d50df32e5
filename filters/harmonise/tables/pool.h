/* filters/harmonise/tables/pool.h - every name that a source gives, until it is settled what
 * each key means. */
#pragma once
#include "harmonise/answer.h"
#include "lib/arena.h"
#include <stdio.h>

/* What one name is worth beside another. A lower rank counts only where no higher one has the key. */
enum rank {
	MADE,  /* made from a name: in Latin letters, a demonym's plural */
	TOLD,  /* by iso-codes, ICU or CLDR */
	HOUSE, /* by the tables in conf/countries, which people have decided on */
};

struct found {
	struct text key;
	enum answer_kind kind;
	char code[4]; /* alpha-3; empty for kinds that have none, and for several */
	enum rank rank;
	bool english, cldr;
	bool outvoted;
	struct text codes;          /* HOUSE: all of them, "COD COG" */
	struct text name, language; /* as the source writes it; "de", "sr@latin" */
	struct text source;         /* "ICU de", "names.tsv:12, UN, M49: former names" */
};

struct pool {
	struct arena *mem;
	size_t n, room;
	struct found *at;
};

struct settled { /* what one key means */
	struct text key;
	enum answer_kind kind;
	struct text codes;  /* in order, a space between */
	struct text former; /* codes of former countries that it meant before: "BUR" */
	struct text source; /* of the one that decided */
	bool wide;          /* in a language that most feeds are written in */
};

/* Puts a name in under its keys; `as` tells all else. */
void pool_name(struct pool *, struct text name, struct found as);
/* A text that a table rules on: NA is ruled on as a code, which N/A is not. A text that only looks
 * like a code (UAE) is a name. After all codes are known. */
void pool_house(struct pool *, struct text, struct found as);
/* The same for a code, "NAM" or "516". */
void pool_code(struct pool *, struct text code, struct found as);
/* A code in one scheme only: "ioc", "GER". */
void pool_scheme(struct pool *, const char *scheme, struct text code, struct found as);
/* A part of a country, or a city: no country itself. */
void pool_place(struct pool *, struct text name, struct found as);
/* Decides for each key: *n answers, in the order of keys. Every key for which sources disagree
 * is a line of the report, so that a reviewer sees what was decided. Null, and *why: two lines of
 * conf/countries contradict each other. */
struct settled *pool_settle(struct pool *, FILE *report, size_t *n, const char **why);
