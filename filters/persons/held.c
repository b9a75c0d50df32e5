/* filters/persons/held.c - records that are held, packed: a better one takes the room of the one before, if it fits. */
#include "held.h"
#include "lib/hash.h"
#include "lib/memo.h"
#include "lib/pack.h"

void people_init(struct people *p, uint64_t seed)
{
	*p = (struct people){ .mem = arena_new(),
		                  .seed = seed,
		                  .sources = memo_new(seed, MEMO_FULL - 1) };
	table_init(&p->numbers);
}

void people_free(struct people *p)
{
	table_free(&p->numbers);
	memo_free(p->sources);
	arena_free(p->mem);
}

static struct held *add(struct people *p, struct text key, uint64_t hash, uint32_t reference)
{
	if (p->numbers.n == TABLE_NONE)
		return NULL;
	uint32_t number = table_add(&p->numbers, hash);
	if (number % PEOPLE_PIECE == 0) {
		size_t pieces = number / PEOPLE_PIECE;
		p->piece = arena_append(p->mem, p->piece, pieces, sizeof(*p->piece));
		p->piece[pieces] = arena_take(p->mem, PEOPLE_PIECE * sizeof(**p->piece));
	}
	struct held *h = people_at(p, number);
	*h = (struct held){ .reference = reference };
	h->key = (struct text){ arena_copy(p->mem, key.at, key.len), key.len };
	return h;
}

struct held *people_find(struct people *p, struct text key, uint32_t reference, bool *fresh)
{
	uint64_t hash = hash_short(key, p->seed + reference);
	size_t step = 0;
	uint32_t number;
	*fresh = false;
	while ((number = table_next(&p->numbers, hash, &step)) != TABLE_NONE) {
		struct held *h = people_at(p, number);
		if (h->reference == reference && text_same(h->key, key))
			return h;
	}
	*fresh = true;
	return add(p, key, hash, reference);
}

void people_hold(struct people *p, struct held *h, const struct batch *b, size_t row,
                 size_t columns)
{
	size_t size = 0;
	bool fresh;
	for (size_t c = 0; c < columns; c++)
		size += pack_size(b->col[c][row]);
	if (size > h->room) {
		/* A person whose records grow and grow costs at most twice the longest of them. */
		h->room = h->room == 0 ? size : 2 * size;
		h->record = arena_take(p->mem, h->room);
	}
	char *to = h->record;
	for (size_t c = 0; c < columns; c++)
		to = pack_put(to, b->col[c][row]);
	h->source = memo_text(p->sources, memo_find(p->sources, batch_source(b, row), &fresh));
	h->line = b->line[row];
}

void held_values(const struct held *h, struct text *to, size_t columns)
{
	const char *at = h->record;
	for (size_t c = 0; c < columns; c++)
		at = pack_get(at, &to[c]);
}
