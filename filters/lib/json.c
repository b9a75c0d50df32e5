/* filters/lib/json.c - a strict reader of JSON (RFC 8259), for descriptors and configs.
 *
 * libjq's own reader takes the last of two members with one name without a word, makes numbers binary
 * and takes words such as nan, so what must be exact is read here.
 */
#include "lib/json.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define DEEPEST 256
#define WHY_LONGEST 400 /* bytes of a message */
#define SHOWN 60        /* bytes of a name that a message shows */

struct member { /* a value that was read, with its name where it is an object's */
	struct json value;
	struct text name;
	const char *where; /* the name's place in the text */
};

struct reader {
	const char *at, *end, *begin;
	struct arena *mem;
	const char **why;
	unsigned depth;
	struct member *open; /* the values of all containers that are not closed yet */
	size_t n, room;
};

static bool read_value(struct reader *, struct json *);

static void place(const struct reader *r, const char *at, size_t *line, size_t *column)
{
	const char *start = r->begin;
	*line = 1;
	for (const char *p = r->begin; p < at; p++)
		if (*p == '\n') {
			++*line;
			start = p + 1;
		}
	*column = 1;
	for (const char *p = start; p < at; p++)
		*column += ((unsigned char)*p & 0xC0) != 0x80;
}

__attribute__((format(printf, 3, 4))) static bool fail(struct reader *r, const char *at,
                                                       const char *format, ...)
{
	char said[WHY_LONGEST];
	size_t line, column;
	place(r, at, &line, &column);
	int n = snprintf(said, sizeof(said), "line %zu, column %zu: ", line, column);
	va_list args;
	va_start(args, format);
	vsnprintf(said + n, sizeof(said) - (size_t)n, format, args);
	va_end(args);
	*r->why = arena_copy(r->mem, said, strlen(said));
	return false;
}

/* Says what was expected, and what stands there instead. */
static bool expected(struct reader *r, const char *what)
{
	if (r->at == r->end)
		return fail(r, r->at, "expected %s, but the text ends", what);
	unsigned char c = (unsigned char)*r->at;
	if (c < ' ' || c == 0x7F)
		return fail(r, r->at, "expected %s, found the control character 0x%02X", what, c);
	int n = 1;
	while (r->at + n < r->end && ((unsigned char)r->at[n] & 0xC0) == 0x80)
		n++;
	return fail(r, r->at, "expected %s, found '%.*s'", what, n, r->at);
}

static void skip_blanks(struct reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r'))
		r->at++;
}

static char peek(const struct reader *r)
{
	if (r->at < r->end)
		return *r->at;
	return 0;
}

static bool take(struct reader *r, char c)
{
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static bool read_word(struct reader *r, const char *word, enum json_kind kind, struct json *to)
{
	size_t n = strlen(word);
	if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0)
		return expected(r, "a value");
	r->at += n;
	to->kind = kind;
	return true;
}

static size_t skip_digits(struct reader *r)
{
	const char *from = r->at;
	while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
		r->at++;
	return (size_t)(r->at - from);
}

static bool read_number(struct reader *r, struct json *to)
{
	const char *from = r->at;
	take(r, '-');
	const char *digits = r->at;
	if (skip_digits(r) == 0)
		return expected(r, "a digit");
	if (*digits == '0' && r->at > digits + 1)
		return fail(r, from, "a number begins with 0; write it without, or as a string");
	if (take(r, '.') && skip_digits(r) == 0)
		return expected(r, "a digit after the point");
	if (take(r, 'e') || take(r, 'E')) {
		if (!take(r, '+'))
			take(r, '-');
		if (skip_digits(r) == 0)
			return expected(r, "a digit of the exponent");
	}
	to->kind = JSON_NUMBER;
	to->text.len = (size_t)(r->at - from);
	to->text.at = arena_copy(r->mem, from, to->text.len);
	return true;
}

static bool read_hex(struct reader *r, const char *escape, unsigned *code)
{
	*code = 0;
	for (int i = 0; i < 4; i++, r->at++) {
		char c = peek(r);
		unsigned digit;
		if (c >= '0' && c <= '9')
			digit = (unsigned)(c - '0');
		else if ((c | ' ') >= 'a' && (c | ' ') <= 'f')
			digit = (unsigned)((c | ' ') - 'a' + 10);
		else
			return fail(r, escape, "\\u is not followed by four hexadecimal digits");
		*code = *code << 4 | digit;
	}
	return true;
}

