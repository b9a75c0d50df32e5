/* pipelines/runner/check.c - opens all stages without data: what `weir check` does, and `weir run` first. */
#include "pipeline.h"
#include <stdio.h>

enum { WHO = sizeof("weir: ") - 1 };

/* The words of a command as main gets them, with --batch-size before the user's own. */
static void put_words(struct pipeline *p, const struct step *s, const struct command *c,
                      const char *batch_size, struct link *link)
{
	size_t more = batch_size ? 2 : 0;
	char **words = arena_take(p->mem, (c->argc + more + 1) * sizeof(*words));
	words[0] = c->argv[0];
	if (batch_size) {
		words[1] = arena_copy(p->mem, "--batch-size", strlen("--batch-size"));
		words[2] = arena_copy(p->mem, batch_size, strlen(batch_size));
	}
	memcpy(words + 1 + more, c->argv + 1, c->argc * sizeof(*words));
	for (size_t i = 0; i < s->sides; i++)
		if (s->side[i].command == c)
			words[s->side[i].word + more] =
				arena_copy(p->mem, s->side[i].path, strlen(s->side[i].path));
	link->argv = words;
	link->argc = (int)(c->argc + more);
}

struct chain *part_chain(struct pipeline *p, const struct part *part, const char *batch_size,
                         const int *rejects, int *status)
{
	struct link *links = arena_zeros(p->mem, part->n * sizeof(*links));
	for (size_t i = 0; i < part->n; i++) {
		const struct command *c = &part->command[i];
		links[i] = (struct link){ .stage = c->stage,
			                      .label = c->label,
			                      .rejects = rejects ? rejects[i] : -1 };
		put_words(p, part->step, c, batch_size, &links[i]);
	}
	return chain_new("weir", true, links, part->n, status);
}

const char *chain_said(const struct chain *chain)
{
	const char *why = chain_why(chain);
	return why ? why + WHO : NULL;
}

static int failed(struct pipeline *p, const struct chain *chain, int status)
{
	if (status == EX_USAGE || (p->name && status == EX_NOINPUT))
		status = p->fault;
	return pipeline_fail(p, status, "%s", chain_said(chain));
}

/* Whatever reads must be told what, and only once. */
static int check_inputs(struct pipeline *p, const struct part *part, const struct chain *chain)
{
	const struct step *s = part->step;
	const struct texts *files = chain_inputs(chain);
	const char *place = step_place(p, s), *name = part->command->stage->name;
	if (part != s->part && files->n > 0)
		return pipeline_fail(p, p->fault, "%s%s: %s reads what comes from the command before it",
		                     place, files->at[0].at, name);
	if (part == s->part && s->sources > 0 && files->n > 0)
		return pipeline_fail(p, p->fault, "%s%s: %s reads what 'from' names; keep one of them",
		                     place, files->at[0].at, name);
	if (part == s->part && s->sources == 0 && files->n == 0 && p->name &&
	    !part->command->stage->read)
		return pipeline_fail(
			p, p->fault, "%sfrom: is missing: name a file, a step (\"@name\"), or \"-\"", place);
	return 0;
}

/* -o takes the result away from whoever was to get it. */
static int check_output(struct pipeline *p, const struct part *part, const struct chain *chain)
{
	const struct step *s = part->step;
	const char *file = chain_output(chain);
	if (!file)
		return 0;
	if (part != &s->part[s->parts - 1])
		return pipeline_fail(p, p->fault, "%s-o %s: %s hands its records to the next command",
		                     step_place(p, s), file, part->command[part->n - 1].stage->name);
	if (p->name)
		return pipeline_fail(p, p->fault, "%s-o %s: name the file in 'to'", step_place(p, s), file);
	return 0;
}

struct noting {
	struct pipeline *pipeline;
	const struct part *part;
};

static void note_file(void *with, const struct chain_file *f)
{
	const struct noting *n = with;
	struct pipeline *p = n->pipeline;
	const char *label = n->part->command[f->stage].label;
	pipeline_add_file(p, f->path, f->written,
	                  pipeline_text(p, "%s: --%s %s", label, f->option, f->path));
}

/* What the chain reads and writes by the names in its words. */
static void note_files(struct pipeline *p, const struct part *part, const struct chain *chain)
{
	const struct texts *in = chain_inputs(chain);
	chain_files(chain, note_file, &(struct noting){ p, part });
	for (size_t i = 0; i < in->n; i++)
		pipeline_add_file(p, in->at[i].at, false,
		                  pipeline_text(p, "%s: %s", part->command->label, in->at[i].at));
}

static struct columns *kept(struct pipeline *p, const struct columns *from)
{
	struct columns *to = arena_zeros(p->mem, sizeof(*to));
	*to = *from;
	to->name = arena_take(p->mem, (from->n + 1) * sizeof(*to->name));
	for (size_t i = 0; i < from->n; i++)
		to->name[i] = (struct text){ arena_copy(p->mem, from->name[i].at, from->name[i].len),
			                         from->name[i].len };
	return to;
}

