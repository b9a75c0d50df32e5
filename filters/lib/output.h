/* filters/lib/output.h - bytes on their way out: buffered, and published under their name only when whole.
 *
 * A regular file is written aside in its own directory, synced, and renamed over the name when
 * published; then the directory is synced. A pipe, a terminal or a device is written as it comes, and
 * so is a descriptor of the process: who names /dev/stdout means what others write there, too.
 * All functions that give an int give 0 or an exit status (sysexits.h); output_why then tells.
 */
#pragma once
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>

struct output;

/* Opens for writing. path: null or "-" is standard output. Never gives null: look at output_status. */
struct output *output_open(const char *path);
/* Which descriptor of the process itself a path such as /dev/stdout or /dev/fd/3 names; -1: none. */
int output_own(const char *path);
/* Over an open descriptor, which stays the caller's. name is for messages. */
struct output *output_over(int fd, const char *name);
/* Over memory: what is written can be read with output_bytes until output_drop. */
struct output *output_memory(void);
struct text output_bytes(const struct output *);
void output_clear(struct output *); /* of memory: nothing is written yet */

const char *output_name(const struct output *);
int output_fd(const struct output *); /* its descriptor, or -1 */
bool output_has_name(
	const struct output *); /* it is a file, which appears under its name when published */
/* What failed: "out/x.csv: No space left on device"; null: nothing. */
const char *output_why(const struct output *);
int output_status(const struct output *);
/* The reader of a pipe went away: no fault, status is 0, but nothing more is wanted or written. */
bool output_closed(const struct output *);

/* How many bytes the system has taken, and for how many seconds it let wait. */
uint64_t output_went(const struct output *);
double output_waited(const struct output *); /* null: 0 */

/* n bytes to write into; then how many of them were used. Null once something failed. */
char *output_space(struct output *, size_t n);
void output_used(struct output *, size_t n);
int output_write(struct output *, const void *bytes, size_t n); /* copied */
int output_flush(struct output *);                              /* to the system */

/* The last bytes out and synced, but not yet under the name. */
int output_finish(struct output *);
/* For whoever publishes several as one: gives it a name beside the one to come, synced, that stays when the
 * process ends, and says which name that will be. Null: it has none (a pipe, a device), or it failed. After output_finish. */
const char *output_aside(struct output *, const char **final);
/* Which kernel's processes the number in such a name is about: ".FINAL.HOST-PID.N.part", FINAL cut to 200 bytes. */
uint64_t output_host(void);
/* Both would get the same name, so that one of them would be lost. */
bool output_same(const struct output *, const struct output *);
/* Gives it its name. Only after output_finish. */
int output_publish(struct output *);
/* Ends it; what was not published vanishes. May be null. */
void output_drop(struct output *);
