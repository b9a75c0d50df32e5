/* filters/lib/narrow.c - columns that nobody looks at are not built, and what a reject then shows. */
#include "lib/run.h"

static void ask(struct run *run, struct text name)
{
	run->asked.at = arena_append(run->mem, run->asked.at, run->asked.n, sizeof(name));
	run->asked.at[run->asked.n++] =
		(struct text){ arena_copy(run->mem, name.at, name.len), name.len };
}

void run_looks_at(struct run *run, struct text name)
{
	for (size_t i = 0; i < run->in.n; i++)
		if (text_same(run->in.name[i], name)) {
			run->looked[i] = true;
			return;
		}
	if (run->in.unknown)
		ask(run, name);
}

void run_looks_no_further(struct run *run)
{
	run->tells = true;
}

/* --- what is built ---------------------------------------------------------------------------- */

/* Where columns are not known, what stands behind them tells whether they are passed on. */
static bool passes_on(const struct run *r)
{
	return r->extends && (!r->in.unknown || r->out.unknown);
}

/* A stage that extends passes on what came, position by position; behind one that does not there are other columns, and
 * at the end there is one who writes all. */
static bool is_looked_at(const struct run *from, size_t column)
{
	for (const struct run *r = from->next; r; r = r->next) {
		if (!r->tells || r->asks_all || r->looked[column])
			return true;
		if (!passes_on(r))
			return false;
	}
	return true;
}

void narrow_plan(struct chain *c)
{
	const struct run *head = &c->run[0];
	size_t idle = 0;
	if (!run_is_parser(head) || !head->stage->narrow)
		return;
	bool *is = arena_zeros(c->mem, c->columns + 1);
	for (size_t i = 0; i < c->columns; i++)
		idle += is[i] = !is_looked_at(head, i);
	if (idle == 0)
		return;
	c->idle = is;
	c->nothing = arena_zeros(c->mem, c->batch.room * sizeof(*c->nothing));
}

void narrow_like(struct chain *hand, const struct chain *c)
{
	hand->columns = c->columns;
	hand->idle = c->idle;
	hand->nothing = c->nothing;
}

void narrow_arrays(struct chain *c, struct arena *mem)
{
	size_t room = c->batch.room;
	c->col = arena_take(mem, (c->columns + 1) * sizeof(*c->col));
	for (size_t i = 0; i < c->columns; i++)
		c->col[i] = c->narrow && c->idle[i] ? c->nothing : arena_take(mem, room * sizeof(**c->col));
	c->batch.record = c->narrow ? arena_take(mem, room * sizeof(*c->batch.record)) : NULL;
}

void narrow_input(struct chain *c)
{
	struct run *head = &c->run[0];
	bool before = c->narrow;
	c->narrow = c->idle && head->stage->narrow(head->self, head, c->idle);
	if (!c->col || c->narrow != before)
		narrow_arrays(c, c->mem);
}

/* --- what a reject shows ---------------------------------------------------------------------- */

const struct text *narrow_recall(struct run *run, const struct batch *b, size_t row)
{
	struct chain *c = run->chain;
	struct run *head = &c->run[0];
	if (!b->record)
		return NULL;
	if (!c->recalled)
		c->recalled = arena_zeros(c->mem, c->columns * sizeof(*c->recalled));
	head->stage->recall(head->self, head, b->record[row], c->recalled);
	return c->recalled;
}

/* --- the plan --------------------------------------------------------------------------------- */

/* Those that stages behind it asked for, whose columns are not known; all, if one looks at all of them. */
static void add_asked(const struct run *from, struct columns *to)
{
	const struct run *r = from->next;
	for (; r && r->tells && !r->asks_all; r = r->next) {
		for (size_t i = 0; i < r->asked.n; i++) {
			bool is = false;
			for (size_t k = 0; k < to->n && !is; k++)
				is = text_same(to->name[k], r->asked.at[i]);
			to->name = arena_append(from->mem, to->name, to->n, sizeof(*to->name));
			to->name[to->n] = r->asked.at[i];
			to->n += !is;
		}
		if (!passes_on(r))
			return;
	}
	*to = (struct columns){ .unknown = true };
}

void chain_kept(const struct chain *c, size_t stage, struct columns *to)
{
	const struct run *r = &c->run[stage];
	*to = (struct columns){ 0 };
	if (r->out.unknown && r->next)
		add_asked(r, to);
	to->unknown |= r->out.unknown && !r->next;
	for (size_t i = 0; i < r->out.n; i++) {
		if (!is_looked_at(r, i))
			continue;
		to->name = arena_append(r->mem, to->name, to->n, sizeof(*to->name));
		to->name[to->n++] = r->out.name[i];
	}
}
