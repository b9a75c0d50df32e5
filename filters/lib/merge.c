/* filters/lib/merge.c - runs are written, and merged again, many at once and as seldom as can be. */
#include "lib/merge.h"

enum { FEW = 8, MANY = 128 };                /* runs that are merged at once */
enum { SMALL = 16 << 10, LARGE = 64 << 10 }; /* bytes that are packed together */

struct reader {          /* of a run */
	struct stretch left; /* what was not read so far */
	char *buffer;
	size_t room, used, at;
	struct record now; /* .at null: there is none any more */
	size_t number;     /* of the run */
};

struct merging {
	struct merge *merge;
	struct run *run;
	struct arena *mem;
	size_t n;
	struct reader *reader; /* by number */
	struct reader **lost;  /* a tree of matches: who lost each; [0]: who lost none, the least */
};

void merge_init(struct merge *m, struct run *run, size_t memory)
{
	size_t block = memory / MANY / 2;
	block = block < SMALL ? SMALL : block > LARGE ? LARGE : block;
	*m = (struct merge){
		.file = spill_new(block, true), .memory = memory, .room = 2 * block, .mem = run_arena(run)
	};
}

/* Runs that are merged at once: of each a record has to lie there whole. */
static size_t most(const struct merge *m)
{
	size_t n = m->memory / (m->longest > m->room ? m->longest : m->room);
	return n < FEW ? FEW : n > MANY ? MANY : n;
}

static int failed(const struct merge *m, struct run *run)
{
	return run_fail(run, EX_IOERR, "%s", spill_why(m->file));
}

/* --- reading a run ------------------------------------------------------------------------------ */

/* Makes `need` bytes lie there from `at` on. */
static bool fill(struct merging *g, struct reader *r, size_t need)
{
	size_t kept = r->used - r->at;
	if (need > r->room) {
		r->buffer = arena_grow(g->mem, r->buffer + r->at, kept, need);
		r->room = need;
	} else {
		memmove(r->buffer, r->buffer + r->at, kept);
	}
	r->at = 0;
	r->used = kept;
	uint64_t left = r->left.end - r->left.from;
	size_t more = left < r->room - kept ? (size_t)left : r->room - kept;
	size_t whole = spill_whole(g->merge->file, r->left.from, more);
	if (kept + whole >= need)
		more = whole;
	if (!spill_read(g->merge->file, r->left.from, r->buffer + kept, more))
		return false;
	if (!g->merge->again)
		spill_forget(g->merge->file, r->left.from, more);
	r->left.from += more;
	r->used += more;
	return true;
}

/* The next record of a run, if there is one. False: it could not be read. */
static bool step(struct merging *g, struct reader *r)
{
	r->now.at = NULL;
	if (r->used == r->at && r->left.from == r->left.end)
		return true;
	if (r->used - r->at < RECORD_HEAD && !fill(g, r, RECORD_HEAD))
		return false;
	size_t size = record_size((struct record){ 0, r->buffer + r->at });
	if (r->used - r->at < size && !fill(g, r, size))
		return false;
	r->now = record_at(r->buffer + r->at);
	r->at += size;
	return true;
}

/* --- merging ------------------------------------------------------------------------------------ */

/* Of two that have ended, one. */
static bool before(const struct reader *a, const struct reader *b)
{
	if (!a->now.at || !b->now.at)
		return a->now.at != NULL;
	int order = record_order(a->now, b->now);
	return order < 0 || (order == 0 && a->number < b->number);
}

/* Matches of who won below a node against who lost there, up to the top. With no one there yet, it waits. */
static void play(struct merging *g, struct reader *r)
{
	for (size_t node = (r->number + g->n) / 2; node > 0; node /= 2) {
		struct reader *other = g->lost[node];
		if (!other) {
			g->lost[node] = r;
			return;
		}
		if (before(other, r)) {
			g->lost[node] = r;
			r = other;
		}
	}
	g->lost[0] = r;
}

static int begin(struct merging *g, const struct stretch *run, size_t n)
{
	size_t room = g->merge->memory / (n + 1);
	room = room < g->merge->room ? g->merge->room : room;
	g->n = n;
	g->reader = arena_zeros(g->mem, (n + 1) * sizeof(*g->reader));
	g->lost = arena_zeros(g->mem, (n + 1) * sizeof(struct reader *));
	for (size_t i = 0; i < n; i++) {
		struct reader *r = &g->reader[i];
		*r = (struct reader){ .left = run[i], .room = room, .number = i };
		r->buffer = arena_take(g->mem, room);
		if (!step(g, r))
			return failed(g->merge, g->run);
		play(g, r);
	}
	return 0;
}

static int merge_some(struct merge *m, struct run *run, const struct stretch *some, size_t n,
                      give *each, void *with)
{
	struct merging g = { .merge = m, .run = run, .mem = arena_new() };
	int status = spill_flush(m->file) ? begin(&g, some, n) : failed(m, run);
	struct reader *r;
	while (status == 0 && g.lost && (r = g.lost[0]) != NULL && r->now.at) {
		status = each(with, run, r->now);
		if (status == 0 && !step(&g, r))
			status = failed(m, run);
		play(&g, r);
	}
	arena_free(g.mem);
	return status;
}

static int write_again(void *with, struct run *run, struct record r)
{
	return merge_put(with, run, r);
}

/* The last n runs become one. */
static int merge_last(struct merge *m, struct run *run, size_t n)
{
	struct stretch *last = m->run + (m->n - n);
	uint64_t from = spill_size(m->file);
	int status = merge_some(m, run, last, n, write_again, m);
	*last = (struct stretch){ from, spill_size(m->file), last->level + 1 };
	m->n -= n - 1;
	return status;
}

void merge_begin(struct merge *m)
{
	(void)spill_flush(
		m->file); /* so that no two runs share a block; what is put next tells of a failure */
	m->run = arena_append(m->mem, m->run, m->n, sizeof(*m->run));
	m->run[m->n] = (struct stretch){ .from = spill_size(m->file) };
}

int merge_put(struct merge *m, struct run *run, struct record r)
{
	size_t size = record_size(r);
	if (size > m->longest)
		m->longest = size;
	return spill_write(m->file, r.at, size) ? 0 : failed(m, run);
}

void merge_end(struct merge *m)
{
	m->run[m->n++].end = spill_size(m->file);
}

int merge_add(struct merge *m, struct run *run, const struct heap *h)
{
	int status = 0;
	merge_begin(m);
	for (size_t i = 0; i < h->n && status == 0; i++)
		status = merge_put(m, run, h->record[i]);
	merge_end(m);
	return status;
}

/* As with the digits of a number: so many runs of a level become one of the next. */
int merge_few(struct merge *m, struct run *run)
{
	size_t n = most(m);
	int status = 0;
	while (m->n >= n && m->run[m->n - n].level == m->run[m->n - 1].level && status == 0)
		status = merge_last(m, run, n);
	return status;
}

int merge_all(struct merge *m, struct run *run, give *each, void *with)
{
	size_t n = most(m);
	int status = 0;
	while (m->n > n && status == 0) {
		size_t more = m->n - n + 1; /* the last ones are the shortest */
		status = merge_last(m, run, more < n ? more : n);
	}
	return status ? status : merge_some(m, run, m->run, m->n, each, with);
}

void merge_free(struct merge *m)
{
	spill_free(m->file);
	*m = (struct merge){ 0 };
}
