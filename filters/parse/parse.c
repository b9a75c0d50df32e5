/* filters/parse/parse.c - the stage: tables in any format to records. */
#include "parse/parse.h"
#include "lib/decode.h"
#include "parse/header.h"
#include "parse/other.h"
#include <stdio.h>

static const struct opt opts[] = {
	{ 'c', OPT_COLUMNS, "columns", "COLUMNS", "only these, in this order",
	  offsetof(struct parse, only) },
	{ 'd', OPT_TEXT, "delimiter", "CHARACTER", "what separates fields; tab or \\t for a TAB (,)",
	  offsetof(struct parse, delimiter) },
	{ 0, OPT_TEXT, "format", "FORMAT",
	  "what the files are: csv, tsv, psv, fixed, json, ndjson, xlsx or ods",
	  offsetof(struct parse, format) },
	{ 0, OPT_TEXT, "sheet", "SHEET", "which sheet of a workbook: its name, or its number from 1",
	  offsetof(struct parse, sheet) },
	{ 0, OPT_FLAG, "merged", NULL, "what is merged in a sheet stands in each of the cells",
	  offsetof(struct parse, merged) },
	{ 0, OPT_TEXT, "records", "PROGRAM", "where the records of JSON are: a path, or a jq program",
	  offsetof(struct parse, records) },
	{ 0, OPT_TEXT, "encoding", "NAME",
	  "how characters are written, unless a byte order mark tells (utf-8)",
	  offsetof(struct parse, encoding) },
	{ 0, OPT_TEXT, "feed", "FILE", "a descriptor: dialect, and columns that have to be there",
	  offsetof(struct parse, feed_file) },
	{ 0, OPT_TEXT, "quote", "CHARACTER", "what quotes fields; empty for none (\")",
	  offsetof(struct parse, quote) },
	{ 0, OPT_FLAG, "no-double-quote", NULL, "two quotes inside quotes are two, not one",
	  offsetof(struct parse, no_double_quote) },
	{ 0, OPT_TEXT, "escape", "CHARACTER", "what makes the next character an ordinary one",
	  offsetof(struct parse, escape) },
	{ 0, OPT_TEXT, "comment", "CHARACTER", "lines that begin with it are left out",
	  offsetof(struct parse, comment) },
	{ 0, OPT_FLAG, "skip-initial-space", NULL, "spaces before a field do not belong to it",
	  offsetof(struct parse, skip_initial_space) },
	{ 0, OPT_CHOICE, "line-end", "any|lf|crlf|cr", "what ends a line",
	  offsetof(struct parse, line_end) },
	{ 0, OPT_TEXT, "header-rows", "N[,N]…",
	  "the rows of the header, which are joined; those before are none",
	  offsetof(struct parse, header_rows) },
	{ 0, OPT_FLAG, "no-header", NULL, "the first line is a record",
	  offsetof(struct parse, no_header) },
	{ 0, OPT_FLAG, "place", NULL, "add the columns @source and @line",
	  offsetof(struct parse, place) },
	{ 0, OPT_COUNT, "max-record", "BYTES", "longest record (16777216)",
	  offsetof(struct parse, longest) },
	{ 0 },
};
static const struct reason reasons[] = {
	{ "field-count", "has another number of fields than the header" },
	{ "too-wide", "is longer than its columns of fixed width" },
	{ "open-quote", "has a quote that is never closed" },
	{ "total", "is the total of others" },
	{ "total-differs", "is a total that its rows do not sum to" },
	{ "left-out", "is what dialect.weir:drop says" },
	{ "label", "is the label of those below it" },
	{ "no-label", "has no label of its group below it" },
	{ "encoding", "holds what is no character in its encoding" },
	{ "bad-json", "is no JSON" },
	{ "other-kind", "is of another kind than those before it; --records says where records are" },
	{ "duplicate-key", "has a name twice" },
	{ "unknown-key",
	  "has a name that is no column; declare it with --feed, or name columns with -c" },
	{ "error-cell", "is an error in a cell of a workbook, or no number" },
	{ "jq-error", "makes the program of --records fail" },
	{ 0 },
};
static const char *const examples[] = {
	"weir-parse samples/uk-study-institution.csv",
	"printf 'Nationality;Year\\nIndia;2024\\n' | weir-parse -d ';' -c Year,Nationality",
	"weir-parse --feed conf/feeds/uk-study-nationality.json samples/uk-study-nationality.csv",
	NULL,
};

