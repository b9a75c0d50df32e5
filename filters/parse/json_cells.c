/* filters/parse/json_cells.c - the cells of a record of JSON, and the names of their columns. */
#include "parse/json_record.h"

void json_cells_new(struct json_cells *c, struct arena *mem, uint64_t seed, size_t most)
{
	*c = (struct json_cells){ .mem = mem, .names = memo_new(seed, most) };
}

void json_cells_free(struct json_cells *c)
{
	memo_free(c->names);
	c->names = NULL;
}

static void *wider(const struct json_cells *c, void *items, size_t item, size_t room)
{
	char *to = arena_grow(c->mem, items, c->room * item, room * item);
	memset(to + c->room * item, 0, (room - c->room) * item);
	return to;
}

void json_cells_room(struct json_cells *c, size_t n)
{
	if (n <= c->room)
		return;
	size_t room = n < 16 ? 32 : n * 2;
	c->name = wider(c, c->name, sizeof(*c->name), room);
	c->real = wider(c, c->real, sizeof(*c->real), room);
	c->cell = wider(c, c->cell, sizeof(*c->cell), room);
	c->set = wider(c, c->set, sizeof(*c->set), room);
	c->room = room;
}

void json_cells_name(struct json_cells *c, struct text name)
{
	bool fresh = false;
	uint32_t number = memo_find(c->names, name, &fresh);
	if (!fresh || number != c->columns)
		return;
	json_cells_room(c, c->columns + 1);
	c->name[c->columns++] = memo_text(c->names, number);
}

/* Marks what is in front of a point of another name. */
static bool *find_parents(const struct json_cells *c)
{
	bool *parent = arena_zeros(c->mem, c->columns + 1);
	for (size_t i = 0; i < c->columns; i++)
		for (size_t k = 0; k < c->name[i].len; k++) {
			if (c->name[i].at[k] != '.')
				continue;
			uint32_t number = memo_known(c->names, (struct text){ c->name[i].at, k });
			if (number < c->columns)
				parent[number] = true;
		}
	return parent;
}

void json_cells_learned(struct json_cells *c)
{
	size_t n = c->columns;
	struct text *name = arena_take(c->mem, (n + 1) * sizeof(*name));
	size_t kept = 0;
	const bool *parent = find_parents(c);
	for (size_t i = 0; i < n; i++)
		if (c->real[i] || !parent[i])
			name[kept++] =
				(struct text){ arena_copy(c->mem, c->name[i].at, c->name[i].len), c->name[i].len };
	c->learning = false;
	if (kept == n)
		return;
	c->columns = 0;
	memo_empty(c->names);
	for (size_t i = 0; i < kept; i++)
		json_cells_name(c, name[i]);
}
