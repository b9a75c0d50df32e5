/* filters/lib/decimal.h - exact decimals: a 128-bit integer and how many of its digits stand behind the point.
 *
 * No binary floating point: 0.1 + 0.2 is 0.3, and a sum does not depend on its order.
 */
#pragma once
#include "lib/text.h"
#include <stdbool.h>

struct decimal {
	__int128 digits; /* 12.50 is 1250 … */
	unsigned scale;  /* … and 2; at most DECIMAL_SCALE */
};
#define DECIMAL_SCALE 30
#define DECIMAL_LONGEST 64 /* bytes that decimal_put writes at most */

enum decimal_read { DECIMAL_OK, DECIMAL_NONE, DECIMAL_LARGE };
/* Reads plain form: an optional sign, digits, optionally a point and digits ("-12.50", "7", ".5"; no
 * exponent, no blanks, no separators). DECIMAL_NONE: it is no number. DECIMAL_LARGE: it is one that does not fit. */
enum decimal_read decimal_read(struct text, struct decimal *);
/* Writes it in plain form with `scale` digits behind the point; gives the end. */
char *decimal_put(char *to, struct decimal);
/* False: it does not fit, sum is as it was. */
bool decimal_add(struct decimal *sum, struct decimal more);

/* What becomes of digits that are left out: half a unit goes away from zero, or to the even neighbour; all that
 * is left out goes towards zero, to the number below, to the number above. */
enum rounding { HALF_UP, HALF_EVEN, DOWN, FLOOR, CEILING };
/* Exact, with the digits of both behind the point; zeros past DECIMAL_SCALE say nothing. False: it does not fit. */
bool decimal_multiply(struct decimal *product, struct decimal by);
/* Rounded once, to `scale` digits behind the point. `by` is not zero. False: it does not fit, or is beyond what
 * 128 bits can divide. */
bool decimal_divide(struct decimal *quotient, struct decimal by, unsigned scale, enum rounding);
/* So that it has `scale` digits behind the point: rounded, or with zeros. False: these do not fit. */
bool decimal_round(struct decimal *, unsigned scale, enum rounding);
/* The same value without zeros at the end of its fraction. */
struct decimal decimal_short(struct decimal);
__int128 decimal_power(unsigned n);                /* of ten; n at most 38 */
int decimal_order(struct decimal, struct decimal); /* <0, 0, >0: by value, 1.0 and 1 are the same */
/* One order for all texts: missing ones, then plain numbers by value, then others by bytes. It holds for
 * any mixture, so a greatest value does not depend on the order in which they come. */
int decimal_text_order(struct text, struct text);
