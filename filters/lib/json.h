/* filters/lib/json.h - JSON values, and jq programs that make them. libjq is behind it, in jq.c, and nowhere else. */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>

enum json_kind {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

struct json {
	enum json_kind kind;
	struct text text; /* a string's characters, with a NUL behind them; a number's digits */
	size_t n;         /* items of an array, members of an object */
	const struct json
		*item; /* the items, or the values of the members, in the order they were written */
	const struct text *key; /* the members' names */
};

/* Reads one JSON text, all of it into mem. Null if it is none: *why then holds, in mem, "line 3, column 7: expected
 * ':' …". Depth and duplicate names are bounded: nesting over 256 and a name twice in one object are faults. */
const struct json *json_read(struct text, struct arena *mem, const char **why);
/* The member of an object; null when there is none, or it is no object, or null. */
const struct json *json_get(const struct json *, const char *name);
/* Writes a text as a string, in quotes; it is valid UTF-8, or comes out as it is. */
struct output;
void json_put(struct output *, struct text);
/* The words a message uses for a kind: "a string", "an array". */
const char *json_kind_word(enum json_kind);

struct jq; /* a compiled program */

/* Compiles. Arguments: n names (without $) and their JSON values as variables of the program. search: a
 * directory for import, or null: modules are looked for in the working directory, then there. Null on
 * failure, and *why in mem: jq's messages on one line, each with its place: "line 1, column 7: foo/0 is
 * not defined". ~/.jq is not read. The program and `mem` have to stay until jq_free. */
struct jq *jq_new(struct text program, const char *search, const char *const *names,
                  const struct json *values, size_t n, struct arena *mem, const char **why);
/* One record as an object: names and values are strings, missing ones are "". Then jq_next_answer gives
 * each answer. What an answer takes over unchanged may be the very slice given here, so they have to stay as
 * long as the answers. (jq_start and jq_next are libjq's own names.) */
void jq_start_record(struct jq *, const struct text *names, const struct text *values, size_t n);
void jq_start_json(struct jq *, const struct json *input);
enum jq_next { JQ_ANSWER, JQ_END, JQ_ERROR };
/* The next answer, in mem; on JQ_ERROR *why, in mem: jq's message on one line, and no more will come.
 * An error too: halt, a number that JSON has no form for (nan, infinite), nesting over 256. */
enum jq_next jq_next_answer(struct jq *, struct arena *mem, const struct json **answer,
                            const char **why);
void jq_free(struct jq *); /* may be null */
