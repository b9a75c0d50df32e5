/* pipelines/runner/sniff.c - weir sniff: proposes a descriptor for a file, and says what it is not sure of. */
#include "sniff.h"
#include "lib/option.h"
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>

static const struct opt opts[] = {
	{ 'o', OPT_TEXT, "output", "FILE", "write the descriptor to FILE",
	  offsetof(struct sniff, out) },
	{ 'q', OPT_FLAG, "quiet", NULL, "do not say what is not sure", offsetof(struct sniff, quiet) },
	{ 0, OPT_FLAG, "help", NULL, "print this help", offsetof(struct sniff, help) },
	{ 0 },
};

__attribute__((format(printf, 1, 0))) static void print(const char *form, va_list args)
{
	char line[2048];
	vsnprintf(line, sizeof(line), form, args);
	text_harmless(line);
	fprintf(stderr, "weir: sniff: %s\n", line);
}

void sniff_say(const struct sniff *s, const char *form, ...)
{
	va_list args;
	if (s->quiet)
		return;
	va_start(args, form);
	print(form, args);
	va_end(args);
}

void sniff_note(struct sniff *s, struct text column, const char *form, ...)
{
	char line[1024];
	va_list args;
	va_start(args, form);
	vsnprintf(line, sizeof(line), form, args);
	va_end(args);
	struct text what = text_of(line);
	for (size_t i = 0; i < s->notes; i++)
		if (text_same(s->note[i].what, what)) {
			s->note[i].columns++;
			return;
		}
	what.at = arena_copy(s->mem, what.at, what.len);
	s->note = arena_append(s->mem, s->note, s->notes, sizeof(*s->note));
	s->note[s->notes++] = (struct note){ what, column, 1 };
}

void sniff_notes(struct sniff *s)
{
	for (size_t i = 0; i < s->notes; i++) {
		const struct note *n = &s->note[i];
		char more[48] = "";
		if (n->columns > 1)
			snprintf(more, sizeof(more), " and %zu more", n->columns - 1);
		sniff_say(s, "column%s '%.*s'%s: %s", n->columns > 1 ? "s" : "", (int)n->first.len,
		          n->first.at, more, n->what.at);
	}
	s->notes = 0;
}

int sniff_fail(int status, const char *form, ...)
{
	va_list args;
	va_start(args, form);
	print(form, args);
	va_end(args);
	return status;
}

void sniff_help(struct output *o)
{
	verb_help_of(o, "sniff", opts, "FILE", "The page weir(1) says more.");
}

/* It is read several times. A name with a member is looked at when it is opened. */
static int check_file(const struct sniff *s)
{
	struct stat st;
	if (stat(s->file, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return sniff_fail(EX_USAGE, "%s: is read several times, so that it has to be a file",
		                  s->file);
	return 0;
}

static int find_out(struct sniff *s)
{
	int status = check_file(s);
	if (status == 0)
		status = sniff_encoding(s);
	if (status == 0)
		status = sniff_dialect(s);
	if (status != 0)
		return status;
	s->header = true;
	if (s->grid.n > 0)
		sniff_shape(s);
	status = sniff_types(s);
	if (status == 0)
		status = sniff_check(s);
	if (status == 0)
		sniff_key(s);
	return status;
}

static int give(struct sniff *s)
{
	struct output *o = output_open(s->out.at);
	sniff_write(s, o, true);
	int status = output_finish(o);
	if (status == 0)
		status = output_publish(o);
	if (status != 0)
		sniff_fail(status, "%s", output_why(o));
	output_drop(o);
	return status;
}

int verb_sniff(int argc, char **argv)
{
	struct sniff s = { .mem = arena_new() };
	struct opt_table table = { opts, &s };
	struct texts operands;
	const char *why;
	int status = options_read(&table, 1, argc, argv, s.mem, &operands, &why);
	if (status != 0) {
		sniff_fail(status, "%s", why);
	} else if (s.help) {
		struct output *o = output_open(NULL);
		sniff_help(o);
		status = verb_end(o);
	} else if (operands.n != 1 || text_is(operands.at[0], "-")) {
		status = sniff_fail(EX_USAGE, "expected the name of one file");
	} else {
		s.file = operands.at[0].at;
		status = find_out(&s);
		if (status == 0)
			status = give(&s);
	}
	arena_free(s.mem);
	return status;
}
