/* tests/bench/roof/tables.h - the keys that were seen, and the groups. */
#pragma once
#include "memory.h"
#include <stdbool.h>
#include <stdint.h>

struct keys { /* 0: free */
	uint64_t *key, mask, used;
};

struct group {
	uint64_t key, age, n; /* key 0: free */
};

struct groups {
	struct group *group;
	uint64_t mask, used;
};

static inline uint64_t key_hash(uint64_t key)
{
	key *= 0x9E3779B97F4A7C15u;
	return key ^ key >> 32;
}

static inline uint64_t group_hash(uint64_t key)
{
	key *= 0xD6E8FEB86659FD93u;
	return key ^ key >> 29;
}

static inline void keys_new(struct keys *t, uint64_t size)
{
	*t = (struct keys){ take_large(size * sizeof(*t->key)), size - 1, 0 };
}

/* False: it is there. */
static inline bool keys_add(struct keys *t, uint64_t key)
{
	uint64_t h = key_hash(key) & t->mask;
	while (t->key[h] && t->key[h] != key)
		h = (h + 1) & t->mask;
	if (t->key[h])
		return false;
	t->key[h] = key;
	t->used++;
	return true;
}

static inline void keys_room(struct keys *t, uint64_t more)
{
	if (__builtin_expect((t->used + more) * 2 <= t->mask, 1))
		return;
	struct keys wider;
	keys_new(&wider, (t->mask + 1) * 2);
	for (uint64_t i = 0; i <= t->mask; i++)
		if (t->key[i])
			keys_add(&wider, t->key[i]);
	munmap(t->key, (t->mask + 1) * sizeof(*t->key));
	*t = wider;
}

static inline void groups_new(struct groups *t, uint64_t size)
{
	*t = (struct groups){ take_large(size * sizeof(*t->group)), size - 1, 0 };
}

static inline struct group *groups_at(struct groups *t, uint64_t key)
{
	uint64_t h = group_hash(key) & t->mask;
	while (t->group[h].key && t->group[h].key != key)
		h = (h + 1) & t->mask;
	if (!t->group[h].key) {
		t->group[h].key = key;
		t->used++;
	}
	return &t->group[h];
}

static inline void groups_room(struct groups *t, uint64_t more)
{
	if (__builtin_expect((t->used + more) * 3 <= t->mask * 2, 1))
		return;
	struct groups wider;
	groups_new(&wider, (t->mask + 1) * 2);
	for (uint64_t i = 0; i <= t->mask; i++)
		if (t->group[i].key)
			*groups_at(&wider, t->group[i].key) = t->group[i];
	munmap(t->group, (t->mask + 1) * sizeof(*t->group));
	*t = wider;
}
