/* pipelines/runner/graph.c - who reads whom, in which order, and where a step is cut into processes. */
#include "pipeline.h"

struct step *step_named(const struct pipeline *p, const char *name)
{
	for (size_t i = 0; i < p->steps; i++)
		if (strcmp(p->step[i].name, name) == 0)
			return &p->step[i];
	return NULL;
}

const char *nearest_step(struct pipeline *p, const char *wrong)
{
	struct text *words = arena_take(p->mem, p->steps * sizeof(*words));
	for (size_t i = 0; i < p->steps; i++)
		words[i] = text_of(p->step[i].name);
	return nearest_word(p->mem, wrong, words, p->steps);
}

static bool reads(const struct step *who, const struct step *whom)
{
	for (size_t i = 0; i < who->sources; i++)
		if (who->source[i].step == whom)
			return true;
	return false;
}

static int find_sources(struct pipeline *p, struct step *s)
{
	for (size_t i = 0; i < s->sources; i++) {
		struct source *from = &s->source[i];
		if (from->from != FROM_STEP)
			continue;
		struct step *read = step_named(p, from->word + 1);
		if (!read)
			return pipeline_fail(p, p->fault, "%sfrom: %s: no such step%s", step_place(p, s),
			                     from->word, nearest_step(p, from->word + 1));
		if (reads(s, read))
			return pipeline_fail(p, p->fault, "%sfrom: %s stands there twice", step_place(p, s),
			                     from->word);
		from->step = read;
		read->readers++;
	}
	return 0;
}

bool step_needs(const struct step *s, size_t i, struct step **needed)
{
	if (i >= s->sources + s->sides)
		return false;
	*needed = i < s->sources ? s->source[i].step : s->side[i - s->sources].step;
	return true;
}

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1] == '-' && word[2];
}

/* Results that options of filters name. */
static int find_sides(struct pipeline *p, struct step *s)
{
	for (size_t i = 0; i < s->commands; i++) {
		const struct command *c = &s->command[i];
		for (size_t k = 2; c->stage && k < c->argc; k++) {
			if (c->argv[k][0] != '@' || !is_option(c->argv[k - 1]))
				continue;
			struct step *read = step_named(p, c->argv[k] + 1);
			if (!read)
				return pipeline_fail(p, p->fault, "%s%s %s: no such step%s", step_place(p, s),
				                     c->argv[k - 1], c->argv[k], nearest_step(p, c->argv[k] + 1));
			if (read->sends)
				return pipeline_fail(p, p->fault, "%s%s %s: it sends its result to %s",
				                     step_place(p, s), c->argv[k - 1], c->argv[k], read->sends);
			s->side = arena_append(p->mem, s->side, s->sides, sizeof(*s->side));
			s->side[s->sides++] = (struct side){ c, k, read, "/dev/null" };
			read->claimed = true;
		}
	}
	return 0;
}

/* Two readers of standard input would each get some of it. */
static int check_stdin(struct pipeline *p, const struct step *s, const struct step **reader)
{
	for (size_t i = 0; i < s->sources; i++) {
		if (s->source[i].from != FROM_STDIN)
			continue;
		if (*reader)
			return pipeline_fail(p, p->fault, "%sfrom: standard input is read by %s already",
			                     step_place(p, s), *reader == s ? "itself" : (*reader)->name);
		*reader = s;
	}
	return 0;
}

/* --- order ------------------------------------------------------------------------------------ */

enum { NEW, DONE, ON_PATH };

static const char *path_back_to(struct pipeline *p, struct step *const *path, size_t n,
                                const struct step *to)
{
	size_t first = 0;
	while (path[first] != to)
		first++;
	const char *said = path[first]->name;
	for (size_t i = first + 1; i < n; i++)
		said = pipeline_text(p, "%s → %s", said, path[i]->name);
	return pipeline_text(p, "%s → %s", said, to->name);
}

/* Depth first, without recursion: a config may hold a long line of steps. path[n - 1] is looked at,
 * next[n - 1] is its source that comes next. */
