/* pipelines/runner/process.c - starts the processes of a run, and what they do in their child.
 *
 * A chain runs in a child without exec. It puts its status, message and books into shared memory,
 * says that it is ready, and waits for the verdict: 'a' is to give what its own options named names aside
 * ('k': they are the runner's now; 'n': take them back), all else that the run failed.
 */
#include "process.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static size_t reasons(const struct stage *stage)
{
	size_t n = 0;
	while (stage->reasons && stage->reasons[n].word)
		n++;
	return n + 16; /* those of the reader of weir text come behind them */
}

static int report_new(struct pipeline *p, struct process *process)
{
	const struct part *part = process->part;
	size_t n = part && !part->foreign ? part->n : 0, tallies = 0;
	for (size_t i = 0; i < n; i++)
		tallies += reasons(part->command[i].stage);
	size_t books = sizeof(struct report) + n * sizeof(struct books);
	process->shared = books + tallies * sizeof(struct tally);
	void *at =
		mmap(NULL, process->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		return pipeline_fail(p, EX_OSERR, "no memory for a process: %s", strerror(errno));
	process->report = at;
	struct tally *tally = (struct tally *)(void *)((char *)at + books);
	for (size_t i = 0; i < n; i++) {
		process->report->books[i].tally = tally;
		process->report->books[i].reasons = reasons(part->command[i].stage);
		tally += process->report->books[i].reasons;
	}
	return 0;
}

static int rejects_new(struct pipeline *p, struct process *process, const char *folder)
{
	const struct part *part = process->part;
	if (!part || part->foreign || !folder)
		return 0;
	process->rejects = arena_take(p->mem, part->n * sizeof(*process->rejects));
	for (size_t i = 0; i < part->n; i++)
		process->rejects[i] = -1;
	for (size_t i = 0; i < part->n; i++)
		if ((process->rejects[i] = temporary(folder)) < 0)
			return pipeline_fail(p, EX_CANTCREAT, "no file for rejects: %s", strerror(errno));
	return 0;
}

/* --- in the child ----------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;
	return (x > y) - (x < y);
}

/* Closes all descriptors from 3 on but these. */
static void close_others(int *keep, size_t n)
{
	unsigned from = 3;
	qsort(keep, n, sizeof(*keep), ascending);
	for (size_t i = 0; i < n; i++) {
		if (keep[i] > 0 && (unsigned)keep[i] > from)
			close_range(from, (unsigned)keep[i] - 1, 0);
		if (keep[i] >= 0 && (unsigned)keep[i] >= from)
			from = (unsigned)keep[i] + 1;
	}
	close_range(from, ~0u, 0);
}

/* Above all places that a child gives to descriptors. */
static int high(const struct files *f, int fd)
{
	return fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FIRST_INPUT + (int)(f->n + f->sides));
}

/* 0, 1, 10, 11 … are the inputs and the output, so that their names do not depend on how a run is
 * cut; the rest lies high; of the runner's own nothing else stays open, or a reader would never see the
 * end of a pipe. */
static bool place_files(const struct pipeline *p, struct process *process, struct files *f)
{
	size_t own = process->rejects && process->part ? process->part->n : 0, n = 0;
	int *keep = calloc(f->n + f->sides + own + p->gifts + 2, sizeof(*keep));
	int *side = calloc(f->sides + 1, sizeof(*side));
	if (!keep || !side)
		return false;
	for (size_t i = 0; i < p->gifts; i++)
		keep[n++] = p->given[i];
	int in = high(f, f->in), out = high(f, f->out);
	for (size_t i = 0; i < f->n; i++)
		f->more[i] = high(f, f->more[i]);
	for (size_t i = 0; i < f->sides; i++)
		side[i] = high(f, f->side[i]);
	for (size_t i = 0; i < own; i++)
		keep[n++] = process->rejects[i] = high(f, process->rejects[i]);
	if (process->control >= 0)
		keep[n++] = process->control = high(f, process->control);
	bool good = dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0;
	for (size_t i = 0; i < f->n && good; i++) {
		if (f->more[i] < 0) /* a file, which is opened by its name */
			continue;
		good = dup2(f->more[i], FIRST_INPUT + (int)i) >= 0;
		keep[n++] = f->more[i] = FIRST_INPUT + (int)i;
	}
	for (size_t i = 0; i < f->sides && good; i++) {
		int at = FIRST_INPUT + (int)(f->n + i);
		good = dup2(side[i], at) >= 0;
		keep[n++] = at;
	}
	close_others(keep, n);
	free(keep);
	free(side);
	return good;
}

