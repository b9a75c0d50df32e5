/* pipelines/runner/ending.c - what became of each process, which of them is the cause, and an end to all. */
#include "run.h"
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GRACE 2.0 /* seconds between SIGTERM and SIGKILL */

double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void found(struct process *process, int status, const char *why, int number,
                  const char *name)
{
	struct report *r = process->report;
	process->failed = true;
	if (r->status != 0)
		return;
	r->status = status;
	snprintf(r->why, sizeof(r->why), "%s %d%s%s%s", why, number, name ? " (" : "", name ? name : "",
	         name ? ")" : "");
}

/* The process behind it failed first, and not for want of input: this one wrote into a closed pipe. */
static bool reader_failed(const struct work *w, const struct process *process)
{
	const struct process *next = process + 1;
	return next < w->process + w->n && next->step == process->step && next->failed &&
	       next->report->status != EX_DATAERR;
}

/* A producer that was ended by a closed pipe is no fault: whoever read it had enough. */
static void settle_foreign(struct work *w, struct process *process, int is)
{
	process->report->closed = WIFSIGNALED(is) && WTERMSIG(is) == SIGPIPE;
	if (process->report->status != 0)
		process->failed = true;
	else if (WIFSIGNALED(is) && !process->report->closed)
		found(process, EX_UNAVAILABLE, "ended by signal", WTERMSIG(is), strsignal(WTERMSIG(is)));
	else if (WIFEXITED(is) && WEXITSTATUS(is) != 0 && !reader_failed(w, process))
		found(process, EX_UNAVAILABLE, "exit status", WEXITSTATUS(is), NULL);
}

void process_settle(struct work *w, struct process *process, int is)
{
	enum state before = process->state;
	process->state = ENDED;
	if (process->part && process->part->foreign)
		settle_foreign(w, process, is);
	else if (WIFSIGNALED(is))
		found(process, EX_SOFTWARE, "ended by signal", WTERMSIG(is), strsignal(WTERMSIG(is)));
	else if (process->report->status != 0)
		process->failed = true;
	else if (WEXITSTATUS(is) != 0 || (process->part && before == RUNNING))
		found(process, WEXITSTATUS(is) ? WEXITSTATUS(is) : EX_SOFTWARE,
		      "ended without a report, exit status", WEXITSTATUS(is), NULL);
}

/* They stand in the order of the flow: the first that failed has not failed for another's sake. */
struct process *work_cause(const struct work *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->process[i].failed)
			return &w->process[i];
	return NULL;
}

/* --- an end to all ---------------------------------------------------------------------------- */

/* The children there are, with those that a foreign command left behind (the runner is their
 * subreaper). Gives back how many. */
static size_t children(long *to, size_t room)
{
	size_t n = 0;
	char name[64];
	snprintf(name, sizeof(name), "/proc/self/task/%ld/children", (long)getpid());
	FILE *f = fopen(name, "re");
	while (f && n < room && fscanf(f, "%ld", &to[n]) == 1)
		n++;
	if (f)
		fclose(f);
	return n;
}

void work_strangers(struct work *w)
{
	long pids[1024];
	w->strangers = children(pids, 1024);
	w->stranger = arena_take(w->pipeline->mem, (w->strangers + 1) * sizeof(*w->stranger));
	for (size_t i = 0; i < w->strangers; i++)
		w->stranger[i] = pids[i];
}

static bool is_stranger(const struct work *w, long pid)
{
	for (size_t i = 0; i < w->strangers; i++)
		if (w->stranger[i] == pid)
			return true;
	return false;
}

/* How many still run. */
static size_t signal_all(const struct work *w, int number)
{
	long pids[1024];
	size_t running = 0, n = children(pids, 1024);
	for (size_t i = 0; i < n; i++)
		if (!is_stranger(w, pids[i]) && ++running)
			kill((pid_t)pids[i], number);
	for (size_t i = 0; n == 0 && i < w->n; i++) /* a kernel that does not list children */
		if (w->process[i].state == RUNNING || w->process[i].state == READY) {
			kill(w->process[i].pid, number);
			running++;
		}
	return running;
}

static void reap(struct work *w)
{
	int is;
	for (pid_t pid; (pid = waitpid(-1, &is, WNOHANG)) > 0;)
		for (size_t i = 0; i < w->n; i++)
			if (w->process[i].pid == pid)
				w->process[i].state = ENDED;
}

static void wait_for_child(const struct work *w, double seconds)
{
	struct pollfd p = { .fd = w->signals, .events = POLLIN };
	struct signalfd_siginfo info;
	if (poll(&p, 1, (int)(seconds * 1000.0) + 1) == 1 && read(w->signals, &info, sizeof(info)) < 0)
		return;
}

/* Those who wait for the verdict hear none, and publish nothing but their rejects. */
void work_end(struct work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		struct process *process = &w->process[i];
		if (process->state == READY && process->control >= 0) {
			(void)!write(process->control, "n", 1); /* it may be dead */
			close(process->control);
			process->control = -1;
			waitpid(process->pid, NULL, 0);
			process->state = ENDED;
		}
	}
	reap(w);
	double until = now() + GRACE;
	for (size_t running = signal_all(w, SIGTERM); running > 0; running = signal_all(w, SIGTERM)) {
		double left = until - now();
		if (left <= 0)
			break;
		wait_for_child(w, left < 0.1 ? left : 0.1);
		reap(w);
	}
	while (signal_all(w, SIGKILL) > 0) {
		wait_for_child(w, 0.1);
		reap(w);
	}
}
