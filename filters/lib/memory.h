/* filters/lib/memory.h - how much memory may be held before the rest goes to a file. */
#pragma once
#include "lib/text.h"
#include <stdbool.h>
#include <stdint.h>

/* "64M", "2G", "500K", or a number alone, of MiB, as bytes. False: it is none of these, or 0, or more than there can be. */
bool memory_read(struct text, uint64_t *bytes);
/* A quarter of what this process may have at most: of the machine's, or of its control group where that allows less. */
uint64_t memory_quarter(void);
