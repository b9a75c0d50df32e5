/* filters/lib/chain.c - the one way in which stages run: opening them, and reading until the end. */
#include "lib/input_file.h"
#include "lib/line.h"
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
	*status = c->status;
	return c;
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
	r->before = r->kept = r->wide = r->added = NULL;
	r->in = r->out = (struct columns){ 0 };
}

static bool is_extended(const struct columns *in, const struct columns *out)
{
	bool same = out->n >= in->n;
	for (size_t i = 0; i < in->n && same; i++)
		same = text_same(in->name[i], out->name[i]);
	return same;
}

static size_t rows_for(const struct run *r)
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
static int do_instead(struct chain *c, bool checking)
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

static int open_stage(struct run *r, const struct columns *in, bool checking)
{
	if (begin_stage(r, checking) != 0)
		return r->chain->status;
	if (in)
		r->in = *in;
	r->picked = arena_zeros(r->mem, r->in.n + 1);
	r->opened = true;
	int status = r->stage->open(r->self, r, in ? &r->in : NULL, &r->out);
	if (status != 0)
		return status;
	r->extends = in && is_extended(&r->in, &r->out);
	r->rows = rows_for(r);
	return r->chain->status;
}

static const struct columns unknown_columns = { .unknown = true };

int chain_check(struct chain *c, const struct columns *in, struct columns *out)
{
	if (!in)
		in = &unknown_columns;
	do_instead(c, true);
	for (size_t i = 0; i < c->n && c->status == 0 && !c->instead; i++) {
		bool source = c->run[i].stage->role == SOURCE;
		open_stage(&c->run[i], i == 0 ? (source ? NULL : in) : &c->run[i - 1].out, true);
	}
	if (c->status == 0)
		chain_apart(c);
	if (out && c->status == 0)
		*out = c->run[c->n - 1].out;
	return c->status;
}

/* --- running ---------------------------------------------------------------------------------- */

static void idle(void *chain)
{
	struct chain *c = chain;
	output_flush(c->out);
	for (size_t i = 0; i < c->n; i++)
		if (c->run[i].rejects)
			output_flush(c->run[i].rejects);
}

static int open_output(struct chain *c)
{
	struct run *last = &c->run[c->n - 1];
	c->out = output_open(last->common.output.at);
	return output_status(c->out) ? chain_output_failed(last) : 0;
}

/* The batch that the source or the reader fills; its arrays do for the widest stage too. */
static void new_batch(struct chain *c, const struct columns *columns)
{
	size_t room = c->run[0].rows;
	for (size_t i = 0; i < c->n; i++) {
		if (c->run[i].rows < room)
			room = c->run[i].rows;
		if (c->run[i].rows > c->room)
			c->room = c->run[i].rows;
	}
	c->col = chain_arrays(c->mem, columns->n, room);
	c->batch = (struct batch){ .room = room, .mem = arena_new() };
	c->batch.line = arena_take(c->mem, room * sizeof(uint64_t));
	if (!run_is_parser(&c->run[0])) /* one of its inputs may have places, if the first has none */
		c->batch.source = arena_take(c->mem, room * sizeof(struct text));
}

static int open_stages(struct chain *c, const struct columns *first, bool place)
{
	struct run *head = &c->run[0];
	if (head->stage->role == SOURCE) {
		head->out = *first;
		head->out.placed |= place;
		head->rows = rows_for(head);
	} else {
		open_stage(head, first, false);
	}
	for (size_t i = 1; i < c->n && c->status == 0; i++)
		open_stage(&c->run[i], &c->run[i - 1].out, false);
	for (size_t i = 0; i < c->n && c->status == 0; i++)
		if (!c->run[i].rejects && books_rejects(&c->run[i]) != 0)
			return c->status;
	if (c->status != 0)
		return c->status;
	new_batch(c, first);
	for (size_t i = 0; i < c->n; i++)
		marks_new(&c->run[i].marks, c->run[i].mem, c->room);
	struct run *last = &c->run[c->n - 1];
	if (chain_no_twins(c) != 0 || last->stage->role == SINK)
		return c->status;
	return run_text_header(last, c->out);
}

static int read_header(struct chain *c, struct input *in, struct columns *columns)
{
	struct run *head = &c->run[0];
	if (run_is_parser(head))
		return head->stage->header(head->self, head, in, columns);
	return reader_header(head, in, &c->reader, columns);
}

static int fill(struct chain *c, struct input *in, struct batch *b, bool *ended)
{
	struct run *head = &c->run[0];
	if (run_is_parser(head))
		return head->stage->fill(head->self, head, in, b, ended);
	return reader_fill(head, in, &c->reader, b, ended);
}

