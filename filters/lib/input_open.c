/* filters/lib/input_open.c - opening and closing inputs: PATH, PATH#MEMBER, standard input, or a stage that brings bytes. */
#include "lib/input_inside.h"
#include "lib/stage.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool exists(struct text path)
{
	char name[PATH_MAX];
	struct stat s;
	if (path.len == 0 || path.len >= sizeof(name))
		return false;
	memcpy(name, path.at, path.len);
	name[path.len] = '\0';
	return stat(name, &s) == 0;
}

size_t input_path(struct text name)
{
	if (!memchr(name.at, '#', name.len) || exists(name))
		return name.len;
	for (size_t i = name.len; i-- > 1;)
		if (name.at[i] == '#' &&
		    ((i == 1 && name.at[0] == '-') || exists((struct text){ name.at, i })))
			return i;
	return name.len;
}

/* The descriptor, or -1 and the status. */
static int open_path(struct run *run, struct text path, struct stat *s, int *status)
{
	bool standard = text_is(path, "-");
	const char *name = arena_copy(run_arena(run), path.at, path.len);
	int fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		int status_of = errno == ENOENT || errno == EACCES ? EX_NOINPUT : EX_IOERR;
		*status = run_fail(run, status_of, "%s: %s", name, strerror(errno));
		return -1;
	}
	int fault = fstat(fd, s) != 0 ? errno : S_ISDIR(s->st_mode) ? EISDIR : 0;
	if (!fault)
		return fd;
	*status = run_fail(run, EX_NOINPUT, "%s: %s", name, strerror(fault));
	if (!standard)
		close(fd);
	return -1;
}

int input_open(struct input *in, struct run *run, struct text name, const struct input_how *how)
{
	*in = (struct input){ .name = name };
	size_t len = input_path(name);
	struct text path = { name.at, len }, member = { 0 };
	struct stat s;
	int status = 0, fd = open_path(run, path, &s, &status);
	if (fd < 0)
		return status;
	if (len < name.len)
		member = (struct text){ name.at + len + 1, name.len - len - 1 };
	struct input_file *f = calloc(1, sizeof(*f));
	if (!f)
		return run_fail(run, EX_OSERR, "out of memory");
	bool regular = S_ISREG(s.st_mode);
	*f = (struct input_file){ .fd = fd,
		                      .mine = fd != STDIN_FILENO,
		                      .waits = !regular,
		                      .seeks = regular && lseek(fd, 0, SEEK_CUR) == 0,
		                      .how = *how,
		                      .path = path,
		                      .member = member };
	if (regular)
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	in->file = f;
	return 0;
}

int input_of_stage(struct input *in, struct run *run,
                   int (*read)(void *, struct run *, char *, size_t, size_t *), void *self,
                   const struct input_how *how)
{
	*in = (struct input){ .name = TEXT("-") };
	in->file = calloc(1, sizeof(*in->file));
	if (!in->file)
		return run_fail(run, EX_OSERR, "out of memory");
	*in->file = (struct input_file){ .fd = -1, .how = *how, .read = read, .self = self };
	return 0;
}

void input_close(struct input *in)
{
	if (in->file && in->file->mine)
		close(in->file->fd);
	if (in->file) {
		decoding_end(in->file->decoding);
		packed_end(in->file->packed);
		free(in->file->bytes);
	}
	free(in->file);
	*in = (struct input){ 0 };
}
