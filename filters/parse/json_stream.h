/* filters/parse/json_stream.h - the records of an input of JSON one after another, as they are written. */
#pragma once
#include "parse/json_walk.h"

/* Where it stands. All places are counted from the beginning of a window, so that a copy of it can look ahead
 * while nothing is used up. */
struct json_stream {
	const struct json_path *path;
	bool whole;       /* as walk_begin */
	bool lines;       /* each line is a value by itself: NDJSON */
	struct walk walk; /* of the input, or of the line at hand */

	/* Lines only. */
	uint64_t line; /* the number of the line at hand */
	size_t at, size,
		used;     /* where it stands; without its end, and with it; used 0: its end is not known */
	size_t seen;  /* bytes of it that hold no end */
	bool walking; /* the walk is within it */
};

struct json_piece {  /* what was found */
	size_t at, size; /* in the window */
	uint64_t line;
	const char
		*why; /* WALK_FAULT: what is wrong, with the column, and the piece is what cannot be read */
};

void json_stream_begin(struct json_stream *, const struct json_path *, bool lines, bool whole);
/* The next record, which stays that until json_stream_pass. A fault ends the stream, or with lines stands for the line. */
enum walked json_stream_next(struct json_stream *, struct text window, bool ended,
                             struct json_piece *);
void json_stream_pass(struct json_stream *, struct text window);
/* How many bytes of the window are done with; it counts from behind them then. */
size_t json_stream_used(struct json_stream *);
/* The same, without doing it. */
size_t json_stream_at(const struct json_stream *);
