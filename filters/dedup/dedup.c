/* filters/dedup/dedup.c - one record per key is kept; what the others were is counted, never guessed.
 *
 * Keeping the first one, records pass on at once, and a key costs 24 bytes and its slot in a table. Keeping
 * the last or the greatest, or listing conflicts, one record a key is held.
 */
#include "conflicts.h"
#include "held.h"
#include "keys.h"
#include "lib/decimal.h"
#include "lib/hash.h"
#include "lib/stage.h"
#include "outside.h"

struct dedup {
	struct columns key;      /* -k */
	struct text keep;        /* --keep */
	struct text greatest;    /* --greatest */
	struct text on_conflict; /* --on-conflict */
	struct text list;        /* --conflicts */
	bool allow_missing;      /* --allow-missing */

	enum rule rule;
	size_t by; /* the column of --greatest */
	bool rejects;
	size_t columns;
	struct picks pick, others;
	struct keys keys;
	struct log log;
	struct conflicts conflicts;
	size_t live;         /* bytes of the records in the log that are kept */
	struct text *values; /* of one record */
	struct batch *aside; /* records on their way to the rejects, where some are held */
	struct outside outside;
	bool is_outside; /* there was no room in memory any more */
};

static const struct opt opts[] = {
	{ 'k', OPT_COLUMNS, "key", "COLUMNS", "what tells one record from another (required)",
	  offsetof(struct dedup, key) },
	{ 0, OPT_CHOICE, "keep", "first|last", "which of a key's records (first)",
	  offsetof(struct dedup, keep) },
	{ 0, OPT_TEXT, "greatest", "COLUMN", "keep the one with the greatest value there",
	  offsetof(struct dedup, greatest) },
	{ 0, OPT_CHOICE, "on-conflict", "drop|reject",
	  "what becomes of a duplicate whose other columns differ (drop)",
	  offsetof(struct dedup, on_conflict) },
	{ 0, OPT_TEXT, "conflicts", "FILE", "list the records of keys in conflict there",
	  offsetof(struct dedup, list) },
	{ 0, OPT_FLAG, "allow-missing", NULL, "a missing key value is a value as any other",
	  offsetof(struct dedup, allow_missing) },
	{ 0 },
};

static const struct reason reasons[] = {
	{ "duplicate", "is the key of a record that is kept, and all other columns are the same" },
	{ "conflict", "is the key of a record that is kept, and other columns differ" },
	{ "key-conflict", "is the key of another record, which differs in other columns" },
	{ "no-key", "is missing, and part of the key" },
	{ 0 },
};

static const char *const examples[] = {
	"printf 'id\\tname\\n1\\tAda\\n1\\tAda\\n2\\tBo\\n' | weir-dedup -k id",
	"printf 'id\\tday\\n1\\t2024-01-09\\n1\\t2024-03-01\\n' | weir-dedup -k id --greatest day",
	NULL,
};

static int read_rule(struct dedup *s, struct run *run, const struct columns *in)
{
	if (s->key.n == 0)
		return run_fail(run, EX_USAGE,
		                "-k: no key; name the columns that tell one record from another (there is "
		                "no default: identical lines of count data are different people)");
	s->rejects = text_is(s->on_conflict, "reject");
	s->rule = text_is(s->keep, "last") ? LAST : FIRST;
	if (!s->greatest.at)
		return 0;
	if (s->keep.at)
		return run_fail(run, EX_USAGE, "--keep %s: not together with --greatest", s->keep.at);
	s->rule = GREATEST;
	return run_find(run, in, "--greatest", s->greatest, &s->by);
}

static void pick_others(struct dedup *s, struct run *run, const struct columns *in)
{
	bool *is_key = arena_zeros(run_arena(run), in->n + 1);
	for (size_t p = 0; p < s->pick.n; p++)
		is_key[s->pick.at[p]] = true;
	s->others.at = arena_take(run_arena(run), (in->n + 1) * sizeof(*s->others.at));
	for (size_t c = 0; c < in->n; c++)
		if (!is_key[c])
			s->others.at[s->others.n++] = c;
}

