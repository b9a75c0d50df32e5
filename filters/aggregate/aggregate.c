/* filters/aggregate/aggregate.c - records to groups: counts, exact sums, distinct values, extremes, totals.
 *
 * A batch goes through in passes: numbers are read, the values of groups numbered, cells asked for and found,
 * then each measure is added in a loop of its own.
 */
#include "outside.h"
#include "result.h"

struct aggregate {
	struct wanted wanted;
	struct plan plan;
	struct sheet sheet, totals;
	struct outside outside;
};

#define OPTION(member) offsetof(struct aggregate, wanted.member)
static const struct opt opts[] = {
	{ 'g', OPT_COLUMNS, "group", "COLUMNS", "a record for each combination of their values",
	  OPTION(group) },
	{ 0, OPT_TEXT, "count", "NAME", "how many records", OPTION(count) },
	{ 0, OPT_LIST, "sum", "COLUMN[=NAME]", "the exact sum of a column", OPTION(sum) },
	{ 0, OPT_LIST, "distinct", "COLUMN[=NAME]", "how many distinct values", OPTION(distinct) },
	{ 0, OPT_LIST, "min", "COLUMN[=NAME]", "the least value", OPTION(min) },
	{ 0, OPT_LIST, "max", "COLUMN[=NAME]", "the greatest value", OPTION(max) },
	{ 0, OPT_COLUMNS, "totals", "COLUMNS", "also records over all their values, marked _T",
	  OPTION(totals) },
	{ 0, OPT_FLAG, "partial", NULL, "write a partial, for --merge", OPTION(partial) },
	{ 0, OPT_FLAG, "merge", NULL, "read partials; they tell groups and measures", OPTION(merge) },
	{ 0 },
};

static const struct reason reasons[] = {
	{ "aggregated", "went into a group" },
	{ "not-number", "is no number in plain form" },
	{ "large-number", "has more digits than fit: 38, of them 30 behind the point" },
	{ "total-mark", "stands for totals, which are asked for this column" },
	{ 0 },
};

static const char *const examples[] = {
	"printf 'year\\tn\\n2023\\t1\\n2024\\t2\\n2023\\t4\\n' | weir-aggregate -g year --sum n",
	"weir-parse samples/uk-study-nationality.csv | "
	"weir-aggregate -g Year,Nationality --count cells --totals Year",
	NULL,
};

static int aggregate_open(void *self, struct run *run, const struct columns *in,
                          struct columns *out)
{
	struct aggregate *s = self;
	int status = plan_open(&s->plan, run, &s->wanted, in, out);
	if (status != 0 || run_checking(run))
		return status;
	sheet_init(&s->sheet, &s->plan, run, NULL);
	return 0;
}

static uint64_t rows_in(const struct sheet *s)
{
	uint64_t rows = 0;
	for (uint32_t i = 0; i < s->cells.n; i++)
		rows += cells_at(&s->cells, i)->rows;
	return rows;
}

/* There is no room for more cells: they go to a file, and it begins with none. */
static int move_out(struct aggregate *s, struct run *run)
{
	s->outside.rows += rows_in(&s->sheet);
	int status = outside_write(&s->outside, run, &s->sheet);
	sheet_free(&s->sheet);
	sheet_init(&s->sheet, &s->plan, run, NULL);
	return status;
}

static int aggregate_batch(void *self, struct run *run, struct batch *b)
{
	struct aggregate *s = self;
	int status = sheet_fill(&s->sheet, run, b);
	b->rows = 0;
	/* Totals are made of the cells when these go. */
	uint64_t most = run_memory(run) / (s->plan.totals > 0 ? 4 : 2);
	if (status != 0 || sheet_held(&s->sheet) <= most)
		return status;
	return move_out(s, run);
}

/* What went into the cells is counted there, at the end: so the audit shows that none was lost. */
static int aggregate_finish(void *self, struct run *run)
{
	struct aggregate *s = self;
	bool totals = s->plan.totals > 0 && !s->plan.to_partial;
	int status = 0;
	if (s->outside.is) {
		status = move_out(s, run);
		run_dropped(run, "aggregated", s->outside.rows);
		return status == 0 ? outside_finish(&s->outside, run) : status;
	}
	run_dropped(run, "aggregated", rows_in(&s->sheet));
	if (totals) {
		sheet_init(&s->totals, &s->plan, run, &s->sheet);
		status = sheet_total(&s->totals, run, &s->sheet);
	}
	return status != 0 ? status : result_emit(run, &s->sheet, totals ? &s->totals : NULL);
}

static void aggregate_close(void *self)
{
	struct aggregate *s = self;
	sheet_free(&s->totals);
	sheet_free(&s->sheet);
	outside_free(&s->outside);
}

const struct stage aggregate_stage = {
	.name = "aggregate",
	.does = "count, add up and compare records by group",
	.trait = MERGEABLE,
	.spills = true,
	.size = sizeof(struct aggregate),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = aggregate_open,
	.batch = aggregate_batch,
	.finish = aggregate_finish,
	.close = aggregate_close,
};
