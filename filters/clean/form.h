/* filters/clean/form.h - days and times, and the patterns in which they are written. */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"
#include <stdbool.h>

struct moment {
	int year, month, day, hour, minute, second;
	struct text fraction;     /* digits of the second */
	bool zoned;               /* it tells its distance from UTC … */
	int offset;               /* … in minutes */
	int weekday, day_of_year; /* what was read of them; weekday: 1 is Monday; 0: nothing */
	bool noon, halves;        /* AM or PM was read; it was PM */
};

/* A pattern of strptime in the notation in which form_read takes it: composites (%F, %T) written out,
 * "fmt:" taken off. False: it cannot be read so, and *why tells why. */
bool form_open(struct text pattern, bool time, struct arena *mem, struct text *form,
               const char **why);
/* Whether all of a text is a moment written so, and one that exists. strict: numbers have all their
 * digits; else days, months and hours may go without the zero in front, where no digit stands next
 * to them. Beside strptime's letters: %1 a fraction of a second or nothing, %2 a zone or nothing,
 * %3 seconds with their colon and %1, or nothing; %4, %5 days as Excel counts them, from 1900 or 1904. */
bool form_read(struct text form, bool strict, struct text, struct moment *);
