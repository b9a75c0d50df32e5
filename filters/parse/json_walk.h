/* filters/parse/json_walk.h - where in a stream of JSON the records stand.
 *
 * A walk finds the records one after another in a window that moves, and passes over all else, so that an array
 * needs no more memory than its largest item. It looks at brackets and strings only: whether a record is
 * sound is for who reads it.
 */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"

enum { PATH_STEPS = 32 };

struct json_path { /* .a."b c"[] */
	size_t n;
	struct path_step {
		bool all; /* []: each item of an array, each value of an object */
		struct text key;
	} step[PATH_STEPS];
};

/* The path that a jq program begins with: what stands behind it and its '|', or the end if it is all of the program.
 * Null: it begins with something else, or it is more than PATH_STEPS long. */
const char *json_path_of_program(struct text program, struct arena *, struct json_path *);
/* The `property` of a dialect: names with points between them. False: more than PATH_STEPS. */
bool json_path_of_property(struct text property, struct json_path *);

/* How far a value was looked at: it may come in any number of pieces. */
struct json_scan {
	size_t depth;
	size_t seen; /* of the bytes that it is given, so many were seen */
	bool begun, word, in_string, escaped;
};
/* True: the value at `at` ends *size bytes on. False: not in these bytes. ended: none will follow. */
bool json_scan(struct json_scan *, const char *at, size_t len, bool ended, size_t *size);

enum walked {
	WALK_RECORD, /* it stands at w->at of the window, w->size long */
	WALK_MORE, /* not all that comes next is in the window; what stands before w->at is done with */
	WALK_END,
	WALK_FAULT, /* w->why says what, with its column; it is on w->line */
};

struct walk {
	const struct json_path *path;
	struct walk_level {
		bool object, items; /* items: of an array that stands for its items */
		bool hit;           /* the member that the path names has come */
		size_t matched; /* steps of the path that the values in it have matched; SIZE_MAX: none */
	} level[PATH_STEPS + 2];
	size_t levels;
	enum {
		WALK_TOP,
		WALK_VALUE,
		WALK_FIRST_VALUE,
		WALK_KEY,
		WALK_FIRST_KEY,
		WALK_COLON,
		WALK_NEXT
	} expect;
	size_t matched;        /* steps that the value has matched which comes next */
	bool inside, skipping; /* a value was begun; it is no record */
	struct json_scan scan;

	size_t at, size;       /* in the window */
	uint64_t line, column; /* of w->at; 1 is the first */
	bool reached;          /* something stood where the path goes */
	bool whole;            /* an array does not stand for its items */
	const char *why;
	char said[200];
};

/* path stays the caller's. whole: an array at its end is a record, and does not stand for its items. */
void walk_begin(struct walk *, const struct json_path *, bool whole);
/* Goes to the next record. len bytes of the window are there, in which w->at is where it stopped. */
enum walked walk_next(struct walk *, const char *window, size_t len, bool ended);
/* Goes behind the record that it gave. */
void walk_pass(struct walk *, const char *window);
/* What stood before w->at has left the window. */
static inline size_t walk_used(struct walk *w)
{
	size_t n = w->at;
	w->at = 0;
	return n;
}
/* Line and column of a byte that stands behind w->at. */
void walk_place(const struct walk *, const char *window, size_t at, uint64_t *line,
                uint64_t *column);
