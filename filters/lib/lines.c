/* filters/lib/lines.c - is this weir text? Looks at bytes as they come, and keeps none but the header. */
#include "lib/lines.h"
#include "lib/line.h"
#include "lib/scan.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { HEADER = 1 << 20 };

struct lines {
	uint64_t number; /* of the line that is being read; 1 is the header */
	size_t values;   /* in the header */
	size_t found;    /* ends of values in the line so far */
	bool slash;      /* the last byte begins an escape */
	bool off;        /* the line so far is LINE_BROKEN_OFF */
	size_t length;   /* bytes in the line so far */
	char part[4];    /* the bytes so far of a character */
	size_t parts;
	char *header;
	size_t held, room;
	char why[128];
};

struct lines *lines_new(void)
{
	struct lines *l = calloc(1, sizeof(*l));
	if (l)
		l->number = 1;
	return l;
}

void lines_reset(struct lines *l)
{
	*l = (struct lines){ .number = 1, .header = l->header, .room = l->room };
}

void lines_free(struct lines *l)
{
	if (l)
		free(l->header);
	free(l);
}

uint64_t lines_records(const struct lines *l)
{
	return l->number - 1 - (l->number > 1);
}

const char *lines_why(const struct lines *l)
{
	return l->why;
}

static bool wrong(struct lines *l, const char *what)
{
	if (!l->why[0])
		snprintf(l->why, sizeof(l->why), "line %" PRIu64 ": %s", l->number, what);
	return false;
}

/* --- the header ------------------------------------------------------------------------------- */

static bool keep(struct lines *l, struct text more)
{
	if (more.len > HEADER - l->held)
		return wrong(l, "the header is too long");
	if (l->held + more.len >= l->room) { /* one at least, so that there is a header */
		size_t room = 2 * (l->held + more.len) + 256;
		char *header = realloc(l->header, room);
		if (!header)
			return wrong(l, "no memory for the header");
		l->header = header;
		l->room = room;
	}
	memcpy(l->header + l->held, more.at, more.len);
	l->held += more.len;
	return true;
}

static int by_text(const void *a, const void *b)
{
	return text_order(*(const struct text *)a, *(const struct text *)b);
}

static bool check_names(struct lines *l)
{
	struct text *name = malloc(l->values * sizeof(*name));
	bool good = name != NULL;
	size_t n = 0, begin = 0;
	if (!name)
		return wrong(l, "no memory for the header");
	for (size_t i = 0; i <= l->held; i++)
		if (i == l->held || l->header[i] == '\t') {
			name[n++] = (struct text){ l->header + begin, i - begin };
			begin = i + 1;
		}
	qsort(name, n, sizeof(*name), by_text);
	if (name[0].len == 0)
		good = wrong(l, "a column has no name");
	for (size_t i = 1; i < n && good; i++)
		if (text_same(name[i - 1], name[i]))
			good = wrong(l, "two columns have the same name");
	free(name);
	return good;
}

static bool end_header(struct lines *l)
{
	if (l->held >= 3 && memcmp(l->header, "\xEF\xBB\xBF", 3) == 0)
		return wrong(l, "begins with a byte order mark");
	l->values = l->found + 1;
	return check_names(l);
}

/* --- lines ------------------------------------------------------------------------------------ */

static bool end_line(struct lines *l)
{
	char what[64];
	if (l->off)
		return wrong(l, "who wrote the records failed: they are not whole");
	if (l->slash)
		return wrong(l, "ends in a backslash that begins no escape");
	if (l->number == 1 && !end_header(l))
		return false;
	if (l->found + 1 != l->values) {
		snprintf(what, sizeof(what), "%zu of %zu values", l->found + 1, l->values);
		return wrong(l, what);
	}
	l->number++;
	l->found = l->length = 0;
	return true;
}

/* A byte that is a backslash or a CR, or stands behind a backslash. */
static bool take_escape(struct lines *l, char c)
{
	if (l->slash) {
		l->slash = false;
		l->off = c == LINE_BROKEN_OFF[1] && l->length == 1;
		return l->off || c == 't' || c == 'n' || c == 'r' || c == '\\' ||
		       wrong(l, "a backslash that begins no escape");
	}
	if (c == '\r')
		return wrong(l, "a carriage return (the lines end in CR LF?)");
	l->slash = true;
	return true;
}

