/* filters/derive/node.h - expressions as trees, each node knowing how it is worked out.
 *
 * A node is worked out for many records at once, into an array that the next batch uses anew. So what it costs to
 * choose what is to be done is paid per batch, not per record.
 */
#pragma once
#include "lib/decimal.h"
#include "lib/stage.h"

enum type {
	COLUMN, /* of a column that came: text, until a number, a date or a truth value is asked for */
	STRING,
	NUMBER,
	DATE,
	TRUTH,
	MISSING, /* the word `missing`, which is of any type */
};

#define NO_NUMBER UINT32_MAX /* the scale of a missing one */
enum { NO, YES, UNKNOWN };   /* truth values */

union values { /* by number of a batch's record; which of them is a matter of the type */
	struct text *text;
	struct decimal *number;
	uint32_t *date; /* YYYYMMDD; 0: missing */
	unsigned char *truth;
};

struct rows { /* for which of a batch's records something is worked out, in order */
	size_t n;
	const uint32_t *at;
};

struct work;
struct node;
struct matcher;
/* Works out an expression for some records, with what lies at `depth` and deeper for its own use. The arrays that it
 * gives may be a column's: they are not written to. */
typedef union values work_out(struct work *, const struct node *, struct rows, size_t depth);
/* The same of a function whose arguments have been worked out. to may be the array of the first. */
typedef void apply(struct work *, const struct node *, struct rows, const union values *given,
                   union values to);

struct function {
	const char *name;
	const char *form; /* as its page has it, for messages */
	/* A letter for each argument: t text, n number, d date, D date as text; w a whole number and q a text that
	 * stand in the program. A capital W or Q may be left out; '*' at the end: the one before may be repeated. */
	const char *takes;
	enum type gives;
	apply *apply;
	/* Gives the same as text, from a date as text: a piece of it. May be null. */
	apply *piece;
};

struct node {
	work_out *work;
	enum type type;
	size_t at;    /* where it stands in the source */
	size_t blame; /* the column that came to which a fault is laid, or NO_COLUMN */
	size_t n;
	struct node **arg;
	const struct function *function; /* null: an operator or a conversion */
	apply *apply;
	size_t column;   /* of a column */
	unsigned orders; /* of a comparison: the sum of LESS, EQUAL, MORE that make it true */
	bool inverse;    /* not in, is not missing */

	struct decimal number; /* what stands in the program */
	struct text text;
	uint32_t date;
	unsigned char truth;
	struct node *members; /* of `in`: literals in order */
	size_t member_count;

	long whole[2]; /* arguments that stand in the program */
	struct text quoted[2];
	size_t wholes, quotes;

	struct matcher *matcher; /* of a pattern */

	unsigned scale; /* of a quotient, of rounding */
	enum rounding rounding;
	bool fixed; /* the quotient keeps all its digits */
};
enum { MOST_GIVEN = 64 }; /* arguments of a function */
enum { LESS = 1, EQUAL = 2, MORE = 4 };
