/* filters/parse/json_walk.c - where in a stream of JSON the records stand. */
#include "parse/json_walk.h"
#include "parse/json_string.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define NO_MATCH SIZE_MAX

/* --- values by their brackets ----------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The end of the string that `at` stands in, or null. */
static const char *string_end(const char *at, const char *end, bool *escaped)
{
	for (; at < end; at++) {
		if (*escaped)
			*escaped = false;
		else if (*at == '\\')
			*escaped = true;
		else if (*at == '"')
			return at + 1;
	}
	return NULL;
}

/* A number or a name, or what is none; a stray bracket is one by itself. */
static bool scan_word(struct json_scan *s, const char *at, size_t len, bool ended, size_t *size)
{
	size_t i = s->seen;
	while (i < len && !is_blank(at[i]) && (!at[i] || !strchr(",:[]{}\"", at[i])))
		i++;
	*size = i > 0 || s->seen > 0 || len == 0 ? i : 1;
	s->seen = i;
	return i < len || ended;
}

bool json_scan(struct json_scan *s, const char *at, size_t len, bool ended, size_t *size)
{
	if (!s->begun && len > 0) {
		s->begun = true;
		s->word = at[0] != '{' && at[0] != '[' && at[0] != '"';
	}
	if (s->word || len == 0)
		return scan_word(s, at, len, ended, size);
	const char *p = at + s->seen, *end = at + len;
	while (p < end) {
		if (s->in_string) {
			const char *behind = string_end(p, end, &s->escaped);
			p = behind ? behind : end;
			s->in_string = !behind;
		} else {
			s->in_string = *p == '"';
			s->depth += *p == '{' || *p == '[';
			s->depth -= (*p == '}' || *p == ']') && s->depth > 0;
			p++;
		}
		if (s->depth == 0 && !s->in_string) {
			*size = (size_t)(p - at);
			return true;
		}
	}
	s->seen = len;
	*size = len;
	return false;
}

/* --- the walk --------------------------------------------------------------------------------- */

void walk_begin(struct walk *w, const struct json_path *path, bool whole)
{
	*w = (struct walk){ .path = path, .whole = whole, .line = 1, .column = 1 };
}

void walk_place(const struct walk *w, const char *window, size_t at, uint64_t *line,
                uint64_t *column)
{
	*line = w->line;
	*column = w->column;
	const char *p = window + w->at, *end = window + at, *lf;
	while (p < end && (lf = memchr(p, '\n', (size_t)(end - p)))) {
		++*line;
		*column = 1;
		p = lf + 1;
	}
	*column += utf8_count((struct text){ p, (size_t)(end - p) });
}

static void go(struct walk *w, const char *window, size_t to)
{
	walk_place(w, window, to, &w->line, &w->column);
	w->at = to;
}

__attribute__((format(printf, 2, 3))) static enum walked fault(struct walk *w, const char *what,
                                                               ...)
{
	va_list args;
	va_start(args, what);
	int n = snprintf(w->said, sizeof(w->said), "column %" PRIu64 ": ", w->column);
	vsnprintf(w->said + n, sizeof(w->said) - (size_t)n, what, args);
	va_end(args);
	w->why = w->said;
	return WALK_FAULT;
}

/* What was expected, and what stands there instead. */
static enum walked expected(struct walk *w, const char *window, size_t len, const char *what)
{
	if (w->at >= len)
		return fault(w, "expected %s, but the text ends", what);
	unsigned char c = (unsigned char)window[w->at];
	if (c < ' ' || c >= 0x7F)
		return fault(w, "expected %s, found the byte 0x%02X", what, c);
	return fault(w, "expected %s, found '%c'", what, c);
}

static void enter(struct walk *w, const char *window, bool object, bool items, size_t matched)
{
	w->level[w->levels++] =
		(struct walk_level){ .object = object, .items = items, .matched = matched };
	w->expect = object ? WALK_FIRST_KEY : WALK_FIRST_VALUE;
	go(w, window, w->at + 1);
}

/* An array at the end of the path stands for its items, if these are objects or arrays themselves. */
static enum walked look_inside(struct walk *w, const char *window, size_t len, bool ended,
                               bool *entered)
{
	size_t at = w->at + 1;
	while (at < len && is_blank(window[at]))
		at++;
	if (at == len)
		return ended ? WALK_RECORD : WALK_MORE;
	*entered = window[at] == '{' || window[at] == '[' || window[at] == ']';
	if (*entered)
		enter(w, window, false, true, w->matched);
	return WALK_RECORD;
}

