/* filters/lib/count.c - lines of weir text that nobody looks into: 64 bytes at a time, as the processor can. */
#include "lib/count.h"
#include "lib/scan.h"
#include "lib/text.h"
#include <stdbool.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

struct looked { /* at 64 bytes */
	uint64_t ends, lfs, escapes, high;
};
typedef struct looked look_at(const char *at);
typedef unsigned count_bits(uint64_t x);

static inline struct looked look_plain(const char *at)
{
	struct scan s = scan_line(at);
	return (struct looked){ s.ends, s.ends ? s.ends & scan_lf(at) : 0, s.escapes, s.high };
}

/* Of the last block only what is inside counts. */
static inline __attribute__((always_inline)) void cut_off(struct looked *s, size_t len)
{
	uint64_t inside = len < 64 ? ((uint64_t)1 << len) - 1 : UINT64_MAX;
	s->ends &= inside;
	s->lfs &= inside;
	s->escapes &= inside;
	s->high &= inside;
}

static inline __attribute__((always_inline)) size_t count_by(look_at *look, count_bits *count,
                                                             const char *at, size_t len,
                                                             size_t values, size_t most,
                                                             size_t *lines)
{
	size_t begin = 0, found = 0, n = 0;
	bool odd = false, high = false;
	for (size_t block = 0; block < len && n < most && !odd; block += 64) {
		struct looked s = look(at + block);
		cut_off(&s, len - block);
		for (uint64_t lf = s.lfs; lf && n < most; lf &= lf - 1) {
			uint64_t upto = lf ^ (lf - 1);
			size_t end = block + (size_t)__builtin_ctzll(lf);
			high |= (s.high & upto) != 0;
			odd |= found + count(s.ends & upto) != values || (s.escapes & upto) != 0 ||
			       (high && utf8_valid(at + begin, end - begin) != end - begin);
			if (odd)
				break;
			n++;
			begin = end + 1;
			found = 0;
			high = false;
			s.ends &= ~upto;
			s.high &= ~upto;
		}
		found += count(s.ends);
		odd |= s.escapes != 0;
		high |= s.high != 0;
	}
	*lines = n;
	return begin;
}

#ifdef __x86_64__
#define AVX2 __attribute__((target("avx2,bmi,popcnt")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx2,bmi,popcnt")))

AVX2 static inline unsigned bits_wide(uint64_t x)
{
	return (unsigned)__builtin_popcountll(x);
}

AVX2 static inline uint64_t mask_32(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high)
	                                                 << 32;
}

AVX2 static inline uint64_t same_32(__m256i low, __m256i high, char c)
{
	const __m256i same = _mm256_set1_epi8(c);
	return mask_32(_mm256_cmpeq_epi8(low, same), _mm256_cmpeq_epi8(high, same));
}

AVX2 static inline struct looked look_avx2(const char *at)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)at);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32));
	uint64_t lfs = same_32(low, high, '\n');
	return (struct looked){ lfs | same_32(low, high, '\t'), lfs,
		                    same_32(low, high, '\\') | same_32(low, high, '\r'),
		                    mask_32(low, high) };
}

AVX512 static inline uint64_t same_64(__m512i v, char c)
{
	return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(c));
}

AVX512 static inline struct looked look_avx512(const char *at)
{
	__m512i v = _mm512_loadu_si512((const void *)at);
	uint64_t lfs = same_64(v, '\n');
	return (struct looked){ lfs | same_64(v, '\t'), lfs, same_64(v, '\\') | same_64(v, '\r'),
		                    _mm512_movepi8_mask(v) };
}

AVX512 static inline unsigned bits_wider(uint64_t x)
{
	return (unsigned)__builtin_popcountll(x);
}

AVX2 static size_t count_avx2(const char *at, size_t len, size_t values, size_t most, size_t *lines)
{
	return count_by(look_avx2, bits_wide, at, len, values, most, lines);
}

AVX512 static size_t count_avx512(const char *at, size_t len, size_t values, size_t most,
                                  size_t *lines)
{
	return count_by(look_avx512, bits_wider, at, len, values, most, lines);
}
#endif

size_t count_lines(const char *at, size_t len, size_t values, size_t most, size_t *lines)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	    __builtin_cpu_supports("popcnt"))
		return __builtin_cpu_supports("avx512bw") ? count_avx512(at, len, values, most, lines)
		                                          : count_avx2(at, len, values, most, lines);
#endif
	return count_by(look_plain, scan_count, at, len, values, most, lines);
}
