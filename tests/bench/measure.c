/* tests/bench/measure.c - runs a command and says what it took: measure LOG COMMAND ARGUMENT…
 *
 * Appends one line to LOG: seconds on the clock, of processor time as user and as system, peak memory in KiB, and the
 * status, between TABs. The peak is that of all processes of the command together, those of its session, looked at after
 * 2 ms, then less and less often down to ten times a second; and at least that of the largest one as the kernel saw it.
 */
#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

static size_t read_file(long pid, const char *name, char *to, size_t room)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%ld/%s", pid, name);
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(to, 1, room - 1, f) : 0;
	if (f)
		fclose(f);
	to[n] = '\0';
	return n;
}

/* The session is the fourth word behind the name, which may hold anything but ends with the last parenthesis. */
static bool is_of_session(long pid, long session)
{
	char stat[4096];
	if (read_file(pid, "stat", stat, sizeof(stat)) == 0)
		return false;
	char *at = strrchr(stat, ')');
	for (int word = 0; at && word < 4; word++)
		at = strchr(at + 1, ' ');
	return at && strtol(at, NULL, 10) == session;
}

static long resident(long pid)
{
	char status[8192];
	read_file(pid, "status", status, sizeof(status));
	const char *at = strstr(status, "\nVmRSS:");
	return at ? strtol(at + 7, NULL, 10) : 0;
}

static long resident_of_session(long session)
{
	long all = 0;
	struct dirent *entry;
	DIR *processes = opendir("/proc");
	while (processes && (entry = readdir(processes))) {
		long pid = strtol(entry->d_name, NULL, 10);
		if (pid > 0 && is_of_session(pid, session))
			all += resident(pid);
	}
	if (processes)
		closedir(processes);
	return all;
}

static pid_t start(char **command, const sigset_t *mask)
{
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	sigprocmask(SIG_SETMASK, mask, NULL);
	setsid();
	execvp(*command, command);
	perror(*command);
	_exit(127);
}

/* Until it ends, at which this wakes at once. */
static int watch(pid_t pid, const sigset_t *child, long *peak)
{
	int status = 0;
	for (double step = 0.002;;) {
		struct timespec wait = { 0, (long)(step * 1e9) };
		sigtimedwait(child, NULL, &wait);
		if (waitpid(pid, &status, WNOHANG) != 0)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		long memory = resident_of_session(pid);
		*peak = memory > *peak ? memory : *peak;
		step = step < 0.1 ? step * 1.3 : step;
	}
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: measure LOG COMMAND ARGUMENT...\n", stderr);
		return EX_USAGE;
	}
	sigset_t child, mask;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &mask);
	double since = now();
	pid_t pid = start(argv + 2, &mask);
	if (pid < 0) {
		perror("measure");
		return EX_OSERR;
	}
	long peak = 0;
	int status = watch(pid, &child, &peak);
	double took = now() - since;
	struct rusage used = { 0 };
	getrusage(RUSAGE_CHILDREN, &used);
	peak = used.ru_maxrss > peak ? used.ru_maxrss : peak;
	FILE *log = fopen(argv[1], "ae");
	if (!log ||
	    fprintf(log, "%.4f\t%.4f\t%.4f\t%ld\t%d\n", took, seconds(used.ru_utime),
	            seconds(used.ru_stime), peak, status) < 0 ||
	    fclose(log) != 0) {
		perror(argv[1]);
		return EX_IOERR;
	}
	return status;
}
