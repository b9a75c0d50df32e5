/* filters/send/deliver.h - what waits in a spool is brought to the collector. */
#pragma once
#include "lib/reach.h"
#include "lib/stage.h"

/* Delivers all that waits now, and ends when it is acknowledged, or cannot be; silence: seconds without an answer. What was
 * acknowledged is gone from the spool, the rest is kept. 0 or a status. */
int deliver(struct run *, const char *spool, const struct reach *, size_t silence);