/* Begins with the value at w->at: goes into it, or looks for its end from now on. */
static enum walked begin_value(struct walk *w, const char *window, size_t len, bool ended)
{
	size_t n = w->path->n, m = w->matched;
	char c = window[w->at];
	bool items = w->levels > 0 && w->level[w->levels - 1].items, entered = false;
	enum walked is = WALK_RECORD;
	w->scan = (struct json_scan){ 0 };
	w->reached |= m == n || (m < n && w->path->step[m].all && c != '"');
	if (m == n && c == '[' && !items && !w->whole) {
		is = look_inside(w, window, len, ended, &entered);
	} else if (m < n && (c == '{' || (c == '[' && w->path->step[m].all))) {
		enter(w, window, c == '{', false, m + 1);
		entered = true;
	}
	w->inside = is == WALK_RECORD && !entered;
	w->skipping = w->inside && m != n;
	return is;
}

void walk_pass(struct walk *w, const char *window)
{
	go(w, window, w->at + w->size);
	w->scan = (struct json_scan){ 0 };
	w->size = 0;
	w->skipping = w->inside = false;
	w->expect = w->levels > 0 ? WALK_NEXT : WALK_TOP;
}

/* Looks for its end; *found: it is a record. */
static enum walked end_value(struct walk *w, const char *window, size_t len, bool ended,
                             bool *found)
{
	bool whole = json_scan(&w->scan, window + w->at, len - w->at, ended, &w->size);
	*found = whole && !w->skipping;
	if (whole && w->skipping)
		walk_pass(w, window);
	if (whole)
		return WALK_RECORD;
	if (ended)
		return fault(w, "what begins here is never closed");
	if (w->skipping) {
		go(w, window, len);
		w->scan.seen = 0;
	}
	return WALK_MORE;
}

/* The name of a member, up to the value behind it. */
static enum walked take_name(struct walk *w, const char *window, size_t len, bool ended)
{
	struct walk_level *l = &w->level[w->levels - 1];
	size_t size = 0;
	if (window[w->at] != '"')
		return expected(w, window, len, "a name in double quotes");
	struct json_scan scan = { 0 };
	if (!json_scan(&scan, window + w->at, len - w->at, ended, &size))
		return ended ? fault(w, "the string that begins here is never closed") : WALK_MORE;
	const struct path_step *step = &w->path->step[l->matched - 1];
	struct text raw = { window + w->at + 1, size - 2 };
	bool is = step->all || json_is(raw, step->key);
	if (is && l->hit && !step->all)
		return fault(w, "the name '%.*s' stands twice in one object", (int)raw.len, raw.at);
	l->hit |= is;
	w->matched = is ? l->matched : NO_MATCH;
	w->expect = WALK_COLON;
	go(w, window, w->at + size);
	return WALK_RECORD;
}

/* What may stand in place of a value: the end of what it would have been in. */
static bool take_close(struct walk *w, const char *window)
{
	const struct walk_level *l = &w->level[w->levels - 1];
	if (window[w->at] != (l->object ? '}' : ']'))
		return false;
	w->levels--;
	w->size = 1;
	walk_pass(w, window);
	return true;
}

static enum walked take_comma(struct walk *w, const char *window, size_t len)
{
	const struct walk_level *l = &w->level[w->levels - 1];
	if (window[w->at] != ',')
		return expected(w, window, len, l->object ? "',' or '}'" : "',' or ']'");
	w->expect = l->object ? WALK_KEY : WALK_VALUE;
	w->matched = l->matched;
	go(w, window, w->at + 1);
	return WALK_RECORD;
}

/* One token. */
static enum walked step(struct walk *w, const char *window, size_t len, bool ended)
{
	switch (w->expect) {
	case WALK_FIRST_KEY:
		if (take_close(w, window))
			return WALK_RECORD;
		return take_name(w, window, len, ended);
	case WALK_KEY:
		return take_name(w, window, len, ended);
	case WALK_COLON:
		if (window[w->at] != ':')
			return expected(w, window, len, "':' after the name");
		w->expect = WALK_VALUE;
		go(w, window, w->at + 1);
		return WALK_RECORD;
	case WALK_NEXT:
		return take_close(w, window) ? WALK_RECORD : take_comma(w, window, len);
	case WALK_FIRST_VALUE:
		if (take_close(w, window))
			return WALK_RECORD;
		w->matched = w->level[w->levels - 1].matched;
		return begin_value(w, window, len, ended);
	case WALK_TOP:
		w->matched = 0;
		return begin_value(w, window, len, ended);
	default:
		return begin_value(w, window, len, ended);
	}
}

