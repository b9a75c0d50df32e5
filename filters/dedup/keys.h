/* filters/dedup/keys.h - the distinct keys: 128 bits of hash each, and what is known of the record that is kept. */
#pragma once
#include "held.h"
#include "lib/hash.h"
#include "lib/table.h"

struct key {
	struct hash hash;
	uint64_t content; /* hash of the other columns of the record that is kept */
};
struct kept { /* only where records are held back */
	struct held *record;
	uint64_t conflict; /* its number in the list, 0: none */
};

struct keys {
	struct table numbers;
	struct key **key;   /* in pieces that never move */
	struct kept **kept; /* null where nothing is held */
	size_t pieces;
	bool holds;
	struct arena *mem;
};

#define KEYS_PIECE 4096

void keys_init(struct keys *, bool holds);
void keys_free(struct keys *); /* may be all zeros */
/* The numbers of so many keys, but for those that have `missing`; new ones get the next numbers in their order. False:
 * no more can be numbered. */
bool keys_number(struct keys *, const struct hash *, const size_t *missing, size_t n,
                 uint32_t *number);
size_t keys_held(const struct keys *); /* bytes */

static inline struct key *keys_at(const struct keys *k, uint32_t number)
{
	return &k->key[number / KEYS_PIECE][number % KEYS_PIECE];
}

static inline struct kept *keys_kept(const struct keys *k, uint32_t number)
{
	return &k->kept[number / KEYS_PIECE][number % KEYS_PIECE];
}
