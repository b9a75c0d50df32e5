/* filters/lib/run.c - what a stage asks of its run: messages, files, bytes to the output. */
#include "lib/run.h"
#include <stdarg.h>
#include <stdio.h>

enum { LABEL_SHOWN = 200 }; /* bytes of it in a message, which has to have room for the rest */

int run_fail(struct run *run, int status, const char *why, ...)
{
	struct chain *c = run->chain;
	if (c->status != 0)
		return c->status;
	c->status = status;
	int n = snprintf(c->why, sizeof(c->why), "%s: ", c->who);
	if (c->labels)
		n += snprintf(c->why + n, sizeof(c->why) - (size_t)n, "%.*s: ", LABEL_SHOWN, run->label);
	va_list args;
	va_start(args, why);
	vsnprintf(c->why + n, sizeof(c->why) - (size_t)n, why, args);
	va_end(args);
	text_harmless(c->why);
	return status;
}

int run_status(const struct run *run)
{
	return run->chain->status;
}

bool run_checking(const struct run *run)
{
	return run->checking;
}

uint64_t run_counted(const struct run *run)
{
	return run->books.in;
}

uint64_t run_seed(const struct run *run)
{
	return run->chain->seed;
}

void run_retire(struct run *run, struct arena *mem)
{
	struct piece *p = run->chain->holds;
	if (p)
		hand_retire(p, mem);
	else
		arena_free(mem);
}

struct arena *run_arena(struct run *run)
{
	return run->mem;
}

int run_output(struct run *run, const char *path, struct output **out)
{
	*out = NULL;
	if (run->checking) {
		run->written.at =
			arena_append(run->mem, run->written.at, run->written.n, sizeof(*run->written.at));
		run->written.at[run->written.n++] = text_of(path);
		return 0;
	}
	struct side *s = arena_zeros(run->mem, sizeof(*s));
	s->out = *out = output_open(path);
	s->next = run->sides;
	run->sides = s;
	return output_status(s->out) ? run_fail(run, output_status(s->out), "%s", output_why(s->out))
	                             : 0;
}

int chain_output_failed(struct run *run)
{
	struct output *o = run->chain->out;
	return run_fail(run, output_status(o), "%s", output_why(o));
}

int run_write(struct run *run, const void *bytes, size_t n)
{
	return output_write(run->chain->out, bytes, n) ? chain_output_failed(run) : 0;
}

char *run_space(struct run *run, size_t n)
{
	char *to = output_space(run->chain->out, n);
	if (!to)
		chain_output_failed(run);
	return to;
}

void run_used(struct run *run, size_t n)
{
	output_used(run->chain->out, n);
}
