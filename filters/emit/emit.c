/* filters/emit/emit.c - records as CSV, as a JSON array, as NDJSON.
 *
 * A value is text, and goes out as text. An empty value is missing: nothing in CSV, null in JSON.
 */
#include "emit.h"

static const struct opt opts[] = {
	{ 0, OPT_OPERAND, "format", "csv|json|ndjson", "what to write", offsetof(struct emit, format) },
	{ 'd', OPT_TEXT, "delimiter", "CHAR", "csv: what stands between values, instead of a comma",
	  offsetof(struct emit, delimiter_word) },
	{ 0, OPT_FLAG, "quote-all", NULL, "csv: quotes around every value",
	  offsetof(struct emit, quote_all) },
	{ 0, OPT_FLAG, "crlf", NULL, "csv: end lines with CR LF", offsetof(struct emit, crlf) },
	{ 0, OPT_FLAG, "bom", NULL, "csv: begin with a byte order mark", offsetof(struct emit, bom) },
	{ 0, OPT_COLUMNS, "number", "COLUMNS",
	  "json, ndjson: write these as numbers, with the digits they have",
	  offsetof(struct emit, number_columns) },
	{ 0 },
};

static const struct reason reasons[] = {
	{ "not-number", "is no number of JSON" },
	{ 0 },
};

static const char *const examples[] = {
	"weir-parse samples/uk-study-institution.csv | weir-emit json --number Applications",
	"printf 'place\\tn\\nPeru\\t12\\n' | weir-emit csv -d ';' --bom -o table.csv",
	NULL,
};

/* The option table has one of these words for the operand. */
static const struct format *find_format(struct text name)
{
	if (text_is(name, "csv"))
		return &csv_format;
	return text_is(name, "json") ? &json_format : &ndjson_format;
}

/* An option of the other format would do nothing. */
static int check_options(const struct emit *e, struct run *run)
{
	const struct {
		const char *name;
		bool given, is_json;
	} all[] = {
		{ "--delimiter", e->delimiter_word.at, false },
		{ "--quote-all", e->quote_all, false },
		{ "--crlf", e->crlf, false },
		{ "--bom", e->bom, false },
		{ "--number", e->number_columns.option, true },
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i].given && all[i].is_json != e->as->is_json)
			return run_fail(run, EX_USAGE, "%s is for %s, not for %s", all[i].name,
			                all[i].is_json ? "json and ndjson" : "csv", e->as->name);
	return 0;
}

static int emit_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct emit *e = self;
	columns_copy(run, out, in);
	columns_copy(run, &e->names, in);
	e->as = find_format(e->format);
	int status = check_options(e, run);
	return status ? status : e->as->open(e, run);
}

static int begin(struct emit *e, struct run *run)
{
	if (e->begun || !e->as->begin)
		return 0;
	e->begun = true;
	return e->as->begin(e, run);
}

static int emit_batch(void *self, struct run *run, struct batch *b)
{
	struct emit *e = self;
	int status = begin(e, run);
	return status ? status : e->as->batch(e, run, b);
}

static int emit_finish(void *self, struct run *run)
{
	struct emit *e = self;
	int status = begin(e, run);
	return status || !e->as->end ? status : e->as->end(e, run);
}

const struct stage emit_stage = {
	.name = "emit",
	.does = "write records as CSV, JSON or NDJSON",
	.trait = STATELESS,
	.role = SINK,
	.size = sizeof(struct emit),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = emit_open,
	.batch = emit_batch,
	.finish = emit_finish,
};
