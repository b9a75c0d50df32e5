/* filters/lib/lz4.h - pieces of bytes made smaller, faster than they could be enciphered.
 *
 * What they become is one block of LZ4 (its block format), which does not say how long they were. None has more than INT_MAX
 * bytes.
 */
#pragma once
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>

/* Bytes of `from` in `to`; 0: they would be more than there is room for. */
size_t lz4_pack(struct text from, char *to, size_t room);
/* False: it is no block that gives n bytes. */
bool lz4_unpack(struct text from, char *to, size_t n);
