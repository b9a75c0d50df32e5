/* filters/dedup/parts.c - several streams of bytes in one file without a name. */
#include "parts.h"

enum { BLOCK = 64 << 10 };

void parts_open(struct parts *p, size_t n, size_t size)
{
	struct arena *mem = arena_new();
	*p = (struct parts){ .n = n, .size = size, .mem = mem };
	p->file = spill_new(BLOCK, false); /* hashes and numbers: nothing makes them fewer */
	p->part = arena_zeros(mem, (n + 1) * sizeof(*p->part));
	for (size_t i = 0; i < n; i++)
		p->part[i].buffer = arena_take(mem, size);
}

void parts_free(struct parts *p)
{
	spill_free(p->file);
	arena_free(p->mem);
	*p = (struct parts){ 0 };
}

const char *parts_why(const struct parts *p)
{
	return spill_why(p->file);
}

static bool write_piece(struct parts *p, struct part *part, const char *bytes, size_t n)
{
	if (n == 0)
		return true;
	part->piece = arena_append(p->mem, part->piece, part->pieces, sizeof(*part->piece));
	part->piece[part->pieces++] = (struct part_piece){ spill_size(p->file), n };
	return spill_write(p->file, bytes, n);
}

bool parts_put(struct parts *p, size_t number, const char *bytes, size_t n)
{
	struct part *part = &p->part[number];
	if (n > p->size - part->used) {
		if (!write_piece(p, part, part->buffer, part->used))
			return false;
		part->used = 0;
		if (n > p->size)
			return write_piece(p, part, bytes, n);
	}
	memcpy(part->buffer + part->used, bytes, n);
	part->used += n;
	return true;
}

bool parts_read(struct parts *p, size_t number, size_t piece, const char **bytes, size_t *n)
{
	const struct part *part = &p->part[number];
	*n = 0;
	if (piece >= part->pieces) {
		*bytes = part->buffer;
		*n = piece == part->pieces ? part->used : 0;
		return true;
	}
	struct part_piece it = part->piece[piece];
	if (it.len > p->room) {
		p->room = it.len > p->size ? 2 * it.len : p->size;
		p->read = arena_take(p->mem, p->room);
	}
	if (!spill_flush(p->file) || !spill_read(p->file, it.at, p->read, it.len))
		return false;
	spill_forget(p->file, it.at, it.len);
	*bytes = p->read;
	*n = it.len;
	return true;
}