/* Byte by byte: where a backslash or a CR stands in these, or behind one. */
static bool slow(struct lines *l, const char *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char c = at[i];
		if (l->slash && c == '\n')
			return wrong(l, "ends in a backslash that begins no escape");
		if (c == '\n') {
			if (!end_line(l))
				return false;
			continue;
		}
		if (l->off)
			return wrong(l, "a backslash that begins no escape");
		if ((l->slash || c == '\\' || c == '\r') && !take_escape(l, c))
			return false;
		l->length++;
		l->found += c == '\t';
	}
	return true;
}

/* Ends of values and lines by their bits; nothing in these bytes is an escape. */
static bool fast(struct lines *l, struct text bytes, uint64_t ends)
{
	size_t from = 0;
	for (; ends; ends &= ends - 1) {
		size_t at = (size_t)__builtin_ctzll(ends);
		if (bytes.at[at] == '\t') {
			l->found++;
			continue;
		}
		l->length += at - from;
		if (!end_line(l))
			return false;
		from = at + 1;
	}
	l->length += bytes.len - from;
	return true;
}

static bool look(struct lines *l, struct text bytes)
{
	char pad[64] = { 0 };
	for (size_t i = 0; i < bytes.len; i += 64) {
		size_t n = bytes.len - i < 64 ? bytes.len - i : 64;
		const char *at = bytes.at + i;
		if (n < 64)
			at = memcpy(pad, at, n);
		struct scan s = scan_line(at);
		bool odd = s.escapes || l->slash || l->off;
		if (!(odd ? slow(l, at, n) : fast(l, (struct text){ at, n }, s.ends)))
			return false;
	}
	return true;
}

/* --- characters ------------------------------------------------------------------------------- */

static bool no_utf8(struct lines *l, struct text before)
{
	for (const char *at = before.at;
	     before.len > 0 && (at = memchr(at, '\n', (size_t)(before.at + before.len - at))); at++)
		l->number++;
	return wrong(l, "is no UTF-8");
}

/* A character that was cut is completed first. Gives the bytes used, or SIZE_MAX. */
static size_t complete(struct lines *l, struct text bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		l->part[l->parts++] = bytes.at[i];
		if (utf8_valid(l->part, l->parts) == l->parts) {
			l->parts = 0;
			return i + 1;
		}
		if (l->parts == sizeof(l->part))
			return SIZE_MAX;
	}
	return bytes.len;
}

/* Can these bytes, which are no character, be the beginning of one? */
static bool is_begun(const char *at, size_t n)
{
	unsigned char c = (unsigned char)at[0];
	size_t whole = c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
	return n < whole;
}

static bool is_text(struct lines *l, struct text bytes)
{
	size_t used = l->parts > 0 ? complete(l, bytes) : 0;
	if (used == SIZE_MAX)
		return no_utf8(l, (struct text){ 0 });
	struct text rest = { bytes.at + used, bytes.len - used };
	size_t valid = utf8_valid(rest.at, rest.len), left = rest.len - valid;
	if (left > 0 && !is_begun(rest.at + valid, left))
		return no_utf8(l, (struct text){ rest.at, valid });
	if (left > 0) {
		memcpy(l->part, rest.at + valid, left);
		l->parts = left;
	}
	return true;
}

bool lines_add(struct lines *l, struct text bytes)
{
	if (l->why[0] || bytes.len == 0)
		return !l->why[0];
	if (l->number == 1) {
		const char *lf = memchr(bytes.at, '\n', bytes.len);
		if (!keep(l, (struct text){ bytes.at, lf ? (size_t)(lf - bytes.at) : bytes.len }))
			return false;
	}
	/* What stands before a character that is none is looked at first: the first fault counts. */
	struct lines before = *l;
	bool text = is_text(l, bytes);
	if (text)
		return look(l, bytes);
	char why[sizeof(l->why)];
	memcpy(why, l->why, sizeof(why));
	*l = before;
	if (!look(l, bytes))
		return false;
	memcpy(l->why, why, sizeof(why));
	return false;
}

bool lines_end(struct lines *l)
{
	if (l->why[0])
		return false;
	if (l->parts > 0)
		return wrong(l, "is no UTF-8");
	if (l->number == 1 && l->length == 0)
		return wrong(l, "no header");
	return l->length == 0 || end_line(l);
}
