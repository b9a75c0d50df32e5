/* filters/lib/input_file.h - opening and closing inputs: only the chain does. */
#pragma once
#include "lib/input.h"

struct input_how {
	uint64_t most; /* --max-size: bytes of one input, unpacked; 0: any number */
	void (*idle)(
		void
			*); /* called before a wait for more bytes, so that what was written so far goes out; may be null */
	void *idle_for;
	double *waited; /* gets the seconds of waiting for bytes added; may be null */
};

/* name ends with NUL; "-" is standard input. 0, or a status as from run_fail. */
int input_open(struct input *, struct run *, struct text name, const struct input_how *);
/* The bytes that a stage brings itself, by its `read`. */
int input_of_stage(struct input *, struct run *,
                   int (*read)(void *, struct run *, char *, size_t, size_t *), void *self,
                   const struct input_how *);
/* Whom it tells of waiting from now on, instead of those that it gives back. */
struct input_how input_listen(struct input *, const struct input_how *);
void input_close(struct input *); /* one that was never opened, too, if it is zeroed */

/* How many of the first bytes of an input's name are the name of its file: a '#' and the name of a member may follow,
 * if there is no file of the whole name. */
size_t input_path(struct text name);