static void copy_books(struct books *to, const struct books *from)
{
	struct tally *tally = to->tally;
	size_t room = to->reasons;
	*to = *from;
	to->tally = tally;
	to->reasons = from->reasons < room ? from->reasons : room;
	if (to->reasons > 0)
		memcpy(tally, from->tally, to->reasons * sizeof(*tally));
}

/* A chain knows descriptors; whoever reads the message knows files and steps. */
static void say(const struct process *process, const struct files *f, const char *why)
{
	struct report *r = process->report;
	static const char standard[] = "standard output: ";
	const char *at = process->out ? strstr(why, standard) : NULL;
	if (at) {
		snprintf(r->why, sizeof(r->why), "%.*s%s: %s", (int)(at - why), why, process->out,
		         at + sizeof(standard) - 1);
		return;
	}
	const struct step *step = process->step;
	for (size_t i = 0; i < f->n + step->sides; i++) {
		char name[32];
		const struct side *side = i < f->n ? NULL : &step->side[i - f->n];
		int n = snprintf(name, sizeof(name), "/proc/self/fd/%d:", FIRST_INPUT + (int)i);
		at = strstr(why, name);
		if (at) {
			snprintf(r->why, sizeof(r->why), "%.*s%s:%s", (int)(at - why), why,
			         side ? side->command->argv[side->word] : step->source[i].word, at + n);
			return;
		}
	}
	snprintf(r->why, sizeof(r->why), "%s", why);
}

static void chain_report(const struct process *process, const struct files *f, struct chain *chain,
                         int status)
{
	struct report *r = process->report;
	r->status = status;
	r->closed = status == 0 && chain_closed(chain);
	r->placed = chain_why(chain) != NULL;
	if (r->placed)
		say(process, f, chain_said(chain));
	struct text first;
	r->empty = chain_empty(chain, &r->inputs, &first);
	snprintf(r->first_empty, sizeof(r->first_empty), "%.*s", (int)first.len, first.at);
	text_harmless(r->first_empty);
	for (size_t i = 0; i < process->part->n; i++)
		copy_books(&r->books[i], chain_books(chain, i));
	r->told = true;
}

/* The end of the output reaches its reader now, not when the verdict comes. An input that the chain opens by its name has
 * no descriptor of ours: that number may be a socket of a stage that is still at work. */
static void let_go(const struct files *f)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	close(null);
	for (size_t i = 0; i < f->n; i++)
		if (f->more[i] >= FIRST_INPUT)
			close(f->more[i]);
}

static char hear_word(const struct process *process)
{
	char word = 0;
	return read(process->control, &word, 1) == 1 ? word : 0;
}

static void tell_names(void *control, const char *aside, const char *final)
{
	dprintf(*(int *)control, "%s%c%s%c", aside, 0, final, 0);
}

/* All that its options name gets a name aside; the runner hears them all, and renames them. */
static void name_files(struct process *process, const struct files *f, struct chain *chain)
{
	int status = chain_aside(chain, tell_names, &process->control);
	if (status != 0)
		chain_report(process, f, chain, status);
	dprintf(process->control, "%c", 0);
}

/* A named pipeline keeps its rejects. */
static void say_remarks(const struct child *with, const struct part *part,
                        const struct chain *chain)
{
	for (size_t i = 0; i < part->n && !with->quiet; i++) {
		const char *remark = chain_remark(chain, i);
		if (remark && !with->pipeline->name)
			dprintf(STDERR_FILENO, "%s\n", remark);
	}
}

