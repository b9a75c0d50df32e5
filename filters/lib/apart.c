/* filters/lib/apart.c - no file beside the output replaces what is read. */
#include "lib/input_file.h"
#include "lib/run.h"
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static struct file_id id_of(const char *path)
{
	struct stat s;
	if (stat(path, &s) != 0)
		return (struct file_id){ 0 };
	return (struct file_id){ s.st_dev,
		                     s.st_ino,
		                     (uint64_t)s.st_size,
		                     (uint64_t)s.st_mtim.tv_sec,
		                     (uint64_t)s.st_mtim.tv_nsec,
		                     S_ISREG(s.st_mode) };
}

void run_reads(struct run *run, const char *path)
{
	run->read.at = arena_append(run->mem, run->read.at, run->read.n, sizeof(*run->read.at));
	run->ids = arena_append(run->mem, run->ids, run->read.n, sizeof(*run->ids));
	run->ids[run->read.n] = id_of(path);
	run->read.at[run->read.n++] = text_of(arena_copy(run->mem, path, strlen(path)));
}

/* Of a regular file: nothing else can be replaced. */
static bool identity(const char *path, struct stat *s)
{
	return stat(path, s) == 0 && S_ISREG(s->st_mode);
}

static bool is_read_as(const char *path, const struct stat *written)
{
	struct stat s;
	char file[PATH_MAX];
	size_t len = input_path(text_of(path));
	if (len >= sizeof(file))
		return false;
	memcpy(file, path, len);
	file[len] = '\0';
	bool standard = strcmp(file, "-") == 0;
	return (standard ? fstat(STDIN_FILENO, &s) == 0 : identity(file, &s)) &&
	       s.st_dev == written->st_dev && s.st_ino == written->st_ino;
}

static bool is_read(const struct chain *c, const struct stat *written)
{
	bool found = c->inputs.n == 0 && is_read_as("-", written);
	for (size_t i = 0; i < c->inputs.n && !found; i++)
		found = is_read_as(c->inputs.at[i].at, written);
	for (const struct run *r = c->run; r < c->run + c->n; r++)
		for (size_t i = 0; i < r->read.n && !found; i++)
			found = is_read_as(r->read.at[i].at, written);
	return found;
}

static void check(struct run *r, const char *path)
{
	struct stat s;
	if (path && strcmp(path, "-") != 0 && identity(path, &s) && is_read(r->chain, &s))
		run_fail(r, EX_USAGE, "%s: is read here, and only -o replaces what is read", path);
}

int chain_apart(struct chain *c)
{
	for (struct run *r = c->run; r < c->run + c->n; r++) {
		check(r, r->common.rejects.at);
		check(r, r->common.ledger.at);
		for (size_t i = 0; i < r->written.n; i++)
			check(r, r->written.at[i].at);
	}
	return c->status;
}
