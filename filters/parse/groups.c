/* filters/parse/groups.c - labels of groups that stand on one row only: those above it fill down, those below it fill up.
 *
 * Rows that wait for a label below them are copied, up to HELD_MOST bytes: a group is some rows of a table that people
 * read. Once one waits, all behind it do, so that records stay in order.
 */
#include "parse/groups.h"
#include "parse/body.h"
#include "parse/header.h"
#include "parse/reject.h"
#include <inttypes.h>

enum { HELD_MOST = 16 << 20 };

struct down {
	size_t at;
	char *value;
	size_t len, room;
};
struct up {
	const struct row_rule *rule;
	struct pattern *pattern;
	size_t at;
	size_t settled; /* of the rows held, so many of the first have this label */
};
struct held {
	uint64_t line;
	struct text *cell, raw;
};

struct groups {
	const struct shape *shape;
	struct down *down, above; /* above: what a row of its own says of those below it */
	struct up *up;
	struct arena *mem;   /* of the rows held */
	struct arena *cells; /* the arrays that grow */
	struct text *cell;   /* of the row under way */
	size_t columns;
	struct held *held;
	size_t n, room, next; /* next: the first that was not given back */
};

int groups_open(struct groups **to, struct run *run, const struct shape *s)
{
	struct arena *mem = run_arena(run);
	struct groups *g = arena_zeros(mem, sizeof(*g));
	*to = g;
	g->shape = s;
	g->down = arena_zeros(mem, (s->fill_down.n + 1) * sizeof(*g->down));
	g->up = arena_zeros(mem, (s->ups + 1) * sizeof(*g->up));
	g->mem = arena_new();
	g->cells = mem;
	int status = 0;
	for (size_t i = 0; i < s->ups && status == 0; i++) {
		g->up[i].rule = &s->up[i];
		status = row_pattern(run, s->file, &s->up[i], true, &g->up[i].pattern);
	}
	return status;
}

void groups_close(struct groups *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < g->shape->ups; i++)
		pattern_free(g->up[i].pattern);
	arena_free(g->mem);
}

static void forget(struct groups *g)
{
	g->n = g->next = 0;
	for (size_t i = 0; i < g->shape->ups; i++)
		g->up[i].settled = 0;
	arena_empty(g->mem);
}

int groups_begin(struct groups *g, struct run *run, const char *place, const struct columns *names)
{
	const struct shape *s = g->shape;
	int status = 0;
	forget(g);
	g->columns = names->n;
	g->above.at = names->n - 1;
	g->above.len = 0;
	g->cell = arena_zeros(g->cells, (names->n + 1) * sizeof(*g->cell));
	for (size_t i = 0; i < s->fill_down.n && status == 0; i++) {
		g->down[i].len = 0;
		status = header_find(run, place, names, s->fill_down.at[i], s->file,
		                     "dialect.weir:fillDown", &g->down[i].at);
	}
	for (size_t i = 0; i < s->ups && status == 0; i++)
		status =
			header_find(run, place, names, s->up[i].column, s->file, s->up[i].path, &g->up[i].at);
	return status;
}

/* --- down ------------------------------------------------------------------------------------- */

static void remember(struct groups *g, struct down *d, struct text v)
{
	if (v.len > d->room) {
		d->value = arena_take(g->cells, v.len * 2);
		d->room = v.len * 2;
	}
	memcpy(d->value, v.at, v.len);
	d->len = v.len;
}

static void fill_down(struct groups *g, struct arena *mem)
{
	for (size_t i = 0; i < g->shape->fill_down.n; i++) {
		struct down *d = &g->down[i];
		struct text *cell = &g->cell[d->at];
		if (text_trim(*cell).len > 0)
			remember(g, d, *cell);
		else
			*cell = (struct text){ arena_copy(mem, d->value, d->len), d->len };
	}
}

void groups_above(struct groups *g, struct text label)
{
	remember(g, &g->above, label);
}

/* --- up --------------------------------------------------------------------------------------- */

