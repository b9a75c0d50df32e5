/* filters/profile/counts.c - distinct values and how often they came. */
#include "counts.h"
#include "lib/table.h"
#include <stdlib.h>

enum { FIRST = 8 };

void counts_init(struct counts *c, struct arena *mem, size_t most)
{
	*c = (struct counts){ .mem = mem, .most = most, .frequent = most / 8 };
	if (c->frequent < FIRST)
		c->frequent = FIRST;
	if (c->frequent > 1024)
		c->frequent = 1024;
}

static void place(struct counts *c, size_t number)
{
	size_t at = c->item[number].hash & c->mask;
	while (c->slot[at] != 0)
		at = (at + 1) & c->mask;
	c->slot[at] = (uint32_t)(number + 1);
}

/* Room for `most` items, of which every second slot at most is used. */
static void make_room(struct counts *c, size_t most)
{
	size_t slots = (size_t)2 * FIRST;
	while (slots < 2 * most)
		slots *= 2;
	c->item = arena_grow(c->mem, c->item, c->n * sizeof(*c->item), most * sizeof(*c->item));
	c->slot = arena_zeros(c->mem, slots * sizeof(*c->slot));
	c->mask = slots - 1;
	for (size_t i = 0; i < c->n; i++)
		place(c, i);
}

static void place_again(struct counts *c)
{
	memset(c->slot, 0, (c->mask + 1) * sizeof(*c->slot));
	for (size_t i = 0; i < c->n; i++)
		place(c, i);
}

struct count *counts_find(struct counts *c, struct text v, uint64_t hash)
{
	for (size_t at = hash & c->mask; c->n > 0 && c->slot[at] != 0; at = (at + 1) & c->mask) {
		struct count *found = &c->item[c->slot[at] - 1];
		if (found->hash == hash && found->len == v.len)
			return found->records++, found;
	}
	return NULL;
}

/* All are lowered by `by`; their pieces of memory go with them. */
static void lower(struct counts *c, uint64_t by)
{
	size_t kept = 0;
	for (size_t i = 0; i < c->n; i++) {
		if (c->item[i].records <= by)
			continue;
		struct count one = c->item[i];
		one.records -= by;
		char *to = c->kept + kept * COUNTS_KEPT;
		memmove(to, one.at, one.len < COUNTS_KEPT ? one.len : COUNTS_KEPT);
		one.at = to;
		c->item[kept++] = one;
	}
	c->n = kept;
	c->lowered += by;
	place_again(c);
}

static int by_records(const void *a, const void *b)
{
	const struct count *one = a, *other = b;
	if (one->records != other->records)
		return one->records < other->records ? 1 : -1;
	struct text x = { one->at, one->len < COUNTS_KEPT ? one->len : COUNTS_KEPT };
	struct text y = { other->at, other->len < COUNTS_KEPT ? other->len : COUNTS_KEPT };
	int order = text_order(x, y);
	return order != 0 ? order : (one->len > other->len) - (one->len < other->len);
}

void counts_sort(struct counts *c)
{
	if (c->n > 0)
		qsort(c->item, c->n, sizeof(*c->item), by_records);
}

/* From all values to the frequent ones: as if all had come by the rule. */
static void become_full(struct counts *c)
{
	c->full = true;
	c->kept = arena_take(c->mem, c->frequent * COUNTS_KEPT);
	counts_sort(c);
	lower(c, c->n > c->frequent ? c->item[c->frequent].records : 0);
}

void counts_add(struct counts *c, struct text v, uint64_t hash, uint64_t stable, enum kind_of kind)
{
	if (!c->full && c->n >= c->most)
		become_full(c);
	if (c->full && c->n >= c->frequent) {
		lower(c, 1);
		return;
	}
	if (!c->full && (c->n & (c->n - 1)) == 0 && (c->n >= FIRST || c->n == 0))
		make_room(c, c->n > 0 ? 2 * c->n : FIRST);
	size_t n = v.len < COUNTS_KEPT ? v.len : COUNTS_KEPT;
	char *to = c->full ? c->kept + c->n * COUNTS_KEPT : arena_take(c->mem, n);
	memcpy(to, v.at, n);
	c->item[c->n] = (struct count){ hash, stable, 1, v.len, to, kind };
	place(c, c->n++);
}
