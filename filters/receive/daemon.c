/* filters/receive/daemon.c - receive with --inbox, from its beginning to its end. */
#include "feeds.h"
#include "inbox.h"
#include "lib/durable.h"
#include "ready.h"
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LINGER = 500 };

struct signals {
	sigset_t wanted, before;
	struct wire *wire;
	atomic_bool came;
	pthread_t thread;
};
struct daemon {
	const struct inboxing *how;
	struct run *run;
	struct collector c;
	struct report report;
	struct metrics *metrics;
	struct signals signals;
	int lock;
};

/* --- told to end ------------------------------------------------------------------------------ */

static void *wait_for_signal(void *with)
{
	struct signals *s = with;
	while (sigwaitinfo(&s->wanted, NULL) < 0)
		;
	atomic_store(&s->came, true);
	wire_wake(s->wire);
	return NULL;
}

/* Before any thread is made: none of them may get it. */
static void block_signals(struct signals *s)
{
	sigemptyset(&s->wanted);
	sigaddset(&s->wanted, SIGTERM);
	sigaddset(&s->wanted, SIGINT);
	pthread_sigmask(SIG_BLOCK, &s->wanted, &s->before);
}

static void end_signals(struct signals *s)
{
	pthread_kill(s->thread, SIGINT);
	pthread_join(s->thread, NULL);
}

/* --- at work ---------------------------------------------------------------------------------- */

/* All that came is stored, and nobody is there who could send more. */
static bool is_over(const struct collector *c, size_t from)
{
	bool over = c->left >= from && c->out == 0;
	for (size_t i = 0; i < c->n; i++)
		over &= !c->feed[i]->lives && !c->feed[i]->resets;
	return over;
}

static int collect(struct daemon *d)
{
	struct collector *c = &d->c;
	double look = 0, began = seconds_now();
	size_t from = d->how->from ? d->how->from : 1;
	report_say(&d->report, NEWS, "ready", NULL, "%s", wire_bound(c->wire));
	while (!atomic_load(&d->signals.came)) {
		collector_turn(c, &look);
		if (d->how->once && is_over(c, from))
			break;
		if (d->how->once && c->left == 0 && d->report.counts.feeds == 0 &&
		    seconds_now() - began > c->silence)
			return run_fail(d->run, EX_UNAVAILABLE, "%s: nobody came to deliver within %g s",
			                wire_bound(c->wire), c->silence);
	}
	report_say(&d->report, NEWS, "stopped", NULL, "%s", wire_bound(c->wire));
	return 0;
}

/* The thread that stores ends its group; what of it is durable is acknowledged still. */
static int work(struct daemon *d)
{
	struct collector *c = &d->c;
	d->signals.wire = c->wire;
	if (!storing_start(c))
		return run_fail(d->run, EX_OSERR, "no thread to store with");
	int status = 0;
	if (pthread_create(&d->signals.thread, NULL, wait_for_signal, &d->signals) != 0) {
		status = run_fail(d->run, EX_OSERR, "no thread for signals");
	} else {
		if (d->how->ready.at)
			status = ready_say(d->run, d->how->ready.at, c->wire);
		if (status == 0)
			status = collect(d);
		end_signals(&d->signals);
	}
	storing_stop(c);
	collector_settle(c);
	return status;
}

/* --- beginning and end ------------------------------------------------------------------------ */

static int open_inbox(struct daemon *d)
{
	char why[256], path[PATH_MAX];
	struct collector *c = &d->c;
	struct stat s;
	bool fresh = stat(c->folder, &s) != 0 && errno == ENOENT;
	int fault = folder_make(c->folder);
	if (!fault && fresh && chmod(c->folder, 0700) != 0) /* personal data lie there */
		fault = errno;
	if (!fault)
		fault = path_put(path, "%s/lock", c->folder) ? lock_take(path, 0, &d->lock) : ENAMETOOLONG;
	if (fault == EWOULDBLOCK)
		return run_fail(d->run, EX_UNAVAILABLE, "--inbox %s: another weir-receive has it",
		                c->folder);
	if (fault)
		return run_fail(d->run, EX_IOERR, "--inbox %s: %s", c->folder, strerror(fault));
	c->inbox = inbox_open(c->folder, true, why);
	c->index = c->inbox ? inbox_open(c->folder, true, why) : NULL;
	if (!c->index)
		return run_fail(d->run, EX_IOERR, "--inbox %s: %s", c->folder, why);
	return inbox_recover(c->inbox, d->run, &d->report);
}

static void more_files(void)
{
	struct rlimit most;
	if (getrlimit(RLIMIT_NOFILE, &most) == 0 && most.rlim_cur < most.rlim_max) {
		most.rlim_cur = most.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &most); /* else fewer feeds at once */
	}
}

static void end(struct daemon *d)
{
	struct collector *c = &d->c;
	metrics_stop(d->metrics);
	wire_close(c->wire, LINGER);
	for (struct lot *l = c->done, *next; l; l = next)
		next = l->next, lot_free(l);
	for (size_t i = 0; i < c->n; i++)
		feed_free(c->feed[i]);
	inbox_close(c->inbox);
	inbox_close(c->index);
	if (d->lock >= 0)
		close(d->lock);
	pthread_sigmask(SIG_SETMASK, &d->signals.before, NULL);
	free(d);
}

int inbox_run(const struct inboxing *how, struct run *run, const struct reach *reach)
{
	struct daemon *d = calloc(1, sizeof(*d));
	if (!d)
		return run_fail(run, EX_OSERR, "out of memory");
	d->how = how;
	d->run = run;
	d->lock = -1;
	d->report.run = run;
	d->report.json = text_is(how->log, "json");
	d->c.report = &d->report;
	d->c.folder = how->inbox.at;
	d->c.keyed = reach->key.at != NULL;
	d->c.silence = (double)how->silence;
	more_files();
	block_signals(&d->signals);
	int status = open_inbox(d);
	if (status == 0 && how->metrics.at)
		status = metrics_start(&d->report, how->metrics.at, &d->metrics);
	if (status == 0)
		status = reach_open(reach, run, &d->c.wire);
	if (status == 0)
		status = work(d);
	end(d);
	return status;
}
