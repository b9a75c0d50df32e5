/* filters/lib/day.h - days of the Gregorian calendar, years 1 to 9999, as ISO 8601 writes them. */
#pragma once
#include "lib/text.h"

bool day_exists(int year, int month, int day);
int days_in(int year, int month); /* month: 1 to 12 */
/* Days since 0000-12-31, for a day that exists. */
int32_t day_number(int year, int month, int day);
/* The other way. False: it is in none of the years 1 to 9999. */
bool day_of_number(int32_t, int *year, int *month, int *day);

/* One to eight digits as a number; UINT64_MAX: they are none. The first stands in the lowest byte. */
static inline uint64_t day_digits(uint64_t w)
{
	uint64_t six = 0x0606060606060606u, high = 0xf0f0f0f0f0f0f0f0u;
	if (((w & high) | ((w + six) & high) >> 4) != 0x3333333333333333u)
		return UINT64_MAX;
	w -= 0x3030303030303030u;
	w = w * 10 + (w >> 8);
	return ((w & 0x000000ff000000ffu) * 0x000f424000000064u +
	        ((w >> 16) & 0x000000ff000000ffu) * 0x0000271000000001u) >>
	       32;
}

/* YYYYMMDD as a number: is there such a day? */
static inline bool day_packed_exists(uint64_t n)
{
	unsigned year = (unsigned)(n / 10000), month = (unsigned)(n / 100 % 100),
			 day = (unsigned)(n % 100);
	return n <= 99991231 && year != 0 && month - 1 < 12 && day != 0 &&
	       (day <= 28 || day_exists((int)year, (int)month, (int)day));
}

/* The first ten bytes at `at`, YYYY-MM-DD, as the number YYYYMMDD; 0: no such day. */
static inline uint32_t day_read(const char *at)
{
	char d[8];
	uint64_t w;
	memcpy(d, at, 4);
	memcpy(d + 4, at + 5, 2);
	memcpy(d + 6, at + 8, 2);
	memcpy(&w, d, 8);
	uint64_t n = day_digits(w);
	return at[4] == '-' && at[7] == '-' && day_packed_exists(n) ? (uint32_t)n : 0;
}
