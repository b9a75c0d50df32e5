/* filters/dedup/records.c - records behind one another in a file without a name, some hundred at a time, column by column.
 *
 * A chunk: how many bytes follow, how many rows; the callers' numbers, if one is not 0; lines, as differences; the source, or
 * one for each row; the columns. A column: the lengths of its values, a byte each, or 255 and eight bytes behind them all; the
 * values. So values that are alike stand together, and what is read needs no copy.
 */
#include "records.h"
#include "lib/pack.h"
#include "parts.h"

enum { BLOCK = 64 << 10, LARGE = 256 << 10 }; /* bytes that are packed together; of a chunk */
enum { KNOWN = 1, SOURCES = 2 };

struct head {
	uint64_t size; /* of what follows */
	uint32_t rows, flags;
};

struct some { /* rows of a batch */
	const struct batch *batch;
	const uint32_t *row, *known;
	size_t n;
	bool sources, any_known;
};

void records_open(struct records *r, size_t columns, size_t most)
{
	*r = (struct records){ .columns = columns, .most = most, .mem = arena_new() };
	r->file = spill_new(BLOCK, true);
}

void records_free(struct records *r)
{
	spill_free(r->file);
	arena_free(r->mem);
	*r = (struct records){ 0 };
}

/* --- writing ---------------------------------------------------------------------------------- */

static size_t column_size(const struct text *value, const struct some *s)
{
	size_t size = s->n;
	for (size_t i = 0; i < s->n; i++) {
		size_t len = value[s->row[i]].len;
		size += len + (len < PACK_LONG ? 0 : sizeof(uint64_t));
	}
	return size;
}

static char *put_column(char *to, const struct text *value, const struct some *s)
{
	char *len = to;
	to += s->n;
	for (size_t i = 0; i < s->n; i++) {
		uint64_t n = value[s->row[i]].len;
		len[i] = (char)(n < PACK_LONG ? n : PACK_LONG);
		if (n >= PACK_LONG)
			to = mempcpy(to, &n, sizeof(n));
	}
	for (size_t i = 0; i < s->n; i++) {
		struct text v = value[s->row[i]];
		bytes_copy(to, v.at, v.len);
		to += v.len;
	}
	return to;
}

/* Differences of either sign as numbers that are small if these are. */
static char *put_lines(char *to, const struct some *s)
{
	uint64_t before = 0;
	for (size_t i = 0; i < s->n; i++) {
		uint64_t more = s->batch->line[s->row[i]] - before;
		to = number_put(to, more << 1 ^ -(more >> 63));
		before = s->batch->line[s->row[i]];
	}
	return to;
}

/* *known, *sources: are there any numbers, and several sources? */
static void look(struct some *s)
{
	struct text first = batch_source(s->batch, s->row[0]);
	for (size_t i = 0; i < s->n; i++) {
		s->any_known |= s->known[i] != 0;
		if (!s->batch->source || s->sources)
			continue;
		struct text v = s->batch->source[s->row[i]];
		s->sources = (v.at != first.at || v.len != first.len) && !text_same(v, first);
	}
}

static size_t size_of(const struct records *r, const struct some *s)
{
	size_t size = s->n * (NUMBER_LONGEST + sizeof(uint32_t));
	size += s->sources ? column_size(s->batch->source, s)
	                   : pack_size(batch_source(s->batch, s->row[0]));
	for (size_t c = 0; c < r->columns; c++)
		size += column_size(s->batch->col[c], s);
	return size;
}

