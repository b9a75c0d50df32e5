/* filters/parse/json_record.c - one record of JSON becomes cells. */
#include "parse/json_record.h"
#include "parse/json_string.h"
#include <stdarg.h>
#include <stdio.h>

enum { DEEPEST = 256 };

struct take { /* one record on its way */
	struct json_cells *to;
	const char *at, *end;
	struct arena *mem;
	char *name; /* of the object at hand, with its point */
	size_t name_len, name_room;
	unsigned depth;
	size_t next;     /* the column that probably comes next: members mostly stand in one order */
	unsigned deaf;   /* in so many arrays that are values: names in them mean nothing */
	struct text key; /* of the member at hand */
};

static bool take_value(struct take *, struct text *to, bool *null);
static bool take_object(struct take *);

/* --- faults ----------------------------------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static bool fault(struct take *t, const char *where,
                                                        const char *what, ...)
{
	va_list args;
	va_start(args, what);
	vsnprintf(t->to->why, sizeof(t->to->why), what, args);
	va_end(args);
	t->to->word = "bad-json";
	t->to->where = where;
	return false;
}

static bool expected(struct take *t, const char *what)
{
	if (t->at >= t->end)
		return fault(t, t->end, "expected %s, but the record ends", what);
	unsigned char c = (unsigned char)*t->at;
	if (c < ' ' || c >= 0x7F)
		return fault(t, t->at, "expected %s, found the byte 0x%02X", what, c);
	return fault(t, t->at, "expected %s, found '%c'", what, c);
}

static bool bad_name(struct take *t, const char *where, const char *word, struct text name)
{
	t->to->word = word;
	t->to->where = where;
	t->to->value = (struct text){ arena_copy(t->mem, name.at, name.len), name.len };
	return false;
}

/* --- columns ---------------------------------------------------------------------------------- */

/* The whole name of a member. */
static struct text whole_name(const struct take *t, struct text key)
{
	if (t->name_len == 0)
		return key;
	char *name = arena_take(t->mem, t->name_len + key.len);
	memcpy(name, t->name, t->name_len);
	if (key.len > 0)
		memcpy(name + t->name_len, key.at, key.len);
	return (struct text){ name, t->name_len + key.len };
}

static bool is_name(const struct take *t, size_t column, struct text key)
{
	struct text name = t->to->name[column];
	return name.len == t->name_len + key.len &&
	       (t->name_len == 0 || memcmp(name.at, t->name, t->name_len) == 0) &&
	       (key.len == 0 || memcmp(name.at + t->name_len, key.at, key.len) == 0);
}

/* The column of a member; SIZE_MAX: it is none. Names that are no columns are not kept. */
static size_t column_of(struct take *t, struct text key)
{
	struct json_cells *c = t->to;
	if (t->next < c->columns && is_name(t, t->next, key))
		return t->next++;
	struct text name = whole_name(t, key);
	if (c->learning)
		json_cells_name(c, name);
	uint32_t number = memo_known(c->names, name);
	if (number >= c->columns)
		return SIZE_MAX;
	t->next = number + 1;
	return number;
}

static bool is_wanted(const struct json_cells *c, size_t column)
{
	return column != SIZE_MAX && (!c->wanted || (column < c->wanted_n && c->wanted[column]));
}

/* --- values ----------------------------------------------------------------------------------- */

static void skip_blanks(struct take *t)
{
	while (t->at < t->end && (*t->at == ' ' || *t->at == '\n' || *t->at == '\r' || *t->at == '\t'))
		t->at++;
}

static bool is_at(const struct take *t, char c)
{
	return t->at < t->end && *t->at == c;
}

/* Between the quotes; at stands on the opening one. */
static bool take_quoted(struct take *t, struct text *raw, bool *plain)
{
	const char *open = t->at++, *bad;
	const char *close = json_quote(t->at, t->end, plain, &bad);
	if (bad)
		return fault(t, bad, "a control character in a string; write it as \\u%04X",
		             (unsigned)(unsigned char)*bad);
	if (!close)
		return fault(t, open, "the string that begins here is never closed");
	*raw = (struct text){ t->at, (size_t)(close - t->at) };
	t->at = close + 1;
	return true;
}

