/* pipelines/runner/sniff_dialect.c - what separates values, and the rows of the file's beginning.
 *
 * Every separator that is usual is tried on the rows: the right one gives most of them the same number of cells.
 */
#include "sniff.h"
#include <stdio.h>
#include <strings.h>

enum { TRIED = 2000, DEEP = 16 }; /* rows that a separator is tried on; objects inside each other */

static const char separators[] = { '\t', ';', '|', ',' };

struct cutting {
	const char *at, *end;
	char delimiter;
	uint64_t line;
	bool escaped; /* a quote inside of quotes had a backslash before it */
};

static bool ends_cell(const struct cutting *c, const char *at)
{
	return at >= c->end || *at == c->delimiter || *at == '\n' || *at == '\r';
}

/* By the rules of parse: a quoted cell ends at the quote behind which a delimiter or a line end stands. */
static struct text quoted_cell(struct cutting *c)
{
	const char *begin = c->at + 1, *at = begin;
	for (; at < c->end; at++) {
		if (*at == '\\' && at + 1 < c->end && at[1] == '"' && !ends_cell(c, at + 2))
			c->escaped = true;
		else if (*at == '"' && at + 1 < c->end && at[1] == '"')
			at++;
		else if (*at == '"' && ends_cell(c, at + 1))
			break;
	}
	c->at = at < c->end ? at + 1 : at;
	return (struct text){ begin, (size_t)(at - begin) };
}

static struct text next_cell(struct cutting *c)
{
	if (c->at < c->end && *c->at == '"')
		return quoted_cell(c);
	const char *begin = c->at;
	while (!ends_cell(c, c->at))
		c->at++;
	return (struct text){ begin, (size_t)(c->at - begin) };
}

/* One row; false at the end. */
static bool next_row(struct cutting *c, struct arena *mem, struct cells *row)
{
	const char *begin = c->at;
	*row = (struct cells){ .line = c->line };
	if (c->at >= c->end)
		return false;
	for (;;) {
		struct text cell = text_trim(next_cell(c));
		row->cell = arena_append(mem, row->cell, row->n, sizeof(cell));
		row->cell[row->n++] = cell;
		row->filled += cell.len > 0;
		if (c->at >= c->end || *c->at != c->delimiter)
			break;
		c->at++;
	}
	if (c->at < c->end && *c->at == '\r')
		c->at++;
	if (c->at < c->end && *c->at == '\n')
		c->at++;
	for (; begin < c->at && (begin = memchr(begin, '\n', (size_t)(c->at - begin))); begin++)
		c->line++;
	return true;
}

static struct grid cut_grid(struct sniff *s, struct cutting *c, size_t most, struct arena *mem)
{
	struct grid g = { 0 };
	struct cells row;
	*c = (struct cutting){ s->bytes.at, s->bytes.at + s->bytes.len, c->delimiter, 1, false };
	while (g.n < most && next_row(c, mem, &row)) {
		g.row = arena_append(mem, g.row, g.n, sizeof(row));
		g.row[g.n++] = row;
	}
	if (!s->whole && c->at >= c->end && g.n > 1)
		g.n--; /* the last one may be cut off */
	return g;
}

/* The number of cells that most rows with any have; *rows: how many do. */
static size_t usual_width(const struct grid *g, size_t *rows, size_t *all)
{
	size_t best = 0, most = 0;
	*all = 0;
	for (size_t i = 0; i < g->n; i++) {
		size_t same = 0;
		*all += g->row[i].filled > 0;
		if (g->row[i].n == best || g->row[i].filled == 0)
			continue;
		for (size_t j = 0; j < g->n; j++)
			same += g->row[j].n == g->row[i].n && g->row[j].filled > 0;
		if (same > most || (same == most && g->row[i].n > best)) {
			most = same;
			best = g->row[i].n;
		}
	}
	*rows = most;
	return best;
}

/* Signs in numbers only, as in 1,5: it is no separator where no row of words has the same number of cells. */
static bool has_labels(const struct grid *g, size_t width)
{
	for (size_t i = 0; i < g->n && i < 40; i++) {
		bool words = g->row[i].n == width;
		for (size_t k = 0; k < g->row[i].n && words; k++)
			words = g->row[i].cell[k].len == 0 || (unsigned char)g->row[i].cell[k].at[0] > '9';
		if (words)
			return true;
	}
	return false;
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);
	return n >= m && strcasecmp(name + n - m, end) == 0;
}

