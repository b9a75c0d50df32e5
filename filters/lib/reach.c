/* filters/lib/reach.c - what send and receive share of opening a wire: which keys are needed, and which are given. */
#include "lib/reach.h"
#include <errno.h>
#include <unistd.h>

int reach_check(const struct reach *r, struct run *run)
{
	const char *at = r->endpoint.at, *other = r->listens ? "--allow" : "--server-key";
	bool second = r->listens ? r->allow.at != NULL : r->server.at != NULL;
	if (!wire_is_endpoint(at))
		return run_fail(run, EX_USAGE, "%s: expected an endpoint, tcp://HOST:PORT or ipc://FILE",
		                at);
	if (r->key.at && r->insecure)
		return run_fail(run, EX_USAGE, "--insecure and --key; one of them");
	if (r->key.at ? !second : second)
		return run_fail(run, EX_USAGE, "%s: --key and %s go together", at, other);
	if (!r->key.at && !r->insecure && !wire_is_local(at))
		return run_fail(run, EX_USAGE,
		                "%s: needs --key and %s beyond this host (weir keys new makes a key); "
		                "--insecure does without, and anybody can read and forge it",
		                at, other);
	return 0;
}

static int read_key(struct run *run, const char *file, bool secret, struct key *k)
{
	const char *why = key_read(file, secret, k);
	if (!why && secret && !wire_is_pair(k))
		why = "its two keys are no pair";
	return why ? run_fail(run, EX_CONFIG, "%s: %s", file, why) : 0;
}

int reach_open(const struct reach *r, struct run *run, struct wire **wire)
{
	struct key own = { 0 }, server = { 0 };
	struct wire_how how = { .endpoint = r->endpoint.at, .listens = r->listens };
	const char *why = NULL;
	int status = 0;
	if (r->key.at && r->listens && access(r->allow.at, R_OK | X_OK) != 0)
		return run_fail(run, EX_CONFIG, "--allow %s: %s", r->allow.at, strerror(errno));
	if (r->key.at)
		status = read_key(run, r->key.at, true, &own);
	if (status == 0 && r->key.at && !r->listens)
		status = read_key(run, r->server.at, false, &server);
	if (r->key.at)
		how.own = &own, how.server = server.public, how.allow = r->allow.at;
	if (r->insecure && !wire_is_local(r->endpoint.at))
		run_warn(run, "%s: --insecure: others can read and forge what goes here", r->endpoint.at);
	if (status == 0)
		*wire = wire_open(&how, &why);
	explicit_bzero(&own, sizeof(own));
	if (status == 0 && !*wire)
		status = run_fail(run, EX_UNAVAILABLE, "%s: %s", r->endpoint.at, why);
	return status;
}
