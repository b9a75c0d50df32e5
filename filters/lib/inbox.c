/* filters/lib/inbox.c - what a collector has stored: the index, and who has read what. */
#include "lib/inbox.h"
#include "lib/durable.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS epochs (office TEXT NOT NULL, feed TEXT NOT NULL, epoch TEXT NOT "
	"NULL,"
	" began INTEGER NOT NULL, replaced INTEGER, PRIMARY KEY (office, feed, epoch)) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS batches (id INTEGER PRIMARY KEY, office TEXT NOT NULL,"
	" feed TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, size INTEGER NOT NULL,"
	" hash BLOB NOT NULL, as_is INTEGER NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL,"
	" raw INTEGER NOT NULL, records INTEGER NOT NULL, made INTEGER NOT NULL, arrived INTEGER NOT "
	"NULL,"
	" wrong TEXT, removed INTEGER, UNIQUE (office, feed, epoch, seq));"
	"CREATE TABLE IF NOT EXISTS claims (batch INTEGER NOT NULL, pipeline TEXT NOT NULL,"
	" run TEXT NOT NULL, used INTEGER, PRIMARY KEY (batch, pipeline)) WITHOUT ROWID;"
	"CREATE INDEX IF NOT EXISTS open_claims ON claims (pipeline, run) WHERE used IS NULL;"
	"CREATE INDEX IF NOT EXISTS handed_claims ON claims (pipeline, run) WHERE used = 0;"
	"PRAGMA user_version = 1;";

struct inbox {
	char folder[PATH_MAX];
	struct sqlite *index;
};

static bool is_ours(struct sqlite *index, char why[256])
{
	struct sqlite_rows *rows = sqlite_ask(index, "PRAGMA user_version", "");
	bool good = sqlite_next(rows) && sqlite_number(rows, 0) == 1;
	if (!sqlite_end(rows))
		snprintf(why, 256, "%s", sqlite_why(index));
	else if (!good)
		snprintf(why, 256, "index.db is of another version of Weir");
	return good;
}

struct inbox *inbox_open(const char *folder, bool make, char why[256])
{
	struct inbox *b = calloc(1, sizeof(*b));
	char file[PATH_MAX];
	snprintf(why, 256, "out of memory");
	if (!b)
		return NULL;
	int fault = make ? folder_make(folder) : 0;
	if (!fault && (!path_put(b->folder, "%s", folder) || !path_put(file, "%s/index.db", folder)))
		fault = ENAMETOOLONG;
	if (!fault && !make && access(file, F_OK) != 0)
		fault = errno;
	snprintf(why, 256, "%s", strerror(fault));
	if (!fault)
		b->index = sqlite_open(file, false, why);
	if (b->index && make && !sqlite_do(b->index, schema, ""))
		snprintf(why, 256, "%s", sqlite_why(b->index));
	else if (b->index && is_ours(b->index, why) && (!make || folder_sync(folder) == 0))
		return b;
	inbox_close(b);
	return NULL;
}

void inbox_close(struct inbox *b)
{
	if (b)
		sqlite_close(b->index);
	free(b);
}

const char *inbox_why(const struct inbox *b)
{
	return sqlite_why(b->index);
}

struct sqlite *inbox_index(struct inbox *b)
{
	return b->index;
}

const char *inbox_folder(const struct inbox *b)
{
	return b->folder;
}

bool inbox_path(const struct inbox *b, const char *office, const char *feed, const char *epoch,
                uint64_t seq, char *to)
{
	return path_put(to, "%s/batches/%s/%s/%s/%012" PRIu64 ".zst", b->folder, office, feed, epoch,
	                seq);
}

/* --- what is there ---------------------------------------------------------------------------- */

#define COLUMNS                                                                                  \
	"b.id, b.office, b.feed, b.epoch, b.seq, b.size, b.hash, b.as_is, b.name, b.content, b.raw," \
	" b.records, b.made, b.arrived, b.wrong"
#define IN_ORDER " JOIN epochs e ON e.office = b.office AND e.feed = b.feed AND e.epoch = b.epoch"
#define ORDER " ORDER BY b.office, b.feed, e.began, b.epoch, b.seq"

static void copy(struct sqlite_rows *rows, int column, char *to, size_t room)
{
	struct text t = sqlite_text(rows, column);
	snprintf(to, room, "%.*s", (int)t.len, t.at ? t.at : "");
}

