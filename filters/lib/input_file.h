/* filters/lib/input_file.h - opening and closing inputs: only the chain does. */
#pragma once
#include "lib/input.h"

/* name ends with NUL; "-" is standard input. idle is called before a wait for more bytes, so that what was written
 * so far goes out. 0, or a status as from run_fail. */
int input_open(struct input *, struct run *, struct text name, void (*idle)(void *),
               void *idle_for);
/* The bytes that a stage brings itself, by its `read`. */
int input_of_stage(struct input *, struct run *,
                   int (*read)(void *, struct run *, char *, size_t, size_t *), void *self,
                   void (*idle)(void *), void *idle_for);
void input_close(struct input *); /* one that was never opened, too, if it is zeroed */
