/* pipelines/runner/config.c - reads a config: a jq program whose input are the parameters, and whose
 * one answer is the pipeline.
 */
#include "pipeline.h"
#include "lib/postgres.h"
#include "lib/wire.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST = 1 << 20 }; /* bytes of a config */

static const struct text top_keys[] = { TEXT("title"),       TEXT("params"),  TEXT("steps"),
	                                    TEXT("description"), TEXT("used_by"), TEXT("licence"),
	                                    TEXT("keys"),        TEXT("checks"),  TEXT("metadata"),
	                                    TEXT("sources"),     TEXT("columns"), TEXT("inbox"),
	                                    TEXT("report") };
static const struct text step_keys[] = { TEXT("from"),    TEXT("run"),     TEXT("to"),
	                                     TEXT("title"),   TEXT("keys"),    TEXT("query"),
	                                     TEXT("table"),   TEXT("load"),    TEXT("vintage"),
	                                     TEXT("batches"), TEXT("senders"), TEXT("empty") };
static const struct text key_keys[] = { TEXT("key"), TEXT("server_key"), TEXT("allow") };

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

int config_keys(struct pipeline *p, const char *place, const struct json *object,
                const struct text *keys, size_t n)
{
	for (size_t i = 0; i < object->n; i++) {
		bool known = false;
		for (size_t k = 0; k < n; k++)
			known |= text_same(object->key[i], keys[k]);
		if (!known)
			return pipeline_fail(p, p->fault, "%s%s: unknown key%s", place, object->key[i].at,
			                     nearest_word(p->mem, object->key[i].at, keys, n));
	}
	return 0;
}

int config_string(struct pipeline *p, const char *place, const char *key, const struct json *value,
                  const char **to)
{
	if (!value || value->kind == JSON_NULL)
		return 0;
	if (value->kind != JSON_STRING)
		return pipeline_fail(p, p->fault, "%s%s: expected a string, not %s", place, key,
		                     json_kind_word(value->kind));
	if (value->text.len == 0)
		return pipeline_fail(p, p->fault, "%s%s: is empty", place, key);
	if (memchr(value->text.at, '\0', value->text.len))
		return pipeline_fail(p, p->fault, "%s%s: holds a NUL byte", place, key);
	*to = arena_copy(p->mem, value->text.at, value->text.len);
	return 0;
}

static int config_bool(struct pipeline *p, const char *place, const char *key,
                       const struct json *value, bool *to)
{
	if (!value || value->kind == JSON_NULL)
		return 0;
	*to = value->kind == JSON_TRUE;
	return *to || value->kind == JSON_FALSE
	           ? 0
	           : pipeline_fail(p, p->fault, "%s%s: expected true or false, not %s", place, key,
	                           json_kind_word(value->kind));
}

static bool is_elsewhere(const char *word)
{
	return wire_is_endpoint(word) || postgres_is_url(word);
}

static int add_source(struct pipeline *p, struct step *s, const char *place,
                      const struct json *value)
{
	struct source *source = &s->source[s->sources];
	source->word = NULL;
	if (config_string(p, place, "from", value, &source->word) != 0)
		return p->status;
	if (!source->word)
		return pipeline_fail(p, p->fault, "%sfrom: expected a file, '-' or '@step', not null",
		                     place);
	if (is_elsewhere(source->word)) {
		s->hears = source->word;
		return 0;
	}
	if (inbox_is(source->word)) {
		source->from = FROM_INBOX;
		s->sources++;
		return inbox_read(p, place, source);
	}
	if (strstr(source->word, "://"))
		return pipeline_fail(
			p, p->fault,
			"%sfrom: %s: expected a file, '-', '@step', tcp://…, ipc://… or postgresql://…", place,
			source->word);
	source->from = source->word[0] == '@'           ? FROM_STEP
	               : strcmp(source->word, "-") == 0 ? FROM_STDIN
	                                                : FROM_FILES;
	s->sources++;
	return 0;
}

