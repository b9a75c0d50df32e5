/* filters/lib/input.c - the bytes of one file or of standard input, as a moving window. */
#include "lib/input.h"
#include "lib/durable.h"
#include "lib/input_inside.h"
#include "lib/stage.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void input_keep_zip(struct input *in)
{
	in->file->keep_zip = true;
}

void input_member(struct input *in, struct text name)
{
	struct input_file *f = in->file;
	if (f->member.at)
		return;
	f->member = name;
	f->maybe = true;
}

void input_longest_line(struct input *in, size_t bytes)
{
	in->file->longest_line = bytes;
}

/* What is left goes to the front; then there is room for as much again. */
static bool make_room(struct input *in)
{
	struct input_file *f = in->file;
	if (in->len > 0 && in->at != f->bytes)
		memmove(f->bytes, in->at, in->len);
	if (f->room == 0 || f->room - in->len < INPUT_WINDOW / 2) {
		size_t room = f->room ? f->room * 2 : INPUT_WINDOW;
		char *bytes = room < SIZE_MAX / 4 ? realloc(f->bytes, room + INPUT_PAD) : NULL;
		if (!bytes)
			return false;
		f->bytes = bytes;
		f->room = room;
	}
	in->at = f->bytes;
	return true;
}

static void waited(const struct input_file *f, double since)
{
	if (f->how.waited)
		*f->how.waited += seconds_now() - since;
}

static void wait_for_more(struct input_file *f)
{
	struct pollfd p = { .fd = f->fd, .events = POLLIN };
	if (f->waits && f->how.idle && poll(&p, 1, 0) == 0)
		f->how.idle(f->how.idle_for);
}

int input_read_file(struct input *in, struct run *run, char *to, size_t room, size_t *got)
{
	struct input_file *f = in->file;
	wait_for_more(f);
	double since = seconds_now();
	ssize_t n;
	do
		n = read(f->fd, to, room);
	while (n < 0 && errno == EINTR);
	waited(f, since);
	if (n < 0)
		return run_fail(run, EX_IOERR, "%.*s: %s", (int)f->path.len, f->path.at, strerror(errno));
	*got = (size_t)n;
	return 0;
}

int input_read_raw(struct input *in, struct run *run, char *to, size_t room, size_t *got)
{
	struct input_file *f = in->file;
	int status =
		f->packed ? packed_read(in, run, to, room, got) : input_read_file(in, run, to, room, got);
	f->came += *got;
	return status;
}

static int read_to(struct input *in, struct run *run, char *to, size_t room, size_t *got)
{
	struct input_file *f = in->file;
	if (f->read) {
		f->how.idle(f->how.idle_for);
		double since = seconds_now();
		int status = f->read(f->self, run, to, room, got);
		waited(f, since);
		return status;
	}
	return f->decoding ? decoding_read(in, run, to, room, got)
	                   : input_read_raw(in, run, to, room, got);
}

int input_read_some(struct input *in, struct run *run)
{
	struct input_file *f = in->file;
	if (!make_room(in))
		return run_fail(run, EX_OSERR, "%s: out of memory", in->name.at);
	char *to = f->bytes + in->len;
	size_t got = 0, room = f->room - in->len;
	int status = read_to(in, run, to, room, &got);
	if (status != 0)
		return status;
	in->ended = got == 0;
	in->len += got;
	return 0;
}

int input_no_archive(const struct input *in, struct run *run)
{
	struct text path = in->file->path;
	return run_fail(run, EX_NOINPUT, "%s: %.*s is no archive, so it has no such file in it",
	                in->name.at, (int)path.len, path.at);
}

/* The first bytes tell whether it was packed. */
static int begin(struct input *in, struct run *run)
{
	struct input_file *f = in->file;
	enum packing packing = PACKED_NOT;
	int status = 0;
	f->begun = true;
	for (bool more = true; more && !in->ended && status == 0;) {
		status = input_read_some(in, run);
		packing = packing_of(in->at, in->len, &more);
	}
	bool named = f->member.at && !f->maybe;
	if (status != 0 || (packing == PACKED_ZIP && f->keep_zip && !named))
		return status;
	if (packing == PACKED_NOT && named)
		return input_no_archive(in, run);
	if (packing != PACKED_NOT) {
		f->came = 0;
		in->ended = false;
		status = packed_begin(in, run, packing);
		if (status == 0)
			status = input_read_some(in, run);
	}
	return status == 0 && f->encoding ? decoding_begin(in, run) : status;
}

static int check_size(const struct input *in, struct run *run)
{
	const struct input_file *f = in->file;
	const char *unpacked = f->packed ? ", unpacked" : "";
	if (f->how.most > 0 && f->came > f->how.most)
		return run_fail(run, EX_DATAERR, "%s: is larger than --max-size %llu%s", in->name.at,
		                (unsigned long long)f->how.most, unpacked);
	if (f->packed && f->longest_line > 0 && in->len > f->longest_line)
		return run_fail(run, EX_DATAERR, "%s: a line is longer than %zu bytes%s", in->name.at,
		                f->longest_line, unpacked);
	return 0;
}

int input_more(struct input *in, struct run *run)
{
	struct input_file *f = in->file;
	if (in->ended)
		return 0;
	if (in->piece)
		return INPUT_NO_MORE;
	int status = f->begun || f->read ? input_read_some(in, run) : begin(in, run);
	if (status == 0)
		status = check_size(in, run);
	if (status == 0)
		memset(f->bytes + (in->at - f->bytes) + in->len, 0, INPUT_PAD);
	in->torn = status != 0;
	return status;
}

int input_take(struct input *in, struct run *run, char *to, size_t room, size_t *got)
{
	int status = 0;
	*got = in->len < room ? in->len : room;
	if (*got > 0) {
		memcpy(to, in->at, *got);
		in->at += *got;
		in->len -= *got;
	} else if (!in->ended) {
		status = read_to(in, run, to, room, got);
		if (status == 0)
			status = check_size(in, run);
		in->ended = status == 0 && *got == 0;
		in->torn = status != 0;
	}
	return status;
}

struct input_how input_listen(struct input *in, const struct input_how *how)
{
	struct input_how before = in->file->how;
	in->file->how = *how;
	in->file->how.most = before.most;
	return before;
}

int input_slow(const struct input *in)
{
	const struct input_file *f = in->file;
	struct pollfd p = { .fd = f->fd, .events = POLLIN };
	return in->len == 0 && !in->ended && f->waits && poll(&p, 1, 0) == 0 ? f->fd : -1;
}

uint64_t input_came(const struct input *in)
{
	return in->file->came;
}

uint64_t input_size(const struct input *in)
{
	struct stat s;
	const struct input_file *f = in->file;
	return !f->read && fstat(f->fd, &s) == 0 && S_ISREG(s.st_mode) ? (uint64_t)s.st_size : 0;
}
