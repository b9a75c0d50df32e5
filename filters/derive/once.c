/* filters/derive/once.c - what distinct values make of statements is worked out once, and kept. */
#include "derive/once_group.h"

enum {
	LONGEST = 64,   /* bytes; a longer value is worked out each time */
	KEPT = 64 << 20 /* bytes made of values, until they are begun anew */
};

/* --- what is kept ----------------------------------------------------------------------------- */

static void forget(struct once *g, struct run *run)
{
	if (g->kept)
		run_retire(run, g->kept);
	g->kept = arena_new();
	memo_empty(g->memo);
	memo_empty(g->results);
	g->result = NULL;
	g->made = NULL;
	g->fault = NULL;
	g->faults = NULL;
	g->work.at = g->work.end = NULL;
	g->room = g->result_room = g->n_faults = g->asked = g->missed = 0;
}

static void make_room(struct once *g, size_t numbers)
{
	size_t room = g->room > 0 ? g->room : 1024, values = g->targets * sizeof(*g->made);
	while (room < numbers)
		room *= 2;
	if (room == g->room)
		return;
	g->made = arena_grow(g->kept, g->made, g->room * values, room * values);
	g->fault = arena_grow(g->kept, g->fault, g->room * sizeof(*g->fault), room * sizeof(*g->fault));
	g->room = room;
}

/* The first one of a value counts. */
static void add_fault(struct once *g, size_t row, struct fault fault)
{
	uint32_t number = g->numbers[row];
	if (g->fault[number] > 0)
		return;
	if (fault.value.at)
		fault.value.at = arena_copy(g->kept, fault.value.at, fault.value.len);
	fault.statement = g->now;
	g->faults = arena_append(g->kept, g->faults, g->n_faults, sizeof(*g->faults));
	g->faults[g->n_faults++] = fault;
	g->fault[number] = (uint32_t)g->n_faults;
}

void once_reject(struct once *g, const struct node *n, size_t row, const char *word,
                 const struct text *value)
{
	struct fault fault = { .blame = n->blame, .word = word, .shows = value != NULL };
	if (value)
		fault.value = *value;
	add_fault(g, row, fault);
}

/* --- values that are new ---------------------------------------------------------------------- */

static struct rows selected(struct once *g, struct rows rows, const unsigned char *truth)
{
	size_t n = 0;
	for (size_t i = 0; i < rows.n; i++)
		if (truth[rows.at[i]] == YES)
			g->rows[n++] = rows.at[i];
		else
			add_fault(g, rows.at[i], (struct fault){ .drops = true });
	return (struct rows){ n, g->rows };
}

/* The same text, where it stood when it first came: many dates make few years, which downstream are read again and again. */
static struct text where_first(struct once *g, struct text v)
{
	bool fresh;
	uint32_t number = v.len <= LONGEST ? memo_find(g->results, v, &fresh) : MEMO_FULL;
	if (number == MEMO_FULL)
		return v;
	if (number >= g->result_room) {
		size_t room = g->result_room > 0 ? 2 * g->result_room : 256, size = sizeof(*g->result);
		g->result = arena_grow(g->kept, g->result, g->result_room * size, room * size);
		g->result_room = room;
	}
	if (fresh)
		g->result[number] = v;
	return g->result[number];
}

/* A value that comes out as it came in: the record's own stays, whose bytes are in the cache already. */
static const char unchanged[1];

static struct text outcome(struct once *g, size_t target, size_t row)
{
	struct text v = g->values.col[target][row];
	if (target == g->column && text_same(v, g->came[row]))
		return (struct text){ unchanged, 0 };
	return where_first(g, v);
}

/* Each as a record of a batch that has only the columns that the group knows. */
static void work_out_values(struct once *g, struct run *run, size_t n)
{
	struct batch *b = &g->values;
	char *at = g->work.at, *end = g->work.end;
	struct rows rows = { n, g->rows };
	b->rows = n;
	b->mem = g->kept;
	work_begin(&g->work, run, b, g->program->depth);
	g->work.at = at;
	g->work.end = end;
	for (size_t t = 0; t < g->targets; t++)
		if (g->target[t] != g->column)
			memset(b->col[g->target[t]], 0, n * sizeof(struct text));
	for (size_t r = 0; r < n; r++) {
		g->rows[r] = (uint32_t)r;
		g->fault[g->numbers[r]] = 0;
		g->came[r] = b->col[g->column][r];
	}
	for (size_t k = 0; k < g->n; k++) {
		const struct statement *s = &g->program->statements[g->statement[k]];
		g->now = g->statement[k];
		union values v = s->node->work(&g->work, s->node, rows, 0);
		if (s->selects)
			rows = selected(g, rows, v.truth);
		else
			for (size_t i = 0; i < rows.n; i++)
				b->col[s->column][rows.at[i]] = v.text[rows.at[i]];
	}
	for (size_t t = 0; t < g->targets; t++)
		for (size_t r = 0; r < n; r++)
			g->made[g->numbers[r] * g->targets + t] = outcome(g, g->target[t], r);
}

/* The numbers of the rows' values; those that are new become records of g->values. What has no number in the memo gets one
 * behind the others, for this batch. */
