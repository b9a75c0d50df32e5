/* filters/report/report.c - one page of charts from a table of mobility: a file of HTML that needs nothing else.
 *
 * What the page says and how it looks is a program of jq, conf/documents/report.jq; here its input is put together: the
 * records, which columns mean what, and what a run knows of itself.
 */
#include "report/amounts.h"
#include "lib/conf.h"
#include "lib/stage.h"

enum { PROGRAM = 1 << 20, FACTS = 64 << 20, MOST = 500000 };

struct report {
	struct text title, note, facts;
	struct text value, host, host_name, origin, origin_name, time, unit, status;
	struct text country, country_name, inbound, outbound, mirror;

	struct columns names;
	bool *counts; /* by column: its values are numbers */
	struct amounts amounts;
	struct arena *mem;   /* of all records */
	struct json **cells; /* of each record, its columns' */
	size_t rows;
};

#define AT(member) offsetof(struct report, member)
static const struct opt opts[] = {
	{ 0, OPT_TEXT, "title", "TEXT", "the page's heading", AT(title) },
	{ 0, OPT_TEXT, "note", "TEXT", "a sentence below it: what was counted", AT(note) },
	{ 0, OPT_TEXT, "value", "COLUMN", "the counts of flows", AT(value) },
	{ 0, OPT_TEXT, "host", "COLUMN", "where people go", AT(host) },
	{ 0, OPT_TEXT, "host-name", "COLUMN", "its name, if that is another column", AT(host_name) },
	{ 0, OPT_TEXT, "origin", "COLUMN", "where they come from", AT(origin) },
	{ 0, OPT_TEXT, "origin-name", "COLUMN", "its name, if that is another column",
	  AT(origin_name) },
	{ 0, OPT_TEXT, "time", "COLUMN", "the year", AT(time) },
	{ 0, OPT_TEXT, "unit", "COLUMN", "what is counted; units are never added", AT(unit) },
	{ 0, OPT_TEXT, "status", "COLUMN", "the status of a count", AT(status) },
	{ 0, OPT_TEXT, "country", "COLUMN", "for a table of countries: which one", AT(country) },
	{ 0, OPT_TEXT, "country-name", "COLUMN", "its name, if that is another column",
	  AT(country_name) },
	{ 0, OPT_TEXT, "inbound", "COLUMN", "who came to it", AT(inbound) },
	{ 0, OPT_TEXT, "outbound", "COLUMN", "who left it", AT(outbound) },
	{ 0, OPT_TEXT, "mirror", "COLUMN", "the same flow as the other side counts it", AT(mirror) },
	{ 0, OPT_TEXT, "facts", "FILE", "JSON of the run that made the table: sources and books",
	  AT(facts) },
	{ 0 },
};

static const struct reason reasons[] = {
	{ "not-number", "is no number" },
	{ "too-large", "has more than 38 digits, or 30 behind the point" },
	{ 0 },
};

static const char *const examples[] = {
	"printf 'to\\tfrom\\tn\\nCAN\\tIND\\t7\\n' | weir-report --host to --origin from --value n -o "
	"page.html",
	NULL,
};

/* Which option means which column, as the program knows them. */
static const struct {
	const char *name;
	size_t at;
} meaning[] = { { "value", AT(value) },
	            { "host", AT(host) },
	            { "host_name", AT(host_name) },
	            { "origin", AT(origin) },
	            { "origin_name", AT(origin_name) },
	            { "time", AT(time) },
	            { "unit", AT(unit) },
	            { "status", AT(status) },
	            { "country", AT(country) },
	            { "country_name", AT(country_name) },
	            { "inbound", AT(inbound) },
	            { "outbound", AT(outbound) },
	            { "mirror", AT(mirror) } };
enum { MEANINGS = sizeof(meaning) / sizeof(*meaning) };

static const struct text *option(const struct report *r, size_t i)
{
	return (const void *)((const char *)r + meaning[i].at);
}

static bool is_count(size_t i)
{
	return meaning[i].at == AT(value) || meaning[i].at == AT(mirror) ||
	       meaning[i].at == AT(inbound) || meaning[i].at == AT(outbound);
}

static int check(struct report *r, struct run *run, const struct columns *in)
{
	size_t at;
	r->counts = arena_zeros(run_arena(run), in->n + 1);
	for (size_t i = 0; i < MEANINGS; i++) {
		const struct text *name = option(r, i);
		int status = name->at ? run_find(run, in, meaning[i].name, *name, &at) : 0;
		if (status != 0)
			return status;
		if (name->at && is_count(i) && at < in->n)
			r->counts[at] = true;
	}
	if (!r->value.at && !(r->country.at && r->inbound.at && r->outbound.at))
		return run_fail(
			run, EX_USAGE,
			"give --value for a table of flows, or --country, --inbound and --outbound");
	if (r->value.at && !r->host.at && !r->origin.at)
		return run_fail(run, EX_USAGE, "--value: of what? give --host, --origin or both");
	return 0;
}

static int report_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct report *r = self;
	columns_copy(run, out, in);
	columns_copy(run, &r->names, in);
	int status = check(r, run, in);
	if (r->facts.at)
		run_reads(run, r->facts.at);
	r->mem = arena_new();
	return status;
}

/* A count that is none would be missing from the page without a word. */
static bool is_counted(struct report *r, struct run *run, struct batch *b, size_t row)
{
	for (size_t c = 0; c < r->names.n; c++) {
		struct text *v = &b->col[c][row];
		if (!r->counts[c] || v->len == 0)
			continue;
		bool number = amount_is(*v);
		if (number && amount_see(&r->amounts, v, r->mem))
			continue;
		run_reject(run, b, row, c, number ? "too-large" : "not-number");
		return false;
	}
	return true;
}

