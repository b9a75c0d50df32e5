/* pipelines/runner/words.c - cuts `run` into words and commands by the quoting rules of the shell.
 *
 * POSIX.1-2017, XCU 2.2: backslash, single and double quotes. No shell is ever started, so what only
 * a shell could do is refused, with what to write instead: it is never taken for a plain character.
 */
#include "pipeline.h"

static const struct {
	char c;
	const char *instead;
} refused[] = {
	{ ';', "what comes after it is a step of its own" },
	{ '&', "all steps run at once as it is" },
	{ '<', "name the file in 'from', or after the first command" },
	{ '>', "name the file in 'to', or with -o" },
	{ '$', "quote it with ''; parameters and $ENV are jq's, \\(.name) in the text" },
	{ '`', "quote it with ''; no shell runs it" },
	{ '(', "quote it with ''; no shell runs it" },
	{ ')', "quote it with ''; no shell runs it" },
	{ '*', "quote it with ''; a glob belongs to 'from'" },
	{ '?', "quote it with ''; a glob belongs to 'from'" },
	{ '[', "quote it with ''; a glob belongs to 'from'" },
};

struct cutter {
	struct pipeline *pipeline;
	struct step *step;
	const char *at;
	char *word; /* what there is of the current word; room for all of `run` */
	size_t len;
	bool begun;  /* there is a word, if only '' */
	size_t room; /* of the command's argv */
};

static int refuse(struct cutter *c, char what, const char *instead)
{
	return pipeline_fail(
		c->pipeline, c->pipeline->fault, "%srun: '%c' at byte %zu is not understood: %s",
		step_place(c->pipeline, c->step), what, (size_t)(c->at - c->step->run) + 1, instead);
}

static int unclosed(struct cutter *c, const char *from)
{
	return pipeline_fail(
		c->pipeline, c->pipeline->fault, "%srun: the %c at byte %zu is never closed",
		step_place(c->pipeline, c->step), *from, (size_t)(from - c->step->run) + 1);
}

static void keep(struct cutter *c, char byte)
{
	c->word[c->len++] = byte;
	c->begun = true;
}

static struct command *command_new(struct cutter *c)
{
	struct step *s = c->step;
	s->command = arena_grow(c->pipeline->mem, s->command, s->commands * sizeof(*s->command),
	                        (s->commands + 1) * sizeof(*s->command));
	s->command[s->commands] = (struct command){ 0 };
	c->room = 0;
	return &s->command[s->commands++];
}

static void end_word(struct cutter *c)
{
	if (!c->begun)
		return;
	struct command *m = &c->step->command[c->step->commands - 1];
	if (m->argc + 2 > c->room) {
		size_t room = c->room ? c->room * 2 : 8;
		m->argv = arena_grow(c->pipeline->mem, m->argv, c->room * sizeof(*m->argv),
		                     room * sizeof(*m->argv));
		c->room = room;
	}
	m->argv[m->argc++] = arena_copy(c->pipeline->mem, c->word, c->len);
	m->argv[m->argc] = NULL;
	c->len = 0;
	c->begun = false;
}

static int end_command(struct cutter *c)
{
	end_word(c);
	if (c->step->command[c->step->commands - 1].argc > 0)
		return 0;
	return pipeline_fail(c->pipeline, c->pipeline->fault, "%srun: no command %s",
	                     step_place(c->pipeline, c->step),
	                     *c->at == '|' ? "before a '|'" : "stands at its end");
}

static int single_quoted(struct cutter *c)
{
	const char *from = c->at++;
	c->begun = true;
	for (; *c->at != '\''; c->at++) {
		if (!*c->at)
			return unclosed(c, from);
		keep(c, *c->at);
	}
	return 0;
}

static int double_quoted(struct cutter *c)
{
	const char *from = c->at++;
	c->begun = true;
	for (; *c->at != '"'; c->at++) {
		if (!*c->at)
			return unclosed(c, from);
		if (*c->at == '$' || *c->at == '`')
			return refuse(c, *c->at, "a shell would replace it; use '' for it to stay");
		if (*c->at == '\\' && c->at[1] == '\n')
			c->at++;
		else if (*c->at == '\\' && c->at[1] && strchr("$`\"\\", c->at[1]))
			keep(c, *++c->at);
		else
			keep(c, *c->at);
	}
	return 0;
}

static int backslash(struct cutter *c)
{
	const char *from = c->at++;
	if (!*c->at)
		return pipeline_fail(c->pipeline, c->pipeline->fault,
		                     "%srun: nothing follows the backslash at byte %zu",
		                     step_place(c->pipeline, c->step), (size_t)(from - c->step->run) + 1);
	if (*c->at != '\n')
		keep(c, *c->at);
	return 0;
}

static int plain(struct cutter *c)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		if (*c->at == refused[i].c)
			return refuse(c, *c->at, refused[i].instead);
	if (!c->begun && *c->at == '~')
		return refuse(c, '~', "write the folder out, or quote it with ''");
	if (!c->begun && *c->at == '#')
		return refuse(c, '#', "quote it with ''; comments are jq's, outside of the text");
	keep(c, *c->at);
	return 0;
}

static int next(struct cutter *c)
{
	switch (*c->at) {
	case ' ':
	case '\t':
	case '\n':
		end_word(c);
		return 0;
	case '|':
		if (c->at[1] == '|')
			return refuse(c, '|', "twice; one | goes between two commands");
		if (end_command(c) != 0)
			return c->pipeline->status;
		command_new(c);
		return 0;
	case '\'':
		return single_quoted(c);
	case '"':
		return double_quoted(c);
	case '\\':
		return backslash(c);
	default:
		return plain(c);
	}
}

int step_words(struct pipeline *p, struct step *step)
{
	struct cutter c = { .pipeline = p, .step = step, .at = step->run };
	c.word = arena_take(p->mem, strlen(step->run) + 1);
	command_new(&c);
	for (; *c.at; c.at++)
		if (next(&c) != 0)
			return p->status;
	return end_command(&c);
}
