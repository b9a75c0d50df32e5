/* filters/clean/clean.c - trims, normalises Unicode, and holds each value to its declared type.
 *
 * One loop per column. A value that is good as it is costs one look and keeps its pointer; what is
 * dearer is done once per distinct value.
 */
#include "clean/look.h"
#include "clean/match.h"
#include "clean/memory.h"

struct column {
	size_t at, status, note; /* NO_COLUMN: there is none */
	struct rule rule;
	struct memory memory;
};

struct clean {
	struct text feed;    /* --feed */
	struct columns only; /* -c; none: every column */
	size_t n;
	struct column *columns;
};

static const struct opt opts[] = {
	{ 0, OPT_TEXT, "feed", "FILE", "hold the values to this descriptor's schema",
	  offsetof(struct clean, feed) },
	{ 'c', OPT_COLUMNS, "columns", "COLUMNS", "only these; the others stay as they are",
	  offsetof(struct clean, only) },
	{ 0 },
};

static const struct reason reasons[] = {
	[CONTROL - 1] = { "control", "holds a control character" },
	[REQUIRED - 1] = { "required", "is missing, and the field is required" },
	[NOT_INTEGER - 1] = { "not-integer", "is no integer" },
	[NOT_NUMBER - 1] = { "not-number", "is no number" },
	[NOT_FINITE - 1] = { "not-finite", "is no finite number" },
	[EXPONENT - 1] = { "exponent", "has an exponent beyond 1000" },
	[NOT_BOOLEAN - 1] = { "not-boolean", "is neither true nor false" },
	[BAD_DATE - 1] = { "bad-date", "is no date in the field's format" },
	[BAD_DATETIME - 1] = { "bad-datetime", "is no datetime in the field's format" },
	[TWO_DATES - 1] = { "two-dates",
	                    "is one date in one of the field's formats, another in another" },
	[BAD_YEAR - 1] = { "bad-year", "is no year of four digits" },
	[BAD_YEARMONTH - 1] = { "bad-yearmonth", "is no year and month, YYYY-MM" },
	[BAD_QUARTER - 1] = { "bad-quarter", "is no quarter of a year, as 2023 Q1" },
	[BAD_ACADEMIC_YEAR - 1] = { "bad-academic-year", "is no academic year, as 2023/24" },
	[BAD_EMAIL - 1] = { "bad-email", "is no e-mail address" },
	[BAD_URI - 1] = { "bad-uri", "is no URI" },
	[BAD_UUID - 1] = { "bad-uuid", "is no UUID" },
	[BAD_BINARY - 1] = { "bad-binary", "is no base64" },
	[TOO_SHORT - 1] = { "too-short", "is shorter than the field's minLength" },
	[TOO_LONG - 1] = { "too-long", "is longer than the field's maxLength" },
	[TOO_SMALL - 1] = { "too-small", "is less than the field's minimum" },
	[TOO_LARGE - 1] = { "too-large", "is more than the field's maximum" },
	[NOT_IN_ENUM - 1] = { "not-in-enum", "is not among the field's values" },
	[PATTERN - 1] = { "pattern", "does not match the field's pattern" },
	[PATTERN_LIMIT - 1] = { "pattern-limit",
	                        "is too long for the field's pattern, or matches it in too many ways" },
	{ 0 },
};

static const char *const examples[] = {
	"weir-parse samples/uk-study-institution.csv | weir-clean",
	"weir-parse samples/uk-study-institution.csv | "
	"weir-clean --feed conf/feeds/uk-study-institution.json",
	NULL,
};

/* Distinct values that a column keeps what became of them: bounded for all columns together. */
static size_t memory_most(size_t columns)
{
	size_t most = ((size_t)1 << 18) / columns;
	return most > 65536 ? 65536 : most < 64 ? 64 : most;
}

/* Every field, whether its column comes or not, so that no fault of a descriptor waits for its data. */
static int check_fields(struct run *run, const struct feed *feed)
{
	int status = 0;
	for (size_t i = 0; i < feed->n && status == 0; i++) {
		struct rule rule;
		status = rule_make(run, feed, &feed->fields[i], &rule);
		rule_end(&rule);
	}
	return status;
}

static bool has_words(const struct marks *marks)
{
	for (size_t i = 0; i < marks->n; i++)
		if (marks->at[i].word.len > 0)
			return true;
	return false;
}

