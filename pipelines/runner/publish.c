/* pipelines/runner/publish.c - the end of a run: all its outputs get their names, or none does. */
#include "run.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* OUT/NAME.ledger.tsv; what an option names goes before it. Null: nowhere. */
static const char *file_name(const struct work *w, struct text option, const char *what)
{
	if (option.at)
		return option.at;
	if (!w->folder)
		return NULL;
	return pipeline_text(w->pipeline, "%s/%s.%s.tsv", w->folder, w->pipeline->name, what);
}

static int failed(struct work *w, const struct output *o)
{
	return pipeline_fail(w->pipeline, output_status(o), "%s", output_why(o));
}

/* Null: not wanted. */
static struct output *write_ledger(struct work *w, const char *file)
{
	if (!file)
		return NULL;
	struct output *o = output_open(file);
	work_write_ledger(w, o);
	output_finish(o);
	return o;
}

static struct output *write_rejects(struct work *w, const char *file)
{
	if (!file)
		return NULL;
	struct output *o = output_open(file);
	work_write_rejects(w, o);
	output_finish(o);
	return o;
}

static int hear_names(struct work *w, struct process *process)
{
	struct pipeline *p = w->pipeline;
	char *name[2] = { 0 };
	size_t room[2] = { 0 };
	int fd = write(process->control, "a", 1) == 1 ? dup(process->control) : -1;
	FILE *f = fd >= 0 ? fdopen(fd, "r") : NULL;
	bool heard = false;
	while (f && getdelim(&name[0], &room[0], '\0', f) > 0) {
		heard = !*name[0];
		if (heard || getdelim(&name[1], &room[1], '\0', f) <= 0)
			break;
		w->aside = arena_append(p->mem, w->aside, w->asides, sizeof(*w->aside));
		w->aside[w->asides++] = (struct aside){ arena_copy(p->mem, name[0], strlen(name[0])),
			                                    arena_copy(p->mem, name[1], strlen(name[1])) };
	}
	if (f)
		fclose(f);
	free(name[0]);
	free(name[1]);
	if (!heard)
		return pipeline_fail(p, EX_SOFTWARE, "%sended before its files had names",
		                     process_place(p, process));
	return process->report->status == 0
	           ? 0
	           : pipeline_fail(p, process->report->status, "%s", process->report->why);
}

/* What options inside of commands name, as --conflicts of dedup. */
static int names_of_chains(struct work *w)
{
	for (size_t i = 0; i < w->n && w->pipeline->status == 0; i++)
		if (w->process[i].state == READY && w->process[i].control >= 0)
			hear_names(w, &w->process[i]);
	return w->pipeline->status;
}

static bool waits(const struct process *process)
{
	return process->state == READY && process->control >= 0;
}

/* Whether the other side heard of it is known by this process alone. */
static bool hands_over(const struct process *process)
{
	const struct part *part = process->part;
	return part->command[part->n - 1].stage->verdict != NULL;
}

/* They leave their files alone. Those that send tell the other side, who may wait for all of them: so all hear it
 * before any is waited for. */
static void let_chains_go(struct work *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (waits(&w->process[i]))
			(void)!write(w->process[i].control, "k", 1);
	for (size_t i = 0; i < w->n; i++) {
		struct process *process = &w->process[i];
		if (!waits(process))
			continue;
		int is = 0;
		waitpid(process->pid, &is, 0);
		process->state = ENDED;
		if (hands_over(process))
			process_settle(w, process, is);
		const struct report *r = process->report;
		if (r->status != 0)
			pipeline_fail(w->pipeline, r->status, "%s%s",
			              r->placed ? "" : process_place(w->pipeline, process), r->why);
	}
}

static void forget_failed(struct work *w)
{
	static const char *const kept[] = { "failed-ledger", "failed-rejects" };
	for (size_t i = 0; w->folder && i < 2; i++)
		unlink(file_name(w, (struct text){ 0 }, kept[i]));
}

static int check_twice(struct work *w, struct output *const *outputs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (output_same(outputs[i], outputs[k]))
				return pipeline_fail(w->pipeline, w->pipeline->fault,
				                     "%s: two files of this run have this name",
				                     output_name(outputs[i]));
	return 0;
}

