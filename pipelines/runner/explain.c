/* pipelines/runner/explain.c - weir explain: which command runs in which process, and what it hands on. */
#include "verbs.h"
#include "lib/line.h"
#include <stdio.h>

static void put(struct output *o, struct text value)
{
	struct arena *mem = arena_new();
	char *to = arena_take(mem, value.len * 2 + 1); /* an escape is two bytes for one */
	output_write(o, to, (size_t)(line_put_escaped(to, value) - to));
	arena_free(mem);
}

/* What is not known stands in front: columns are added behind those that came. */
static void put_columns(struct output *o, const struct columns *c)
{
	if (c && c->unknown)
		output_write(o, "...", 3);
	for (size_t i = 0; c && i < c->n; i++) {
		output_write(o, ",", i > 0 || c->unknown);
		put(o, c->name[i]);
	}
}

static void put_command(struct output *o, const struct part *part, size_t process, size_t i)
{
	static const char *const traits[] = { "stateless", "keyed", "mergeable", "whole" };
	const struct command *c = &part->command[i];
	char number[24];
	int n = snprintf(number, sizeof(number), "\t%zu\t", process);
	put(o, text_of(part->step->name ? part->step->name : ""));
	output_write(o, number, (size_t)n);
	put(o, text_of(c->stage ? c->stage->name : c->argv[0]));
	output_write(o, "\t", 1);
	put(o, text_of(c->stage ? traits[c->stage->trait] : "foreign"));
	output_write(o, "\t", 1);
	put_columns(o, part->gives ? part->gives[i] : NULL);
	output_write(o, "\n", 1);
}

void explain_put(struct output *o, const struct pipeline *p)
{
	static const char header[] = "step\tprocess\tcommand\ttrait\tcolumns\n";
	output_write(o, header, sizeof(header) - 1);
	for (size_t s = 0; s < p->steps; s++)
		for (size_t i = 0; i < p->order[s]->parts; i++)
			for (size_t c = 0; c < p->order[s]->part[i].n; c++)
				put_command(o, &p->order[s]->part[i], i + 1, c);
}
