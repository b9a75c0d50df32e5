/* filters/harmonise/spell.h - names that are near to a text. */
#pragma once
#include "answer.h"
#include "atlas.h"
#include "name.h"

/* Stands in a key for one letter that is not known: U+0294, which no name holds. */
#define SPELL_ANY "\xca\x94"

/* The only country that a key with gaps can be; false: none, or several. */
bool spell_gaps(struct text key, struct answer *);

struct neighbour {
	const struct atlas_entry *entry;
	unsigned changes;
};
/* The nearest names of different countries, nearest first; how many. */
size_t spell_nearest(struct text key, struct neighbour *to, size_t most);
