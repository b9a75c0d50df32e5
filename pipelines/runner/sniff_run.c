/* pipelines/runner/sniff_run.c - chains of filters in a process of their own, and the beginning of a file.
 *
 * A process of its own, since its memory then ends with it, and because what it says is taken apart here.
 */
#include "sniff.h"
#include "lib/input.h"
#include "lib/line.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAMPLE = 4 << 20, WORDS = 64, STAGES = 8 };

/* --- a source of a file's first bytes: one record, one column --------------------------------- */

struct sample {
	struct text encoding;
	bool zip; /* it is not unpacked: it may be a workbook */
	struct text bytes;
	bool whole;
};

static const struct opt sample_opts[] = {
	{ 0, OPT_TEXT, "encoding", "NAME", "", offsetof(struct sample, encoding) },
	{ 0, OPT_FLAG, "zip", NULL, "", offsetof(struct sample, zip) },
	{ 0 },
};

static int sample_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	(void)self;
	(void)run;
	(void)in;
	*out = (struct columns){ .unknown = true };
	return 0;
}

static int sample_header(void *self, struct run *run, struct input *in, struct columns *out)
{
	struct sample *s = self;
	int status = 0;
	if (s->encoding.at)
		input_encoding(in, s->encoding.at);
	if (s->zip)
		input_keep_zip(in);
	while (status == 0 && !in->ended && in->len < SAMPLE)
		status = input_more(in, run);
	if (status != 0)
		return status;
	s->bytes.len = in->len < SAMPLE ? in->len : SAMPLE;
	s->bytes.at = arena_copy(run_arena(run), in->at, s->bytes.len);
	static struct text const names[] = { { "bytes", 5 }, { "whole", 5 } };
	out->n = 2;
	out->name = arena_take(run_arena(run), sizeof(names));
	memcpy(out->name, names, sizeof(names));
	s->whole = in->ended && in->len <= SAMPLE;
	return 0;
}

static int sample_fill(void *self, struct run *run, struct input *in, struct batch *b, bool *ended)
{
	struct sample *s = self;
	(void)in;
	if (!s->bytes.at) {
		*ended = true;
		return 0;
	}
	run_read(run, 1);
	b->col[0][0] = s->bytes;
	b->col[1][0] = s->whole ? TEXT("yes") : TEXT("no");
	b->line[0] = 1;
	b->rows = 1;
	s->bytes.at = NULL;
	return 0;
}

static const struct stage sample_stage = {
	.name = "sample",
	.does = "give the first bytes of a file",
	.role = SOURCE,
	.size = sizeof(struct sample),
	.opts = sample_opts,
	.open = sample_open,
	.header = sample_header,
	.fill = sample_fill,
};

/* --- a sink that forgets ---------------------------------------------------------------------- */

static int forget_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	(void)self;
	(void)run;
	*out = *in;
	return 0;
}

static int forget_batch(void *self, struct run *run, struct batch *b)
{
	(void)self;
	(void)run;
	(void)b;
	return 0;
}

static const struct stage forget_stage = {
	.name = "forget",
	.does = "count records",
	.role = SINK,
	.open = forget_open,
	.batch = forget_batch,
};

/* --- a chain in a process --------------------------------------------------------------------- */

struct asked {
	size_t n, books;
	struct link link[STAGES];
	char *word[WORDS];
};

static const struct stage *stage_for(const char *name)
{
	return !name                         ? NULL
	       : strcmp(name, "sample") == 0 ? &sample_stage
	       : strcmp(name, "forget") == 0 ? &forget_stage
	                                     : stage_named(name);
}

static void cut_words(struct asked *a, const char *const *words, bool keep, int rejects)
{
	static const char *const forget[] = { "|", "forget", NULL };
	size_t n = 0;
	for (size_t pass = 0; pass < (keep ? 1 : 2); pass++)
		for (const char *const *w = pass ? forget : words; *w && n < WORDS; w++)
			a->word[n++] = (char *)*w;
	for (size_t i = 0, begin = 0; i <= n && a->n < STAGES; i++)
		if (i == n || (a->word[i] && strcmp(a->word[i], "|") == 0)) {
			a->link[a->n++] = (struct link){ .stage = stage_for(a->word[begin]),
				                             .argc = (int)(i - begin),
				                             .argv = &a->word[begin],
				                             .label = a->word[begin],
				                             .rejects = rejects };
			begin = i + 1;
		}
}

