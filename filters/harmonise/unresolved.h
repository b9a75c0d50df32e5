/* filters/harmonise/unresolved.h - the texts that were refused, and how many records each would
 * settle. */
#pragma once
#include "answer.h"
#include "lib/memo.h"

struct run;
struct output;
struct arena;

struct refusal {
	struct answer answer;
	uint64_t records;
};
struct unresolved {
	struct output *out; /* null: not wanted, or only checking */
	struct arena *mem;
	struct memo *texts;
	struct refusal *at; /* by number of the text */
	size_t room;
	uint64_t others; /* records of texts that are too long to list, or past UNRESOLVED_MOST */
};
#define UNRESOLVED_MOST 1000000

int unresolved_open(struct unresolved *, struct run *, const char *path);
void unresolved_count(struct unresolved *, struct text, struct answer);
/* The most frequent first, each with the countries that are nearest to it. */
int unresolved_write(struct unresolved *, struct run *);
void unresolved_close(struct unresolved *); /* may be all zeros */