static int take_from(struct pipeline *p, struct step *s, const char *place,
                     const struct json *value)
{
	if (!value)
		return 0;
	size_t n = value->kind == JSON_ARRAY ? value->n : 1;
	s->source = arena_zeros(p->mem, (n + 1) * sizeof(*s->source));
	if (value->kind != JSON_ARRAY)
		return add_source(p, s, place, value);
	for (size_t i = 0; i < n; i++)
		if (add_source(p, s, place, &value->item[i]) != 0)
			return p->status;
	if (s->hears && n > 1)
		return pipeline_fail(p, p->fault, "%sfrom: %s stands alone; other steps can read this one",
		                     place, s->hears);
	return n ? 0 : pipeline_fail(p, p->fault, "%sfrom: is empty", place);
}

/* Where the keys lie: of the pipeline, or a step's own instead. */
static int take_keys(struct pipeline *p, const char *place, const struct json *keys, struct step *s)
{
	if (!keys)
		return 0;
	if (keys->kind != JSON_OBJECT)
		return pipeline_fail(p, p->fault, "%skeys: expected an object, not %s", place,
		                     json_kind_word(keys->kind));
	const char *inside = pipeline_text(p, "%skeys: ", place);
	if (config_keys(p, inside, keys, key_keys, COUNT(key_keys)) != 0 ||
	    config_string(p, inside, "key", json_get(keys, "key"), &s->key) != 0 ||
	    config_string(p, inside, "server_key", json_get(keys, "server_key"), &s->server_key) != 0)
		return p->status;
	return config_string(p, inside, "allow", json_get(keys, "allow"), &s->allow);
}

/* Which batches of an inbox: those that no run has read, or all. */
static int take_batches(struct pipeline *p, const char *place, const struct json *value,
                        struct step *s)
{
	const char *which = "new";
	size_t n = 0;
	if (config_string(p, place, "batches", value, &which) != 0)
		return p->status;
	for (size_t i = 0; i < s->sources; i++) {
		s->source[i].again = strcmp(which, "all") == 0;
		n += s->source[i].from == FROM_INBOX;
	}
	if (value && n == 0)
		return pipeline_fail(p, p->fault, "%sbatches: is for a 'from' of inbox:OFFICE/FEED", place);
	if (strcmp(which, "new") != 0 && strcmp(which, "all") != 0)
		return pipeline_fail(p, p->fault, "%sbatches: %s: expected new or all", place, which);
	return 0;
}

static int take_step(struct pipeline *p, struct step *s, const struct json *value)
{
	const char *place = pipeline_text(p, "%s: ", s->name), *title = NULL;
	if (value->kind != JSON_OBJECT)
		return pipeline_fail(p, p->fault, "%sexpected an object, not %s", place,
		                     json_kind_word(value->kind));
	if (config_keys(p, place, value, step_keys, COUNT(step_keys)) != 0 ||
	    take_from(p, s, place, json_get(value, "from")) != 0 ||
	    config_string(p, place, "run", json_get(value, "run"), &s->run) != 0 ||
	    config_string(p, place, "to", json_get(value, "to"), &s->to) != 0 ||
	    config_string(p, place, "title", json_get(value, "title"), &title) != 0 ||
	    config_string(p, place, "query", json_get(value, "query"), &s->query) != 0 ||
	    config_string(p, place, "table", json_get(value, "table"), &s->table) != 0 ||
	    config_string(p, place, "load", json_get(value, "load"), &s->load) != 0 ||
	    config_bool(p, place, "empty", json_get(value, "empty"), &s->empty) != 0 ||
	    take_keys(p, place, json_get(value, "keys"), s) != 0 ||
	    vintage_read(p, place, json_get(value, "vintage"), s) != 0 ||
	    take_batches(p, place, json_get(value, "batches"), s) != 0 ||
	    step_senders(p, place, json_get(value, "senders"), s) != 0)
		return p->status;
	if (s->to && is_elsewhere(s->to)) {
		s->sends = s->to;
		s->to = NULL;
	}
	if (!s->run)
		return pipeline_fail(p, p->fault, "%srun: is missing", place);
	if (s->to && strcmp(s->to, "-") == 0)
		return pipeline_fail(p, p->fault, "%sto: for standard output, leave it out", place);
	if (s->vintage_key && !step_folder(p, s))
		return pipeline_fail(p, p->fault, "%svintage: needs a file in 'to'", place);
	return 0;
}

