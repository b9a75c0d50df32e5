/* filters/lib/publish.c - how a chain ends: the files get their names, and the rest goes. */
#include "lib/run.h"

static void publish(struct run *r, struct output *o)
{
	if (o && (output_finish(o) != 0 || output_publish(o) != 0))
		run_fail(r, output_status(o), "%s", output_why(o));
}

static void write_ledger(struct run *r)
{
	if (!r->common.ledger.at || !r->opened || r->ledger)
		return;
	r->ledger = output_open(r->common.ledger.at);
	output_write(r->ledger, BOOKS_HEADER, sizeof(BOOKS_HEADER) - 1);
	books_rows(r->ledger, r->label, &r->books);
}

/* The outputs of a stage, one after the other; the last stage has that of the chain. Null: there are no more. */
static struct output *output_at(const struct run *r, size_t i)
{
	struct output *own[] = { r->rejects, r->ledger, r->next ? NULL : r->chain->out };
	for (size_t k = 0; k < 3; k++)
		if (own[k] && i-- == 0)
			return own[k];
	for (const struct side *s = r->sides; s; s = s->next)
		if (i-- == 0)
			return s->out;
	return NULL;
}

static bool is_before(const struct chain *c, const struct run *r, size_t n, const struct output *o)
{
	struct output *other;
	for (const struct run *b = c->run; b <= r; b++)
		for (size_t i = 0; (b < r || i < n) && (other = output_at(b, i)); i++)
			if (output_same(other, o))
				return true;
	return false;
}

int chain_no_twins(struct chain *c)
{
	struct output *o;
	for (struct run *r = c->run; r < c->run + c->n; r++)
		for (size_t i = 0; (o = output_at(r, i)); i++)
			if (is_before(c, r, i, o))
				return run_fail(r, EX_USAGE, "%s: two of the files to be written have this name",
				                output_name(o));
	return 0;
}

int chain_verdict(struct chain *c, bool good)
{
	struct run *last = &c->run[c->n - 1];
	if (!last->opened || last->checking || c->instead || !last->stage->verdict)
		return c->status;
	int status = c->status ? c->status : good ? 0 : EX_UNAVAILABLE;
	last->stage->verdict(last->self, last, status, c->status ? c->why : NULL);
	return c->status;
}

int chain_publish(struct chain *c, bool good)
{
	for (size_t i = 0; i < c->n; i++)
		write_ledger(&c->run[i]);
	if (chain_no_twins(c) != 0)
		return c->status;
	for (size_t i = 0; i < c->n; i++) {
		publish(&c->run[i], c->run[i].rejects);
		publish(&c->run[i], c->run[i].ledger);
		for (struct side *s = c->run[i].sides; s && good; s = s->next)
			publish(&c->run[i], s->out);
	}
	if (good && c->status == 0)
		publish(&c->run[c->n - 1], c->out);
	return c->status;
}

static int aside(struct run *r, struct output *o, chain_named each, void *with)
{
	const char *final = NULL, *name = output_finish(o) == 0 ? output_aside(o, &final) : NULL;
	if (output_status(o))
		return run_fail(r, output_status(o), "%s", output_why(o));
	if (name)
		each(with, name, final);
	return 0;
}

int chain_aside(struct chain *c, chain_named each, void *with)
{
	struct output *o;
	for (size_t i = 0; i < c->n; i++)
		write_ledger(&c->run[i]);
	chain_no_twins(c);
	for (struct run *r = c->run; r < c->run + c->n; r++)
		for (size_t i = 0; c->status == 0 && (o = output_at(r, i)); i++)
			aside(r, o, each, with);
	return c->status;
}

bool chain_done(const struct chain *c)
{
	return c->done;
}

bool chain_closed(const struct chain *c)
{
	return c->closed;
}

const char *chain_why(const struct chain *c)
{
	return c->status ? c->why : NULL;
}

size_t chain_empty(const struct chain *c, size_t *of, struct text *first)
{
	*of = c->read;
	*first = c->first_empty;
	return c->empty;
}

const struct books *chain_books(const struct chain *c, size_t stage)
{
	return &c->run[stage].books;
}

const struct texts *chain_inputs(const struct chain *c)
{
	return &c->inputs;
}

const struct columns *chain_columns(const struct chain *c, size_t stage)
{
	return &c->run[stage].out;
}

const char *chain_output(const struct chain *c)
{
	return c->run[c->n - 1].common.output.at;
}

static bool is_written(const struct run *r, struct text path)
{
	bool is = false;
	for (size_t i = 0; i < r->written.n; i++)
		is |= text_same(r->written.at[i], path);
	return is;
}

void chain_files(const struct chain *c, void (*each)(void *, const struct chain_file *), void *with)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct run *r = &c->run[i];
		const void *into[] = { r->self, &r->common };
		const struct opt *rows[] = { r->stage->opts, common_opts };
		for (size_t t = 0; t < 2; t++)
			for (const struct opt *o = rows[t]; o && o->name; o++) {
				if (o->kind != OPT_TEXT || !o->arg || strcmp(o->arg, "FILE") != 0)
					continue;
				const struct text *path = (const void *)((const char *)into[t] + o->at);
				if (path->at)
					each(with, &(struct chain_file){ i, o->name, path->at,
					                                 t == 1 || is_written(r, *path) });
			}
	}
}

void chain_set_inputs(struct chain *c, const struct texts *inputs, const struct texts *shown)
{
	c->inputs = *inputs;
	c->shown = *shown;
}

void chain_close(struct chain *c)
{
	for (size_t i = 0; i < c->n; i++)
		chain_reset(&c->run[i]);
}

void chain_free(struct chain *c)
{
	crew_free(c->crew);
	c->crew = NULL;
	chain_close(c);
	for (size_t i = 0; i < c->n; i++) {
		struct run *r = &c->run[i];
		output_drop(r->rejects);
		output_drop(r->ledger);
		output_drop(r->scratch);
		for (struct side *s = r->sides; s; s = s->next)
			output_drop(s->out);
		arena_free(r->mem);
	}
	output_drop(c->out);
	arena_free(c->batch.mem);
	arena_free(c->mem);
}