static int visit(struct pipeline *p, struct step *from, struct step **path, size_t *next,
                 size_t *placed)
{
	size_t n = 0;
	path[n] = from;
	next[n++] = 0;
	from->mark = ON_PATH;
	while (n > 0) {
		struct step *s = path[n - 1];
		struct step *read = NULL;
		if (!step_needs(s, next[n - 1]++, &read)) {
			s->mark = DONE;
			p->order[(*placed)++] = s;
			n--;
			continue;
		}
		if (!read || read->mark == DONE)
			continue;
		if (read->mark == ON_PATH)
			return pipeline_fail(p, p->fault, "%sfrom: @%s: the steps go round in a circle: %s",
			                     step_place(p, s), read->name, path_back_to(p, path, n, read));
		read->mark = ON_PATH;
		path[n] = read;
		next[n++] = 0;
	}
	return 0;
}

static int put_in_order(struct pipeline *p)
{
	struct step **path = arena_take(p->mem, p->steps * sizeof(struct step *));
	size_t *next = arena_take(p->mem, p->steps * sizeof(*next)), placed = 0;
	p->order = arena_take(p->mem, p->steps * sizeof(struct step *));
	for (size_t i = 0; i < p->steps; i++)
		if (p->step[i].mark == NEW && visit(p, &p->step[i], path, next, &placed) != 0)
			return p->status;
	return 0;
}

/* --- where results go ------------------------------------------------------------------------- */

static int check_result(struct pipeline *p, struct step *s, struct step **to_stdout)
{
	s->stored = s->readers > 1 || (s->readers > 0 && s->to) || s->claimed;
	for (const struct step *b = p->step; s->to && b < s; b++)
		if (b->to && strcmp(b->to, s->to) == 0)
			return pipeline_fail(p, p->fault, "%sto: %s is written by step %s already",
			                     step_place(p, s), s->to, b->name);
	if (s->sends && s->readers > 0)
		return pipeline_fail(p, p->fault,
		                     "%sto: %s: a step that other steps read cannot send as well",
		                     step_place(p, s), s->sends);
	if (s->to || s->sends || s->readers > 0 || s->claimed)
		return 0;
	if (*to_stdout)
		return pipeline_fail(p, p->fault,
		                     "%sto: is missing, and nobody reads it; only one step can go to "
		                     "standard output, and %s does",
		                     step_place(p, s), (*to_stdout)->name);
	s->to_stdout = true;
	*to_stdout = s;
	return 0;
}

/* --- cuts ------------------------------------------------------------------------------------- */

static bool is_cut(const struct command *before, const struct command *c, bool processes)
{
	return processes || !before->stage || !c->stage || c->stage->role == SOURCE ||
	       before->stage->role == SINK;
}

static void cut(struct pipeline *p, struct step *s, bool processes)
{
	s->part = arena_zeros(p->mem, s->commands * sizeof(*s->part));
	s->parts = 0;
	for (size_t i = 0; i < s->commands; i++) {
		struct command *c = &s->command[i];
		if (i == 0 || is_cut(c - 1, c, processes))
			s->part[s->parts++] = (struct part){ .step = s, .command = c, .foreign = !c->stage };
		s->part[s->parts - 1].n++;
	}
}

/* @source and @line are written for whoever can use them: the next Weir stage, also one behind a
 * foreign command. Not into bytes that a source parses, and not into what a run publishes. */
static void place(struct pipeline *p, struct step *s)
{
	const struct stage *last = s->command[s->commands - 1].stage;
	bool wanted = last && last->verdict && !last->bare; /* a chain elsewhere */
	for (size_t i = 0; i < p->steps; i++)
		wanted |= p->step[i].wants && reads(&p->step[i], s);
	for (size_t i = s->parts; i-- > 0;) {
		struct part *part = &s->part[i];
		part->place = wanted;
		if (!part->foreign)
			wanted = part->command[0].stage->role != SOURCE;
	}
	s->wants = wanted;
}

int pipeline_graph(struct pipeline *p)
{
	struct step *to_stdout = NULL;
	const struct step *from_stdin = NULL;
	for (size_t i = 0; i < p->steps; i++)
		if (find_sources(p, &p->step[i]) != 0 || find_sides(p, &p->step[i]) != 0 ||
		    check_stdin(p, &p->step[i], &from_stdin) != 0)
			return p->status;
	if (claims_find(p) != 0)
		return p->status;
	for (size_t i = 0; i < p->steps; i++)
		if (check_result(p, &p->step[i], &to_stdout) != 0)
			return p->status;
	return put_in_order(p);
}

void pipeline_cut(struct pipeline *p, bool processes)
{
	for (size_t i = 0; i < p->steps; i++)
		cut(p, &p->step[i], processes);
	for (size_t i = p->steps; i-- > 0;)
		place(p, p->order[i]);
}
