/* tests/unit/csv/inputs.h - random CSV, which follows from a seed. */
#pragma once
#include "lib/feed.h"
#include "lib/text.h"
#include <stdint.h>

uint64_t roll(uint64_t *seed, uint64_t n); /* below n, or 0 */
struct dialect usual(void);
struct dialect any_dialect(uint64_t *seed);
/* Bytes of the characters that matter; gives how many. */
size_t random_bytes(char *to, size_t room, uint64_t *seed, const struct dialect *);
/* Records as they are in feeds, with a fault now and then, over many stretches of the index. */
size_t feed_bytes(char *to, size_t room, uint64_t *seed, size_t columns);
