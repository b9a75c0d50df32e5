/* filters/receive/storing.c - the thread that makes batches durable: looked at, synced, named, and written into the index. */
#include "feeds.h"
#include "lib/durable.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { GROUP = 256, LARGE = 1 << 20 };

void lot_free(struct lot *l)
{
	if (l->fd >= 0)
		close(l->fd);
	free(l);
}

/* --- one batch -------------------------------------------------------------------------------- */

static int goes_on(void *with, const void *bytes, size_t n)
{
	struct collector *c = with;
	(void)bytes;
	(void)n;
	pthread_mutex_lock(&c->mutex);
	bool stop = c->stop;
	pthread_mutex_unlock(&c->mutex);
	return stop ? ECANCELED : 0;
}

/* Its bytes have to be those that its head announced; what they mean may be wrong, that is the reader's affair. */
static int look_at(struct collector *c, struct parcel_in *in, struct lot *l)
{
	uint8_t hash[SHA256];
	int fault;
	const char *wrong = parcel_read(in, l->fd, l->size, &l->what, hash, goes_on, c, &fault);
	if (fault)
		return fault;
	if (memcmp(hash, l->hash, SHA256) != 0)
		return EBADMSG;
	snprintf(l->wrong, sizeof(l->wrong), "%s", wrong ? wrong : "");
	text_harmless(l->wrong);
	return 0;
}

static bool is_behind(struct collector *c, const struct lot *l)
{
	pthread_mutex_lock(&c->mutex);
	bool behind = c->broken || l->feed->spoiled;
	pthread_mutex_unlock(&c->mutex);
	return behind;
}

static void spoil(struct collector *c, struct lot *l)
{
	l->state = LOT_DAMAGED;
	pthread_mutex_lock(&c->mutex);
	l->feed->spoiled = true;
	pthread_mutex_unlock(&c->mutex);
}

/* --- a group ---------------------------------------------------------------------------------- */

