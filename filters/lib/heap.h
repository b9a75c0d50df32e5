/* filters/lib/heap.h - records in memory, put in order. */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"

/* A record as bytes: the length of its key and of the whole, the key, and what is packed behind it. */
struct record {
	uint64_t first; /* the key's first bytes, as a number that has their order */
	const char *at;
};
enum { RECORD_HEAD = 2 * sizeof(uint64_t) };

struct text record_key(struct record);
struct text record_body(struct record);
size_t record_size(struct record);
/* Fills in what stands at the head, and gives the record. */
struct record record_of(char *at, size_t key, size_t size);
/* Finds one that was written so. */
struct record record_at(const char *at);
int record_order(struct record, struct record);

struct heap {
	struct arena *mem;
	size_t n, room;
	struct record *record, *other; /* in order of coming; other: as much room again */
};

void heap_init(struct heap *);
void heap_add(struct heap *, struct record); /* its bytes are in heap.mem */
void heap_sort(struct heap *);               /* those of one key stay in order of coming */
size_t heap_held(const struct heap *);
void heap_empty(struct heap *);
void heap_free(struct heap *); /* may be all zeros */
