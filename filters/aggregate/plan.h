/* filters/aggregate/plan.h - what is computed: the groups and the measures, from options or from a partial's header. */
#pragma once
#include "lib/stage.h"

enum measure_kind { COUNT, SUM, DISTINCT, MIN, MAX };

struct measure {
	enum measure_kind kind;
	bool counts_rows; /* COUNT over records; that of partials adds up their counts */
	size_t state;     /* of a cell, which is its; of one that counts rows there is none */
	size_t col;       /* that it reads */
	struct text of;   /* its name, empty where it has none */
	struct text name; /* that it gives */
};

struct plan {
	struct picks group;      /* columns that are read */
	struct text *group_name; /* and their names, by position in the group */
	bool *totalled;          /* --totals: the same */
	size_t totals;           /* how many */
	size_t n, states;
	struct measure *measure;
	bool to_partial;
	bool unknown; /* nobody knows yet what columns come, nor so which are given */
};

struct wanted { /* options */
	struct columns group, totals;
	struct text count;
	struct texts sum, distinct, min, max;
	bool partial, merge;
};

/* Fills plan and out. 0, or a status as from run_fail. */
int plan_open(struct plan *, struct run *, const struct wanted *, const struct columns *in,
              struct columns *out);
/* A measure whose values have to be numbers. */
static inline bool measure_adds(const struct measure *m)
{
	return m->kind == SUM || (m->kind == COUNT && !m->counts_rows);
}
