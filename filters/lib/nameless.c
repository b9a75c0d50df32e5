/* filters/lib/nameless.c - files without a name, for what does not fit into memory; they end with their descriptor. */
#include "lib/nameless.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Where the file system cannot make one, its name is taken away at once. */
static int open_in(const char *folder)
{
	char name[PATH_MAX];
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return fd;
	int n = snprintf(name, sizeof(name), "%s/weir.XXXXXX", folder);
	fd = n > 0 && (size_t)n < sizeof(name) ? mkostemp(name, O_CLOEXEC) : -1;
	if (fd >= 0)
		unlink(name);
	return fd;
}

int nameless_open(void)
{
	const char *folders[] = { getenv("TMPDIR"), "/var/tmp", "/tmp" };
	int fd = -1;
	for (size_t i = 0; i < 3 && fd < 0; i++)
		if (folders[i] && folders[i][0])
			fd = open_in(folders[i]);
	return fd;
}

bool nameless_write(int fd, const void *bytes, size_t n)
{
	const char *at = bytes;
	while (n > 0) {
		ssize_t is = write(fd, at, n);
		if (is < 0 && errno == EINTR)
			continue;
		if (is < 0)
			return false;
		at += is;
		n -= (size_t)is;
	}
	return true;
}

bool nameless_read(int fd, void *to, size_t n, unsigned long long at)
{
	char *put = to;
	while (n > 0) {
		ssize_t is = pread(fd, put, n, (off_t)at);
		if (is < 0 && errno == EINTR)
			continue;
		if (is == 0)
			errno = EIO;
		if (is <= 0)
			return false;
		put += is;
		at += (unsigned long long)is;
		n -= (size_t)is;
	}
	return true;
}
