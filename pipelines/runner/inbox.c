/* pipelines/runner/inbox.c - steps that read what offices have delivered: each batch in exactly one result.
 *
 * A run claims what no run of this pipeline has read, reads it, and says that it is used once all has its name, before the
 * journal goes: so the next run knows of one that was cut short whether it has published (its id stands in the journal) or
 * not (then its claims are released).
 *
 * What goes to a server is committed in a moment of which nobody here knows when the run is cut short. So before that its batches
 * are handed over: then the next run is the same one again, with the same batches and id, and the server, which keeps the
 * id with the rows, takes them if it has not.
 */
#include "lib/inbox.h"
#include "lib/postgres.h"
#include "run.h"
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

static const char word[] = "inbox:";

bool inbox_is(const char *from)
{
	return strncmp(from, word, sizeof(word) - 1) == 0;
}

/* A name of a key or a feed, or a pattern of them. */
static bool is_glob(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!memchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.*?[]",
		            t.at[i], 70))
			return false;
	return t.len > 0;
}

int inbox_read(struct pipeline *p, const char *place, struct source *source)
{
	const char *from = source->word + sizeof(word) - 1, *slash = strchr(from, '/');
	struct text office = { from, slash ? (size_t)(slash - from) : 0 };
	if (!slash || !is_glob(office) || !is_glob(text_of(slash + 1)))
		return pipeline_fail(p, p->fault,
		                     "%sfrom: %s: expected inbox:OFFICE/FEED, as in %soffice-*/visas",
		                     place, source->word, word);
	source->office = arena_copy(p->mem, office.at, office.len);
	source->feed = slash + 1;
	return 0;
}

static bool reads_inbox(const struct pipeline *p)
{
	for (size_t i = 0; i < p->steps; i++)
		for (size_t k = 0; k < p->step[i].sources; k++)
			if (p->step[i].source[k].from == FROM_INBOX)
				return true;
	return false;
}

/* Who listens cannot tell a run that is done again from another one. */
static int check_sends(struct pipeline *p)
{
	for (size_t i = 0; i < p->steps; i++)
		if (p->step[i].sends && !postgres_is_url(p->step[i].sends))
			return pipeline_fail(p, p->fault,
			                     "%sto: %s: a run that reads new batches of an inbox and is cut "
			                     "short would send them twice; write a file or to a server, or "
			                     "read batches: \"all\"",
			                     step_place(p, &p->step[i]), p->step[i].sends);
	return 0;
}

int inbox_check(struct pipeline *p)
{
	for (size_t i = 0; i < p->steps; i++)
		for (size_t k = 0; k < p->step[i].sources; k++) {
			const struct step *s = &p->step[i];
			if (s->source[k].from != FROM_INBOX)
				continue;
			if (!p->inbox)
				return pipeline_fail(p, p->fault,
				                     "inbox: is missing: the folder that weir-receive "
				                     "--inbox fills, for step %s",
				                     s->name);
			if (s->part->foreign)
				return pipeline_fail(
					p, p->fault,
					"%sfrom: %s: batches are packed; begin with a filter, clean or parse",
					step_place(p, s), s->source[k].word);
			if (!s->source[k].again && check_sends(p) != 0)
				return p->status;
		}
	return 0;
}

/* --- at the beginning of a run ---------------------------------------------------------------- */

static int failed(struct work *w)
{
	return pipeline_fail(w->pipeline, EX_IOERR, "inbox %s: %s", w->pipeline->inbox,
	                     inbox_why(w->inbox));
}

static void name_run(struct work *w)
{
	uint8_t random[16];
	char *id = arena_zeros(w->pipeline->mem, 2 * sizeof(random) + 1);
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		memset(random, 0, sizeof(random));
	hex_put(id, random, sizeof(random));
	w->id = id;
}

int work_inbox_open(struct work *w)
{
	struct pipeline *p = w->pipeline;
	char why[256];
	if (!reads_inbox(p))
		return 0;
	name_run(w);
	w->inbox = inbox_open(p->inbox, false, why);
	return w->inbox ? 0 : pipeline_fail(p, EX_NOINPUT, "inbox: %s: %s", p->inbox, why);
}

struct names {
	struct work *w;
	size_t n;
	const char **run;
};

static void note_run(void *with, const char *run)
{
	struct names *names = with;
	struct arena *mem = names->w->pipeline->mem;
	names->run = arena_append(mem, names->run, names->n, sizeof(*names->run));
	names->run[names->n++] = arena_copy(mem, run, strlen(run));
}

