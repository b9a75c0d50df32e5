/* filters/lib/publish.c - how a chain ends: the files get their names, and the rest goes. */
#include "lib/run.h"

static void publish(struct run *r, struct output *o)
{
	if (o && (output_finish(o) != 0 || output_publish(o) != 0))
		run_fail(r, output_status(o), "%s", output_why(o));
}

static void publish_ledger(struct run *r)
{
	if (!r->common.ledger.at || !r->opened)
		return;
	struct output *o = output_open(r->common.ledger.at);
	output_write(o, BOOKS_HEADER, sizeof(BOOKS_HEADER) - 1);
	books_rows(o, r->label, &r->books);
	publish(r, o);
	output_drop(o);
}

int chain_publish(struct chain *c, bool good)
{
	for (size_t i = 0; i < c->n; i++) {
		publish(&c->run[i], c->run[i].rejects);
		publish_ledger(&c->run[i]);
		for (struct side *s = c->run[i].sides; s && good; s = s->next)
			publish(&c->run[i], s->out);
	}
	if (good && c->status == 0)
		publish(&c->run[c->n - 1], c->out);
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

const struct books *chain_books(const struct chain *c, size_t stage)
{
	return &c->run[stage].books;
}

const struct texts *chain_inputs(const struct chain *c)
{
	return &c->inputs;
}

const char *chain_output(const struct chain *c)
{
	return c->run[c->n - 1].common.output.at;
}

void chain_set_inputs(struct chain *c, const struct texts *inputs)
{
	c->inputs = *inputs;
}

void chain_free(struct chain *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct run *r = &c->run[i];
		chain_reset(r);
		output_drop(r->rejects);
		output_drop(r->scratch);
		for (struct side *s = r->sides; s; s = s->next)
			output_drop(s->out);
		arena_free(r->mem);
	}
	output_drop(c->out);
	arena_free(c->batch.mem);
	arena_free(c->mem);
}
