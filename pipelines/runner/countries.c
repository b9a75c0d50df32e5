/* pipelines/runner/countries.c - weir countries: the tables that weir-harmonise looks countries up in. */
#include "verbs.h"
#include "harmonise/countries.h"
#include "lib/option.h"
#include <stdio.h>

struct countries {
	struct text scheme, at;
	bool help;
};

static const struct opt opts[] = {
	{ 0, OPT_TEXT, "scheme", "SCHEME", "explain: what the text is a code of (names)",
	  offsetof(struct countries, scheme) },
	{ 0, OPT_TEXT, "at", "DATE", "explain: what it meant on that day",
	  offsetof(struct countries, at) },
	{ 0, OPT_FLAG, "help", NULL, "print this help", offsetof(struct countries, help) },
	{ 0 },
};

void countries_help(struct output *o)
{
	verb_help_of(o, "countries", opts, "list | search WORD… | explain TEXT",
	             "The pages weir(1) and weir-harmonise(1) say more.");
}

static struct text joined(const struct texts *words, struct arena *mem)
{
	size_t room = 1;
	for (size_t i = 1; i < words->n; i++)
		room += words->at[i].len + 1;
	char *to = arena_take(mem, room), *at = to;
	for (size_t i = 1; i < words->n; i++) {
		if (i > 1)
			*at++ = ' ';
		at = mempcpy(at, words->at[i].at, words->at[i].len);
	}
	*at = '\0';
	return (struct text){ to, (size_t)(at - to) };
}

static int perform(const struct countries *c, struct output *o, const struct texts *words,
                   struct arena *mem)
{
	const char *name = words->n > 0 ? words->at[0].at : "list", *why;
	struct text rest = joined(words, mem);
	if (strcmp(name, "list") == 0 && words->n < 2)
		return countries_list(o), 0;
	if (utf8_valid(rest.at, rest.len) != rest.len)
		return verb_fail("countries", EX_DATAERR, "%.400s: is no UTF-8", rest.at);
	if (strcmp(name, "search") == 0 && rest.len > 0)
		return countries_search(o, rest) > 0
		           ? 0
		           : verb_fail("countries", EX_NOINPUT, "%.400s: no name or code holds this",
		                       rest.at);
	if (strcmp(name, "explain") != 0 || rest.len == 0)
		return verb_fail("countries", EX_USAGE,
		                 "%.400s: expected list, search WORD… or explain TEXT", name);
	return countries_explain(o, rest, c->scheme.at, c->at, &why)
	           ? 0
	           : verb_fail("countries", EX_USAGE, "%s", why);
}

int verb_countries(int argc, char **argv)
{
	struct arena *mem = arena_new();
	struct countries c = { 0 };
	struct opt_table table = { opts, &c };
	struct texts operands;
	const char *why;
	struct output *o = output_open(NULL);
	int status = options_read(&table, 1, argc, argv, mem, &operands, &why);
	if (status != 0)
		verb_fail("countries", status, "%s", why);
	else if (c.help)
		countries_help(o);
	else
		status = perform(&c, o, &operands, mem);
	arena_free(mem);
	int end = verb_end(o);
	return status ? status : end;
}
