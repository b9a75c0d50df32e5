/* filters/receive/pieces.c - batches as they come: a head, and pieces that are written aside. */
#include "feeds.h"
#include "lib/durable.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { AHEAD = 8 << 20, DIGITS = 12 };

/* --- the file of what is coming --------------------------------------------------------------- */

void feed_close_part(struct feed *f)
{
	if (f->part >= 0)
		close(f->part);
	f->part = -1;
	f->headed = false;
}

void feed_drop_part(struct feed *f)
{
	feed_close_part(f);
	if (f->part_path[0])
		unlink(f->part_path);
	f->part_path[0] = '\0';
	f->offset = f->size = 0;
	f->resumed = false;
}

static int find_one(void *with, const char *name)
{
	struct feed *f = with;
	uint64_t seq;
	char path[PATH_MAX];
	uint8_t hash[SHA256];
	struct stat s;
	if (strlen(name) != DIGITS + 1 + SHA256_HEX + 5 || name[DIGITS] != '-' ||
	    strcmp(name + DIGITS + 1 + SHA256_HEX, ".part") != 0 ||
	    !text_count((struct text){ name, DIGITS }, UINT64_MAX, &seq) ||
	    !hex_get(name + DIGITS + 1, hash, SHA256) || !path_put(path, "%s/%s", f->folder, name))
		return 0;
	bool wanted = seq == f->received + 1 && !f->part_path[0] && stat(path, &s) == 0;
	if (!wanted) {
		unlink(path);
		return 0;
	}
	memcpy(f->part_path, path, sizeof(path));
	memcpy(f->hash, hash, SHA256);
	f->offset = (uint64_t)s.st_size;
	f->resumed = true;
	return 0;
}

void feed_find_part(struct feed *f)
{
	feed_close_part(f);
	f->part_path[0] = '\0';
	f->offset = 0;
	f->resumed = false;
	folder_each(f->folder, find_one, f);
}

static int open_part(struct feed *f, const struct hop *h)
{
	bool same = f->part_path[0] && memcmp(f->hash, h->body.at, SHA256) == 0 && h->c == f->offset;
	char digits[SHA256_HEX + 1];
	if (!same)
		feed_drop_part(f);
	feed_close_part(f);
	memcpy(f->hash, h->body.at, SHA256);
	hex_put(digits, f->hash, SHA256);
	if (!path_put(f->part_path, "%s/%0*" PRIu64 "-%s.part", f->folder, DIGITS, h->a, digits))
		return ENAMETOOLONG;
	f->part = open(f->part_path, O_RDWR | O_CREAT | O_CLOEXEC | (same ? 0 : O_TRUNC), 0666);
	int fault = f->part < 0 ? errno : 0;
	if (!fault && same && ftruncate(f->part, (off_t)f->offset) != 0)
		fault = errno;
	f->started = f->offset;
	return fault;
}

/* --- whole ------------------------------------------------------------------------------------ */

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void hand_over(struct collector *c, struct feed *f)
{
	struct lot *l = calloc(1, sizeof(*l));
	if (!l || !inbox_path(c->inbox, f->office, f->name, f->epoch, f->next, l->final)) {
		free(l);
		collector_stuck(c, f->folder, l ? ENAMETOOLONG : ENOMEM);
		feed_drop_part(f);
		return;
	}
	l->feed = f;
	l->fd = f->part;
	l->resumed = f->resumed;
	l->seq = f->next;
	l->size = f->size;
	l->arrived = now_ms();
	memcpy(l->hash, f->hash, SHA256);
	memcpy(l->part, f->part_path, sizeof(l->part));
	memcpy(f->coming[f->next % HOP_BATCHES], f->hash, SHA256);
	f->part = -1;
	f->headed = f->resumed = false;
	f->part_path[0] = '\0';
	f->offset = f->size = 0;
	f->received = f->next++;
	f->lots++;
	c->out++;
	storing_add(c, l);
}