static bool write_some(struct records *r, const struct some *s, size_t size)
{
	if (size > r->room) {
		r->room = 2 * size;
		r->packed = arena_take(r->mem, r->room);
	}
	char *to = r->packed;
	if (s->any_known)
		to = mempcpy(to, s->known, s->n * sizeof(*s->known));
	to = put_lines(to, s);
	to = s->sources ? put_column(to, s->batch->source, s)
	                : pack_put(to, batch_source(s->batch, s->row[0]));
	for (size_t c = 0; c < r->columns; c++)
		to = put_column(to, s->batch->col[c], s);
	struct head head = { .size = (uint64_t)(to - r->packed), .rows = (uint32_t)s->n };
	head.flags = (s->any_known ? KNOWN : 0u) | (s->sources ? SOURCES : 0u);
	return spill_write(r->file, &head, sizeof(head)) &&
	       spill_write(r->file, r->packed, (size_t)head.size);
}

bool records_add(struct records *r, const struct batch *b, const uint32_t *row,
                 const uint32_t *known, size_t n)
{
	while (n > 0) {
		struct some s = { b, row, known, n < r->most ? n : r->most, false, false };
		look(&s);
		size_t size = size_of(r, &s);
		for (; size > LARGE && s.n > 1; size = size_of(r, &s))
			s.n /= 2;
		if (!write_some(r, &s, size))
			return false;
		r->n += s.n;
		row += s.n;
		known += s.n;
		n -= s.n;
	}
	return true;
}

/* --- reading ---------------------------------------------------------------------------------- */

bool records_next(struct records *r, struct arena *mem, struct chunk *c)
{
	struct head head;
	*c = (struct chunk){ 0 };
	if (!spill_flush(r->file))
		return false;
	if (r->at == spill_size(r->file))
		return true;
	if (!spill_read(r->file, r->at, &head, sizeof(head)))
		return false;
	char *bytes = arena_take(mem, (size_t)head.size);
	if (!spill_read(r->file, r->at + sizeof(head), bytes, (size_t)head.size))
		return false;
	spill_forget(r->file, r->at, sizeof(head) + head.size);
	r->at += sizeof(head) + head.size;
	*c = (struct chunk){ .rows = head.rows, .rest = bytes, .sources = head.flags & SOURCES };
	size_t known = c->rows * sizeof(*c->known);
	c->known = arena_zeros(mem, known);
	if (head.flags & KNOWN) {
		memcpy(c->known, bytes, known);
		c->rest += known;
	}
	return true;
}

static const char *get_column(const char *at, size_t rows, const bool *wanted, struct text *to)
{
	const unsigned char *len = (const unsigned char *)at;
	const char *longer = at + rows;
	at = longer;
	for (size_t i = 0; i < rows; i++)
		at += len[i] == PACK_LONG ? sizeof(uint64_t) : 0;
	for (size_t i = 0; i < rows; i++) {
		uint64_t n = len[i];
		if (n == PACK_LONG) {
			memcpy(&n, longer, sizeof(n));
			longer += sizeof(n);
		}
		*to = (struct text){ at, (size_t)n };
		to += wanted[i];
		at += n;
	}
	return at;
}

static const char *get_lines(const char *at, size_t rows, const bool *wanted, uint64_t *to)
{
	uint64_t line = 0, more;
	for (size_t i = 0; i < rows; i++) {
		at = number_get(at, &more);
		line += more >> 1 ^ -(more & 1);
		*to = line;
		to += wanted[i];
	}
	return at;
}

/* What is not wanted is written and written over: so there is room for one more than are wanted, or all are. */
void records_give(const struct records *r, const struct chunk *c, const bool *wanted,
                  struct batch *to)
{
	size_t first = to->rows, n = 0;
	const char *at = c->rest;
	for (size_t i = 0; i < c->rows; i++)
		n += wanted[i];
	at = get_lines(at, c->rows, wanted, to->line + first);
	if (c->sources) {
		at = get_column(at, c->rows, wanted, to->source + first);
	} else {
		struct text source;
		at = pack_get(at, &source);
		for (size_t i = 0; i < n; i++)
			to->source[first + i] = source;
	}
	for (size_t col = 0; col < r->columns; col++)
		at = get_column(at, c->rows, wanted, to->col[col] + first);
	to->rows += n;
}
