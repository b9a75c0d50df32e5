/* tests/bench/roof/memory.h - memory, or the end. */
#pragma once
#include <err.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sysexits.h>

/* All zeros; to be given to free. */
static inline void *take(size_t n)
{
	void *p = calloc(1, n);
	if (!p)
		err(EX_OSERR, "roof");
	return p;
}

/* All zeros, in large pages where the system has them; to be given to munmap. */
static inline void *take_large(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		err(EX_OSERR, "roof");
	madvise(p, n, MADV_HUGEPAGE);
	return p;
}