static bool take_string(struct take *t, struct text *to)
{
	bool plain;
	const char *where = NULL;
	if (!take_quoted(t, to, &plain))
		return false;
	if (plain)
		return true;
	const char *why = json_characters(*to, arena_take(t->mem, to->len), to, &where);
	return why ? fault(t, where, "%s", why) : true;
}

static bool take_word(struct take *t, const char *word, size_t len)
{
	if ((size_t)(t->end - t->at) < len || memcmp(t->at, word, len) != 0)
		return expected(t, "a value");
	t->at += len;
	return true;
}

/* The same text without the blanks outside of its strings. */
static struct text squeezed(struct take *t, const char *from, const char *to)
{
	char *bytes = arena_take(t->mem, (size_t)(to - from)), *put = bytes;
	bool in_string = false;
	for (const char *p = from; p < to; p++) {
		if (in_string && *p == '\\') {
			*put++ = *p++;
		} else if (*p == '"') {
			in_string = !in_string;
		} else if (!in_string && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) {
			continue;
		}
		*put++ = *p;
	}
	return (struct text){ bytes, (size_t)(put - bytes) };
}

/* The items of an array; at stands on the bracket. with: what is done with each. */
static bool take_items(struct take *t, bool (*with)(struct take *))
{
	const char *from = t->at++;
	if (++t->depth > DEEPEST)
		return fault(t, from, "nested deeper than %d", DEEPEST);
	skip_blanks(t);
	for (bool more = !is_at(t, ']'); more; t->at += more) {
		skip_blanks(t);
		if (!with(t))
			return false;
		skip_blanks(t);
		more = !is_at(t, ']');
		if (more && !is_at(t, ','))
			return expected(t, "',' or ']'");
	}
	t->at++;
	t->depth--;
	return true;
}

static bool take_unheard(struct take *t)
{
	struct text value;
	bool null;
	return take_value(t, &value, &null);
}

/* An array that is a value: its text. */
static bool take_array(struct take *t, struct text *to)
{
	const char *from = t->at;
	struct text key = t->key;
	t->deaf++;
	if (!take_items(t, take_unheard))
		return false;
	t->deaf--;
	*to = squeezed(t, from, t->at);
	if (t->deaf == 0 && to->len > 1 && (to->at[1] == '{' || to->at[1] == '[') && !t->to->list.at)
		t->to->list = whole_name(t, key);
	return true;
}

/* A value of one cell, or of none: an object. */
static bool take_value(struct take *t, struct text *to, bool *null)
{
	*null = false;
	*to = (struct text){ 0 };
	size_t n = json_number(t->at, t->end);
	switch (t->at < t->end ? *t->at : 0) {
	case '"':
		return take_string(t, to);
	case '{':
		*null = true;
		return take_object(t);
	case '[':
		return take_array(t, to);
	case 't':
		*to = TEXT("true");
		return take_word(t, "true", 4);
	case 'f':
		*to = TEXT("false");
		return take_word(t, "false", 5);
	case 'n':
		*null = true;
		return take_word(t, "null", 4);
	default:
		*to = (struct text){ t->at, n };
		t->at += n;
		return n > 0 ? true : expected(t, "a value");
	}
}

/* --- records ---------------------------------------------------------------------------------- */

/* What is said in front of the names of an object in an object. */
static size_t push_name(struct take *t, struct text key)
{
	size_t before = t->name_len, need = before + key.len + 1;
	if (need > t->name_room) {
		t->name = arena_grow(t->mem, t->name, before, need * 2);
		t->name_room = need * 2;
	}
	if (key.len > 0)
		memcpy(t->name + before, key.at, key.len);
	t->name[need - 1] = '.';
	t->name_len = need;
	return before;
}

