/* pipelines/runner/lock.c - one run of a pipeline at a time: a lock of the kernel on its config.
 *
 * flock(2) needs no right to write, leaves no file, and ends with its process, however that ends.
 */
#include "run.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* /proc/locks: "1: FLOCK  ADVISORY  WRITE 1234 fe:01:5678 0 EOF"; 0: not found, as from outside of
 * the holder's container. */
static long holder(const struct stat *s)
{
	FILE *f = fopen("/proc/locks", "re");
	char line[256];
	long pid = 0, found = 0;
	while (f && found <= 0 && fgets(line, sizeof(line), f)) {
		unsigned major_number, minor_number;
		uintmax_t inode;
		if (sscanf(line, "%*d: FLOCK %*s %*s %ld %x:%x:%ju", &pid, &major_number, &minor_number,
		           &inode) == 4 &&
		    major_number == major(s->st_dev) && minor_number == minor(s->st_dev) &&
		    inode == (uintmax_t)s->st_ino)
			found = pid;
	}
	if (f)
		fclose(f);
	return found;
}

static int taken(struct pipeline *p, const struct stat *s)
{
	long pid = holder(s);
	if (pid > 0)
		return pipeline_fail(p, EX_TEMPFAIL, "process %ld runs it already", pid);
	return pipeline_fail(p, EX_TEMPFAIL, "another process runs it already");
}

/* A config that was replaced while it was opened is another file, which another run may hold. */
int pipeline_lock(struct pipeline *p)
{
	struct stat held, named;
	if (p->config < 0)
		return 0;
	if (fstat(p->config, &held) != 0)
		return pipeline_fail(p, EX_OSERR, "%s: %s", p->file, strerror(errno));
	if (flock(p->config, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK ? taken(p, &held)
		                            : pipeline_fail(p, EX_OSERR, "%s: cannot be locked: %s",
		                                            p->file, strerror(errno));
	if (stat(p->path, &named) != 0 || named.st_ino != held.st_ino || named.st_dev != held.st_dev)
		return pipeline_fail(p, EX_TEMPFAIL, "%s: was replaced just now; run it again", p->file);
	return 0;
}