/* Counts are texts until all are there. */
static struct json value_of(struct report *r, size_t column, struct text v)
{
	if (!r->counts[column])
		return (struct json){ .kind = JSON_STRING,
			                  .text = { arena_copy(r->mem, v.len ? v.at : "", v.len), v.len } };
	return v.len > 0 ? (struct json){ .kind = JSON_STRING, .text = v }
	                 : (struct json){ .kind = JSON_NULL };
}

static struct json rows_json(const struct report *r)
{
	size_t n = r->names.n;
	struct json *row = arena_zeros(r->mem, (r->rows + 1) * sizeof(*row));
	for (size_t i = 0; i < r->rows; i++) {
		struct json *cell = r->cells[i];
		for (size_t c = 0; c < n; c++)
			if (r->counts[c] && cell[c].kind == JSON_STRING)
				cell[c] = amount_json(&r->amounts, cell[c].text, r->rows, r->mem);
		row[i] = (struct json){ .kind = JSON_OBJECT, .n = n, .item = cell, .key = r->names.name };
	}
	return (struct json){ .kind = JSON_ARRAY, .n = r->rows, .item = row };
}

/* All of them stay: a page is of a table that people read, not of a feed. */
static int report_batch(void *self, struct run *run, struct batch *b)
{
	struct report *r = self;
	size_t n = r->names.n;
	if (r->rows + b->rows > MOST)
		return run_fail(run, EX_DATAERR, "more than %d records: aggregate them first", MOST);
	for (size_t i = 0; i < b->rows; i++) {
		if (!is_counted(r, run, b, i))
			continue;
		struct json *cell = arena_zeros(r->mem, (n + 1) * sizeof(*cell));
		for (size_t c = 0; c < n; c++)
			cell[c] = value_of(r, c, b->col[c][i]);
		r->cells = arena_append(r->mem, r->cells, r->rows, sizeof(struct json *));
		r->cells[r->rows++] = cell;
	}
	return 0;
}

static struct json text_json(struct text t)
{
	return t.at ? (struct json){ .kind = JSON_STRING, .text = t }
	            : (struct json){ .kind = JSON_NULL };
}

static int read_facts(struct report *r, struct run *run, struct json *to)
{
	struct text bytes = { 0 };
	const char *why = NULL;
	*to = (struct json){ .kind = JSON_NULL };
	if (!r->facts.at)
		return 0;
	int status = conf_read(run, r->facts.at, EX_NOINPUT, FACTS, &bytes);
	const struct json *read = status ? NULL : json_read(bytes, run_arena(run), &why);
	if (read)
		*to = *read;
	return status || read ? status : run_fail(run, EX_DATAERR, "--facts %s: %s", r->facts.at, why);
}

/* The program is written down in three files, each standing on those before it. */
static int read_program(struct run *run, struct text *program)
{
	static const char *const part[] = { "documents/numbers.jq", "documents/charts.jq",
		                                "documents/report.jq" };
	struct text text[3] = { 0 };
	size_t len = 0;
	for (size_t i = 0; i < 3; i++) {
		int status = conf_read(run, conf_path(run, part[i]), EX_CONFIG, PROGRAM, &text[i]);
		if (status != 0)
			return status;
		len += text[i].len;
	}
	char *at = arena_take(run_arena(run), len + 1), *end = at;
	for (size_t i = 0; i < 3; i++)
		end = mempcpy(end, text[i].at, text[i].len);
	*end = '\0';
	*program = (struct text){ at, len };
	return 0;
}

static int write_page(struct report *r, struct run *run, const struct json *input)
{
	const char *why = "yields no text";
	const struct json *page = NULL;
	struct text program = { 0 };
	int status = read_program(run, &program);
	if (status != 0)
		return status;
	struct jq *jq = jq_new(program, NULL, NULL, NULL, 0, run_arena(run), &why);
	if (jq)
		jq_start_json(jq, input);
	if (jq && jq_next_answer(jq, r->mem, &page, &why) == JQ_ANSWER && page->kind == JSON_STRING)
		status = run_write(run, page->text.at, page->text.len);
	else
		status = run_fail(run, EX_DATAERR, "%s: %s", conf_path(run, "documents/report.jq"), why);
	jq_free(jq);
	return status;
}

static int report_finish(void *self, struct run *run)
{
	struct report *r = self;
	struct text key[5], names[MEANINGS];
	struct json item[5], columns[MEANINGS];
	for (size_t i = 0; i < MEANINGS; i++) {
		names[i] = text_of(meaning[i].name);
		columns[i] = text_json(*option(r, i));
	}
	key[0] = TEXT("title"), item[0] = text_json(r->title.at ? r->title : TEXT("Mobility"));
	key[1] = TEXT("note"), item[1] = text_json(r->note);
	key[2] = TEXT("is"),
	item[2] = (struct json){ .kind = JSON_OBJECT, .n = MEANINGS, .item = columns, .key = names };
	key[3] = TEXT("rows"), item[3] = rows_json(r);
	key[4] = TEXT("facts");
	int status = read_facts(r, run, &item[4]);
	struct json input = { .kind = JSON_OBJECT, .n = 5, .item = item, .key = key };
	return status ? status : write_page(r, run, &input);
}

static void report_close(void *self)
{
	struct report *r = self;
	arena_free(r->mem);
	r->mem = NULL;
}

extern const struct stage report_stage;
const struct stage report_stage = {
	.name = "report",
	.does = "make one page of charts and tables",
	.trait = WHOLE,
	.role = SINK,
	.size = sizeof(struct report),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = report_open,
	.batch = report_batch,
	.finish = report_finish,
	.close = report_close,
};
