/* filters/send/put.c - batches are written aside, synced, and get their numbers: then they are stored. */
#include "lib/durable.h"
#include "lib/output.h"
#include "spool.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATIENCE = 600, MOST = 200, PIECE = 256 << 10, TRIES = 100 };

struct one {
	char path[PATH_MAX];
	int fd; /* locked as long as it is being written, so that nobody clears it away */
	uint64_t seq;
	uint8_t hash[SHA256];
};
struct put {
	struct run *run;
	const char *spool, *feed;
	struct parcel_out *out;
	size_t n;
	struct one *one[MOST];
};

static int failed(struct put *p, const char *path, int fault)
{
	return run_fail(p->run, EX_IOERR, "%s: %s; nothing was stored", path, strerror(fault));
}

struct put *put_begin(struct run *run, const char *spool, const char *feed)
{
	if (spool_make(run, spool, feed) != 0)
		return NULL;
	struct put *p = arena_zeros(run_arena(run), sizeof(*p));
	*p = (struct put){ .run = run, .spool = spool, .feed = feed };
	return p;
}

/* Whoever clears away takes a file for a left one until its lock is held. */
static int open_locked(struct put *p, struct one *o)
{
	uint64_t number = 0;
	struct stat s;
	if (getrandom(&number, sizeof(number), 0) != sizeof(number) ||
	    !path_put(o->path, "%s/%s/.%016" PRIx64 ".part", p->spool, p->feed, number))
		return ENAMETOOLONG;
	o->fd = open(o->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (o->fd < 0)
		return errno;
	if (flock(o->fd, LOCK_EX) == 0 && fstat(o->fd, &s) == 0 && s.st_nlink > 0)
		return 0;
	close(o->fd);
	o->fd = -1;
	return EAGAIN;
}

int put_open(struct put *p, const char *name)
{
	struct one *o = arena_zeros(run_arena(p->run), sizeof(*o));
	int fault = EAGAIN;
	for (int i = 0; i < TRIES && fault == EAGAIN; i++)
		fault = open_locked(p, o);
	if (fault)
		return failed(p, o->path, fault);
	p->one[p->n++] = o;
	if (!p->out)
		p->out = parcel_out_new();
	if (!p->out)
		return run_fail(p->run, EX_OSERR, "out of memory");
	parcel_begin(p->out, o->fd, name != NULL, name);
	return 0;
}

int put_add(struct put *p, struct text bytes)
{
	int fault = parcel_add(p->out, bytes);
	return fault ? failed(p, p->spool, fault) : 0;
}

int put_close(struct put *p, uint64_t records)
{
	struct one *o = p->one[p->n - 1];
	uint64_t size;
	int fault = parcel_end(p->out, records, &size, o->hash);
	return fault ? failed(p, p->spool, fault) : 0;
}

void put_drop(struct put *p)
{
	if (!p)
		return;
	parcel_out_free(p->out);
	for (size_t i = 0; i < p->n; i++) {
		if (p->one[i]->path[0])
			unlink(p->one[i]->path);
		if (p->one[i]->fd >= 0)
			close(p->one[i]->fd);
	}
	p->n = 0;
	p->out = NULL;
}

/* --- numbers ---------------------------------------------------------------------------------- */

/* What was being written when a process was killed, and batches that were acknowledged when one was. */
static int clear(void *with, const char *name)
{
	struct put *p = with;
	char path[PATH_MAX];
	size_t n = strlen(name);
	if (name[0] != '.' || n < 5 || strcmp(name + n - 5, ".part") != 0 ||
	    !path_put(path, "%s/%s/%s", p->spool, p->feed, name))
		return 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlink(path);
	if (fd >= 0)
		close(fd);
	return 0;
}

static int new_epoch(struct put *p, struct spool_feed *f)
{
	uint8_t epoch[SPOOL_EPOCH / 2];
	if (getrandom(epoch, sizeof(epoch), 0) != sizeof(epoch))
		return run_fail(p->run, EX_OSERR, "no random bytes for an epoch");
	hex_put(f->epoch, epoch, sizeof(epoch));
	return spool_write_state(p->run, p->spool, f);
}

/* With the lock. */
static int name_all(struct put *p, const char *folder)
{
	char path[PATH_MAX];
	struct spool_feed f = { 0 };
	int status = spool_numbers(p->run, p->spool, p->feed, &f);
	if (status == 0 && !f.epoch[0])
		status = new_epoch(p, &f);
	for (size_t i = 0; i < p->n && status == 0; i++) {
		struct one *o = p->one[i];
		o->seq = ++f.highest;
		if (!spool_path(p->spool, p->feed, o->seq, o->hash, path) || rename(o->path, path) != 0)
			return failed(p, path, errno);
		memcpy(o->path, path, sizeof(path)); /* taken back, if not all get their names */
	}
	int fault = status ? 0 : folder_sync(folder);
	return fault ? failed(p, folder, fault) : status;
}

static int say(struct put *p)
{
	char line[KEY_NAME + 64];
	struct output *o = output_open(NULL);
	for (size_t i = 0; i < p->n; i++) {
		int n = snprintf(line, sizeof(line), "stored %s %" PRIu64 "\n", p->feed, p->one[i]->seq);
		output_write(o, line, (size_t)n);
	}
	int status = output_finish(o);
	if (status != 0)
		run_fail(p->run, status, "%s %" PRIu64 ": stored, but nobody could be told: %s", p->feed,
		         p->one[p->n - 1]->seq, output_why(o));
	output_drop(o);
	return status;
}

static int sync_all(struct put *p)
{
	int fd[MOST] = { 0 };
	for (size_t i = 0; i < p->n; i++)
		fd[i] = p->one[i]->fd;
	int fault = files_sync(fd, p->n);
	return fault ? failed(p, p->spool, fault) : 0;
}

int put_commit(struct put *p)
{
	char folder[PATH_MAX];
	int lock = -1;
	if (!path_put(folder, "%s/%s", p->spool, p->feed))
		return failed(p, p->spool, ENAMETOOLONG);
	int status = sync_all(p);
	if (status == 0)
		status = spool_lock(p->run, p->spool, "lock", PATIENCE, &lock);
	if (status != 0)
		return status;
	folder_each(folder, clear, p);
	status = name_all(p, folder);
	if (status != 0)
		put_drop(p); /* while the numbers are nobody else's */
	close(lock);
	if (status != 0)
		return status;
	status = say(p);
	for (size_t i = 0; i < p->n; i++)
		close(p->one[i]->fd);
	p->n = 0;
	return status;
}

/* --- files as they are ------------------------------------------------------------------------ */

static int copy(struct put *p, int from, const char *name, char *room)
{
	for (;;) {
		ssize_t n = read(from, room, PIECE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return run_fail(p->run, EX_IOERR, "%s: %s", name, strerror(errno));
		if (n == 0)
			return 0;
		int status = put_add(p, (struct text){ room, (size_t)n });
		if (status != 0)
			return status;
	}
}

static int put_file(struct put *p, const char *path, char *room)
{
	bool standard = strcmp(path, "-") == 0;
	const char *slash = strrchr(path, '/'), *name = standard ? "stdin" : slash ? slash + 1 : path;
	struct stat s;
	if (!parcel_is_name(text_of(name)))
		return run_fail(p->run, EX_USAGE, "%s: a name of at most %d bytes without TAB and LF goes",
		                path, PARCEL_NAME);
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int fault = fd < 0 || fstat(fd, &s) != 0 ? errno : S_ISDIR(s.st_mode) ? EISDIR : 0;
	int status =
		fault ? run_fail(p->run, EX_NOINPUT, "%s: %s", path, strerror(fault)) : put_open(p, name);
	if (status == 0)
		status = copy(p, fd, path, room);
	if (status == 0)
		status = put_close(p, 0);
	if (fd >= 0 && !standard)
		close(fd);
	return status;
}

int put_files(struct put *p, struct run *run, const struct texts *files)
{
	static const struct text standard = { "-", 1 };
	char *room = arena_take(run_arena(run), PIECE);
	size_t n = files->n ? files->n : 1;
	int status = 0;
	for (size_t i = 0; i < n && status == 0; i++) {
		status = put_file(p, files->n ? files->at[i].at : standard.at, room);
		if (status == 0 && (p->n == MOST || i + 1 == n))
			status = put_commit(p);
	}
	return status;
}
