/* pipelines/runner/claims.c - the checks of a config: what has to hold of results before they are published. */
#include "claims.h"

static const struct text claim_keys[] = { TEXT("of"),        TEXT("find"),    TEXT("equals"),
	                                      TEXT("at_least"),  TEXT("at_most"), TEXT("within"),
	                                      TEXT("reference"), TEXT("level"),   TEXT("title") };
#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static int take_of(struct pipeline *p, struct claim *c, const char *place, const struct json *of)
{
	c->several = of && of->kind == JSON_ARRAY;
	c->n = c->several ? of->n : of != NULL;
	const struct json *word = c->several ? of->item : of;
	if (c->n == 0)
		return pipeline_fail(p, p->fault, "%sof: is missing: name a step, \"@NAME\"", place);
	c->word = arena_zeros(p->mem, c->n * sizeof(*c->word));
	c->of = arena_zeros(p->mem, c->n * sizeof(*c->of));
	for (size_t i = 0; i < c->n; i++) {
		if (config_string(p, place, "of", &word[i], &c->word[i]) != 0)
			return p->status;
		if (!c->word[i] || c->word[i][0] != '@')
			return pipeline_fail(p, p->fault, "%sof: expected \"@step\"%s%s", place,
			                     c->word[i] ? ", not " : "", c->word[i] ? c->word[i] : "");
	}
	return 0;
}

/* A program of jq, or a value that stands for itself. */
static int take_program(struct pipeline *p, const char *place, const char *key,
                        const struct json *value, struct text *to)
{
	const char *words = NULL;
	if (value->kind == JSON_STRING) {
		if (config_string(p, place, key, value, &words) == 0)
			*to = text_of(words);
		return p->status;
	}
	*to = value->kind == JSON_NUMBER  ? value->text
	      : value->kind == JSON_TRUE  ? TEXT("true")
	      : value->kind == JSON_FALSE ? TEXT("false")
	                                  : (struct text){ 0 };
	if (to->at)
		return 0;
	return pipeline_fail(p, p->fault, "%s%s: expected a number or a program of jq, not %s", place,
	                     key, json_kind_word(value->kind));
}

static int take_expected(struct pipeline *p, struct claim *c, const char *place,
                         const struct json *value)
{
	static const struct {
		const char *key;
		enum claim_how how;
	} ways[] = { { "equals", CLAIM_EQUALS },
		         { "at_least", CLAIM_AT_LEAST },
		         { "at_most", CLAIM_AT_MOST } };
	for (size_t i = 0; i < COUNT(ways); i++) {
		const struct json *expected = json_get(value, ways[i].key);
		if (!expected)
			continue;
		if (c->how != CLAIM_TRUE)
			return pipeline_fail(p, p->fault, "%s%s: one of equals, at_least and at_most", place,
			                     ways[i].key);
		c->how = ways[i].how;
		if (take_program(p, place, ways[i].key, expected, &c->expected) != 0)
			return p->status;
	}
	c->within = json_get(value, "within");
	if (c->within && (c->within->kind != JSON_NUMBER || c->how != CLAIM_EQUALS))
		return pipeline_fail(p, p->fault, "%swithin: a number, beside equals", place);
	return 0;
}

static int take_level(struct pipeline *p, struct claim *c, const char *place,
                      const struct json *value)
{
	const char *level = "error";
	if (config_string(p, place, "level", json_get(value, "level"), &level) != 0)
		return p->status;
	c->warns = strcmp(level, "warn") == 0;
	if (!c->warns && strcmp(level, "error") != 0)
		return pipeline_fail(p, p->fault, "%slevel: %s: expected error or warn", place, level);
	return 0;
}

static int take_claim(struct pipeline *p, struct claim *c, const struct json *value)
{
	const char *place = pipeline_text(p, "checks: %s: ", c->name);
	if (value->kind != JSON_OBJECT)
		return pipeline_fail(p, p->fault, "%sexpected an object, not %s", place,
		                     json_kind_word(value->kind));
	const struct json *find = json_get(value, "find");
	if (config_keys(p, place, value, claim_keys, COUNT(claim_keys)) != 0 ||
	    take_of(p, c, place, json_get(value, "of")) != 0)
		return p->status;
	if (!find)
		return pipeline_fail(p, p->fault, "%sfind: is missing: a program of jq", place);
	if (take_program(p, place, "find", find, &c->find) != 0 ||
	    take_expected(p, c, place, value) != 0 || take_level(p, c, place, value) != 0 ||
	    config_string(p, place, "reference", json_get(value, "reference"), &c->reference) != 0)
		return p->status;
	return config_string(p, place, "title", json_get(value, "title"), &c->title);
}

