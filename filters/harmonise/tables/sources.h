/* filters/harmonise/tables/sources.h - where names and codes come from. Each gives null, or the
 * one line that says what is wrong. */
#pragma once
#include "pool.h"

struct country {
	char alpha2[3], alpha3[4];
};
struct countries {
	size_t n;
	struct country *at;
};

/* ISO 3166-1 and 3166-3 as Debian's iso-codes holds them below `share` ("/usr/share"), with all
 * their translations. Tells the countries of today. */
const char *take_iso_codes(struct pool *, const char *share, struct countries *);
/* CLDR's names of them, and of the parts of the world, in all locales of ICU. */
const char *take_icu(struct pool *, const struct countries *);
