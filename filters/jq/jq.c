/* filters/jq/jq.c - a jq program for each record: select, compute, rename, split.
 *
 * libjq takes microseconds for a call. With -c a program sees few columns, and is asked once for each
 * distinct combination of their values.
 */
#include "lib/memo.h"
#include "lib/pack.h"
#include "reply.h"

/* What is kept of replies: when more come, all are forgotten. */
enum { MOST_REPLIES = 1 << 16, MOST_BYTES = 64 << 20 };

struct origin { /* of a record on its way out: one that came, and what the program made of it */
	size_t row;
	const struct answer *answer;
};

struct filter {
	struct text program, library;
	struct columns given, added, wanted; /* -c, --add, --give */

	struct jq *jq;
	struct shape shape;
	struct arena *scratch;
	struct text *values; /* those given, of one record */

	struct memo *memo; /* with -c: combinations of values that came */
	struct reply *replies;
	struct arena *kept; /* what replies hold */
	size_t key_bytes;

	struct batch *own; /* records on their way out */
	struct origin *origin;
};

static const struct opt opts[] = {
	{ 0, OPT_OPERAND, "program", "PROGRAM", "in the language of jq",
	  offsetof(struct filter, program) },
	{ 'c', OPT_COLUMNS, "columns", "COLUMNS",
	  "give the program only these; it is asked once for each combination of their values",
	  offsetof(struct filter, given) },
	{ 0, OPT_COLUMNS, "add", "COLUMNS", "new columns that the answers have",
	  offsetof(struct filter, added) },
	{ 0, OPT_COLUMNS, "give", "COLUMNS", "the columns that come out, in this order, and no others",
	  offsetof(struct filter, wanted) },
	{ 'L', OPT_TEXT, "library", "FOLDER", "where import finds modules",
	  offsetof(struct filter, library) },
	{ 0 },
};

static const struct reason reasons[] = {
	{ "jq-error", "makes the program fail" },
	{ "not-object",
	  "gets an answer that is no record; write select(CONDITION) to keep some records, "
	  "{NAME: VALUE} to make others" },
	{ "unknown-column", "gets a column that does not come out; name it with --add or --give" },
	{ "not-flat", "gets an array or an object as a value; tojson makes it text" },
	{ "too-many", "becomes more than 100000 records" },
	{ "not-selected", "gets no answer" },
	{ 0 },
};

static const char *const examples[] = {
	"weir-parse samples/uk-study-institution.csv | weir-jq -c Year 'select(.Year == \"2023\")'",
	"printf 'Name\\nAda\\n' | weir-jq --add short '. + {short: .Name[:1]}'",
	NULL,
};

static int compile(struct filter *f, struct run *run)
{
	const char *why = NULL;
	if (text_trim(f->program).len == 0)
		return run_fail(run, EX_USAGE, "the program is empty; '.' gives each record as it is");
	f->jq = jq_new(f->program, f->library.at, NULL, NULL, 0, run_arena(run), &why);
	if (!f->jq)
		return run_fail(run, EX_USAGE, "program: %s", why);
	return 0;
}

static int jq_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct filter *f = self;
	struct arena *mem = run_arena(run);
	int status = compile(f, run);
	if (status == 0)
		status = shape_open(&f->shape, run, in, &f->given, &f->added, &f->wanted);
	if (status != 0)
		return status;
	*out = f->shape.out;
	f->scratch = arena_new();
	f->values = arena_take(mem, f->shape.given.n * sizeof(*f->values));
	if (!f->given.option)
		return 0;
	f->memo = memo_new(run_seed(run), MOST_REPLIES);
	f->replies = arena_take(mem, MOST_REPLIES * sizeof(*f->replies));
	f->kept = arena_new();
	return 0;
}

