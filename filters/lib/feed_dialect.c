/* filters/lib/feed_dialect.c - how a feed's CSV is written: the `dialect` of a descriptor. */
#include "lib/feed_part.h"

struct dialect dialect_default(void)
{
	return (struct dialect){
		.delimiter = TEXT(","),
		.quote = '"',
		.double_quote = true,
		.header = true,
		.line_end = LINE_ANY,
	};
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

const char *dialect_check(struct dialect *d)
{
	const char special[] = { d->quote, d->escape, d->comment };
	if (d->escape && d->escape == d->quote)
		d->escape = 0, d->double_quote = true; /* two names of one habit */
	if (d->delimiter.len == 0 || d->delimiter.len > 4 ||
	    utf8_valid(d->delimiter.at, d->delimiter.len) != d->delimiter.len ||
	    utf8_count(d->delimiter) != 1)
		return "the delimiter has to be one character";
	if (is_line_end(d->delimiter.at[0]))
		return "the delimiter ends lines, too";
	for (size_t i = 0; i < sizeof(special); i++) {
		if (is_line_end(special[i]))
			return "quote, escape and comment have to differ from the ends of lines";
		if (special[i] && special[i] == d->delimiter.at[0])
			return "quote, escape and comment have to differ from the delimiter";
	}
	if (d->comment && (d->comment == d->quote || d->comment == d->escape))
		return "the comment character has to differ from quote and escape";
	return NULL;
}

const char *dialect_character(struct text t, char *to)
{
	if (t.len > 1 || (t.len == 1 && (unsigned char)t.at[0] >= 0x80))
		return "expected one ASCII character, or none";
	*to = 0;
	if (t.len == 1)
		*to = t.at[0];
	return NULL;
}

static int character(const struct part *p, const char *key, char *to)
{
	struct text t = { 0 };
	int status = part_text(p, key, &t);
	if (status != 0 || !t.at)
		return status;
	const char *why = dialect_character(t, to);
	return why ? part_fail(p, key, "%s", why) : 0;
}

static int line_end(const struct part *p, enum line_end *to)
{
	static const struct {
		const char *bytes;
		enum line_end is;
	} ends[] = { { "\n", LINE_LF }, { "\r\n", LINE_CRLF }, { "\r", LINE_CR }, { "any", LINE_ANY } };
	struct text t = { 0 };
	int status = part_text(p, "lineTerminator", &t);
	if (status != 0 || !t.at)
		return status;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (text_is(t, ends[i].bytes))
			return *to = ends[i].is, 0;
	return part_fail(p, "lineTerminator", "expected \"\\n\", \"\\r\\n\", \"\\r\" or \"any\"");
}

static int width_unit(const struct part *p, struct dialect *d)
{
	static const char *const units[] = { "characters", "bytes", NULL };
	int unit = 0, status = part_word(p, "weir:widthUnit", "unit of widths", units, &unit);
	d->width_in_bytes = unit == 1;
	return status;
}

static int of_json(const struct part *p, struct dialect *d)
{
	static const char *const types[] = { "object", "array", NULL };
	int type = -1, status = part_text(p, "property", &d->property);
	if (status == 0)
		status = part_word(p, "itemType", "type of items", types, &type);
	if (status == 0 && type >= 0)
		d->item_type = text_of(types[type]);
	return status ? status : part_texts(p, "itemKeys", &d->item_keys);
}

static int of_workbook(const struct part *p, struct dialect *d)
{
	bool given = false;
	int status = part_text(p, "sheetName", &d->sheet_name);
	if (status == 0)
		status = part_count(p, "sheetNumber", &given, &d->sheet_number);
	if (status == 0)
		status = part_flag(p, "weir:merged", &d->merged);
	if (status == 0 && given && d->sheet_number == 0)
		return part_fail(p, "sheetNumber", "the first sheet is 1");
	return status;
}

int feed_characters(const struct part *p, struct dialect *d)
{
	int status = part_text(p, "delimiter", &d->delimiter);
	if (status == 0)
		status = character(p, "quoteChar", &d->quote);
	if (status == 0)
		status = character(p, "escapeChar", &d->escape);
	if (status == 0)
		status = part_flag(p, "doubleQuote", &d->double_quote);
	if (status == 0)
		status = part_flag(p, "skipInitialSpace", &d->skip_initial_space);
	d->delimiter_told |= part_member(p, "delimiter").json != NULL;
	return status ? status : line_end(p, &d->line_end);
}

static const char *const known[] = { "delimiter",
	                                 "lineTerminator",
	                                 "quoteChar",
	                                 "doubleQuote",
	                                 "escapeChar",
	                                 "skipInitialSpace",
	                                 "header",
	                                 "commentChar",
	                                 "nullSequence",
	                                 "caseSensitiveHeader",
	                                 "csvddfVersion",
	                                 "headerRows",
	                                 "headerJoin",
	                                 "commentRows",
	                                 "property",
	                                 "itemType",
	                                 "itemKeys",
	                                 "sheetNumber",
	                                 "sheetName",
	                                 "table",
	                                 "$schema",
	                                 "name",
	                                 "type",
	                                 "title",
	                                 "description",
	                                 "skipBlankRows",
	                                 "headerCase",
	                                 "csv",
	                                 "excel",
	                                 "ods",
	                                 "json",
	                                 "weir:widthUnit",
	                                 "weir:merged",
	                                 "weir:headerFill",
	                                 "weir:headerFrom",
	                                 "weir:skipBlankRows",
	                                 "weir:end",
	                                 "weir:drop",
	                                 "weir:labelRows",
	                                 "weir:fillDown",
	                                 "weir:fillUp",
	                                 "weir:totals",
	                                 NULL };

int feed_dialect(const struct part *p, struct dialect *d)
{
	int status = part_keys(p, known);
	if (status == 0)
		status = feed_characters(p, d);
	if (status == 0)
		status = character(p, "commentChar", &d->comment);
	if (status == 0)
		status = part_flag(p, "header", &d->header);
	if (status == 0)
		status = width_unit(p, d);
	d->header_told = part_member(p, "header").json || part_member(p, "headerRows").json;
	if (status == 0)
		status = of_json(p, d);
	if (status == 0)
		status = of_workbook(p, d);
	if (status == 0)
		status = feed_controls(p, d);
	if (status != 0)
		return status;
	const char *why = dialect_check(d);
	return why ? part_fail(p, "", "%s", why) : 0;
}