static int dedup_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct dedup *s = self;
	/* What is picked among the stage's own columns may be changed, and so is kept twice: a copy is none of them. */
	const struct columns same = *in;
	*out = *in;
	int status = read_rule(s, run, in);
	if (status == 0)
		status = run_pick(run, &same, &s->key, &s->pick);
	if (status == 0 && s->list.at)
		status = conflicts_open(&s->conflicts, run, s->list.at, in);
	if (status != 0 || run_checking(run))
		return status;
	s->columns = in->n;
	pick_others(s, run, in);
	s->values = arena_take(run_arena(run), (in->n + 1) * sizeof(*s->values));
	bool holds = s->rule != FIRST || s->list.at;
	keys_init(&s->keys, holds);
	if (holds)
		log_init(&s->log, in->n, run_seed(run));
	return 0;
}

/* Where records are held, rejects go by a batch of their own: those of records that came long ago and of this
 * batch's stand in one order, whatever the size of batches. */
static int reject_aside(struct dedup *s, struct run *run, const struct text *values,
                        struct text source, uint64_t line, size_t col, const char *word)
{
	struct batch *b = s->aside = run_batch(run);
	size_t row = b->rows++;
	for (size_t c = 0; c < s->log.columns; c++)
		b->col[c][row] = values[c];
	batch_place(b, row, source, line);
	run_reject(run, b, row, col, word);
	return b->rows == b->room ? run_emit(run, b) : 0;
}

static int reject(struct dedup *s, struct run *run, struct batch *b, size_t row, size_t col,
                  const char *word)
{
	if (s->rule == FIRST)
		return run_reject(run, b, row, col, word), 0;
	for (size_t c = 0; c < s->log.columns; c++)
		s->values[c] = b->col[c][row];
	return reject_aside(s, run, s->values, batch_source(b, row), b->line[row], col, word);
}

/* Another record of the key is kept from now on. */
static int give_up_held(struct dedup *s, struct run *run, struct kept *kept, bool differs)
{
	const struct held *h = kept->record;
	s->live -= h->size;
	if (differs && s->conflicts.out) {
		int status = conflicts_lost_held(&s->conflicts, run, kept, &s->log);
		if (status != 0)
			return status;
	}
	if (!differs || !s->rejects)
		return run_dropped(run, differs ? "conflict" : "duplicate", 1), 0;
	log_values(&s->log, h, s->values);
	return reject_aside(s, run, s->values, log_source(&s->log, h), h->line, s->pick.at[0],
	                    "key-conflict");
}

/* kept: null where nothing is held. */
static int give_up(struct dedup *s, struct run *run, struct kept *kept, struct batch *b, size_t row,
                   bool differs)
{
	if (kept && differs && s->conflicts.out) {
		int status = conflicts_lost(&s->conflicts, run, kept, b, row);
		if (status != 0)
			return status;
	}
	if (differs && s->rejects)
		return reject(s, run, b, row, s->pick.at[0], "key-conflict");
	run_drop(run, b, row, differs ? "conflict" : "duplicate");
	return 0;
}

static bool is_better(const struct dedup *s, const struct kept *kept, const struct batch *b,
                      size_t row)
{
	return s->rule == LAST ||
	       (s->rule == GREATEST &&
	        decimal_text_order(b->col[s->by][row], log_value(kept->record, s->by)) > 0);
}

static void hold(struct dedup *s, struct kept *kept, const struct batch *b, size_t row,
                 uint32_t number)
{
	kept->record = log_add(&s->log, b, row, number);
	s->live += kept->record->size;
}

