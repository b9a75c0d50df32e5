/* filters/indicators/indicators.c - mobility indicators from tables of flows, enrolment and population.
 *
 * All records are facts: in an area (from a partner), for some dimensions, a measure has an amount. They are kept until
 * the end, since the outbound people of a country stand in the tables of all others.
 */
#include "answer.h"
#include "lib/memo.h"

struct indicators {
	struct wanted wanted;
	struct texts tables, residual, only;
	struct text decimals; /* --decimals */
	bool over_gaps;

	struct source source;
	struct intake intake;
	struct areas areas;
	struct answer answer;
	struct text *row; /* of one record */
};

#define OPTION(member) offsetof(struct indicators, member)
static const struct opt opts[] = {
	{ 'g', OPT_COLUMNS, "group", "COLUMNS", "further dimensions: year, sex, level",
	  OPTION(wanted.group) },
	{ 0, OPT_TEXT, "area", "COLUMN", "where the people are (area)", OPTION(wanted.area) },
	{ 0, OPT_TEXT, "partner", "COLUMN", "where they came from (partner)", OPTION(wanted.partner) },
	{ 'm', OPT_LIST, "measure-column", "COLUMN[=MEASURE]", "its values are this measure",
	  OPTION(wanted.measures) },
	{ 0, OPT_TEXT, "measure", "COLUMN", "without -m: the measure's word (measure)",
	  OPTION(wanted.measure) },
	{ 0, OPT_TEXT, "value", "COLUMN", "without -m: its value (value)", OPTION(wanted.value) },
	{ 0, OPT_TEXT, "status", "COLUMN", "SDMX status of the values (status)",
	  OPTION(wanted.status) },
	{ 0, OPT_LIST, "table", "FILE", "a further table, as the input", OPTION(tables) },
	{ 0, OPT_LIST, "residual", "PARTNER", "is no one country: unknown, other, stateless",
	  OPTION(residual) },
	{ 0, OPT_LIST, "only", "INDICATOR", "write these, and say what is missing", OPTION(only) },
	{ 0, OPT_TEXT, "decimals", "N", "digits behind the point of what is divided (5)",
	  OPTION(decimals) },
	{ 0, OPT_FLAG, "over-gaps", NULL, "add up what is there where flows are missing",
	  OPTION(over_gaps) },
	{ 0 },
};

static const char *const examples[] = {
	"printf 'area\\tpartner\\tn\\nDEU\\tTUR\\t30\\nFRA\\tDEU\\t10\\n' | weir-indicators -m "
	"n=mobile",
	"printf 'area\\tinbound\\tenrolment\\nDEU\\t228756\\t2977781\\n' | weir-indicators -m inbound "
	"-m enrolment",
	NULL,
};

static int read_decimals(struct indicators *s, struct run *run)
{
	uint64_t n = 5;
	if (s->decimals.at && !text_count(s->decimals, 15, &n))
		return run_fail(run, EX_USAGE, "--decimals %s: expected a whole number up to 15",
		                s->decimals.at);
	s->answer.decimals = (unsigned)n;
	return 0;
}

static size_t count_formulas(void)
{
	size_t n = 0;
	while (formulas[n].word)
		n++;
	return n;
}

/* --only: which of the formulas. */
static int read_only(struct indicators *s, struct run *run)
{
	size_t n = count_formulas();
	bool *wanted = s->answer.wanted = arena_zeros(run_arena(run), (n + 1) * sizeof(*wanted));
	s->answer.by_name = s->only.n > 0;
	struct text *words = arena_take(run_arena(run), (n + 1) * sizeof(*words));
	for (size_t f = 0; f < n; f++)
		words[f] = text_of(formulas[f].word);
	for (size_t i = 0; i < s->only.n; i++) {
		bool found = false;
		for (size_t f = 0; f < n; f++)
			if (text_same(words[f], s->only.at[i]))
				wanted[f] = found = true;
		const struct text *near = found ? NULL : text_nearest(s->only.at[i], words, n);
		if (!found)
			return run_fail(run, EX_USAGE, "--only %s: no such indicator; %s%s", s->only.at[i].at,
			                near ? "the nearest is " : "see the manual page", near ? near->at : "");
	}
	return 0;
}