/* Column by column: for each record the value of the one it was made from, then what the answers change. */
static int pass_on(struct filter *f, struct run *run, const struct batch *b)
{
	struct batch *own = f->own;
	for (size_t c = 0; c < f->shape.out.n; c++) {
		struct text *to = own->col[c];
		const struct text *from = f->shape.from[c] == NO_COLUMN ? NULL : b->col[f->shape.from[c]];
		for (size_t r = 0; r < own->rows; r++)
			to[r] = from ? from[f->origin[r].row] : (struct text){ 0 };
	}
	for (size_t r = 0; r < own->rows; r++) {
		const struct answer *a = f->origin[r].answer;
		size_t row = f->origin[r].row;
		batch_place(own, r, batch_source(b, row), b->line[row]);
		for (size_t i = 0; i < a->n; i++)
			own->col[a->change[i].col][r] = a->change[i].value;
	}
	return own->rows > 0 ? run_emit(run, own) : 0;
}

/* Nothing may be on its way out that refers to them. */
static void forget(struct filter *f, struct run *run)
{
	memo_empty(f->memo);
	run_retire(run, f->kept);
	f->kept = arena_new();
	f->key_bytes = 0;
}

static struct text key_of(struct filter *f)
{
	size_t n = f->shape.given.n, size = 0;
	if (n == 1)
		return f->values[0];
	for (size_t i = 0; i < n; i++)
		size += pack_size(f->values[i]);
	arena_empty(f->scratch);
	char *key = arena_take(f->scratch, size), *at = key;
	for (size_t i = 0; i < n; i++)
		at = pack_put(at, f->values[i]);
	return (struct text){ key, size };
}

/* The reply to the values in f->values, from the memo or from the program. */
static int reply_to(struct filter *f, struct run *run, const struct batch *b, struct reply *reply)
{
	if (!f->memo) {
		*reply = reply_of(&f->shape, f->jq, f->values, b->mem, f->scratch);
		return 0;
	}
	bool fresh;
	struct text key = key_of(f);
	bool full = f->key_bytes + arena_held(f->kept) > MOST_BYTES;
	uint32_t number = full ? MEMO_FULL : memo_find(f->memo, key, &fresh);
	if (number == MEMO_FULL) {
		int status = pass_on(f, run, b);
		if (status != 0)
			return status;
		forget(f, run);
		number = memo_find(f->memo, key, &fresh);
	}
	if (fresh) {
		f->key_bytes += key.len;
		f->replies[number] = reply_of(&f->shape, f->jq, f->values, f->kept, f->scratch);
	}
	*reply = f->replies[number];
	return 0;
}

static int put_answers(struct filter *f, struct run *run, const struct batch *b, size_t row,
                       const struct reply *reply)
{
	int status = 0;
	for (size_t i = 0; i < reply->n && status == 0; i++) {
		f->origin[f->own->rows++] = (struct origin){ row, &reply->answer[i] };
		if (f->own->rows == f->own->room)
			status = pass_on(f, run, b);
	}
	run_made(run, reply->n - 1);
	return status;
}

static int jq_batch(void *self, struct run *run, struct batch *b)
{
	struct filter *f = self;
	int status = 0;
	if (!f->own) {
		f->own = run_batch(run);
		f->origin = arena_take(run_arena(run), f->own->room * sizeof(*f->origin));
	}
	for (size_t r = 0; r < b->rows && status == 0; r++) {
		struct reply reply;
		for (size_t i = 0; i < f->shape.given.n; i++)
			f->values[i] = b->col[f->shape.given.at[i]][r];
		status = reply_to(f, run, b, &reply);
		if (status != 0)
			break;
		if (reply.word)
			run_reject_with(run, b, r, NO_COLUMN, reply.word, reply.with);
		else if (reply.n == 0)
			run_drop(run, b, r, "not-selected");
		else
			status = put_answers(f, run, b, r, &reply);
	}
	if (status == 0)
		status = pass_on(f, run, b);
	b->rows = 0;
	return status;
}

static void jq_close(void *self)
{
	struct filter *f = self;
	jq_free(f->jq);
	shape_close(&f->shape);
	arena_free(f->scratch);
	memo_free(f->memo);
	arena_free(f->kept);
}

const struct stage jq_stage = {
	.name = "jq",
	.does = "run a jq program on each record",
	.trait = STATELESS,
	.size = sizeof(struct filter),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = jq_open,
	.batch = jq_batch,
	.close = jq_close,
};