/* In the step, since it is cut in another way when it runs. */
static void note_plan(struct pipeline *p, const struct part *part, const struct chain *chain)
{
	struct command *c = part->step->command + (part->command - part->step->command);
	for (size_t i = 0; i < part->n; i++) {
		c[i].shared = chain_shares(chain, i);
		c[i].memory = chain_memory(chain, i);
		if (c[i].stage->role == SINK)
			continue;
		struct columns some;
		chain_kept(chain, i, &some);
		c[i].gives = kept(p, chain_columns(chain, i));
		c[i].kept = kept(p, &some);
	}
}

/* *columns: those that come, null when they are not known; then those that go. */
static int check_part(struct pipeline *p, struct part *part, const char *batch_size,
                      struct columns **columns)
{
	int status;
	struct columns out = { 0 };
	struct chain *chain = part_chain(p, part, batch_size, NULL, &status);
	if (status == 0 && chain_done(chain))
		p->answered = true;
	else if (status != 0)
		failed(p, chain, status);
	else if (check_inputs(p, part, chain) == 0 && check_output(p, part, chain) == 0) {
		status = chain_check(chain, *columns, &out);
		if (status != 0)
			failed(p, chain, status);
		else {
			note_plan(p, part, chain);
			note_files(p, part, chain);
		}
		*columns = part->command[part->n - 1].stage->role == SINK ? NULL : kept(p, &out);
	}
	chain_free(chain);
	return p->status;
}

static bool same_columns(const struct columns *a, const struct columns *b)
{
	if (!a || !b || a->unknown || b->unknown)
		return true;
	bool same = a->n == b->n;
	for (size_t i = 0; i < a->n && same; i++)
		same = text_same(a->name[i], b->name[i]);
	return same;
}

/* Records are no bytes of a feed, and the other way round. */
static int check_meeting(struct pipeline *p, const struct part *before, const struct part *part)
{
	if (before->foreign || part->foreign)
		return 0;
	const struct stage *from = before->command[before->n - 1].stage, *to = part->command->stage;
	const char *place = step_place(p, part->step);
	if (from->role == SINK && to->role != SOURCE)
		return pipeline_fail(p, p->fault,
		                     "%s%s reads weir text, but %s before it writes another format: put "
		                     "parse between them, or leave %s out",
		                     place, to->name, from->name, from->name);
	if (from->role != SINK && to->role == SOURCE)
		return pipeline_fail(p, p->fault,
		                     "%s%s reads the bytes of a feed, but %s before it writes weir text: "
		                     "leave %s out",
		                     place, to->name, from->name, to->name);
	return 0;
}

/* Of steps the header comes once, of files with each: in a mixture it would be neither. */
static int check_mixture(struct pipeline *p, const struct step *s)
{
	for (size_t i = 1; i < s->sources && s->part->foreign; i++)
		if (!s->source[0].step != !s->source[i].step)
			return pipeline_fail(p, p->fault,
			                     "%sfrom: %s and %s: a foreign command reads steps, or files, not "
			                     "both; begin with a filter, or read the files in a step",
			                     step_place(p, s), s->source[0].word, s->source[i].word);
	return 0;
}

static int check_meetings(struct pipeline *p, const struct step *s)
{
	for (size_t i = 0; i < s->sources && p->status == 0; i++) {
		const struct step *read = s->source[i].step;
		if (read)
			check_meeting(p, &read->part[read->parts - 1], s->part);
	}
	for (size_t i = 1; i < s->parts && p->status == 0; i++)
		check_meeting(p, &s->part[i - 1], &s->part[i]);
	return p->status;
}

static int come_in(struct pipeline *p, const struct step *s, struct columns **columns)
{
	*columns = s->sources > 0 && s->source[0].step ? s->source[0].step->columns : NULL;
	for (size_t i = 1; i < s->sources; i++) {
		struct columns *more = s->source[i].step ? s->source[i].step->columns : NULL;
		if (!same_columns(*columns, more))
			return pipeline_fail(p, p->fault, "%sfrom: %s and %s have not the same columns",
			                     step_place(p, s), s->source[0].word, s->source[i].word);
		if (!more)
			*columns = NULL;
	}
	return 0;
}

static int check_step(struct pipeline *p, struct step *s, const char *batch_size)
{
	struct columns *columns;
	if (check_mixture(p, s) != 0 || come_in(p, s, &columns) != 0)
		return p->status;
	for (size_t i = 0; i < s->parts && !p->answered; i++) {
		if (s->part[i].foreign)
			columns = NULL;
		else if (check_part(p, &s->part[i], batch_size, &columns) != 0)
			return p->status;
	}
	s->columns = columns;
	return p->answered ? 0 : check_meetings(p, s);
}

int pipeline_check(struct pipeline *p, const char *batch_size)
{
	for (size_t i = 0; i < p->steps; i++)
		if (step_words(p, &p->step[i]) != 0 || step_hops(p, &p->step[i]) != 0 ||
		    step_commands(p, &p->step[i]) != 0)
			return p->status;
	if (pipeline_graph(p) != 0)
		return p->status;
	pipeline_cut(p, false);
	for (size_t i = 0; i < p->steps && !p->answered; i++)
		if (check_step(p, p->order[i], batch_size) != 0)
			return p->status;
	return p->answered || inbox_check(p) != 0 ? p->status : claims_check(p);
}
