/* filters/parse/sheet_row.c - the cells of one row of a sheet, the same for all workbooks. */
#include "parse/sheet_row.h"
#include <inttypes.h>

enum { BATCH_BYTES = 4 << 20 };

bool sheet_full(struct sheet_row *r, bool wait)
{
	if (wait)
		r->taken = 0;
	return r->taken > BATCH_BYTES;
}

void sheet_row_begin(struct sheet_row *r, uint64_t line)
{
	r->line = line;
	r->n = r->bytes = 0;
	r->word = NULL;
	r->value = (struct text){ 0 };
}

bool sheet_wanted(const struct sheet_row *r, size_t column)
{
	return !r->wanted || column >= r->wanted_n || r->wanted[column];
}

void sheet_put(struct sheet_row *r, size_t column, struct text value)
{
	if (column >= r->room) {
		size_t room = column < 32 ? 64 : column * 2;
		r->cells = arena_grow(run_arena(r->run), r->cells, r->n * sizeof(*r->cells),
		                      room * sizeof(*r->cells));
		r->room = room;
	}
	while (r->n <= column)
		r->cells[r->n++] = (struct text){ 0 };
	r->cells[column] = value;
}

void sheet_error(struct sheet_row *r, size_t column, struct text value)
{
	const struct texts *missing = &r->table->feed->missing_values;
	bool good = r->word || !sheet_wanted(r, column);
	for (size_t i = 0; i < missing->n && !good; i++)
		good = value.len > 0 && text_same(missing->at[i], value);
	if (good)
		return;
	r->word = "error-cell";
	r->at = column;
	r->value = value;
}

/* Its cells with TABs between, for the rejects. */
static struct text joined(const struct sheet_row *r)
{
	size_t len = 0;
	for (size_t i = 0; i < r->n; i++)
		len += r->cells[i].len + 1;
	char *to = arena_take(r->mem, len + 1), *at = to;
	for (size_t i = 0; i < r->n; i++) {
		if (r->cells[i].len > 0)
			memcpy(at, r->cells[i].at, r->cells[i].len);
		at += r->cells[i].len;
		*at++ = '\t';
	}
	return (struct text){ to, len > 0 ? len - 1 : 0 };
}

int sheet_row_end(struct sheet_row *r, struct row *row)
{
	size_t bytes = 0;
	for (size_t i = 0; i < r->n; i++)
		bytes += r->cells[i].len;
	r->taken += bytes;
	*row = (struct row){ .line = r->line,
		                 .n = bytes > 0 ? r->n : 0,
		                 .cell = r->cells,
		                 .word = r->word,
		                 .at = r->word ? r->at : NO_COLUMN,
		                 .value = r->value };
	if (r->word || (r->wanted && r->n > r->wanted_n))
		row->raw = joined(r);
	if (r->bytes <= r->table->longest)
		return 0;
	return run_fail(r->run, EX_DATAERR, "%s:%" PRIu64 ": the row is longer than --max-record %zu",
	                r->name.at, r->line, r->table->longest);
}

struct text sheet_named(struct run *run, struct text book, struct text sheet)
{
	char *to = arena_take(run_arena(run), book.len + sheet.len + 2);
	memcpy(to, book.at, book.len);
	to[book.len] = '#';
	if (sheet.len > 0)
		memcpy(to + book.len + 1, sheet.at, sheet.len);
	to[book.len + 1 + sheet.len] = '\0';
	return (struct text){ to, book.len + 1 + sheet.len };
}

void sheet_step(void *sheet_row, struct input *in)
{
	struct sheet_row *r = sheet_row;
	(void)in;
	r->pending = false;
}

void sheet_columns(void *sheet_row, struct run *run, size_t n, struct picks pick,
                   const bool *wanted)
{
	struct sheet_row *r = sheet_row;
	(void)run;
	(void)pick;
	r->wanted = wanted;
	r->wanted_n = n;
}
