/* pipelines/runner/describe.c - what the option tables say to the build: parts of pages, and completion. */
#include "verbs.h"
#include "lib/option.h"
#include <stdio.h>

int verb_describe(int argc, char **argv)
{
	const struct stage *stage = argc == 3 ? stage_named(argv[1]) : NULL;
	struct output *o = output_open(NULL);
	if (stage && option_describe(o, stage, argv[2]))
		return verb_end(o);
	output_drop(o);
	const char *parts = "synopsis, options, reasons, role, trait";
	struct arena *mem = arena_new();
	if (argc == 3 && !stage)
		fprintf(stderr, "weir: describe: %s: no such filter%s\n", argv[1],
		        stage_nearest(mem, argv[1]));
	else if (argc == 3)
		fprintf(stderr, "weir: describe: %s: expected one of %s\n", argv[2], parts);
	else
		fprintf(stderr, "weir: describe: expected a filter's name and one of %s\n", parts);
	arena_free(mem);
	return EX_USAGE;
}

int verb_completion(int argc, char **argv)
{
	char commands[256];
	struct output *o = output_open(NULL);
	verb_names(commands, sizeof(commands));
	if (argc == 2 && option_completion(o, stages, commands, argv[1]))
		return verb_end(o);
	output_drop(o);
	fputs("weir: completion: expected bash or zsh\n", stderr);
	return EX_USAGE;
}