static bool put_cell(struct take *t, struct text key, struct text value, bool null)
{
	struct json_cells *c = t->to;
	size_t column = column_of(t, key);
	if (column == SIZE_MAX)
		return null || c->open || bad_name(t, key.at, "unknown-key", whole_name(t, key));
	if (c->set[column] == c->number)
		return bad_name(t, key.at, "duplicate-key", c->name[column]);
	c->set[column] = c->number;
	c->real[column] |= !null;
	if (is_wanted(c, column))
		c->cell[column] = value;
	return true;
}

static bool take_member(struct take *t)
{
	struct text key, value;
	bool null;
	if (!is_at(t, '"'))
		return expected(t, "a name in double quotes");
	if (!take_string(t, &key))
		return false;
	skip_blanks(t);
	if (!is_at(t, ':'))
		return expected(t, "':' after the name");
	t->at++;
	skip_blanks(t);
	bool object = is_at(t, '{') && t->deaf == 0;
	size_t before = object ? push_name(t, key) : t->name_len;
	t->key = key;
	if (!take_value(t, &value, &null))
		return false;
	t->name_len = before;
	return object || t->deaf > 0 || put_cell(t, key, value, null);
}

static bool take_object(struct take *t)
{
	const char *from = t->at++;
	if (++t->depth > DEEPEST)
		return fault(t, from, "nested deeper than %d", DEEPEST);
	skip_blanks(t);
	for (bool more = !is_at(t, '}'); more; t->at += more) {
		skip_blanks(t);
		if (!take_member(t))
			return false;
		skip_blanks(t);
		more = !is_at(t, '}');
		if (more && !is_at(t, ','))
			return expected(t, "',' or '}'");
	}
	t->at++;
	t->depth--;
	return true;
}

static bool take_cell(struct take *t)
{
	struct json_cells *c = t->to;
	struct text value;
	bool null;
	t->deaf++;
	const char *from = t->at;
	if (!take_value(t, &value, &null))
		return false;
	t->deaf--;
	json_cells_room(c, c->n + 1);
	c->cell[c->n++] = from < t->end && *from == '{' ? squeezed(t, from, t->at) : value;
	return true;
}

static bool take_record(struct take *t)
{
	static const char *const kinds[] = { "an object", "an array" };
	struct json_cells *c = t->to;
	enum json_form form = is_at(t, '{') ? FORM_OBJECT : is_at(t, '[') ? FORM_ARRAY : FORM_UNKNOWN;
	if (form == FORM_UNKNOWN || (c->form != FORM_UNKNOWN && form != c->form)) {
		struct text value;
		bool null;
		if (form == FORM_UNKNOWN && !take_value(t, &value, &null))
			return false;
		c->word = "other-kind";
		c->where = t->at;
		c->value =
			form == FORM_UNKNOWN ? TEXT("a single value") : text_of(kinds[form == FORM_ARRAY]);
		return false;
	}
	if (form == FORM_OBJECT && c->columns > 0)
		memset(c->cell, 0, c->columns * sizeof(*c->cell));
	c->n = 0;
	bool good = form == FORM_OBJECT ? take_object(t) : take_items(t, take_cell);
	if (form == FORM_OBJECT)
		c->n = c->columns;
	skip_blanks(t);
	if (good && t->at < t->end)
		return expected(t, "the end of the record");
	if (good)
		c->form = form;
	return good;
}

bool json_record(struct json_cells *c, struct text record, struct arena *mem)
{
	struct take t = { .to = c, .at = record.at, .end = record.at + record.len, .mem = mem };
	c->number++;
	c->word = NULL;
	c->value = c->list = (struct text){ 0 };
	size_t valid = utf8_valid(record.at, record.len);
	if (valid < record.len) {
		c->word = "encoding";
		c->where = record.at + valid;
		return false;
	}
	skip_blanks(&t);
	return take_record(&t);
}
