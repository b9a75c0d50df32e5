/* filters/lib/nameless.h - files without a name, for what does not fit into memory; they end with their descriptor. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* In $TMPDIR, else in /var/tmp, else in /tmp. -1, and errno: there is none to be had. */
int nameless_open(void);
/* All n bytes at the end of it, or from `at` on. False: errno tells; a file that ends too early is EIO. */
bool nameless_write(int fd, const void *bytes, size_t n);
bool nameless_read(int fd, void *to, size_t n, unsigned long long at);
