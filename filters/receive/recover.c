/* filters/receive/recover.c - what a crash left: whole files without a row get one, before anybody is heard.
 *
 * A file gets its name only when it is whole and synced, so it can be taken over; nobody was told that it is stored, or
 * the index was lost. Pieces of batches stay, and are gone on with when their office comes.
 */
#include "feeds.h"
#include "lib/durable.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct recovery {
	struct run *run;
	struct inbox *inbox;
	struct report *report;
	struct parcel_in *in;
	struct feed *feed;
	uint64_t found;
	int depth;
	int status;
};

static int failed(struct recovery *r, const char *path, const char *why)
{
	r->status = run_fail(r->run, EX_IOERR, "%s: %s", path, why);
	return EIO;
}

/* 0, ENOENT: there is no such file, or an error number. */
static int adopt(struct recovery *r, uint64_t seq)
{
	struct stat s = { 0 };
	int fault = 0;
	struct lot *l = calloc(1, sizeof(*l));
	if (!l)
		return ENOMEM;
	l->feed = r->feed;
	l->seq = seq;
	l->fd = -1;
	if (inbox_path(r->inbox, r->feed->office, r->feed->name, r->feed->epoch, seq, l->final))
		l->fd = open(l->final, O_RDONLY | O_CLOEXEC);
	if (l->fd < 0 || fstat(l->fd, &s) != 0)
		fault = errno;
	if (!fault) {
		l->size = (uint64_t)s.st_size;
		l->arrived = (int64_t)s.st_mtime * 1000;
		const char *wrong =
			parcel_read(r->in, l->fd, l->size, &l->what, l->hash, NULL, NULL, &fault);
		snprintf(l->wrong, sizeof(l->wrong), "%s", wrong ? wrong : "");
	}
	if (!fault && fsync(l->fd) != 0)
		fault = errno;
	if (!fault && !index_add(r->inbox, l))
		fault = EIO;
	lot_free(l);
	return fault;
}

static int recover_epoch(struct recovery *r)
{
	struct feed *f = r->feed;
	struct epochs e;
	uint64_t stored;
	int fault = folder_sync(f->folder);
	if (fault)
		return failed(r, f->folder, strerror(fault));
	if (!index_epoch(r->inbox, f->office, f->name, f->epoch, &e) ||
	    !index_stored(r->inbox, f->office, f->name, f->epoch, &stored))
		return failed(r, "index.db", inbox_why(r->inbox));
	char path[PATH_MAX];
	bool more = inbox_path(r->inbox, f->office, f->name, f->epoch, stored + 1, path) &&
	            access(path, F_OK) == 0;
	if (more && !e.known && !index_begin(r->inbox, f->office, f->name, f->epoch))
		return failed(r, "index.db", inbox_why(r->inbox));
	while (more && !(fault = adopt(r, ++stored)))
		r->found++;
	return fault && fault != ENOENT ? failed(r, f->folder, strerror(fault)) : 0;
}

/* OFFICE, FEED, EPOCH below each other. */
static int descend(void *with, const char *name)
{
	struct recovery *r = with;
	struct feed *f = r->feed;
	char *to[] = { f->office, f->name, f->epoch };
	struct stat s;
	uint8_t epoch[INBOX_EPOCH / 2];
	size_t n = strlen(f->folder);
	bool good = r->depth < 2 ? key_is_name(name)
	                         : strlen(name) == INBOX_EPOCH && hex_get(name, epoch, sizeof(epoch));
	if (!good || n + strlen(name) + 2 > PATH_MAX)
		return 0;
	snprintf(f->folder + n, PATH_MAX - n, "/%s", name);
	snprintf(to[r->depth], r->depth < 2 ? KEY_NAME + 1 : INBOX_EPOCH + 1, "%s", name);
	int fault = 0;
	if (stat(f->folder, &s) == 0 && S_ISDIR(s.st_mode)) {
		r->depth++;
		fault = r->depth < 3 ? folder_each(f->folder, descend, r) : recover_epoch(r);
		r->depth--;
	}
	f->folder[n] = '\0';
	return fault;
}

int inbox_recover(struct inbox *inbox, struct run *run, struct report *report)
{
	struct recovery r = { .run = run, .inbox = inbox, .report = report };
	r.in = parcel_in_new();
	r.feed = calloc(1, sizeof(*r.feed));
	int fault = r.in && r.feed ? 0 : ENOMEM;
	if (!fault && path_put(r.feed->folder, "%s/batches", inbox_folder(inbox)))
		fault = folder_make(r.feed->folder);
	if (!fault)
		fault = folder_each(r.feed->folder, descend, &r);
	if (fault && r.status == 0)
		r.status = run_fail(run, EX_IOERR, "%s: %s", inbox_folder(inbox), strerror(fault));
	if (r.found > 0)
		report_say(report, NEWS, "recovered", NULL,
		           "%" PRIu64 " batches that were whole and not yet in the index", r.found);
	parcel_in_free(r.in);
	free(r.feed);
	return r.status;
}