/* A record where one per key is held. */
static int take_held(struct dedup *s, struct run *run, struct batch *b, size_t row, uint32_t number,
                     bool fresh, uint64_t content)
{
	struct key *key = keys_at(&s->keys, number);
	struct kept *kept = keys_kept(&s->keys, number);
	if (!fresh) {
		bool differs = key->content != content;
		if (!is_better(s, kept, b, row))
			return give_up(s, run, kept, b, row, differs);
		int status = give_up_held(s, run, kept, differs);
		if (status != 0)
			return status;
	}
	key->content = content;
	hold(s, kept, b, row, number);
	return 0;
}

static int take_record(struct dedup *s, struct run *run, struct batch *b, size_t row,
                       uint32_t number, bool fresh, uint64_t content)
{
	struct key *key = keys_at(&s->keys, number);
	if (fresh)
		key->content = content;
	if (s->keys.holds)
		return take_held(s, run, b, row, number, fresh, content);
	return fresh ? 0 : give_up(s, run, NULL, b, row, key->content != content);
}

/* Records replaced by others leave holes; once these are more than the rest, the log is written anew. */
static void tidy_log(struct dedup *s)
{
	if (s->log.bytes < ((size_t)4 << 20) || s->log.bytes / 2 < s->live)
		return;
	struct log fresh = { .columns = s->log.columns, .mem = arena_new(), .sources = s->log.sources };
	struct log_place place = { 0 };
	const struct held *h;
	while ((h = log_next(&s->log, &place)) != NULL) {
		struct kept *kept = keys_kept(&s->keys, h->key);
		if (kept->record == h)
			kept->record = log_copy(&fresh, h);
	}
	arena_free(s->log.mem);
	s->log = fresh;
}

/* For each row the column + 1 that is missing from its key, or 0; null: --allow-missing. */
static size_t *without_key(const struct dedup *s, const struct batch *b)
{
	if (s->allow_missing)
		return NULL;
	size_t *missing = arena_zeros(b->mem, b->rows * sizeof(*missing));
	for (size_t p = s->pick.n; p-- > 0;) {
		const struct text *v = b->col[s->pick.at[p]];
		for (size_t r = 0; r < b->rows; r++)
			if (v[r].len == 0)
				missing[r] = s->pick.at[p] + 1;
	}
	return missing;
}

/* --- beyond the memory ------------------------------------------------------------------------ */

/* What lists conflicts has to know all records of a key, so it stays in memory. */
static bool is_full(const struct dedup *s, const struct run *run)
{
	return !s->conflicts.out && keys_held(&s->keys) + log_held(&s->log) > run_memory(run) / 2;
}

/* The records that are held, some at a time, as if they came now. */
static int move_some(struct dedup *s, struct run *run, struct hash *hash, uint64_t *content)
{
	struct batch *b = run_batch(run);
	int status = outside_add(&s->outside, run, b, hash, content, NULL);
	b->rows = 0;
	return status;
}

static int move_held(struct dedup *s, struct run *run)
{
	struct log_place place = { 0 };
	const struct held *h;
	struct batch *b = run_batch(run);
	struct arena *mem = arena_new();
	struct hash *hash = arena_take(mem, b->room * sizeof(*hash));
	uint64_t *content = arena_take(mem, b->room * sizeof(*content));
	int status = 0;
	while (status == 0 && (h = log_next(&s->log, &place)) != NULL) {
		const struct key *key = keys_at(&s->keys, h->key);
		if (keys_kept(&s->keys, h->key)->record != h)
			continue;
		log_values(&s->log, h, s->values);
		for (size_t c = 0; c < s->columns; c++)
			b->col[c][b->rows] = s->values[c];
		batch_place(b, b->rows, log_source(&s->log, h), h->line);
		hash[b->rows] = key->hash;
		content[b->rows] = key->content;
		if (++b->rows == b->room)
			status = move_some(s, run, hash, content);
	}
	status = status == 0 && b->rows > 0 ? move_some(s, run, hash, content) : status;
	arena_free(mem);
	return status;
}

/* Records that are held go before those that come; of others their keys are known. */
static int move_out(struct dedup *s, struct run *run)
{
	if (s->keys.holds)
		return move_held(s, run);
	for (uint32_t i = 0; i < s->keys.numbers.n; i++)
		outside_known(&s->outside, keys_at(&s->keys, i)->hash, keys_at(&s->keys, i)->content);
	return 0;
}

