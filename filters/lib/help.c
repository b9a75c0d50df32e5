/* filters/lib/help.c - what the option tables say to people: --help, the page, completion. */
#include "lib/option.h"
#include "lib/run.h"
#include <stdarg.h>
#include <stdio.h>

static void say(struct output *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct output *out, const char *format, ...)
{
	char line[1024];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (n > 0)
		output_write(out, line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
}

static bool repeats(const struct opt *o)
{
	return o->kind == OPT_COLUMNS || o->kind == OPT_LIST;
}

void option_usage(struct output *out, const char *command, const struct opt *const *tables,
                  size_t n, const char *files)
{
	say(out, "%s", command);
	for (size_t t = 0; t < n; t++)
		for (const struct opt *o = tables[t]; o && o->name; o++) {
			if (o->kind == OPT_OPERAND)
				continue;
			if (o->letter)
				say(out, " [-%c", o->letter);
			else
				say(out, " [--%s", o->name);
			if (o->arg)
				say(out, " %s", o->arg);
			say(out, "]%s", repeats(o) ? "…" : "");
		}
	for (size_t t = 0; t < n; t++)
		for (const struct opt *o = tables[t]; o && o->name; o++)
			if (o->kind == OPT_OPERAND)
				say(out, " %s", o->arg);
	say(out, "%s%s\n", *files ? " " : "", files);
}

void option_list(struct output *out, const struct opt *const *tables, size_t n)
{
	for (size_t t = 0; t < n; t++)
		for (const struct opt *o = tables[t]; o && o->name; o++) {
			char name[128];
			if (o->kind == OPT_OPERAND)
				snprintf(name, sizeof(name), "%s", o->arg);
			else
				snprintf(name, sizeof(name), "%c%c%s--%s%s%s", o->letter ? '-' : ' ',
				         o->letter ? o->letter : ' ', o->letter ? ", " : "  ", o->name,
				         o->arg ? " " : "", o->arg ? o->arg : "");
			say(out, "  %-28s %s\n", name, o->help);
		}
}

void option_help(struct output *out, const struct stage *s)
{
	char command[128];
	const struct opt *own[] = { s->opts }, *all[] = { s->opts, common_opts };
	snprintf(command, sizeof(command), "usage: weir-%s", s->name);
	option_usage(out, command, own, 1, s->read ? "" : "[FILE…]");
	say(out, "\n%s: %s.\n\n", s->name, s->does);
	option_list(out, all, 2);
	for (size_t i = 0; s->examples && s->examples[i]; i++)
		say(out, "%s  %s\n", i ? "" : "\nexamples:\n", s->examples[i]);
	say(out, "\nThe page weir-%s(1) says more.\n", s->name);
}

void option_version(struct output *out, const struct stage *s)
{
	say(out, "weir-%s %s%s%s%s\n", s->name, WEIR_VERSION, s->data ? " (" : "",
	    s->data ? s->data : "", s->data ? ")" : "");
}

/* --- the manual page -------------------------------------------------------------------------- */

/* Text as roff takes it: no backslash, no control at the beginning of a line. */
static void roff(struct output *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		say(out, "\\&");
	for (; *text; text++) {
		if (*text == '\\')
			say(out, "\\e");
		else
			output_write(out, text, 1);
	}
}

static void roff_option(struct output *out, const struct opt *o)
{
	if (o->letter)
		say(out, "Fl %c", o->letter);
	else
		say(out, "Fl -%s", o->name);
	if (o->arg)
		say(out, " Ar %s", o->arg);
}

static void describe_synopsis(struct output *out, const struct stage *s)
{
	say(out, ".Sh SYNOPSIS\n.Nm\n");
	for (const struct opt *o = s->opts; o && o->name; o++)
		if (o->kind != OPT_OPERAND) {
			say(out, ".Op ");
			roff_option(out, o);
			say(out, "%s\n", repeats(o) ? " ..." : "");
		}
	for (const struct opt *o = s->opts; o && o->name; o++)
		if (o->kind == OPT_OPERAND)
			say(out, ".Ar %s\n", o->arg);
	if (!s->read)
		say(out, ".Op Ar FILE ...\n");
}

static void describe_options(struct output *out, const struct opt *o)
{
	for (; o && o->name; o++) {
		if (o->kind == OPT_OPERAND) {
			say(out, ".It Ar %s\n", o->arg);
		} else {
			say(out, ".It ");
			roff_option(out, o);
			if (o->letter)
				say(out, " , Fl -%s%s%s", o->name, o->arg ? " Ar " : "", o->arg ? o->arg : "");
			say(out, "\n");
		}
		roff(out, o->help);
		say(out, ".\n");
	}
}

static void list_reasons(struct output *out, const struct reason *r)
{
	for (; r && r->word; r++) {
		say(out, ".It Cm %s\n", r->word);
		roff(out, r->means);
		say(out, ".\n");
	}
}

/* Its own, and those of the reader of weir text where its records come from that. */
static void describe_reasons(struct output *out, const struct stage *s)
{
	bool reads_text = s->role != SOURCE || s->read;
	if (!reads_text && (!s->reasons || !s->reasons->word))
		return;
	say(out, ".Sh REASONS\n.Bl -tag -width field-count\n");
	list_reasons(out, s->reasons);
	if (reads_text)
		list_reasons(out, reader_reasons);
	say(out, ".El\n");
}

bool option_describe(struct output *out, const struct stage *s, const char *part)
{
	if (strcmp(part, "synopsis") == 0) {
		describe_synopsis(out, s);
	} else if (strcmp(part, "options") == 0) {
		say(out, ".Sh OPTIONS\n.Bl -tag -width Ds\n");
		describe_options(out, s->opts);
		describe_options(out, common_opts);
		say(out, ".El\n");
	} else if (strcmp(part, "reasons") == 0) {
		describe_reasons(out, s);
	} else if (strcmp(part, "role") == 0) {
		static const char *const roles[] = { "filter", "source", "sink" };
		say(out, "%s\n", roles[s->role]);
	} else if (strcmp(part, "trait") == 0) {
		static const char *const traits[] = { "stateless", "keyed", "mergeable", "whole" };
		say(out, "%s\n", traits[s->trait]);
	} else {
		return false;
	}
	return true;
}

/* --- completion ------------------------------------------------------------------------------- */

static void words_of(struct output *out, const struct opt *o)
{
	for (; o && o->name; o++)
		if (o->kind != OPT_OPERAND)
			say(out, " --%s", o->name);
}

static void operands_of(struct output *out, const struct opt *o)
{
	for (; o && o->name; o++)
		if (o->kind == OPT_OPERAND && strchr(o->arg, '|'))
			for (const char *at = o->arg; *at; at++)
				say(out, "%s%c", at == o->arg ? " " : "", *at == '|' ? ' ' : *at);
}

/* One function for all: what a filter's options are stands in a case of it. */
static void completion_words(struct output *out, const struct stage *const *stages)
{
	say(out, "_weir_words()\n{\n\tcase $1 in\n");
	for (; *stages; stages++) {
		say(out, "\t%s) echo '", (*stages)->name);
		words_of(out, (*stages)->opts);
		words_of(out, common_opts);
		operands_of(out, (*stages)->opts);
		say(out, "' ;;\n");
	}
	say(out, "\tesac\n}\n");
}

/* What may stand behind an option with a choice. */
static void completion_values(struct output *out, const struct stage *const *stages)
{
	say(out, "_weir_values()\n{\n\tcase \"$1 $2\" in\n");
	for (; *stages; stages++)
		for (const struct opt *o = (*stages)->opts; o && o->name; o++) {
			if (o->kind != OPT_CHOICE)
				continue;
			say(out, "\t'%s --%s'", (*stages)->name, o->name);
			if (o->letter)
				say(out, " | '%s -%c'", (*stages)->name, o->letter);
			say(out, ") echo '");
			for (const char *at = o->arg; *at; at++)
				say(out, "%c", *at == '|' ? ' ' : *at);
			say(out, "' ;;\n");
		}
	say(out, "\tesac\n}\n");
}

/* The words of weir itself: pipelines as weir list knows them here, and what --help says. */
static const char own_words[] =
	"_weir_own()\n{\n\tcase $2 in\n"
	"\trun | check | explain)\n"
	"\t\t\"$1\" list 2>/dev/null | sed -n '/^pipelines/,/^filters/s/^  *\\([^ ]*\\).*/\\1/p'\n"
	"\t\t\"$1\" help \"$2\" | grep -oE -- '--[a-z][a-z-]*' ;;\n"
	"\thelp) echo \"$weir_filters $weir_commands\" ;;\n"
	"\tdescribe) echo \"$weir_filters\" ;;\n"
	"\tcompletion) echo 'bash zsh' ;;\n"
	"\t*) _weir_words \"$2\" ;;\n"
	"\tesac\n}\n";

static void filter_names(struct output *out, const struct stage *const *stages, const char *before)
{
	for (; *stages; stages++)
		say(out, " %s%s", before, (*stages)->name);
}

/* What may stand there: COMMAND, the number of the word, the one before it, the first behind COMMAND. */
static void completion_choices(struct output *out, const struct stage *const *stages,
                               const char *commands)
{
	say(out, "_weir_choices()\n{\n\tlocal name=${1##*/} filter=$4 found weir_filters='");
	filter_names(out, stages, "");
	say(out, "' weir_commands='%s'\n", commands);
	say(out, "\t[ \"$name\" = weir ] || filter=${name#weir-}\n"
	         "\tfound=$(_weir_values \"$filter\" \"$3\")\n"
	         "\tif [ -n \"$found\" ]; then\n\t\techo \"$found\"\n"
	         "\telif [ \"$name\" != weir ]; then\n\t\t_weir_words \"$filter\"\n"
	         "\telif [ \"$2\" -eq 1 ]; then\n\t\techo \"$weir_commands $weir_filters\"\n"
	         "\telse\n\t\t_weir_own \"$1\" \"$filter\"\n\tfi\n}\n");
}

static const char bash_function[] =
	"_weir()\n{\n"
	"\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} choices\n"
	"\tchoices=$(_weir_choices \"${COMP_WORDS[0]}\" \"$COMP_CWORD\" \"$before\" "
	"\"${COMP_WORDS[1]}\")\n"
	"\tmapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$word\")\n}\n"
	"complete -o default -F _weir weir";

/* zsh reads the file when the first word is to be completed, and wants that done, too. */
static const char zsh_function[] = "_weir()\n{\n\tlocal -a found\n"
								   "\tfound=($(_weir_choices \"$words[1]\" $((CURRENT - 1)) "
								   "\"$words[CURRENT-1]\" \"$words[2]\"))\n"
								   "\tcompadd -a found || _files\n}\n_weir \"$@\"\n";

bool option_completion(struct output *out, const struct stage *const *stages, const char *commands,
                       const char *shell)
{
	bool zsh = strcmp(shell, "zsh") == 0;
	if (!zsh && strcmp(shell, "bash") != 0)
		return false;
	if (zsh) {
		say(out, "#compdef weir");
		filter_names(out, stages, "weir-");
		say(out, "\n");
	}
	say(out, "# Completion of weir's options for %s.\n", shell);
	completion_words(out, stages);
	completion_values(out, stages);
	output_write(out, own_words, sizeof(own_words) - 1);
	completion_choices(out, stages, commands);
	say(out, "%s", zsh ? zsh_function : bash_function);
	if (!zsh) {
		filter_names(out, stages, "weir-");
		say(out, "\n");
	}
	return true;
}
