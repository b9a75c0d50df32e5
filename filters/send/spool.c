/* filters/send/spool.c - what lies in a spool: numbers, epoch, what was acknowledged. */
#include "spool.h"
#include "lib/durable.h"
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIGITS = 12, SETTLE = 60 };

static int failed(struct run *run, const char *path, int fault)
{
	return run_fail(run, EX_IOERR, "%s: %s", path, strerror(fault));
}

int spool_make(struct run *run, const char *spool, const char *feed)
{
	char path[PATH_MAX];
	struct stat s;
	int fault = 0;
	bool fresh = stat(spool, &s) != 0 && errno == ENOENT;
	if (!path_put(path, "%s/%s", spool, feed))
		return failed(run, spool, ENAMETOOLONG);
	if (stat(path, &s) != 0)
		fault = folder_make(path);
	if (!fault && fresh && chmod(spool, 0700) != 0) /* personal data lie there */
		fault = errno;
	return fault ? failed(run, path, fault) : 0;
}

int spool_lock(struct run *run, const char *spool, const char *name, size_t seconds, int *fd)
{
	char path[PATH_MAX];
	int fault = path_put(path, "%s/%s", spool, name) ? 0 : ENAMETOOLONG;
	if (!fault)
		fault = lock_take(path, (int)seconds * 1000, fd);
	if (fault == EWOULDBLOCK)
		return run_fail(run, EX_TEMPFAIL,
		                "%s: another weir-send has this spool for %zu s now; try "
		                "again",
		                spool, seconds);
	return fault ? failed(run, path, fault) : 0;
}

/* --- state ------------------------------------------------------------------------------------ */

/* "epoch TAB digits LF acknowledged TAB number LF" */
static bool parse(struct spool_feed *f, struct text all)
{
	uint8_t epoch[SPOOL_EPOCH / 2];
	const size_t before = strlen("epoch\t"), behind = strlen("\nacknowledged\t");
	if (all.len < before + SPOOL_EPOCH + behind + 2 || memcmp(all.at, "epoch\t", before) != 0 ||
	    !hex_get(all.at + before, epoch, sizeof(epoch)) ||
	    memcmp(all.at + before + SPOOL_EPOCH, "\nacknowledged\t", behind) != 0 ||
	    all.at[all.len - 1] != '\n')
		return false;
	hex_put(f->epoch, epoch, sizeof(epoch));
	size_t used = before + SPOOL_EPOCH + behind;
	return text_count((struct text){ all.at + used, all.len - used - 1 }, INT64_MAX,
	                  &f->acknowledged);
}

static int read_state(struct run *run, const char *folder, struct spool_feed *f)
{
	char path[PATH_MAX], bytes[256];
	size_t n;
	int fault = path_put(path, "%s/state", folder) ? file_read(path, bytes, sizeof(bytes), &n)
	                                               : ENAMETOOLONG;
	if (fault == ENOENT)
		return 0;
	if (fault)
		return failed(run, path, fault);
	return parse(f, (struct text){ bytes, n })
	           ? 0
	           : run_fail(
					 run, EX_CONFIG,
					 "%s: is damaged; move its folder away, and hand over what lies there anew",
					 path);
}

int spool_write_state(struct run *run, const char *spool, const struct spool_feed *f)
{
	char path[PATH_MAX], bytes[256];
	int n = snprintf(bytes, sizeof(bytes), "epoch\t%s\nacknowledged\t%" PRIu64 "\n", f->epoch,
	                 f->acknowledged);
	int fault = path_put(path, "%s/%s/state", spool, f->name) ? file_replace(path, bytes, (size_t)n)
	                                                          : ENAMETOOLONG;
	return fault ? failed(run, path, fault) : 0;
}

/* --- what waits ------------------------------------------------------------------------------- */

bool spool_path(const char *spool, const char *feed, uint64_t seq, const uint8_t hash[SHA256],
                char *to)
{
	char digits[SHA256_HEX + 1];
	hex_put(digits, hash, SHA256);
	return path_put(to, "%s/%s/%0*" PRIu64 "-%s.zst", spool, feed, DIGITS, seq, digits);
}

struct listing {
	struct run *run;
	const char *folder;
	bool sizes; /* and times */
	struct spool_feed *feed;
};

static bool is_batch(const char *name, struct waiting *w)
{
	return strlen(name) == DIGITS + 1 + SHA256_HEX + 4 && name[DIGITS] == '-' &&
	       text_count((struct text){ name, DIGITS }, UINT64_MAX, &w->seq) && w->seq > 0 &&
	       hex_get(name + DIGITS + 1, w->hash, SHA256) &&
	       strcmp(name + DIGITS + 1 + SHA256_HEX, ".zst") == 0;
}

static int list_one(void *with, const char *name)
{
	struct listing *l = with;
	struct spool_feed *f = l->feed;
	struct waiting w;
	char path[PATH_MAX];
	struct stat s;
	if (!is_batch(name, &w))
		return 0;
	if (w.seq > f->highest)
		f->highest = w.seq;
	if (w.seq <= f->acknowledged)
		return 0;
	if (l->sizes && (!path_put(path, "%s/%s", l->folder, name) || stat(path, &s) != 0))
		return errno == ENOENT ? 0 : errno;
	w.size = l->sizes ? (uint64_t)s.st_size : 0;
	w.since = l->sizes ? s.st_mtime : 0;
	f->at = arena_append(run_arena(l->run), f->at, f->n, sizeof(w));
	f->at[f->n++] = w;
	return 0;
}

