/* filters/lib/words.h - short texts as two words, and keyed sums of words: what hash.c and memo.c are made of. */
#pragma once
#include "lib/text.h"
#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

/* The length in the uppermost byte, and all bytes of a text of that length: loads that overlap, none beyond the text. */
static inline struct words short_words(struct text v)
{
	struct words w = { 0, (uint64_t)v.len << 56 };
	if (v.len >= 8) {
		w.first = word_at(v.at);
		w.last |= word_at(v.at + v.len - 8) >> (SHORT - v.len) * 8 >> 8;
	} else if (v.len >= 4) {
		w.first = half_at(v.at) | half_at(v.at + v.len - 4) << 32;
	} else if (v.len > 0) {
		uint64_t first = (unsigned char)v.at[0], middle = (unsigned char)v.at[v.len / 2];
		w.first = first | middle << 8 | (uint64_t)(unsigned char)v.at[v.len - 1] << 16;
	}
	return w;
}

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
