/* filters/derive/once_plan.c - which statements of a program one column decides. */
#include "derive/once_group.h"

enum { WORTH = 3 }; /* operations; what costs less is as soon done as looked up */

struct plan {
	const struct program *program;
	struct onces *onces;
	struct arena *mem;
	size_t columns;
	bool *reads;   /* [statement * columns + column] */
	size_t *wrote; /* by column: the statement that wrote it last + 1, or 0 */
};

/* Marks the columns that an expression reads; gives the number of operations. */
static size_t look_at(const struct node *n, bool *reads)
{
	if (n->work == work_column)
		reads[n->column] = true;
	size_t operations = n->work != work_column && n->work != work_literal;
	for (size_t i = 0; i < n->n; i++)
		operations += look_at(n->arg[i], reads);
	return operations;
}

static bool is_member(const struct once *g, size_t statement)
{
	for (size_t k = 0; k < g->n; k++)
		if (g->statement[k] == statement)
			return true;
	return false;
}

/* Does the group's column decide the value that a column has here? */
static bool is_decided(const struct plan *p, const struct once *g, size_t column)
{
	size_t wrote = p->wrote[column];
	if (wrote > 0 && is_member(g, wrote - 1))
		return true;
	return column == g->column && wrote <= g->statement[0];
}

static bool reads_decided(const struct plan *p, const struct once *g, size_t statement)
{
	bool any = false;
	for (size_t c = 0; c < p->columns; c++) {
		if (!p->reads[statement * p->columns + c])
			continue;
		if (!is_decided(p, g, c))
			return false;
		any = true;
	}
	return any;
}

/* Can a statement be drawn forward to where the group begins? */
static bool is_free(const struct plan *p, const struct once *g, size_t statement)
{
	const struct statement *s = &p->program->statements[statement];
	for (size_t i = g->statement[0] + 1; i < statement && !s->selects; i++) {
		const struct statement *other = &p->program->statements[i];
		if (is_member(g, i))
			continue;
		if (p->reads[i * p->columns + s->column] || (!other->selects && other->column == s->column))
			return false;
	}
	return true;
}

static void join(struct plan *p, struct once *g, size_t statement)
{
	const struct statement *s = &p->program->statements[statement];
	g->statement[g->n++] = statement;
	p->onces->of[statement] = g;
	bool known = s->selects;
	for (size_t t = 0; t < g->targets && !known; t++)
		known = g->target[t] == s->column;
	if (!known)
		g->target[g->targets++] = s->column;
}

/* The one column that a statement reads; else how many columns there are. */
static size_t only_column(const struct plan *p, size_t statement)
{
	size_t only = p->columns;
	for (size_t c = 0; c < p->columns; c++) {
		if (!p->reads[statement * p->columns + c])
			continue;
		if (only < p->columns)
			return p->columns;
		only = c;
	}
	return only;
}

static void place(struct plan *p, size_t statement)
{
	struct onces *o = p->onces;
	for (size_t i = o->n; i-- > 0;) {
		struct once *g = o->group[i];
		if (g->n == ONCE_MOST || !reads_decided(p, g, statement) || !is_free(p, g, statement))
			continue;
		join(p, g, statement);
		return;
	}
	size_t column = only_column(p, statement);
	if (column == p->columns)
		return;
	struct once *g = arena_zeros(p->mem, sizeof(*g));
	g->program = p->program;
	g->column = column;
	o->group = arena_append(p->mem, o->group, o->n, sizeof(struct once *));
	o->group[o->n++] = g;
	join(p, g, statement);
}

/* Those that cost more than to look them up stay. */
static void choose(struct plan *p, const size_t *operations, uint64_t seed)
{
	struct onces *o = p->onces;
	size_t n = 0;
	for (size_t i = 0; i < o->n; i++) {
		struct once *g = o->group[i];
		size_t costs = 0;
		for (size_t k = 0; k < g->n; k++)
			costs += operations[g->statement[k]];
		for (size_t k = 0; k < g->n && costs < WORTH; k++)
			o->of[g->statement[k]] = NULL;
		if (costs < WORTH)
			continue;
		g->memo = memo_new(seed, ONCE_VALUES);
		g->results = memo_new(seed, ONCE_VALUES);
		g->kept = arena_new();
		g->values.col = arena_zeros(p->mem, (p->columns + 1) * sizeof(struct text *));
		g->work.once = g;
		o->group[n++] = g;
	}
	o->n = n;
}

void once_plan(struct onces *o, struct run *run, const struct program *program, size_t columns)
{
	struct arena *mem = run_arena(run);
	*o = (struct onces){ .of = arena_zeros(mem, (program->n + 1) * sizeof(struct once *)) };
	struct plan p = { .program = program, .onces = o, .mem = mem, .columns = columns };
	p.reads = arena_zeros(mem, program->n * columns + 1);
	p.wrote = arena_zeros(mem, (columns + 1) * sizeof(*p.wrote));
	size_t *operations = arena_zeros(mem, (program->n + 1) * sizeof(*operations));
	for (size_t i = 0; i < program->n; i++) {
		const struct statement *s = &program->statements[i];
		operations[i] = look_at(s->node, p.reads + i * columns);
		place(&p, i);
		if (!s->selects)
			p.wrote[s->column] = i + 1;
	}
	choose(&p, operations, run_seed(run));
}
