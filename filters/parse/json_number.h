/* filters/parse/json_number.h - numbers that a double can hold. */
#pragma once
#include "lib/text.h"

/* The number, as it is written in JSON, is the same when it was made a double and that was written with as few digits
 * as tell it from others: 0.1 and 1.50 are, 12345678901234567890 and 1e400 are not. */
bool number_survives(struct text);
