/* filters/parse/parse.c - the stage: tables in any format to records. */
#include "lib/stage.h"
#include "lib/decode.h"
#include "lib/icu.h"
#include "parse/header.h"
#include "parse/rows.h"
#include <stdio.h>

enum { LONGEST = 16 << 20, FORMATS = 16 };

struct parse {
	struct text format, encoding, records, sheet, delimiter, quote, escape, comment, line_end;
	struct text feed_file;
	bool no_double_quote, skip_initial_space, no_header, place, merged;
	size_t longest;
	struct columns only;

	struct feed feed;      /* n 0: nothing is declared */
	struct columns fields; /* of the first file, all of them */
	struct picks pick;     /* those of them that go out */
	struct table table;
	const struct format *declared; /* null: each file's name says it */
	void *self[FORMATS];           /* each format's own, once it was used */
	struct rows rows;              /* of the input at hand */
};

static const struct opt opts[] = {
	{ 'c', OPT_COLUMNS, "columns", "COLUMNS", "only these, in this order",
	  offsetof(struct parse, only) },
	{ 'd', OPT_TEXT, "delimiter", "CHARACTER", "what separates fields; tab or \\t for a TAB (,)",
	  offsetof(struct parse, delimiter) },
	{ 0, OPT_TEXT, "format", "FORMAT", "what the files are: csv, tsv, json, ndjson, xlsx or ods",
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
	{ "open-quote", "has a quote that is never closed" },
	{ "encoding", "holds what is no character in its encoding" },
	{ "bad-json", "is no JSON" },
	{ "other-kind", "is of another kind than those before it" },
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

static int option_character(struct run *run, const char *name, struct text t, char *to)
{
	if (!t.at)
		return 0;
	const char *why = dialect_character(t, to);
	return why ? run_fail(run, EX_USAGE, "%s %s: %s", name, t.at, why) : 0;
}

/* "csv, tsv or json" */
static struct text format_words(struct run *run)
{
	char words[256];
	size_t n = 0, room = sizeof(words);
	for (size_t i = 0; formats[i] && n < room; i++) {
		n += (size_t)snprintf(words + n, room - n, "%s%s", i ? ", " : "", formats[i]->name);
		for (const char *const *w = formats[i]->names; w && *w && n < room; w++)
			n += (size_t)snprintf(words + n, room - n, ", %s", *w);
	}
	return text_of(arena_copy(run_arena(run), words, strlen(words)));
}

static int read_format(struct parse *p, struct run *run)
{
	const struct feed *feed = &p->feed;
	p->declared = p->format.at ? format_named(p->format) : format_of_feed(feed);
	if (p->format.at && !p->declared)
		return run_fail(run, EX_USAGE, "--format %s: no such format; expected one of %s",
		                p->format.at, format_words(run).at);
	if (feed->format.at && !p->declared)
		return run_fail(run, EX_CONFIG, "%s: format: '%s' is not read; expected one of %s",
		                feed->file, feed->format.at, format_words(run).at);
	if (p->format.at && text_is(p->format, "tsv"))
		p->feed.dialect.delimiter = TEXT("\t");
	return 0;
}

/* Options go before what the descriptor says. */
static int read_dialect(struct parse *p, struct run *run)
{
	struct dialect *d = &p->feed.dialect;
	if (p->delimiter.at)
		d->delimiter = text_is(p->delimiter, "tab") || text_is(p->delimiter, "\\t") ? TEXT("\t")
		                                                                            : p->delimiter;
	int status = option_character(run, "--quote", p->quote, &d->quote);
	if (status == 0)
		status = option_character(run, "--escape", p->escape, &d->escape);
	if (status == 0)
		status = option_character(run, "--comment", p->comment, &d->comment);
	if (status != 0)
		return status;
	static const char *const ends[] = { "any", "lf", "crlf", "cr" };
	static const enum line_end are[] = { LINE_ANY, LINE_LF, LINE_CRLF, LINE_CR };
	for (size_t i = 0; i < 4 && p->line_end.at; i++)
		if (text_is(p->line_end, ends[i]))
			d->line_end = are[i];
	d->double_quote = d->double_quote && !p->no_double_quote;
	d->skip_initial_space = d->skip_initial_space || p->skip_initial_space;
	d->header = d->header && !p->no_header;
	const char *why = dialect_check(d);
	return why ? run_fail(run, EX_USAGE, "%s", why) : 0;
}

/* The option goes before the descriptor. */
static int read_encoding(struct parse *p, struct run *run)
{
	const char *name = p->encoding.at;
	if (!name)
		name = arena_copy(run_arena(run), p->feed.encoding.at, p->feed.encoding.len);
	p->feed.encoding = text_of(name);
	if (decode_is_known(name))
		return 0;
	const char *near = icu_charset_near(name, run_arena(run));
	const char *also = near ? "; the nearest is '" : "", *end = near ? "'" : "";
	if (p->encoding.at)
		return run_fail(run, EX_USAGE, "--encoding %s: no such encoding%s%s%s", name, also,
		                near ? near : "", end);
	return run_fail(run, EX_CONFIG, "%s: encoding: '%s' is no encoding%s%s%s", p->feed.file, name,
	                also, near ? near : "", end);
}

static void declared(const struct feed *feed, struct run *run, struct columns *to)
{
	*to = (struct columns){ .unknown = feed->n == 0 };
	to->name = arena_take(run_arena(run), (feed->n + 1) * sizeof(*to->name));
	for (size_t i = 0; i < feed->n; i++)
		to->name[to->n++] = feed->fields[i].name;
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

/* What is known without the file: the declared columns, or none. */
static int known_columns(struct parse *p, struct run *run, struct columns *out)
{
	struct columns known;
	struct picks pick;
	declared(&p->feed, run, &known);
	int status = run_pick(run, &known, &p->only, &pick);
	*out = (struct columns){ .unknown = known.unknown, .placed = p->place };
	if (status == 0)
		pick_names(run, &known, &pick, out);
	return status;
}

/* A format is opened the first time that it is used. */
static int open_format(struct parse *p, struct run *run, const struct format *f)
{
	size_t i = 0;
	while (formats[i] != f)
		i++;
	int status = 0;
	if (!p->self[i]) {
		p->self[i] = arena_zeros(run_arena(run), f->size + 1);
		status = f->open ? f->open(p->self[i], run, &p->table) : 0;
	}
	p->rows = (struct rows){ .format = f, .self = p->self[i] };
	return status;
}

static int parse_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct parse *p = self;
	int status = 0;
	(void)in;
	p->feed = (struct feed){ .dialect = dialect_default(), .encoding = TEXT("utf-8") };
	if (p->feed_file.at)
		status = feed_read(run, p->feed_file.at, &p->feed);
	if (status == 0)
		status = read_encoding(p, run);
	if (status == 0)
		status = read_format(p, run);
	if (status == 0)
		status = read_dialect(p, run);
	if (status == 0)
		status = known_columns(p, run, out);
	p->table = (struct table){ .feed = &p->feed,
		                       .longest = p->longest ? p->longest : LONGEST,
		                       .records = p->records,
		                       .sheet = p->sheet,
		                       .merged = p->merged,
		                       .first = &p->fields,
		                       .only = p->only.n > 0 };
	return status == 0 && p->declared ? open_format(p, run, p->declared) : status;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool is_header(const struct parse *p, const struct row *first)
{
	return p->feed.dialect.header || first->names;
}

static int name_fields(struct parse *p, struct run *run, const char *place, const struct row *first,
                       struct columns *fields)
{
	if (is_header(p, first)) {
		header_names(run, first->cell, first->n, fields);
		return p->feed.n > 0 ? header_declared(run, place, fields, &p->feed) : 0;
	}
	if (p->feed.n > 0)
		declared(&p->feed, run, fields);
	else
		header_numbers(run, first->n, fields);
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
	if (*to && (*to)->binary)
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

static int use_format(struct parse *p, struct run *run, struct input *in)
{
	const struct format *f;
	int status = choose_format(p, run, in, &f);
	return status ? status : open_format(p, run, f);
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
		                plain ? header_hint(first->raw.at, first->raw.len) : "");
	if (first->word)
		return run_fail(run, EX_DATAERR, "%s: the first row is none: %.*s", place,
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
	if (status == 0)
		status = rows_begin(&p->rows, run, in, &first);
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
	if (is_header(p, &first))
		rows_step(&p->rows, in);
	p->rows.name = fields.name;
	rows_columns(&p->rows, run, fields.n, here);
	*out = (struct columns){ .placed = p->place };
	pick_names(run, &p->fields, &p->pick, out);
	return 0;
}

static int parse_fill(void *self, struct run *run, struct input *in, struct batch *b, bool *ended)
{
	struct parse *p = self;
	return rows_fill(&p->rows, run, in, b, ended);
}

static void parse_close(void *self)
{
	struct parse *p = self;
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
};
