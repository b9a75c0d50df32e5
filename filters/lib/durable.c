/* filters/lib/durable.c - files that survive a cut of the power: syncing, naming, locking. */
#include "lib/durable.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MANY = 4 };

double seconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

bool path_put(char *to, const char *form, ...)
{
	va_list args;
	va_start(args, form);
	int n = vsnprintf(to, PATH_MAX, form, args);
	va_end(args);
	return n >= 0 && n < PATH_MAX;
}

int write_all(int fd, const void *bytes, size_t n)
{
	for (const char *at = bytes; n > 0;) {
		ssize_t w = write(fd, at, n);
		if (w < 0 && errno != EINTR)
			return errno;
		if (w > 0)
			at += w, n -= (size_t)w;
	}
	return 0;
}

int read_at(int fd, void *to, size_t n, uint64_t offset, size_t *got)
{
	*got = 0;
	while (*got < n) {
		ssize_t r = pread(fd, (char *)to + *got, n - *got, (off_t)(offset + *got));
		if (r < 0 && errno != EINTR)
			return errno;
		if (r == 0)
			break;
		if (r > 0)
			*got += (size_t)r;
	}
	return 0;
}

int files_sync(const int *fd, size_t n)
{
	if (n >= MANY)
		return syncfs(fd[0]) == 0 ? 0 : errno;
	for (size_t i = 0; i < n; i++)
		if (fsync(fd[i]) != 0)
			return errno;
	return 0;
}

/* --- folders ---------------------------------------------------------------------------------- */

int folder_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	int fault = fsync(fd) == 0 ? 0 : errno;
	close(fd);
	return fault;
}

/* One that is there may have been made by somebody whose power was cut: its name is synced all the same, once. */
static int make_one(char *path, char *slash)
{
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		return errno;
	if (!slash)
		return folder_sync(path[0] == '/' ? "/" : ".");
	char kept = slash[1];
	slash[1] = '\0';
	int fault = folder_sync(path);
	slash[1] = kept;
	return fault;
}

int folder_make(const char *path)
{
	char whole[PATH_MAX];
	struct stat s;
	if (!path_put(whole, "%s", path))
		return ENAMETOOLONG;
	for (size_t n = strlen(whole); n > 1 && whole[n - 1] == '/'; n--)
		whole[n - 1] = '\0';
	if (stat(whole, &s) == 0 && !S_ISDIR(s.st_mode))
		return ENOTDIR;
	char *slash = strrchr(whole, '/');
	if (slash && slash > whole) {
		*slash = '\0';
		int fault = stat(whole, &s) == 0 ? 0 : folder_make(whole);
		*slash = '/';
		if (fault)
			return fault;
	}
	return make_one(whole, slash);
}

int folder_each(const char *path, int (*each)(void *, const char *name), void *with)
{
	DIR *dir = opendir(path);
	if (!dir)
		return errno;
	int fault = 0;
	errno = 0;
	for (struct dirent *d = readdir(dir); d && !fault; errno = 0, d = fault ? d : readdir(dir))
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
			fault = each(with, d->d_name);
	if (!fault)
		fault = errno;
	closedir(dir);
	return fault;
}

/* --- small files ------------------------------------------------------------------------------ */

int file_replace(const char *path, const void *bytes, size_t n)
{
	char aside[PATH_MAX], folder[PATH_MAX];
	if (!path_put(aside, "%s.%ld.part", path, (long)getpid()) || !path_put(folder, "%s", path))
		return ENAMETOOLONG;
	char *slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return errno;
	int fault = write_all(fd, bytes, n);
	if (!fault && fsync(fd) != 0)
		fault = errno;
	if (close(fd) != 0 && !fault)
		fault = errno;
	if (!fault && rename(aside, path) != 0)
		fault = errno;
	if (fault)
		unlink(aside);
	return fault ? fault : folder_sync(slash ? folder : ".");
}

int file_read(const char *path, char *to, size_t room, size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return errno;
	int fault = read_at(fd, to, room, 0, n);
	close(fd);
	if (fault || *n >= room)
		return fault ? fault : EFBIG;
	to[*n] = '\0';
	return 0;
}

/* --- locks ------------------------------------------------------------------------------------ */

int lock_take(const char *path, int milliseconds, int *fd)
{
	const struct timespec nap = { .tv_nsec = 5000000 };
	double until = seconds_now() + milliseconds / 1000.0;
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (*fd < 0)
		return errno;
	int fault;
	do {
		fault = flock(*fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
		if (fault == EWOULDBLOCK && milliseconds > 0)
			nanosleep(&nap, NULL);
	} while (fault == EINTR || (fault == EWOULDBLOCK && seconds_now() < until));
	if (!fault)
		return 0;
	close(*fd);
	*fd = -1;
	return fault;
}
