/* filters/lib/jq.c - jq programs: libjq 1.6 and later, behind json.h.
 *
 * What libjq would do on its own, and must not: read ~/.jq (personal defaults would change what cron
 * computes), print, read further input, take `halt` for an end without fault, abort without memory.
 */
/* link: -ljq */
#include "lib/json.h"
#include "lib/jq_text.h"
#include <jq.h>
#include <jv.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DEEPEST 256
/* Bytes of a text: libjq counts in int, and makes room for more than it needs. */
#define LONGEST (INT_MAX / 8)

/* Goes before the program: libjq's own `stderr` prints. Modules that it imports keep that one. */
static const char prelude[] = "def stderr: .; ";

struct jq {
	jq_state *state;
	struct arena *mem;
	struct jq_said said;
	jv *key; /* the names of the last record, as libjq's strings, … */
	size_t n;
	jv blank;                          /* … and an object with these names */
	jv record;                         /* the last one; invalid: it was no record */
	const struct text *names, *values; /* … as it was given */
	bool too_long;
};

/* libjq would abort; this ends the process as arena_take does. */
static _Noreturn void out_of_memory(void *unused)
{
	(void)unused;
	arena_take(arena_new(), SIZE_MAX);
	__builtin_unreachable();
}

static jv no_input(jq_state *state, void *unused)
{
	(void)state, (void)unused;
	return jv_invalid_with_msg(jv_string("input: a program sees one record, and no further input"));
}

static void say_nothing(void *unused, jv message)
{
	(void)unused;
	jv_free(message);
}

static const char *kept_line(struct arena *mem, struct text from)
{
	char line[JQ_SAID];
	size_t n = jq_one_line(line, sizeof(line), from);
	return arena_copy(mem, line, n);
}

static void on_complaint(void *data, jv message)
{
	if (jv_get_kind(message) == JV_KIND_INVALID)
		message = jv_invalid_get_msg(message);
	if (jv_get_kind(message) != JV_KIND_STRING)
		message = jv_dump_string(message, 0);
	jq_say(data, jv_string_value(message));
	jv_free(message);
}

static jv jv_of(const struct json *json)
{
	jv to;
	switch (json->kind) {
	case JSON_FALSE:
		return jv_false();
	case JSON_TRUE:
		return jv_true();
	case JSON_NUMBER: /* strtod would heed the locale */
		return jv_parse_sized(json->text.at, (int)json->text.len);
	case JSON_STRING:
		return jv_string_sized(json->text.len ? json->text.at : "", (int)json->text.len);
	case JSON_ARRAY:
		to = jv_array_sized((int)json->n);
		for (size_t i = 0; i < json->n; i++)
			to = jv_array_append(to, jv_of(&json->item[i]));
		return to;
	case JSON_OBJECT:
		to = jv_object();
		for (size_t i = 0; i < json->n; i++)
			to = jv_object_set(to, jv_string_sized(json->key[i].at, (int)json->key[i].len),
			                   jv_of(&json->item[i]));
		return to;
	default:
		return jv_null();
	}
}

static bool fits(const struct json *json)
{
	bool all = json->text.len <= LONGEST && json->n <= LONGEST;
	for (size_t i = 0; all && i < json->n; i++)
		all = fits(&json->item[i]) && (!json->key || json->key[i].len <= LONGEST);
	return all;
}

/* Modules are looked for in the working directory, as libjq always does, and then in `search`. */
static void set_paths(jq_state *state, const char *search)
{
	char *whole = search ? realpath(search, NULL) : NULL;
	jv paths = jv_array();
	if (whole)
		paths = jv_array_append(paths, jv_string(whole));
	jq_set_attr(state, jv_string("JQ_LIBRARY_PATH"), paths);
	jq_set_attr(state, jv_string("JQ_ORIGIN"), jv_string(whole ? whole : "."));
	jq_set_attr(state, jv_string("PROGRAM_ORIGIN"), jv_string(whole ? whole : "."));
	free(whole);
}

/* libjq gives every program the definitions in ~/.jq, and finds it by HOME alone. Where there is
 * such a file, HOME is out of sight meanwhile (of $ENV too). */
static bool compiled(const struct jq *q, const char *program, jv values)
{
	char file[PATH_MAX], *home = getenv("HOME");
	struct stat is;
	int n = home ? snprintf(file, sizeof(file), "%s/.jq", home) : -1;
	bool hide = n > 0 && (size_t)n < sizeof(file) && stat(file, &is) == 0;
	if (!hide)
		return jq_compile_args(q->state, program, values);
	home = arena_copy(q->mem, home, strlen(home));
	unsetenv("HOME");
	bool good = jq_compile_args(q->state, program, values);
	setenv("HOME", home, 1);
	return good;
}

