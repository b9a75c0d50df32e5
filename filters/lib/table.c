/* filters/lib/table.c - an index from hashes to numbers: adding, and growing by the power of two. */
#include "lib/table.h"

#define FIRST_SLOTS 1024

static void table_place(struct table *t, uint64_t hash, uint32_t number)
{
	size_t at = hash & t->mask;
	while (t->slot[at] != 0)
		at = (at + 1) & t->mask;
	t->slot[at] = (hash & 0xFFFFFFFF00000000) | (number + 1);
}

/* Each size has an arena of its own, so that the one before gives its memory back. */
static void table_room(struct table *t, size_t slots)
{
	struct arena *mem = arena_new();
	uint64_t *hash = arena_take(mem, slots / 2 * sizeof(*hash));
	if (t->n > 0)
		memcpy(hash, t->hash, t->n * sizeof(*hash));
	t->slot = arena_zeros(mem, slots * sizeof(*t->slot));
	t->hash = hash;
	t->mask = slots - 1;
	arena_free(t->mem);
	t->mem = mem;
	for (uint32_t number = 0; number < t->n; number++)
		table_place(t, hash[number], number);
}

void table_init(struct table *t)
{
	*t = (struct table){ 0 };
	table_room(t, FIRST_SLOTS);
}

uint32_t table_add(struct table *t, uint64_t hash)
{
	if (t->n > t->mask / 2)
		table_room(t, 2 * (t->mask + 1));
	t->hash[t->n] = hash;
	table_place(t, hash, t->n);
	return t->n++;
}

void table_empty(struct table *t)
{
	memset(t->slot, 0, (t->mask + 1) * sizeof(*t->slot));
	t->n = 0;
}

void table_free(struct table *t)
{
	arena_free(t->mem);
}
