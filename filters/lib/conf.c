/* filters/lib/conf.c - descriptors and tables: where those that come with Weir lie, and reading one whole. */
#include "lib/conf.h"
#include "lib/stage.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* From the folder of the program: installed; built; built with sanitizers. */
static const char *const places[] = { "../share/weir/conf", "../../conf", "../../../conf" };

static const char *join(struct arena *mem, const char *folder, const char *place, const char *name)
{
	size_t room = strlen(folder) + strlen(place) + strlen(name) + 3;
	char *path = arena_take(mem, room);
	snprintf(path, room, "%s/%s/%s", folder, place, name);
	return path;
}

const char *conf_find(struct arena *mem, const char *name)
{
	char folder[PATH_MAX] = "";
	ssize_t n = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
	folder[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const char *path = join(mem, folder, places[i], name);
		if (access(path, R_OK) == 0)
			return path;
	}
	return join(mem, folder, places[0], name);
}

const char *conf_path(struct run *run, const char *name)
{
	return conf_find(run_arena(run), name);
}

/* A regular file tells its size, so that nothing is copied while it grows. */
static size_t first_room(int fd, size_t most)
{
	struct stat s;
	size_t room = 16 << 10;
	if (fstat(fd, &s) == 0 && S_ISREG(s.st_mode) && (uint64_t)s.st_size >= room &&
	    (uint64_t)s.st_size <= most)
		room = (size_t)s.st_size + 1;
	return room;
}

static int read_bytes(struct run *run, struct arena *mem, int fd, const char *file, size_t most,
                      struct text *to)
{
	size_t room = first_room(fd, most), len = 0;
	char *bytes = arena_take(mem, room);
	for (;;) {
		ssize_t n = read(fd, bytes + len, room - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return run_fail(run, errno == EISDIR ? EX_NOINPUT : EX_IOERR, "%s: %s", file,
			                strerror(errno));
		if (n == 0)
			break;
		len += (size_t)n;
		if (len > most)
			return run_fail(run, EX_CONFIG, "%s: over %zu bytes is too large", file, most);
		if (len == room) {
			bytes = arena_grow(mem, bytes, room, room * 2);
			room *= 2;
		}
	}
	*to = (struct text){ bytes, len };
	return 0;
}

int conf_load(struct run *run, struct arena *mem, const char *file, int missing, size_t most,
              struct text *bytes)
{
	run_reads(run, file);
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return run_fail(run, missing, "%s: %s", file, strerror(errno));
	int status = read_bytes(run, mem, fd, file, most, bytes);
	close(fd);
	static const char mark[] = "\xEF\xBB\xBF";
	if (status == 0 && bytes->len >= 3 && memcmp(bytes->at, mark, 3) == 0)
		bytes->at += 3, bytes->len -= 3;
	return status;
}

int conf_read(struct run *run, const char *file, int missing, size_t most, struct text *bytes)
{
	return conf_load(run, run_arena(run), file, missing, most, bytes);
}