static void fill(const struct inbox *in, struct sqlite_rows *rows, struct inbox_batch *b)
{
	*b = (struct inbox_batch){ .id = sqlite_number(rows, 0),
		                       .seq = (uint64_t)sqlite_number(rows, 4),
		                       .size = (uint64_t)sqlite_number(rows, 5),
		                       .arrived = sqlite_number(rows, 13) };
	struct text hash = sqlite_text(rows, 6);
	if (hash.len == SHA256)
		memcpy(b->hash, hash.at, SHA256);
	copy(rows, 1, b->office, sizeof(b->office));
	copy(rows, 2, b->feed, sizeof(b->feed));
	copy(rows, 3, b->epoch, sizeof(b->epoch));
	copy(rows, 8, b->what.name, sizeof(b->what.name));
	copy(rows, 9, b->what.content, sizeof(b->what.content));
	copy(rows, 14, b->wrong, sizeof(b->wrong));
	b->what.as_is = sqlite_number(rows, 7) != 0;
	b->what.raw = (uint64_t)sqlite_number(rows, 10);
	b->what.records = (uint64_t)sqlite_number(rows, 11);
	b->what.made = (uint64_t)sqlite_number(rows, 12);
	inbox_path(in, b->office, b->feed, b->epoch, b->seq, b->file);
}

static bool give(struct inbox *in, struct sqlite_rows *rows, inbox_each each, void *with)
{
	struct inbox_batch *b = malloc(sizeof(*b));
	while (b && sqlite_next(rows)) {
		fill(in, rows, b);
		if (!each(with, b))
			break;
	}
	bool room = b != NULL;
	free(b);
	return sqlite_end(rows) && room;
}

bool inbox_list(struct inbox *in, const char *office, const char *feed, bool quarantined,
                inbox_each each, void *with)
{
	return give(in,
	            sqlite_ask(in->index,
	                       "SELECT " COLUMNS " FROM batches b" IN_ORDER
	                       " WHERE b.office GLOB ?1 AND b.feed GLOB ?2 AND b.removed IS NULL"
	                       " AND (?3 OR b.wrong IS NULL)" ORDER,
	                       "tti", office, feed, (int64_t)quarantined),
	            each, with);
}

/* --- who reads it ----------------------------------------------------------------------------- */

bool inbox_claim(struct inbox *in, const char *pipeline, const char *run, const char *office,
                 const char *feed, uint64_t *n)
{
	bool good =
		sqlite_do(in->index,
	              "INSERT INTO claims (batch, pipeline, run)"
	              " SELECT b.id, ?1, ?2 FROM batches b WHERE b.office GLOB ?3"
	              " AND b.feed GLOB ?4 AND b.wrong IS NULL AND b.removed IS NULL AND NOT EXISTS"
	              " (SELECT 1 FROM claims c WHERE c.batch = b.id AND c.pipeline = ?1)",
	              "tttt", pipeline, run, office, feed);
	*n = good ? (uint64_t)sqlite_changes(in->index) : 0;
	return good;
}

bool inbox_claimed(struct inbox *in, const char *pipeline, const char *run, inbox_each each,
                   void *with)
{
	return give(in,
	            sqlite_ask(in->index,
	                       "SELECT " COLUMNS
	                       " FROM claims c JOIN batches b ON b.id = c.batch" IN_ORDER
	                       " WHERE c.pipeline = ?1 AND c.run = ?2 AND b.wrong IS NULL" ORDER,
	                       "tt", pipeline, run),
	            each, with);
}

bool inbox_used(struct inbox *in, const char *pipeline, const char *run)
{
	return sqlite_do(
		in->index,
		"UPDATE claims SET used = ?3 WHERE pipeline = ?1 AND run = ?2 AND ifnull(used, 0) = 0",
		"tti", pipeline, run, (int64_t)time(NULL));
}

bool inbox_hand_over(struct inbox *in, const char *pipeline, const char *run)
{
	return sqlite_do(in->index,
	                 "UPDATE claims SET used = 0 WHERE pipeline = ?1 AND run = ?2 AND used IS NULL",
	                 "tt", pipeline, run);
}