/* A name that can stand in a label, a message and `@name`. */
static bool is_step_name(struct text name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.",
		            name.at[i]) ||
		    !name.at[i])
			return false;
	return name.len > 0;
}

static int take_steps(struct pipeline *p, const struct json *steps, const struct json *keys)
{
	if (!steps || steps->kind != JSON_OBJECT || steps->n == 0)
		return pipeline_fail(p, p->fault,
		                     "steps: expected an object with one member for each step");
	p->step = arena_zeros(p->mem, steps->n * sizeof(*p->step));
	for (size_t i = 0; i < steps->n; i++) {
		if (!is_step_name(steps->key[i]))
			return pipeline_fail(p, p->fault,
			                     "steps: '%s': a name holds letters, digits, '_', '-' and '.'",
			                     steps->key[i].at);
		struct step *s = &p->step[p->steps++];
		s->name = arena_copy(p->mem, steps->key[i].at, steps->key[i].len);
		if (take_keys(p, "", keys, s) != 0 || take_step(p, s, &steps->item[i]) != 0)
			return p->status;
	}
	return 0;
}

/* --- parameters ------------------------------------------------------------------------------- */

static size_t param_at(const struct json *params, struct text name)
{
	size_t i = 0;
	while (i < params->n && !text_same(params->key[i], name))
		i++;
	return i;
}

/* Puts the key=value words over `params`. known: a key that is not there is an error. */
static int overlay(struct pipeline *p, struct json *params, const struct texts *given, bool known)
{
	size_t room = params->n + given->n;
	struct text *key = arena_take(p->mem, (room + 1) * sizeof(*key));
	struct json *item = arena_take(p->mem, (room + 1) * sizeof(*item));
	for (size_t i = 0; i < params->n; i++)
		key[i] = params->key[i], item[i] = params->item[i];
	params->key = key;
	params->item = item;
	for (size_t i = 0; i < given->n; i++) {
		const char *word = given->at[i].at, *equals = strchr(word, '=');
		if (!equals || equals == word)
			return pipeline_fail(p, EX_USAGE, "%s: expected key=value", word);
		struct text name = { arena_copy(p->mem, word, (size_t)(equals - word)),
			                 (size_t)(equals - word) };
		size_t at = param_at(params, name);
		if (at == params->n && known)
			return pipeline_fail(p, EX_USAGE, "%s: no such parameter%s", name.at,
			                     nearest_word(p->mem, name.at, key, params->n));
		if (at == params->n)
			key[params->n++] = name;
		item[at] = (struct json){ .kind = JSON_STRING, .text = text_of(equals + 1) };
	}
	return 0;
}

/* The one answer to `params`, or null and *why. */
static const struct json *answer(struct pipeline *p, struct jq *program, const struct json *params,
                                 const char **why)
{
	const struct json *first = NULL, *more = NULL;
	jq_start_json(program, params);
	enum jq_next is = jq_next_answer(program, p->mem, &first, why);
	if (is == JQ_END)
		*why = "yields nothing; a pipeline is one object";
	if (is != JQ_ANSWER)
		return NULL;
	is = jq_next_answer(program, p->mem, &more, why);
	if (is == JQ_ANSWER)
		*why = "yields more than one value; a pipeline is one object";
	else if (is == JQ_END && first->kind != JSON_OBJECT)
		*why = pipeline_text(p, "yields %s; a pipeline is one object", json_kind_word(first->kind));
	return is == JQ_END && first->kind == JSON_OBJECT ? first : NULL;
}

/* The defaults stand in the answer itself, and the program needs them to give it. So it is asked
 * with none (or with those given, should it not do without), and again with all. */
static const struct json *evaluate(struct pipeline *p, struct jq *program,
                                   const struct texts *given)
{
	struct json none = { .kind = JSON_OBJECT }, *kept = arena_zeros(p->mem, sizeof(*kept)),
				params = none;
	const char *why = NULL;
	const struct json *config = answer(p, program, &params, &why);
	if (!config && given->n > 0 && overlay(p, &params, given, false) == 0)
		config = answer(p, program, &params, &why);
	if (config) {
		const struct json *defaults = json_get(config, "params");
		params = defaults && defaults->kind == JSON_OBJECT ? *defaults : none;
		if (defaults && defaults->kind != JSON_OBJECT && defaults->kind != JSON_NULL)
			pipeline_fail(p, p->fault, "params: expected an object, not %s",
			              json_kind_word(defaults->kind));
		if (p->status != 0 || overlay(p, &params, given, true) != 0)
			return NULL;
		config = answer(p, program, &params, &why);
	}
	*kept = params;
	p->params = kept;
	p->answer = config;
	if (!config)
		pipeline_fail(p, p->fault, "%s: %s", p->file, why);
	return config;
}

