/* filters/recode/recode.c - one code list to another, by a table.
 *
 * What a code becomes is looked up in a table that is held whole. One that becomes several is rejected, kept as a set, or
 * makes a record for each, weighted: only then are records copied to batches of the stage's own.
 */
#include "recode.h"
#include "lib/conf.h"
#include <unistd.h>

static const struct opt opts[] = {
	{ 'c', OPT_COLUMNS, "columns", "COLUMNS",
	  "the column that holds the code, or several (required)", offsetof(struct recode, columns) },
	{ 0, OPT_TEXT, "table", "FILE",
	  "the table, or the name of one of conf/recode, as isced97-isced2011 (required)",
	  offsetof(struct recode, table) },
	{ 0, OPT_COLUMNS, "from", "COLUMNS", "the table's columns with the old code (from)",
	  offsetof(struct recode, from) },
	{ 0, OPT_TEXT, "to", "COLUMN", "the table's column with the new code (to)",
	  offsetof(struct recode, to) },
	{ 0, OPT_TEXT, "as", "NAME", "put the new code into a column NAME (in place of the old one)",
	  offsetof(struct recode, as) },
	{ 0, OPT_TEXT, "flag", "NAME", "a column that says 'one', 'many', 'unmatched' or 'missing'",
	  offsetof(struct recode, flag) },
	{ 0, OPT_CHOICE, "many", "reject|weight|set",
	  "what becomes of a code that has several new ones (reject)", offsetof(struct recode, many) },
	{ 0, OPT_TEXT, "share", "COLUMN", "the table's column with the shares (share)",
	  offsetof(struct recode, share) },
	{ 0, OPT_COLUMNS, "measure", "COLUMNS", "with weights: the numbers that are divided",
	  offsetof(struct recode, measure) },
	{ 0, OPT_TEXT, "decimals", "N", "round them to N digits behind the point; the sum stays",
	  offsetof(struct recode, decimals) },
	{ 0, OPT_TEXT, "weight", "NAME", "with weights: put the share into a column NAME",
	  offsetof(struct recode, weight) },
	{ 0, OPT_TEXT, "date", "COLUMN", "the day, month or year at which the table is asked",
	  offsetof(struct recode, date) },
	{ 0, OPT_CHOICE, "on-unmatched", "reject|missing|keep",
	  "what becomes of a code that the table has not (reject)",
	  offsetof(struct recode, on_unmatched) },
	{ 0, OPT_TEXT, "default", "CODE", "the new code of one that the table has not",
	  offsetof(struct recode, other) },
	{ 0, OPT_TEXT, "unmatched", "FILE", "list the codes that the table has not, by records",
	  offsetof(struct recode, unmatched) },
	{ 0 },
};

static const struct reason reasons[] = {
	{ "unmatched", "is no code that the table has" },
	{ "one-to-many", "has several codes in the table; --many says what becomes of it" },
	{ "bad-date", "is no day, month or year at which the table can be asked" },
	{ "coarse-date", "is longer than a line of the table holds for this code" },
	{ "bad-measure", "is no number in plain form, and has to be divided" },
	{ "too-large", "is too large a number to be divided exactly" },
	{ 0 },
};

static const char *const examples[] = {
	"printf 'level\\n5B\\n6\\n' | weir-recode -c level --table isced97-isced2011 --many set",
	"printf 'from\\tto\\tshare\\n5\\tA\\t0.4\\n5\\tB\\t0.6\\n' >t.tsv; printf 'c\\tn\\n5\\t7\\n' | "
	"weir-recode -c c --table t.tsv --many weight --measure n --decimals 0",
	NULL,
};

static int check_many(struct recode *s, struct run *run)
{
	uint64_t n;
	s->how = text_is(s->many, "weight") ? WEIGHT : text_is(s->many, "set") ? SET : REJECT;
	if (s->how != WEIGHT && (s->measure.n > 0 || s->weight.at || s->decimals.at || s->share.at))
		return run_fail(run, EX_USAGE, "%s: goes with --many weight only",
		                s->measure.n > 0 ? "--measure"
		                : s->weight.at   ? "--weight"
		                : s->share.at    ? "--share"
		                                 : "--decimals");
	if (s->how == WEIGHT && s->measure.n == 0 && !s->weight.at)
		return run_fail(
			run, EX_USAGE,
			"--many weight: --measure names the numbers to divide, or --weight a column "
			"for the shares");
	s->digits = WEIGH_EXACT;
	if (!s->decimals.at)
		return 0;
	if (!text_count(s->decimals, DECIMAL_SCALE, &n))
		return run_fail(run, EX_USAGE, "--decimals %s: expected a whole number from 0 to %d",
		                s->decimals.at, DECIMAL_SCALE);
	s->digits = (unsigned)n;
	return 0;
}

static int check_words(struct recode *s, struct run *run)
{
	if (s->columns.n == 0)
		return run_fail(run, EX_USAGE, "-c: no column; name the one that holds the code");
	if (!s->table.at)
		return run_fail(run, EX_USAGE, "--table: no table; name the file with the codes");
	s->other_way = text_is(s->on_unmatched, "missing") ? GIVE : REJECT_IT;
	if (text_is(s->on_unmatched, "keep"))
		s->other_way = KEEP;
	if (s->other.at && s->on_unmatched.at)
		return run_fail(run, EX_USAGE, "--default %s: not together with --on-unmatched",
		                s->other.at);
	if (s->other.at)
		s->other_way = GIVE;
	return check_many(s, run);
}

