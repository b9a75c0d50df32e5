/* filters/lib/chain.c - the one way in which stages run: reading their options, and opening them. */
#include "lib/memory.h"
#include "lib/run.h"
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

/* --- opening ---------------------------------------------------------------------------------- */

static void links_copy(struct chain *c, const struct link *links)
{
	c->links = arena_take(c->mem, c->n * sizeof(*links));
	memcpy(c->links, links, c->n * sizeof(*links));
	c->run = arena_zeros(c->mem, c->n * sizeof(*c->run));
	for (size_t i = 0; i < c->n; i++) {
		struct run *r = &c->run[i];
		r->chain = c;
		r->next = i + 1 < c->n ? r + 1 : NULL;
		r->stage = links[i].stage;
		r->link = &c->links[i];
		r->label = links[i].label;
		r->mem = arena_new();
		r->self = arena_zeros(r->mem, r->stage->size + 1);
	}
}

static int read_options(struct run *r)
{
	memset(r->self, 0, r->stage->size);
	r->common = (struct common){ 0 };
	r->operands = (struct texts){ 0 };
	struct opt_table tables[] = { { r->stage->opts, r->self }, { common_opts, &r->common } };
	const char *why = NULL;
	if (options_read(tables, 2, r->link->argc, r->link->argv, r->mem, &r->operands, &why) != 0)
		return run_fail(r, EX_USAGE, "%s", why);
	bool good;
	if (r->common.max_rejects.at && !books_limit(r->common.max_rejects, &r->books, &good))
		return run_fail(r, EX_USAGE,
		                "--max-rejects %s: expected a number, or a percentage up to 100%%",
		                r->common.max_rejects.at);
	if (r->common.memory.at && !memory_read(r->common.memory, &r->memory))
		return run_fail(r, EX_USAGE,
		                "--memory %s: expected 64M, 2G or the like; a number alone is of MiB",
		                r->common.memory.at);
	if (r->common.label.at)
		r->label = r->common.label.at;
	return 0;
}

/* A source stands first and a sink last; only the first reads files, only the last has -o. */
static int check_order(struct run *r)
{
	const struct chain *c = r->chain;
	bool first = r == c->run, last = !r->next;
	if (r->stage->role == SOURCE && !first)
		return run_fail(r, EX_USAGE, "%s reads bytes, so it stands first", r->stage->name);
	if (r->stage->role == SINK && !last)
		return run_fail(r, EX_USAGE, "%s writes bytes, so it stands last", r->stage->name);
	if (r->stage->read && r->operands.n > 0)
		return run_fail(r, EX_USAGE, "%s: %s reads no files", r->operands.at[0].at, r->stage->name);
	if (!first && r->operands.n > 0)
		return run_fail(r, EX_USAGE, "%s: %s reads what comes from the stage before it",
		                r->operands.at[0].at, r->stage->name);
	if (!last && r->common.output.at)
		return run_fail(r, EX_USAGE, "-o: %s hands its records to the next stage", r->stage->name);
	return 0;
}

static uint64_t new_seed(void)
{
	uint64_t seed;
	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) == sizeof(seed))
		return seed;
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_nsec * 0x9E3779B97F4A7C15u ^ (uint64_t)(uintptr_t)&seed;
}

/* --help and --version are answered on standard output. */
static void answer(struct run *r)
{
	struct output *out = output_open(NULL);
	if (r->common.help)
		option_help(out, r->stage);
	else
		option_version(out, r->stage);
	if (output_finish(out) != 0)
		run_fail(r, output_status(out), "%s", output_why(out));
	output_drop(out);
	r->chain->done = true;
}

struct chain *chain_new(const char *who, bool labels, const struct link *links, size_t n,
                        int *status)
{
	struct arena *mem = arena_new();
	struct chain *c = arena_zeros(mem, sizeof(*c));
	c->mem = mem;
	c->n = n;
	c->labels = labels;
	c->seed = new_seed();
	snprintf(c->who, sizeof(c->who), "%s", who);
	links_copy(c, links);
	for (size_t i = 0; i < n && c->status == 0 && !c->done; i++) {
		struct run *r = &c->run[i];
		if (read_options(r) == 0 && (r->common.help || r->common.version))
			answer(r);
		else if (c->status == 0)
			check_order(r);
	}
	c->inputs = c->run[0].operands;
	for (size_t i = 0; i < n; i++) { /* the least is meant for all */
		size_t threads = c->run[i].common.threads;
		if (threads > 0 && (c->threads == 0 || threads < c->threads))
			c->threads = threads;
		uint64_t memory = c->run[i].memory;
		if (memory > 0 && (c->memory == 0 || memory < c->memory))
			c->memory = memory;
	}
	*status = c->status;
	return c;
}

