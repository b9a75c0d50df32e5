/* tests/bench/roof/names.c - texts as numbers. */
#include "names.h"
#include "memory.h"

void names_new(struct names *t, uint32_t size)
{
	*t = (struct names){ take(size * sizeof(struct name)), size - 1, 0 };
}

static void grow(struct names *t)
{
	struct names wider;
	names_new(&wider, (t->mask + 1) * 2);
	for (uint32_t i = 0; i <= t->mask; i++)
		if (t->name[i].at)
			*names_find(&wider, (struct field){ t->name[i].at, t->name[i].len }) = t->name[i];
	wider.used = t->used;
	free(t->name);
	*t = wider;
}

struct name *names_put(struct names *t, struct field f, uint32_t number)
{
	if (t->used * 2 > t->mask)
		grow(t);
	struct name *n = names_find(t, f);
	if (n->at)
		return n;
	uint8_t *copy = take(f.len + 16);
	memcpy(copy, f.at, f.len);
	*n = (struct name){ .at = copy, .len = f.len, .number = number };
	name_words((struct field){ copy, f.len }, &n->first, &n->last);
	t->used++;
	return n;
}

uint32_t list_add(struct list *l, struct field f)
{
	if (l->n == UINT16_MAX)
		errx(EX_DATAERR, "roof: too many distinct texts");
	if (l->n == l->room) {
		l->room = l->room ? l->room * 2 : 256;
		l->at = realloc(l->at, l->room * sizeof(*l->at));
		if (!l->at)
			err(EX_OSERR, "roof");
	}
	const struct name *n = names_put(&l->names, f, l->n);
	if (n->number == l->n)
		l->at[l->n++] = n->at;
	return n->number;
}

static int by_line(const void *a, const void *b)
{
	const uint8_t *x = *(const uint8_t *const *)a, *y = *(const uint8_t *const *)b;
	for (; *x == *y && *x; x++)
		y++;
	return (*x ? *x : ',') - (*y ? *y : ',');
}

uint16_t *list_ranks(const struct list *l, const uint8_t ***sorted)
{
	const uint8_t **by = take((l->n + 1) * sizeof(*by));
	uint16_t *rank = take((l->n + 1) * sizeof(*rank));
	if (l->n > 0)
		memcpy(by, l->at, l->n * sizeof(*by));
	qsort(by, l->n, sizeof(*by), by_line);
	for (uint32_t i = 0; i < l->n; i++) {
		struct field f = { by[i], (uint32_t)strlen((const char *)by[i]) };
		rank[names_find(&l->names, f)->number] = (uint16_t)i;
	}
	*sorted = by;
	return rank;
}
