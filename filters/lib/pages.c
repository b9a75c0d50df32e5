/* filters/lib/pages.c - large memory from the system.
 *
 * A large table is read here and there: in pages of 4 KiB nearly every look-up would miss the TLB too, and the first touch of
 * each costs more than filling it. So it begins where a huge page can, and as much of it as huge pages fill is asked for in
 * these; without them it is only slower.
 */
#include "lib/pages.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

_Noreturn void out_of_memory(void)
{
	static const char line[] = "weir: out of memory\n";
	ssize_t ignored = write(STDERR_FILENO, line, sizeof(line) - 1);
	(void)ignored;
	_exit(EX_OSERR);
}

#ifdef __SANITIZE_ADDRESS__ /* what it does not know from the heap it takes for leaked */

void *pages_new(size_t size)
{
	void *at = aligned_alloc(PAGES_HUGE, (size + PAGES_HUGE - 1) & ~(PAGES_HUGE - 1));
	if (at)
		return memset(at, 0, size);
	out_of_memory();
}

void *pages_double(void *at, size_t size)
{
	void *to = memcpy(pages_new(2 * size), at, size);
	free(at);
	return to;
}

void pages_free(void *at, size_t size)
{
	(void)size;
	free(at);
}

#else

void *pages_new(size_t size)
{
	size_t room = size + PAGES_HUGE;
	char *at = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		out_of_memory();
	size_t before = (size_t)(-(uintptr_t)at % PAGES_HUGE), behind = PAGES_HUGE - before;
	if (before > 0)
		munmap(at, before);
	if (behind > 0)
		munmap(at + before + size, behind);
	madvise(at + before, size & ~(PAGES_HUGE - 1), MADV_HUGEPAGE);
	return at + before;
}

/* The pages themselves move: nothing is copied, and only what is new has to be cleared. */
void *pages_double(void *at, size_t size)
{
	void *to = pages_new(2 * size);
	if (mremap(at, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED)
		return to;
	memcpy(to, at, size);
	munmap(at, size);
	return to;
}

void pages_free(void *at, size_t size)
{
	munmap(at, size);
}

#endif
