/* filters/emit/swift.h - copies a value, and tells whether a byte in it has to be written otherwise.
 *
 * Nearly every value goes out as it is. Eight bytes are copied and looked at in one step; what is left at
 * the end is covered by a step that overlaps the last one, so that nothing behind the value is read.
 */
#pragma once
#include "lib/text.h"

#define EACH(byte) ((uint64_t)(unsigned char)(byte)*0x0101010101010101)

/* Not zero if a byte of w is zero; if one is below `low` (at most 128). Exact for the word as a whole. */
static inline uint64_t any_zero(uint64_t w)
{
	return (w - EACH(1)) & ~w & EACH(0x80);
}

static inline uint64_t any_below(uint64_t w, unsigned char low)
{
	return (w - EACH(low)) & ~w & EACH(0x80);
}

typedef uint64_t odd_bytes(uint64_t eight, uint64_t each_delimiter);

/* `to` has room for the value. True: it holds no odd byte. */
__attribute__((always_inline)) static inline bool copy_plain(char *to, struct text v,
                                                             odd_bytes *odd, uint64_t delimiter)
{
	uint64_t w, found = 0;
	if (v.len >= 8) {
		for (size_t i = 0; i + 8 < v.len; i += 8) {
			memcpy(&w, v.at + i, 8);
			memcpy(to + i, &w, 8);
			found |= odd(w, delimiter);
		}
		memcpy(&w, v.at + v.len - 8, 8);
		memcpy(to + v.len - 8, &w, 8);
	} else if (v.len >= 4) {
		uint32_t head, tail;
		memcpy(&head, v.at, 4);
		memcpy(&tail, v.at + v.len - 4, 4);
		memcpy(to, &head, 4);
		memcpy(to + v.len - 4, &tail, 4);
		w = head | (uint64_t)tail << 32;
	} else if (v.len > 0) {
		char first = v.at[0], middle = v.at[v.len / 2], last = v.at[v.len - 1];
		to[0] = first;
		to[v.len / 2] = middle;
		to[v.len - 1] = last;
		w = (EACH(first) & ~(uint64_t)0xFFFF) | (uint64_t)(unsigned char)middle << 8 |
		    (unsigned char)last;
	} else
		return true;
	return (found | odd(w, delimiter)) == 0;
}
