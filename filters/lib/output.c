/* filters/lib/output.c - bytes on their way out: buffered, and published under their name only when whole. */
#include "lib/output.h"
#include "lib/arena.h"
#include "lib/durable.h"
#include "lib/sweep.h"
#include <signal.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { BUFFER = 256 << 10, LEAST = 4 << 10 };

struct output {
	struct arena *mem; /* for itself and its names */
	int fd;
	bool mine, memory, closed, synced;
	char *name;           /* as the user wrote it */
	char *folder, *final; /* a regular file: where it will stand; final is the last part */
	char *aside;          /* its name until then, null: it has none yet */
	char *bytes;
	size_t used, room;
	uint64_t went;
	double waited;
	int status;
	char why[PATH_MAX + 256];
};

static int failed(struct output *o, int status, const char *what)
{
	if (o->status == 0) {
		o->status = status;
		snprintf(o->why, sizeof(o->why), "%s: %s", o->name, what);
	}
	return o->status;
}

static int failed_io(struct output *o)
{
	return failed(o, EX_IOERR, strerror(errno));
}

static struct output *output_new(int fd, const char *name)
{
	struct arena *mem = arena_new();
	struct output *o = arena_zeros(mem, sizeof(*o));
	o->mem = mem;
	o->fd = fd;
	o->name = arena_copy(mem, name, strlen(name));
	return o;
}

struct output *output_over(int fd, const char *name)
{
	return output_new(fd, name);
}

struct output *output_memory(void)
{
	struct output *o = output_new(-1, "memory");
	o->memory = true;
	return o;
}

struct text output_bytes(const struct output *o)
{
	return (struct text){ o->bytes, o->used };
}

uint64_t output_host(void)
{
	char boot[64] = "";
	struct stat space = { 0 };
	uint64_t hash = 14695981039346656037u; /* FNV-1a */
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, boot, sizeof(boot)) : 0;
	if (fd >= 0)
		close(fd);
	if (stat("/proc/self/ns/pid", &space) != 0)
		space.st_ino = 0;
	for (ssize_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)boot[i]) * 1099511628211u;
	return (hash ^ space.st_ino) * 1099511628211u;
}

/* A name that nobody else uses: the host, the process and a number, in the folder of the file itself. */
static void aside_name(struct output *o, unsigned attempt)
{
	size_t room = strlen(o->folder) + 256;
	o->aside = arena_take(o->mem, room);
	snprintf(o->aside, room, "%s/.%.200s.%016llx-%ld.%u.part", o->folder, o->final,
	         (unsigned long long)output_host(), (long)getpid(), attempt);
}

static char *final_path(struct output *o)
{
	size_t room = strlen(o->folder) + strlen(o->final) + 2;
	char *to = arena_take(o->mem, room);
	snprintf(to, room, "%s/%s", o->folder, o->final);
	return to;
}

/* Without a name where the file system can (nothing is left behind, whatever happens), else under
 * one that begins with a dot, which a process that is killed leaves there, and the next one removes. */