/* --- messages --------------------------------------------------------------------------------- */

static bool takes_nothing(const struct collector *c, const struct feed *f)
{
	return f->resets || (c->stuck && seconds_now() < c->quiet);
}

/* It is here already: is it the same? */
static bool is_same(struct collector *c, struct feed *f, const struct hop *h)
{
	if (h->a > f->stored)
		return memcmp(f->coming[h->a % HOP_BATCHES], h->body.at, SHA256) == 0;
	struct sqlite_rows *rows = sqlite_ask(
		inbox_index(c->inbox),
		"SELECT hash FROM batches WHERE office = ?1 AND feed = ?2 AND epoch = ?3 AND seq = ?4",
		"ttti", f->office, f->name, f->epoch, (int64_t)h->a);
	bool same = sqlite_next(rows);
	if (same)
		same = text_same(sqlite_text(rows, 0), h->body);
	sqlite_end(rows);
	return same;
}

static void again(struct collector *c, struct feed *f, const struct hop *h)
{
	if (is_same(c, f, h)) {
		c->report->counts.repeated++;
		f->next++;
		f->owes = true;
		return;
	}
	c->report->counts.refused++;
	report_say(c->report, WARNING, "conflict", f->who,
	           "batch %" PRIu64 " comes with another content than before; it is refused: was the "
	           "spool or the machine copied, or restored?",
	           h->a);
	feed_put(c, f,
	         (struct hop){ .type = HOP_DENY,
	                       .a = EX_DATAERR,
	                       .b = h->a,
	                       .body = TEXT("a batch of this number is here with another content; was "
	                                    "the spool or the machine copied, or restored?") });
	f->lives = false;
}

const char *feed_batch(struct collector *c, struct feed *f, const struct hop *h)
{
	if (h->b == 0 || h->b > BATCH_LARGEST || h->c > h->b)
		return "a batch of no size";
	if (takes_nothing(c, f) || h->a != f->next)
		return NULL;
	if (h->a <= f->received) {
		again(c, f, h);
		return NULL;
	}
	if (h->a > f->stored + HOP_BATCHES)
		return "more batches than may be on their way";
	bool same = f->part_path[0] && memcmp(f->hash, h->body.at, SHA256) == 0;
	if (h->c > 0 && !same)
		feed_drop_part(f); /* what was begun is no more: from its first byte on, then */
	if (h->c > 0 && (!same || h->c != f->offset))
		return NULL;
	int fault = open_part(f, h);
	if (fault) {
		collector_stuck(c, f->part_path, fault);
		feed_close_part(f);
		return NULL;
	}
	f->headed = true;
	f->size = h->b;
	f->owes |= f->offset > 0;
	if (f->offset > f->size)
		feed_drop_part(f);
	else if (f->offset == f->size)
		hand_over(c, f);
	return NULL;
}

const char *feed_piece(struct collector *c, struct feed *f, const struct hop *h)
{
	if (takes_nothing(c, f) || !f->headed || h->a != f->next || h->b != f->offset)
		return NULL;
	if (h->body.len > f->size - f->offset)
		return "more bytes than its head told";
	for (size_t n = 0; n < h->body.len;) {
		ssize_t w = pwrite(f->part, h->body.at + n, h->body.len - n, (off_t)(f->offset + n));
		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0) {
			collector_stuck(c, f->part_path, w < 0 ? errno : ENOSPC);
			feed_close_part(f);
			return NULL;
		}
		n += (size_t)w;
	}
	f->offset += h->body.len;
	f->told += h->body.len;
	f->owes |= f->told >= HOP_WINDOW / 8;
	if (f->offset - f->started >= AHEAD) {
		(void)sync_file_range(f->part, (off_t)f->started, (off_t)(f->offset - f->started),
		                      SYNC_FILE_RANGE_WRITE);
		f->started = f->offset;
	}
	if (f->offset == f->size)
		hand_over(c, f);
	return NULL;
}
