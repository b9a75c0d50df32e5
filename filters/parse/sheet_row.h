/* filters/parse/sheet_row.h - the cells of one row of a sheet, the same for all workbooks. */
#pragma once
#include "lib/stage.h"
#include "parse/format.h"

struct sheet_row {
	const struct table *table;
	struct run *run;    /* of the call that is under way */
	struct arena *mem;  /* for what ends with the batch */
	struct text name;   /* of the input with its sheet: BOOK#SHEET */
	const bool *wanted; /* wanted_n flags; null: all */
	size_t wanted_n;

	size_t taken; /* bytes of the rows that are in the batch */
	uint64_t line;
	size_t bytes; /* of its values; more than --max-record is a fault */
	size_t n, room;
	struct text *cells;
	const char *word; /* why it is no row */
	size_t at;
	struct text value;
	bool pending; /* it was given, and not stepped over */
};

void sheet_row_begin(struct sheet_row *, uint64_t line);
/* Of a cell behind the columns too: it makes the row a reject. */
bool sheet_wanted(const struct sheet_row *, size_t column);
void sheet_put(struct sheet_row *, size_t column, struct text value);
/* The cell holds an error: the row is a reject, unless the error counts as missing or nobody wants it. */
void sheet_error(struct sheet_row *, size_t column, struct text value);
/* The batch holds enough: rows of a sheet may be large, and all of one stay in memory. wait: it is empty. */
bool sheet_full(struct sheet_row *, bool wait);
/* All cells are there. 0 or a status. */
int sheet_row_end(struct sheet_row *, struct row *);
/* BOOK#SHEET, in the run's arena. */
struct text sheet_named(struct run *, struct text book, struct text sheet);

/* Of struct format, for a format whose struct begins with its sheet_row. */
void sheet_step(void *sheet_row, struct input *);
void sheet_columns(void *sheet_row, struct run *, size_t n, struct picks, const bool *wanted);