static int open_aside(struct output *o, mode_t mode)
{
	o->fd = open(o->folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
	if (o->fd >= 0 && access("/proc/self/fd", X_OK) == 0)
		return 0;
	if (o->fd >= 0)
		close(o->fd);
	sweep_asides(final_path(o));
	for (unsigned i = 0; i < 1000; i++) {
		aside_name(o, i);
		o->fd = open(o->aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (o->fd >= 0 || errno != EEXIST)
			break;
	}
	if (o->fd >= 0)
		return 0;
	o->aside = NULL;
	return failed(o, EX_CANTCREAT, strerror(errno));
}

/* Cuts the path into folder and last part; a symbolic link is followed, so that it stays one. */
static int split_path(struct output *o, const char *path, bool exists)
{
	char *real = exists ? realpath(path, NULL) : NULL;
	if (exists && !real)
		return failed(o, EX_CANTCREAT, strerror(errno));
	char *whole = arena_copy(o->mem, real ? real : path, strlen(real ? real : path));
	free(real);
	char *slash = strrchr(whole, '/');
	o->final = slash ? slash + 1 : whole;
	if (slash)
		*slash = '\0';
	o->folder = arena_copy(o->mem,
	                       !slash   ? "."
	                       : *whole ? whole
	                                : "/",
	                       !slash || !*whole ? 1 : strlen(whole));
	return *o->final ? 0 : failed(o, EX_CANTCREAT, strerror(EISDIR));
}

int output_own(const char *path)
{
	static const char *const names[] = { "/dev/stdin", "/dev/stdout", "/dev/stderr" };
	int fd, end = 0;
	for (int i = 0; i < 3; i++)
		if (strcmp(path, names[i]) == 0)
			return i;
	bool own = sscanf(path, "/dev/fd/%d%n", &fd, &end) == 1 ||
	           sscanf(path, "/proc/self/fd/%d%n", &fd, &end) == 1;
	return own && !path[end] && fd >= 0 ? fd : -1;
}

struct output *output_open(const char *path)
{
	if (!path || strcmp(path, "-") == 0)
		return output_new(STDOUT_FILENO, "standard output");
	struct output *o = output_new(-1, path);
	struct stat s;
	bool exists = stat(path, &s) == 0;
	int own = output_own(path);
	o->mine = true;
	if (own >= 0) {
		o->fd = fcntl(own, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		if (o->fd < 0)
			failed(o, EX_CANTCREAT, strerror(errno));
	} else if (exists && S_ISDIR(s.st_mode)) {
		failed(o, EX_CANTCREAT, strerror(EISDIR));
	} else if (exists && !S_ISREG(s.st_mode)) {
		o->fd = open(path, O_WRONLY | O_CLOEXEC);
		if (o->fd < 0)
			failed(o, EX_CANTCREAT, strerror(errno));
	} else if (split_path(o, path, exists) == 0) {
		if (open_aside(o, exists ? 0600 : 0666) == 0 && exists)
			if (fchmod(o->fd, s.st_mode & 07777) != 0)
				failed(o, EX_CANTCREAT, strerror(errno));
	}
	return o;
}

void output_clear(struct output *o)
{
	o->used = 0;
}

const char *output_name(const struct output *o)
{
	return o->name;
}

int output_fd(const struct output *o)
{
	return o->fd;
}

bool output_has_name(const struct output *o)
{
	return o->final != NULL;
}

const char *output_why(const struct output *o)
{
	return o->status ? o->why : NULL;
}

int output_status(const struct output *o)
{
	return o->status;
}

bool output_closed(const struct output *o)
{
	return o->closed;
}

uint64_t output_went(const struct output *o)
{
	return o->went;
}

double output_waited(const struct output *o)
{
	return o ? o->waited : 0;
}

static ssize_t write_some(struct output *o, const char *bytes, size_t n)
{
	double since = seconds_now();
	ssize_t w = write(o->fd, bytes, n);
	o->waited += seconds_now() - since;
	o->went += w > 0 ? (uint64_t)w : 0;
	return w;
}

static int put_all(struct output *o, const char *bytes, size_t n)
{
	while (n > 0 && !o->closed) {
		ssize_t w = write_some(o, bytes, n);
		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0 && errno == EPIPE)
			o->closed = true;
		else if (w < 0)
			return failed_io(o);
		else
			bytes += w, n -= (size_t)w;
	}
	return 0;
}

int output_flush(struct output *o)
{
	if (o->status || o->memory)
		return o->status;
	size_t n = o->used;
	o->used = 0;
	return put_all(o, o->bytes, n);
}

char *output_space(struct output *o, size_t n)
{
	if (o->status)
		return NULL;
	if (o->room - o->used >= n)
		return o->bytes + o->used;
	if (output_flush(o) != 0)
		return NULL;
	size_t room = o->room ? o->room : (o->memory ? LEAST : BUFFER);
	while (room - o->used < n && room <= SIZE_MAX / 4)
		room *= 2;
	if (room > o->room) {
		char *bytes = room - o->used >= n ? realloc(o->bytes, room) : NULL;
		if (!bytes) {
			failed(o, EX_OSERR, "out of memory");
			return NULL;
		}
		o->bytes = bytes;
		o->room = room;
	}
	return o->bytes + o->used;
}

void output_used(struct output *o, size_t n)
{
	o->used += n;
}

int output_write(struct output *o, const void *bytes, size_t n)
{
	if (!o->status && !o->memory && n >= BUFFER) { /* no copy of what is large already */
		if (output_flush(o) == 0)
			put_all(o, bytes, n);
		return o->status;
	}
	char *to = output_space(o, n);
	if (to && n > 0)
		memcpy(to, bytes, n);
	if (to)
		output_used(o, n);
	return o->status;
}

int output_finish(struct output *o)
{
	if (output_flush(o) != 0 || o->memory)
		return o->status;
	if (o->final && !o->synced && fsync(o->fd) != 0)
		return failed_io(o);
	o->synced = true;
	return 0;
}

/* A file without a name gets one that begins with a dot: rename can then replace what stands there. */
static int name_aside(struct output *o)
{
	char self[64];
	snprintf(self, sizeof(self), "/proc/self/fd/%d", o->fd);
	for (unsigned i = 0; i < 1000; i++) {
		aside_name(o, i);
		if (linkat(AT_FDCWD, self, AT_FDCWD, o->aside, AT_SYMLINK_FOLLOW) == 0)
			return 0;
		if (errno != EEXIST)
			break;
	}
	o->aside = NULL;
	return failed_io(o);
}

static int sync_folder(struct output *o)
{
	int folder = open(o->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return failed_io(o);
	if (fsync(folder) != 0)
		failed_io(o);
	close(folder);
	return o->status;
}

const char *output_aside(struct output *o, const char **final)
{
	if (o->status || !o->final || (!o->aside && name_aside(o) != 0) || sync_folder(o) != 0)
		return NULL;
	*final = final_path(o);
	return o->aside;
}

bool output_same(const struct output *a, const struct output *b)
{
	struct stat x, y;
	return a->final && b->final && strcmp(a->final, b->final) == 0 && stat(a->folder, &x) == 0 &&
	       stat(b->folder, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int rename_aside(struct output *o)
{
	if (!o->aside && name_aside(o) != 0)
		return o->status;
	if (rename(o->aside, final_path(o)) != 0)
		return failed_io(o);
	o->aside = NULL;
	return sync_folder(o);
}

/* No signal comes between the two names. */
int output_publish(struct output *o)
{
	if (o->status || !o->final)
		return o->status;
	sigset_t all, before;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	rename_aside(o);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return o->status;
}

void output_drop(struct output *o)
{
	if (!o)
		return;
	if (o->aside)
		unlink(o->aside);
	if (o->mine && o->fd >= 0)
		close(o->fd);
	free(o->bytes);
	arena_free(o->mem);
}
