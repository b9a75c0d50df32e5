/* tests/faults/clock.c - a preload: the clocks of a process jump when a file says so.
 *
 * CLOCK_JUMP names a file of two numbers, each in 20 bytes: seconds that the clock of the day, and the one that only goes
 * forward, are ahead from now on. It is mapped, so writing it is a jump.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { DIGITS = 20 };
static const char *ahead;

__attribute__((constructor)) static void begin(void)
{
	const char *file = getenv("CLOCK_JUMP");
	int fd = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
	void *at = fd < 0 ? MAP_FAILED : mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	ahead = at == MAP_FAILED ? NULL : at;
	if (fd >= 0)
		close(fd);
}

static long jump(clockid_t clock)
{
	char number[DIGITS + 1] = { 0 };
	int which = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE ? 0 : 1;
	for (int i = 0; ahead && i < DIGITS; i++)
		number[i] = ahead[which * DIGITS + i];
	return atol(number);
}

int clock_gettime(clockid_t clock, struct timespec *t)
{
	int is = (int)syscall(SYS_clock_gettime, clock, t);
	if (is == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE ||
	                clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE))
		t->tv_sec += jump(clock);
	return is;
}

time_t time(time_t *to)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	if (to)
		*to = t.tv_sec;
	return t.tv_sec;
}

int gettimeofday(struct timeval *restrict to, void *restrict zone)
{
	struct timespec t;
	(void)zone;
	clock_gettime(CLOCK_REALTIME, &t);
	*to = (struct timeval){ .tv_sec = t.tv_sec, .tv_usec = t.tv_nsec / 1000 };
	return 0;
}
