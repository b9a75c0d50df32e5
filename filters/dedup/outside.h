/* filters/dedup/outside.h - what does not fit in memory: the same rule, by files without a name.
 *
 * From some record on, all are written behind one another, as they come, and an entry for each, its key's hash and its number,
 * goes to one of several parts by that hash. In the end a part at a time is looked through, whose keys fit in memory: there
 * the entries of a key are in order of coming, and what becomes of each is found. This goes to parts by the number of the record,
 * and these are applied to the records as they are read once more. A part with more keys than fit is divided again.
 */
#pragma once
#include "index.h"
#include "lib/merge.h"
#include "parts.h"
#include "records.h"

enum rule { FIRST, LAST, GREATEST };

struct outside {
	enum rule rule;
	bool rejects;    /* conflicts are rejected */
	size_t columns;  /* of a record */
	size_t key_col;  /* that a conflict is told of */
	size_t by;       /* the column that decides, with GREATEST */
	uint64_t memory; /* bytes that may be held */

	struct index known; /* with FIRST: keys whose record has passed on */
	struct records records;
	struct parts entries;
	struct arena *mem; /* what ends with a batch */
	unsigned bits;     /* of the hash, that tell its part */
	char *entry;       /* one of them, as bytes */
	size_t room;
	struct parts fates;
	uint64_t window; /* records that the fates of one part are of */
	struct applied *applied;
	struct heap late; /* rejects that are told in another order than that of the records */
	struct merge by_time;
	uint64_t duplicates, conflicts;
};

/* Begins it; what is given is set. */
void outside_open(struct outside *, struct run *);
/* A key whose record has passed on already: whatever comes of it is no first one. */
void outside_known(struct outside *, struct hash key, uint64_t content);
/* The next records of a batch, which it keeps none of. missing: null, or for each row 0 or the column + 1 that its key lacks.
 * 0, or a status as from run_fail. */
int outside_add(struct outside *, struct run *, const struct batch *, const struct hash *,
                const uint64_t *content, const size_t *missing);
/* Emits what is kept, and rejects and counts the others. */
int outside_finish(struct outside *, struct run *);
void outside_free(struct outside *); /* may be all zeros */