static char *put_utf8(char *to, unsigned code)
{
	if (code < 0x80) {
		*to++ = (char)code;
		return to;
	}
	int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
	static const unsigned char first[] = { 0, 0xC0, 0xE0, 0xF0 };
	*to++ = (char)(first[more] | code >> (6 * more));
	while (more-- > 0)
		*to++ = (char)(0x80 | (code >> (6 * more) & 0x3F));
	return to;
}

/* What stands behind \u: one code point, of one escape or of a pair of surrogates. */
static bool read_code(struct reader *r, const char *escape, char **to)
{
	unsigned code, low;
	if (!read_hex(r, escape, &code))
		return false;
	if (code >= 0xD800 && code <= 0xDBFF && take(r, '\\')) {
		if (!take(r, 'u') || !read_hex(r, escape, &low) || low < 0xDC00 || low > 0xDFFF)
			return fail(r, escape, "half of a surrogate pair");
		code = 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00));
	}
	if (code >= 0xD800 && code <= 0xDFFF)
		return fail(r, escape, "half of a surrogate pair");
	*to = put_utf8(*to, code);
	return true;
}

static bool read_escape(struct reader *r, char **to)
{
	static const char from[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	const char *escape = r->at - 1;
	if (take(r, 'u'))
		return read_code(r, escape, to);
	const char *found = r->at < r->end && *r->at ? strchr(from, *r->at) : NULL;
	if (!found)
		return fail(r, escape, "'\\' begins no escape of JSON; a backslash is written '\\\\'");
	r->at++;
	*(*to)++ = means[found - from];
	return true;
}

/* at stands on the opening quote. No escape makes more bytes than it is long. */
static bool read_string(struct reader *r, struct text *to)
{
	const char *open = r->at++;
	const char *close = r->at;
	while (close < r->end && *close != '"')
		close += *close == '\\' && r->end - close > 1 ? 2 : 1;
	if (close >= r->end)
		return fail(r, open, "the string that begins here is never closed");
	char *begin = arena_take(r->mem, (size_t)(close - open)), *put = begin;
	while (r->at < close)
		if ((unsigned char)*r->at < ' ')
			return fail(r, r->at, "a control character stands in a string; write it as \\u%04X",
			            (unsigned)*r->at);
		else if (take(r, '\\')) {
			if (!read_escape(r, &put))
				return false;
		} else
			*put++ = *r->at++;
	r->at = close + 1;
	*put = 0;
	*to = (struct text){ begin, (size_t)(put - begin) };
	return true;
}

static void push(struct reader *r, const struct member *m)
{
	if (r->n == r->room) {
		size_t room = r->room ? 2 * r->room : 64;
		r->open = arena_grow(r->mem, r->open, r->room * sizeof(*m), room * sizeof(*m));
		r->room = room;
	}
	r->open[r->n++] = *m;
}

static int by_name(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = text_order(x->name, y->name);
	return order ? order : (x->where > y->where) - (x->where < y->where);
}

static bool names_differ(struct reader *r, const struct member *members, size_t n)
{
	struct member *sorted = arena_take(r->mem, n * sizeof(*sorted));
	const char *where = NULL;
	if (n > 0)
		memcpy(sorted, members, n * sizeof(*sorted));
	if (n > 1)
		qsort(sorted, n, sizeof(*sorted), by_name);
	for (size_t i = 1; i < n; i++)
		if (text_same(sorted[i - 1].name, sorted[i].name) && (!where || sorted[i].where < where))
			where = sorted[i].where;
	if (!where)
		return true;
	const char *close = where + 1; /* as written: escapes keep the message on one line */
	while (*close != '"' && close - where < SHOWN)
		close += *close == '\\' ? 2 : 1;
	while (((unsigned char)*close & 0xC0) == 0x80)
		close++;
	return fail(r, where, "the name '%.*s' stands twice in one object", (int)(close - where - 1),
	            where + 1);
}

/* Makes the values read since `first` those of the container, in memory of just their size. */
static void close_container(struct reader *r, size_t first, struct json *to)
{
	size_t n = r->n - first;
	struct json *item = arena_take(r->mem, n * sizeof(*item));
	struct text *key = arena_take(r->mem, n * sizeof(*key));
	for (size_t i = 0; i < n; i++) {
		item[i] = r->open[first + i].value;
		key[i] = r->open[first + i].name;
	}
	to->n = n;
	to->item = item;
	to->key = to->kind == JSON_OBJECT ? key : NULL;
	r->n = first;
	r->depth--;
}

static bool read_name(struct reader *r, struct member *m)
{
	m->where = r->at;
	if (r->at == r->end || *r->at != '"')
		return expected(r, "a name in double quotes");
	if (!read_string(r, &m->name))
		return false;
	skip_blanks(r);
	if (!take(r, ':'))
		return expected(r, "':' after the name");
	skip_blanks(r);
	return true;
}

/* at stands on the opening bracket. */
static bool read_container(struct reader *r, struct json *to)
{
	bool is_object = *r->at == '{';
	char close = is_object ? '}' : ']';
	size_t first = r->n;
	if (++r->depth > DEEPEST)
		return fail(r, r->at, "nested deeper than %d", DEEPEST);
	to->kind = is_object ? JSON_OBJECT : JSON_ARRAY;
	r->at++;
	skip_blanks(r);
	bool more = !take(r, close);
	while (more) {
		struct member m = { 0 };
		if ((is_object && !read_name(r, &m)) || !read_value(r, &m.value))
			return false;
		push(r, &m);
		skip_blanks(r);
		more = !take(r, close);
		if (more && !take(r, ','))
			return expected(r, is_object ? "',' or '}'" : "',' or ']'");
		skip_blanks(r);
	}
	if (is_object && r->n > first && !names_differ(r, r->open + first, r->n - first))
		return false;
	close_container(r, first, to);
	return true;
}

static bool read_value(struct reader *r, struct json *to)
{
	char c = peek(r);
	*to = (struct json){ 0 };
	switch (c) {
	case '{':
	case '[':
		return read_container(r, to);
	case '"':
		to->kind = JSON_STRING;
		return read_string(r, &to->text);
	case 't':
		return read_word(r, "true", JSON_TRUE, to);
	case 'f':
		return read_word(r, "false", JSON_FALSE, to);
	case 'n':
		return read_word(r, "null", JSON_NULL, to);
	default:
		return c == '-' || (c >= '0' && c <= '9') ? read_number(r, to) : expected(r, "a value");
	}
}

const struct json *json_read(struct text text, struct arena *mem, const char **why)
{
	static const struct text mark = { "\xEF\xBB\xBF", 3 };
	struct json *value = arena_zeros(mem, sizeof(*value));
	bool marked = text.len >= mark.len && memcmp(text.at, mark.at, mark.len) == 0;
	const char *begin = text.at ? text.at : "";
	struct reader r = { .begin = begin, .end = begin + text.len, .mem = mem, .why = why };
	r.begin += marked ? mark.len : 0; /* §8.1 lets a reader ignore a byte order mark */
	r.at = r.begin;
	size_t valid = utf8_valid(r.at, (size_t)(r.end - r.at));
	if (valid < (size_t)(r.end - r.at)) {
		fail(&r, r.at + valid, "no valid UTF-8");
		return NULL;
	}
	skip_blanks(&r);
	if (!read_value(&r, value))
		return NULL;
	skip_blanks(&r);
	if (r.at < r.end) {
		expected(&r, "the end of the text");
		return NULL;
	}
	return value;
}

const struct json *json_get(const struct json *object, const char *name)
{
	if (!object || object->kind != JSON_OBJECT)
		return NULL;
	for (size_t i = 0; i < object->n; i++)
		if (text_is(object->key[i], name))
			return &object->item[i];
	return NULL;
}

const char *json_kind_word(enum json_kind kind)
{
	static const char *const words[] = {
		[JSON_NULL] = "null",        [JSON_FALSE] = "false",     [JSON_TRUE] = "true",
		[JSON_NUMBER] = "a number",  [JSON_STRING] = "a string", [JSON_ARRAY] = "an array",
		[JSON_OBJECT] = "an object",
	};
	return words[kind];
}
