/* filters/profile/profile.c - what each column holds: one record for a column, when all of the input was seen. */
#include "column.h"
#include "record.h"
#include "lib/json.h"
#include "lib/output.h"
#include "lib/stage.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ALL_COUNTS = 500000 }; /* values that are held for all columns together */

struct profile {
	struct columns only;  /* -c */
	size_t top, distinct; /* --top, --distinct */

	struct picks pick;
	struct text *name;
	struct column *column;
	uint64_t records;
};

static const struct opt opts[] = {
	{ 'c', OPT_COLUMNS, "columns", "COLUMNS", "only these", offsetof(struct profile, only) },
	{ 0, OPT_COUNT, "top", "N", "show so many frequent values of each; default 3",
	  offsetof(struct profile, top) },
	{ 0, OPT_COUNT, "distinct", "N",
	  "count so many distinct values of a column exactly; default 100000",
	  offsetof(struct profile, distinct) },
	{ 0 },
};

static const char profiled[] = "profiled";
static const struct reason reasons[] = {
	{ profiled, "was looked at" },
	{ 0 },
};

static const char *const examples[] = {
	"weir-parse samples/uk-study-nationality.csv | weir-profile | cut -f 1-8",
	"printf 'n\\n1\\n2\\n-\\n-\\n' | weir-profile | weir-emit ndjson",
	NULL,
};

static int profile_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	static const char *const names[VALUES] = { "column", "type", "records", "missing",  "distinct",
		                                       "exact",  "min",  "max",     "shortest", "longest",
		                                       "kinds",  "top",  "odd" };
	struct profile *p = self;
	struct arena *mem = run_arena(run);
	*out = (struct columns){ 0 };
	run_looks_no_further(run);
	int status = run_pick(run, in, &p->only, &p->pick);
	for (size_t i = 0; i < VALUES && status == 0; i++)
		status = columns_add(run, out, text_of(names[i]), NULL);
	if (status != 0 || run_checking(run))
		return status;
	size_t most = p->distinct ? p->distinct : 100000, share = ALL_COUNTS / (p->pick.n + 1) + 16;
	p->name = in->name;
	p->column = arena_take(mem, (p->pick.n + 1) * sizeof(*p->column));
	for (size_t i = 0; i < p->pick.n; i++)
		column_init(&p->column[i], mem, most < share ? most : share);
	return 0;
}

static int profile_batch(void *self, struct run *run, struct batch *b)
{
	struct profile *p = self;
	for (size_t i = 0; i < p->pick.n; i++)
		column_take(&p->column[i], b->col[p->pick.at[i]], b->rows, run_seed(run));
	p->records += b->rows;
	run_dropped(run, profiled, b->rows);
	b->rows = 0;
	return 0;
}

/* --- the result ------------------------------------------------------------------------------- */

static struct text number_text(uint64_t n, struct arena *mem)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);
	return (struct text){ arena_copy(mem, digits, (size_t)len), (size_t)len };
}

/* What is kept of it, whole characters only, and "…" where there is more. */
static struct text shown(const char *at, size_t len, size_t kept, struct arena *mem)
{
	size_t n = len < kept ? len : kept;
	if (n == len)
		return (struct text){ at, n };
	n = utf8_valid(at, n);
	char *to = arena_copy(mem, at, n + 4);
	memcpy(to + n, "…", 4);
	return (struct text){ to, n + 3 };
}

static struct text taken(struct output *o, struct arena *mem)
{
	struct text all = output_bytes(o);
	struct text copy = { arena_copy(mem, all.at, all.len), all.len };
	output_drop(o);
	return copy;
}

/* A JSON object: value to records; the first `most`. Where counts may be too small, those that are wrong by half at most. */
static struct text counts_text(struct counts *c, size_t most, struct arena *mem)
{
	struct output *o = output_memory();
	counts_sort(c);
	for (size_t i = 0; i < c->n && i < most && c->item[i].records > c->lowered; i++) {
		char number[32];
		output_write(o, i ? "," : "{", 1);
		json_put(o, shown(c->item[i].at, c->item[i].len, COUNTS_KEPT, mem));
		int n = snprintf(number, sizeof(number), ":%" PRIu64, c->item[i].records);
		output_write(o, number, (size_t)n);
	}
	if (output_bytes(o).len > 0)
		output_write(o, "}", 1);
	return taken(o, mem);
}

struct share {
	enum kind_of kind;
	uint64_t records;
};

static int by_records(const void *a, const void *b)
{
	const struct share *one = a, *other = b;
	if (one->records != other->records)
		return one->records < other->records ? 1 : -1;
	return (int)one->kind - (int)other->kind;
}

/* "integer=980 text=20" */
static struct text kinds_text(const struct column *c, struct arena *mem)
{
	struct output *o = output_memory();
	struct share share[KINDS];
	for (size_t i = 0; i < KINDS; i++)
		share[i] = (struct share){ (enum kind_of)i, c->of[i] };
	qsort(share, KINDS, sizeof(*share), by_records);
	for (size_t i = 0; i < KINDS && share[i].records > 0; i++) {
		char line[64];
		int n = snprintf(line, sizeof(line), "%s%s=%" PRIu64, i ? " " : "",
		                 kind_word(share[i].kind), share[i].records);
		output_write(o, line, (size_t)n);
	}
	return taken(o, mem);
}

static void put_column(struct profile *p, struct batch *b, size_t i)
{
	struct column *c = &p->column[i];
	struct arena *mem = b->mem;
	bool exact, any = c->shortest != SIZE_MAX;
	struct text least = column_least(c), greatest = column_greatest(c);
	size_t r = b->rows++;
	b->col[COLUMN][r] = p->name[p->pick.at[i]];
	b->col[TYPE][r] = text_of(column_type(c));
	b->col[RECORDS][r] = number_text(p->records, mem);
	b->col[MISSING][r] = number_text(c->missing, mem);
	b->col[DISTINCT][r] = number_text(column_distinct(c, &exact), mem);
	b->col[EXACT][r] = exact ? TEXT("yes") : TEXT("no");
	b->col[LEAST][r] = shown(least.at, least.len, COUNTS_KEPT, mem);
	b->col[GREATEST][r] = shown(greatest.at, greatest.len, COUNTS_KEPT, mem);
	b->col[SHORTEST][r] = any ? number_text(c->shortest, mem) : (struct text){ 0 };
	b->col[LONGEST][r] = any ? number_text(c->longest, mem) : (struct text){ 0 };
	b->col[OF_KINDS][r] = kinds_text(c, mem);
	b->col[TOP][r] = counts_text(&c->values, p->top ? p->top : 3, mem);
	bool mixed = c->of[KIND_TEXT] > 0 && c->of[KIND_TEXT] + c->missing < p->records;
	b->col[ODD][r] = mixed ? counts_text(&c->words, 8, mem) : (struct text){ 0 };
}

static int profile_finish(void *self, struct run *run)
{
	struct profile *p = self;
	int status = 0;
	for (size_t i = 0; i < p->pick.n && status == 0; i++) {
		struct batch *b = run_batch(run);
		put_column(p, b, i);
		run_made(run, 1);
		if (b->rows == b->room)
			status = run_emit(run, b);
	}
	return status;
}

const struct stage profile_stage = {
	.name = "profile",
	.does = "tell what each column holds",
	.trait = WHOLE,
	.size = sizeof(struct profile),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = profile_open,
	.batch = profile_batch,
	.finish = profile_finish,
};
