/* filters/indicators/facts.c - facts, found by their key. */
#include "facts.h"
#include "lib/hash.h"

void facts_init(struct facts *f, uint64_t seed)
{
	*f = (struct facts){ .mem = arena_new(), .seed = seed };
	table_init(&f->numbers);
}

static uint64_t hash_of(const struct facts *f, struct text key, enum measure m)
{
	return hash_short(key, f->seed + m);
}

struct fact *facts_find(const struct facts *f, struct text key, enum measure m)
{
	uint64_t hash = hash_of(f, key, m);
	size_t step = 0;
	uint32_t number;
	while ((number = table_next(&f->numbers, hash, &step)) != TABLE_NONE) {
		struct fact *fact = facts_at(f, number);
		if (fact->measure == m && text_same(fact->key, key))
			return fact;
	}
	return NULL;
}

struct fact *facts_add(struct facts *f, struct text key, enum measure m)
{
	if (f->numbers.n == TABLE_NONE)
		return NULL;
	uint32_t number = table_add(&f->numbers, hash_of(f, key, m));
	if (number % FACTS_PIECE == 0) {
		size_t pieces = number / FACTS_PIECE;
		f->piece = arena_append(f->mem, f->piece, pieces, sizeof(*f->piece));
		f->piece[pieces] = arena_take(f->mem, FACTS_PIECE * sizeof(**f->piece));
	}
	struct fact *fact = facts_at(f, number);
	*fact = (struct fact){ .measure = m };
	fact->key = (struct text){ arena_copy(f->mem, key.at, key.len), key.len };
	return fact;
}

void facts_free(struct facts *f)
{
	table_free(&f->numbers);
	arena_free(f->mem);
}
