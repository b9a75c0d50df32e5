/* filters/emit/sdmx.h - SDMX: a data structure, how a stream's columns fill it, and what is checked. */
#pragma once
#include "emit.h"
#include "lib/decimal.h"
#include "lib/output.h"
#include "lib/hash.h"
#include "lib/memo.h"
#include "lib/table.h"

enum part { DIMENSION, TIME, MEASURE, ATTRIBUTE };
enum attached { TO_OBSERVATION, TO_SERIES, TO_DATASET };
enum type { ANY_TEXT, NUMBER, DATE };

struct component {
	struct text id; /* with a NUL behind it, as `name` */
	enum part role;
	enum attached attached;
	enum type type;
	bool required;     /* dimensions are */
	struct memo *code; /* its code list; null: it has none */
	struct text list;  /* the list's name */
	struct text
		without_value; /* of an observation's status: the codes that mean that there is none, between blanks */
};

struct structure {
	struct text id; /* "UIS:UOE_NON_FINANCE(1.0)" */
	size_t n;
	struct component *at;
};

/* Reads NAME/structure.tsv and the code lists it names: NAME is a folder, or one of conf/sdmx. 0, or a status as from
 * run_fail. */
int structure_read(struct structure *, struct run *, struct text name);
const struct component *structure_find(const struct structure *, struct text id); /* null: none */
/* The nearest component's id, for a message; null: none is near. */
const struct text *structure_nearest(const struct structure *, struct run *, struct text wrong);
void structure_free(struct structure *); /* may be all zeros */

struct field { /* a component of the structure, and where its values come from */
	const struct component *is;
	size_t col; /* NO_COLUMN: always `constant`; if that is missing too, it is not in the message */
	struct text constant;
	bool labelled;    /* --check: "A: Value A" is the code A */
	struct text last; /* the code that was found last: in an arena, as its values come in runs */
	char *last_room;
	bool last_is_good;
};

struct piece { /* of a row: bytes that are the same in all, then a column's value, if any */
	struct text fixed;
	size_t col;
	bool plain; /* its values are codes, none of which has to be quoted */
};
struct row_form {
	struct piece *piece; /* the last has no column */
	size_t n, fixed;     /* how many; bytes of what is fixed in them */
};

struct seen { /* an observation, or a series */
	struct hash key;
	uint64_t content; /* of what it says: a hash, or the number of it */
};
struct seen_set {
	struct table numbers;
	struct seen **piece; /* in pieces that never move */
	struct arena *mem;
};

struct violation {
	size_t row, col, number; /* number: in the order in which they were found */
	const char *word;
};

struct sdmx {
	struct structure structure;
	size_t n;
	struct field *field; /* by component */
	/* Fields; NO_COLUMN: there is none. */
	size_t time, value, freq, decimals, status, confidential;
	size_t kind_col, id_col; /* --check: the columns STRUCTURE or DATAFLOW, and STRUCTURE_ID */
	size_t action_col;       /* the column ACTION; NO_COLUMN: none */
	bool is_2, decimal_comma;
	/* Columns: of dimensions, of all else but time, of those behind the structure's. */
	struct picks series, observation, own;
	struct picks series_said, dataset_said; /* fields of attributes that have to be constant */
	struct text *dataset_first; /* values of the latter, by position; .at null: not seen yet */
	struct seen_set series_seen, observations_seen;
	struct memo *said; /* what is said of series: their attributes, packed */
	struct output *violations;
	struct row_form form, deletion; /* of an observation; of a row that deletes one */

	struct violation *violation; /* those of the batch, if they are to be listed */
	size_t violations_n;

	bool *same;    /* by column of the batch: all its rows have one value */
	bool *bad;     /* by row of the batch: it is rejected */
	bool *deletes; /* its ACTION is D */
	bool *partial; /* --check: it is no whole observation */
};

/* Reads the options and the columns: the structure, which column fills which component. 0, or a status as from run_fail. */
int sdmx_plan(struct emit *, struct run *, const struct columns *in);
int sdmx_plan_message(struct emit *, struct run *, const struct columns *in); /* --check */
/* Checks the records of a batch, and rejects those that break a rule; sdmx->bad tells them. */
int sdmx_check(struct emit *, struct run *, struct batch *);
/* A record breaks a rule: it is rejected, and the violation listed. */
void sdmx_violation(struct emit *, struct run *, struct batch *, size_t row, size_t col,
                    const char *word);
/* Keys: none twice, and the attributes of series and data set constant. */
int sdmx_check_keys(struct emit *, struct run *, struct batch *);
void sdmx_keys_init(struct sdmx *, uint64_t seed);
void sdmx_keys_free(struct sdmx *);

/* Is it a period of that frequency (a code of SDMX CL_FREQ; missing: of any)? */
bool sdmx_period(struct text, struct text freq);
/* A day, or a day and a time, of ISO 8601. */
bool sdmx_date(struct text);
