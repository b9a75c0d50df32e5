/* filters/lib/count.h - lines of weir text that nobody looks into. */
#pragma once
#include <stddef.h>

/* Bytes of the whole lines at the beginning of `at`, of which there are *lines: at most `most`, each of so many values, in
 * valid UTF-8. It ends before the first that is none, or holds an escape or a CR. 64 bytes behind the last can be read. */
size_t count_lines(const char *at, size_t len, size_t values, size_t most, size_t *lines);
