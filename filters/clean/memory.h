/* filters/clean/memory.h - what became of values that were seen before. */
#pragma once
#include "clean/clean.h"

struct answer;

struct memory {
	size_t most;   /* distinct values */
	uint64_t seed; /* the run's */
	struct memo *memo;
	struct answer *answers; /* by the memo's number; in kept */
	struct arena *kept;
	uint64_t hits, misses;
	bool full, useless;
};

/* rule_clean, but once for each distinct value as long as that pays. */
enum fault memory_clean(struct memory *, const struct rule *, struct text value, struct arena *mem,
                        struct cleaned *);
/* Between two batches: forgets all when full, and gives up where values hardly ever come again. */
void memory_turn(struct memory *);
void memory_end(struct memory *);
