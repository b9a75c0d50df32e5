/* filters/lib/sweep.c - what processes that are no more have left beside an output. */
#include "lib/sweep.h"
#include "lib/output.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One that has ended and that nobody has waited for has no program any more. */
static bool is_gone(long pid)
{
	char program[64], to[1];
	snprintf(program, sizeof(program), "/proc/%ld/exe", pid);
	if (kill((pid_t)pid, 0) != 0)
		return errno == ESRCH;
	return readlink(program, to, sizeof(to)) < 0 && errno == ENOENT;
}

/* ".NAME.HOST-PID.N.part" of a process of this host that is no more. */
static bool is_left(const char *file, const char *name)
{
	size_t len = strnlen(name, 200);
	long pid = 0;
	unsigned number;
	unsigned long long host;
	char end[8] = "";
	return file[0] == '.' && strncmp(file + 1, name, len) == 0 &&
	       sscanf(file + 1 + len, ".%16llx-%ld.%u.%7s", &host, &pid, &number, end) == 4 &&
	       strcmp(end, "part") == 0 && host == output_host() && pid > 0 && is_gone(pid);
}

static bool is_ours(int folder, const char *name)
{
	struct stat s;
	return fstatat(folder, name, &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(s.st_mode) &&
	       s.st_uid == geteuid();
}

void sweep_asides(const char *file)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
	int n = snprintf(folder, sizeof(folder), "%.*s", (int)(name - file), file);
	if (n < 0 || (size_t)n >= sizeof(folder) || !*name)
		return;
	DIR *d = opendir(n > 0 ? folder : ".");
	for (struct dirent *e; d && (e = readdir(d));)
		if (is_left(e->d_name, name) && is_ours(dirfd(d), e->d_name))
			unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
}
