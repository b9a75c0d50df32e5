/* pipelines/runner/run.c - runs a pipeline: starts its processes, hears them, and settles the end. */
#include "run.h"
#include "lib/memory.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define HEARING 0.1 /* seconds in which those before a process that failed may tell that they did */

/* --- what is heard ---------------------------------------------------------------------------- */

/* A chain says that its report is there. */
static void hear(struct process *process)
{
	char word;
	if (process->control < 0 || process->state != RUNNING)
		return;
	struct pollfd p = { .fd = process->control, .events = POLLIN };
	if (poll(&p, 1, 0) == 1 && read(process->control, &word, 1) == 1) {
		process->state = READY;
		process->failed = process->report->status != 0;
	}
}

static void hear_ended(struct work *w)
{
	int is;
	for (pid_t pid; (pid = waitpid(-1, &is, WNOHANG)) > 0;)
		for (size_t i = 0; i < w->n; i++)
			if (w->process[i].pid == pid) {
				hear(&w->process[i]);
				process_settle(w, &w->process[i], is);
			}
}

void work_hear_signals(struct work *w)
{
	struct signalfd_siginfo info;
	while (read(w->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			w->caught = (int)info.ssi_signo;
}

/* Until something is to be heard, or `seconds` are over (negative: for ever). */
static void wait_and_hear(struct work *w, double seconds)
{
	struct arena *mem = arena_new();
	struct pollfd *p = arena_zeros(mem, (w->n + 1) * sizeof(*p));
	nfds_t n = 0;
	p[n++] = (struct pollfd){ .fd = w->signals, .events = POLLIN };
	for (size_t i = 0; i < w->n; i++)
		if (w->process[i].state == RUNNING && w->process[i].control >= 0)
			p[n++] = (struct pollfd){ .fd = w->process[i].control, .events = POLLIN };
	poll(p, n, seconds < 0 ? -1 : (int)(seconds * 1000.0) + 1);
	arena_free(mem);
	work_hear_signals(w);
	hear_ended(w);
	for (size_t i = 0; i < w->n; i++)
		hear(&w->process[i]);
}

/* --- when to stop ----------------------------------------------------------------------------- */

static size_t running(const struct work *w, size_t before)
{
	size_t n = 0;
	for (size_t i = 0; i < before; i++)
		n += w->process[i].state == RUNNING;
	return n;
}

/* A step reads another, if only through others. */
static bool step_reads(struct pipeline *p, const struct step *who, const struct step *whom)
{
	for (size_t i = 0; i < p->steps; i++) {
		struct step *s = p->order[i], *needed;
		s->mark = s == whom;
		for (size_t k = 0; step_needs(s, k, &needed); k++)
			s->mark |= needed && needed->mark;
	}
	return who->mark;
}

static bool feeds(const struct work *w, const struct process *a, const struct process *b)
{
	return a->step == b->step ? a < b : step_reads(w->pipeline, b->step, a->step);
}

/* Rejects past what is tolerated: those that do not work for the failed one alone go on to their
 * end, so that all faults are listed. After any other failure there is nothing to wait for. */
static bool goes_on(const struct work *w)
{
	size_t left = 0;
	bool rejects = w->pipeline->status == 0;
	for (size_t i = 0; i < w->n && rejects; i++) {
		bool in_vain = false;
		if (w->process[i].failed)
			rejects = w->process[i].report->status == EX_DATAERR;
		for (size_t f = 0; f < w->n; f++)
			in_vain |= w->process[f].failed && feeds(w, &w->process[i], &w->process[f]);
		left += w->process[i].state == RUNNING && !in_vain;
	}
	return rejects && left > 0;
}

/* The end of those that stand before the last that failed, or a short while. */
static void hear_causes(struct work *w)
{
	size_t last = 0;
	for (size_t i = 0; i < w->n; i++)
		if (w->process[i].failed)
			last = i;
	double until = now() + HEARING;
	for (double left = HEARING; running(w, last) > 0 && left > 0 && !w->caught;
	     left = until - now())
		wait_and_hear(w, left);
}

/* A relative path that was not there: from which folder. */
static const char *looked_from(struct pipeline *p, const struct process *cause)
{
	const struct step *s = cause->step;
	for (size_t i = 0; cause->report->status == EX_NOINPUT && p->base && i < s->sources; i++)
		if (s->source[i].from == FROM_FILES && s->source[i].word[0] != '/' &&
		    strstr(cause->report->why, s->source[i].word))
			return pipeline_text(p, " (in %s)", p->base);
	return "";
}

static int blame(struct work *w)
{
	struct pipeline *p = w->pipeline;
	const struct process *cause = work_cause(w);
	if (!cause)
		return p->status;
	const struct report *r = cause->report;
	return pipeline_fail(p, r->status == EX_USAGE ? p->fault : r->status, "%s%s%s",
	                     r->placed ? "" : process_place(p, cause), r->why, looked_from(p, cause));
}

/* Runs all to their end, or to the first that fails. */
static int flow(struct work *w)
{
	struct pipeline *p = w->pipeline;
	work_start(w);
	while (p->status == 0 && !w->caught && running(w, w->n) > 0) {
		wait_and_hear(w, -1);
		if (!work_cause(w))
			work_start(w);
		else if (!goes_on(w))
			break;
	}
	if (work_cause(w) && !w->caught && p->status == 0) {
		hear_causes(w);
		blame(w);
	}
	return p->status;
}

/* --- all of it -------------------------------------------------------------------------------- */

static int listen_to_signals(struct work *w)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct sigaction is; /* nohup, or a shell's background job, has one ignored: so it stays */
		if (sigaction(ends[i], NULL, &is) == 0 && is.sa_handler != SIG_IGN)
			sigaddset(&set, ends[i]);
	}
	sigprocmask(SIG_BLOCK, &set, &w->mask);
	signal(SIGCHLD, SIG_DFL); /* a parent may have had it ignored, and waitpid would find nobody */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file beyond ulimit -f is told as a full disk is */
	w->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (w->signals < 0)
		return pipeline_fail(w->pipeline, EX_OSERR, "signals: %s", strerror(errno));
	return 0;
}