/* --- opening ---------------------------------------------------------------------------------- */

/* The column that labels go into stands behind the others, unless it is there: a schema may have it. */
static void add_label(const struct shape *shape, struct run *run, struct columns *to)
{
	struct text *name = arena_take(run_arena(run), (to->n + 1) * sizeof(*name));
	if (!shape->label.row.path)
		return;
	for (size_t i = 0; i < to->n; i++)
		if (text_same(name[i] = to->name[i], shape->label_into))
			return;
	name[to->n++] = shape->label_into;
	to->name = name;
}

static int label_twice(const struct parse *p, struct run *run, const char *place,
                       const struct columns *of)
{
	const struct shape *s = &p->feed.shape;
	for (size_t i = 0; i < of->n && s->label.row.path; i++)
		if (text_same(of->name[i], s->label_into))
			return run_fail(
				run, EX_DATAERR,
				"%s: has a column '%.*s', so the labels need another one: into of %s in %s", place,
				(int)s->label_into.len, s->label_into.at, s->label.row.path, s->file);
	return 0;
}

static void declared(const struct feed *feed, struct run *run, struct columns *to)
{
	*to = (struct columns){ .unknown = feed->n == 0 };
	to->name = arena_take(run_arena(run), (feed->n + 1) * sizeof(*to->name));
	for (size_t i = 0; i < feed->n; i++)
		to->name[to->n++] = feed->fields[i].name;
	if (to->n > 0)
		add_label(&feed->shape, run, to);
}

/* The picked ones of `from`, in their order. */
static void pick_names(struct run *run, const struct columns *from, const struct picks *pick,
                       struct columns *to)
{
	to->n = pick->n;
	to->name = arena_take(run_arena(run), (pick->n + 1) * sizeof(*to->name));
	for (size_t i = 0; i < pick->n; i++)
		to->name[i] = from->name[pick->at[i]];
}

/* What is known without the file: the columns that are declared or asked for, or none. */
static int known_columns(struct parse *p, struct run *run, struct columns *out)
{
	struct columns known;
	struct picks pick;
	declared(&p->feed, run, &known);
	if (p->feed.match == MATCH_PARTIAL) /* any of them may be missing, and any other be there */
		known = (struct columns){ .unknown = true };
	*out = (struct columns){ .placed = p->place };
	if (known.unknown && header_asked(run, &p->only, out))
		return 0;
	int status = run_pick(run, &known, &p->only, &pick);
	*out = (struct columns){ .unknown = known.unknown, .placed = p->place };
	if (status == 0)
		pick_names(run, &known, &pick, out);
	return status;
}

/* A format is opened the first time that it is used. */
int parse_format(struct parse *p, struct run *run, const struct format *f)
{
	size_t i = 0;
	while (formats[i] != f)
		i++;
	int status = told_suits(p, run, f);
	if (status == 0 && !p->self[i]) {
		p->self[i] = arena_zeros(run_arena(run), f->size + 1);
		status = f->open ? f->open(p->self[i], run, &p->table) : 0;
	}
	p->rows =
		(struct rows){ .shape = &p->feed.shape, .body = p->body, .format = f, .self = p->self[i] };
	return status;
}

static int parse_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct parse *p = self;
	int status = 0;
	(void)in;
	status = told_read(p, run);
	if (status == 0)
		status = known_columns(p, run, out);
	p->table = (struct table){ .feed = &p->feed,
		                       .longest = p->longest ? p->longest : LONGEST,
		                       .records = p->records,
		                       .sheet = p->sheet,
		                       .merged = p->merged || p->feed.dialect.merged,
		                       .first = &p->fields,
		                       .only = p->only.n > 0 };
	return status == 0 && p->declared ? parse_format(p, run, p->declared) : status;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool is_header(const struct parse *p, const struct row *first)
{
	return p->feed.dialect.header || first->names;
}

