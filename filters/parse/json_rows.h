/* filters/parse/json_rows.h - the inside of the formats JSON and NDJSON. */
#pragma once
#include "lib/stage.h"
#include "parse/format.h"
#include "parse/json_record.h"
#include "parse/json_stream.h"

struct json_program;

struct json_rows {
	const struct table *table;
	bool lines;
	struct json_path path;
	struct json_program *program; /* null: the path says where the records stand */
	struct input made;            /* what it made, one answer a line */

	struct json_stream stream;
	struct json_cells cells;
	bool ready;   /* the names are known */
	bool header;  /* and are the row that comes next */
	bool pending; /* `piece` was found, and not stepped over */
	struct json_piece piece;
	char said[160];
};

extern const struct pieces json_pieces; /* json_cut.c: of NDJSON */

/* The input ended: the walk has come to where the path goes. 0 or a status. */
int json_reached(const struct json_rows *, struct run *, const struct input *, const struct walk *);

/* json_program.c: records by a jq program, for each value of the input by itself that stands at the path. behind: what of
 * --records the path leaves, null: all of it. */
int json_program_open(struct json_rows *, struct run *, const struct json_path *,
                      const char *behind);
void json_program_begin(struct json_rows *);
/* Brings more of what it makes into s->made. */
int json_program_more(struct json_rows *, struct run *, struct input *);
/* On which line of the input that value began which gave this line of s->made. */
uint64_t json_program_line(const struct json_rows *, uint64_t made);
/* The row is no answer but what the program failed on: made that. */
bool json_program_fault(struct json_rows *, struct row *);
void json_program_close(struct json_rows *);
