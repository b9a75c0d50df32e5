/* filters/parse/merged.c - the merged cells of a sheet: the value of the first of them comes to stand in each. */
#include "parse/merged.h"
#include "parse/cell.h"
#include <stdlib.h>

/* Ranges, and cells of a row that they take: a sheet has no more columns, and they do not lie over each other. */
enum { MOST = 1 << 18, WIDEST = 16384 };

bool merged_add(struct merged *m, struct arena *mem, const char *range)
{
	struct merged_range r = { 0 };
	char first[16];
	const char *colon = strchr(range, ':');
	if (!colon || (size_t)(colon - range) >= sizeof(first) || m->n == MOST)
		return false;
	memcpy(first, range, (size_t)(colon - range));
	first[colon - range] = '\0';
	if (!cell_reference(first, &r.from, &r.from_row) ||
	    !cell_reference(colon + 1, &r.to, &r.to_row) || r.from > r.to || r.from_row > r.to_row)
		return false;
	m->range = arena_append(mem, m->range, m->n, sizeof(*m->range));
	m->range[m->n++] = r;
	return true;
}

static int by_row(const void *a, const void *b)
{
	const struct merged_range *x = a, *y = b;
	if (x->from_row != y->from_row)
		return x->from_row < y->from_row ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

void merged_done(struct merged *m, struct arena *mem)
{
	if (m->n > 0)
		qsort(m->range, m->n, sizeof(*m->range), by_row);
	m->reach = arena_take(mem, (WIDEST + 1) * sizeof(*m->reach));
}

bool merged_reach(struct merged *m, uint64_t row, size_t *cells)
{
	size_t kept = 0, taken = 0;
	for (size_t i = 0; i < m->reaching; i++)
		if (m->range[m->reach[i]].to_row >= row)
			m->reach[kept++] = m->reach[i];
	for (; m->next < m->n && m->range[m->next].from_row <= row; m->next++)
		if (m->range[m->next].to_row >= row) {
			if (kept == WIDEST)
				return false;
			m->reach[kept++] = m->next;
		}
	m->reaching = kept;
	*cells = 0;
	for (size_t i = 0; i < kept; i++) {
		const struct merged_range *r = &m->range[m->reach[i]];
		taken += r->to - r->from + 1;
		if (r->to >= *cells)
			*cells = r->to + 1;
	}
	return taken <= WIDEST;
}

void merged_fill(struct merged *m, uint64_t row, struct text *cell, size_t n, bool down,
                 struct arena *mem)
{
	for (size_t i = 0; i < m->reaching; i++) {
		struct merged_range *r = &m->range[m->reach[i]];
		if (r->from_row == row && r->from < n) {
			r->value = cell[r->from];
			if (r->to_row > row)
				r->value.at = arena_copy(mem, r->value.at, r->value.len);
		}
		for (size_t c = r->from; c <= r->to && c < n && (down || r->from_row == row); c++)
			if (cell[c].len == 0)
				cell[c] = r->value;
	}
}