static size_t number_values(struct once *g, const struct text *col, struct rows rows)
{
	struct text *values = g->values.col[g->column];
	size_t some = 0;
	for (size_t i = 0; i < rows.n; i++) {
		g->rows[some] = rows.at[i];
		some += col[rows.at[i]].len <= LONGEST;
	}
	size_t n = memo_find_rows(g->memo, col, g->rows, some, g->number, g->fresh);
	for (size_t i = 0; i < n; i++) {
		struct text v = col[g->fresh[i]];
		values[i] = (struct text){ arena_copy(g->kept, v.at, v.len), v.len };
		g->numbers[i] = g->number[g->fresh[i]];
	}
	uint32_t next = (uint32_t)memo_count(g->memo);
	bool all = some == rows.n && next < ONCE_VALUES;
	for (size_t i = 0; i < rows.n && !all; i++) {
		uint32_t r = rows.at[i];
		if (col[r].len <= LONGEST && g->number[r] != MEMO_FULL)
			continue;
		values[n] = col[r];
		g->numbers[n++] = g->number[r] = next++;
	}
	make_room(g, next);
	return n;
}

/* What the values made: all of a record at once, since it lies together, and far from what other values made. */
static void put(const struct once *g, struct batch *b, struct rows rows)
{
	struct text *to[ONCE_MOST];
	size_t n = g->targets;
	for (size_t t = 0; t < n; t++)
		to[t] = b->col[g->target[t]];
	for (size_t i = 0; i < rows.n; i++) {
		uint32_t r = rows.at[i];
		const struct text *made = &g->made[g->number[r] * n];
		for (size_t t = 0; t < n; t++) /* no branch: either is as likely */
			to[t][r] = *(made[t].at == unchanged ? &to[t][r] : &made[t]);
	}
}

/* --- a batch ---------------------------------------------------------------------------------- */

void once_work(struct once *g, struct run *run, struct batch *b, struct rows rows)
{
	size_t fresh = number_values(g, b->col[g->column], rows);
	if (fresh > 0)
		work_out_values(g, run, fresh);
	g->asked += rows.n;
	g->missed += fresh;
	put(g, b, rows);
	g->faulty = 0;
	for (size_t i = 0; i < rows.n && g->n_faults > 0; i++)
		if (g->fault[g->number[rows.at[i]]] > 0)
			g->rows[g->faulty++] = rows.at[i];
}

struct rows once_faults(struct once *g, struct run *run, struct batch *b, size_t statement,
                        struct rows rows, uint32_t *at)
{
	bool drops = false;
	for (size_t i = 0; i < g->faulty; i++) {
		size_t r = g->rows[i];
		const struct fault *f = &g->faults[g->fault[g->number[r]] - 1];
		if (f->statement != statement)
			continue;
		drops |= f->drops;
		if (f->drops)
			run_drop(run, b, r, "not-selected");
		else if (f->shows)
			run_reject_with(run, b, r, f->blame, f->word, f->value);
		else
			run_reject(run, b, r, f->blame, f->word);
	}
	if (!drops)
		return rows;
	size_t n = 0;
	for (size_t i = 0; i < rows.n; i++) {
		uint32_t fault = g->fault[g->number[rows.at[i]]];
		if (fault == 0 || g->faults[fault - 1].statement != statement ||
		    !g->faults[fault - 1].drops)
			at[n++] = rows.at[i];
	}
	return (struct rows){ n, at };
}

static void begin(struct once *g, struct run *run, const struct batch *b)
{
	if (b->room > g->values.room) {
		struct arena *mem = run_arena(run);
		size_t room = b->room;
		g->values.room = room;
		g->number = arena_take(mem, room * sizeof(*g->number));
		g->numbers = arena_take(mem, room * sizeof(*g->numbers));
		g->rows = arena_take(mem, room * sizeof(*g->rows));
		g->fresh = arena_take(mem, room * sizeof(*g->fresh));
		g->came = arena_take(mem, room * sizeof(*g->came));
		g->values.col[g->column] = arena_take(mem, room * sizeof(struct text));
		for (size_t t = 0; t < g->targets; t++)
			if (g->target[t] != g->column)
				g->values.col[g->target[t]] = arena_take(mem, room * sizeof(struct text));
	}
	if (memo_count(g->memo) < ONCE_VALUES && arena_held(g->kept) <= KEPT)
		return;
	g->off = 2 * g->missed > g->asked;
	forget(g, run);
}

void once_begin(struct onces *o, struct run *run, const struct batch *b)
{
	for (size_t i = 0; i < o->n; i++)
		if (!o->group[i]->off)
			begin(o->group[i], run, b);
}

struct once *once_of(const struct onces *o, size_t statement)
{
	struct once *g = o->n > 0 ? o->of[statement] : NULL;
	return g && !g->off ? g : NULL;
}

bool once_starts(const struct once *g, size_t statement)
{
	return g->statement[0] == statement;
}

void once_end(struct onces *o)
{
	for (size_t i = 0; i < o->n; i++) {
		memo_free(o->group[i]->memo);
		memo_free(o->group[i]->results);
		arena_free(o->group[i]->kept);
	}
	o->n = 0;
}
