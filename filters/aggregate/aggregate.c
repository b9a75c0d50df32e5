/* filters/aggregate/aggregate.c - records to groups: counts, exact sums, distinct values, extremes, totals.
 *
 * A batch goes through in passes: numbers are read, the values of groups numbered, cells asked for and found,
 * then each measure is added in a loop of its own.
 */
#include "result.h"
#include "sheet.h"

struct aggregate {
	struct wanted wanted;
	struct plan plan;
	struct sheet sheet, totals;
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

/* The numbers of one measure; *gone: rows whose value is none, which are rejected. */
static struct decimal *read_numbers(struct run *run, struct batch *b, size_t col, bool *gone)
{
	struct decimal *number = arena_take(b->mem, b->rows * sizeof(*number));
	const struct text *v = b->col[col];
	for (size_t r = 0; r < b->rows; r++) {
		enum decimal_read read = decimal_read(v[r], &number[r]);
		if (read == DECIMAL_OK)
			continue;
		number[r] = (struct decimal){ 0, NUMBER_MISSING };
		if (v[r].len == 0)
			continue;
		gone[r] = true;
		run_reject(run, b, r, col, read == DECIMAL_NONE ? "not-number" : "large-number");
	}
	return number;
}

/* The numbers of the values of each row's group, by column. Null: there are more than can be numbered. */
static uint32_t **number_values(const struct sheet *s, const struct batch *b, const uint32_t *rows,
                                size_t n)
{
	const struct picks *group = &s->plan->group;
	uint32_t **value = arena_take(b->mem, (group->n + 1) * sizeof(uint32_t *));
	uint32_t *fresh = arena_take(b->mem, b->rows * sizeof(*fresh));
	for (size_t g = 0; g < group->n; g++) {
		value[g] = arena_take(b->mem, b->rows * sizeof(**value));
		memo_find_rows(s->group[g], b->col[group->at[g]], rows, n, value[g], fresh);
		if (memo_count(s->group[g]) >= MEMO_FULL)
			return NULL;
	}
	return value;
}

/* The group column + 1 whose value is the mark of totals, where they are asked for; else 0. */
static size_t total_mark(const struct sheet *s, const struct cell *cell)
{
	const struct plan *p = s->plan;
	for (size_t g = 0; g < p->group.n; g++)
		if (p->totalled[g] && text_same(sheet_value(s, cell, g), TEXT(TOTAL_MARK)))
			return p->group.at[g] + 1;
	return 0;
}

/* The cell of each row, null for those that are rejected. */
static int find_cells(struct aggregate *s, struct run *run, struct batch *b, const bool *gone,
                      struct cell **cell)
{
	struct sheet *sheet = &s->sheet;
	uint32_t *rows = arena_take(b->mem, b->rows * sizeof(*rows));
	uint64_t *hash = arena_take(b->mem, b->rows * sizeof(*hash));
	size_t n = 0;
	for (size_t r = 0; r < b->rows; r++) {
		cell[r] = NULL;
		rows[n] = (uint32_t)r;
		n += !gone[r];
	}
	uint32_t **value = number_values(sheet, b, rows, n);
	if (!value)
		return sheet_full(run);
	cells_hash(&sheet->cells, value, rows, n, hash);
	for (size_t i = 0; i < n; i++) {
		bool fresh;
		struct cell *c = cells_find(&sheet->cells, value, rows[i], hash[i], &fresh);
		if (!c)
			return sheet_full(run);
		if (fresh && s->plan.totals > 0)
			c->refused = total_mark(sheet, c) > 0;
		if (c->refused) {
			run_reject(run, b, rows[i], total_mark(sheet, c) - 1, "total-mark");
			continue;
		}
		c->rows++;
		cell[rows[i]] = c;
	}
	return 0;
}

static int aggregate_batch(void *self, struct run *run, struct batch *b)
{
	struct aggregate *s = self;
	const struct plan *p = &s->plan;
	bool *gone = arena_zeros(b->mem, b->rows);
	struct decimal **number = arena_zeros(b->mem, (p->n + 1) * sizeof(struct decimal *));
	struct cell **cell = arena_take(b->mem, b->rows * sizeof(struct cell *));
	for (size_t m = 0; m < p->n; m++)
		if (measure_adds(&p->measure[m]))
			number[m] = read_numbers(run, b, p->measure[m].col, gone);
	int status = find_cells(s, run, b, gone, cell);
	for (size_t m = 0; m < p->n && status == 0; m++)
		status = sheet_add(&s->sheet, run, m, cell, b->col[p->measure[m].col], number[m], b->rows);
	b->rows = 0;
	return status;
}

/* What went into the cells is counted there, at the end: so the audit shows that none was lost. */
static int aggregate_finish(void *self, struct run *run)
{
	struct aggregate *s = self;
	uint64_t rows = 0;
	for (uint32_t i = 0; i < s->sheet.cells.n; i++)
		rows += cells_at(&s->sheet.cells, i)->rows;
	run_dropped(run, "aggregated", rows);
	bool totals = s->plan.totals > 0 && !s->plan.to_partial;
	int status = 0;
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
}

const struct stage aggregate_stage = {
	.name = "aggregate",
	.does = "count, add up and compare records by group",
	.trait = MERGEABLE,
	.size = sizeof(struct aggregate),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = aggregate_open,
	.batch = aggregate_batch,
	.finish = aggregate_finish,
	.close = aggregate_close,
};
