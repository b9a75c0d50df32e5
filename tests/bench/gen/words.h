/* tests/bench/gen/words.h - what the made-up records are made of. */
#pragma once
#include <stddef.h>

struct list {
	size_t n;
	const char *const *at;
};

/* countries: iso3|iso2|m49|name|demonym|other spellings between semicolons */
struct words {
	struct list countries, unknown, surnames, given, institutions, levels, fields, statuses, male,
		female, other_sex, bad_dates;
};

extern const struct words words;