static int chain_child(const struct child *with, struct process *process, const struct files *f)
{
	int status;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	struct step *s = process->step;
	for (size_t i = 0; i < s->sides; i++)
		s->side[i].path =
			pipeline_text(with->pipeline, "/proc/self/fd/%zu", FIRST_INPUT + f->n + i);
	struct chain *chain =
		part_chain(with->pipeline, process->part, with->batch_size, process->rejects, &status);
	chain_set_threads(chain, with->threads);
	chain_set_memory(chain, with->memory);
	if (f->names.n > 0)
		chain_set_inputs(chain, &f->names, &f->shown);
	if (status == 0)
		status = chain_run(chain, true, !process->part->place);
	chain_report(process, f, chain, status);
	let_go(f);
	char word = 0;
	bool named = write(process->control, "r", 1) == 1 && hear_word(process) == 'a' && status == 0;
	if (named) {
		name_files(process, f, chain);
		word = hear_word(process);
	}
	if (named &&
	    word != 'n') { /* none: the runner was killed, and its journal may name the files */
		int told = word == 'k' ? chain_verdict(chain, true) : 0;
		if (told != 0)
			chain_report(process, f, chain, told);
		else if (word == 'k')
			say_remarks(with, process->part, chain);
		chain_close(chain);
		return told;
	}
	int published = chain_publish(chain, false);
	chain_verdict(chain, false);
	chain_free(chain);
	return status ? status : published;
}

static int foreign_child(const struct process *process)
{
	const char *name = process->part->command->argv[0];
	execvp(name, process->part->command->argv);
	process->report->status = EX_UNAVAILABLE;
	snprintf(process->report->why, sizeof(process->report->why), "cannot be executed: %s",
	         strerror(errno));
	return EX_UNAVAILABLE;
}

static int child(const struct child *with, struct process *process, struct files *f)
{
	struct report *r = process->report;
	sigprocmask(SIG_SETMASK, with->mask, NULL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != with->runner)
		return EX_OSERR;
	if (!place_files(with->pipeline, process, f)) {
		r->status = EX_OSERR;
		snprintf(r->why, sizeof(r->why), "its files: %s", strerror(errno));
		return EX_OSERR;
	}
	if (process->part && process->part->foreign)
		return foreign_child(process);
	if (process->part)
		return chain_child(with, process, f);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	r->status = copy_all(process, f, r->why, sizeof(r->why));
	return r->status;
}

/* --- in the runner ---------------------------------------------------------------------------- */

static int control_new(struct pipeline *p, int pair[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0)
		return 0;
	return pipeline_fail(p, EX_OSERR, "no socket for a process: %s", strerror(errno));
}

int process_start(const struct child *with, struct process *process, const struct files *f,
                  const char *rejects)
{
	struct pipeline *p = with->pipeline;
	int pair[2] = { -1, -1 };
	bool chain = process->part && !process->part->foreign;
	if (report_new(p, process) != 0 || rejects_new(p, process, rejects) != 0 ||
	    (chain && control_new(p, pair) != 0))
		return p->status;
	struct files own = *f;
	process->pid = fork();
	if (process->pid == 0) {
		process->control = pair[1];
		_exit(child(with, process, &own));
	}
	if (chain)
		close(pair[1]);
	process->control = pair[0];
	if (process->pid < 0)
		return pipeline_fail(p, EX_OSERR, "no process: %s", strerror(errno));
	process->state = RUNNING;
	return 0;
}

const char *process_place(struct pipeline *p, const struct process *process)
{
	const char *place = step_place(p, process->step);
	if (!process->part)
		return place;
	const char *words = "";
	for (size_t i = 0; i < process->part->n; i++) {
		const struct command *c = &process->part->command[i];
		words = pipeline_text(p, "%s%s%s", words, i ? " | " : "", c->argv[0]);
		for (size_t a = 1; !c->stage && a < c->argc; a++)
			words = pipeline_text(p, "%s %s", words, c->argv[a]);
	}
	return pipeline_text(p, "%s%s: ", place, words);
}

void process_free(struct process *process)
{
	if (process->report)
		munmap(process->report, process->shared);
	if (process->control >= 0)
		close(process->control);
	for (size_t i = 0; process->rejects && i < process->part->n; i++)
		if (process->rejects[i] >= 0)
			close(process->rejects[i]);
	process->control = -1;
	process->report = NULL;
	process->rejects = NULL;
}
