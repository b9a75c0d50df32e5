/* filters/report/amounts.h - counts as conf/documents/numbers.jq adds them up: exactly. */
#pragma once
#include "lib/arena.h"
#include "lib/json.h"

struct amounts {          /* of a table; begins with zeros */
	size_t whole, behind; /* digits in front of and behind the point, at most */
};

/* Digits, with a sign and a point where they are wanted. */
bool amount_is(struct text);
/* Its plain form, in mem, and what it asks of the table's. A number that amount_is. False: it has too many digits. */
bool amount_see(struct amounts *, struct text *, struct arena *mem);
/* What was seen, as a number if sums of so many are exact then, else as a list of its digits (numbers.jq). */
struct json amount_json(const struct amounts *, struct text, size_t rows, struct arena *mem);