bool inbox_handed(struct inbox *in, const char *pipeline, char run[INBOX_RUN + 1])
{
	struct sqlite_rows *rows =
		sqlite_ask(in->index, "SELECT run FROM claims WHERE pipeline = ?1 AND used = 0 LIMIT 1",
	               "t", pipeline);
	run[0] = '\0';
	if (sqlite_next(rows))
		copy(rows, 0, run, INBOX_RUN + 1);
	return sqlite_end(rows);
}

bool inbox_release(struct inbox *in, const char *pipeline, const char *run)
{
	return sqlite_do(in->index,
	                 "DELETE FROM claims WHERE pipeline = ?1 AND run = ?2 AND used IS NULL", "tt",
	                 pipeline, run);
}

bool inbox_runs(struct inbox *in, const char *pipeline, void (*each)(void *, const char *run),
                void *with)
{
	struct sqlite_rows *rows = sqlite_ask(
		in->index,
		"SELECT DISTINCT run FROM claims WHERE pipeline = ?1 AND used IS NULL ORDER BY run", "t",
		pipeline);
	while (sqlite_next(rows))
		each(with, sqlite_text(rows, 0).at);
	return sqlite_end(rows);
}

bool inbox_quarantine(struct inbox *in, int64_t id, const char *why)
{
	return sqlite_do(in->index, "UPDATE batches SET wrong = ?2 WHERE id = ?1", "it", id, why) &&
	       sqlite_changes(in->index) == 1;
}

/* A feed's readers are the pipelines that have ever claimed a batch of it: all have to have used one that goes. The last
 * one of an epoch stays: it is how far the office has come. */
static const char spent[] =
	"UPDATE batches SET removed = ?1 WHERE removed IS NULL AND wrong IS NULL AND arrived < ?2"
	" AND office GLOB ?3 AND feed GLOB ?4"
	" AND seq < (SELECT max(m.seq) FROM batches m WHERE m.office = batches.office"
	" AND m.feed = batches.feed AND m.epoch = batches.epoch)"
	" AND EXISTS (SELECT 1 FROM claims c WHERE c.batch = batches.id AND c.used > 0)"
	" AND NOT EXISTS (SELECT 1 FROM claims c JOIN batches o ON o.id = c.batch"
	" WHERE o.office = batches.office AND o.feed = batches.feed AND NOT EXISTS"
	" (SELECT 1 FROM claims u WHERE u.batch = batches.id AND u.pipeline = c.pipeline"
	" AND u.used > 0))";

bool inbox_prune(struct inbox *in, int64_t before, const char *office, const char *feed,
                 uint64_t *n, uint64_t *bytes)
{
	char file[PATH_MAX];
	*n = *bytes = 0;
	if (!sqlite_do(in->index, spent, "iitt", (int64_t)time(NULL), before, office, feed))
		return false;
	/* Those of earlier times too, whose file was still there when the machine stopped. */
	struct sqlite_rows *rows = sqlite_ask(
		in->index, "SELECT office, feed, epoch, seq, size FROM batches WHERE removed IS NOT NULL",
		"");
	while (sqlite_next(rows))
		if (inbox_path(in, sqlite_text(rows, 0).at, sqlite_text(rows, 1).at,
		               sqlite_text(rows, 2).at, (uint64_t)sqlite_number(rows, 3), file) &&
		    unlink(file) == 0)
			++*n, *bytes += (uint64_t)sqlite_number(rows, 4);
	return sqlite_end(rows);
}

const char *inbox_verify(const struct inbox_batch *b)
{
	struct sha256 *sum = sha256_new();
	uint8_t hash[SHA256];
	struct stat s = { 0 };
	int fd = open(b->file, O_RDONLY | O_CLOEXEC);
	int fault = fd < 0 || fstat(fd, &s) != 0 ? errno : !sum ? ENOMEM : 0;
	const char *why = NULL;
	if (!fault && (uint64_t)s.st_size != b->size)
		why = "its file has another size than it came with";
	if (!fault && !why)
		fault = parcel_hash(sum, fd, b->size);
	if (!fault && !why) {
		sha256_end(sum, hash);
		why = memcmp(hash, b->hash, SHA256) == 0 ? NULL
		                                         : "its file has other bytes than it came with";
	}
	sha256_free(sum);
	if (fd >= 0)
		close(fd);
	return fault ? strerror(fault) : why;
}
