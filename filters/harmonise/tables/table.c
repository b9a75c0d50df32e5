/* filters/harmonise/tables/table.c - files read whole, and tables of conf/countries line by line. */
#include "sources.h"
#include "lib/line.h"
#include <errno.h>

enum { COLUMNS = 8 };

const char *blame(struct arena *mem, const char *file, const char *why)
{
	char *line = arena_take(mem, strlen(file) + strlen(why) + sizeof(": "));
	stpcpy(stpcpy(stpcpy(line, file), ": "), why);
	return line;
}

const char *slurp(struct arena *mem, const char *path, struct text *bytes)
{
	FILE *f = fopen(path, "rb");
	size_t room = 1 << 16, n = 0, more;
	char *at = arena_take(mem, room);
	if (!f)
		return blame(mem, path, strerror(errno));
	while ((more = fread(at + n, 1, room - n, f)) > 0)
		if ((n += more) == room) {
			at = arena_grow(mem, at, n, room * 2);
			room *= 2;
		}
	const char *why = ferror(f) ? blame(mem, path, "cannot be read") : NULL;
	fclose(f);
	*bytes = (struct text){ at, n };
	return why;
}

static struct text cut(struct text *rest, char at)
{
	const char *end = memchr(rest->at, at, rest->len);
	struct text piece = { rest->at, end ? (size_t)(end - rest->at) : rest->len };
	size_t used = piece.len + (end != NULL);
	*rest = (struct text){ rest->at + used, rest->len - used };
	return piece;
}

/* How many values a line has; more than there may be: COLUMNS + 1. */
static size_t values_of(struct text line, struct arena *mem, struct text *value)
{
	size_t n = 0;
	for (bool more = true; more && n <= COLUMNS; n++) {
		more = memchr(line.at, '\t', line.len) != NULL;
		struct text written = cut(&line, '\t');
		if (n < COLUMNS && !line_value(written, mem, &value[n]))
			return 0;
	}
	return n;
}

const char *take_table(struct arena *mem, const char *path, const char *head, take_line *take,
                       void *self)
{
	struct text rest, value[COLUMNS], heads = text_of(head);
	const char *why = slurp(mem, path, &rest);
	size_t columns = values_of(heads, mem, value);
	if (why)
		return why;
	if (utf8_valid(rest.at, rest.len) != rest.len)
		return blame(mem, path, "is no UTF-8");
	if (!text_same(cut(&rest, '\n'), heads))
		return blame(mem, path, "has another header than it should");
	for (size_t line = 2; rest.len > 0; line++) {
		char place[4096];
		snprintf(place, sizeof(place), "%s:%zu", path, line);
		if (values_of(cut(&rest, '\n'), mem, value) != columns)
			return blame(mem, place, "has another number of values than the header");
		if ((why = take(self, path, line, value)) != NULL)
			return blame(mem, place, why);
	}
	return NULL;
}
