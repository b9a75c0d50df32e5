/* pipelines/runner/verbs.c - weir run, check and help. */
#include "verbs.h"
#include "lib/memory.h"
#include "lib/option.h"
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#define AT(member) offsetof(struct run_options, member)

static const struct opt check_opts[] = {
	{ 'e', OPT_TEXT, "execute", "COMMANDS", "instead of a pipeline: its one step", AT(words) },
	{ 0, OPT_FLAG, "help", NULL, "print this help", AT(help) },
	{ 0 },
};
static const struct opt run_opts[] = {
	{ 'e', OPT_TEXT, "execute", "COMMANDS", "instead of a pipeline: one step, to standard output",
	  AT(words) },
	{ 'q', OPT_FLAG, "quiet", NULL, "no table of the books", AT(quiet) },
	{ 0, OPT_FLAG, "books", NULL, "a table of the books at the end, also without a terminal",
	  AT(books) },
	{ 0, OPT_FLAG, "explain", NULL, "the plan at the end, with what each command took",
	  AT(explain) },
	{ 0, OPT_TEXT, "rejects", "FILE", "write rejected records to FILE", AT(rejects) },
	{ 0, OPT_TEXT, "ledger", "FILE", "write the books to FILE", AT(ledger) },
	{ 0, OPT_TEXT, "vintage", "DATE", "the date of results that are kept by date; default: today",
	  AT(vintage) },
	{ 0, OPT_FLAG, "processes", NULL, "each filter is a process of its own", AT(processes) },
	{ 0, OPT_COUNT, "threads", "N",
	  "each chain of filters works on so many threads; default: one for each processor",
	  AT(threads) },
	{ 0, OPT_TEXT, "memory", "SIZE",
	  "each chain holds no more, the rest in a file: 64M, 2G; default: a quarter of all",
	  AT(memory) },
	{ 0, OPT_COUNT, "batch-size", "N", "handle so many records at a time; default 1024",
	  AT(batch_size) },
	{ 0, OPT_FLAG, "help", NULL, "print this help", AT(help) },
	{ 0 },
};

static const struct opt *options_of(const char *verb)
{
	return strcmp(verb, "run") == 0                                     ? run_opts
	       : strcmp(verb, "check") == 0 || strcmp(verb, "explain") == 0 ? check_opts
	                                                                    : NULL;
}

bool verb_options(struct output *o, const char *verb)
{
	char usage[64];
	const struct opt *rows = options_of(verb);
	void (*help)(struct output *) = strcmp(verb, "keys") == 0        ? keys_help
	                                : strcmp(verb, "countries") == 0 ? countries_help
	                                : strcmp(verb, "inbox") == 0     ? boxes_help
	                                : strcmp(verb, "rejects") == 0   ? rejects_help
	                                : strcmp(verb, "sniff") == 0     ? sniff_help
	                                                                 : NULL;
	if (help)
		help(o);
	if (!rows)
		return help != NULL;
	snprintf(usage, sizeof(usage), "usage: weir %s", verb);
	option_usage(o, usage, &rows, 1, "[PIPELINE [key=value…]]");
	output_write(o, "\n", 1);
	option_list(o, &rows, 1);
	static const char more[] = "\nThe page weir(1) says more.\n";
	output_write(o, more, sizeof(more) - 1);
	return true;
}

/* --- run and check ---------------------------------------------------------------------------- */

struct request {
	const char *verb;
	struct pipeline pipeline;
	struct run_options options;
	struct texts operands;
};

static int say(const struct pipeline *p)
{
	if (p->status != 0)
		fprintf(stderr, "weir: %s%s%s\n", p->name ? p->name : "", p->name ? ": " : "", p->why);
	return p->status;
}

static int print_help(const char *verb)
{
	struct output *o = output_open(NULL);
	verb_options(o, verb);
	return verb_end(o);
}

/* What the caller names lies where the caller stands, not where the pipeline does. */
static void from_here(struct pipeline *p, struct text *file)
{
	char here[PATH_MAX];
	if (file->at && file->at[0] != '/' && strcmp(file->at, "-") != 0 && getcwd(here, sizeof(here)))
		*file = text_of(pipeline_text(p, "%s/%s", here, file->at));
}

/* The descriptors above 2 that the caller has left open. */
static void note_given(struct pipeline *p)
{
	DIR *folder = opendir("/proc/self/fd");
	for (struct dirent *e; folder && (e = readdir(folder));) {
		uint64_t fd;
		if (!text_count(text_of(e->d_name), INT_MAX, &fd) || fd < 3 || (int)fd == dirfd(folder))
			continue;
		p->given = arena_append(p->mem, p->given, p->gifts, sizeof(*p->given));
		p->given[p->gifts++] = (int)fd;
	}
	if (folder)
		closedir(folder);
}

