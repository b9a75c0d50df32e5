/* filters/lib/alone.c - weir-NAME: a chain of one stage as a process. */
#include "lib/chain.h"
#include "lib/run.h"
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
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

void run_warn(struct run *run, const char *what, ...)
{
	char line[1024];
	va_list args;
	if (run->chain->is_hand)
		return;
	va_start(args, what);
	vsnprintf(line, sizeof(line), what, args);
	va_end(args);
	text_harmless(line);
	fprintf(stderr, "%s: %s\n", run->chain->who, line);
}

/* What was rejected and is tolerated vanishes only if somebody wanted that: so it is said. */
const char *chain_remark(const struct chain *c, size_t stage)
{
	char line[2400];
	const struct run *r = &c->run[stage];
	if (r->books.rejected == 0 || r->rejects || r->common.quiet)
		return NULL;
	snprintf(line, sizeof(line),
	         "%s: %.200s%s%s (%llu of %llu records rejected; --rejects FILE keeps them)", c->who,
	         c->labels ? r->label : "", c->labels ? ": " : "", r->first,
	         (unsigned long long)r->books.rejected, (unsigned long long)r->books.in);
	text_harmless(line);
	return arena_copy(c->mem, line, strlen(line));
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
	signal(SIGXFSZ,
	       SIG_IGN); /* a file that is larger than ulimit allows is told as a full disk is */
	struct link link = { stage, argc, argv, stage->name, -1 };
	int status;
	struct chain *c = chain_new(who, false, &link, 1, &status);
	if (status == 0 && !chain_done(c))
		status = chain_check(c, NULL, NULL); /* a fault of the words does not wait for data */
	if (status == 0 && !chain_done(c)) {
		status = chain_run(c, false, false);
		bool closed = chain_closed(c);
		status = chain_publish(c, status == 0 && !closed);
		status = chain_verdict(c, status == 0 && !closed);
		if (status == 0 && closed) {
			chain_free(c);
			end_by_pipe();
			return 0;
		}
		const char *remark = status == 0 ? chain_remark(c, 0) : NULL;
		if (remark)
			fprintf(stderr, "%s\n", remark);
	}
	if (status == 0 && close(STDOUT_FILENO) != 0)
		status = EX_IOERR, perror(who);
	if (chain_why(c))
		fprintf(stderr, "%s\n", chain_why(c));
	chain_free(c);
	return status;
}
