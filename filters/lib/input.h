/* filters/lib/input.h - the bytes of one file or of standard input, as a moving window.
 *
 * A file that was packed, which its first bytes tell, is unpacked on the way: gzip, zstd, xz, bzip2, and zip or a tar in
 * one of these. `PATH#MEMBER` names one of the files in an archive. The name of an input then holds its member.
 */
#pragma once
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run;

struct input {
	struct text name; /* for messages and @source: as the user wrote it, "-" for standard input */
	const char
		*at; /* bytes that came and were not used; INPUT_PAD more bytes behind them can be read */
	size_t len; /* how many; whoever uses some moves `at` on and takes them off `len` */
	bool ended; /* nothing will come behind them */
	bool torn;  /* reading failed: what came is not whole */
	bool
		piece; /* more is not asked for here: input_more gives INPUT_NO_MORE, and ended is not set */
	struct input_file *file; /* the library's own */
};
#define INPUT_NO_MORE (-1) /* no status, and nothing failed */
#define INPUT_PAD 64
#define INPUT_LEAST 64

/* Brings more bytes behind those in the window, and may move all of them: slices into it end. 0, or a
 * status as from run_fail. Sets ended when there are no more. Waits for a slow producer, but only
 * after what was written so far has been passed on. */
int input_more(struct input *, struct run *);

/* Or gives them to the caller, at most `room`, which is INPUT_LEAST or more; none at the end. Nothing in the window is left behind by it. */
int input_take(struct input *, struct run *, char *to, size_t room, size_t *got);
uint64_t input_came(const struct input *); /* bytes of it so far, unpacked */
/* Bytes of its file as it is on disk, packed or not; 0 if it is no regular file, or its bytes are a stage's. */
uint64_t input_size(const struct input *);
/* -1, or a descriptor to wait for: its next bytes may be long in coming. */
int input_slow(const struct input *);

/* Before the first input_more. A zip itself is handed on as it is, since a workbook is one; a member of it that was
 * named is not, and other packings are taken off. */
void input_keep_zip(struct input *);
/* Before the first input_more. Names the member of an archive where the input's name does not; what is no archive is
 * read as it is. name stays the caller's. */
void input_member(struct input *, struct text name);
/* Before the first input_more. What comes is UTF-8, whatever it is in the file, which a byte order mark tells, else
 * `name`: one that ICU knows, ends with NUL, and stays the caller's. No byte order mark comes. What is none of the
 * encoding comes as bytes that are no UTF-8 (lib/decode.h). Not of a zip that input_keep_zip keeps. */
void input_encoding(struct input *, const char *name);
/* A line of more bytes is given up, if it is unpacked: what is small when packed may hold one without an end. */
void input_longest_line(struct input *, size_t bytes);

/* All bytes of an input, for what has to be read in another order than it comes in. */
struct whole {
	int fd; /* for pread; the input's own file, or one without a name that the bytes were written to */
	uint64_t size;
	uint64_t most; /* --max-size; 0: any number */
	bool mine;     /* fd has to be closed: whole_close does */
};
/* Brings all of it; the input is at its end then, and has to stay open. Before anything else of it was used. 0 or a
 * status. */
int input_whole(struct input *, struct run *, struct whole *);
void whole_close(struct whole *); /* one that was never opened, too, if it is zeroed */
