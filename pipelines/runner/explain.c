/* pipelines/runner/explain.c - weir explain: which command runs in which process, and what it hands on; after a run, what
 * it took. */
#include "verbs.h"
#include "lib/line.h"
#include <inttypes.h>
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

/* What a command of a run took; of a foreign one nothing is known. */
static void put_took(struct output *o, const struct books *b)
{
	char line[192];
	int n = b ? snprintf(line, sizeof(line),
	                     "\t%.3f\t%.3f\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%zu",
	                     b->seconds, b->waiting, b->in, b->out, b->came, b->went,
	                     b->threads ? b->threads : 1)
	          : snprintf(line, sizeof(line), "\t\t\t\t\t\t\t");
	output_write(o, line, (size_t)n);
}

/* Of what a run allows a chain, the share of one of those that keep to it. */
static uint64_t share_of(const struct part *part, uint64_t memory, uint64_t allowed)
{
	uint64_t n = 0;
	for (size_t i = 0; i < part->n; i++)
		n += part->command[i].memory > 0;
	return allowed > 0 && n > 0 && allowed / n < memory ? allowed / n : memory;
}

/* Do threads share it, and how much may it hold? */
static void put_share(struct output *o, const struct part *part, size_t i, uint64_t allowed)
{
	char line[64];
	uint64_t memory = share_of(part, part->command[i].memory, allowed);
	int n = snprintf(line, sizeof(line), "\t%s\t", part->command[i].shared ? "yes" : "no");
	if (memory > 0)
		n += snprintf(line + n, sizeof(line) - (size_t)n, "%" PRIu64, memory);
	output_write(o, line, (size_t)n);
}

/* allowed: bytes; 0: as was checked. */
static void put_command(struct output *o, const struct part *part, size_t process, size_t i,
                        uint64_t allowed)
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
	put_columns(o, c->gives);
	put_share(o, part, i, allowed);
	output_write(o, "\t", 1);
	put_columns(o, i + 1 < part->n ? c->kept : c->gives);
}

static const char header[] = "step\tprocess\tcommand\ttrait\tcolumns\tshared\tmemory\tkept";

void explain_put(struct output *o, const struct pipeline *p)
{
	output_write(o, header, sizeof(header) - 1);
	output_write(o, "\n", 1);
	for (size_t s = 0; s < p->steps; s++)
		for (size_t i = 0; i < p->order[s]->parts; i++)
			for (size_t c = 0; c < p->order[s]->part[i].n; c++) {
				put_command(o, &p->order[s]->part[i], i + 1, c, 0);
				output_write(o, "\n", 1);
			}
}

struct longest { /* the command that worked longest, and all of them together */
	const char *label;
	double most, all;
};

static void compare(struct longest *l, const char *label, const struct books *b)
{
	if (!b)
		return;
	l->all += b->seconds;
	if (l->label && b->seconds <= l->most)
		return;
	l->label = label;
	l->most = b->seconds;
}

static void put_longest(struct output *o, const struct pipeline *p, const struct longest *l)
{
	char line[512];
	int n = snprintf(line, sizeof(line), "weir: %s%s%.200s worked longest: %.2f of %.2f seconds\n",
	                 p->name ? p->name : "", p->name ? ": " : "", l->label, l->most, l->all);
	output_write(o, line, n < (int)sizeof(line) ? (size_t)n : sizeof(line) - 1);
}

static void put_part(struct output *o, const struct work *w, const struct part *part, size_t number,
                     struct longest *l)
{
	const struct process *process = work_process_of(w, part);
	for (size_t c = 0; c < part->n; c++) {
		const struct books *b = process_books(process, c);
		put_command(o, part, number, c, w->child.memory);
		put_took(o, b);
		output_write(o, "\n", 1);
		compare(l, part->command[c].label, b);
	}
}

void explain_run(struct output *o, const struct work *w)
{
	static const char took[] = "\tseconds\twaiting\tin\tout\tbytes_in\tbytes_out\tthreads\n";
	const struct pipeline *p = w->pipeline;
	struct longest l = { 0 };
	output_write(o, header, sizeof(header) - 1);
	output_write(o, took, sizeof(took) - 1);
	for (size_t s = 0; s < p->steps; s++)
		for (size_t i = 0; i < p->order[s]->parts; i++)
			put_part(o, w, &p->order[s]->part[i], i + 1, &l);
	if (l.label)
		put_longest(o, p, &l);
}
