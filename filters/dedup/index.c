/* filters/dedup/index.c - some of the distinct keys, and the record that is kept of each so far. */
#include "index.h"

/* Bytes for a key, with its place in a table that has grown; keys for which there is room always. */
enum { EACH = sizeof(struct index_key) + 24, LEAST = 64 };

void index_open(struct index *x, size_t most)
{
	*x = (struct index){ .most = most, .mem = arena_new() };
	table_init(&x->numbers);
}

void index_free(struct index *x)
{
	table_free(&x->numbers);
	arena_free(x->mem);
	*x = (struct index){ 0 };
}

struct index_key *index_find(const struct index *x, struct hash hash, uint32_t *number)
{
	size_t at = table_home(&x->numbers, hash.low);
	while ((*number = table_stop(&x->numbers, hash.low, &at)) != TABLE_NONE) {
		struct index_key *key = index_at(x, *number);
		if (key->hash.low == hash.low && key->hash.high == hash.high)
			return key;
		at = table_after(&x->numbers, at);
	}
	return NULL;
}

struct index_key *index_add(struct index *x, struct hash hash, bool decides)
{
	size_t n = x->numbers.n, piece = n / INDEX_PIECE;
	size_t each = EACH + (decides ? sizeof(struct index_by) : 0);
	if (n == TABLE_NONE || (n >= LEAST && n * each + x->by_bytes > x->most))
		return NULL;
	if (n % INDEX_PIECE == 0) {
		x->piece = arena_append(x->mem, x->piece, piece, sizeof(*x->piece));
		x->piece[piece] = arena_take(x->mem, INDEX_PIECE * sizeof(struct index_key));
		if (decides) {
			x->by = arena_append(x->mem, x->by, piece, sizeof(*x->by));
			x->by[piece] = arena_zeros(x->mem, INDEX_PIECE * sizeof(struct index_by));
		}
	}
	struct index_key *key = index_at(x, table_add(&x->numbers, hash.low));
	*key = (struct index_key){ .hash = hash };
	return key;
}

struct text index_value(const struct index *x, uint32_t number)
{
	const struct index_by *by = &x->by[number / INDEX_PIECE][number % INDEX_PIECE];
	return (struct text){ by->at, by->len };
}

void index_decide(struct index *x, uint32_t number, struct text value)
{
	struct index_by *by = &x->by[number / INDEX_PIECE][number % INDEX_PIECE];
	if (value.len > by->room) {
		by->room = value.len < 16 ? 16 : 2 * value.len;
		by->at = arena_take(x->mem, by->room);
		x->by_bytes += by->room;
	}
	if (value.len > 0)
		memcpy(by->at, value.at, value.len);
	by->len = value.len;
}