static int read_request(struct request *r, int argc, char **argv)
{
	struct pipeline *p = &r->pipeline;
	*r = (struct request){ .verb = argv[0], .pipeline = { .mem = arena_new(), .config = -1 } };
	struct opt_table table = { options_of(argv[0]), &r->options };
	const char *why;
	note_given(p);
	if (options_read(&table, 1, argc, argv, p->mem, &r->operands, &why) != 0)
		return pipeline_fail(p, EX_USAGE, "%s: %s", argv[0], why);
	if (r->options.help)
		return 0;
	if (r->options.words.at && r->operands.n > 0)
		return pipeline_fail(p, EX_USAGE, "%s: -e and a pipeline; one of them",
		                     r->operands.at[0].at);
	if (!r->options.words.at && r->operands.n == 0)
		return pipeline_fail(p, EX_USAGE, "%s: which pipeline? weir list names them", argv[0]);
	uint64_t memory;
	if (r->options.memory.at && !memory_read(r->options.memory, &memory))
		return pipeline_fail(p, EX_USAGE,
		                     "--memory %s: expected 64M, 2G or the like; a number alone is of MiB",
		                     r->options.memory.at);
	if (r->options.vintage.at && !vintage_is_date(r->options.vintage))
		return pipeline_fail(p, EX_USAGE, "--vintage %s: expected a date, YYYY-MM-DD",
		                     r->options.vintage.at);
	from_here(p, &r->options.rejects);
	from_here(p, &r->options.ledger);
	return 0;
}

/* A date that no result is kept by would be given in vain. */
static int check_vintage(struct request *r)
{
	struct pipeline *p = &r->pipeline;
	bool kept = !r->options.vintage.at;
	for (size_t i = 0; i < p->steps && !kept; i++)
		kept = p->step[i].vintage_key != NULL;
	return kept ? 0
	            : pipeline_fail(p, EX_USAGE,
	                            "--vintage %s: no step keeps its result by date; say so with "
	                            "'vintage' in the config",
	                            r->options.vintage.at);
}

static int read_pipeline(struct request *r)
{
	struct pipeline *p = &r->pipeline;
	char size[24];
	snprintf(size, sizeof(size), "%zu", r->options.batch_size);
	if (r->options.words.at)
		pipeline_one_step(p, r->options.words.at);
	else
		pipeline_read(p, r->operands.at[0].at,
		              &(struct texts){ r->operands.n - 1, r->operands.at + 1 });
	if (p->status != 0)
		return p->status;
	if (pipeline_check(p, r->options.batch_size ? size : NULL) != 0 || p->answered)
		return p->status;
	if (check_vintage(r) != 0)
		return p->status;
	return pipeline_clash(p, r->options.rejects.at, r->options.ledger.at);
}

/* As if the signal had ended it: whoever started it sees why. */
static void end_by(int caught)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, caught);
	signal(caught, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(caught);
}

int verb_run(int argc, char **argv)
{
	struct request r;
	int caught = 0, status = read_request(&r, argc, argv);
	if (status == 0 && r.options.help)
		status = print_help(r.verb);
	else if (status == 0 && read_pipeline(&r) == 0 && !r.pipeline.answered)
		pipeline_run(&r.pipeline, &r.options, &caught);
	if (status == 0)
		status = r.pipeline.status;
	if (!caught)
		say(&r.pipeline);
	pipeline_free(&r.pipeline);
	if (caught)
		end_by(caught);
	return status;
}

static int print_checked(const struct pipeline *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->steps; i++)
		for (size_t c = 0; c < p->step[i].commands; c++)
			n += p->step[i].command[c].stage != NULL;
	struct output *o = output_open(NULL);
	char counts[96];
	int len = snprintf(counts, sizeof(counts), "%zu step%s, %zu stage%s: ok\n", p->steps,
	                   p->steps == 1 ? "" : "s", n, n == 1 ? "" : "s");
	output_write(o, "weir: ", 6);
	if (p->name) {
		output_write(o, p->name, strlen(p->name));
		output_write(o, ": ", 2);
	}
	output_write(o, counts, (size_t)len);
	return verb_end(o);
}

static int print_plan(const struct pipeline *p)
{
	struct output *o = output_open(NULL);
	explain_put(o, p);
	return verb_end(o);
}

/* What looks at a pipeline and reads no data. */
static int look(int argc, char **argv, int (*print)(const struct pipeline *))
{
	struct request r;
	int status = read_request(&r, argc, argv);
	if (status == 0 && r.options.help)
		status = print_help(r.verb);
	else if (status == 0 && read_pipeline(&r) == 0 && !r.pipeline.answered)
		status = print(&r.pipeline);
	if (status == 0)
		status = r.pipeline.status;
	say(&r.pipeline);
	pipeline_free(&r.pipeline);
	return status;
}

int verb_check(int argc, char **argv)
{
	return look(argc, argv, print_checked);
}

int verb_explain(int argc, char **argv)
{
	return look(argc, argv, print_plan);
}

/* --- help ------------------------------------------------------------------------------------- */

int verb_help(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;
	const struct stage *stage = name ? stage_named(name) : NULL;
	struct output *o = output_open(NULL);
	if (stage)
		option_help(o, stage);
	else if (!name)
		weir_help(o);
	else if (!verb_usage(o, name)) {
		struct arena *mem = arena_new();
		fprintf(stderr, "weir: help %s: no such command%s\n", name, stage_nearest(mem, name));
		arena_free(mem);
		output_drop(o);
		return EX_USAGE;
	}
	return verb_end(o);
}
