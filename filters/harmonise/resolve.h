/* filters/harmonise/resolve.h - which country is this text? */
#pragma once
#include "answer.h"
#include "rulings.h"

struct resolver {
	struct text scheme;  /* "iso2", "ioc"; "name": no codes; null: names, and codes of ISO 3166-1 */
	struct rulings own;  /* what the user says; wins over all */
	struct rulings list; /* what a national list means by its names; comes next */
};

/* The schemes of codes that resolve knows; null behind the last. */
extern const char *const code_schemes[];
bool is_code_scheme(struct text);

/* The answer's texts live as long as the resolver's tables. */
struct answer resolve(const struct resolver *, struct text, struct arena *mem);