static struct jq *jq_over(struct text program, struct arena *mem)
{
	struct jq *q = arena_zeros(mem, sizeof(*q));
	q->mem = mem;
	q->state = jq_init();
	if (!q->state)
		out_of_memory(NULL);
	q->blank = jv_object();
	q->record = jv_invalid();
	q->said = (struct jq_said){ .program = program, .added = sizeof(prelude) - 1 };
	/* jq_init of 1.6 leaves these as they come from malloc. */
	jq_set_nomem_handler(q->state, out_of_memory, NULL);
	jq_set_input_cb(q->state, no_input, NULL);
	jq_set_debug_cb(q->state, say_nothing, NULL);
	jq_set_error_cb(q->state, on_complaint, &q->said);
	return q;
}

struct jq *jq_new(struct text program, const char *search, const char *const *names,
                  const struct json *values, size_t n, struct arena *mem, const char **why)
{
	if (!fits(&(struct json){ .kind = JSON_ARRAY, .n = n, .item = values })) {
		*why = "a variable is too long for jq";
		return NULL;
	}
	if (program.len > LONGEST || (program.len > 0 && memchr(program.at, 0, program.len)) ||
	    utf8_valid(program.at, program.len) < program.len) {
		*why = "the program is no text: it is not UTF-8, or holds a NUL byte";
		return NULL;
	}
	program.at = arena_copy(mem, program.at, program.len);
	struct jq *q = jq_over(program, mem);
	set_paths(q->state, search);
	size_t cut = q->said.cut = jq_directives(program.at);
	char *whole = arena_take(mem, program.len + q->said.added + 1);
	memcpy(whole, program.at, cut);
	memcpy(whole + cut, prelude, q->said.added);
	memcpy(whole + cut + q->said.added, program.at + cut, program.len - cut + 1);
	jv variables = jv_object();
	for (size_t i = 0; i < n; i++)
		variables = jv_object_set(variables, jv_string(names[i]), jv_of(&values[i]));
	if (compiled(q, whole, variables))
		return q;
	*why = kept_line(mem, text_of(q->said.len ? q->said.line : "it does not compile"));
	jq_free(q);
	return NULL;
}

static void forget_names(struct jq *q)
{
	for (size_t i = 0; i < q->n; i++)
		jv_free(q->key[i]);
	jv_free(q->blank);
	q->n = 0;
}

static bool has_names(const struct jq *q, const struct text *names, size_t n)
{
	bool same = q->n == n;
	for (size_t i = 0; same && i < n; i++) {
		size_t len = (size_t)jv_string_length_bytes(jv_copy(q->key[i]));
		same = text_same(names[i], (struct text){ jv_string_value(q->key[i]), len });
	}
	return same;
}

static jv string_of(struct jq *q, struct text text)
{
	q->too_long |= text.len > LONGEST;
	if (text.len == 0 || q->too_long)
		return jv_string_sized("", 0);
	return jv_string_sized(text.at, (int)text.len);
}

static void learn_names(struct jq *q, const struct text *names, size_t n)
{
	forget_names(q);
	q->key = arena_take(q->mem, n * sizeof(*q->key));
	q->blank = jv_object();
	for (size_t i = 0; i < n; i++) {
		q->key[i] = string_of(q, names[i]);
		q->blank = jv_object_set(q->blank, jv_copy(q->key[i]), jv_null());
	}
	q->n = n;
}

void jq_start_record(struct jq *q, const struct text *names, const struct text *values, size_t n)
{
	q->too_long = false;
	if (!has_names(q, names, n))
		learn_names(q, names, n);
	jv_free(q->record);
	q->record = jv_copy(q->blank);
	for (size_t i = 0; i < n; i++)
		q->record = jv_object_set(q->record, jv_copy(q->key[i]), string_of(q, values[i]));
	q->names = names;
	q->values = values;
	jq_start(q->state, jv_copy(q->record), 0);
}

void jq_start_json(struct jq *q, const struct json *input)
{
	q->too_long = !fits(input);
	jv_free(q->record);
	q->record = jv_invalid();
	jq_start(q->state, q->too_long ? jv_null() : jv_of(input), 0);
}

struct answer { /* one on its way from libjq */
	struct arena *mem;
	const char *why; /* why it cannot be taken */
	unsigned depth;
};

static void take_value(struct answer *, jv, struct json *);

static struct text take_string(struct answer *a, jv from)
{
	size_t len = (size_t)jv_string_length_bytes(jv_copy(from));
	struct text to = { arena_copy(a->mem, jv_string_value(from), len), len };
	jv_free(from);
	return to;
}

