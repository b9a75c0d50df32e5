/* filters/receive/index.c - rows of the index that the daemon writes: batches and epochs. */
#include "feeds.h"
#include <time.h>

bool index_add(struct inbox *in, const struct lot *l)
{
	const struct feed *f = l->feed;
	return sqlite_do(
		inbox_index(in),
		"INSERT INTO batches (office, feed, epoch, seq, size, hash, as_is, name, content,"
		" raw, records, made, arrived, wrong) VALUES"
		" (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
		"tttiibittiiiit", f->office, f->name, f->epoch, (int64_t)l->seq, (int64_t)l->size,
		(const void *)l->hash, (size_t)SHA256, (int64_t)l->what.as_is, l->what.name,
		l->what.content, (int64_t)l->what.raw, (int64_t)l->what.records, (int64_t)l->what.made,
		l->arrived, l->wrong[0] ? l->wrong : NULL);
}

bool index_stored(struct inbox *in, const char *office, const char *feed, const char *epoch,
                  uint64_t *stored)
{
	struct sqlite_rows *rows =
		sqlite_ask(inbox_index(in),
	               "SELECT max(seq) FROM batches WHERE office = ?1 AND feed = ?2 AND epoch = ?3",
	               "ttt", office, feed, epoch);
	*stored = sqlite_next(rows) ? (uint64_t)sqlite_number(rows, 0) : 0;
	return sqlite_end(rows);
}

bool index_epoch(struct inbox *in, const char *office, const char *feed, const char *epoch,
                 struct epochs *e)
{
	*e = (struct epochs){ 0 };
	struct sqlite_rows *rows =
		sqlite_ask(inbox_index(in),
	               "SELECT feed = ?2, epoch = ?3, replaced IS NULL FROM epochs WHERE office = ?1",
	               "ttt", office, feed, epoch);
	while (sqlite_next(rows)) {
		bool feed_is = sqlite_number(rows, 0) != 0, is = feed_is && sqlite_number(rows, 1) != 0;
		bool counts = sqlite_number(rows, 2) != 0;
		e->known |= is;
		e->replaced |= is && !counts;
		e->other |= feed_is && !is && counts;
		e->feeds += !feed_is && counts;
	}
	return sqlite_end(rows);
}

/* Their order is that of the numbers: so a clock that was set back gives the next one. */
bool index_begin(struct inbox *in, const char *office, const char *feed, const char *epoch)
{
	struct sqlite *db = inbox_index(in);
	int64_t now = (int64_t)time(NULL);
	bool good =
		sqlite_do(db, "BEGIN IMMEDIATE", "") &&
		sqlite_do(db,
	              "UPDATE epochs SET replaced = ?4 WHERE office = ?1 AND feed = ?2"
	              " AND epoch <> ?3 AND replaced IS NULL",
	              "ttti", office, feed, epoch, now) &&
		sqlite_do(
			db,
			"INSERT INTO epochs (office, feed, epoch, began) SELECT ?1, ?2, ?3,"
			" max(?4, coalesce(max(began) + 1, 0)) FROM epochs WHERE office = ?1 AND feed = ?2",
			"ttti", office, feed, epoch, now) &&
		sqlite_do(db, "COMMIT", "");
	if (!good)
		sqlite_do(db, "ROLLBACK", "");
	return good;
}