/* One after the other, with the journal around them. */
static int publish_in_turn(struct work *w, struct output *const *outputs, size_t n)
{
	if (journal_write(w, outputs, n) != 0)
		return w->pipeline->status;
	for (size_t i = 0; i < n; i++)
		if (output_publish(outputs[i]) != 0)
			return failed(w, outputs[i]);
	for (size_t i = 0; i < w->asides; i++)
		if (journal_rename(w->pipeline, &w->aside[i]) != 0)
			return w->pipeline->status;
	if (work_inbox_hand_over(w) != 0)
		return w->pipeline->status;
	let_chains_go(w);
	/* The next run says so, by the journal; what was not taken over is handed over again by it. */
	if (w->pipeline->status == 0 && work_inbox_used(w) != 0)
		return w->pipeline->status;
	journal_remove(w);
	forget_failed(w);
	return w->pipeline->status;
}

static int finish_all(struct work *w, struct output *const *outputs, size_t n)
{
	if (check_twice(w, outputs, n) != 0)
		return w->pipeline->status;
	for (size_t i = 0; i < n; i++)
		if (output_finish(outputs[i]) != 0)
			return failed(w, outputs[i]);
	return 0;
}

static int publish_all(struct work *w, struct output *const *outputs, size_t n)
{
	if (check_twice(w, outputs, n) != 0 || names_of_chains(w) != 0)
		return w->pipeline->status;
	int turn = journal_turn(w);
	publish_in_turn(w, outputs, n);
	journal_turn_over(turn);
	if (w->decided) /* what has no name yet gets it by the journal */
		let_chains_go(w);
	return w->pipeline->status;
}

/* Signals wait meanwhile: the runner hears them when it looks for them. */
int work_publish(struct work *w)
{
	struct pipeline *p = w->pipeline;
	struct output **outputs =
		arena_zeros(p->mem, (2 * p->steps + 2 + DOCUMENTS) * sizeof(struct output *));
	struct output *rejects = write_rejects(w, file_name(w, w->options->rejects, "rejects"));
	struct output *ledger = write_ledger(w, file_name(w, w->options->ledger, "ledger"));
	size_t n = 0, results;
	for (size_t i = 0; i < p->steps; i++)
		if (w->stream[i].to)
			outputs[n++] = w->stream[i].to;
	results = n;
	if (rejects)
		outputs[n++] = rejects;
	if (ledger)
		outputs[n++] = ledger;
	if (p->status == 0 && finish_all(w, outputs, n) == 0 && work_vintages(w, outputs, &n) == 0 &&
	    work_document(w, outputs, &n) == 0)
		publish_all(w, outputs, n);
	for (size_t i = results; i < n && !w->decided; i++)
		output_drop(outputs[i]);
	return p->status;
}

/* Whoever reads the message, in a mail of cron's, stands elsewhere. */
static const char *whole_path(struct pipeline *p, const char *path)
{
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	return path[0] == '/' || !p->base ? path : pipeline_text(p, "%s/%s", p->base, path);
}

/* Beside what stands from before, for whoever mends the feed. Their own faults change nothing. */
void work_keep_failed(struct work *w)
{
	struct pipeline *p = w->pipeline;
	bool any = w->keeps_rejects && work_rejected(w) > 0;
	const char *ledger = file_name(w, w->options->ledger, "failed-ledger");
	const char *rejects = any ? file_name(w, w->options->rejects, "failed-rejects") : NULL;
	struct output *l = write_ledger(w, ledger), *r = write_rejects(w, rejects);
	if (l && output_publish(l) == 0)
		p->why = pipeline_text(p, "%s; its books: %s", p->why, whole_path(p, ledger));
	if (r && output_publish(r) == 0)
		p->why = pipeline_text(p, "%s; its rejects: %s", p->why, whole_path(p, rejects));
	if (!r && w->folder)
		unlink(file_name(w, (struct text){ 0 }, "failed-rejects"));
	output_drop(l);
	output_drop(r);
}

void work_drop(struct work *w)
{
	work_inbox_close(w);
	for (size_t i = 0; i < w->pipeline->steps; i++) {
		if (!w->decided)
			output_drop(w->stream[i].to);
		if (w->stream[i].pipe >= 0)
			close(w->stream[i].pipe);
		if (w->stream[i].stored >= 0)
			close(w->stream[i].stored);
	}
	for (size_t i = 0; i < w->n; i++)
		process_free(&w->process[i]);
	if (w->signals >= 0)
		close(w->signals);
}
