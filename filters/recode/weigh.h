/* filters/recode/weigh.h - a measure divided by shares, without losing anything. */
#pragma once
#include "codes.h"
#include "lib/decimal.h"

#define WEIGH_EXACT UINT32_MAX

/* The parts of a measure for some lines of the table, whose shares sum to 1, as texts in mem. decimals: WEIGH_EXACT, or how
 * many digits behind the point they have, never fewer than the measure itself: each part is cut off there, and what is left
 * goes, one unit each, to those that lost most, the first of them where several lost the same; so the parts sum to the
 * measure. False: the numbers are too large. */
bool weigh(const struct codes *, struct decimal measure, const uint32_t *rows, size_t n,
           unsigned decimals, struct arena *mem, struct text *parts);
