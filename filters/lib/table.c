/* filters/lib/table.c - an index from hashes to numbers: adding, and growing by half. */
#include "lib/table.h"

enum { FIRST_SLOTS = 1024 };
#define MOST_SLOTS ((size_t)1 << 32)

static inline size_t free_slot(const struct table *t, uint64_t hash)
{
	size_t at = table_home(t, hash);
	while (t->slot[at] != 0)
		at = table_after(t, at);
	return at;
}

/* Each size has an arena of its own, so that the one before gives its memory back. Slots are in the order of the
 * hashes, so both are passed through from one end to the other; begun behind a free slot, so that numbers of one hash
 * stay in their order. */
static void grow(struct table *t, size_t slots)
{
	struct table old = *t;
	t->mem = arena_new();
	t->slot = arena_zeros(t->mem, slots * sizeof(*t->slot));
	t->slots = slots;
	/* At least every fourth is free, but for the very largest, which has at least one. */
	t->most = slots < MOST_SLOTS ? (uint32_t)(slots - slots / 4) : TABLE_NONE;
	size_t from = 0;
	while (from < old.slots && old.slot[from] != 0)
		from++;
	for (size_t i = 0, at = from; i < old.slots; i++, at = table_after(&old, at))
		if (old.slot[at] != 0)
			t->slot[free_slot(t, old.slot[at])] = old.slot[at];
	arena_free(old.mem);
}

void table_init(struct table *t)
{
	*t = (struct table){ 0 };
	grow(t, FIRST_SLOTS);
}

bool table_reserve(struct table *t, size_t more)
{
	while (t->most - t->n < more && t->slots < MOST_SLOTS) {
		size_t slots = t->slots + t->slots / 2;
		grow(t, slots < MOST_SLOTS ? slots : MOST_SLOTS);
	}
	return t->most - t->n >= more;
}

uint32_t table_add(struct table *t, uint64_t hash)
{
	table_reserve(t, 1);
	return table_put(t, free_slot(t, hash), hash);
}

void table_empty(struct table *t)
{
	memset(t->slot, 0, t->slots * sizeof(*t->slot));
	t->n = 0;
}

void table_free(struct table *t)
{
	arena_free(t->mem);
}

size_t table_held(const struct table *t)
{
	return t->slots * sizeof(*t->slot);
}
