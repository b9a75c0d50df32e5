/* filters/lib/scan.h - sixty-four bytes at once: a bit for each that is looked for. */
#pragma once
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct scan {
	uint64_t ends;    /* TAB and LF */
	uint64_t escapes; /* backslash and CR */
	uint64_t high;    /* bytes that are not ASCII */
};

/* LF alone. Of the 64 bytes at `at`, all of which can be read. */
static inline uint64_t scan_lf(const char *at)
{
	uint64_t found = 0;
#ifdef __SSE2__
	const __m128i lf = _mm_set1_epi8('\n');
	for (size_t i = 0; i < 4; i++) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(at + i * 16));
		found |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, lf)) << (i * 16);
	}
#else
	for (int i = 0; i < 64; i++)
		found |= (uint64_t)(at[i] == '\n') << i;
#endif
	return found;
}

/* Bits that are set. */
static inline unsigned scan_count(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555;
	x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
	x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0F;
	return (unsigned)(x * 0x0101010101010101 >> 56);
}

/* The same. */
static inline struct scan scan_line(const char *at)
{
	struct scan s = { 0 };
#ifdef __SSE2__
	const __m128i tab = _mm_set1_epi8('\t'), lf = _mm_set1_epi8('\n');
	const __m128i slash = _mm_set1_epi8('\\'), cr = _mm_set1_epi8('\r');
	for (size_t i = 0; i < 4; i++) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(at + i * 16));
		__m128i e = _mm_or_si128(_mm_cmpeq_epi8(v, tab), _mm_cmpeq_epi8(v, lf));
		__m128i x = _mm_or_si128(_mm_cmpeq_epi8(v, slash), _mm_cmpeq_epi8(v, cr));
		s.ends |= (uint64_t)(uint32_t)_mm_movemask_epi8(e) << (i * 16);
		s.escapes |= (uint64_t)(uint32_t)_mm_movemask_epi8(x) << (i * 16);
		s.high |= (uint64_t)(uint32_t)_mm_movemask_epi8(v) << (i * 16);
	}
#else
	for (int i = 0; i < 64; i++) {
		unsigned char c = (unsigned char)at[i];
		s.ends |= (uint64_t)(c == '\t' || c == '\n') << i;
		s.escapes |= (uint64_t)(c == '\\' || c == '\r') << i;
		s.high |= (uint64_t)(c >= 0x80) << i;
	}
#endif
	return s;
}
