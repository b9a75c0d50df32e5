/* filters/persons/prefer.c - the order in which a person's records are preferred.
 *
 * What the options name comes first; of what is equal there, the record whose bytes are the smallest, column by column;
 * of the very same ones, the one that stands first in its source. So no order of the input shows.
 */
#include "prefer.h"
#include "lib/decimal.h"

static void read_values(struct preference *p, struct run *run, struct text list)
{
	for (size_t begin = 0, i = 0; i <= list.len; i++) {
		if (i < list.len && list.at[i] != ',')
			continue;
		p->value = arena_append(run_arena(run), p->value, p->n, sizeof(*p->value));
		p->value[p->n++] = (struct text){ list.at + begin, i - begin };
		begin = i + 1;
	}
}

int preferences_read(struct preferences *ps, struct run *run, const struct columns *in,
                     const struct texts *given)
{
	for (size_t i = 0; i < given->n; i++) {
		struct text word = given->at[i], name = word;
		const char *equals = memchr(word.at, '=', word.len);
		struct preference p = { 0 };
		if (equals) {
			name.len = (size_t)(equals - word.at);
			read_values(&p, run, (struct text){ equals + 1, word.len - name.len - 1 });
		}
		int status = run_find(run, in, "--prefer", name, &p.col);
		if (status != 0)
			return status;
		ps->at = arena_append(run_arena(run), ps->at, ps->n, sizeof(*ps->at));
		ps->at[ps->n++] = p;
	}
	return 0;
}

void preferences_add(struct preferences *ps, struct run *run, size_t col)
{
	ps->at = arena_append(run_arena(run), ps->at, ps->n, sizeof(*ps->at));
	ps->at[ps->n++] = (struct preference){ .col = col };
}

static size_t rank(const struct preference *p, struct text v)
{
	size_t i = 0;
	while (i < p->n && !text_same(p->value[i], v))
		i++;
	return i;
}

/* <0: a is preferred. */
static int order_by(const struct preference *p, struct text a, struct text b)
{
	if (p->n == 0)
		return -decimal_text_order(a, b);
	size_t x = rank(p, a), y = rank(p, b);
	return (x > y) - (x < y);
}

bool is_preferred(const struct preferences *ps, const struct batch *b, size_t row,
                  const struct text *held, size_t columns, struct text source, uint64_t line)
{
	int order = 0;
	for (size_t i = 0; i < ps->n && order == 0; i++)
		order = order_by(&ps->at[i], b->col[ps->at[i].col][row], held[ps->at[i].col]);
	for (size_t c = 0; c < columns && order == 0; c++)
		order = text_order(b->col[c][row], held[c]);
	if (order == 0)
		order = text_order(batch_source(b, row), source);
	return order != 0 ? order < 0 : b->line[row] < line;
}