void chain_set_threads(struct chain *c, size_t threads)
{
	if (c->threads == 0)
		c->threads = threads;
}

void chain_set_memory(struct chain *c, uint64_t bytes)
{
	if (c->memory == 0)
		c->memory = bytes;
}

uint64_t run_memory(const struct run *r)
{
	struct chain *c = r->chain;
	uint64_t stages = 0;
	if (c->memory == 0)
		c->memory = memory_quarter();
	for (size_t i = 0; i < c->n; i++)
		stages += c->run[i].stage->spills;
	return stages > 0 ? c->memory / stages : c->memory;
}

uint64_t chain_memory(const struct chain *c, size_t stage)
{
	return c->run[stage].stage->spills ? run_memory(&c->run[stage]) : 0;
}

void chain_reset(struct run *r)
{
	if (r->opened && r->stage->close)
		r->stage->close(r->self);
	r->opened = false;
	if (r->own)
		arena_free(r->own->mem);
	r->own = NULL;
	r->read = (struct texts){ 0 };
	r->ids = NULL;
	r->before = r->kept = r->wide = r->added = NULL;
	r->in = r->out = (struct columns){ 0 };
	r->tells = false;
	r->asked = (struct texts){ 0 };
	r->asks_all = false;
}

static bool is_extended(const struct columns *in, const struct columns *out)
{
	bool same = out->n >= in->n;
	for (size_t i = 0; i < in->n && same; i++)
		same = text_same(in->name[i], out->name[i]);
	return same;
}

size_t chain_rows(const struct run *r)
{
	size_t columns = r->in.n > r->out.n ? r->in.n : r->out.n;
	size_t rows = r->common.batch_size ? r->common.batch_size : ROWS;
	if (columns > 0 && rows > TEXTS / columns)
		rows = TEXTS / columns;
	return rows > 0 ? rows : 1;
}

static int begin_stage(struct run *r, bool checking)
{
	chain_reset(r);
	if (read_options(r) != 0)
		return r->chain->status;
	r->checking = checking;
	books_open(r);
	return 0;
}

/* A stage that with these options does without records does it, if it stands alone. */
int chain_instead(struct chain *c, bool checking)
{
	c->instead = false;
	for (struct run *r = c->run; r < c->run + c->n && c->status == 0; r++) {
		if (!r->stage->instead || begin_stage(r, checking) != 0)
			continue;
		r->opened = true;
		r->stage->instead(r->self, r, r == c->run ? &c->inputs : &r->operands, &c->instead);
		if (c->instead && c->n > 1)
			run_fail(r, EX_USAGE, "%s handles no records with these options, so it stands alone",
			         r->stage->name);
	}
	return c->status;
}

int chain_open_stage(struct run *r, const struct columns *in, bool checking)
{
	if (begin_stage(r, checking) != 0)
		return r->chain->status;
	if (in)
		r->in = *in;
	r->picked = arena_zeros(r->mem, r->in.n + 1);
	r->looked = arena_zeros(r->mem, r->in.n + 1);
	r->opened = true;
	int status = r->stage->open(r->self, r, in ? &r->in : NULL, &r->out);
	if (status != 0)
		return status;
	r->extends = in && is_extended(&r->in, &r->out);
	r->rows = chain_rows(r);
	return r->chain->status;
}

static const struct columns unknown_columns = { .unknown = true };

int chain_check(struct chain *c, const struct columns *in, struct columns *out)
{
	if (!in)
		in = &unknown_columns;
	chain_instead(c, true);
	for (size_t i = 0; i < c->n && c->status == 0 && !c->instead; i++) {
		bool source = c->run[i].stage->role == SOURCE;
		chain_open_stage(&c->run[i], i == 0 ? (source ? NULL : in) : &c->run[i - 1].out, true);
	}
	if (c->status == 0)
		chain_apart(c);
	if (out && c->status == 0)
		*out = c->run[c->n - 1].out;
	return c->status;
}
