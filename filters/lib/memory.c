/* filters/lib/memory.c - how much memory may be held: as a word, and what the machine has. */
#include "lib/memory.h"
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool memory_read(struct text word, uint64_t *bytes)
{
	static const char units[] = "KMGT";
	unsigned shift = 20;
	if (word.len > 0) {
		const char *unit = memchr(units, word.at[word.len - 1], sizeof(units) - 1);
		if (unit) {
			shift = 10 * (unsigned)(unit - units + 1);
			word.len--;
		}
	}
	uint64_t n;
	if (!text_count(word, SIZE_MAX >> shift >> 1, &n) || n == 0)
		return false;
	*bytes = n << shift;
	return true;
}

/* The limit of the control group, version 2 or 1, as a container sees its own; 0: none can be read. */
static uint64_t limit_at(const char *file)
{
	char line[32] = "";
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);
	if (fd >= 0)
		close(fd);
	return n > 0 ? strtoull(line, NULL, 10) : 0; /* "max": 0 */
}

uint64_t memory_quarter(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
	uint64_t all = pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page : (uint64_t)1 << 30;
	uint64_t limits[] = { limit_at("/sys/fs/cgroup/memory.max"),
		                  limit_at("/sys/fs/cgroup/memory/memory.limit_in_bytes") };
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		if (limits[i] > 0 && limits[i] < all)
			all = limits[i];
	return all / 4;
}
