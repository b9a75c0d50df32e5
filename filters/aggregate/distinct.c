/* filters/aggregate/distinct.c - pairs of a cell and a value, each kept once. */
#include "distinct.h"

void pairs_init(struct pairs *p, uint64_t seed)
{
	*p = (struct pairs){ .seed = seed, .mem = arena_new() };
	table_init(&p->numbers);
}

void pairs_free(struct pairs *p)
{
	table_free(&p->numbers);
	arena_free(p->mem);
}

size_t pairs_held(const struct pairs *p)
{
	return arena_held(p->mem) + table_held(&p->numbers);
}

enum pairs_add pairs_add(struct pairs *p, struct pair pair)
{
	uint64_t hash = hash_short((struct text){ (const char *)&pair, sizeof(pair) }, p->seed);
	size_t step = 0;
	uint32_t number;
	while ((number = table_next(&p->numbers, hash, &step)) != TABLE_NONE) {
		struct pair held = pairs_at(p, number);
		if (held.cell == pair.cell && held.value == pair.value)
			return PAIR_THERE;
	}
	number = p->numbers.n;
	if (number == TABLE_NONE)
		return PAIRS_FULL;
	size_t piece = number / PAIRS_PIECE;
	if (number % PAIRS_PIECE == 0) {
		p->piece = arena_append(p->mem, p->piece, piece, sizeof(*p->piece));
		p->piece[piece] = arena_take(p->mem, PAIRS_PIECE * sizeof(struct pair));
	}
	p->piece[piece][number % PAIRS_PIECE] = pair;
	table_add(&p->numbers, hash);
	return PAIR_NEW;
}
