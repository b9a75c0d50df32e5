/* pipelines/runner/hop.c - a step that reads from an endpoint, or writes to one: receive in front of it, send behind. */
#include "pipeline.h"

static char *copy(struct pipeline *p, const char *word)
{
	return arena_copy(p->mem, word, strlen(word));
}

static void add(struct pipeline *p, struct command *c, const char *option, const char *value)
{
	if (!value)
		return;
	c->argv[c->argc++] = copy(p, option);
	c->argv[c->argc++] = copy(p, value);
}

static struct command command_of(struct pipeline *p, const struct step *s, const char *name,
                                 const char *endpoint)
{
	bool receives = strcmp(name, "receive") == 0;
	struct command c = { .argv = arena_zeros(p->mem, 7 * sizeof(char *)) };
	c.argv[c.argc++] = copy(p, name);
	add(p, &c, "--key", s->key);
	add(p, &c, receives ? "--allow" : "--server-key", receives ? s->allow : s->server_key);
	c.argv[c.argc++] = copy(p, endpoint);
	return c;
}

/* In one run the reader would wait for the end of the writer, and that for the end of the run. */
static int check_round(struct pipeline *p, const struct step *s)
{
	for (size_t i = 0; i < p->steps; i++)
		if (p->step[i].hears && strcmp(p->step[i].hears, s->sends) == 0)
			return pipeline_fail(
				p, p->fault,
				"%sto: %s is read by step %s of this pipeline; give it \"@%s\" for its "
				"'from' instead",
				step_place(p, s), s->sends, p->step[i].name, s->name);
	return 0;
}

int step_hops(struct pipeline *p, struct step *s)
{
	if (s->sends && check_round(p, s) != 0)
		return p->status;
	struct command *all = arena_zeros(p->mem, (s->commands + 2) * sizeof(*all));
	size_t n = 0;
	if (s->hears)
		all[n++] = command_of(p, s, "receive", s->hears);
	memcpy(all + n, s->command, s->commands * sizeof(*all));
	n += s->commands;
	if (s->sends)
		all[n++] = command_of(p, s, "send", s->sends);
	s->command = all;
	s->commands = n;
	return 0;
}
