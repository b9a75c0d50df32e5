/* filters/lib/input.h - the bytes of one file or of standard input, as a moving window. */
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
	struct input_file *file; /* the library's own */
};
#define INPUT_PAD 64

/* Brings more bytes behind those in the window, and may move all of them: slices into it end. 0, or a
 * status as from run_fail. Sets ended when there are no more. Waits for a slow producer, but only
 * after what was written so far has been passed on. */
int input_more(struct input *, struct run *);