/* The name of a file may say it: as parse reads that, the same is tried first and has to be worse by half. */
static char named_delimiter(const struct sniff *s)
{
	static const char *const packed[] = { "", ".gz", ".zst", ".xz", ".bz2" };
	for (size_t i = 0; i < sizeof(packed) / sizeof(*packed); i++) {
		char end[16];
		snprintf(end, sizeof(end), ".tsv%s", packed[i]);
		if (ends_in(s->file, end))
			return '\t';
	}
	return '\0';
}

static void choose_delimiter(struct sniff *s)
{
	double best = -1;
	char named = named_delimiter(s);
	for (size_t i = 0; i < sizeof(separators); i++) {
		struct arena *mem = arena_new();
		struct cutting c = { .delimiter = separators[i] };
		struct grid g = cut_grid(s, &c, TRIED / 4, mem);
		size_t rows, all, width = usual_width(&g, &rows, &all);
		double share = all > 0 && width > 1 ? (double)rows / (double)all : 0;
		share = has_labels(&g, width) || separators[i] == named ? share : share / 2;
		if (named && separators[i] != named)
			share /= 2;
		if (share > best + 0.02) {
			best = share;
			s->delimiter = separators[i];
		}
		arena_free(mem);
	}
	if (best <= 0) {
		s->delimiter = ',';
		sniff_say(s, "delimiter: none was found; taken for a table of one column");
	} else if (best < 0.5) {
		sniff_say(s, "delimiter: '%s' gives only %.0f %% of the rows the same number of cells",
		          s->delimiter == '\t' ? "TAB" : (char[]){ s->delimiter, '\0' }, 100 * best);
	}
}

/* --- JSON, workbooks -------------------------------------------------------------------------- */

static const char *format_of(const struct sniff *s)
{
	const char *at = s->bytes.at, *end = at + s->bytes.len;
	if (s->book)
		return "xlsx";
	while (at < end && (unsigned char)*at <= ' ')
		at++;
	if (at == end || (*at != '{' && *at != '['))
		return "csv";
	const char *line = memchr(at, '\n', (size_t)(end - at)), *why;
	struct arena *mem = arena_new();
	size_t n = line ? (size_t)(line - at) : (size_t)(end - at);
	bool first = json_read((struct text){ at, n }, mem, &why) != NULL;
	arena_free(mem);
	while (line && line < end && (unsigned char)*line <= ' ')
		line++;
	return first && line && line < end ? "ndjson" : "json";
}

static bool is_list(const struct json *j)
{
	return j->kind == JSON_ARRAY && j->n > 0 &&
	       (j->item[0].kind == JSON_OBJECT || j->item[0].kind == JSON_ARRAY);
}

/* The path to the first list of records in an object, with points between names. */
static bool find_list(struct sniff *s, const struct json *j, struct text path, size_t deep)
{
	for (size_t i = 0; i < j->n && j->kind == JSON_OBJECT; i++) {
		size_t len = path.len + 1 + j->key[i].len;
		char *to = arena_take(s->mem, len + 1), *at = to;
		if (path.len > 0)
			at = mempcpy(mempcpy(at, path.at, path.len), ".", 1);
		at = mempcpy(at, j->key[i].at, j->key[i].len);
		struct text longer = { to, (size_t)(at - to) };
		if (is_list(&j->item[i]))
			return s->property = longer, true;
		if (deep > 0 && find_list(s, &j->item[i], longer, deep - 1))
			return true;
	}
	return false;
}

/* An object is a record, unless there is a list of records in it. */
static void find_records(struct sniff *s)
{
	const char *why;
	const struct json *j = s->whole ? json_read(s->bytes, s->mem, &why) : NULL;
	if (j && j->kind == JSON_OBJECT && find_list(s, j, (struct text){ 0 }, DEEP))
		sniff_say(s, "records: taken from the list '%.*s'", (int)s->property.len, s->property.at);
	else if (!s->whole && s->bytes.at[strspn(s->bytes.at, " \t\r\n")] == '{')
		sniff_say(s, "records: too large to be looked at as a whole; property in the dialect says "
		             "where a list of records is");
}

int sniff_dialect(struct sniff *s)
{
	struct cutting c = { 0 };
	s->format = format_of(s);
	if (s->book)
		return sniff_book(s);
	if (strcmp(s->format, "json") == 0)
		find_records(s);
	if (strcmp(s->format, "csv") != 0)
		return 0;
	choose_delimiter(s);
	c.delimiter = s->delimiter;
	s->grid = cut_grid(s, &c, SIZE_MAX, s->mem);
	s->escapes = c.escaped;
	if (c.escaped)
		sniff_say(s,
		          "quotes: a backslash stands before a quote inside of some; taken for escapeChar");
	size_t rows, all;
	struct grid few = { s->grid.n < TRIED ? s->grid.n : TRIED, s->grid.row };
	s->width = usual_width(&few, &rows, &all);
	return 0;
}
