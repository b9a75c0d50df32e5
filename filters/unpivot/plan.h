/* filters/unpivot/plan.h - which columns become records, and what their names say. */
#pragma once
#include "lib/stage.h"

struct wanted {           /* as options gave it */
	struct columns cells; /* -c */
	struct text match;    /* --match */
	struct columns keep;  /* --keep */
	struct columns into;  /* --into */
	struct text value;    /* --value */
};

struct plan {
	struct picks rest;  /* columns that stay, and are repeated */
	size_t cells;       /* records that one becomes */
	size_t labels;      /* new columns before the values */
	struct text *label; /* label[c * labels + i]: what the cell c has there */
	size_t values; /* columns of values: one, or one for each text of the group named `value` */
	size_t *from;  /* from[c * values + v]: the column, or NO_COLUMN: missing */
	struct columns out;
};

/* 0 or EX_USAGE. */
int plan_make(struct plan *, struct run *, const struct columns *in, const struct wanted *);
