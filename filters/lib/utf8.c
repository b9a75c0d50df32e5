/* filters/lib/utf8.c - is it UTF-8, and of how many characters. */
#include "lib/text.h"
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* The length of the character that begins here, 0 if it is not valid. Table 3-7 of the Unicode
 * Standard: the second byte has bounds of its own after E0, ED, F0 and F4. */
static size_t sequence(const unsigned char *s, size_t n)
{
	unsigned char low = 0x80, high = 0xBF;
	size_t len;
	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xC2 && s[0] <= 0xDF)
		len = 2;
	else if ((s[0] & 0xF0) == 0xE0)
		len = 3;
	else if (s[0] >= 0xF0 && s[0] <= 0xF4)
		len = 4;
	else
		return 0;
	if (s[0] == 0xE0)
		low = 0xA0;
	else if (s[0] == 0xED)
		high = 0x9F;
	else if (s[0] == 0xF0)
		low = 0x90;
	else if (s[0] == 0xF4)
		high = 0x8F;
	if (n < len || s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	return len;
}

/* Bytes before the first that is not ASCII, of at most `len`: nearly everything is. */
static size_t ascii(const char *at, size_t len)
{
	size_t i = 0;
#ifdef __SSE2__
	for (; len - i >= 16; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(at + i));
		unsigned high = (unsigned)_mm_movemask_epi8(v);
		if (high)
			return i + (size_t)__builtin_ctz(high);
	}
#endif
	for (uint64_t word; len - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, at + i, sizeof(word));
		if (word & 0x8080808080808080u)
			break;
	}
	while (i < len && (unsigned char)at[i] < 0x80)
		i++;
	return i;
}

/* The same from `from` on, where a character begins. */
static size_t valid_from(const char *at, size_t from, size_t len)
{
	for (size_t i = from + ascii(at + from, len - from); i < len; i += ascii(at + i, len - i))
		while (i < len && (unsigned char)at[i] >= 0x80) {
			size_t n = sequence((const unsigned char *)at + i, len - i);
			if (n == 0)
				return i;
			i += n;
		}
	return len;
}

/* --- thirty-two bytes at once ----------------------------------------------------------------- */

#ifdef __x86_64__
enum {
	WORTH = 128,
	STRETCH = 512
}; /* bytes: shorter texts are not worth it; so many of ASCII are passed at once */

/* What is wrong with two bytes in a row, a bit each, is what three looks agree on: at the first one's halves, and at the
 * upper half of the second. J. Keiser, D. Lemire, "Validating UTF-8 In Less Than One Instruction Per Byte", Software:
 * Practice and Experience 51 (2021), section 6. */
enum {
	SHORT = 1,       /* a character ends before its time */
	LONG = 2,        /* goes on behind its end */
	OVERLONG_3 = 4,  /* E0 before 80 to 9F */
	LARGE = 8,       /* F4 before 90 to BF, F5 and up */
	SURROGATE = 16,  /* ED before A0 to BF */
	OVERLONG_2 = 32, /* C0, C1 */
	FAR_4 = 64,      /* F0 before 80 to 8F, F5 and up before the same */
	TWO = 128,       /* two that go on: wrong unless the third or fourth of a character */
	ANY = SHORT | LONG | TWO,
};

#define WIDE __attribute__((target("avx2")))

WIDE static inline __m256i in_each_half(__m128i table)
{
	return _mm256_broadcastsi128_si256(table);
}

WIDE static inline __m256i load(const char *at)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

WIDE static inline __m256i upper_half(__m256i v)
{
	return _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15));
}

/* Not zero where something is wrong with the 32 bytes at `at`, before which three can be read. */
WIDE static inline __m256i wrong_at(const char *at)
{
	const __m256i first_upper = in_each_half(_mm_setr_epi8(
		LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, (char)TWO, (char)TWO, (char)TWO, (char)TWO,
		SHORT | OVERLONG_2, SHORT, SHORT | OVERLONG_3 | SURROGATE, SHORT | LARGE | FAR_4));
	const char over = (char)(ANY | LARGE | FAR_4);
	const __m256i first_lower = in_each_half(
		_mm_setr_epi8((char)(ANY | OVERLONG_3 | OVERLONG_2 | FAR_4), (char)(ANY | OVERLONG_2),
	                  (char)ANY, (char)ANY, (char)(ANY | LARGE), over, over, over, over, over, over,
	                  over, over, (char)(over | SURROGATE), over, over));
	const char low = (char)(LONG | OVERLONG_2 | TWO | OVERLONG_3 | FAR_4);
	const char middle = (char)(LONG | OVERLONG_2 | TWO | OVERLONG_3 | LARGE);
	const char high = (char)(LONG | OVERLONG_2 | TWO | SURROGATE | LARGE);
	const __m256i second_upper =
		in_each_half(_mm_setr_epi8(SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, low,
	                               middle, high, high, SHORT, SHORT, SHORT, SHORT));
	__m256i second = load(at), first = load(at - 1);
	__m256i wrong = _mm256_and_si256(
		_mm256_and_si256(
			_mm256_shuffle_epi8(first_upper, upper_half(first)),
			_mm256_shuffle_epi8(first_lower, _mm256_and_si256(first, _mm256_set1_epi8(15)))),
		_mm256_shuffle_epi8(second_upper, upper_half(second)));
	__m256i third = _mm256_subs_epu8(load(at - 2), _mm256_set1_epi8(0xE0 - 0x80));
	__m256i fourth = _mm256_subs_epu8(load(at - 3), _mm256_set1_epi8(0xF0 - 0x80));
	__m256i goes_on = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)TWO));
	return _mm256_xor_si256(goes_on, wrong);
}

WIDE static inline bool is_ascii(const char *at, size_t len)
{
	__m256i any = load(at);
	for (size_t i = 32; i < len; i += 32)
		any = _mm256_or_si256(any, load(at + i));
	return _mm256_movemask_epi8(any) == 0;
}

/* Where a character begins up to which all are valid, near the end if all are; 0: something is wrong, or may be. */
WIDE static size_t valid_wide(const char *at, size_t len)
{
	size_t i = 0;
	while (i < 3) {
		size_t n = sequence((const unsigned char *)at + i, len - i);
		if (n == 0)
			return 0;
		i += n;
	}
	__m256i wrong = _mm256_setzero_si256();
	while (len - i >= 32) {
		size_t stretch = len - i < STRETCH ? (len - i) / 32 * 32 : STRETCH;
		size_t end = i + stretch;
		if ((unsigned char)at[i - 1] < 0x80 && is_ascii(at + i, stretch))
			i = end;
		for (; i < end; i += 32)
			wrong = _mm256_or_si256(wrong, wrong_at(at + i));
	}
	if (!_mm256_testz_si256(wrong, wrong))
		return 0;
	do
		i--;
	while (i > 0 && ((unsigned char)at[i] & 0xC0) == 0x80);
	return i;
}
#endif

size_t utf8_valid(const char *at, size_t len)
{
#ifdef __x86_64__
	if (len >= WORTH && __builtin_cpu_supports("avx2")) {
		size_t seen = valid_wide(at, len);
		if (seen > 0)
			return valid_from(at, seen, len);
	}
#endif
	return valid_from(at, 0, len);
}

size_t utf8_count(struct text t)
{
	size_t n = 0;
	for (size_t i = 0; i < t.len; i++)
		n += ((unsigned char)t.at[i] & 0xC0) != 0x80;
	return n;
}