/* All records of an input whose header was read. */
static int pump(struct chain *c, struct input *in, bool placed)
{
	struct run *head = &c->run[0];
	struct text *source = placed ? c->batch.source : NULL;
	for (bool ended = false; !ended && !c->closed && c->status == 0;) {
		struct batch b = c->batch;
		b.col = c->col;
		b.source = source;
		b.from = in->name;
		if (fill(c, in, &b, &ended) != 0 || c->status != 0)
			break;
		if (b.rows > 0 && head->stage->role == SOURCE)
			chain_hand_on(head, &b);
		else if (b.rows > 0)
			chain_deliver(head, &b);
		arena_empty(c->batch.mem);
		c->closed = output_closed(c->out);
	}
	return c->status;
}

/* shown: what it is called; .at null: as its name. */
static int read_input(struct chain *c, struct text name, struct text shown, struct columns *first,
                      bool place)
{
	struct run *head = &c->run[0];
	struct input in;
	struct columns columns = { 0 };
	struct input_how how = { head->common.max_size, idle, c };
	if (head->stage->read)
		input_of_stage(&in, head, head->stage->read, head->self, &how);
	else
		input_open(&in, head, name, &how);
	if (shown.at)
		in.name = shown;
	if (c->status != 0)
		return c->status;
	if (read_header(c, &in, &columns) == 0) {
		if (first->name)
			columns_same(head, in.name.at, first, &columns);
		else if (open_stages(c, &columns, place) == 0)
			*first = columns;
		c->reader.mixed = first->placed != columns.placed;
	}
	if (c->status == 0)
		pump(c, &in, columns.placed);
	c->torn |= in.torn;
	input_close(&in);
	return c->status;
}

/* Last words, from the first stage to the last, so that each still hears those before it. */
static int finish(struct chain *c)
{
	for (size_t i = 0; i < c->n && c->status == 0; i++) {
		struct run *r = &c->run[i];
		chain_time(c, r);
		if (r->stage->finish && !c->instead)
			r->stage->finish(r->self, r);
		if (c->status == 0 && r->own && r->own->rows > 0)
			run_emit(r, r->own);
	}
	if (c->status == 0 && output_finish(c->out) != 0)
		chain_output_failed(&c->run[c->n - 1]);
	return c->status;
}

/* Rejects, and files such as --conflicts names, are whole before anything is published. */
static void finish_files(struct chain *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct run *r = &c->run[i];
		if (r->rejects && output_finish(r->rejects) != 0)
			run_fail(r, output_status(r->rejects), "%s", output_why(r->rejects));
		for (struct side *s = r->sides; s; s = s->next)
			if (output_finish(s->out) != 0)
				run_fail(r, output_status(s->out), "%s", output_why(s->out));
	}
}

static int audit(struct chain *c)
{
	for (size_t i = 0; i < c->n && c->status == 0; i++)
		if (books_audit(&c->run[i]) == 0 && i > 0 && c->run[i].books.in != c->run[i - 1].books.out)
			run_fail(&c->run[i], EX_SOFTWARE,
			         "the books do not balance: in %llu is not the %llu "
			         "that came out before it",
			         (unsigned long long)c->run[i].books.in,
			         (unsigned long long)c->run[i - 1].books.out);
	return c->status;
}

/* What comes from elsewhere, or was packed, may turn out not to be whole when most of it is written. Whoever reads the
 * pipe would take what it got for the whole, as with any pipe; here the reader is told. */
static void break_off(struct chain *c)
{
	if (c->status == 0 || !c->batch.mem || !(c->run[0].stage->read || c->torn) ||
	    c->run[c->n - 1].stage->role == SINK)
		return;
	output_write(c->out, LINE_BROKEN_OFF "\n", sizeof(LINE_BROKEN_OFF));
	output_flush(c->out);
}

int chain_run(struct chain *c, bool place, bool bare)
{
	static const struct text standard = { "-", 1 };
	struct columns first = { 0 };
	c->bare = bare;
	struct run *head = &c->run[0];
	chain_time(c, head);
	if (open_output(c) == 0 && do_instead(c, false) == 0 && !c->instead &&
	    head->stage->role == SOURCE)
		open_stage(head, NULL, false);
	size_t n = c->instead ? 0 : c->inputs.n ? c->inputs.n : 1;
	for (size_t i = 0; i < n && c->status == 0 && !c->closed; i++)
		read_input(c, c->inputs.n ? c->inputs.at[i] : standard,
		           i < c->shown.n ? c->shown.at[i] : (struct text){ 0 }, &first, place);
	if (c->status == 0 && !c->closed)
		finish(c);
	finish_files(c);
	chain_time(c, NULL);
	c->closed |= output_closed(c->out);
	if (!c->closed)
		audit(c);
	break_off(c);
	return c->status;
}
