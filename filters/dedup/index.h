/* filters/dedup/index.h - some of the distinct keys, and the record that is kept of each so far. */
#pragma once
#include "lib/hash.h"
#include "lib/table.h"

struct index_key {
	struct hash hash;
	uint64_t content, number; /* of the record */
};
struct index_by { /* the value that decides */
	char *at;
	size_t len, room;
};

struct index {
	struct table numbers;
	struct index_key **piece; /* in pieces that never move */
	struct index_by **by;     /* the same, once there is one */
	size_t most;              /* bytes that it may hold */
	size_t by_bytes;
	struct arena *mem;
};

void index_open(struct index *, size_t most);
void index_free(struct index *); /* may be all zeros */
/* Null: it is not there. *number: as which it was added. */
struct index_key *index_find(const struct index *, struct hash, uint32_t *number);
/* One that is not there. Null: there is no room for more. decides: it gets a value that does. */
struct index_key *index_add(struct index *, struct hash, bool decides);

enum { INDEX_PIECE = 1024 };
static inline struct index_key *index_at(const struct index *x, uint32_t number)
{
	return &x->piece[number / INDEX_PIECE][number % INDEX_PIECE];
}
/* The value that decides for a key that has one. */
struct text index_value(const struct index *, uint32_t number);
void index_decide(struct index *, uint32_t number, struct text value);
