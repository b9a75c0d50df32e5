/* filters/parse/json_stream.c - the records of an input of JSON one after another, as they are written. */
#include "parse/json_stream.h"

void json_stream_begin(struct json_stream *s, const struct json_path *path, bool lines, bool whole)
{
	*s = (struct json_stream){ .path = path, .lines = lines, .whole = whole, .line = 1 };
	walk_begin(&s->walk, path, whole);
}

static void pass_line(struct json_stream *s)
{
	s->at += s->used;
	s->line++;
	s->used = s->seen = 0;
	s->walking = false;
}

/* Finds the end of the line at hand. */
static enum walked find_line(struct json_stream *s, struct text window, bool ended)
{
	const char *from = window.at + s->at;
	size_t len = window.len - s->at;
	const char *lf = len > s->seen ? memchr(from + s->seen, '\n', len - s->seen) : NULL;
	s->seen = len;
	if (!lf && !ended)
		return WALK_MORE;
	if (len == 0)
		return WALK_END;
	s->size = lf ? (size_t)(lf - from) : len;
	s->used = s->size + (lf != NULL);
	s->size -= s->size > 0 && from[s->size - 1] == '\r';
	return WALK_RECORD;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* A line that is an object is a record as it stands; what else is in it shows when that is read. */
static enum walked begin_line(struct json_stream *s, const char *line, struct json_piece *piece)
{
	size_t i = 0;
	while (i < s->size && is_blank(line[i]))
		i++;
	if (i == s->size) {
		pass_line(s);
		return WALK_MORE;
	}
	if (s->path->n == 0 && (line[i] != '[' || s->whole)) {
		*piece = (struct json_piece){ .at = s->at, .size = s->size, .line = s->line };
		return WALK_RECORD;
	}
	s->walking = true;
	walk_begin(&s->walk, s->path, s->whole);
	return WALK_MORE;
}

static enum walked next_of_lines(struct json_stream *s, struct text window, bool ended,
                                 struct json_piece *piece)
{
	for (;;) {
		enum walked is = s->used > 0 ? WALK_RECORD : find_line(s, window, ended);
		if (is != WALK_RECORD)
			return is;
		const char *line = window.at + s->at;
		if (!s->walking) {
			is = begin_line(s, line, piece);
			if (is == WALK_RECORD)
				return is;
			continue;
		}
		is = walk_next(&s->walk, line, s->size, true);
		if (is == WALK_END) {
			pass_line(s);
			continue;
		}
		*piece = (struct json_piece){ s->at + s->walk.at, s->walk.size, s->line, NULL };
		if (is == WALK_FAULT)
			*piece = (struct json_piece){ s->at, s->size, s->line, s->walk.why };
		return is;
	}
}

enum walked json_stream_next(struct json_stream *s, struct text window, bool ended,
                             struct json_piece *piece)
{
	if (s->lines)
		return next_of_lines(s, window, ended, piece);
	enum walked is = walk_next(&s->walk, window.at, window.len, ended);
	*piece = (struct json_piece){ s->walk.at, s->walk.size, s->walk.line, s->walk.why };
	return is;
}

void json_stream_pass(struct json_stream *s, struct text window)
{
	if (!s->lines)
		walk_pass(&s->walk, window.at);
	else if (s->walking && !s->walk.why)
		walk_pass(&s->walk, window.at + s->at);
	else
		pass_line(s);
}

size_t json_stream_at(const struct json_stream *s)
{
	return s->lines ? s->at : s->walk.at;
}

size_t json_stream_used(struct json_stream *s)
{
	size_t n = s->at;
	if (!s->lines)
		return walk_used(&s->walk);
	s->at = 0;
	return n;
}
