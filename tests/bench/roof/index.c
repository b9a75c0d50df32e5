/* tests/bench/roof/index.c - where the separators outside of quotes stand: 64 bytes at a time, by bit masks. */
#include "index.h"
#include "memory.h"
#include <stdlib.h>
#if defined(__AVX2__) && defined(__PCLMUL__)
#include <immintrin.h>
#endif

struct masks {
	uint64_t quote, comma, newline;
};

#if defined(__AVX2__) && defined(__PCLMUL__)
#ifdef __AVX512BW__
static inline struct masks masks_of(const uint8_t *p)
{
	__m512i v = _mm512_loadu_si512((const void *)p);
	return (struct masks){ _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('"')),
		                   _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(',')),
		                   _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n')) };
}
#else
static inline uint64_t equal(__m256i a, __m256i b, char c)
{
	__m256i all = _mm256_set1_epi8(c);
	return (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, all)) |
	       (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, all)) << 32;
}

static inline struct masks masks_of(const uint8_t *p)
{
	__m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
	return (struct masks){ equal(a, b, '"'), equal(a, b, ','), equal(a, b, '\n') };
}
#endif

static inline uint64_t inside(uint64_t quotes)
{
	__m128i all = _mm_set1_epi8((char)0xFF), q = _mm_set_epi64x(0, (long long)quotes);
	return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(q, all, 0));
}
#else
static inline struct masks masks_of(const uint8_t *p)
{
	struct masks m = { 0 };
	for (int i = 0; i < 64; i++) {
		m.quote |= (uint64_t)(p[i] == '"') << i;
		m.comma |= (uint64_t)(p[i] == ',') << i;
		m.newline |= (uint64_t)(p[i] == '\n') << i;
	}
	return m;
}

static inline uint64_t inside(uint64_t quotes)
{
	for (int shift = 1; shift < 64; shift <<= 1)
		quotes ^= quotes << shift;
	return quotes;
}
#endif

void index_new(struct index *x, size_t bytes)
{
	x->at = (uint32_t *)take((bytes + 2 * (size_t)INDEX_PAD) * sizeof(*x->at)) + 1;
	x->end = take((bytes + INDEX_PAD) * sizeof(*x->end));
	x->at[-1] = UINT32_MAX;
}

void index_free(struct index *x)
{
	if (x->at)
		free(x->at - 1);
	free(x->end);
}

/* Most stretches of 64 bytes have at most 8 separators: those are written without a branch. */
static inline uint32_t *put_places(uint32_t *to, uint64_t places, uint32_t at)
{
	uint32_t n = (uint32_t)__builtin_popcountll(places);
	for (uint32_t i = 0; i < 8; i++, places &= places - 1)
		to[i] = at + (uint32_t)__builtin_ctzll(places | (uint64_t)1 << 63);
	for (uint32_t i = 8; __builtin_expect(i < n, 0); i++, places &= places - 1)
		to[i] = at + (uint32_t)__builtin_ctzll(places);
	return to + n;
}

void index_build(struct index *x, const uint8_t *bytes, uint32_t len)
{
	uint64_t open = 0;
	uint32_t *to = x->at, *end = x->end;
	for (uint32_t at = 0; at < len; at += 64) {
		struct masks m = masks_of(bytes + at);
		if (__builtin_expect(len - at < 64, 0)) {
			uint64_t there = ((uint64_t)1 << (len - at)) - 1;
			m = (struct masks){ m.quote & there, m.comma & there, m.newline & there };
		}
		if (m.quote | open) {
			uint64_t in = inside(m.quote) ^ open;
			open = -(in >> 63);
			m.comma &= ~in;
			m.newline &= ~in;
		}
		uint64_t both = m.comma | m.newline;
		uint32_t before = (uint32_t)(to - x->at);
		for (uint64_t n = m.newline; n; n &= n - 1)
			*end++ = before + (uint32_t)__builtin_popcountll(both & ((n & -n) - 1));
		to = put_places(to, both, at);
	}
	x->separators = (uint32_t)(to - x->at);
	x->records = (uint32_t)(end - x->end);
}
