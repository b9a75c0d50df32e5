/* filters/send/send.c - records to a chain on another host, in place of a pipe. */
#include "lib/output.h"
#include "lib/reach.h"
#include "sender.h"

enum { SILENCE = 30 };

struct send {
	struct text endpoint, key, server, stream;
	size_t silence;
	bool insecure;

	struct sender *sender;
	struct output *lines; /* memory: a batch as weir text */
};

static const struct opt opts[] = {
	{ 0, OPT_OPERAND, "endpoint", "ENDPOINT",
	  "where weir-receive listens: tcp://HOST:PORT, ipc://FILE", offsetof(struct send, endpoint) },
	{ 0, OPT_TEXT, "key", "FILE", "the secret key of this office", offsetof(struct send, key) },
	{ 0, OPT_TEXT, "server-key", "FILE", "the public key of the receiver",
	  offsetof(struct send, server) },
	{ 0, OPT_TEXT, "stream", "NAME", "tells streams of one office apart; decides their order",
	  offsetof(struct send, stream) },
	{ 0, OPT_COUNT, "silence", "SECONDS", "give up after so long without an answer (30)",
	  offsetof(struct send, silence) },
	{ 0, OPT_FLAG, "insecure", NULL, "no keys, though others can read and forge the records",
	  offsetof(struct send, insecure) },
	{ 0 },
};

static const char *const examples[] = {
	"weir-receive ipc://hop & printf 'id\\n7\\n' | weir-send ipc://hop; wait $!",
	NULL,
};

static struct reach reach_of(const struct send *s)
{
	return (struct reach){
		.endpoint = s->endpoint, .key = s->key, .server = s->server, .insecure = s->insecure
	};
}

/* A name of the same form as a key's: it stands in messages and in the order. */
static int check(struct send *s, struct run *run)
{
	struct reach reach = reach_of(s);
	if (!s->stream.at)
		s->stream = TEXT("main");
	if (!key_is_name(s->stream.at))
		return run_fail(run, EX_USAGE,
		                "--stream %s: a name holds letters, digits, '_', '-' and '.'",
		                s->stream.at);
	return reach_check(&reach, run);
}

static int start(struct send *s, struct run *run)
{
	struct reach reach = reach_of(s);
	struct wire *wire = NULL;
	s->lines = output_memory();
	int status = run_text_header(run, s->lines);
	struct text header = output_bytes(s->lines);
	if (status == 0 && header.len > WIRE_LARGEST / 2)
		status = run_fail(run, EX_DATAERR, "the header is longer than %d bytes", WIRE_LARGEST / 2);
	if (status == 0)
		status = reach_open(&reach, run, &wire);
	if (status != 0)
		return status;
	s->sender =
		sender_start(wire, s->endpoint.at, s->stream.at, header, s->silence ? s->silence : SILENCE);
	output_clear(s->lines);
	if (s->sender)
		return 0;
	wire_close(wire, 0);
	return run_fail(run, EX_OSERR, "no memory or no thread to send with");
}

static int send_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct send *s = self;
	columns_copy(run, out, in);
	int status = check(s, run);
	return status || run_checking(run) ? status : start(s, run);
}

static int handed(struct send *s, struct run *run, int status)
{
	return status ? run_fail(run, status, "%s", sender_why(s->sender)) : 0;
}

static int send_batch(void *self, struct run *run, struct batch *b)
{
	struct send *s = self;
	int status = run_text(run, s->lines, b);
	if (status != 0)
		return status;
	status = sender_add(s->sender, output_bytes(s->lines), b->rows);
	output_clear(s->lines);
	return handed(s, run, status);
}

static int send_finish(void *self, struct run *run)
{
	struct send *s = self;
	return handed(s, run, sender_last(s->sender));
}

static int send_verdict(void *self, struct run *run, int status, const char *why)
{
	struct send *s = self;
	if (!s->sender)
		return 0;
	return handed(s, run, sender_end(s->sender, status, why));
}

static void send_close(void *self)
{
	struct send *s = self;
	sender_stop(s->sender);
	output_drop(s->lines);
	s->sender = NULL;
	s->lines = NULL;
}

extern const struct stage send_stage;
const struct stage send_stage = {
	.name = "send",
	.does = "hand records to weir-receive, over ZeroMQ, in place of a pipe",
	.trait = STATELESS,
	.role = SINK,
	.size = sizeof(struct send),
	.opts = opts,
	.examples = examples,
	.open = send_open,
	.batch = send_batch,
	.finish = send_finish,
	.verdict = send_verdict,
	.close = send_close,
};