/* The label stands on row i, which may be none of those held: it is that of all that wait for it. */
static void settle(struct groups *g, struct up *u, struct text label, size_t i)
{
	struct text copy = { 0 };
	for (; u->settled < i; u->settled++) {
		struct text *cell = &g->held[u->settled].cell[u->at];
		if (text_trim(*cell).len > 0)
			continue;
		if (!copy.at)
			copy = (struct text){ arena_copy(g->mem, label.at, label.len), label.len };
		*cell = copy;
	}
}

void groups_label(struct groups *g, const struct row *row)
{
	for (size_t i = 0; i < g->shape->ups; i++) {
		struct text label;
		struct up *u = &g->up[i];
		if (row_is(u->pattern, &label, u->rule, row, u->at))
			settle(g, u, label, g->n);
	}
}

static void hold(struct groups *g, const struct row *row)
{
	if (g->n == g->room) {
		g->room = g->room ? g->room * 2 : 64;
		g->held =
			arena_grow(g->cells, g->held, g->n * sizeof(*g->held), g->room * sizeof(*g->held));
	}
	struct held *h = &g->held[g->n++];
	*h = (struct held){ .line = row->line,
		                .cell = arena_take(g->mem, (g->columns + 1) * sizeof(*h->cell)),
		                .raw = { arena_copy(g->mem, row->raw.at, row->raw.len), row->raw.len } };
	for (size_t c = 0; c < g->columns; c++)
		h->cell[c] =
			(struct text){ arena_copy(g->mem, g->cell[c].at, g->cell[c].len), g->cell[c].len };
}

/* One that has its own label, and before which nothing waits, needs none from below. */
static void label_itself(struct groups *g, struct up *u, const struct row *row, size_t i)
{
	struct text label;
	bool is = row_is(u->pattern, &label, u->rule, row, u->at);
	if (is) {
		settle(g, u, label, i);
		g->cell[u->at] = label;
	}
	if (u->settled == i && text_trim(g->cell[u->at]).len > 0)
		u->settled = i + 1;
}

static bool is_settled(const struct groups *g, size_t n)
{
	bool is = true;
	for (size_t i = 0; i < g->shape->ups; i++)
		is = is && g->up[i].settled >= n;
	return is;
}

int groups_row(struct groups *g, struct run *run, const struct input *in, struct arena *mem,
               struct row *row, bool *waits)
{
	*waits = false;
	if (g->next == g->n)
		forget(g);
	for (size_t c = 0; c < g->columns; c++)
		g->cell[c] = c < row->n ? row->cell[c] : (struct text){ 0 };
	if (g->shape->label.row.path)
		g->cell[g->above.at] =
			(struct text){ arena_copy(mem, g->above.value, g->above.len), g->above.len };
	fill_down(g, mem);
	for (size_t i = 0; i < g->shape->ups; i++)
		label_itself(g, &g->up[i], row, g->n);
	row->cell = g->cell;
	row->n = g->columns;
	if (g->next == g->n && is_settled(g, g->n + 1))
		return 0;
	*waits = true;
	hold(g, row);
	if (arena_held(g->mem) <= HELD_MOST)
		return 0;
	return run_fail(
		run, EX_DATAERR,
		"%s:%" PRIu64
		": more than %d bytes of rows wait for a label below them, which %s of %s expects",
		in->name.at, g->held[g->next].line, HELD_MOST, g->up[0].rule->path, g->shape->file);
}

bool groups_next(struct groups *g, struct row *row)
{
	if (g->next == g->n || !is_settled(g, g->next + 1))
		return false;
	const struct held *h = &g->held[g->next++];
	*row = (struct row){ .line = h->line,
		                 .n = g->columns,
		                 .cell = h->cell,
		                 .brief = true,
		                 .raw = h->raw,
		                 .at = NO_COLUMN };
	return true;
}

void groups_end(struct groups *g, struct run *run, const struct input *in)
{
	size_t good = g->next;
	while (good < g->n && is_settled(g, good + 1))
		good++;
	for (size_t i = good; i < g->n; i++)
		reject(run, in, (struct found){ g->held[i].raw, g->held[i].line }, "no-label",
		       (struct text){ 0 }, (struct text){ 0 });
	g->n = good;
}