int claims_read(struct pipeline *p, const struct json *checks, const char *folder)
{
	p->modules = folder;
	if (!checks)
		return 0;
	if (checks->kind != JSON_OBJECT)
		return pipeline_fail(p, p->fault, "checks: expected an object, not %s",
		                     json_kind_word(checks->kind));
	p->claim = arena_zeros(p->mem, (checks->n + 1) * sizeof(*p->claim));
	for (size_t i = 0; i < checks->n; i++) {
		struct claim *c = &p->claim[p->claims++];
		c->name = arena_copy(p->mem, checks->key[i].at, checks->key[i].len);
		if (take_claim(p, c, &checks->item[i]) != 0)
			return p->status;
	}
	return 0;
}

int claims_find(struct pipeline *p)
{
	if (p->report) {
		p->reported = step_named(p, p->report_of + 1);
		if (!p->reported)
			return pipeline_fail(p, p->fault, "report: of: %s: no such step%s", p->report_of,
			                     nearest_step(p, p->report_of + 1));
		p->reported->claimed = true;
	}
	for (size_t i = 0; i < p->claims; i++)
		for (size_t k = 0; k < p->claim[i].n; k++) {
			struct claim *c = &p->claim[i];
			c->of[k] = step_named(p, c->word[k] + 1);
			if (!c->of[k])
				return pipeline_fail(p, p->fault, "checks: %s: of: %s: no such step%s", c->name,
				                     c->word[k], nearest_step(p, c->word[k] + 1));
			if (c->of[k]->sends)
				return pipeline_fail(p, p->fault,
				                     "checks: %s: of: %s: it sends its result to %s; check the "
				                     "step before it",
				                     c->name, c->word[k], c->of[k]->sends);
			c->of[k]->claimed = true;
		}
	return 0;
}

/* Sums a column's numbers: what nearly every check asks for. A blank counts nothing. */
static const char helper[] =
	"def total(f): map(f | if . == \"\" or . == null then 0 else tonumber end) | add // 0; ";

struct jq *claim_program(struct pipeline *p, const struct claim *c, struct text program,
                         const struct json values[2])
{
	static const char *const names[] = { "reference", "books" };
	const char *why = NULL, *key = program.at == c->find.at ? "find" : "equals";
	size_t len = sizeof(helper) - 1;
	char *whole = arena_take(p->mem, len + program.len + 1);
	memcpy(whole, helper, len);
	memcpy(whole + len, program.at, program.len);
	whole[len + program.len] = '\0';
	struct jq *jq = jq_new((struct text){ whole, len + program.len }, p->modules, names, values, 2,
	                       p->mem, &why);
	if (!jq)
		pipeline_fail(p, p->fault, "checks: %s: %s: %s", c->name,
		              c->how == CLAIM_AT_LEAST && *key == 'e'  ? "at_least"
		              : c->how == CLAIM_AT_MOST && *key == 'e' ? "at_most"
		                                                       : key,
		              why);
	return jq;
}

static int check_claim(struct pipeline *p, const struct claim *c)
{
	const struct json none[2] = { { .kind = JSON_NULL }, { .kind = JSON_NULL } };
	for (size_t k = 0; k < c->n; k++) {
		const struct command *last = &c->of[k]->command[c->of[k]->commands - 1];
		if (last->stage && last->stage->role == SINK)
			return pipeline_fail(
				p, p->fault,
				"checks: %s: of: %s: %s writes another format than weir text; check "
				"a step before it",
				c->name, c->word[k], last->stage->name);
	}
	jq_free(claim_program(p, c, c->find, none));
	if (p->status == 0 && c->how != CLAIM_TRUE)
		jq_free(claim_program(p, c, c->expected, none));
	return p->status;
}

int claims_check(struct pipeline *p)
{
	for (size_t i = 0; i < p->claims; i++)
		if (check_claim(p, &p->claim[i]) != 0)
			return p->status;
	return 0;
}
