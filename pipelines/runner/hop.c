/* pipelines/runner/hop.c - a step that reads from elsewhere, or writes there: receive or extract in front of it, send or
 * load behind.
 */
#include "pipeline.h"
#include "lib/keys.h"
#include "lib/postgres.h"

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

static struct command *named(struct pipeline *p, struct command *c, const char *name)
{
	enum { WORDS = 12 };
	*c = (struct command){ .argv = arena_zeros(p->mem, WORDS * sizeof(char *)) };
	c->argv[c->argc++] = copy(p, name);
	return c;
}

static void reader_of(struct pipeline *p, const struct step *s, struct command *c)
{
	bool wire = !postgres_is_url(s->hears);
	named(p, c, wire ? "receive" : "extract");
	add(p, c, "--key", wire ? s->key : NULL);
	add(p, c, "--allow", wire ? s->allow : NULL);
	add(p, c, "--from", s->senders);
	add(p, c, "--names", s->names);
	add(p, c, "--query", wire ? NULL : s->query);
	add(p, c, "--table", wire || s->query ? NULL : s->table);
	c->argv[c->argc++] = copy(p, s->hears);
}

static void writer_of(struct pipeline *p, const struct step *s, struct command *c)
{
	bool wire = !postgres_is_url(s->sends);
	named(p, c, wire ? "send" : "load");
	add(p, c, "--key", wire ? s->key : NULL);
	add(p, c, "--server-key", wire ? s->server_key : NULL);
	add(p, c, "--table", wire ? NULL : s->table);
	if (!wire && s->load)
		c->argv[c->argc++] = pipeline_text(p, "--%s", s->load);
	c->argv[c->argc++] = copy(p, s->sends);
}

static int senders_fault(struct pipeline *p, const char *place)
{
	return pipeline_fail(
		p, p->fault,
		"%ssenders: expected how many, or the names of their keys, for a 'from' of "
		"tcp://… or ipc://…",
		place);
}

int step_senders(struct pipeline *p, const char *place, const struct json *value, struct step *s)
{
	if (!value)
		return 0;
	bool list = value->kind == JSON_ARRAY && value->n > 0;
	if (!s->hears || postgres_is_url(s->hears) || (!list && value->kind != JSON_NUMBER))
		return senders_fault(p, place);
	if (!list)
		s->senders = value->text.at;
	for (size_t i = 0; list && i < value->n; i++) {
		const char *name = NULL;
		if (config_string(p, place, "senders", &value->item[i], &name) != 0)
			return p->status;
		if (!name || !key_is_name(name))
			return senders_fault(p, place);
		s->names = i ? pipeline_text(p, "%s,%s", s->names, name) : name;
	}
	return 0;
}

/* Keys of a step that say nothing where they stand. */
static int check_server(struct pipeline *p, const struct step *s)
{
	bool reads = s->hears && postgres_is_url(s->hears),
		 writes = s->sends && postgres_is_url(s->sends);
	const char *place = step_place(p, s);
	if (s->query && !reads)
		return pipeline_fail(p, p->fault, "%squery: is for a 'from' of postgresql://…", place);
	if (s->table && !reads && !writes)
		return pipeline_fail(p, p->fault, "%stable: is for a 'from' or 'to' of postgresql://…",
		                     place);
	if (reads && !s->query && !s->table)
		return pipeline_fail(p, p->fault, "%sfrom: %s: needs query, or table", place, s->hears);
	if (reads && writes && !s->query)
		return pipeline_fail(p, p->fault, "%stable: is the one of 'to'; give 'from' a query",
		                     place);
	if (writes && !s->table)
		return pipeline_fail(p, p->fault, "%sto: %s: needs table", place, s->sends);
	if (writes ? !s->load || (strcmp(s->load, "append") != 0 && strcmp(s->load, "replace") != 0)
	           : s->load != NULL)
		return pipeline_fail(
			p, p->fault, "%sload: \"append\" or \"replace\", for a 'to' of postgresql://…", place);
	return 0;
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
	if (check_server(p, s) != 0)
		return p->status;
	if (s->sends && !postgres_is_url(s->sends) && check_round(p, s) != 0)
		return p->status;
	struct command *all = arena_zeros(p->mem, (s->commands + 2) * sizeof(*all));
	size_t n = 0;
	if (s->hears)
		reader_of(p, s, &all[n++]);
	memcpy(all + n, s->command, s->commands * sizeof(*all));
	n += s->commands;
	if (s->sends)
		writer_of(p, s, &all[n++]);
	s->command = all;
	s->commands = n;
	return 0;
}