/* Writing of large ones begins before anybody waits for it. */
static int look_at_all(struct collector *c, struct parcel_in *in, struct lot *group)
{
	for (struct lot *l = group; l; l = l->next)
		if (l->size > LARGE)
			(void)sync_file_range(l->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	for (struct lot *l = group; l; l = l->next) {
		l->state = LOT_BEHIND;
		if (is_behind(c, l))
			continue;
		int fault = look_at(c, in, l);
		if (fault == EBADMSG)
			spoil(c, l);
		else if (fault)
			return fault;
		else
			l->state = LOT_STORED;
	}
	return 0;
}

static int name_all(struct lot *group)
{
	const struct feed *last = NULL;
	int fd[GROUP] = { 0 };
	size_t n = 0;
	for (struct lot *l = group; l; l = l->next)
		if (l->state == LOT_STORED)
			fd[n++] = l->fd;
	int unsynced = files_sync(fd, n);
	if (unsynced)
		return unsynced;
	for (struct lot *l = group; l; l = l->next)
		if (l->state == LOT_STORED && rename(l->part, l->final) != 0)
			return errno;
	for (struct lot *l = group; l; l = l->next) {
		int fault = l->state == LOT_STORED && l->feed != last ? folder_sync(l->feed->folder) : 0;
		if (fault)
			return fault;
		if (l->state == LOT_STORED)
			last = l->feed;
	}
	return 0;
}

static bool index_all(struct collector *c, struct lot *group)
{
	struct sqlite *index = inbox_index(c->index);
	bool good = sqlite_do(index, "BEGIN IMMEDIATE", "");
	for (struct lot *l = group; l && good; l = l->next)
		good = l->state != LOT_STORED || index_add(c->index, l);
	good = good && sqlite_do(index, "COMMIT", "");
	if (!good)
		sqlite_do(index, "ROLLBACK", "");
	return good;
}

/* After a fault of the database it is opened anew: then it knows what the disk has. */
static int reopen(struct collector *c)
{
	char why[256];
	inbox_close(c->index);
	c->index = inbox_open(c->folder, true, why);
	return c->index ? 0 : EIO;
}

static int store(struct collector *c, struct parcel_in *in, struct lot *group)
{
	int fault = c->index ? 0 : reopen(c);
	if (!fault)
		fault = look_at_all(c, in, group);
	if (!fault)
		fault = name_all(group);
	if (!fault && !index_all(c, group)) {
		fault = strstr(inbox_why(c->index), "full") ? ENOSPC : EIO;
		(void)reopen(c);
	}
	for (struct lot *l = group; l && fault; l = l->next)
		if (l->state == LOT_STORED)
			l->state = LOT_FAILED;
	return fault;
}

static void count(struct collector *c, const struct lot *group)
{
	struct counts *n = &c->report->counts;
	for (const struct lot *l = group; l; l = l->next) {
		if (l->state != LOT_STORED)
			continue;
		n->batches++;
		n->bytes += l->size;
		n->raw += l->what.raw;
		n->records += l->what.records;
		n->quarantined += l->wrong[0] != '\0';
		n->last = (uint64_t)time(NULL);
	}
	n->commits++;
}

/* --- the thread ------------------------------------------------------------------------------- */

/* As many as are there; null: it is to stop. */
static struct lot *take_group(struct collector *c)
{
	pthread_mutex_lock(&c->mutex);
	while (!c->first && !c->stop)
		pthread_cond_wait(&c->more, &c->mutex);
	struct lot *group = c->stop ? NULL : c->first, *last = group;
	for (size_t n = 1; last && last->next && n < GROUP; n++)
		last = last->next;
	if (last) {
		c->first = last->next;
		last->next = NULL;
	}
	if (!c->first)
		c->tail = &c->first;
	for (const struct lot *l = group; l; l = l->next)
		c->lots--;
	pthread_cond_broadcast(&c->room);
	pthread_mutex_unlock(&c->mutex);
	return group;
}

static void give_back(struct collector *c, struct lot *group, int fault)
{
	pthread_mutex_lock(&c->mutex);
	if (fault && !c->broken) {
		c->broken = true;
		c->fault = fault;
	}
	*c->done_tail = group;
	while (*c->done_tail)
		c->done_tail = &(*c->done_tail)->next;
	pthread_mutex_unlock(&c->mutex);
	wire_wake(c->wire);
}

static void *work(void *with)
{
	struct collector *c = with;
	struct parcel_in *in = parcel_in_new();
	for (struct lot *group; (group = take_group(c));) {
		int fault = in ? store(c, in, group) : ENOMEM;
		if (!fault)
			count(c, group);
		give_back(c, group, fault);
	}
	parcel_in_free(in);
	return NULL;
}

bool storing_start(struct collector *c)
{
	sigset_t all, before;
	c->tail = &c->first;
	c->done_tail = &c->done;
	pthread_mutex_init(&c->mutex, NULL);
	pthread_cond_init(&c->more, NULL);
	pthread_cond_init(&c->room, NULL);
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	bool good = pthread_create(&c->thread, NULL, work, c) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return good;
}

void storing_stop(struct collector *c)
{
	pthread_mutex_lock(&c->mutex);
	c->stop = true;
	pthread_cond_broadcast(&c->more);
	pthread_mutex_unlock(&c->mutex);
	pthread_join(c->thread, NULL);
	for (struct lot *l = c->first, *next; l; l = next)
		next = l->next, lot_free(l);
	c->first = NULL;
}

void storing_add(struct collector *c, struct lot *l)
{
	l->next = NULL;
	pthread_mutex_lock(&c->mutex);
	while (c->lots >= LOTS && !c->stop)
		pthread_cond_wait(&c->room, &c->mutex);
	*c->tail = l;
	c->tail = &l->next;
	c->lots++;
	pthread_cond_signal(&c->more);
	pthread_mutex_unlock(&c->mutex);
}

struct lot *storing_take(struct collector *c)
{
	pthread_mutex_lock(&c->mutex);
	struct lot *done = c->done;
	c->done = NULL;
	c->done_tail = &c->done;
	pthread_mutex_unlock(&c->mutex);
	return done;
}