/* In the child: what it says goes to standard error, with the books in a line before it. */
static _Noreturn void run_here(const struct asked *a)
{
	int status;
	struct chain *c = chain_new("", false, a->link, a->n, &status);
	if (status == 0)
		status = chain_run(c, false, false);
	const struct books *b = chain_books(c, a->books);
	dprintf(STDERR_FILENO, "%" PRIu64 " %" PRIu64 " %" PRIu64 "\n", b->in, b->rejected, b->dropped);
	if (chain_why(c))
		dprintf(STDERR_FILENO, "%s\n", chain_why(c));
	_exit(status);
}

/* All that stands in an open file. */
static struct text all_of(int fd, struct arena *mem)
{
	off_t size = lseek(fd, 0, SEEK_END);
	size_t n = size > 0 ? (size_t)size : 0, got = 0;
	char *bytes = arena_take(mem, n + 1);
	while (got < n) {
		ssize_t some = pread(fd, bytes + got, n - got, (off_t)got);
		if (some <= 0)
			break;
		got += (size_t)some;
	}
	bytes[got] = '\0';
	return (struct text){ bytes, got };
}

static int nameless(void)
{
	int fd = memfd_create("weir-sniff", 0);
	return fd;
}

/* The line of the books, and behind it the message, without "weir-NAME: ". */
static void read_said(struct ran *ran, struct text said)
{
	char *at = (char *)said.at;
	ran->in = strtoull(at, &at, 10);
	ran->rejected = strtoull(at, &at, 10);
	ran->dropped = strtoull(at, &at, 10);
	while (*at == '\n' || *at == ':' || *at == ' ')
		at++;
	ran->why = (struct text){ at, strcspn(at, "\n") };
	at[ran->why.len] = '\0';
}

void sniff_run(struct sniff *s, const char *const *words, size_t books, bool keep, struct ran *ran)
{
	struct asked a = { .books = books };
	int out = nameless(), err = nameless(), rejects = nameless(), status = 0;
	*ran = (struct ran){ .status = EX_OSERR, .why = TEXT("no memory for another process") };
	cut_words(&a, words, keep, rejects);
	pid_t child = out < 0 || err < 0 || rejects < 0 ? -1 : fork();
	if (child == 0) {
		if (dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
			_exit(EX_OSERR);
		run_here(&a);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (child > 0) {
		ran->status = WIFEXITED(status) ? WEXITSTATUS(status) : EX_SOFTWARE;
		ran->out = all_of(out, s->mem);
		ran->rejects = all_of(rejects, s->mem);
		read_said(ran, all_of(err, s->mem));
	}
	for (size_t i = 0; i < 3; i++)
		if ((const int[]){ out, err, rejects }[i] >= 0)
			close((const int[]){ out, err, rejects }[i]);
}

int sniff_sample(struct sniff *s, const char *how, const char *name)
{
	const char *words[8] = { "sample" };
	size_t n = 1;
	struct ran ran;
	if (how)
		words[n++] = how;
	if (name)
		words[n++] = name;
	words[n++] = "--";
	words[n++] = s->file;
	sniff_run(s, words, 0, true, &ran);
	if (ran.status != 0)
		return sniff_fail(ran.status, "%s", ran.why.at);
	const char *line = ran.out.len > 0 ? memchr(ran.out.at, '\n', ran.out.len) : NULL;
	size_t left = line ? ran.out.len - (size_t)(++line - ran.out.at) : 0;
	const char *tab = left > 0 ? memchr(line, '\t', left) : NULL;
	if (!tab || !line_value((struct text){ line, (size_t)(tab - line) }, s->mem, &s->bytes))
		return sniff_fail(EX_SOFTWARE, "%s: its beginning did not come through", s->file);
	s->whole = tab[1] == 'y';
	return 0;
}

const char *sniff_file(struct sniff *s, struct text bytes)
{
	int fd = nameless();
	for (size_t put = 0; fd >= 0 && put < bytes.len;) {
		ssize_t n = write(fd, bytes.at + put, bytes.len - put);
		if (n < 0)
			break;
		put += (size_t)n;
	}
	char *path = arena_take(s->mem, 48);
	snprintf(path, 48, "/proc/self/fd/%d", fd);
	return path;
}
