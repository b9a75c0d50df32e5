/* filters/dedup/keys.c - the distinct keys: finding and adding them. */
#include "keys.h"

void keys_init(struct keys *k, struct arena *mem, bool holds)
{
	*k = (struct keys){ .mem = mem, .holds = holds };
	table_init(&k->numbers);
}

static uint32_t keys_add(struct keys *k, struct hash hash)
{
	uint32_t number = k->numbers.n;
	if (number == TABLE_NONE)
		return number;
	size_t piece = number / KEYS_PIECE;
	if (number % KEYS_PIECE == 0) {
		k->key = arena_append(k->mem, k->key, piece, sizeof(*k->key));
		k->key[piece] = arena_take(k->mem, KEYS_PIECE * sizeof(struct key));
		if (k->holds) {
			k->kept = arena_append(k->mem, k->kept, piece, sizeof(*k->kept));
			k->kept[piece] = arena_zeros(k->mem, KEYS_PIECE * sizeof(struct kept));
		}
	}
	keys_at(k, number)->high = hash.high;
	return table_add(&k->numbers, hash.low);
}

uint32_t keys_find(struct keys *k, struct hash hash, bool *fresh)
{
	size_t step = 0;
	uint32_t number;
	*fresh = false;
	while ((number = table_next(&k->numbers, hash.low, &step)) != TABLE_NONE)
		if (k->numbers.hash[number] == hash.low && keys_at(k, number)->high == hash.high)
			return number;
	*fresh = true;
	return keys_add(k, hash);
}

void keys_ask(const struct keys *k, const struct hash *hash, size_t n)
{
	for (size_t i = 0; i < n; i++)
		table_ask(&k->numbers, hash[i].low);
	for (size_t i = 0; i < n; i++) {
		size_t step = 0;
		uint32_t number = table_next(&k->numbers, hash[i].low, &step);
		if (number == TABLE_NONE)
			continue;
		__builtin_prefetch(&k->numbers.hash[number]);
		__builtin_prefetch(keys_at(k, number));
		if (k->holds)
			__builtin_prefetch(keys_kept(k, number));
	}
}
