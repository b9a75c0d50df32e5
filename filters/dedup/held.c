/* filters/dedup/held.c - records held back: packed behind one another, read again in their order. */
#include "held.h"
#include "lib/pack.h"

#define BLOCK ((size_t)1 << 20)

struct held_block {
	struct held_block *next;
	size_t size, used;
	_Alignas(struct held) char bytes[];
};

void log_init(struct log *l, size_t columns, uint64_t seed)
{
	*l = (struct log){ .columns = columns,
		               .mem = arena_new(),
		               .sources = memo_new(seed, MEMO_FULL) };
}

void log_free(struct log *l)
{
	arena_free(l->mem);
	memo_free(l->sources);
}

size_t log_held(const struct log *l)
{
	return l->mem ? arena_held(l->mem) : 0;
}

static struct held *log_take(struct log *l, size_t size)
{
	if (!l->last || l->last->size - l->last->used < size) {
		size_t room = size > BLOCK ? size : BLOCK;
		struct held_block *b = arena_take(l->mem, sizeof(*b) + room);
		*b = (struct held_block){ .size = room };
		if (l->last)
			l->last->next = b;
		else
			l->first = b;
		l->last = b;
	}
	struct held *h = (void *)(l->last->bytes + l->last->used);
	l->last->used += size;
	l->bytes += size;
	return h;
}

struct held *log_add(struct log *l, const struct batch *b, size_t row, uint32_t key)
{
	size_t size = sizeof(struct held);
	for (size_t c = 0; c < l->columns; c++)
		size += pack_size(b->col[c][row]);
	size = (size + _Alignof(struct held) - 1) & ~(_Alignof(struct held) - 1);
	struct held *h = log_take(l, size);
	bool fresh;
	uint32_t source = memo_find(l->sources, batch_source(b, row), &fresh);
	*h = (struct held){ .line = b->line[row], .size = size, .source = source, .key = key };
	char *at = h->packed;
	for (size_t c = 0; c < l->columns; c++)
		at = pack_put(at, b->col[c][row]);
	return h;
}

struct held *log_copy(struct log *l, const struct held *from)
{
	struct held *h = log_take(l, from->size);
	memcpy(h, from, from->size);
	return h;
}

void log_values(const struct log *l, const struct held *h, struct text *values)
{
	const char *at = h->packed;
	for (size_t c = 0; c < l->columns; c++)
		at = pack_get(at, &values[c]);
}

struct text log_value(const struct held *h, size_t column)
{
	const char *at = h->packed;
	struct text v = { 0 };
	for (size_t c = 0; c <= column; c++)
		at = pack_get(at, &v);
	return v;
}

struct text log_source(const struct log *l, const struct held *h)
{
	return memo_text(l->sources, h->source);
}

struct held *log_next(const struct log *l, struct log_place *p)
{
	if (!p->block)
		p->block = l->first;
	if (p->block && p->at == p->block->used && p->block->next)
		*p = (struct log_place){ p->block->next, 0 };
	if (!p->block || p->at == p->block->used)
		return NULL;
	struct held *h = (void *)(p->block->bytes + p->at);
	p->at += h->size;
	return h;
}
