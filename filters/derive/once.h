/* filters/derive/once.h - statements whose outcome one column decides: worked out once for each of its distinct values.
 *
 * Such statements form a group. What a value makes of them (the columns that they give, or what rejects or drops a record)
 * is kept under that value, and put where it comes again. A group is worked out where its first statement stands; the
 * others may be drawn forward to there, since no statement between reads or writes what they give. Faults keep their
 * place: the first one of a record counts, as if each statement had been worked out where it stands.
 */
#pragma once
#include "derive/program.h"
#include "derive/work.h"

enum { ONCE_MOST = 32 }; /* statements of a group */

struct once;
struct onces {
	size_t n;
	struct once **group;
	struct once **of; /* by statement: its group, or null */
};

/* Finds the groups of a program that are worth it. columns: how many there are. */
void once_plan(struct onces *, struct run *, const struct program *, size_t columns);
/* The next batch. */
void once_begin(struct onces *, struct run *, const struct batch *);
/* The group of a statement, or null: it is worked out as it stands. The same for a whole batch. */
struct once *once_of(const struct onces *, size_t statement);
/* Is this the statement where the group is to be worked out? */
bool once_starts(const struct once *, size_t statement);
void once_work(struct once *, struct run *, struct batch *, struct rows);
/* Rejects and drops what this statement of the group does. Gives the rows that go on, in the array of those given. */
struct rows once_faults(struct once *, struct run *, struct batch *, size_t statement, struct rows,
                        uint32_t *at);
void once_end(struct onces *); /* may be all zeros */
/* A fault of one of the values that are worked out. value: may be null. */
void once_reject(struct once *, const struct node *, size_t row, const char *word,
                 const struct text *value);