static int read_codes(struct recode *s, struct run *run)
{
	static const struct text from = { "from", 4 };
	struct text one = from;
	struct codes_asked asked = { .file = s->table.at,
		                         .from = s->from,
		                         .to = s->to.at ? s->to : TEXT("to"),
		                         .share = s->share.at ? s->share : TEXT("share"),
		                         .shares = s->how == WEIGHT,
		                         .sets = s->how == SET };
	if (asked.from.n == 0)
		asked.from = (struct columns){ .n = 1, .name = &one };
	asked.from.option = "--from";
	if (!strpbrk(s->table.at, "./")) { /* a name, and no file */
		char *name = arena_take(run_arena(run), s->table.len + sizeof("recode/.tsv"));
		stpcpy(stpcpy(stpcpy(name, "recode/"), s->table.at), ".tsv");
		asked.file = conf_path(run, name);
		if (access(asked.file, F_OK) != 0)
			return run_fail(run, EX_NOINPUT,
			                "--table %s: no such table comes with Weir; the name of a file has a "
			                "dot or a slash (./%s)",
			                s->table.at, s->table.at);
	}
	return codes_read(run, &asked, &s->codes);
}

static int check_fit(struct recode *s, struct run *run, const struct columns *in)
{
	if (s->codes.later)
		return 0;
	if (!in->unknown && s->pick.n != s->codes.from.n)
		return run_fail(run, EX_USAGE, "--from: %zu column%s, but -c has %zu", s->codes.from.n,
		                s->codes.from.n == 1 ? "" : "s", s->pick.n);
	if (s->codes.valid && !s->date.at)
		return run_fail(run, EX_USAGE,
		                "--table %s: its lines have dates (valid_from, valid_to); --date names the "
		                "column with the time at which it is asked",
		                s->table.at);
	if (!s->codes.valid && s->date.at)
		return run_fail(run, EX_USAGE,
		                "--date %s: the table has no dates (columns valid_from, valid_to)",
		                s->date.at);
	return 0;
}

static int add_columns(struct recode *s, struct run *run, const struct columns *in,
                       struct columns *out)
{
	int status = 0;
	columns_copy(run, out, in);
	s->result = s->pick.n > 0 ? s->pick.at[0] : 0;
	if (!s->as.at && s->columns.n + s->from.n > 0 && (s->pick.n > 1 || s->codes.from.n > 1))
		return run_fail(run, EX_USAGE,
		                "--as: the code has several columns; name one for the new code");
	if (s->as.at)
		status = columns_add(run, out, s->as, &s->result);
	if (status == 0 && s->flag.at)
		status = columns_add(run, out, s->flag, &s->flagged);
	if (status == 0 && s->weight.at)
		status = columns_add(run, out, s->weight, &s->weighted);
	s->width = out->n;
	return status;
}

static int pick_columns(struct recode *s, struct run *run, const struct columns *in)
{
	int status = run_pick(run, in, &s->columns, &s->pick);
	if (status == 0 && s->measure.n > 0)
		status = run_pick(run, in, &s->measure, &s->measures);
	if (status == 0 && s->date.at)
		status = run_find(run, in, "--date", s->date, &s->dated);
	for (size_t i = 0; i < s->measures.n && status == 0; i++)
		for (size_t k = 0; k < s->pick.n; k++)
			if (s->measures.at[i] == s->pick.at[k])
				return run_fail(run, EX_USAGE, "--measure: '%.*s' is the code that is looked up",
				                (int)in->name[s->pick.at[k]].len, in->name[s->pick.at[k]].at);
	return status;
}

static int recode_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct recode *s = self;
	struct arena *mem = run_arena(run);
	int status = check_words(s, run);
	if (status == 0)
		status = pick_columns(s, run, in);
	if (status == 0)
		status = read_codes(s, run);
	if (status == 0)
		status = check_fit(s, run, in);
	if (status == 0)
		status = add_columns(s, run, in, out);
	if (s->how != WEIGHT) /* which makes several records of one */
		run_looks_no_further(run);
	struct text *names = arena_take(mem, (s->pick.n + 1) * sizeof(*names));
	for (size_t i = 0; i < s->pick.n && in->n > 0; i++)
		names[i] = in->name[s->pick.at[i]];
	if (status == 0)
		status = frequency_open(run, s->unmatched.at, names, s->pick.n, &s->missed);
	s->values = arena_take(mem, (s->pick.n + 1) * sizeof(*s->values));
	s->rows = arena_take(mem, (CODES_MOST + 1) * sizeof(*s->rows));
	return status;
}

static int recode_finish(void *self, struct run *run)
{
	struct recode *s = self;
	return frequency_write(s->missed, run);
}

static void recode_close(void *self)
{
	struct recode *s = self;
	frequency_free(s->missed);
	codes_free(&s->codes);
}

const struct stage recode_stage = {
	.name = "recode",
	.does = "turn one code list into another by a table",
	.trait = STATELESS,
	.size = sizeof(struct recode),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = recode_open,
	.batch = recode_batch,
	.finish = recode_finish,
	.close = recode_close,
};
