/* filters/lib/arena.c - memory in blocks, taken from the front, given back all at once. */
#include "lib/arena.h"
#include "lib/pages.h"
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer only what was taken may be touched, and there is a gap behind each piece. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { GAP = 32, MAPS = false }; /* what it does not know from the heap it takes for leaked */
#define FORBID(at, n) ASAN_POISON_MEMORY_REGION(at, n)
#define ALLOW(at, n) ASAN_UNPOISON_MEMORY_REGION(at, n)
#else
enum { GAP = 0, MAPS = true };
#define FORBID(at, n) ((void)(at), (void)(n))
#define ALLOW(at, n) ((void)(at), (void)(n))
#endif

enum {
	ALIGN = alignof(max_align_t),
	PAD = 16,
	FIRST = 32 << 10,
	LARGEST = 4 << 20,
	PAGE = 4 << 10
};

struct block {
	struct block *next;
	size_t size, used;
	bool mapped; /* by the system, not from the heap */
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *first, *at; /* blocks behind `at` are empty */
	size_t held;
};

struct arena *arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));
	if (!a)
		out_of_memory();
	return a;
}

/* Never null. */
static void *from_system(size_t size, bool mapped, bool zeros)
{
	void *at = mapped ? pages_new(size) : zeros ? calloc(1, size) : malloc(size);
	if (!at)
		out_of_memory();
	return at;
}

static struct block *block_new(struct arena *a, size_t size, bool zeros)
{
	if (size > SIZE_MAX / 4)
		out_of_memory();
	size_t all = (sizeof(struct block) + size + PAGE - 1) & ~((size_t)PAGE - 1);
	bool mapped = MAPS && all >= LARGEST;
	if (!mapped)
		all = sizeof(struct block) + size;
	struct block *b = from_system(all, mapped, zeros);
	*b = (struct block){ .size = all - sizeof(*b), .mapped = mapped };
	a->held += all;
	FORBID(b->bytes, b->size);
	return b;
}

static void block_free(struct block *b)
{
	ALLOW(b->bytes, b->size);
	if (b->mapped)
		pages_free(b, sizeof(*b) + b->size);
	else
		free(b);
}

/* The next block with room for `need`: one that is kept, else a new one before those kept. */
static struct block *next_block(struct arena *a, size_t need)
{
	struct block *next = a->at ? a->at->next : a->first;
	if (next && next->size >= need)
		return a->at = next;
	size_t size = a->at ? a->at->size * 2 : FIRST, most = LARGEST - sizeof(struct block);
	if (size > most)
		size = most;
	struct block *b = block_new(a, size < need ? need : size, false);
	b->next = next;
	if (a->at)
		a->at->next = b;
	else
		a->first = b;
	return a->at = b;
}

void *arena_take(struct arena *a, size_t n)
{
	if (n > SIZE_MAX / 4)
		out_of_memory();
	size_t need = (n + PAD + GAP + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	struct block *b = a->at;
	if (!b || b->size - b->used < need)
		b = next_block(a, need);
	void *p = b->bytes + b->used;
	b->used += need;
	ALLOW(p, n + PAD);
	return p;
}

void *arena_zeros(struct arena *a, size_t n)
{
	if (n <= LARGEST)
		return memset(arena_take(a, n), 0, n);
	size_t size =
		n < SIZE_MAX / 4 ? n + PAD : SIZE_MAX; /* the system's zeros need not be written */
	struct block *b = block_new(a, size, true);
	b->used = size;
	ALLOW(b->bytes, size);
	b->next = a->first;
	a->first = b;
	if (!a->at)
		a->at = b;
	return b->bytes;
}

char *arena_copy(struct arena *a, const void *bytes, size_t n)
{
	char *to = arena_take(a, n + 1);
	if (n > 0)
		memcpy(to, bytes, n);
	to[n] = '\0';
	return to;
}

void *arena_grow(struct arena *a, void *from, size_t had, size_t want)
{
	void *to = arena_take(a, want);
	if (had > 0)
		memcpy(to, from, had < want ? had : want);
	return to;
}

void *arena_append(struct arena *a, void *items, size_t n, size_t item)
{
	if ((n & (n - 1)) != 0) /* room is a power of two */
		return items;
	return arena_grow(a, items, n * item, n > 0 ? 2 * n * item : item);
}

void arena_empty(struct arena *a)
{
	for (struct block *b = a->first; b; b = b->next) {
		FORBID(b->bytes, b->size);
		b->used = 0;
	}
	a->at = NULL;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	for (struct block *b = a->first, *next; b; b = next) {
		next = b->next;
		block_free(b);
	}
	free(a);
}

size_t arena_held(const struct arena *a)
{
	return a->held;
}
