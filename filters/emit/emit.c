/* filters/emit/emit.c - records as CSV, as a JSON array, as NDJSON, as SDMX-CSV, as a workbook.
 *
 * A value is text, and goes out as text. An empty value is missing: nothing in CSV, null in JSON.
 */
#include "emit.h"

static const struct opt opts[] = {
	{ 0, OPT_OPERAND, "format", "csv|json|ndjson|sdmx-csv|xlsx", "what to write",
	  offsetof(struct emit, format) },
	{ 'd', OPT_TEXT, "delimiter", "CHAR", "csv: what stands between values, instead of a comma",
	  offsetof(struct emit, delimiter_word) },
	{ 0, OPT_FLAG, "quote-all", NULL, "csv: quotes around every value",
	  offsetof(struct emit, quote_all) },
	{ 0, OPT_FLAG, "crlf", NULL, "csv: end lines with CR LF", offsetof(struct emit, crlf) },
	{ 0, OPT_FLAG, "bom", NULL, "csv: begin with a byte order mark", offsetof(struct emit, bom) },
	{ 0, OPT_COLUMNS, "number", "COLUMNS",
	  "json, ndjson, xlsx: write these as numbers, with the digits they have",
	  offsetof(struct emit, number_columns) },
	{ 0, OPT_TEXT, "sheet", "NAME", "xlsx: the name of the sheet (data)",
	  offsetof(struct emit, sheet) },
	{ 0, OPT_TEXT, "structure", "NAME", "sdmx: the data structure: of conf/sdmx, or a folder",
	  offsetof(struct emit, want.structure) },
	{ 0, OPT_CHOICE, "sdmx", "1.0|2.0", "sdmx: the version of the format (1.0)",
	  offsetof(struct emit, want.version) },
	{ 0, OPT_CHOICE, "action", "I|A|R|D", "sdmx 2.0: what is to become of the rows (I)",
	  offsetof(struct emit, want.action) },
	{ 0, OPT_LIST, "set", "CONCEPT=VALUE", "sdmx: the same value in all rows",
	  offsetof(struct emit, want.set) },
	{ 0, OPT_LIST, "take", "CONCEPT=COLUMN", "sdmx: from a column of another name",
	  offsetof(struct emit, want.take) },
	{ 0, OPT_COLUMNS, "own", "COLUMNS", "sdmx: further columns, behind the structure's",
	  offsetof(struct emit, want.own) },
	{ 0, OPT_FLAG, "free-only", NULL, "sdmx: refuse values whose CONF_STATUS is not F",
	  offsetof(struct emit, want.free_only) },
	{ 0, OPT_TEXT, "violations", "FILE", "sdmx: list there all that breaks a rule",
	  offsetof(struct emit, want.violations) },
	{ 0, OPT_FLAG, "check", NULL, "sdmx: the input is a message: only check it",
	  offsetof(struct emit, want.check) },
	{ 0 },
};

static const struct reason reasons[] = {
	{ "not-number", "is no number of JSON" },
	{ "bad-value", "is no number in plain form" },
	{ "no-code", "is no code of its list" },
	{ "no-value", "is missing, and has to be there" },
	{ "no-date", "is no date, YYYY-MM-DD" },
	{ "decimals", "has more digits behind the point than DECIMALS says" },
	{ "bad-time", "is no period of its frequency" },
	{ "bad-status", "is no status for an observation with this value, or without one" },
	{ "not-free", "is not free for publication, and there is a value" },
	{ "not-constant", "is not what the series, or the data set, had before" },
	{ "duplicate", "is the time of an observation that is there already" },
	{ "key-conflict", "is the time of an observation that is there with other values" },
	{ "bad-structure", "names no structure, or another one" },
	{ "bad-action", "is no action" },
	{ "too-precise", "has more digits than a spreadsheet keeps, 15" },
	{ "too-long", "has more characters than a cell holds, 32767" },
	{ "bad-character", "holds a character that a workbook cannot" },
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
	static const struct format *const all[] = { &csv_format, &json_format, &ndjson_format,
		                                        &sdmx_csv_format, &xlsx_format };
	size_t i = 0;
	while (!text_is(name, all[i]->name))
		i++;
	return all[i];
}

/* An option of another format would do nothing. */
static int check_options(const struct emit *e, struct run *run)
{
	const struct {
		const char *name;
		bool given;
		int kinds;
		const char *words;
	} all[] = {
		{ "--delimiter", e->delimiter_word.at, CSV | SDMX_CSV, "csv" },
		{ "--quote-all", e->quote_all, CSV, "csv" },
		{ "--crlf", e->crlf, CSV, "csv" },
		{ "--bom", e->bom, CSV, "csv" },
		{ "--number", e->number_columns.option, JSON | XLSX, "json and ndjson" },
		{ "--sheet", e->sheet.at, XLSX, "xlsx" },
		{ "--structure", e->want.structure.at, SDMX_CSV, "sdmx-csv" },
		{ "--sdmx", e->want.version.at, SDMX_CSV, "sdmx-csv" },
		{ "--action", e->want.action.at, SDMX_CSV, "sdmx-csv" },
		{ "--set", e->want.set.n > 0, SDMX_CSV, "sdmx-csv" },
		{ "--take", e->want.take.n > 0, SDMX_CSV, "sdmx-csv" },
		{ "--own", e->want.own.option, SDMX_CSV, "sdmx-csv" },
		{ "--free-only", e->want.free_only, SDMX_CSV, "sdmx-csv" },
		{ "--violations", e->want.violations.at, SDMX_CSV, "sdmx-csv" },
		{ "--check", e->want.check, SDMX_CSV, "sdmx-csv" },
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i].given && !(all[i].kinds & e->as->kind))
			return run_fail(run, EX_USAGE, "%s is for %s, not for %s", all[i].name, all[i].words,
			                e->as->name);
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

static void emit_close(void *self)
{
	struct emit *e = self;
	if (e->as && e->as->close)
		e->as->close(e);
}

const struct stage emit_stage = {
	.name = "emit",
	.does = "write records as CSV, JSON, NDJSON, SDMX-CSV or XLSX",
	.trait = STATELESS,
	.role = SINK,
	.size = sizeof(struct emit),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = emit_open,
	.batch = emit_batch,
	.finish = emit_finish,
	.close = emit_close,
};
