/* pipelines/runner/main.c - weir: runs pipelines, checks them, and knows the filters by name. */
#include "verbs.h"
#include <stdio.h>

static const struct verb verbs[] = {
	{ "run", "PIPELINE [key=value…] | -e 'COMMAND | …'", "run a pipeline and publish its outputs",
	  verb_run },
	{ "check", "PIPELINE [key=value…] | -e 'COMMAND | …'", "look for faults without reading data",
	  verb_check },
	{ "explain", "PIPELINE [key=value…] | -e 'COMMAND | …'", "the plan: processes, stages, columns",
	  verb_explain },
	{ "list", "", "the pipelines and the filters there are", verb_list },
	{ "countries", "list | search WORD… | explain TEXT", "what is known of countries, and why",
	  verb_countries },
	{ "keys", "new NAME | allow FILE | …", "keys for weir send and weir receive", verb_keys },
	{ "inbox", "[list | batches | verify | prune] [OFFICE/FEED]", "what offices have delivered",
	  verb_inbox },
	{ "sniff", "FILE", "propose a descriptor of a feed", verb_sniff },
	{ "rejects", "FILE", "what was rejected and why; the records to be mended", verb_rejects },
	{ "help", "[NAME]", "how weir, or a filter, is called", verb_help },
	{ "completion", "bash | zsh", "what a shell needs to complete weir's words", verb_completion },
	{ "describe", "NAME PART", "part of a filter's page, from its options", verb_describe },
	{ 0 },
};

static const struct verb *verb_named(const char *name)
{
	for (const struct verb *v = verbs; v->name; v++)
		if (strcmp(v->name, name) == 0)
			return v;
	return NULL;
}

void verb_names(char *to, size_t room)
{
	size_t n = 0;
	for (const struct verb *v = verbs; v->name && n < room; v++)
		n += (size_t)snprintf(to + n, room - n, "%s%s", v == verbs ? "" : " ", v->name);
}

static int unknown(const char *word)
{
	struct arena *mem = arena_new();
	struct text words[256];
	size_t n = 0;
	for (const struct verb *v = verbs; v->name; v++)
		words[n++] = text_of(v->name);
	for (size_t i = 0; stages[i] && n < sizeof(words) / sizeof(*words); i++)
		words[n++] = text_of(stages[i]->name);
	fprintf(stderr, "weir: %s: no such command%s\n", word, nearest_word(mem, word, words, n));
	arena_free(mem);
	return EX_USAGE;
}

static void put_verb(struct output *o, const struct verb *v)
{
	char line[256];
	struct text takes = text_of(v->takes);
	int wide = 46 + (int)(takes.len - utf8_count(takes)); /* printf counts bytes */
	int n =
		snprintf(line, sizeof(line), "  weir %-10s %-*s %s\n", v->name, wide, v->takes, v->does);
	output_write(o, line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
}

int weir_help(struct output *o)
{
	static const char head[] = "usage: weir COMMAND [ARGUMENT…]\n\n"
							   "Runs pipelines of filters over records of people's mobility.\n\n";
	output_write(o, head, sizeof(head) - 1);
	for (const struct verb *v = verbs; v->name; v++)
		put_verb(o, v);
	put_verb(o, &(struct verb){ "NAME", "[ARGUMENT…]", "the filter weir-NAME", NULL });
	static const char tail[] =
		"\nexamples:\n"
		"  weir run -e 'parse samples/uk-study-institution.csv | aggregate -g Year --count n'\n"
		"  weir list\n"
		"  weir help aggregate\n"
		"\nThe pages weir(1) and weir-pipeline(5) say more.\n";
	output_write(o, tail, sizeof(tail) - 1);
	return output_flush(o);
}

bool verb_usage(struct output *o, const char *name)
{
	const struct verb *v = verb_named(name);
	if (!v || verb_options(o, name))
		return v != NULL;
	const char *line[] = { "usage: weir ", v->name, *v->takes ? " " : "", v->takes, "\n\n",
		                   v->does,        "\n" };
	for (size_t i = 0; i < sizeof(line) / sizeof(*line); i++)
		output_write(o, line[i], strlen(line[i]));
	return true;
}

static int version(void)
{
	static const char line[] = "weir " WEIR_VERSION "\n";
	struct output *o = output_open(NULL);
	output_write(o, line, sizeof(line) - 1);
	return verb_end(o);
}

int main(int argc, char **argv)
{
	standard_open();
	const char *word = argc > 1 ? argv[1] : "";
	const struct verb *verb = verb_named(strcmp(word, "--help") == 0 ? "help" : word);
	if (strcmp(word, "--version") == 0 || (verb && argc == 3 && strcmp(argv[2], "--version") == 0))
		return version();
	if (verb)
		return verb->run(argc - 1, argv + 1);
	if (*word == '-') {
		fprintf(stderr, "weir: %s: no such option; weir --help lists the commands\n", word);
		return EX_USAGE;
	}
	if (!*word) {
		fputs("weir: no command; weir --help lists them\n", stderr);
		return EX_USAGE;
	}
	const struct stage *stage = stage_named(word);
	if (stage)
		return run_alone(stage, argc - 1, argv + 1);
	return unknown(word);
}
