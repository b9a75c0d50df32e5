/* tests/bench/gen/atlas.h - countries, each in many spellings. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SPELLINGS = 48, PICKS = 4096, SEEN = 1 << 14 };

struct spelling {
	const char *at; /* null: there is none */
	size_t len;
	bool quoted; /* it has to be, in CSV */
};

struct country {
	char iso3[4];
	size_t n;
	struct spelling spelling[SPELLINGS];
};

struct atlas {
	size_t n;
	struct country *country;
	uint16_t pick[PICKS];   /* countries as often as their people come */
	const char *seen[SEEN]; /* a hash table: no spelling is of two countries */
};

struct spelling spelling_of(const char *text); /* not copied */
struct atlas *atlas_new(void);
void atlas_free(struct atlas *);
