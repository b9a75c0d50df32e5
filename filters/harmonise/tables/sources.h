/* filters/harmonise/tables/sources.h - where names and codes come from. Each gives null, or the
 * one line that says what is wrong. */
#pragma once
#include "pool.h"

struct area { /* a country of today or of former days; days as yyyymmdd, 0: not limited */
	char alpha2[3], alpha3[4], alpha4[5], numeric[4];
	char state[4]; /* whose territory it is */
	char whole[4]; /* what it was part of before `from` */
	bool former;
	int from, to;  /* its first and its last day */
	int withdrawn; /* the day its codes were */
	struct text name, successors;
};
struct areas {
	size_t n;
	struct area *at;
};

struct area *area_of(const struct areas *, struct text alpha3); /* null: there is none */

/* ISO 3166-1 and 3166-3 as Debian's iso-codes holds them below `share` ("/usr/share"), with all
 * their translations. Tells the countries of today, and then the former ones. */
const char *take_iso_codes(struct pool *, const char *share, struct areas *);
/* The parts of countries by ISO 3166-2, with their translations too. */
const char *take_parts(struct pool *, const char *share, const struct areas *);
/* CLDR's names of them, and of the parts of the world, in all locales of ICU. */
const char *take_icu(struct pool *, const struct areas *);
/* The cities that time zones are named for. */
const char *take_cities(struct pool *, const struct areas *);
/* All tables of names and codes in `conf`, a folder. */
const char *take_conf(struct pool *, const char *conf, const struct areas *);
/* When areas began and ended, and whose they are: history.tsv, parts.tsv, territories.tsv. */
const char *take_history(struct areas *, const char *conf, struct arena *mem);

/* "FILE: WHY" */
const char *blame(struct arena *mem, const char *file, const char *why);
/* A whole file. */
const char *slurp(struct arena *mem, const char *path, struct text *bytes);
/* A weir text table whose header is `head`: gives each further line's values to `take`, which gives
 * null or what is wrong with it. Every line has as many values as the header; *lines: how many. */
typedef const char *take_line(void *self, const char *file, size_t line, const struct text *value);
const char *take_table(struct arena *mem, const char *path, const char *head, take_line *take,
                       void *self);