/* A header of one column that holds another delimiter may be right, and mostly is not. */
static void doubt_delimiter(const struct parse *p, struct run *run, const char *place,
                            struct text header)
{
	const struct format *f = p->rows.format;
	const struct dialect *d = &p->feed.dialect;
	const char *option = NULL;
	struct text is = f == &tsv_format ? TEXT("\t") : f == &psv_format ? TEXT("|") : d->delimiter;
	if (f->kind != OF_LINES || f == &fixed_format || d->delimiter_told ||
	    feed_field(&p->feed, text_trim(header)))
		return;
	const char *shown = other_delimiter(header, is, &option);
	if (!shown)
		return;
	if (p->feed.file)
		run_warn(run,
		         "%s: the header is one column and holds %s; if that separates fields, write "
		         "\"delimiter\" in the dialect of %s",
		         place, shown, p->feed.file);
	else
		run_warn(run, "%s: the header is one column and holds %s; if that separates fields: -d %s",
		         place, shown, option);
}

static int check_names(struct run *run, const char *place, const struct row *first)
{
	for (size_t i = 0; i < first->n; i++)
		if (first->cell[i].len > 0 && memchr(first->cell[i].at, '\0', first->cell[i].len))
			return run_fail(
				run, EX_DATAERR,
				"%s: the header holds NUL bytes: the file is damaged, or no text; fetch "
				"it again",
				place);
	return 0;
}

static int name_fields(struct parse *p, struct run *run, const char *place, const struct row *first,
                       struct columns *fields)
{
	if (is_header(p, first)) {
		if (first->n == 1 && !p->fields.name)
			doubt_delimiter(p, run, place, first->cell[0]);
		if (check_names(run, place, first) != 0)
			return EX_DATAERR;
		header_names(run, first->cell, first->n, fields);
		if (label_twice(p, run, place, fields) != 0)
			return EX_DATAERR;
		add_label(&p->feed.shape, run, fields);
		return p->feed.n > 0 ? header_declared(run, place, fields, &p->feed) : 0;
	}
	if (p->feed.n > 0)
		declared(&p->feed, run, fields);
	else
		header_numbers(run, first->n, fields), add_label(&p->feed.shape, run, fields);
	return 0;
}

/* Which fields of this file go out, as those of the first file do. */
static int pick_fields(struct parse *p, struct run *run, const char *place,
                       const struct columns *fields, struct picks *here)
{
	struct picks all;
	int status;
	if (!p->fields.name) {
		p->fields = *fields;
		status = run_pick(run, fields, &p->only, &p->pick);
		if (status == 0 && p->pick.n == 0)
			status = run_fail(run, EX_USAGE, "%s: no column of the header is left", p->only.option);
		*here = p->pick;
		return status;
	}
	status = header_again(run, place, &p->fields, fields, &all);
	*here = (struct picks){ 0, arena_take(run_arena(run), (p->pick.n + 1) * sizeof(*all.at)) };
	for (size_t k = 0; k < p->pick.n && status == 0; k++)
		here->at[here->n++] = all.at[p->pick.at[k]];
	return status;
}

/* What was declared, else what the name says. That of a file in an archive may be known only when its first bytes
 * have come. */
static int choose_format(const struct parse *p, struct run *run, struct input *in,
                         const struct format **to)
{
	int status = 0;
	*to = p->declared ? p->declared : format_of_name(in->name);
	if (*to && (*to)->kind == OF_SHEETS)
		input_keep_zip(in);
	else
		input_encoding(in, p->feed.encoding.at);
	if (p->feed.member.at)
		input_member(in, p->feed.member);
	if (!*to) {
		status = input_more(in, run);
		*to = format_of_name(in->name);
	}
	*to = *to ? *to : formats[0];
	return status;
}

/* What is surely no table is told by what it is, not by what its first line lacks. */
static int check_kind(const struct parse *p, struct run *run, struct input *in,
                      const struct format *f)
{
	if (f->kind == OF_SHEETS || f == &fixed_format) /* which may want its bytes as they are */
		return 0;
	int status = in->len == 0 && !in->ended ? input_more(in, run) : 0;
	bool lines = f->kind == OF_LINES && p->feed.dialect.header;
	const char *is = status == 0 ? other_kind((struct text){ in->at, in->len }, lines) : NULL;
	return is ? run_fail(run, EX_DATAERR, "%s: is %s", in->name.at, is) : status;
}

