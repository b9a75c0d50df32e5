/* filters/lib/alone.c - weir-NAME: a chain of one stage as a process. */
#include "lib/chain.h"
#include "lib/run.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

void standard_open(void)
{
	int fd;
	do
		fd = open("/dev/null", O_RDONLY | O_NOCTTY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* What was rejected and is tolerated vanishes only if somebody wanted that: so it is said. */
static void remark(const struct chain *c)
{
	const struct run *r = &c->run[0];
	if (r->books.rejected == 0 || r->rejects || r->common.quiet)
		return;
	fprintf(stderr, "%s: %s (%llu of %llu records rejected; --rejects FILE keeps them)\n", c->who,
	        r->first, (unsigned long long)r->books.rejected, (unsigned long long)r->books.in);
}

/* The reader of our output has enough: end as any filter then does, without a word. */
static void end_by_pipe(void)
{
	signal(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
}

int run_alone(const struct stage *stage, int argc, char **argv)
{
	char who[128];
	standard_open();
	snprintf(who, sizeof(who), "weir-%s", stage->name);
	signal(SIGPIPE, SIG_IGN);
	struct link link = { stage, argc, argv, stage->name, -1 };
	int status;
	struct chain *c = chain_new(who, false, &link, 1, &status);
	if (status == 0 && !chain_done(c))
		status = chain_check(c, NULL, NULL); /* a fault of the words does not wait for data */
	if (status == 0 && !chain_done(c)) {
		status = chain_run(c, false, false);
		bool closed = chain_closed(c);
		status = chain_publish(c, status == 0 && !closed);
		if (status == 0 && closed) {
			chain_free(c);
			end_by_pipe();
			return 0;
		}
		if (status == 0)
			remark(c);
	}
	if (status == 0 && close(STDOUT_FILENO) != 0)
		status = EX_IOERR, perror(who);
	if (chain_why(c))
		fprintf(stderr, "%s\n", chain_why(c));
	chain_free(c);
	return status;
}