int work_inbox_recover(struct work *w)
{
	struct pipeline *p = w->pipeline;
	struct names old = { .w = w };
	char handed[INBOX_RUN + 1];
	if (!w->inbox)
		return 0;
	if (!inbox_handed(w->inbox, p->name, handed))
		return failed(w);
	w->again = handed[0] != '\0';
	if (w->again)
		w->id = arena_copy(p->mem, handed, strlen(handed));
	if (w->again && !w->options->quiet)
		dprintf(STDERR_FILENO,
		        "weir: %s: the run before was cut short when its results were handed over; it is "
		        "done again, with its batches\n",
		        p->name);
	if (!inbox_runs(w->inbox, p->name, note_run, &old))
		return failed(w);
	for (size_t i = 0; i < old.n; i++)
		if (!inbox_release(w->inbox, p->name, old.run[i]))
			return failed(w);
	return 0;
}

struct claiming {
	struct work *w;
	const struct step *step;
	struct source *source;
};

static bool take(void *with, const struct inbox_batch *b)
{
	struct claiming *c = with;
	struct work *w = c->w;
	struct pipeline *p = w->pipeline;
	struct source *s = c->source;
	if (fnmatch(s->office, b->office, 0) != 0 || fnmatch(s->feed, b->feed, 0) != 0)
		return true;
	const char *wrong = inbox_verify(b);
	if (wrong && inbox_quarantine(w->inbox, b->id, wrong))
		return pipeline_fail(
				   p, EX_DATAERR,
				   "%sfrom: %s: %s: %s; it is quarantined, and the next run goes without it",
				   step_place(p, c->step), s->word, b->file, wrong) == 0;
	s->batch = arena_append(p->mem, s->batch, s->batches, sizeof(*s->batch));
	s->batch[s->batches++] = arena_copy(p->mem, b->file, strlen(b->file));
	pipeline_add_file(p, b->file, false,
	                  pipeline_text(p, "%sfrom: %s/%s, batch %llu", step_place(p, c->step),
	                                b->office, b->feed, (unsigned long long)b->seq));
	return true;
}

static int claim_source(struct work *w, const struct step *s, struct source *source)
{
	struct pipeline *p = w->pipeline;
	uint64_t n;
	struct claiming with = { w, s, source };
	if (!w->again && !inbox_claim(w->inbox, p->name, w->id, source->office, source->feed, &n))
		return failed(w);
	bool good = source->again
	                ? inbox_list(w->inbox, source->office, source->feed, false, take, &with)
	                : inbox_claimed(w->inbox, p->name, w->id, take, &with);
	return good ? p->status : failed(w);
}

/* A step that reads nothing else has no columns without a batch. */
static int claim_step(struct work *w, struct step *s)
{
	size_t inboxes = 0, batches = 0;
	for (size_t k = 0; k < s->sources; k++) {
		if (s->source[k].from != FROM_INBOX)
			continue;
		if (claim_source(w, s, &s->source[k]) != 0)
			return w->pipeline->status;
		inboxes++;
		batches += s->source[k].batches;
	}
	if (inboxes > 0 && inboxes == s->sources && batches == 0)
		w->nothing = s->source[0].word;
	return 0;
}

/* The server hears which run it is. */
static void name_loads(struct work *w)
{
	struct pipeline *p = w->pipeline;
	for (size_t i = 0; i < p->steps; i++) {
		struct step *s = &p->step[i];
		if (!s->sends || !postgres_is_url(s->sends))
			continue;
		struct command *c = &s->command[s->commands - 1];
		char *url = c->argv[--c->argc];
		c->argv[c->argc++] = pipeline_text(p, "--once");
		c->argv[c->argc++] = pipeline_text(p, "%s/%s/%s", p->name, s->name, w->id);
		c->argv[c->argc++] = url;
	}
}

int work_inbox_claim(struct work *w)
{
	struct pipeline *p = w->pipeline;
	if (!w->inbox)
		return 0;
	name_loads(w);
	for (size_t i = 0; i < p->steps; i++)
		if (claim_step(w, &p->step[i]) != 0)
			return p->status;
	return w->nothing && w->again ? work_inbox_used(w) : 0;
}

/* --- at its end ------------------------------------------------------------------------------- */

static bool hands_over(const struct pipeline *p)
{
	bool hands = false;
	for (size_t i = 0; i < p->steps; i++)
		hands |= p->step[i].sends != NULL;
	return hands;
}

int work_inbox_hand_over(struct work *w)
{
	if (!w->inbox || !hands_over(w->pipeline))
		return 0;
	return inbox_hand_over(w->inbox, w->pipeline->name, w->id) ? 0 : failed(w);
}

int work_inbox_used(struct work *w)
{
	return !w->inbox || inbox_used(w->inbox, w->pipeline->name, w->id) ? 0 : failed(w);
}

int work_inbox_redone(struct work *w, const char *run)
{
	if (!w->inbox || !run)
		return 0;
	bool good = hands_over(w->pipeline) ? inbox_hand_over(w->inbox, w->pipeline->name, run)
	                                    : inbox_used(w->inbox, w->pipeline->name, run);
	return good ? 0 : failed(w);
}

void work_inbox_close(struct work *w)
{
	if (w->inbox && !w->decided)
		inbox_release(w->inbox, w->pipeline->name, w->id);
	inbox_close(w->inbox);
	w->inbox = NULL;
}