static void work_new(struct work *w, struct pipeline *p, const struct run_options *options)
{
	size_t most = 0;
	for (size_t i = 0; i < p->steps; i++)
		most += p->step[i].parts + 2;
	*w = (struct work){ .pipeline = p, .options = options, .signals = -1 };
	w->stream = arena_zeros(p->mem, p->steps * sizeof(*w->stream));
	for (size_t i = 0; i < p->steps; i++)
		w->stream[i].pipe = w->stream[i].stored = -1;
	w->process = arena_zeros(p->mem, most * sizeof(*w->process));
	w->room = most;
	w->child = (struct child){
		.pipeline = p, .quiet = options->quiet, .runner = getpid(), .mask = &w->mask
	};
	if (options->batch_size > 0)
		w->child.batch_size = pipeline_text(p, "%zu", options->batch_size);
	w->child.threads = options->threads ? options->threads : options->processes;
	if (options->memory.at)
		memory_read(options->memory, &w->child.memory);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	work_strangers(w);
}

/* Whoever reads our standard output has enough: the result is not whole, so nothing is published. */
static bool is_closed(const struct work *w)
{
	bool closed = false;
	for (size_t i = 0; i < w->n; i++) {
		const struct process *c = &w->process[i];
		if (c->step->to_stdout && c->part == &c->step->part[c->step->parts - 1])
			closed |= c->report->closed;
	}
	return closed;
}

static void show_books(const struct work *w)
{
	bool books = !w->options->quiet && (w->options->books || isatty(STDERR_FILENO));
	struct output *o = output_over(STDERR_FILENO, "standard error");
	if (books)
		work_table(w, o);
	if (w->options->explain)
		explain_run(o, w);
	output_flush(o);
	output_drop(o);
}

/* What has to be in order before the first process starts. */
static int prepare(struct work *w)
{
	if (pipeline_lock(w->pipeline) != 0 || listen_to_signals(w) != 0)
		return w->pipeline->status;
	work_choose_folder(w);
	if (work_inbox_open(w) != 0 || journal_recover(w) != 0 || work_inbox_recover(w) != 0 ||
	    work_inbox_claim(w) != 0)
		return w->pipeline->status;
	return w->nothing ? 0 : work_open_outputs(w);
}

/* A night in which no office delivered is no fault; what was published stands. */
static void say_nothing(const struct work *w)
{
	if (!w->options->quiet)
		dprintf(STDERR_FILENO, "weir: %s: %s: no new batch; nothing was done\n", w->pipeline->name,
		        w->nothing);
}

int pipeline_run(struct pipeline *p, const struct run_options *options, int *caught)
{
	struct work w;
	pipeline_cut(p, options->processes); /* before the processes are counted */
	work_new(&w, p, options);
	if (prepare(&w) == 0 && w.nothing)
		say_nothing(&w);
	else if (p->status == 0 && flow(&w) == 0) {
		work_hear_signals(&w);
		if (!w.caught && is_closed(&w))
			w.caught = SIGPIPE;
		if (!w.caught && work_audit(&w) == 0 && work_empty(&w) == 0 && work_judge(&w) == 0 &&
		    !w.caught)
			work_publish(&w);
	}
	work_hear_signals(&w);
	work_end(&w);
	if (p->status == 0 && !w.caught)
		show_books(&w);
	else if (!w.caught && w.n > 0)
		work_keep_failed(&w);
	work_drop(&w);
	if ((p->status != 0 || w.caught) && !w.decided) /* of children that were killed */
		journal_sweep(&w);
	*caught = w.caught;
	return p->status;
}
