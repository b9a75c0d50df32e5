/* filters/dedup/keys.h - the distinct keys: 128 bits of hash each, and what is known of the record that is kept. */
#pragma once
#include "held.h"
#include "lib/hash.h"
#include "lib/table.h"

struct key {
	uint64_t high;    /* the upper half of its hash; the table has the lower one */
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
	bool holds;
	struct arena *mem;
};

#define KEYS_PIECE 4096

void keys_init(struct keys *, struct arena *mem, bool holds);
/* The number of a key; *fresh: it is new. TABLE_NONE: no more can be numbered. */
uint32_t keys_find(struct keys *, struct hash, bool *fresh);

/* Brings what keys_find will read of so many keys into the cache. */
void keys_ask(const struct keys *, const struct hash *, size_t n);

static inline struct key *keys_at(const struct keys *k, uint32_t number)
{
	return &k->key[number / KEYS_PIECE][number % KEYS_PIECE];
}

static inline struct kept *keys_kept(const struct keys *k, uint32_t number)
{
	return &k->kept[number / KEYS_PIECE][number % KEYS_PIECE];
}
