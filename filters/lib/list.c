/* filters/lib/list.c - a table of weir text, read whole: its lines and values. */
#include "lib/list.h"
#include "lib/conf.h"
#include "lib/line.h"
#include <errno.h>
#include <sys/stat.h>

struct cutting { /* of one list's lines */
	struct run *run;
	struct list *list;
	size_t values; /* in a line */
	size_t *to;    /* the column of each, or NO_COLUMN: a place */
	size_t line, room;
};

static int bad_line(const struct cutting *c, const char *what)
{
	return run_fail(c->run, EX_DATAERR, "%s:%zu: %s", c->list->file, c->line, what);
}

static size_t count_values(struct text line)
{
	size_t n = 1;
	const char *end = line.at + line.len;
	for (const char *at = line.at; at < end && (at = memchr(at, '\t', (size_t)(end - at))); at++)
		n++;
	return n;
}

/* The next value of a line, which is taken off it. */
static int next_value(const struct cutting *c, struct text *line, struct text *value)
{
	const char *tab = line->len > 0 ? memchr(line->at, '\t', line->len) : NULL;
	size_t n = tab ? (size_t)(tab - line->at) : line->len, used = n + (tab != NULL);
	struct text written = { line->at, n };
	*line = (struct text){ line->at + used, line->len - used };
	if (line_value(written, c->list->mem, value))
		return 0;
	return bad_line(c, "holds a backslash that begins no escape, or a bare CR");
}

static int check_names(const struct cutting *c, const struct text *name, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (name[i].len == 0)
			return run_fail(c->run, EX_DATAERR, "%s:1: column %zu has no name", c->list->file,
			                i + 1);
		for (size_t j = 0; j < i; j++)
			if (text_same(name[i], name[j]))
				return run_fail(c->run, EX_DATAERR, "%s:1: columns %zu and %zu are both '%.*s'",
				                c->list->file, j + 1, i + 1, (int)name[i].len, name[i].at);
	}
	return 0;
}

static int read_header(struct cutting *c, struct text line)
{
	struct list *l = c->list;
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		return bad_line(c, "the line ends in CR LF, expected LF (tr -d '\\r' takes them off)");
	if (utf8_valid(line.at, line.len) != line.len)
		return bad_line(c, "the header is no UTF-8");
	c->values = count_values(line);
	c->to = arena_take(l->mem, c->values * sizeof(*c->to));
	l->columns.name = arena_take(l->mem, c->values * sizeof(*l->columns.name));
	for (size_t i = 0; i < c->values; i++) {
		struct text name = { 0 };
		int status = next_value(c, &line, &name);
		if (status != 0)
			return status;
		bool place = text_is(name, "@source") || text_is(name, "@line");
		c->to[i] = place ? NO_COLUMN : l->columns.n;
		if (!place) /* with a NUL behind it, as names of columns go into messages */
			l->columns.name[l->columns.n++] =
				(struct text){ arena_copy(l->mem, name.at, name.len), name.len };
	}
	if (l->columns.n == 0)
		return bad_line(c, "no column but the place");
	return check_names(c, l->columns.name, l->columns.n);
}

/* Room for the lines that the rest of the bytes can hold. */
static void make_room(struct cutting *c, struct text rest)
{
	const char *end = rest.at + rest.len;
	for (const char *at = rest.at; at < end; at++, c->room++)
		if (!(at = memchr(at, '\n', (size_t)(end - at))))
			break;
	c->room++;
	struct list *l = c->list;
	l->col = arena_take(l->mem, l->columns.n * sizeof(*l->col));
	for (size_t i = 0; i < l->columns.n; i++)
		l->col[i] = arena_take(l->mem, c->room * sizeof(**l->col));
}

static int read_line(struct cutting *c, struct text line)
{
	struct list *l = c->list;
	size_t n = count_values(line);
	if (n != c->values)
		return run_fail(c->run, EX_DATAERR, "%s:%zu: has %zu values, but the header has %zu",
		                l->file, c->line, n, c->values);
	if (utf8_valid(line.at, line.len) != line.len)
		return bad_line(c, "is no UTF-8");
	for (size_t i = 0; i < c->values; i++) {
		struct text value = { 0 };
		int status = next_value(c, &line, &value);
		if (status != 0)
			return status;
		if (c->to[i] != NO_COLUMN)
			l->col[c->to[i]][l->rows] = value;
	}
	l->rows++;
	return 0;
}

static int cut(struct cutting *c, struct text rest)
{
	int status = 0;
	while (status == 0 && rest.len > 0) {
		const char *end = memchr(rest.at, '\n', rest.len);
		struct text line = { rest.at, end ? (size_t)(end - rest.at) : rest.len };
		size_t used = line.len + (end != NULL);
		rest = (struct text){ rest.at + used, rest.len - used };
		status = ++c->line == 1 ? read_header(c, line) : read_line(c, line);
		if (c->line == 1 && status == 0)
			make_room(c, rest);
	}
	if (c->line == 0)
		return run_fail(c->run, EX_DATAERR, "%s: empty, expected a header line", c->list->file);
	return status;
}

int list_read(struct run *run, const char *file, struct list *l)
{
	struct stat s;
	*l = (struct list){ .file = file, .mem = arena_new() };
	if (stat(file, &s) != 0)
		return run_fail(run, EX_NOINPUT, "%s: %s", file, strerror(errno));
	l->columns.unknown = run_checking(run) && !S_ISREG(s.st_mode) && !S_ISDIR(s.st_mode);
	if (l->columns.unknown)
		return run_reads(run, file), 0;
	struct text bytes = { 0 };
	struct cutting c = { .run = run, .list = l };
	int status = conf_load(run, l->mem, file, EX_NOINPUT, SIZE_MAX, &bytes);
	return status ? status : cut(&c, bytes);
}

int list_pick(struct run *run, const struct list *l, const struct columns *want, struct picks *to)
{
	const struct columns *c = &l->columns;
	if (c->n == 1 && strpbrk(c->name[0].at, ",;") && want->n > 0 &&
	    !text_same(want->name[0], c->name[0]))
		return run_fail(
			run, EX_DATAERR,
			"%s:1: has the one column '%s'; where it is CSV, weir-parse makes weir text "
			"of it",
			l->file, c->name[0].at);
	return run_pick(run, c, want, to);
}

void list_free(struct list *l)
{
	arena_free(l->mem);
}