static int go_outside(struct dedup *s, struct run *run)
{
	s->outside = (struct outside){ .rule = s->rule,
		                           .rejects = s->rejects,
		                           .columns = s->columns,
		                           .key_col = s->pick.at[0],
		                           .by = s->by,
		                           .memory = run_memory(run) };
	outside_open(&s->outside, run);
	int status = move_out(s, run);
	keys_free(&s->keys);
	log_free(&s->log);
	s->keys = (struct keys){ 0 };
	s->log = (struct log){ 0 };
	s->is_outside = true;
	return status;
}

/* --- a batch ---------------------------------------------------------------------------------- */

static int dedup_batch(void *self, struct run *run, struct batch *b)
{
	struct dedup *s = self;
	const size_t *missing = without_key(s, b);
	struct hash *hash = arena_take(b->mem, b->rows * sizeof(*hash));
	uint32_t *number = arena_take(b->mem, b->rows * sizeof(*number)), next = s->keys.numbers.n;
	hash_rows(b->col, s->pick.at, s->pick.n, b->rows, run_seed(run), hash);
	uint64_t *content = arena_take(b->mem, b->rows * sizeof(*content));
	hash_rows_short(b->col, s->others.at, s->others.n, 0, b->rows, run_seed(run), content);
	if (s->is_outside) {
		int added = outside_add(&s->outside, run, b, hash, content, missing);
		b->rows = 0;
		return added;
	}
	if (!keys_number(&s->keys, hash, missing, b->rows, number))
		return run_fail(run, EX_OSERR,
		                "more than 4 thousand million distinct keys; divide the input");
	int status = 0;
	for (size_t r = 0; r < b->rows && status == 0; r++) {
		if (missing && missing[r]) {
			status = reject(s, run, b, r, missing[r] - 1, "no-key");
			continue;
		}
		bool fresh = number[r] == next;
		next += fresh;
		status = take_record(s, run, b, r, number[r], fresh, content[r]);
	}
	if (status == 0 && s->aside && s->aside->rows > 0)
		status = run_emit(run, s->aside);
	if (s->keys.holds)
		tidy_log(s);
	if (s->rule != FIRST)
		b->rows = 0;
	return status == 0 && is_full(s, run) ? go_outside(s, run) : status;
}

static int emit_held(struct dedup *s, struct run *run)
{
	struct batch *b = run_batch(run);
	struct log_place place = { 0 };
	const struct held *h;
	while ((h = log_next(&s->log, &place)) != NULL) {
		if (keys_kept(&s->keys, h->key)->record != h)
			continue;
		log_values(&s->log, h, s->values);
		for (size_t c = 0; c < s->log.columns; c++)
			b->col[c][b->rows] = s->values[c];
		batch_place(b, b->rows, log_source(&s->log, h), h->line);
		int status = ++b->rows == b->room ? run_emit(run, b) : 0;
		if (status != 0)
			return status;
	}
	return b->rows > 0 ? run_emit(run, b) : 0;
}

static int dedup_finish(void *self, struct run *run)
{
	struct dedup *s = self;
	if (s->is_outside)
		return outside_finish(&s->outside, run);
	int status = s->rule != FIRST ? emit_held(s, run) : 0;
	if (status == 0 && s->conflicts.out)
		status = conflicts_end(&s->conflicts, run, &s->keys, &s->log);
	return status;
}

static void dedup_close(void *self)
{
	struct dedup *s = self;
	keys_free(&s->keys);
	log_free(&s->log);
	outside_free(&s->outside);
}

const struct stage dedup_stage = {
	.name = "dedup",
	.does = "keep one record per key",
	.trait = KEYED,
	.spills = true,
	.size = sizeof(struct dedup),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = dedup_open,
	.batch = dedup_batch,
	.finish = dedup_finish,
	.close = dedup_close,
};
