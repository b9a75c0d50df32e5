/* filters/lib/input.c - the bytes of one file or of standard input, as a moving window. */
#include "lib/input.h"
#include "lib/input_file.h"
#include "lib/stage.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WINDOW = 256 << 10 };

struct input_file {
	int fd;
	bool mine, waits; /* waits: a pipe or terminal, whose next bytes may be long in coming */
	char *bytes;
	size_t room; /* without the pad */
	void (*idle)(void *);
	void *idle_for;
	int (*read)(void *, struct run *, char *, size_t, size_t *); /* null: from fd */
	void *self;
};

int input_open(struct input *in, struct run *run, struct text name, void (*idle)(void *),
               void *idle_for)
{
	*in = (struct input){ .name = name };
	bool standard = text_is(name, "-");
	int fd = standard ? STDIN_FILENO : open(name.at, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return run_fail(run, errno == ENOENT || errno == EACCES ? EX_NOINPUT : EX_IOERR, "%s: %s",
		                name.at, strerror(errno));
	struct stat s;
	int fault = fstat(fd, &s) != 0 ? errno : S_ISDIR(s.st_mode) ? EISDIR : 0;
	if (fault) {
		int status = run_fail(run, EX_NOINPUT, "%s: %s", name.at, strerror(fault));
		if (!standard)
			close(fd);
		return status;
	}
	struct input_file *f = calloc(1, sizeof(*f));
	if (!f)
		return run_fail(run, EX_OSERR, "out of memory");
	*f = (struct input_file){ .fd = fd,
		                      .mine = !standard,
		                      .waits = !S_ISREG(s.st_mode),
		                      .idle = idle,
		                      .idle_for = idle_for };
	if (!f->waits)
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	in->file = f;
	return 0;
}

int input_of_stage(struct input *in, struct run *run,
                   int (*read)(void *, struct run *, char *, size_t, size_t *), void *self,
                   void (*idle)(void *), void *idle_for)
{
	*in = (struct input){ .name = TEXT("-") };
	in->file = calloc(1, sizeof(*in->file));
	if (!in->file)
		return run_fail(run, EX_OSERR, "out of memory");
	*in->file = (struct input_file){
		.fd = -1, .idle = idle, .idle_for = idle_for, .read = read, .self = self
	};
	return 0;
}

void input_close(struct input *in)
{
	if (in->file && in->file->mine)
		close(in->file->fd);
	if (in->file)
		free(in->file->bytes);
	free(in->file);
	*in = (struct input){ 0 };
}

/* What is left goes to the front; then there is room for as much again. */
static bool make_room(struct input *in)
{
	struct input_file *f = in->file;
	if (in->len > 0 && in->at != f->bytes)
		memmove(f->bytes, in->at, in->len);
	if (f->room == 0 || f->room - in->len < WINDOW / 2) {
		size_t room = f->room ? f->room * 2 : WINDOW;
		char *bytes = room < SIZE_MAX / 4 ? realloc(f->bytes, room + INPUT_PAD) : NULL;
		if (!bytes)
			return false;
		f->bytes = bytes;
		f->room = room;
	}
	in->at = f->bytes;
	return true;
}

static void wait_for_more(struct input_file *f)
{
	struct pollfd p = { .fd = f->fd, .events = POLLIN };
	if (f->waits && f->idle && poll(&p, 1, 0) == 0)
		f->idle(f->idle_for);
}

static int read_file(struct input *in, struct run *run, char *to, size_t room, size_t *got)
{
	struct input_file *f = in->file;
	wait_for_more(f);
	ssize_t n;
	do
		n = read(f->fd, to, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return run_fail(run, EX_IOERR, "%s: %s", in->name.at, strerror(errno));
	*got = (size_t)n;
	return 0;
}

int input_more(struct input *in, struct run *run)
{
	struct input_file *f = in->file;
	if (in->ended)
		return 0;
	if (!make_room(in))
		return run_fail(run, EX_OSERR, "%s: out of memory", in->name.at);
	char *to = f->bytes + in->len;
	size_t got = 0, room = f->room - in->len;
	if (f->read)
		f->idle(f->idle_for);
	int status =
		f->read ? f->read(f->self, run, to, room, &got) : read_file(in, run, to, room, &got);
	if (status != 0)
		return status;
	in->ended = got == 0;
	in->len += got;
	memset(f->bytes + in->len, 0, INPUT_PAD);
	return 0;
}
