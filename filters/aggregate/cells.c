/* filters/aggregate/cells.c - the cells: finding and adding them.
 *
 * Values have numbers, so a group is a few of these: they are hashed by NH (see lib/hash.c) with keys of the run, and
 * compared word by word. A group of one column needs neither.
 */
#include "cells.h"
#include "lib/words.h"

/* Of the cache. Cells of one line begin with one, so that each is one miss. */
enum { LINE = 64 };

void cells_init(struct cells *c, size_t states, size_t columns, uint64_t seed)
{
	*c = (struct cells){ .mem = arena_new(), .columns = columns };
	c->behind = sizeof(struct cell) + states * sizeof(union state);
	size_t all = c->behind + columns * sizeof(uint32_t), unit = _Alignof(struct cell);
	c->stride = (all + unit - 1) / unit * unit;
	c->key = arena_take(c->mem, (columns + 2) * sizeof(*c->key));
	for (size_t g = 0; g < columns + 2; g++)
		c->key[g] = next_key(&seed);
	table_init(&c->numbers);
}

void cells_free(struct cells *c)
{
	table_free(&c->numbers);
	arena_free(c->mem);
}

size_t cells_held(const struct cells *c)
{
	return arena_held(c->mem) + table_held(&c->numbers);
}

static struct cell *add(struct cells *c, uint32_t *const *value, size_t at)
{
	uint32_t number = c->n;
	if (number == TABLE_NONE)
		return NULL;
	size_t piece = number / CELLS_PIECE;
	if (number % CELLS_PIECE == 0) {
		c->piece = arena_append(c->mem, c->piece, piece, sizeof(*c->piece));
		char *cells = arena_zeros(c->mem, CELLS_PIECE * c->stride + LINE);
		c->piece[piece] = cells + (-(uintptr_t)cells & (LINE - 1));
	}
	c->n++;
	struct cell *cell = cells_at(c, number);
	cell->number = number;
	uint32_t *to = (void *)((char *)cell + c->behind);
	for (size_t g = 0; g < c->columns; g++)
		to[g] = value[g][at];
	return cell;
}

/* --- groups of one column --------------------------------------------------------------------- */

static struct cell *of_value(struct cells *c, uint32_t *const *value, size_t at, bool *fresh)
{
	uint32_t it = c->columns > 0 ? value[0][at] : 0;
	if (it >= c->values) {
		size_t room = c->values > 0 ? c->values : 1024;
		while (room <= it)
			room *= 2;
		c->of_value = arena_grow(c->mem, c->of_value, c->values * sizeof(*c->of_value),
		                         room * sizeof(*c->of_value));
		memset(c->of_value + c->values, 0, (room - c->values) * sizeof(*c->of_value));
		c->values = room;
	}
	*fresh = c->of_value[it] == 0;
	if (!*fresh)
		return cells_at(c, c->of_value[it] - 1);
	struct cell *cell = add(c, value, at);
	if (cell)
		c->of_value[it] = c->n;
	return cell;
}

/* --- groups of several ------------------------------------------------------------------------ */

/* Two values are one factor each; a last one without another has a key alone as the other. */
static inline uint64_t hash_of(const struct cells *c, uint32_t *const *value, size_t at)
{
	uint64_t sum = 0;
	size_t g = 0;
	for (; g + 1 < c->columns; g += 2)
		sum += ((uint64_t)value[g][at] + c->key[g]) * ((uint64_t)value[g + 1][at] + c->key[g + 1]);
	if (g < c->columns)
		sum += ((uint64_t)value[g][at] + c->key[g]) * c->key[g + 1];
	wide product = (wide)(sum ^ sum >> 32) * (c->key[c->columns + 1] | 1);
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

void cells_hash(const struct cells *c, uint32_t *const *value, const uint32_t *rows, size_t n,
                uint64_t *hash)
{
	for (size_t i = 0; i < n && c->columns > 1; i++) {
		hash[i] = hash_of(c, value, rows[i]);
		table_ask(&c->numbers, hash[i]);
	}
	for (size_t i = 0; i < n && c->columns > 1; i++) {
		size_t step = 0;
		uint32_t number = table_next(&c->numbers, hash[i], &step);
		if (number != TABLE_NONE)
			__builtin_prefetch(cells_at(c, number));
	}
	for (size_t i = 0; i < n && c->columns == 1; i++) {
		uint32_t it = value[0][rows[i]];
		if (it < c->values && c->of_value[it] > 0)
			__builtin_prefetch(cells_at(c, c->of_value[it] - 1));
	}
}

static inline bool is_it(const struct cells *c, const struct cell *cell, uint32_t *const *value,
                         size_t at)
{
	const uint32_t *it = cells_values(c, cell);
	uint32_t other = 0;
	for (size_t g = 0; g < c->columns; g++)
		other |= it[g] ^ value[g][at];
	return other == 0;
}

struct cell *cells_find(struct cells *c, uint32_t *const *value, size_t at, uint64_t hash,
                        bool *fresh)
{
	size_t step = 0;
	uint32_t number;
	if (c->columns < 2)
		return of_value(c, value, at, fresh);
	*fresh = false;
	while ((number = table_next(&c->numbers, hash, &step)) != TABLE_NONE) {
		struct cell *cell = cells_at(c, number);
		if (is_it(c, cell, value, at))
			return cell;
	}
	*fresh = true;
	struct cell *cell = add(c, value, at);
	if (cell)
		table_add(&c->numbers, hash);
	return cell;
}