static int by_seq(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;
	return (x->seq > y->seq) - (x->seq < y->seq);
}

static int read_feed(struct run *run, const char *spool, const char *feed, bool sizes,
                     struct spool_feed *f)
{
	char folder[PATH_MAX];
	*f = (struct spool_feed){ 0 };
	snprintf(f->name, sizeof(f->name), "%s", feed);
	if (!path_put(folder, "%s/%s", spool, feed))
		return failed(run, spool, ENAMETOOLONG);
	int status = read_state(run, folder, f);
	f->highest = f->acknowledged;
	struct listing l = { run, folder, sizes, f };
	int fault = status ? 0 : folder_each(folder, list_one, &l);
	if (status || fault)
		return status ? status : failed(run, folder, fault);
	if (f->n > 0)
		qsort(f->at, f->n, sizeof(*f->at), by_seq);
	if (f->n > 0 && !f->epoch[0])
		return run_fail(run, EX_CONFIG,
		                "%s/state: is missing; move this folder away, and hand over what lies "
		                "there anew",
		                folder);
	for (size_t i = 0; i < f->n; i++)
		if (f->at[i].seq != f->acknowledged + i + 1)
			return run_fail(
				run, EX_CONFIG,
				"%s: batch %" PRIu64
				" is missing, so those behind it cannot be delivered; put its file back",
				folder, f->acknowledged + i + 1);
	return 0;
}

int spool_read(struct run *run, const char *spool, const char *feed, struct spool_feed *f)
{
	return read_feed(run, spool, feed, true, f);
}

int spool_numbers(struct run *run, const char *spool, const char *feed, struct spool_feed *f)
{
	return read_feed(run, spool, feed, false, f);
}

struct names {
	struct run *run;
	const char *spool;
	struct texts *to;
};

static int add_name(void *with, const char *name)
{
	struct names *l = with;
	char path[PATH_MAX];
	struct stat s;
	if (!key_is_name(name) || !path_put(path, "%s/%s", l->spool, name) || stat(path, &s) != 0 ||
	    !S_ISDIR(s.st_mode))
		return 0;
	l->to->at = arena_append(run_arena(l->run), l->to->at, l->to->n, sizeof(struct text));
	l->to->at[l->to->n++] = text_of(arena_copy(run_arena(l->run), name, strlen(name)));
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return text_order(*(const struct text *)a, *(const struct text *)b);
}

int spool_feeds(struct run *run, const char *spool, struct texts *to)
{
	struct names l = { run, spool, to };
	*to = (struct texts){ 0 };
	int fault = folder_each(spool, add_name, &l);
	if (fault)
		return run_fail(run, fault == ENOENT ? EX_NOINPUT : EX_IOERR, "%s: %s", spool,
		                strerror(fault));
	if (to->n > 0)
		qsort(to->at, to->n, sizeof(struct text), by_text);
	return 0;
}

struct clearing {
	const char *spool;
	const struct spool_feed *feed;
};

static int clear_one(void *with, const char *name)
{
	const struct clearing *c = with;
	struct waiting w;
	char path[PATH_MAX];
	if (is_batch(name, &w) && w.seq <= c->feed->acknowledged &&
	    path_put(path, "%s/%s/%s", c->spool, c->feed->name, name))
		unlink(path);
	return 0;
}

void spool_clear(const char *spool, const struct spool_feed *f)
{
	struct clearing c = { spool, f };
	char folder[PATH_MAX];
	if (path_put(folder, "%s/%s", spool, f->name))
		(void)folder_each(folder, clear_one, &c);
}

/* --- acknowledged ----------------------------------------------------------------------------- */

/* What a file system has to do for each that goes may be to wait for the disk: several at once, then. */
enum { AT_ONCE = 4, WORTH = 32 };

struct leaving {
	const char *spool;
	const struct spool_feed *feed;
	size_t from, to;
	atomic_size_t next;
};

/* One that stays is passed over, and goes by spool_clear. */
static void *take_away(void *with)
{
	struct leaving *l = with;
	char path[PATH_MAX];
	for (size_t i; (i = atomic_fetch_add(&l->next, 1)) < l->to;) {
		const struct waiting *w = &l->feed->at[i];
		if (spool_path(l->spool, l->feed->name, w->seq, w->hash, path))
			unlink(path);
	}
	return NULL;
}

static void take_away_all(struct leaving *l)
{
	pthread_t thread[AT_ONCE];
	sigset_t all, before;
	size_t n = 0;
	atomic_init(&l->next, l->from);
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	while (n + 1 < AT_ONCE && (l->to - l->from) / WORTH > n &&
	       pthread_create(&thread[n], NULL, take_away, l) == 0)
		n++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	take_away(l);
	while (n > 0)
		pthread_join(thread[--n], NULL);
}

/* Nobody looks at what was acknowledged, so it goes without the lock. */
int spool_settle(struct run *run, const char *spool, struct spool_feed *f, uint64_t acknowledged)
{
	struct leaving l = { .spool = spool, .feed = f };
	int lock = -1, status = spool_lock(run, spool, "lock", SETTLE, &lock);
	if (status != 0)
		return status;
	uint64_t before = f->acknowledged;
	f->acknowledged = acknowledged;
	status = spool_write_state(run, spool, f);
	close(lock);
	while (l.from < f->n && f->at[l.from].seq <= before)
		l.from++;
	l.to = l.from;
	while (l.to < f->n && f->at[l.to].seq <= acknowledged)
		l.to++;
	if (status == 0)
		take_away_all(&l);
	return status;
}
