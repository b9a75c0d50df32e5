/* pipelines/runner/sniff_write.c - the descriptor: a tabular data resource of Frictionless Data. */
#include "sniff.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

__attribute__((format(printf, 2, 3))) static void put(struct output *o, const char *form, ...)
{
	char line[512];
	va_list args;
	va_start(args, form);
	int n = vsnprintf(line, sizeof(line), form, args);
	va_end(args);
	output_write(o, line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
}

static void put_text(struct output *o, const char *key, struct text value)
{
	put(o, "%s", key);
	json_put(o, value);
}

static void put_texts(struct output *o, const char *key, const struct texts *values, bool blank)
{
	put(o, "%s[", key);
	if (blank)
		put(o, "\"\"");
	for (size_t i = 0; i < values->n; i++) {
		put(o, "%s", i || blank ? ", " : "");
		json_put(o, values->at[i]);
	}
	put(o, "]");
}

/* Small letters, digits and hyphens of the file's own name, as names of resources are. */
static struct text slug(const struct sniff *s)
{
	const char *member = strchr(s->file, '#'), *from = member ? member + 1 : s->file;
	const char *slash = strrchr(from, '/');
	from = slash ? slash + 1 : from;
	size_t len = strcspn(from, "."), n = 0;
	char *to = arena_take(s->mem, len + 8);
	for (size_t i = 0; i < len; i++) {
		char c = from[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20), plain = true;
		if (plain)
			to[n++] = c;
		else if (n > 0 && to[n - 1] != '-')
			to[n++] = '-';
	}
	while (n > 0 && to[n - 1] == '-')
		n--;
	if (n == 0)
		n = (size_t)(stpcpy(to, "feed") - to);
	return (struct text){ to, n };
}

static void put_quotes(const struct sniff *s, struct output *o)
{
	put_text(o, "\"delimiter\": ", (struct text){ &s->delimiter, 1 });
	put(o, ", \"quoteChar\": \"\\\"\"");
	if (s->escapes)
		put(o, ", \"escapeChar\": \"\\\\\"");
	else
		put(o, ", \"doubleQuote\": true");
}

static void put_dialect(const struct sniff *s, struct output *o)
{
	put(o, ",\n  \"dialect\": {");
	if (s->book)
		put_text(o, "\"sheetName\": ", s->sheet);
	else
		put_quotes(s, o);
	put(o, ", \"header\": %s", s->header ? "true" : "false");
	if (s->header && (s->titles || s->last > s->first)) {
		put(o, ", \"headerRows\": [");
		for (size_t i = s->first; i <= s->last; i++)
			put(o, "%s%" PRIu64, i > s->first ? ", " : "", s->grid.row[i].line);
		put(o, "]");
	}
	if (s->header && s->last > s->first)
		put(o, ", \"headerJoin\": \" \", \"weir:headerFill\": true");
	if (s->fewer > 0)
		put(o, ", \"weir:end\": {\"fewerCells\": %zu}", s->fewer);
	put(o, "}");
}

static void put_field(const struct guess *g, struct output *o)
{
	put_text(o, "      {\"name\": ", g->name);
	put(o, ", \"type\": \"%s\"", g->type);
	if (g->kind)
		put(o, ", \"weir:format\": \"%s\"", g->kind);
	if (g->form.at)
		put_text(o, ", \"format\": ", g->form);
	if (g->decimal)
		put(o, ", \"decimalChar\": \"%s\"", g->decimal);
	if (g->group)
		put_text(o, ", \"groupChar\": ", text_of(g->group));
	if (g->dressed)
		put(o, ", \"bareNumber\": false");
	if (g->yes.n > 0)
		put_texts(o, ", \"trueValues\": ", &g->yes, false);
	if (g->no.n > 0)
		put_texts(o, ", \"falseValues\": ", &g->no, false);
	if (g->marks.n > 0)
		put_texts(o, ", \"missingValues\": ", &g->marks, true);
	if (g->status.n > 0)
		put_texts(o, ", \"weir:status\": ", &g->status, false);
	if (g->behind.n > 0)
		put_texts(o, ", \"weir:notes\": ", &g->behind, false);
	if (g->values > 0 && strcmp(g->type, "string") != 0)
		put(o, ", \"sniff:fit\": %.6g", (double)g->fit / (double)g->values);
	if (g->required)
		put(o, ", \"constraints\": {\"required\": true}");
	put(o, "}");
}

void sniff_write(const struct sniff *s, struct output *o, bool schema)
{
	put_text(o, "{\n  \"name\": ", slug(s));
	put_text(o, ",\n  \"path\": ", text_of(s->file));
	put(o, ",\n  \"profile\": \"tabular-data-resource\",\n  \"format\": \"%s\"", s->format);
	put(o, ",\n  \"encoding\": \"%s\"", s->encoding);
	if (s->grid.n > 0)
		put_dialect(s, o);
	if (s->property.at) {
		put_text(o, ",\n  \"dialect\": {\"property\": ", s->property);
		put(o, "}");
	}
	if (schema) {
		put(o, ",\n  \"schema\": {\n    \"fields\": [\n");
		for (size_t i = 0; i < s->n; i++) {
			put_field(&s->column[i], o);
			put(o, "%s\n", i + 1 < s->n ? "," : "");
		}
		put(o, "    ],\n    \"missingValues\": [\"\"]");
		if (s->key.n > 0)
			put_texts(o, ",\n    \"primaryKey\": ", &s->key, false);
		put(o, "\n  }");
	}
	put(o, "\n}\n");
}
