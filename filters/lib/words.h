/* filters/lib/words.h - short texts as two words, and keyed sums of words: what hash.c and memo.c are made of. */
#pragma once
#include "lib/text.h"
#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

typedef unsigned __int128 wide;

enum { SHORT = 15 }; /* bytes that words hold */

struct words {
	uint64_t first, last;
};

static inline uint64_t word_at(const char *at)
{
	uint64_t word;
	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

static inline uint64_t half_at(const char *at)
{
	uint32_t word;
	memcpy(&word, at, sizeof(word));
	return word;
}

/* The bytes of a short text, with zeros behind them, and its length in the uppermost byte. Loads that overlap, none beyond
 * the text. */
static inline struct words short_words(struct text v)
{
	struct words w = { 0, (uint64_t)v.len << 56 };
	if (v.len >= 8) {
		w.first = word_at(v.at);
		w.last |= word_at(v.at + v.len - 8) >> (SHORT - v.len) * 8 >> 8;
	} else if (v.len >= 4) {
		w.first = half_at(v.at) | half_at(v.at + v.len - 4) << (v.len - 4) * 8;
	} else if (v.len > 0) {
		uint64_t first = (unsigned char)v.at[0], middle = (unsigned char)v.at[v.len / 2];
		uint64_t last = (unsigned char)v.at[v.len - 1];
		w.first = first | middle << v.len / 2 * 8 | last << (v.len - 1) * 8;
	}
	return w;
}

/* How words come of short texts. The lengths of values are as good as random where columns differ, and so are the branches
 * above; a load with a mask has none, and reads no byte beyond the text either. Loops over many texts are written once and
 * compiled for both; the words are the same. */
typedef struct words words_how(struct text);
#define INLINE static inline __attribute__((always_inline)) /* such a loop, or a part of it */
#ifdef __x86_64__
#define WORDS_MASKED __attribute__((target("avx512f,avx512bw,avx512vl,bmi,bmi2")))
WORDS_MASKED static inline struct words masked_words(struct text v)
{
	/* A mask of nothing over no memory at all is right, but as slow as a fault. */
	const void *at = v.len > 0 ? v.at : (const void *)&v;
	__m128i bytes = _mm_maskz_loadu_epi8((__mmask16)_bzhi_u32(0xFFFF, (unsigned)v.len), at);
	return (struct words){ (uint64_t)_mm_cvtsi128_si64(bytes),
		                   (uint64_t)_mm_extract_epi64(bytes, 1) | (uint64_t)v.len << 56 };
}
static inline bool words_masked(void)
{
	return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
	       __builtin_cpu_supports("bmi2");
}
#endif

/* SplitMix64 (Steele and others, OOPSLA 2014): the keys. */
static inline uint64_t next_key(uint64_t *state)
{
	uint64_t key = *state += 0x9E3779B97F4A7C15;
	key = (key ^ key >> 30) * 0xBF58476D1CE4E5B9;
	key = (key ^ key >> 27) * 0x94D049BB133111EB;
	return key ^ key >> 31;
}

static inline wide next_wide_key(uint64_t *state)
{
	wide upper = next_key(state);
	return upper << 64 | next_key(state);
}

/* What counted ids have in common, and two sums would still have, is spread at the end, one to one. */
static inline uint64_t narrowed(wide sum, wide low, wide high)
{
	uint64_t h = (uint64_t)(((uint64_t)sum * low + (uint64_t)(sum >> 64) * high) >> 64);
	h = (h ^ h >> 32) * 0xD6E8FEB86659FD93;
	return h ^ h >> 32;
}
