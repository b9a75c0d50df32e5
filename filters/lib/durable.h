/* filters/lib/durable.h - files that survive a cut of the power: syncing, naming, locking.
 *
 * All that give an int give 0 or an error number (errno.h).
 */
#pragma once
#include "lib/text.h"
#include <limits.h>
#include <stdbool.h>

/* A path into to[PATH_MAX]; false: it is longer. */
bool path_put(char *to, const char *form, ...) __attribute__((format(printf, 2, 3)));

int write_all(int fd, const void *bytes, size_t n);
/* Reads n bytes at an offset, fewer only at the end of the file. */
int read_at(int fd, void *to, size_t n, uint64_t offset, size_t *got);

/* Syncs n open files of one file system; many of them with all else that it has to write, which takes a tenth of the time
 * (256 files of 700 bytes on a busy ext4: 0.02 s, one by one 0.5 s and more). */
int files_sync(const int *fd, size_t n);
/* Syncs what stands in a folder: names. */
int folder_sync(const char *path);
/* Makes it and those above that are missing, each with its name synced. */
int folder_make(const char *path);
/* Calls each for the names in a folder, in no order, those that begin with a dot too, until one gives no 0, which is
 * given back. */
int folder_each(const char *path, int (*each)(void *, const char *name), void *with);

/* A small file, whole: replaced as one, and synced with its name. */
int file_replace(const char *path, const void *bytes, size_t n);
/* Puts a NUL behind it. EFBIG: it holds `room` bytes or more. */
int file_read(const char *path, char *to, size_t room, size_t *n);

/* Takes the lock that this file stands for, and makes the file; *fd ends it by being closed. EWOULDBLOCK: another
 * process has it still after so many milliseconds (0: at once). */
int lock_take(const char *path, int milliseconds, int *fd);

double seconds_now(void); /* CLOCK_MONOTONIC: a clock that is set does not change it */
