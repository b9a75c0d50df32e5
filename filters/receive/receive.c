/* filters/receive/receive.c - records of chains on other hosts, in place of a pipe. */
#include "inbox.h"
#include "lib/reach.h"
#include "names.h"
#include "ready.h"
#include "receiver.h"

enum { SILENCE = 30, MOST = 10000 };

struct receive {
	struct text endpoint, key, allow, names;
	bool insecure;
	struct inboxing box;

	struct receiver *receiver;
};

static const struct opt opts[] = {
	{ 0, OPT_OPERAND, "endpoint", "ENDPOINT",
	  "where to listen: tcp://*:PORT, tcp://ADDRESS:PORT, ipc://FILE",
	  offsetof(struct receive, endpoint) },
	{ 0, OPT_TEXT, "key", "FILE", "the secret key of this receiver",
	  offsetof(struct receive, key) },
	{ 0, OPT_TEXT, "allow", "FOLDER", "the public keys that are let in",
	  offsetof(struct receive, allow) },
	{ 0, OPT_TEXT, "inbox", "FOLDER", "store what offices deliver, until told to end",
	  offsetof(struct receive, box.inbox) },
	{ 0, OPT_FLAG, "once", NULL, "--inbox: end when all that came is stored and nobody sends",
	  offsetof(struct receive, box.once) },
	{ 0, OPT_TEXT, "metrics", "ADDRESS", "--inbox: counts for Prometheus at 127.0.0.1:PORT",
	  offsetof(struct receive, box.metrics) },
	{ 0, OPT_CHOICE, "log", "text|json", "--inbox: warnings as text, or all events as JSON",
	  offsetof(struct receive, box.log) },
	{ 0, OPT_COUNT, "from", "N", "so many senders come (1)", offsetof(struct receive, box.from) },
	{ 0, OPT_TEXT, "names", "NAME,NAME…", "one sender of each of these keys comes, and no other",
	  offsetof(struct receive, names) },
	{ 0, OPT_COUNT, "silence", "SECONDS",
	  "fail when a sender does not come, or is not heard of, for so long (30)",
	  offsetof(struct receive, box.silence) },
	{ 0, OPT_TEXT, "ready", "FILE", "write the endpoint into FILE once it can be reached",
	  offsetof(struct receive, box.ready) },
	{ 0, OPT_FLAG, "insecure", NULL, "no keys, though others can read and forge the records",
	  offsetof(struct receive, insecure) },
	{ 0 },
};

static const char *const examples[] = {
	"printf 'id\\n7\\n' | weir-send ipc://hop & weir-receive ipc://hop",
	NULL,
};

static struct reach reach_of(const struct receive *r)
{
	return (struct reach){ .endpoint = r->endpoint,
		                   .key = r->key,
		                   .allow = r->allow,
		                   .insecure = r->insecure,
		                   .listens = true };
}

static int receive_instead(void *self, struct run *run, const struct texts *files, bool *done)
{
	struct receive *r = self;
	struct reach reach = reach_of(r);
	(void)files;
	*done = r->box.inbox.at != NULL;
	if (!*done)
		return r->box.once || r->box.metrics.at || r->box.log.at
		           ? run_fail(run, EX_USAGE, "--once, --metrics and --log go with --inbox")
		           : 0;
	int status = reach_check(&reach, run);
	r->box.silence = r->box.silence ? r->box.silence : SILENCE;
	return status || run_checking(run) ? status : inbox_run(&r->box, run, &reach);
}

static int receive_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct receive *r = self;
	struct wire *wire = NULL;
	struct reach reach = reach_of(r);
	(void)in;
	*out = (struct columns){ .unknown = true };
	if (r->box.from > MOST)
		return run_fail(run, EX_USAGE, "--from %zu: at most %d", r->box.from, MOST);
	size_t from = r->box.from ? r->box.from : 1;
	if (r->names.at && (r->box.from || (from = names_count(r->names)) == 0))
		return run_fail(run, EX_USAGE,
		                "--names %s: expected names of keys, each once, and no --from",
		                r->names.at);
	int status = reach_check(&reach, run);
	if (status != 0 || run_checking(run))
		return status;
	status = reach_open(&reach, run, &wire);
	if (status == 0 && r->box.ready.at)
		status = ready_say(run, r->box.ready.at, wire);
	if (status == 0)
		r->receiver = receiver_start(wire, r->endpoint.at, from, r->names,
		                             r->box.silence ? r->box.silence : SILENCE);
	if (r->receiver)
		return 0;
	wire_close(wire, 0);
	return status ? status : run_fail(run, EX_OSERR, "no memory or no thread to receive with");
}

static int receive_read(void *self, struct run *run, char *to, size_t room, size_t *got)
{
	struct receive *r = self;
	int status = receiver_read(r->receiver, to, room, got, run_counted(run));
	return status ? run_fail(run, status, "%s", receiver_why(r->receiver)) : 0;
}

static void receive_close(void *self)
{
	struct receive *r = self;
	receiver_stop(r->receiver);
	r->receiver = NULL;
}

extern const struct stage receive_stage;
const struct stage receive_stage = {
	.name = "receive",
	.does = "take records from weir-send, over ZeroMQ, in place of a pipe",
	.trait = STATELESS,
	.role = SOURCE,
	.size = sizeof(struct receive),
	.opts = opts,
	.examples = examples,
	.instead = receive_instead,
	.open = receive_open,
	.read = receive_read,
	.close = receive_close,
};
