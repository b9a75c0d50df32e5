/* pipelines/runner/verb.c - what the words behind `weir` share: how they fail, end, and print their help. */
#include "verbs.h"
#include "lib/option.h"
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

int verb_fail(const char *verb, int status, const char *what, ...)
{
	char line[PATH_MAX + 512];
	va_list args;
	va_start(args, what);
	vsnprintf(line, sizeof(line), what, args);
	va_end(args);
	text_harmless(line);
	fprintf(stderr, "weir: %s: %s\n", verb, line);
	return status;
}

int verb_end(struct output *o)
{
	int status = output_flush(o);
	if (status != 0)
		fprintf(stderr, "weir: %s\n", output_why(o));
	output_drop(o);
	return status;
}

void verb_help_of(struct output *o, const char *verb, const struct opt *rows, const char *takes,
                  const char *more)
{
	char usage[64];
	snprintf(usage, sizeof(usage), "usage: weir %s", verb);
	option_usage(o, usage, &rows, 1, takes);
	output_write(o, "\n", 1);
	option_list(o, &rows, 1);
	output_write(o, "\n", 1);
	output_write(o, more, strlen(more));
	output_write(o, "\n", 1);
}
