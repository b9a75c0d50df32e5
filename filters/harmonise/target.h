/* filters/harmonise/target.h - what to answer with: the codes of a scheme, names, or a grouping of
 * countries. */
#pragma once
#include "answer.h"
#include "lib/arena.h"

struct run;
struct group { /* a line of conf/countries/groups/NAME.tsv */
	char country[16];
	struct text to;
};
struct target {
	struct text word;
	const struct atlas_scheme *scheme;
	struct group *groups; /* null: none */
	size_t n;
};

/* 0, or EX_USAGE with the words there are: "iso3", "ioc", "name", a file in conf/countries/groups;
 * EX_CONFIG for a line of it that is wrong. */
int target_open(struct target *, struct run *, struct text word);
/* The code of a country, "ioc" for one; also of a kind, where the target has one: "STA". Missing:
 * the target has none. */
struct text target_code(const struct target *, const struct answer *);
/* "iso2|iso3|…" for messages; in mem. */
const char *target_words(struct arena *mem);
