/* filters/lib/feed_shape.h - the shape of a feed's table: where its header and its end are, and which rows are no records.
 *
 * headerRows, headerJoin, commentRows and nullSequence are those of Table Dialect; what it cannot say stands in the same
 * object, with the prefix "weir:". All of it holds for any format.
 */
#pragma once
#include "lib/stage.h"

struct numbers { /* of rows, ascending, 1 is the first */
	size_t n;
	uint64_t *at;
};

/* Rows by what one of their cells holds, without blanks at its ends: an expression (lib/pattern.h) for the whole of it. */
struct row_rule {
	const char *path;    /* "dialect.weir:totals[0]", for messages */
	struct text column;  /* .at null: the first cell that is not blank */
	struct text pattern; /* .at null: anything but nothing */
};

enum total_compare { SUM_EQUAL, SUM_AT_LEAST, SUM_UNCHECKED };
struct total_rule { /* rows that are totals of others, and what these have to sum to */
	struct row_rule row;
	bool group;    /* of the rows since the one before it; else of all rows so far */
	bool optional; /* there need not be one */
	enum total_compare compare;
	struct texts columns;             /* n 0: all in which it has a number */
	struct text group_char;           /* between thousands; .at null: as the column's field says */
	struct text decimal_char;         /* before a fraction; .at null: the same */
	uint64_t rounding;                /* to multiples of so much; 0: not rounded */
	size_t markers;                   /* what stands in place of a number that is not shown … */
	struct text *marker, *low, *high; /* … and the lowest and the highest it may be */
};

struct drop_rule {       /* rows that are no records; row.path null: there is no such rule … */
	struct row_rule row; /* … by what a cell holds … */
	uint64_t
		fewer; /* … and where they have fewer cells than so many that are not blank; 0: any number */
};

struct shape {
	const char *file;           /* the descriptor's name, for messages; null: there is none */
	struct numbers header_rows; /* n 0: the first row that is not blank */
	struct text header_join;    /* " " when not given */
	struct numbers
		header_fill; /* rows whose blank labels are those to the left; also with fill_all */
	bool fill_all;   /* all header rows but the last */
	struct row_rule
		header_from; /* header_rows count from the first such row; path null: not given */
	struct numbers comment_rows;
	struct text null_sequence; /* .at null: not given */
	bool skip_blank;           /* rows of blank cells are none */

	bool end_blank;      /* the table ends before the first row of blank cells … */
	struct row_rule end; /* … or the first such row; path null: not given … */
	uint64_t end_fewer;  /* … or the first with fewer cells that are not blank */

	size_t drops;
	struct drop_rule *drop;
	struct drop_rule
		label; /* rows whose first cell that is not blank is the label of those below … */
	struct text label_into; /* … in a column of this name, behind the others */
	struct texts fill_down;
	size_t ups;
	struct row_rule
		*up; /* the label below a group: what its first pair of parentheses holds, else all of it */
	size_t totals;
	struct total_rule *total;
};

struct shape shape_default(void);
/* Something is said of the rows behind the header. */
static inline bool shape_has_rules(const struct shape *s)
{
	return s->comment_rows.n > 0 || s->skip_blank || s->end_blank || s->end.path ||
	       s->end_fewer > 0 || s->drops > 0 || s->label.row.path || s->fill_down.n > 0 ||
	       s->ups > 0 || s->totals > 0;
}
/* Reads "3,4,5" into the run's arena. False: it is no ascending list of numbers from 1 on. */
bool numbers_read(struct run *, struct text list, struct numbers *);
