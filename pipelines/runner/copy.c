/* pipelines/runner/copy.c - a copier: several inputs to one, or weir text without its places to a file. */
#include "lib/output.h"
#include "process.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE = 64 << 10, LONGEST = 64 << 20 }; /* of a header */

struct copier {
	struct output *out;
	char *bytes; /* that were read and not written */
	size_t len, room;
	size_t skip[2]; /* columns that are left out, SIZE_MAX: none */
	size_t column;  /* that the next byte belongs to */
	bool any;       /* a column of this line was written */
	char last;      /* byte that was written, 0: none */
	char *first;    /* the header of the first input */
	size_t first_len;
	char *why;
	size_t why_room;
};

static int fail(struct copier *c, int status, const char *place, const char *what)
{
	snprintf(c->why, c->why_room, "%s%s%s", place, *place ? ": " : "", what);
	return status;
}

/* More bytes behind those there are; *n is 0 at the end. */
static int more(struct copier *c, int fd, const char *name, size_t *n)
{
	if (c->room - c->len < PIECE) {
		char *bytes = c->room < LONGEST ? realloc(c->bytes, c->room * 2 + PIECE) : NULL;
		if (!bytes)
			return fail(c, EX_DATAERR, name, "its first line is too long for a header");
		c->bytes = bytes;
		c->room = c->room * 2 + PIECE;
	}
	ssize_t got;
	do
		got = read(fd, c->bytes + c->len, PIECE);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return fail(c, errno == EISDIR ? EX_NOINPUT : EX_IOERR, name, strerror(errno));
	*n = (size_t)got;
	c->len += *n;
	return 0;
}

/* Which columns are places: behind the others, unless a foreign command has moved them. */
static void find_places(struct copier *c, const char *header, size_t len)
{
	static const struct text place[] = { TEXT("@source"), TEXT("@line") };
	c->skip[0] = c->skip[1] = SIZE_MAX;
	for (size_t i = 0, from = 0, column = 0; i <= len; i++) {
		if (i < len && header[i] != '\t' && header[i] != '\n')
			continue;
		for (size_t k = 0; k < 2; k++)
			if (text_same((struct text){ header + from, i - from }, place[k]))
				c->skip[k] = column;
		column++;
		from = i + 1;
	}
}

static int put(struct copier *c, const char *bytes, size_t n)
{
	if (n > 0)
		c->last = bytes[n - 1];
	if (output_write(c->out, bytes, n) == 0)
		return 0;
	return fail(c, output_status(c->out), "", output_why(c->out));
}

static int put_without_places(struct copier *c, const char *bytes, size_t n)
{
	if (c->skip[0] == SIZE_MAX && c->skip[1] == SIZE_MAX)
		return put(c, bytes, n);
	char *begin = output_space(c->out, n + 1), *to = begin;
	if (!to)
		return fail(c, output_status(c->out), "", output_why(c->out));
	for (size_t i = 0; i < n; i++) {
		bool keep = c->column != c->skip[0] && c->column != c->skip[1];
		if (bytes[i] == '\n') {
			*to++ = '\n';
			c->column = 0;
			c->any = false;
		} else if (bytes[i] == '\t') {
			c->any |= keep; /* an empty value, too */
			c->column++;
			if (c->any && c->column != c->skip[0] && c->column != c->skip[1])
				*to++ = '\t';
		} else if (keep) {
			*to++ = bytes[i];
		}
	}
	output_used(c->out, (size_t)(to - begin));
	return 0;
}

/* The first line of an input is in bytes. A later one has to be the same, and is left out. */
static int join(struct copier *c, const char *name, const char *before, size_t *header)
{
	size_t len = *header - (*header > 0 && c->bytes[*header - 1] == '\n');
	if (!c->first) {
		c->first = malloc(len + 1);
		if (!c->first)
			return fail(c, EX_OSERR, name, "out of memory");
		memcpy(c->first, c->bytes, len);
		c->first_len = len;
		*header = 0;
		return 0;
	}
	if (len == c->first_len && memcmp(c->first, c->bytes, len) == 0)
		return c->last == '\n' || !c->last ? 0
		                                   : put(c, "\n", 1); /* or two records would become one */
	snprintf(c->why, c->why_room, "%s and %s have not the same columns", before, name);
	return EX_DATAERR;
}

static int first_line(struct copier *c, int fd, const char *name, size_t *len)
{
	size_t n = 1;
	int status = 0;
	const char *lf = NULL;
	while (status == 0 && n > 0 && !lf) {
		status = more(c, fd, name, &n);
		lf = c->len > 0 ? memchr(c->bytes + c->len - n, '\n', n) : NULL;
	}
	*len = lf ? (size_t)(lf - c->bytes) + 1 : c->len;
	return status;
}

static int copy_one(struct copier *c, const struct process *process, int fd, const char *name,
                    const char *before)
{
	size_t skip = 0, n = 1;
	int status = 0;
	c->len = 0;
	if (process->bare || process->joined) {
		status = first_line(c, fd, name, &skip);
		if (status == 0 && process->bare)
			find_places(c, c->bytes, skip);
		if (status == 0 && process->joined)
			status = join(c, name, before, &skip);
		else
			skip = 0;
		n = c->len;
	}
	while (status == 0 && n > 0 && !output_closed(c->out)) {
		if (c->len > skip)
			status = put_without_places(c, c->bytes + skip, c->len - skip);
		c->len = skip = 0;
		if (status == 0)
			status = more(c, fd, name, &n);
	}
	return status;
}

int copy_all(const struct process *process, const struct files *f, char *why, size_t room)
{
	struct copier c = { .why = why, .why_room = room, .skip = { SIZE_MAX, SIZE_MAX } };
	int status = 0;
	c.out = output_over(STDOUT_FILENO, process->out ? process->out : "standard output");
	if (f->n == 0)
		status = copy_one(&c, process, STDIN_FILENO, process->step->name, "");
	for (size_t i = 0; i < f->n && status == 0; i++) {
		const char *name = f->names.at[i].at;
		int fd = f->more[i] < 0 ? open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY) : f->more[i];
		status = fd < 0 ? fail(&c, EX_NOINPUT, name, strerror(errno))
		                : copy_one(&c, process, fd, name, f->names.at[0].at);
		if (f->more[i] < 0 && fd >= 0)
			close(fd);
	}
	if (status == 0 && output_flush(c.out) != 0)
		status = fail(&c, output_status(c.out), "", output_why(c.out));
	output_drop(c.out);
	free(c.bytes);
	free(c.first);
	return status;
}

static int nameless(const char *folder)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
	char name[PATH_MAX];
	snprintf(name, sizeof(name), "%s/.weir.XXXXXX", folder);
	fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0)
		unlink(name);
	return fd;
}

int temporary(const char *folder)
{
	const char *shared = getenv("TMPDIR");
	int fd = nameless(folder);
	if (fd < 0 && shared && *shared)
		fd = nameless(shared);
	return fd < 0 ? nameless("/tmp") : fd;
}
