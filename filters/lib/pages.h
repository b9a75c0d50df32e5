/* filters/lib/pages.h - large memory, in huge pages where there are any. */
#pragma once
#include <stddef.h>

/* So many bytes, whole pages, all zeros, that begin where a huge page can. Never null. */
void *pages_new(size_t size);
/* Twice as many, of which the first half is what they held. size: of whole huge pages, PAGES_HUGE. */
void *pages_double(void *at, size_t size);
void pages_free(void *at, size_t size);
#define PAGES_HUGE ((size_t)2 << 20)

/* Nothing can be done without memory: says so, and ends the process. The only place below main that does. */
_Noreturn void out_of_memory(void);
