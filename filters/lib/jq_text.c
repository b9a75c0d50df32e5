/* filters/lib/jq_text.c - the text side of jq programs. */
#include "lib/jq_text.h"
#include <stdio.h>
#include <stdlib.h>

size_t jq_one_line(char *to, size_t room, struct text from)
{
	size_t n = 0;
	for (size_t i = 0; i < from.len; i++) {
		unsigned char c = (unsigned char)from.at[i];
		bool blank = c <= ' ' || c == 0x7F;
		if (n + 8 > room && (c & 0xC0) != 0x80)
			return n + (size_t)snprintf(to + n, room - n, " ...");
		if (!blank)
			to[n++] = (char)c;
		else if (n > 0 && to[n - 1] != ' ')
			to[n++] = ' ';
	}
	while (n > 0 && to[n - 1] == ' ')
		n--;
	to[n] = 0;
	return n;
}

static const char *skip_blanks(const char *at)
{
	for (;;) {
		at += strspn(at, " \t\r\n");
		if (*at != '#')
			return at;
		at += strcspn(at, "\n");
	}
}

/* The end of a directive that begins at `at` ("import … ;"), or null if none begins there. */
static const char *directive(const char *at)
{
	size_t n = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:");
	struct text word = { at, n };
	if (!text_is(word, "module") && !text_is(word, "import") && !text_is(word, "include"))
		return NULL;
	for (at += n; *at != ';'; at++) {
		if (*at == '#')
			at += strcspn(at, "\n");
		else if (*at == '"')
			for (at++; *at && *at != '"'; at++)
				at += *at == '\\' && at[1];
		if (!*at)
			return NULL;
	}
	return at + 1;
}

size_t jq_directives(const char *program)
{
	const char *at = program, *end;
	while ((end = directive(skip_blanks(at))))
		at = end;
	return (size_t)(at - program);
}

static size_t line_start(struct text program, unsigned long line)
{
	size_t at = 0;
	while (line > 1 && at < program.len)
		line -= program.at[at++] == '\n';
	return at;
}

/* The column in characters, from 1; 0: it cannot be told. libjq shows the line, with as many blanks
 * behind it as bytes stand in it before the place. */
static size_t column_of(const struct jq_said *s, unsigned long line, size_t shown)
{
	size_t start = line_start(s->program, line), added = s->added;
	const char *from = s->program.at + start, *end = memchr(from, '\n', s->program.len - start);
	size_t len = end ? (size_t)(end - from) : s->program.len - start;
	if (s->cut < start || s->cut > start + len)
		added = 0;
	if (shown < len + added)
		return 0;
	size_t before = shown - len - added;
	if (start + before >= s->cut + added)
		before -= added;
	return utf8_count((struct text){ from, before < len ? before : len }) + 1;
}

static void add_line(struct jq_said *s, const char *place, struct text what)
{
	static const struct text hint = TEXT(" (Unix shell quoting issues?)");
	char line[JQ_SAID];
	if (what.len > hint.len && memcmp(what.at + what.len - hint.len, hint.at, hint.len) == 0)
		what.len -= hint.len;
	jq_one_line(line, sizeof(line), what);
	size_t room = sizeof(s->line) - s->len;
	int n = snprintf(s->line + s->len, room, "%s%s%s", s->len ? "; " : "", place, line);
	if (n > 0 && ((size_t)n < room || s->len == 0))
		s->len += (size_t)n < room ? (size_t)n : room - 1;
	else
		s->line[s->len] = 0; /* no room for the whole of it */
}

/* "jq: error: WHAT at <top-level>, line N:\nLINE", or "jq: error: WHAT", or "jq: N compile errors". */
void jq_say(struct jq_said *s, const char *message)
{
	static const char error[] = "jq: error: ", top[] = " at <top-level>, line ";
	char place[80] = "";
	bool is_error = strncmp(message, error, sizeof(error) - 1) == 0;
	if (!is_error && strstr(message, " compile error"))
		return;
	struct text what = text_of(message + (is_error ? sizeof(error) - 1 : 0));
	const char *where = strstr(what.at, top), *next = where ? strchr(where, '\n') : NULL;
	if (where && next) {
		unsigned long line = strtoul(where + sizeof(top) - 1, NULL, 10);
		size_t column = column_of(s, line, strlen(next + 1));
		if (column)
			snprintf(place, sizeof(place), "line %lu, column %zu: ", line, column);
		else
			snprintf(place, sizeof(place), "line %lu: ", line);
		what.len = (size_t)(where - what.at);
	}
	add_line(s, place, what);
}