enum walked walk_next(struct walk *w, const char *window, size_t len, bool ended)
{
	for (;;) {
		enum walked is = WALK_RECORD;
		bool found = false;
		if (w->inside) {
			is = end_value(w, window, len, ended, &found);
		} else {
			size_t at = w->at;
			while (at < len && is_blank(window[at]))
				at++;
			go(w, window, at);
			if (at < len)
				is = step(w, window, len, ended);
			else if (!ended)
				is = WALK_MORE;
			else if (w->levels > 0)
				is = expected(w, window, len, w->level[w->levels - 1].object ? "'}'" : "']'");
			else
				is = WALK_END;
		}
		if (is != WALK_RECORD || found)
			return is;
	}
}

/* --- paths ------------------------------------------------------------------------------------ */

static bool add_step(struct json_path *p, bool all, struct text key)
{
	if (p->n == PATH_STEPS)
		return false;
	p->step[p->n++] = (struct path_step){ all, key };
	return true;
}

bool json_path_of_property(struct text property, struct json_path *p)
{
	*p = (struct json_path){ 0 };
	while (property.len > 0) {
		const char *point = memchr(property.at, '.', property.len);
		size_t n = point ? (size_t)(point - property.at) : property.len;
		if (!add_step(p, false, (struct text){ property.at, n }))
			return false;
		property.at += n + (point != NULL);
		property.len -= n + (point != NULL);
	}
	return true;
}

static size_t word_length(const char *at, const char *end)
{
	const char *p = at;
	while (p < end && (*p == '_' || (*p >= '0' && *p <= '9' && p > at) ||
	                   ((*p | ' ') >= 'a' && (*p | ' ') <= 'z')))
		p++;
	return (size_t)(p - at);
}

/* A name in double quotes at `at`; gives what is behind it, or null. No string interpolation: that is a program. */
static const char *take_quoted(const char *at, const char *end, struct arena *mem, struct text *key)
{
	bool plain;
	const char *bad, *close = json_quote(at + 1, end, &plain, &bad);
	if (!close)
		return NULL;
	struct text raw = { at + 1, (size_t)(close - at) - 1 };
	if (json_characters(raw, arena_take(mem, raw.len), key, &bad))
		return NULL;
	return close + 1;
}

/* What stands behind a point, or in brackets; gives what is behind it, or null. */
static const char *take_step(const char *at, const char *end, struct arena *mem,
                             struct json_path *path)
{
	struct text key = { 0 };
	if (*at == '.' && at + 1 < end && at[1] != '[') {
		size_t n = word_length(at + 1, end);
		key = (struct text){ at + 1, n };
		at = n > 0 ? at + 1 + n : at[1] == '"' ? take_quoted(at + 1, end, mem, &key) : NULL;
		return at && add_step(path, false, key) ? at : NULL;
	}
	at += *at == '.';
	if (end - at < 2 || *at != '[')
		return NULL;
	if (at[1] == ']')
		return add_step(path, true, key) ? at + 2 : NULL;
	at = at[1] == '"' ? take_quoted(at + 1, end, mem, &key) : NULL;
	return at && at < end && *at == ']' && add_step(path, false, key) ? at + 1 : NULL;
}

const char *json_path_of_program(struct text program, struct arena *mem, struct json_path *path)
{
	*path = (struct json_path){ 0 };
	program = text_trim(program);
	const char *at = program.at, *end = program.at + program.len;
	if (program.len == 0 || *at != '.')
		return NULL;
	bool all = program.len == 1 || is_blank(at[1]) || at[1] == '|';
	at += all;
	while (at && at < end && (*at == '.' || *at == '['))
		at = take_step(at, end, mem, path);
	while (at && at < end && is_blank(*at))
		at++;
	if (at == end)
		return at;
	bool pipe = at && *at == '|' && end - at > 1 && at[1] != '=';
	return pipe ? at + 1 : NULL;
}
