/* filters/parse/body.h - what is said of the rows behind the header: notes, groups, totals, the end of the table. */
#pragma once
#include "lib/feed.h"
#include "lib/pattern.h"
#include "parse/format.h"

/* Compiles a rule's pattern, *to null where it has none. 0 or a status. */
int row_pattern(struct run *, const char *file, const struct row_rule *, bool groups,
                struct pattern **to);
/* Is this row meant? at: the cell that the rule's column is; SIZE_MAX: the first that is not blank. group: takes what the
 * first pair of parentheses holds, else the whole; may be null. */
bool row_is(const struct pattern *, struct text *group, const struct row_rule *, const struct row *,
            size_t at);
size_t row_filled(const struct row *); /* cells that are not blank */

struct body;
/* Null where nothing is said. Compiles patterns; 0 or a status. Before the first input. */
int body_open(struct body **, struct run *, const struct shape *);
void body_close(struct body *); /* may be null */
/* An input begins, whose columns these are. place: of its header, for messages. 0 or a status. */
int body_begin(struct body *, struct run *, const char *place, const struct columns *,
               const struct feed *, bool ragged);

enum verdict {
	BODY_RECORD, /* it is one, perhaps with other cells than it had */
	BODY_DONE,   /* it was counted, or is kept for later, or is nothing */
};
/* The row that comes next. mem: as long as the batch. 0 or a status. */
int body_row(struct body *, struct run *, const struct input *, struct arena *mem, struct row *,
             enum verdict *);
/* The next of those that were kept and can go now. Its cells stay until body_row. */
bool body_next(struct body *, struct row *);
/* All rows of the input came. 0 or a status; body_next may give some more. */
int body_end(struct body *, struct run *, const struct input *);
