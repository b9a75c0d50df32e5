/* filters/derive/derive.c - new columns by arithmetic, parts of dates, pieces of texts and conditions; records by a
 * condition.
 *
 * The program becomes a tree for each statement, which is worked out for a batch at a time, column by column: no
 * value is looked at as anything but what its place in the program says, and nothing is allocated for it.
 */
#include "derive/once.h"
#include "derive/program.h"
#include "derive/work.h"

struct derive {
	struct text source, where; /* operand, --where */
	struct program program;
	struct onces onces;
	struct work work;
	uint32_t *rows; /* of a batch, those that go on so far */
	size_t room;
};

static const struct opt opts[] = {
	{ 0, OPT_OPERAND, "program", "[PROGRAM]", "'NAME = EXPRESSION; where CONDITION; …'",
	  offsetof(struct derive, source) },
	{ 0, OPT_TEXT, "where", "CONDITION", "before all else, keep only records of which it is true",
	  offsetof(struct derive, where) },
	{ 0 },
};

static const struct reason reasons[] = {
	{ "not-number", "is no number" },
	{ "not-date", "is no date, YYYY-MM-DD" },
	{ "not-truth", "is neither true nor false" },
	{ "division-by-zero", "makes a divisor of zero" },
	{ "too-large", "makes a number that needs more than 38 digits, or 30 behind the point" },
	{ "bad-month", "is no month, 1 to 12" },
	{ "same-month",
	  "is an academic year's last month and its first: that does not say in which year it ends" },
	{ "not-yet-born", "is after the date for which the age is asked" },
	{ "year-range", "is in an academic year beyond the years 1 to 9999" },
	{ "pattern-limit", "is too long for a pattern, or matches it in too many ways" },
	{ "not-selected", "is not what was asked for" },
	{ 0 },
};

static const char *const examples[] = {
	"weir-parse samples/uk-study-institution.csv | "
	"weir-derive 'where Year >= 2020; quarter = number(slice(Quarter, 7))'",
	"printf 'born\\tstart\\n2001-03-01\\t2023-09-15\\n' | "
	"weir-derive 'age = age(born, start); cohort = academic_year(start, 9)'",
	NULL,
};

static int name_columns(struct names *names, struct run *run, const struct columns *in,
                        struct columns *out)
{
	struct arena *mem = run_arena(run);
	columns_copy(run, out, in);
	*names = (struct names){ .in = in, .out = out };
	for (size_t i = 0; i < in->n; i++) {
		names->types = arena_append(mem, names->types, i, sizeof(*names->types));
		names->blame = arena_append(mem, names->blame, i, sizeof(*names->blame));
		names->types[i] = COLUMN;
		names->blame[i] = i;
	}
	return 0;
}

/* Says which columns get other values, so that rejects show those that came. */
static int replace(const struct derive *d, struct run *run, const struct columns *in)
{
	int status = 0;
	for (size_t i = 0; i < d->program.n && status == 0; i++) {
		const struct statement *s = &d->program.statements[i];
		struct picks pick;
		if (s->selects || s->column >= in->n)
			continue;
		const struct columns one = { .n = 1, .name = &in->name[s->column] };
		status = run_pick(run, in, &one, &pick);
	}
	return status;
}

static int derive_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct derive *d = self;
	struct names names;
	int status = name_columns(&names, run, in, out);
	run_looks_no_further(run);
	d->program = (struct program){ 0 };
	if (d->where.at)
		status = program_select(&d->program, run, "--where", d->where, &names);
	if (status == 0 && d->source.at)
		status = program_read(&d->program, run, "program", d->source, &names);
	if (status == 0 && d->program.n == 0)
		status = run_fail(run, EX_USAGE,
		                  "say what to compute, 'NAME = …', or what to keep, --where CONDITION");
	if (status != 0 || run_checking(run))
		return status == 0 ? replace(d, run, in) : status;
	once_plan(&d->onces, run, &d->program, out->n);
	return replace(d, run, in);
}

static struct rows all_rows(struct derive *d, struct run *run, size_t n)
{
	if (n > d->room) {
		d->room = n;
		d->rows = arena_take(run_arena(run), n * sizeof(*d->rows));
	}
	for (size_t r = 0; r < n; r++)
		d->rows[r] = (uint32_t)r;
	return (struct rows){ n, d->rows };
}

static struct rows selected(struct derive *d, struct run *run, struct batch *b, struct rows rows,
                            const unsigned char *truth)
{
	size_t n = 0;
	for (size_t i = 0; i < rows.n; i++) {
		uint32_t r = rows.at[i];
		if (truth[r] == YES)
			d->rows[n++] = r;
		else
			run_drop(run, b, r, "not-selected");
	}
	return (struct rows){ n, d->rows };
}

static int derive_batch(void *self, struct run *run, struct batch *b)
{
	struct derive *d = self;
	struct rows rows = all_rows(d, run, b->rows);
	work_begin(&d->work, run, b, d->program.depth);
	once_begin(&d->onces, run, b);
	for (size_t i = 0; i < d->program.n; i++) {
		const struct statement *s = &d->program.statements[i];
		struct once *once = once_of(&d->onces, i);
		if (once) {
			if (once_starts(once, i))
				once_work(once, run, b, rows);
			rows = once_faults(once, run, b, i, rows, d->rows);
			continue;
		}
		union values v = s->node->work(&d->work, s->node, rows, 0);
		if (s->selects)
			rows = selected(d, run, b, rows, v.truth);
		else
			for (size_t k = 0; k < rows.n; k++)
				b->col[s->column][rows.at[k]] = v.text[rows.at[k]];
	}
	return 0;
}

static void derive_close(void *self)
{
	struct derive *d = self;
	once_end(&d->onces);
	program_end(&d->program);
}

const struct stage derive_stage = {
	.name = "derive",
	.does = "compute columns, and select records",
	.trait = STATELESS,
	.size = sizeof(struct derive),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = derive_open,
	.batch = derive_batch,
	.close = derive_close,
};
