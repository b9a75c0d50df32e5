/* filters/lib/line.h - weir text: a line to values and back.
 *
 * UTF-8, one record a line, TAB between values, LF at the end; \t \n \r \\ stand for TAB, LF, CR and
 * backslash inside a value. So every value has exactly one way to be written.
 */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct output;

/* A line that is no record: who wrote what stands before it failed, and it is not whole. Whoever reads weir text fails
 * there, however many rejects are tolerated; to other programs it is a line that does not fit. */
#define LINE_BROKEN_OFF "\\!"

/* How many bytes a value takes when written, and writing it: `to` has room for twice its length. Gives the end. */
size_t line_size(struct text value);
/* The value that a written one stands for: itself where it holds no backslash, else in mem. False: a
 * backslash that begins no escape, or a bare CR. */
bool line_value(struct text written, struct arena *mem, struct text *value);
/* Writes n values as one line with its LF; 0 or a status. */
int line_write(struct output *, const struct text *values, size_t n);

/* How many of a value's first bytes need no escape. */
size_t line_plain(struct text value);
/* Writes a value byte for byte, with its escapes; gives the end. */
char *line_put_escaped(char *to, struct text value);

#ifdef __SSE2__
static inline bool line_plain16(__m128i v)
{
	__m128i a = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\t')),
	                         _mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
	__m128i b = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\r')),
	                         _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
	return _mm_movemask_epi8(_mm_or_si128(a, b)) == 0;
}

/* Copies a value that needs no escape; false: it does, and what was written is void. Two loads that overlap
 * cover any length, so nothing beyond the value is read: it may end where its memory does. */
static inline bool line_copy(char *to, struct text v)
{
	if (v.len > 16) {
		for (size_t i = 0;; i += 16) {
			if (i + 16 > v.len)
				i = v.len - 16;
			__m128i x = _mm_loadu_si128((const __m128i *)(const void *)(v.at + i));
			_mm_storeu_si128((__m128i *)(void *)(to + i), x);
			if (!line_plain16(x) || i + 16 == v.len)
				return line_plain16(x);
		}
	}
	if (v.len >= 8) {
		uint64_t x, y;
		memcpy(&x, v.at, 8);
		memcpy(&y, v.at + v.len - 8, 8);
		memcpy(to, &x, 8);
		memcpy(to + v.len - 8, &y, 8);
		return line_plain16(_mm_set_epi64x((int64_t)y, (int64_t)x));
	}
	if (v.len >= 4) {
		uint32_t x, y;
		memcpy(&x, v.at, 4);
		memcpy(&y, v.at + v.len - 4, 4);
		memcpy(to, &x, 4);
		memcpy(to + v.len - 4, &y, 4);
		return line_plain16(_mm_set1_epi64x((int64_t)((uint64_t)y << 32 | x)));
	}
	if (v.len == 0)
		return true;
	char a = v.at[0], b = v.at[v.len / 2], c = v.at[v.len - 1];
	to[0] = a;
	to[v.len / 2] = b;
	to[v.len - 1] = c;
	return line_plain16(_mm_setr_epi8(a, b, c, a, b, c, a, b, c, a, b, c, a, b, c, a));
}
#else
static inline bool line_copy(char *to, struct text v)
{
	if (line_plain(v) < v.len)
		return false;
	if (v.len > 0)
		memcpy(to, v.at, v.len);
	return true;
}
#endif

/* Writes a value; `to` has room for twice its length. Gives the end. */
static inline char *line_put(char *to, struct text value)
{
	return line_copy(to, value) ? to + value.len : line_put_escaped(to, value);
}
