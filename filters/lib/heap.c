/* filters/lib/heap.c - records in memory, put in order by merging from below, which keeps those of one key in theirs. */
#include "lib/heap.h"
#include <endian.h>
#include <stdlib.h>

enum { SHORT = 12 }; /* so many are put in order one by one */

static uint64_t word_at(const char *at)
{
	uint64_t word;
	memcpy(&word, at, sizeof(word));
	return word;
}

struct text record_key(struct record r)
{
	return (struct text){ r.at + RECORD_HEAD, (size_t)word_at(r.at) };
}

size_t record_size(struct record r)
{
	return (size_t)word_at(r.at + sizeof(uint64_t));
}

struct text record_body(struct record r)
{
	struct text key = record_key(r);
	return (struct text){ key.at + key.len, record_size(r) - RECORD_HEAD - key.len };
}

struct record record_at(const char *at)
{
	struct record r = { 0, at };
	struct text key = record_key(r);
	char first[sizeof(uint64_t)] = { 0 };
	memcpy(first, key.at, key.len < sizeof(first) ? key.len : sizeof(first));
	r.first = be64toh(word_at(first));
	return r;
}

struct record record_of(char *at, size_t key, size_t size)
{
	uint64_t head[2] = { key, size };
	memcpy(at, head, sizeof(head));
	return record_at(at);
}

int record_order(struct record a, struct record b)
{
	if (a.first != b.first)
		return a.first < b.first ? -1 : 1;
	struct text x = record_key(a), y = record_key(b);
	const size_t same = sizeof(a.first);
	if (x.len < same || y.len < same)
		return text_order(x, y);
	return text_order((struct text){ x.at + same, x.len - same },
	                  (struct text){ y.at + same, y.len - same });
}

void heap_init(struct heap *h)
{
	*h = (struct heap){ .mem = arena_new() };
}

void heap_add(struct heap *h, struct record r)
{
	if (h->n == h->room) {
		size_t room = h->room ? h->room * 2 : 1024;
		h->record = arena_grow(h->mem, h->record, h->n * sizeof(r), room * sizeof(r));
		h->other = arena_take(h->mem, room * sizeof(r));
		h->room = room;
	}
	h->record[h->n++] = r;
}

static void sort_short(struct record *r, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct record moved = r[i];
		size_t j = i;
		for (; j > 0 && record_order(r[j - 1], moved) > 0; j--)
			r[j] = r[j - 1];
		r[j] = moved;
	}
}

/* Of two neighbours in order, from on and middle on, one. */
static void merge(const struct record *from, size_t middle, size_t n, struct record *to)
{
	size_t i = 0, j = middle;
	while (i < middle && j < n)
		*to++ = record_order(from[i], from[j]) <= 0 ? from[i++] : from[j++];
	memcpy(to, from + i, (middle - i) * sizeof(*to));
	memcpy(to + (middle - i), from + j, (n - j) * sizeof(*to));
}

void heap_sort(struct heap *h)
{
	for (size_t at = 0; at < h->n; at += SHORT)
		sort_short(h->record + at, h->n - at < SHORT ? h->n - at : SHORT);
	for (size_t width = SHORT; width < h->n; width *= 2) {
		for (size_t at = 0; at < h->n; at += 2 * width) {
			size_t left = h->n - at, n = left < 2 * width ? left : 2 * width;
			merge(h->record + at, width < n ? width : n, n, h->other + at);
		}
		struct record *swap = h->record;
		h->record = h->other;
		h->other = swap;
	}
}

size_t heap_held(const struct heap *h)
{
	return arena_held(h->mem);
}

void heap_empty(struct heap *h)
{
	heap_free(h); /* what an emptied arena holds would count as full again */
	heap_init(h);
}

void heap_free(struct heap *h)
{
	arena_free(h->mem);
	*h = (struct heap){ 0 };
}
