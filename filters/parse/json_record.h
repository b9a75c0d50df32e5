/* filters/parse/json_record.h - one record of JSON becomes cells.
 *
 * An object gives a cell for each member, and those of an object in it under both names, with a point between:
 * {"a": {"b": 1}} is a.b. An array gives a cell for each item. A number keeps its digits, null is a missing
 * value, an array that is a value is its own text without blanks.
 */
#pragma once
#include "lib/arena.h"
#include "lib/memo.h"
#include "lib/text.h"

enum json_form { FORM_UNKNOWN, FORM_OBJECT, FORM_ARRAY };

struct json_cells {      /* of the record that was read last */
	enum json_form form; /* what all records are */
	bool learning;       /* a name that is none of the columns becomes one */
	bool open;           /* a name that is none of the columns is passed over; else it is a fault */

	size_t columns; /* names, in the order they first came */
	struct text *name;
	bool *real; /* it had a value that is not null */
	struct memo *names;
	struct arena *mem; /* for the names, and the arrays */
	size_t room;

	size_t n; /* cells */
	struct text *cell;
	uint64_t *set; /* by the record of this number */
	uint64_t number;
	const bool *wanted; /* wanted_n flags; null: all */
	size_t wanted_n;

	const char *word;  /* why it is no record: a reason of parse's; null */
	const char *where; /* in the record */
	struct text value; /* the name that is at fault; else .at is null, and why holds it */
	char why[96];
	struct text
		list; /* the first member whose value is an array of objects or arrays; .at null: none.
	                   * It ends with the record. */
};

/* most: columns that it can hold; more are a fault of the record that brings them. */
void json_cells_new(struct json_cells *, struct arena *mem, uint64_t seed, size_t most);
void json_cells_free(struct json_cells *);
/* Adds a column. */
void json_cells_name(struct json_cells *, struct text name);
/* The names are known: one that was only null where others had an object goes. */
void json_cells_learned(struct json_cells *);
void json_cells_room(struct json_cells *, size_t n); /* for n cells */
/* Reads one record. Cells are slices of it, or in mem. True: its cells are there; else `word` says why it is none. */
bool json_record(struct json_cells *, struct text record, struct arena *mem);