static int use_format(struct parse *p, struct run *run, struct input *in)
{
	const struct format *f;
	int status = choose_format(p, run, in, &f);
	if (status == 0)
		status = check_kind(p, run, in, f);
	return status ? status : parse_format(p, run, f);
}

static int check_first(const struct parse *p, struct run *run, const struct input *in,
                       const struct row *first, const char *place)
{
	bool header = p->feed.dialect.header;
	if (first->n == 0 && !first->word)
		return run_fail(run, EX_DATAERR, "%s: empty input, expected a %s", in->name.at,
		                header ? "header line" : "record");
	bool plain = decode_is_plain(p->feed.encoding.at);
	if (header && first->word && text_is(text_of(first->word), "encoding"))
		return run_fail(run, EX_DATAERR, "%s: the header is no %s%s", place,
		                plain ? "UTF-8" : p->feed.encoding.at,
		                plain ? "; if it is Windows-1252: --encoding windows-1252" : "");
	bool fatal = header || p->feed.n == 0; /* else it is a reject like others */
	for (const struct reason *r = reasons; r->word && first->word && fatal; r++)
		if (strcmp(r->word, first->word) == 0)
			return run_fail(run, EX_DATAERR, "%s: the first record %s: %.*s", place, r->means,
			                (int)first->value.len, first->value.at);
	return 0;
}

static int parse_header(void *self, struct run *run, struct input *in, struct columns *out)
{
	struct parse *p = self;
	struct row first = { 0 };
	struct columns fields = { 0 };
	struct picks here;
	int status = use_format(p, run, in);
	bool told = p->feed.dialect.header && top_is_told(&p->feed.shape);
	if (status == 0)
		status = told ? top_read(&p->top, &p->rows, run, in, &first)
		              : rows_begin(&p->rows, run, in, &first);
	if (status != 0)
		return status;
	char *place = arena_take(run_arena(run), in->name.len + 32);
	snprintf(place, in->name.len + 32, "%s:%llu", in->name.at, (unsigned long long)first.line);
	status = check_first(p, run, in, &first, place);
	if (status == 0)
		status = name_fields(p, run, place, &first, &fields);
	if (status == 0)
		status = pick_fields(p, run, place, &fields, &here);
	if (status != 0)
		return status;
	if (!told && is_header(p, &first))
		rows_step(&p->rows, in);
	p->rows.name = fields.name;
	rows_columns(&p->rows, run, fields.n, here);
	status =
		p->body ? body_begin(p->body, run, place, &fields, &p->feed, p->rows.format->ragged) : 0;
	*out = (struct columns){ .placed = p->place };
	pick_names(run, &p->fields, &p->pick, out);
	return status;
}

static int parse_fill(void *self, struct run *run, struct input *in, struct batch *b, bool *ended)
{
	struct parse *p = self;
	return rows_fill(&p->rows, run, in, b, ended);
}

/* Rules for rows look at every cell, and keep some rows for later. Other formats have no bytes of a record, or would
 * not gain much. */
static bool parse_narrow(void *self, struct run *run, const bool *idle)
{
	struct parse *p = self;
	if (p->body || !p->rows.format->again)
		return false;
	rows_narrow(&p->rows, run, idle);
	return true;
}

static void parse_recall(void *self, struct run *run, struct text record, struct text *values)
{
	struct parse *p = self;
	(void)run;
	rows_recall(&p->rows, record, values);
}

static void parse_close(void *self)
{
	struct parse *p = self;
	body_close(p->body);
	top_close(&p->top);
	for (size_t i = 0; formats[i]; i++)
		if (p->self[i] && formats[i]->close)
			formats[i]->close(p->self[i]);
}

extern const struct stage parse_stage;
const struct stage parse_stage = {
	.name = "parse",
	.does = "read tables, write weir text",
	.trait = STATELESS,
	.role = SOURCE,
	.size = sizeof(struct parse),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = parse_open,
	.header = parse_header,
	.fill = parse_fill,
	.close = parse_close,
	.narrow = parse_narrow,
	.recall = parse_recall,
	.pieces = &parse_pieces,
};
