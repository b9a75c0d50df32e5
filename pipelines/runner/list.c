/* pipelines/runner/list.c - weir list: the pipelines and the filters there are. */
#include "verbs.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct listing {
	struct output *out;
	struct arena *mem;
	int here; /* the caller's working directory: reading a config leaves it */
	size_t widest, n;
	struct row {
		const char *name, *file;
	} * row;
};

static void line(struct listing *l, const char *name, const char *does)
{
	char text[1024];
	int n = snprintf(text, sizeof(text), "  %-*s  %s\n", (int)l->widest, name, does);
	output_write(l->out, text, n < (int)sizeof(text) ? (size_t)n : sizeof(text) - 1);
}

/* The folder that is searched first has the name. */
static void add(void *with, const char *file, const char *name)
{
	struct listing *l = with;
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->row[i].name, name) == 0)
			return;
	l->row = arena_append(l->mem, l->row, l->n, sizeof(*l->row));
	l->row[l->n++] = (struct row){ name, file };
	l->widest = strlen(name) > l->widest ? strlen(name) : l->widest;
}

/* A config with a fault is listed too, with the fault in place of its title. */
static void list_pipeline(struct listing *l, const struct row *row)
{
	struct pipeline p = { .mem = arena_new(), .config = -1 };
	if (pipeline_read(&p, row->file, &(struct texts){ 0 }) != 0)
		line(l, row->name, p.why);
	else
		line(l, row->name, p.title ? p.title : "");
	if (l->here >= 0 && fchdir(l->here) != 0)
		l->here = -1;
	pipeline_free(&p);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->name, ((const struct row *)b)->name);
}

static void list_all(struct listing *l)
{
	pipeline_each(l->mem, add, l);
	if (l->n > 0)
		qsort(l->row, l->n, sizeof(*l->row), by_name);
	for (size_t i = 0; stages[i]; i++)
		l->widest = strlen(stages[i]->name) > l->widest ? strlen(stages[i]->name) : l->widest;
	output_write(l->out, l->n ? "pipelines:\n" : "pipelines: none here\n", l->n ? 11 : 21);
	for (size_t i = 0; i < l->n; i++)
		list_pipeline(l, &l->row[i]);
	output_write(l->out, "filters:\n", 9);
	for (size_t i = 0; stages[i]; i++)
		line(l, stages[i]->name, stages[i]->does);
}

int verb_list(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--help") != 0) {
		fprintf(stderr, "weir: list: %s: expected nothing\n", argv[1]);
		return EX_USAGE;
	}
	struct listing l = { .out = output_open(NULL), .mem = arena_new() };
	l.here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (argc > 1)
		weir_help(l.out);
	else
		list_all(&l);
	int status = verb_end(l.out);
	arena_free(l.mem);
	if (l.here >= 0)
		close(l.here);
	return status;
}