static int companion(struct run *run, struct columns *out, struct text name, const char *what,
                     const struct marks *marks, size_t *at)
{
	*at = NO_COLUMN;
	if (!has_words(marks))
		return 0;
	char *to = arena_take(run_arena(run), name.len + strlen(what));
	char *end = mempcpy(mempcpy(to, name.at, name.len), what, strlen(what));
	return columns_add(run, out, (struct text){ to, (size_t)(end - to) }, at);
}

/* The columns for what is said beside a value. */
static int add_companions(struct run *run, struct columns *out, struct text name, struct column *c)
{
	int status = companion(run, out, name, "_status", &c->rule.status, &c->status);
	return status ? status : companion(run, out, name, "_note", &c->rule.notes, &c->note);
}

static int clean_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct clean *s = self;
	struct feed feed = { 0 };
	struct picks picks;
	columns_copy(run, out, in);
	int status = s->feed.at ? feed_read(run, s->feed.at, &feed) : 0;
	if (status == 0)
		status = check_fields(run, &feed);
	/* What -c leaves out is not asked for: it may have been left out before. */
	if (status == 0 && !s->only.option)
		status = match_check(run, &feed, in);
	if (status == 0)
		status = run_pick(run, in, &s->only, &picks);
	if (status != 0)
		return status;
	run_looks_no_further(run);
	s->columns = arena_zeros(run_arena(run), picks.n * sizeof(*s->columns));
	while (s->n < picks.n && status == 0) {
		struct column *c = &s->columns[s->n++];
		c->at = picks.at[s->n - 1];
		c->memory.most = memory_most(picks.n);
		c->memory.seed = run_seed(run);
		status = rule_make(run, &feed, match_field(&feed, in->name[c->at]), &c->rule);
		if (status == 0)
			status = add_companions(run, out, in->name[c->at], c);
	}
	return status;
}

static void slow(struct column *c, struct run *run, struct batch *b, size_t r)
{
	struct text *v = &b->col[c->at][r];
	struct cleaned got;
	enum fault fault = memory_clean(&c->memory, &c->rule, *v, b->mem, &got);
	*v = got.text;
	if (c->status != NO_COLUMN)
		b->col[c->status][r] = got.status;
	if (c->note != NO_COLUMN)
		b->col[c->note][r] = got.note;
	if (fault != FINE)
		run_reject(run, b, r, c->at, reasons[fault - 1].word);
}

/* Inlined for each kind of look, so that its call costs nothing. */
static inline __attribute__((always_inline)) void
each(struct column *c, struct run *run, struct batch *b,
     bool (*look)(const struct rule *, struct text *, struct desk *))
{
	const struct rule *rule = &c->rule;
	struct text *v = b->col[c->at];
	struct desk desk = { .mem = b->mem, .rows = b->rows };
	for (size_t r = 0; r < b->rows; r++) {
		if (v[r].len == 0) {
			if (rule->required || rule->blank_status.len > 0)
				slow(c, run, b, r);
		} else if (rule->missing_first[(unsigned char)v[r].at[0]] || !look(rule, &v[r], &desk))
			slow(c, run, b, r);
	}
}

static void clean_column(struct column *c, struct run *run, struct batch *b)
{
	enum field_type type = c->rule.field ? c->rule.field->type : FIELD_ANY;
	bool text = type == FIELD_STRING || type == FIELD_ANY;
	if (!c->rule.more && text)
		each(c, run, b, look_text);
	else if (!c->rule.more && type == FIELD_INTEGER)
		each(c, run, b, look_integer);
	else if (!c->rule.more && type == FIELD_NUMBER)
		each(c, run, b, look_number);
	else if (!c->rule.more && type == FIELD_DATE)
		each(c, run, b, look_date);
	else if (!c->rule.more && type == FIELD_YEAR)
		each(c, run, b, look_year);
	else
		each(c, run, b, look_never);
}

static int clean_batch(void *self, struct run *run, struct batch *b)
{
	struct clean *s = self;
	for (size_t i = 0; i < s->n; i++) {
		memory_turn(&s->columns[i].memory);
		clean_column(&s->columns[i], run, b);
	}
	return 0;
}

static void clean_close(void *self)
{
	struct clean *s = self;
	for (size_t i = 0; i < s->n; i++) {
		rule_end(&s->columns[i].rule);
		memory_end(&s->columns[i].memory);
	}
}

const struct stage clean_stage = {
	.name = "clean",
	.does = "tidy texts, and hold each value to its declared type",
	.trait = STATELESS,
	.size = sizeof(struct clean),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = clean_open,
	.batch = clean_batch,
	.close = clean_close,
};
