/* filters/lib/pack.h - several values as one piece of bytes, each with its length before it.
 *
 * So ("ab", "c") and ("a", "bc") differ, and values are the same if and only if the bytes are.
 */
#pragma once
#include "lib/text.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PACK_LONG 255 /* a length from here on takes eight bytes more */

/* memcpy, without a call for up to 16 bytes, as most values are. */
static inline void bytes_copy(char *to, const char *from, size_t n)
{
	uint64_t first, last;
	if (n > 16) {
		memcpy(to, from, n);
	} else if (n >= 8) {
		memcpy(&first, from, 8);
		memcpy(&last, from + n - 8, 8);
		memcpy(to, &first, 8);
		memcpy(to + n - 8, &last, 8);
	} else if (n >= 4) {
		uint32_t head, tail;
		memcpy(&head, from, 4);
		memcpy(&tail, from + n - 4, 4);
		memcpy(to, &head, 4);
		memcpy(to + n - 4, &tail, 4);
	} else if (n > 0) {
		char middle = from[n / 2], end = from[n - 1];
		to[0] = from[0];
		to[n / 2] = middle;
		to[n - 1] = end;
	}
}

static inline size_t pack_size(struct text v)
{
	return v.len + (v.len < PACK_LONG ? 1 : 9);
}

/* The length that stands before a value; gives the end. */
static inline char *pack_length(char *to, size_t n)
{
	uint64_t len = n;
	if (len < PACK_LONG) {
		*to++ = (char)len;
		return to;
	}
	*to++ = (char)PACK_LONG;
	memcpy(to, &len, sizeof(len));
	return to + sizeof(len);
}

static inline char *pack_put(char *to, struct text v)
{
	to = pack_length(to, v.len);
	bytes_copy(to, v.at, v.len);
	return to + v.len;
}

/* A value that was put there, as a slice of the bytes; gives its end. */
static inline const char *pack_get(const char *at, struct text *v)
{
	uint64_t len = (unsigned char)*at++;
	if (len == PACK_LONG) {
		memcpy(&len, at, sizeof(len));
		at += sizeof(len);
	}
	*v = (struct text){ at, (size_t)len };
	return at + len;
}
