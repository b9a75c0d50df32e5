/* filters/parse/told.c - what the options and the descriptor say; options go before. */
#include "lib/decode.h"
#include "lib/icu.h"
#include "parse/parse.h"
#include <stdio.h>

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
	if (p->declared == &fixed_format && !feed->dialect.header_told)
		p->feed.dialect.header = false; /* its columns have names without one */
	return 0;
}

/* Options go before what the descriptor says. */
static int read_dialect(struct parse *p, struct run *run)
{
	struct dialect *d = &p->feed.dialect;
	if (p->delimiter.at)
		d->delimiter_told = true;
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

static int read_shape(struct parse *p, struct run *run)
{
	struct shape *s = &p->feed.shape;
	if (p->header_rows.at && !numbers_read(run, p->header_rows, &s->header_rows))
		return run_fail(run, EX_USAGE, "--header-rows %s: expected numbers of rows, as 3,4,5",
		                p->header_rows.at);
	int status = top_open(&p->top, run, s);
	return status ? status : body_open(&p->body, run, s);
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

int told_read(struct parse *p, struct run *run)
{
	p->feed = (struct feed){ .dialect = dialect_default(),
		                     .shape = shape_default(),
		                     .encoding = TEXT("utf-8") };
	int status = p->feed_file.at ? feed_read(run, p->feed_file.at, &p->feed) : 0;
	if (status == 0)
		status = read_encoding(p, run);
	if (status == 0)
		status = read_format(p, run);
	if (status == 0)
		status = read_dialect(p, run);
	return status ? status : read_shape(p, run);
}

int told_suits(const struct parse *p, struct run *run, const struct format *f)
{
	static const char *const what[] = { "CSV", "JSON", "workbooks" };
	const struct {
		const char *option;
		bool given;
		enum format_kind kind;
	} options[] = {
		{ "-d", p->delimiter.at, OF_LINES },
		{ "--quote", p->quote.at, OF_LINES },
		{ "--no-double-quote", p->no_double_quote, OF_LINES },
		{ "--escape", p->escape.at, OF_LINES },
		{ "--comment", p->comment.at, OF_LINES },
		{ "--skip-initial-space", p->skip_initial_space, OF_LINES },
		{ "--line-end", p->line_end.at, OF_LINES },
		{ "--records", p->records.at, OF_JSON },
		{ "--sheet", p->sheet.at, OF_SHEETS },
		{ "--merged", p->merged, OF_SHEETS },
		{ "--encoding", p->encoding.at && f->kind == OF_SHEETS, OF_LINES },
	};
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (options[i].given && options[i].kind != f->kind)
			return run_fail(run, EX_USAGE,
			                "%s: is for %s, but the input is %s; --format says what else it is",
			                options[i].option, what[options[i].kind], f->name);
	return 0;
}
