/* filters/send/send.c - records to a chain on another host, in place of a pipe. */
#include "lib/output.h"
#include "lib/reach.h"
#include "deliver.h"
#include "sender.h"
#include "store.h"

enum { SILENCE = 30 };

struct send {
	struct text endpoint, key, server, stream;
	size_t silence;
	bool insecure;
	struct storing storing;

	struct sender *sender;
	struct put *put;
	uint64_t records;     /* in what is put into the spool */
	struct output *lines; /* memory: a batch as weir text */
};

static const struct opt opts[] = {
	{ 0, OPT_OPERAND, "endpoint", "[ENDPOINT]",
	  "where weir-receive listens: tcp://HOST:PORT, ipc://FILE", offsetof(struct send, endpoint) },
	{ 0, OPT_TEXT, "spool", "FOLDER", "store here what is to be delivered, and be done",
	  offsetof(struct send, storing.spool) },
	{ 0, OPT_FLAG, "as-is", NULL, "store each FILE as it is, byte for byte, as a batch of its own",
	  offsetof(struct send, storing.as_is) },
	{ 0, OPT_FLAG, "flush", NULL, "deliver all that waits, and end when it is acknowledged",
	  offsetof(struct send, storing.flush) },
	{ 0, OPT_FLAG, "status", NULL, "tell what waits, since when, and why",
	  offsetof(struct send, storing.status) },
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
	"printf 'id\\n7\\n' | weir-send --spool spool --stream visas && weir-send --spool spool "
	"--status",
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
	if (s->stream.at && !key_is_name(s->stream.at))
		return run_fail(run, EX_USAGE,
		                "--stream %s: a name holds letters, digits, '_', '-' and '.'",
		                s->stream.at);
	if (s->storing.spool.at || s->storing.as_is || s->storing.flush || s->storing.status)
		return storing_check(&s->storing, run, &reach, s->stream);
	if (!s->stream.at)
		s->stream = TEXT("main");
	if (!s->endpoint.at)
		return run_fail(run, EX_USAGE, "expected ENDPOINT, where weir-receive listens; see --help");
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

static int send_instead(void *self, struct run *run, const struct texts *files, bool *done)
{
	struct send *s = self;
	struct reach reach = reach_of(s);
	*done = storing_alone(&s->storing, s->stream);
	int status = *done ? check(s, run) : 0;
	return status || !*done ? status
	                        : storing_do(&s->storing, run, &reach, s->stream,
	                                     s->silence ? s->silence : SILENCE, files);
}

/* Into the spool: the header, and what comes behind it, as it will lie there. */
static int start_put(struct send *s, struct run *run)
{
	s->lines = output_memory();
	s->put = put_begin(run, s->storing.spool.at, s->stream.at);
	int status = s->put ? put_open(s->put, NULL) : run_status(run);
	if (status == 0)
		status = run_text_header(run, s->lines);
	if (status == 0)
		status = put_add(s->put, output_bytes(s->lines));
	output_clear(s->lines);
	return status;
}

static int send_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct send *s = self;
	columns_copy(run, out, in);
	int status = check(s, run);
	if (status != 0 || run_checking(run))
		return status;
	return s->storing.spool.at ? start_put(s, run) : start(s, run);
}

static int handed(struct send *s, struct run *run, int status)
{
	return status ? run_fail(run, status, "%s", sender_why(s->sender)) : 0;
}

static int send_batch(void *self, struct run *run, struct batch *b)
{
	struct send *s = self;
	struct text raw = run_raw(run, b);
	int status = raw.len > 0 ? 0 : run_text(run, s->lines, b);
	if (status != 0)
		return status;
	struct text lines = raw.len > 0 ? raw : output_bytes(s->lines);
	if (s->put)
		status = put_add(s->put, lines);
	else
		status = handed(s, run, sender_add(s->sender, lines, b->rows));
	s->records += b->rows;
	output_clear(s->lines);
	return status;
}

static int send_finish(void *self, struct run *run)
{
	struct send *s = self;
	return s->put ? put_close(s->put, s->records) : handed(s, run, sender_last(s->sender));
}

static int send_verdict(void *self, struct run *run, int status, const char *why)
{
	struct send *s = self;
	struct reach reach = reach_of(s);
	if (s->put && status == 0)
		status = put_commit(s->put);
	if (s->put && status == 0 && s->storing.flush)
		status = deliver(run, s->storing.spool.at, &reach, s->silence ? s->silence : SILENCE);
	if (!s->sender)
		return status;
	return handed(s, run, sender_end(s->sender, status, why));
}

static void send_close(void *self)
{
	struct send *s = self;
	sender_stop(s->sender);
	put_drop(s->put);
	output_drop(s->lines);
	s->put = NULL;
	s->sender = NULL;
	s->lines = NULL;
}

extern const struct stage send_stage;
const struct stage send_stage = {
	.name = "send",
	.does = "hand records to weir-receive, over ZeroMQ, in place of a pipe",
	.trait = STATELESS,
	.role = SINK,
	.blind = true,
	.size = sizeof(struct send),
	.opts = opts,
	.examples = examples,
	.instead = send_instead,
	.open = send_open,
	.batch = send_batch,
	.finish = send_finish,
	.verdict = send_verdict,
	.close = send_close,
};
