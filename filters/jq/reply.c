/* filters/jq/reply.c - a program's answers, held to the columns that come out. */
#include "reply.h"
#include "lib/memo.h"
#include <stdlib.h>

#define MOST_ANSWERS 100000 /* for one record: a program may make them without end */

static struct text kept(struct text t, struct arena *mem)
{
	return (struct text){ arena_copy(mem, t.at, t.len), t.len };
}

static char *put_zeros(char *to, size_t n)
{
	memset(to, '0', n);
	return to + n;
}

/* n digits with the point behind `point` of them, which may lie before the first or behind the last. */
static struct text put_plain(const char *digits, size_t n, long point, bool minus,
                             struct arena *mem)
{
	size_t whole = point > 0 ? (size_t)point : 0;
	size_t zeros = point < 0 ? (size_t)-point : 0;
	char *to = arena_take(mem, n + whole + zeros + 4), *at = to;
	if (minus)
		*at++ = '-';
	if (whole == 0)
		*at++ = '0';
	at = mempcpy(at, digits, whole < n ? whole : n);
	if (whole >= n) {
		at = put_zeros(at, whole - n);
	} else {
		*at++ = '.';
		at = mempcpy(put_zeros(at, zeros), digits + whole, n - whole);
	}
	return (struct text){ to, (size_t)(at - to) };
}

/* jq prints 1e-05 and 1e+17; Weir's numbers have no exponent. */
static struct text plain_number(struct text t, struct arena *mem)
{
	size_t e = 0, n = 0, point = SIZE_MAX;
	char digits[32];
	bool minus = t.len > 0 && t.at[0] == '-';
	for (size_t i = minus; i < t.len && n < sizeof(digits) && e == 0; i++)
		if (t.at[i] == 'e' || t.at[i] == 'E')
			e = i;
		else if (t.at[i] == '.')
			point = n;
		else
			digits[n++] = t.at[i];
	long shift = e > 0 ? strtol(t.at + e + 1, NULL, 10) : 0;
	if (e == 0 || shift > 400 || shift < -400)
		return kept(t, mem);
	return put_plain(digits, n, (long)(point == SIZE_MAX ? n : point) + shift, minus, mem);
}

/* False: it is no value of a column. */
static bool value_of(const struct json *json, struct text *to, struct arena *mem)
{
	switch (json->kind) {
	case JSON_NULL:
		*to = (struct text){ 0 };
		return true;
	case JSON_FALSE:
	case JSON_TRUE:
		*to = text_of(json_kind_word(json->kind));
		return true;
	case JSON_NUMBER:
		*to = plain_number(json->text, mem);
		return true;
	case JSON_STRING:
		*to = kept(json->text, mem);
		return true;
	default:
		return false;
	}
}

static size_t find_column(struct shape *s, struct text name, size_t key)
{
	size_t likely = key < s->out.n ? s->likely[key] : NO_COLUMN;
	if (likely != NO_COLUMN && text_same(s->out.name[likely], name))
		return likely;
	bool fresh; /* the memo is full with the names, so nothing is */
	uint32_t found = memo_find(s->names, name, &fresh);
	if (found == MEMO_FULL)
		return NO_COLUMN;
	if (key < s->out.n)
		s->likely[key] = found;
	return found;
}

struct making { /* an answer on its way to changes */
	struct shape *shape;
	const struct text *given;
	struct arena *mem, *scratch;
	struct change *change;
	size_t n;
};

static bool is_as_given(const struct making *m, size_t col, const struct json *json)
{
	size_t at = m->shape->given_at[col];
	return at != NO_COLUMN && json->kind == JSON_STRING && text_same(json->text, m->given[at]);
}

/* Null, or why the record is rejected. */
static const char *take_keys(struct making *m, const struct json *object, struct text *with)
{
	struct shape *s = m->shape;
	for (size_t i = 0; i < object->n; i++) {
		size_t col = find_column(s, object->key[i], i);
		*with = object->key[i];
		if (col == NO_COLUMN)
			return "unknown-column";
		s->seen[col] = true;
		if (is_as_given(m, col, &object->item[i]))
			continue;
		m->change[m->n].col = col;
		if (!value_of(&object->item[i], &m->change[m->n++].value, m->mem))
			return "not-flat";
	}
	*with = (struct text){ 0 };
	return NULL;
}

static const char *take_answer(struct making *m, const struct json *json, struct text *with)
{
	if (json->kind != JSON_OBJECT) {
		bool has_text = json->kind == JSON_STRING || json->kind == JSON_NUMBER;
		*with = has_text ? json->text : text_of(json_kind_word(json->kind));
		return "not-object";
	}
	struct shape *s = m->shape;
	m->n = 0;
	m->change = arena_take(m->scratch, (s->given.n + json->n) * sizeof(*m->change));
	const char *word = take_keys(m, json, with);
	for (size_t c = 0; c < s->out.n; c++) {
		if (!word && !s->seen[c] && s->given_at[c] != NO_COLUMN && m->given[s->given_at[c]].len > 0)
			m->change[m->n++] = (struct change){ .col = c };
		s->seen[c] = false;
	}
	return word;
}

static void add_answer(struct reply *to, size_t *room, const struct making *m)
{
	struct answer *all = (struct answer *)to->answer;
	if (to->n == *room) {
		size_t more = *room ? 2 * *room : 1;
		all = arena_grow(m->mem, all, *room * sizeof(*all), more * sizeof(*all));
		*room = more;
	}
	struct change *change = arena_take(m->mem, m->n * sizeof(*change));
	if (m->n > 0)
		memcpy(change, m->change, m->n * sizeof(*change));
	all[to->n++] = (struct answer){ m->n, change };
	to->answer = all;
}

struct reply reply_of(struct shape *s, struct jq *q, const struct text *given, struct arena *mem,
                      struct arena *scratch)
{
	struct reply reply = { 0 };
	struct making m = { .shape = s, .given = given, .mem = mem, .scratch = scratch };
	const struct json *json;
	const char *why;
	size_t room = 0;
	enum jq_next next;
	jq_start_record(q, s->given_name, given, s->given.n);
	for (arena_empty(scratch); (next = jq_next_answer(q, scratch, &json, &why)) == JQ_ANSWER;
	     arena_empty(scratch)) {
		reply.word = take_answer(&m, json, &reply.with);
		if (!reply.word && reply.n == MOST_ANSWERS)
			reply.word = "too-many";
		if (reply.word)
			break;
		add_answer(&reply, &room, &m);
	}
	if (next == JQ_ERROR) {
		reply.word = "jq-error";
		reply.with = text_of(why);
	}
	if (reply.word)
		reply.with = kept(reply.with, mem);
	return reply;
}
