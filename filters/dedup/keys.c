/* filters/dedup/keys.c - the distinct keys: finding and adding them, some hundred at a time.
 *
 * A key that was not seen before costs one line of memory that is not in the cache, its slot; one that was costs a second
 * one. So these are asked for ahead, for as many keys as fit the cache's first level, and what takes the time is how many
 * lines the memory gives at once.
 */
#include "keys.h"

enum { AHEAD = 128 };

void keys_init(struct keys *k, bool holds)
{
	*k = (struct keys){ .mem = arena_new(), .holds = holds };
	table_init(&k->numbers);
}

void keys_free(struct keys *k)
{
	table_free(&k->numbers);
	arena_free(k->mem);
}

size_t keys_held(const struct keys *k)
{
	return table_held(&k->numbers) + arena_held(k->mem);
}

static bool make_room(struct keys *k, size_t more)
{
	if (!table_reserve(&k->numbers, more))
		return false;
	for (; k->pieces * KEYS_PIECE < k->numbers.n + more; k->pieces++) {
		k->key = arena_append(k->mem, k->key, k->pieces, sizeof(*k->key));
		k->key[k->pieces] = arena_take(k->mem, KEYS_PIECE * sizeof(struct key));
		if (!k->holds)
			continue;
		k->kept = arena_append(k->mem, k->kept, k->pieces, sizeof(*k->kept));
		k->kept[k->pieces] = arena_zeros(k->mem, KEYS_PIECE * sizeof(struct kept));
	}
	return true;
}

struct found {
	size_t at; /* the place of the first number whose half of the hash is the same, or a free one */
	uint32_t number; /* there, or TABLE_NONE */
};

/* Where each key may be, or where it belongs; what will be read of those that may be there is asked for. */
static void ask(const struct keys *k, const struct hash *hash, size_t n, struct found *found)
{
	for (size_t i = 0; i < n; i++)
		table_ask(&k->numbers, hash[i].low);
	for (size_t i = 0; i < n; i++) {
		struct found f = { .at = table_home(&k->numbers, hash[i].low) };
		f.number = table_stop(&k->numbers, hash[i].low, &f.at);
		found[i] = f;
		if (f.number == TABLE_NONE)
			continue;
		__builtin_prefetch(keys_at(k, f.number));
		if (k->holds)
			__builtin_prefetch(keys_kept(k, f.number));
	}
}

/* Numbers that came since are in places that were free, the first ones first. */
static uint32_t find(struct keys *k, struct hash hash, struct found f)
{
	if (f.number == TABLE_NONE && !table_free_at(&k->numbers, f.at))
		f.number = table_stop(&k->numbers, hash.low, &f.at);
	while (f.number != TABLE_NONE) {
		const struct hash *held = &keys_at(k, f.number)->hash;
		if (held->low == hash.low && held->high == hash.high)
			return f.number;
		f.at = table_after(&k->numbers, f.at);
		f.number = table_stop(&k->numbers, hash.low, &f.at);
	}
	uint32_t number = table_put(&k->numbers, f.at, hash.low);
	keys_at(k, number)->hash = hash;
	return number;
}

bool keys_number(struct keys *k, const struct hash *hash, const size_t *missing, size_t n,
                 uint32_t *number)
{
	if (!make_room(k, n))
		return false;
	for (size_t from = 0; from < n; from += AHEAD) {
		struct found found[AHEAD];
		size_t some = n - from < AHEAD ? n - from : AHEAD;
		ask(k, hash + from, some, found);
		for (size_t i = 0; i < some; i++)
			if (!missing || !missing[from + i])
				number[from + i] = find(k, hash[from + i], found[i]);
	}
	return true;
}
