/* pipelines/runner/verbs.h - what comes after `weir`: one row for each, one function behind it. */
#pragma once
#include "run.h"

struct verb {
	const char *name, *takes, *does;
	int (*run)(int argc, char **argv); /* argv[0] is the verb; gives the exit status */
};

int verb_run(int argc, char **argv);
int verb_check(int argc, char **argv);
int verb_explain(int argc, char **argv);
int verb_list(int argc, char **argv);
int verb_keys(int argc, char **argv);
int verb_inbox(int argc, char **argv);
int verb_countries(int argc, char **argv);
int verb_rejects(int argc, char **argv);
int verb_sniff(int argc, char **argv);
int verb_help(int argc, char **argv);
int verb_describe(int argc, char **argv);
int verb_completion(int argc, char **argv);

/* explain.c: the plan of a pipeline that was checked, as weir text. */
void explain_put(struct output *, const struct pipeline *);
/* verb.c: says what went wrong in one line on standard error, as "weir: VERB: …"; gives back status. */
int verb_fail(const char *verb, int status, const char *what, ...)
	__attribute__((format(printf, 3, 4)));
/* The end of what was printed: 0, or a status that was said. Ends the output. */
int verb_end(struct output *);
/* The help of a verb with options of its own: usage with the words it takes, options, a last line `more`. */
void verb_help_of(struct output *, const char *verb, const struct opt *, const char *takes,
                  const char *more);
/* Help for `weir` itself, and for a verb: false if it has none of its own. 0 or a status. */
int weir_help(struct output *);
/* The names of all verbs, with blanks between them, as far as there is room. */
void verb_names(char *to, size_t room);
bool verb_usage(struct output *, const char *verb); /* of any */
bool verb_options(struct output *, const char *verb);
void keys_help(struct output *);
void boxes_help(struct output *);
void countries_help(struct output *);
void rejects_help(struct output *);
void sniff_help(struct output *);
