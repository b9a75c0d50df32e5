/* filters/harmonise/resolve.h - which country is this text? */
#pragma once
#include "answer.h"
#include "rulings.h"

enum scheme { ANY_SCHEME, ISO2, ISO3, ISONUM, NAMES };

struct resolver {
	enum scheme scheme;
	struct rulings own;     /* what the user says; wins over all */
	struct rulings house;   /* what conf/countries says beyond iso-codes and ICU */
	struct rulings belongs; /* whose a territory is: "=abw" gives NLD */
};

/* The answer's texts live as long as the resolver's tables. */
struct answer resolve(const struct resolver *, struct text, struct arena *mem);
