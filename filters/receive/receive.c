/* filters/receive/receive.c - records of chains on other hosts, in place of a pipe. */
#include "lib/output.h"
#include "lib/reach.h"
#include "receiver.h"

enum { SILENCE = 30, MOST = 10000 };

struct receive {
	struct text endpoint, key, allow, ready;
	size_t from, silence;
	bool insecure;

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
	{ 0, OPT_COUNT, "from", "N", "so many senders come (1)", offsetof(struct receive, from) },
	{ 0, OPT_COUNT, "silence", "SECONDS",
	  "fail when a sender does not come, or is not heard of, for so long (30)",
	  offsetof(struct receive, silence) },
	{ 0, OPT_TEXT, "ready", "FILE", "write the endpoint into FILE once it can be reached",
	  offsetof(struct receive, ready) },
	{ 0, OPT_FLAG, "insecure", NULL, "no keys, though others can read and forge the records",
	  offsetof(struct receive, insecure) },
	{ 0 },
};

static const char *const examples[] = {
	"printf 'id\\n7\\n' | weir-send ipc://hop & weir-receive ipc://hop",
	NULL,
};

/* With a port that the system chose, others cannot know where to go. */
static int say_ready(struct receive *r, struct run *run, const struct wire *wire)
{
	if (!r->ready.at)
		return 0;
	struct output *o = output_open(r->ready.at);
	output_write(o, wire_bound(wire), strlen(wire_bound(wire)));
	output_write(o, "\n", 1);
	int status = 0;
	if (output_finish(o) != 0 || output_publish(o) != 0)
		status = run_fail(run, output_status(o), "%s", output_why(o));
	output_drop(o);
	return status;
}

static int receive_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct receive *r = self;
	struct wire *wire = NULL;
	struct reach reach = { .endpoint = r->endpoint,
		                   .key = r->key,
		                   .allow = r->allow,
		                   .insecure = r->insecure,
		                   .listens = true };
	(void)in;
	*out = (struct columns){ .unknown = true };
	if (r->from > MOST)
		return run_fail(run, EX_USAGE, "--from %zu: at most %d", r->from, MOST);
	int status = reach_check(&reach, run);
	if (status != 0 || run_checking(run))
		return status;
	status = reach_open(&reach, run, &wire);
	if (status == 0)
		status = say_ready(r, run, wire);
	if (status == 0)
		r->receiver = receiver_start(wire, r->endpoint.at, r->allow.at, r->from ? r->from : 1,
		                             r->silence ? r->silence : SILENCE);
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
	.open = receive_open,
	.read = receive_read,
	.close = receive_close,
};
