/* filters/dedup/outside.h - what does not fit in memory: the same rule, by files without a name.
 *
 * From some record on, all are written behind one another, as they come, and a small entry for each goes to runs in the order of
 * their keys: there the records of a key stand together, in order of coming, and what becomes of each is found. That goes to
 * runs in the order of the records, which are then read once more.
 */
#pragma once
#include "lib/hash.h"
#include "lib/merge.h"
#include "lib/spill.h"

enum rule { FIRST, LAST, GREATEST };

struct outside {
	enum rule rule;
	bool rejects;    /* conflicts are rejected */
	size_t columns;  /* of a record */
	size_t key_col;  /* that a conflict is told of */
	uint64_t memory; /* bytes that may be held */
	struct spill *records;
	uint64_t n;   /* of them; they are numbered from 1 on */
	char *packed; /* one of them */
	size_t room;
	struct heap entries, fates, late;
	struct merge by_key, by_number, by_time;
	struct finding *finding; /* while keys are looked through */
	struct reading *reading; /* and while records are read again */
	uint64_t duplicates, conflicts;
};

/* Begins it; what is given is set. */
void outside_open(struct outside *, struct run *);
/* A key whose record has passed on already: whatever comes of it is no first one. 0, or a status as from run_fail. */
int outside_known(struct outside *, struct run *, struct hash key, uint64_t content);
/* The next record. by: the value that decides; only with GREATEST. lacks: 0, or the column + 1 that its key lacks. */
int outside_add(struct outside *, struct run *, struct hash key, uint64_t content,
                const struct text *values, struct text source, uint64_t line, struct text by,
                size_t lacks);
/* Emits what is kept, and rejects and counts the others. */
int outside_finish(struct outside *, struct run *);
void outside_free(struct outside *); /* may be all zeros */
