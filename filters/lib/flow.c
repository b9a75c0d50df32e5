/* filters/lib/flow.c - batches on their way from one stage to the next. */
#include "lib/durable.h"
#include "lib/run.h"

void chain_time(struct chain *c, struct run *run)
{
	double now = seconds_now(), waited = c->waited + output_waited(c->out);
	if (c->clock) {
		double waiting = waited - c->waited_before;
		c->clock->books.waiting += waiting;
		c->clock->books.seconds += now - c->since - waiting;
	}
	c->since = now;
	c->waited_before = waited;
	c->clock = run;
}

struct text **chain_arrays(struct arena *mem, size_t n, size_t rows)
{
	struct text **col = arena_zeros(mem, (n + 1) * sizeof(*col));
	for (size_t i = 0; i < n; i++)
		col[i] = arena_take(mem, rows * sizeof(**col));
	return col;
}

/* A stage that adds columns finds their arrays behind those that came. */
static void widen(struct run *run, struct batch *b)
{
	size_t n = run->in.n;
	struct chain *c = run->chain;
	if (!run->wide)
		run->wide = arena_take(run->mem, (run->out.n + 1) * sizeof(*run->wide));
	if (!run->added) /* those of a batch that is kept are its own */
		run->added = chain_arrays(c->holds ? c->batch.mem : run->mem, run->out.n - n, c->room);
	memcpy(run->wide, b->col, n * sizeof(*run->wide));
	for (size_t i = n; i < run->out.n; i++) {
		run->wide[i] = run->added[i - n];
		memset(run->wide[i], 0, b->rows * sizeof(struct text));
	}
	b->col = run->wide;
}

/* The columns as they came, for the rejects: pointers, and copies of those that may be changed. */
static void keep(struct run *run, const struct batch *b)
{
	size_t n = run->in.n;
	if (!run->before) {
		run->before = arena_take(run->mem, (n + 1) * sizeof(*run->before));
		run->kept = arena_zeros(run->mem, (n + 1) * sizeof(*run->kept));
		for (size_t c = 0; c < n; c++)
			if (run->picked[c])
				run->kept[c] = arena_take(run->mem, run->chain->room * sizeof(struct text));
	}
	for (size_t c = 0; c < n; c++) {
		run->before[c] = run->kept[c] ? run->kept[c] : b->col[c];
		if (run->kept[c])
			memcpy(run->kept[c], b->col[c], b->rows * sizeof(struct text));
	}
}

/* Records without a place are counted anew at each stage, as if they came through a pipe. */
static void number(struct run *run, struct batch *b)
{
	b->source = NULL;
	b->from = TEXT("-");
	for (size_t r = 0; r < b->rows; r++)
		b->line[r] = run->numbered + r + 2;
	run->numbered += b->rows;
}

int chain_hand_on(struct run *run, struct batch *b)
{
	if (b->rows == 0)
		return 0;
	run->books.out += b->rows;
	if (run->stage->role == SINK)
		return 0;
	if (run->next)
		return chain_deliver(run->next, b);
	if (run->chain->holds)
		return hand_hold(run->chain, b);
	return run_text(run, run->chain->out, b);
}

int chain_deliver(struct run *run, struct batch *b)
{
	struct run *before = run->chain->clock;
	chain_time(run->chain, run);
	if (run != run->chain->run || run->stage->role == SOURCE)
		run->books.in += b->rows;
	if (!run->in.placed && run != run->chain->run)
		number(run, b);
	if (run->extends && run->out.n > run->in.n)
		widen(run, b);
	if (run->stage->role != SINK)
		b->raw.len = 0; /* it may change them */
	if (run->stage->reasons)
		keep(run, b);
	size_t given = b->rows;
	int status = run->stage->batch(run->self, run, b);
	if (status == 0)
		status = books_settle(run, b, &run->marks, given, run->before, &run->in);
	if (status == 0)
		status = chain_hand_on(run, b);
	chain_time(run->chain, before);
	return status;
}

struct batch *run_batch(struct run *run)
{
	if (run->own)
		return run->own;
	struct batch *b = arena_zeros(run->mem, sizeof(*b));
	b->room = run->rows;
	b->mem = run->chain->holds ? run->chain->batch.mem : arena_new();
	run->own_col = chain_arrays(run->mem, run->out.n, b->room);
	b->source = arena_zeros(run->mem, b->room * sizeof(*b->source));
	b->line = arena_zeros(run->mem, b->room * sizeof(*b->line));
	marks_new(&run->own_marks, run->mem, b->room);
	run->own = b;
	b->col = run->own_col;
	b->from = TEXT("-");
	return b;
}

int run_emit(struct run *run, struct batch *b)
{
	struct text *source = b->source;
	int status = books_settle(run, b, &run->own_marks, b->rows, b->col, &run->out);
	if (status == 0)
		status = chain_hand_on(run, b);
	b->rows = 0;
	b->col = run->own_col;
	b->source = source;
	b->from = TEXT("-");
	if (!run->chain->holds)
		arena_empty(b->mem);
	return status;
}
