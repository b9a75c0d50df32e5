/* tests/bench/roof/names.h - texts as numbers: those of the look-up table, and lists of distinct ones. */
#pragma once
#include "field.h"
#include <stdbool.h>

struct name {
	uint64_t first, last; /* eight bytes of it; a shorter text is the first word, zeros behind it */
	const uint8_t *at;    /* zeros behind it; null: free */
	uint32_t len, number;
};

struct names {
	struct name *name;
	uint32_t mask, used;
};

struct list { /* distinct texts in the order in which they came */
	struct names names;
	const uint8_t **at;
	uint32_t n, room;
};

void names_new(struct names *, uint32_t size);
/* The text is copied; it keeps the number that it has. */
struct name *names_put(struct names *, struct field, uint32_t number);
uint32_t list_add(struct list *, struct field);
/* For each number its rank, by the bytes up to a comma that would follow; *sorted: the texts by rank. */
uint16_t *list_ranks(const struct list *, const uint8_t ***sorted);

static inline void name_words(struct field f, uint64_t *first, uint64_t *last)
{
	if (f.len >= 8) {
		*first = load8(f.at);
		*last = load8(f.at + f.len - 8);
	} else {
		*first = f.len > 0 ? load8(f.at) & UINT64_MAX >> (64 - 8 * f.len) : 0;
		*last = 0;
	}
}

/* Where the text stands, or could. */
static inline struct name *names_find(const struct names *t, struct field f)
{
	uint64_t first, last;
	name_words(f, &first, &last);
	uint64_t h = (first ^ last * 0x9E3779B97F4A7C15u ^ f.len) * 0xD6E8FEB86659FD93u;
	for (uint32_t i = ((uint32_t)(h >> 40) ^ (uint32_t)(h >> 20)) & t->mask;;
	     i = (i + 1) & t->mask) {
		struct name *n = &t->name[i];
		if (!n->at || (n->first == first && n->last == last && n->len == f.len &&
		               (f.len <= 16 || memcmp(n->at, f.at, f.len) == 0)))
			return n;
	}
}

static inline uint32_t list_number(struct list *l, struct field f)
{
	const struct name *n = names_find(&l->names, f);
	return __builtin_expect(n->at != NULL, 1) ? n->number : list_add(l, f);
}
