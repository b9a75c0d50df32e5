/* filters/lib/spill.c - a file without a name for what does not fit in memory. */
#include "lib/spill.h"
#include "lib/arena.h"
#include "lib/durable.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER = 256 << 10 };

struct spill {
	struct arena *mem;
	int fd; /* -1: not opened so far */
	const char *folder;
	char *buffer;
	size_t used;
	uint64_t size; /* with what is in the buffer */
	char why[512];
};

struct spill *spill_new(void)
{
	struct arena *mem = arena_new();
	struct spill *s = arena_zeros(mem, sizeof(*s));
	const char *folder = secure_getenv("TMPDIR");
	s->mem = mem;
	s->fd = -1;
	s->folder = folder && *folder ? folder : "/tmp";
	s->buffer = arena_take(mem, BUFFER);
	return s;
}

static bool failed(struct spill *s, int fault)
{
	if (fault == 0)
		return false;
	if (!s->why[0])
		snprintf(s->why, sizeof(s->why), "temporary file in %.300s: %s", s->folder,
		         strerrordesc_np(fault));
	return true;
}

/* Where the file system knows no files without a name, it loses its name at once. */
static int open_file(const char *folder, int *fd)
{
	*fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (*fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
		return *fd >= 0 ? 0 : errno;
	char name[PATH_MAX];
	if (!path_put(name, "%s/weir-XXXXXX", folder))
		return ENAMETOOLONG;
	*fd = mkostemp(name, O_CLOEXEC);
	if (*fd < 0)
		return errno;
	return unlink(name) == 0 ? 0 : errno;
}

bool spill_flush(struct spill *s)
{
	if (s->why[0])
		return false;
	if (s->fd < 0 && failed(s, open_file(s->folder, &s->fd)))
		return false;
	if (failed(s, write_all(s->fd, s->buffer, s->used)))
		return false;
	s->used = 0;
	return true;
}

bool spill_write(struct spill *s, const void *bytes, size_t n)
{
	if (n > BUFFER - s->used && !spill_flush(s))
		return false;
	if (n > BUFFER) {
		if (failed(s, write_all(s->fd, bytes, n)))
			return false;
	} else {
		memcpy(s->buffer + s->used, bytes, n);
		s->used += n;
	}
	s->size += n;
	return !s->why[0];
}

uint64_t spill_size(const struct spill *s)
{
	return s->size;
}

bool spill_read(struct spill *s, uint64_t from, void *to, size_t n)
{
	size_t got = 0;
	int fault = s->why[0] ? 0 : read_at(s->fd, to, n, from, &got);
	if (!fault && got < n)
		fault = EIO;
	return !failed(s, fault);
}

void spill_forget(struct spill *s, uint64_t from, uint64_t n)
{
	/* Not every file system can; then the room comes back in the end. */
	if (s->fd >= 0 && n > 0)
		(void)fallocate(s->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)from, (off_t)n);
}

const char *spill_why(const struct spill *s)
{
	return s->why[0] ? s->why : NULL;
}

void spill_free(struct spill *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	arena_free(s->mem);
}
