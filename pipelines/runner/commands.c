/* pipelines/runner/commands.c - finds the filter, or the foreign command, that each command names. */
#include "pipeline.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const struct stage *stage_named(const char *name)
{
	if (strncmp(name, "weir-", 5) == 0)
		name += 5;
	for (size_t i = 0; stages[i]; i++)
		if (strcmp(stages[i]->name, name) == 0)
			return stages[i];
	return NULL;
}

const char *stage_nearest(struct arena *mem, const char *wrong)
{
	size_t n = 0;
	while (stages[n])
		n++;
	struct text *words = arena_take(mem, (n + 1) * sizeof(*words));
	for (size_t i = 0; i < n; i++)
		words[i] = text_of(stages[i]->name);
	return nearest_word(mem, wrong, words, n);
}

static bool is_program(const char *file)
{
	struct stat s;
	return stat(file, &s) == 0 && S_ISREG(s.st_mode) && access(file, X_OK) == 0;
}

/* As execvp looks for it. */
static bool on_path(struct pipeline *p, const char *name)
{
	if (strchr(name, '/'))
		return is_program(name);
	const char *path = getenv("PATH");
	if (!path)
		path = "/bin:/usr/bin";
	for (;;) {
		size_t n = strcspn(path, ":");
		if (is_program(pipeline_text(p, "%.*s/%s", n ? (int)n : 1, n ? path : ".", name)))
			return true;
		if (!path[n])
			return false;
		path += n + 1;
	}
}

/* STEP/NAME, and STEP/NAME.2 for the second of that name. */
static void put_label(struct pipeline *p, const struct step *s, struct command *c)
{
	size_t nth = 1;
	for (const struct command *b = s->command; b < c; b++)
		nth += b->stage == c->stage;
	const char *step = p->name ? s->name : "", *slash = p->name ? "/" : "";
	c->label = nth == 1 ? pipeline_text(p, "%s%s%s", step, slash, c->stage->name)
	                    : pipeline_text(p, "%s%s%s.%zu", step, slash, c->stage->name, nth);
}

int step_commands(struct pipeline *p, struct step *s)
{
	for (struct command *c = s->command; c < s->command + s->commands; c++) {
		c->stage = stage_named(c->argv[0]);
		if (c->stage)
			put_label(p, s, c);
		else if (strchr(c->argv[0], '/') && !is_program(c->argv[0]))
			return pipeline_fail(p, p->fault, "%s%s: cannot be executed: %s", step_place(p, s),
			                     c->argv[0],
			                     access(c->argv[0], X_OK) != 0 ? strerror(errno) : "no file");
		else if (!on_path(p, c->argv[0]))
			return pipeline_fail(p, p->fault, "%s%s: no such filter or command%s", step_place(p, s),
			                     c->argv[0], stage_nearest(p->mem, c->argv[0]));
	}
	return 0;
}