/* As jq prints it. Whole numbers below 10^15 are written the same way by printf, and faster. */
static struct text take_number(struct answer *a, jv from)
{
	double value = jv_number_value(from);
	if (!isfinite(value)) {
		a->why = isnan(value) ? "the answer holds nan, which is no number"
		                      : "the answer holds a number that is not finite";
		return (struct text){ 0 };
	}
	if (fabs(value) >= 1e15 || (double)(long long)value != value || signbit(value))
		return take_string(a, jv_dump_string(from, 0));
	char digits[32];
	int n = snprintf(digits, sizeof(digits), "%.0f", value);
	return (struct text){ arena_copy(a->mem, digits, (size_t)n), (size_t)n };
}

static void take_array(struct answer *a, jv from, struct json *to)
{
	to->n = (size_t)jv_array_length(jv_copy(from));
	struct json *item = arena_zeros(a->mem, to->n * sizeof(*item));
	for (size_t i = 0; i < to->n && !a->why; i++)
		take_value(a, jv_array_get(jv_copy(from), (int)i), &item[i]);
	to->item = item;
}

static void take_object(struct answer *a, jv from, struct json *to)
{
	to->n = (size_t)jv_object_length(jv_copy(from));
	struct json *item = arena_zeros(a->mem, to->n * sizeof(*item));
	struct text *key = arena_take(a->mem, to->n * sizeof(*key));
	int at = jv_object_iter(from);
	for (size_t i = 0; i < to->n && !a->why; i++, at = jv_object_iter_next(from, at)) {
		key[i] = take_string(a, jv_object_iter_key(from, at));
		take_value(a, jv_object_iter_value(from, at), &item[i]);
	}
	to->item = item;
	to->key = key;
}

static void take_value(struct answer *a, jv from, struct json *to)
{
	static const enum json_kind kinds[] = {
		[JV_KIND_INVALID] = JSON_NULL,  [JV_KIND_NULL] = JSON_NULL,
		[JV_KIND_FALSE] = JSON_FALSE,   [JV_KIND_TRUE] = JSON_TRUE,
		[JV_KIND_NUMBER] = JSON_NUMBER, [JV_KIND_STRING] = JSON_STRING,
		[JV_KIND_ARRAY] = JSON_ARRAY,   [JV_KIND_OBJECT] = JSON_OBJECT,
	};
	to->kind = kinds[jv_get_kind(from)];
	if (++a->depth > DEEPEST)
		a->why = "the answer is nested deeper than 256";
	else if (to->kind == JSON_ARRAY)
		take_array(a, from, to);
	else if (to->kind == JSON_OBJECT)
		take_object(a, from, to);
	else if (to->kind == JSON_STRING)
		to->text = take_string(a, jv_copy(from));
	else if (to->kind == JSON_NUMBER)
		to->text = take_number(a, jv_copy(from));
	a->depth--;
	jv_free(from);
}

/* The record itself, as select gives it: with what was given, so that nothing is taken apart. */
static void take_record(const struct jq *q, struct arena *mem, struct json *to)
{
	struct json *item = arena_zeros(mem, q->n * sizeof(*item));
	for (size_t i = 0; i < q->n; i++)
		item[i] = (struct json){ .kind = JSON_STRING, .text = q->values[i] };
	*to = (struct json){ .kind = JSON_OBJECT, .n = q->n, .item = item, .key = q->names };
}

static const char *fault_of(jv invalid, struct arena *mem)
{
	jv message = jv_invalid_get_msg(invalid);
	if (jv_get_kind(message) != JV_KIND_STRING)
		message = jv_dump_string(message, 0);
	struct text said = { jv_string_value(message),
		                 (size_t)jv_string_length_bytes(jv_copy(message)) };
	const char *why = said.len ? kept_line(mem, said) : "error without a message";
	jv_free(message);
	return why;
}

enum jq_next jq_next_answer(struct jq *q, struct arena *mem, const struct json **answer,
                            const char **why)
{
	if (q->too_long) {
		*why = "a value is too long for jq";
		return JQ_ERROR;
	}
	jv value = jq_next(q->state);
	if (jq_halted(q->state)) {
		jv_free(value);
		*why = "the program halts; to leave a record out, write empty";
		return JQ_ERROR;
	}
	if (!jv_is_valid(value)) {
		bool failed = jv_invalid_has_msg(jv_copy(value));
		if (failed)
			*why = fault_of(value, mem);
		else
			jv_free(value);
		return failed ? JQ_ERROR : JQ_END;
	}
	struct json *to = arena_zeros(mem, sizeof(*to));
	struct answer a = { .mem = mem };
	*answer = to;
	if (jv_is_valid(q->record) && jv_identical(jv_copy(q->record), jv_copy(value))) {
		take_record(q, mem, to);
		jv_free(value);
	} else {
		take_value(&a, value, to);
	}
	if (a.why)
		*why = a.why;
	return a.why ? JQ_ERROR : JQ_ANSWER;
}

void jq_free(struct jq *q)
{
	if (!q)
		return;
	jv_free(q->record);
	forget_names(q);
	jq_teardown(&q->state);
}
