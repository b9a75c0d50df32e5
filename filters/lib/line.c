/* filters/lib/line.c - weir text: a line to values and back. */
#include "lib/line.h"
#include "lib/output.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The letter that stands for a byte behind a backslash, 0: it stands for itself. */
static char letter(char c)
{
	switch (c) {
	case '\t':
		return 't';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\\':
		return '\\';
	default:
		return 0;
	}
}

/* How many of the first bytes stand for themselves. */
static size_t plain(struct text v)
{
	size_t i = 0;
	for (; v.len - i >= 8; i += 8) { /* a byte is one of the four iff its xor with it is 0 */
		uint64_t w, hit = 0;
		const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
		memcpy(&w, v.at + i, 8);
		for (const char *c = "\t\n\r\\"; *c; c++) {
			uint64_t x = w ^ (ones * (unsigned char)*c);
			hit |= (x - ones) & ~x & tops;
		}
		if (hit)
			break;
	}
	while (i < v.len && letter(v.at[i]) == 0)
		i++;
	return i;
}

size_t line_size(struct text v)
{
	size_t n = v.len;
	for (size_t i = plain(v); i < v.len; i++)
		n += letter(v.at[i]) != 0;
	return n;
}

/* The slow way round: byte for byte. */
static char *put_escaped(char *to, struct text v)
{
	for (size_t i = 0; i < v.len; i++) {
		char c = letter(v.at[i]);
		if (c)
			*to++ = '\\';
		*to++ = c ? c : v.at[i];
	}
	return to;
}

#ifdef __SSE2__
static bool is_plain16(__m128i v)
{
	__m128i a = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\t')),
	                         _mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
	__m128i b = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\r')),
	                         _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
	return _mm_movemask_epi8(_mm_or_si128(a, b)) == 0;
}

/* Sixteen bytes at a time, the last ones overlapping those before; nothing beyond the value is read. */
static bool put_long(char *to, struct text v)
{
	for (size_t i = 0;; i += 16) {
		if (i + 16 > v.len)
			i = v.len - 16;
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)(v.at + i));
		if (!is_plain16(x))
			return false;
		_mm_storeu_si128((__m128i *)(void *)(to + i), x);
		if (i + 16 == v.len)
			return true;
	}
}

/* Copies a value that holds nothing to escape; false: it does, and what was written is void. Two loads that overlap
 * cover any length. */
static bool put_plain(char *to, struct text v)
{
	if (v.len >= 16)
		return put_long(to, v);
	if (v.len >= 8) {
		uint64_t x, y;
		memcpy(&x, v.at, 8);
		memcpy(&y, v.at + v.len - 8, 8);
		memcpy(to, &x, 8);
		memcpy(to + v.len - 8, &y, 8);
		return is_plain16(_mm_set_epi64x((int64_t)y, (int64_t)x));
	}
	if (v.len >= 4) {
		uint32_t x, y;
		memcpy(&x, v.at, 4);
		memcpy(&y, v.at + v.len - 4, 4);
		memcpy(to, &x, 4);
		memcpy(to + v.len - 4, &y, 4);
		return is_plain16(_mm_set1_epi64x((int64_t)((uint64_t)y << 32 | x)));
	}
	for (size_t i = 0; i < v.len; i++) {
		if (letter(v.at[i]))
			return false;
		to[i] = v.at[i];
	}
	return true;
}
#else
static bool put_plain(char *to, struct text v)
{
	if (plain(v) < v.len)
		return false;
	if (v.len > 0)
		memcpy(to, v.at, v.len);
	return true;
}
#endif

char *line_put(char *to, struct text v)
{
	return put_plain(to, v) ? to + v.len : put_escaped(to, v);
}

static char meaning(char c)
{
	switch (c) {
	case 't':
		return '\t';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case '\\':
		return '\\';
	default:
		return 0;
	}
}

bool line_value(struct text written, struct arena *mem, struct text *value)
{
	*value = written;
	if (plain(written) == written.len)
		return true;
	char *to = arena_take(mem, written.len);
	size_t n = 0;
	for (size_t i = 0; i < written.len; i++) {
		char c = written.at[i];
		if (c == '\\') {
			c = ++i < written.len ? meaning(written.at[i]) : 0;
			if (c == 0)
				return false;
		} else if (c == '\r' || c == '\n' || c == '\t') {
			return false;
		}
		to[n++] = c;
	}
	*value = (struct text){ to, n };
	return true;
}

int line_write(struct output *out, const struct text *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t most = values[i].len * 2 + 1;
		char *to = output_space(out, most), *at = to;
		if (!to)
			return output_status(out);
		at = line_put(at, values[i]);
		*at++ = i + 1 < n ? '\t' : '\n';
		output_used(out, (size_t)(at - to));
	}
	return output_status(out);
}