static void read_residual(struct indicators *s, struct run *run)
{
	if (s->residual.n == 0)
		return;
	bool fresh;
	s->intake.residual = memo_new(run_seed(run), s->residual.n);
	for (size_t i = 0; i < s->residual.n; i++)
		memo_find(s->intake.residual, s->residual.at[i], &fresh);
}

static int name_columns(struct indicators *s, struct run *run, struct columns *out)
{
	static const char *const own[] = { "indicator", "value", "unit", "status", "note" };
	const struct wanted *w = &s->wanted;
	int status = 0;
	for (size_t i = 0; i < w->dims.n && status == 0; i++)
		status = columns_add(run, out, w->dims.name[i], NULL);
	if (status == 0)
		status = columns_add(run, out, w->area.at ? w->area : TEXT("area"), NULL);
	if (status == 0)
		status = columns_add(run, out, w->partner.at ? w->partner : TEXT("partner"), NULL);
	for (size_t i = 0; i < sizeof(own) / sizeof(*own) && status == 0; i++)
		status = columns_add(run, out, text_of(own[i]), NULL);
	return status;
}

static int indicators_open(void *self, struct run *run, const struct columns *in,
                           struct columns *out)
{
	struct indicators *s = self;
	bool *found = arena_zeros(run_arena(run), s->wanted.measures.n + 1);
	int status = read_decimals(s, run);
	if (status == 0)
		status = read_only(s, run);
	if (status == 0)
		status = source_open(&s->source, run, &s->wanted, in, NULL, found);
	out->unknown = in->unknown && s->wanted.group.option;
	if (status == 0)
		status = name_columns(s, run, out);
	if (status != 0)
		return status;
	intake_init(&s->intake, run, s->wanted.measures.n);
	read_residual(s, run);
	s->row = arena_zeros(run_arena(run), (s->source.n + 1) * sizeof(*s->row));
	for (size_t i = 0; i < s->tables.n && status == 0; i++)
		status = intake_table(&s->intake, run, &s->wanted, s->tables.at[i].at, found);
	return status ? status : source_all_found(run, &s->wanted, found);
}

static int indicators_batch(void *self, struct run *run, struct batch *b)
{
	struct indicators *s = self;
	const struct source *from = &s->source;
	uint64_t taken = 0;
	for (size_t r = 0; r < b->rows; r++) {
		const char *word;
		size_t at;
		for (size_t i = 0; i < from->n; i++)
			if (from->at[i] != NO_COLUMN) /* else it stays missing */
				s->row[i] = b->col[from->at[i]][r];
		int status = intake_take(&s->intake, run, from, s->row, &word, &at);
		if (status != 0)
			return status;
		if (!word)
			taken++;
		else if (intake_drops(word))
			run_drop(run, b, r, word);
		else
			run_reject(run, b, r, from->at[at], word);
	}
	run_dropped(run, "computed", taken);
	b->rows = 0;
	return 0;
}

static int indicators_finish(void *self, struct run *run)
{
	struct indicators *s = self;
	int status = areas_make(&s->areas, run, &s->intake, s->source.dims, s->over_gaps);
	return status ? status : answer_write(&s->answer, run, &s->intake, &s->areas, s->source.dims);
}

static void indicators_close(void *self)
{
	struct indicators *s = self;
	intake_free(&s->intake);
	areas_free(&s->areas);
}

const struct stage indicators_stage = {
	.name = "indicators",
	.does = "compute mobility indicators from flows, enrolment and population",
	.trait = WHOLE,
	.size = sizeof(struct indicators),
	.opts = opts,
	.reasons = intake_reasons,
	.examples = examples,
	.open = indicators_open,
	.batch = indicators_batch,
	.finish = indicators_finish,
	.close = indicators_close,
};
