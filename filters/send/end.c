/* filters/send/end.c - a sender that is ended by a signal says so, before it goes: the other side need not wait for the
 * silence.
 */
#include "inside.h"
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static const double GOODBYE = 1; /* seconds in which the other side may answer */

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* One that was ignored before, as by nohup, stays so. */
bool ends_heed(struct sender *s)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	sigemptyset(&s->ends);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct sigaction is;
		if (sigaction(ends[i], NULL, &is) == 0 && is.sa_handler == SIG_DFL)
			sigaddset(&s->ends, ends[i]);
	}
	s->signals = signalfd(-1, &s->ends, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->signals < 0)
		return false;
	pthread_sigmask(SIG_BLOCK, &s->ends, &s->mask);
	wire_heed(s->wire, s->signals);
	return true;
}

void ends_drop(struct sender *s)
{
	pthread_sigmask(SIG_SETMASK, &s->mask, NULL);
	close(s->signals);
}

/* As it would have without us: its default is to end the process. */
static void die(struct sender *s)
{
	pthread_sigmask(SIG_UNBLOCK, &s->ends, NULL);
	kill(getpid(), s->caught);
}

void ends_hear(struct sender *s)
{
	struct signalfd_siginfo info;
	if (!s->caught && read(s->signals, &info, sizeof(info)) == sizeof(info)) {
		s->caught = (int)info.ssi_signo;
		s->dies = now() + GOODBYE;
	}
	if (s->caught && (s->window == 0 || now() > s->dies))
		die(s);
}