/* --- the file --------------------------------------------------------------------------------- */

static int read_all(struct pipeline *p, struct text *program)
{
	p->config = open(p->file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a fifo would wait */
	struct stat s;
	if (p->config < 0 || fstat(p->config, &s) != 0)
		return pipeline_fail(p, EX_NOINPUT, "%s: %s", p->file, strerror(errno));
	if (!S_ISREG(s.st_mode) || s.st_size > LARGEST)
		return pipeline_fail(p, p->fault, "%s: a config is a file of at most %d bytes", p->file,
		                     LARGEST);
	char *to = arena_zeros(p->mem, (size_t)s.st_size + 1);
	size_t n = 0;
	while (n < (size_t)s.st_size) {
		ssize_t got = pread(p->config, to + n, (size_t)s.st_size - n, (off_t)n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return pipeline_fail(p, EX_IOERR, "%s: %s", p->file, strerror(errno));
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*program = (struct text){ to, n };
	return 0;
}

/* The folder above `pipelines` when the config lies in one, else the config's own. */
static int enter_base(struct pipeline *p, const char **folder)
{
	const char *slash = strrchr(p->file, '/');
	char *dir = slash ? arena_copy(p->mem, p->file, (size_t)(slash - p->file) + 1) : "./";
	char *real = realpath(dir, NULL);
	if (!real)
		return pipeline_fail(p, EX_NOINPUT, "%s: %s", p->file, strerror(errno));
	char *base = arena_copy(p->mem, real, strlen(real));
	*folder = arena_copy(p->mem, real, strlen(real));
	free(real);
	p->path = pipeline_text(p, "%s/%s", *folder, slash ? slash + 1 : p->file);
	char *last = strrchr(base, '/');
	if (last && strcmp(last, "/pipelines") == 0)
		last[last == base] = '\0';
	p->base = base;
	if (chdir(base) != 0)
		return pipeline_fail(p, EX_NOINPUT, "%s: %s", base, strerror(errno));
	return 0;
}

static void take_name(struct pipeline *p)
{
	const char *slash = strrchr(p->file, '/'), *name = slash ? slash + 1 : p->file;
	const char *dot = strrchr(name, '.');
	size_t len = dot && dot != name ? (size_t)(dot - name) : strlen(name);
	p->name = arena_copy(p->mem, name, len);
}

int pipeline_read(struct pipeline *p, const char *which, const struct texts *params)
{
	struct text program = { 0 };
	const char *folder = NULL, *why = NULL;
	p->fault = EX_CONFIG;
	p->file = pipeline_find(p, which);
	if (!p->file || read_all(p, &program) != 0)
		return p->status;
	take_name(p);
	if (enter_base(p, &folder) != 0)
		return p->status;
	struct jq *jq = jq_new(program, folder, NULL, NULL, 0, p->mem, &why);
	if (!jq)
		return pipeline_fail(p, p->fault, "%s: %s", p->file, why);
	const struct json *config = evaluate(p, jq, params);
	jq_free(jq);
	if (!config || config_keys(p, "", config, top_keys, COUNT(top_keys)) != 0 ||
	    config_string(p, "", "title", json_get(config, "title"), &p->title) != 0)
		return p->status;
	if (config_string(p, "", "inbox", json_get(config, "inbox"), &p->inbox) != 0 ||
	    documents_check(p, config) != 0 ||
	    take_steps(p, json_get(config, "steps"), json_get(config, "keys")) != 0)
		return p->status;
	return claims_read(p, json_get(config, "checks"), folder);
}

int pipeline_one_step(struct pipeline *p, const char *run)
{
	p->fault = EX_USAGE;
	p->step = arena_zeros(p->mem, sizeof(*p->step));
	p->steps = 1;
	p->step->name = "";
	p->step->run = run;
	return 0;
}
