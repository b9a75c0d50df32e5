/* filters/aggregate/cells.c - the cells: finding and adding them. */
#include "cells.h"

#define KEYS_ROOM ((size_t)64 << 10)

void cells_init(struct cells *c, size_t measures)
{
	*c = (struct cells){ .mem = arena_new() };
	c->stride = sizeof(struct cell) + measures * sizeof(union state);
	table_init(&c->numbers);
}

void cells_free(struct cells *c)
{
	table_free(&c->numbers);
	arena_free(c->mem);
}

static const char *copy_key(struct cells *c, struct text key)
{
	if (key.len > c->key_room) {
		c->key_room = key.len > KEYS_ROOM ? key.len : KEYS_ROOM;
		c->key = arena_take(c->mem, c->key_room);
	}
	char *to = c->key;
	if (key.len > 0)
		memcpy(to, key.at, key.len);
	c->key += key.len;
	c->key_room -= key.len;
	return to;
}

static struct cell *add(struct cells *c, struct text key, uint64_t hash)
{
	uint32_t number = c->numbers.n;
	if (number == TABLE_NONE)
		return NULL;
	size_t piece = number / CELLS_PIECE;
	if (number % CELLS_PIECE == 0) {
		c->piece = arena_append(c->mem, c->piece, piece, sizeof(*c->piece));
		c->piece[piece] = arena_zeros(c->mem, CELLS_PIECE * c->stride);
	}
	struct cell *cell = cells_at(c, number);
	cell->key = (struct text){ copy_key(c, key), key.len };
	cell->number = number;
	table_add(&c->numbers, hash);
	return cell;
}

struct cell *cells_find(struct cells *c, struct text key, uint64_t hash, bool *fresh)
{
	size_t step = 0;
	uint32_t number;
	*fresh = false;
	while ((number = table_next(&c->numbers, hash, &step)) != TABLE_NONE) {
		struct cell *cell = cells_at(c, number);
		if (cell->key.len == key.len && bytes_same(cell->key.at, key.at, key.len))
			return cell;
	}
	*fresh = true;
	return add(c, key, hash);
}

void cells_ask(const struct cells *c, const uint64_t *hash, size_t n)
{
	for (size_t i = 0; i < n; i++)
		table_ask(&c->numbers, hash[i]);
	for (size_t i = 0; i < n; i++) {
		size_t step = 0;
		uint32_t number = table_next(&c->numbers, hash[i], &step);
		if (number != TABLE_NONE)
			__builtin_prefetch(cells_at(c, number));
	}
}
