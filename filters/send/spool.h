/* filters/send/spool.h - batches on the disk of an office that wait for their acknowledgement.
 *
 *     SPOOL/lock                                   whoever gives numbers, or takes batches away, has it
 *     SPOOL/deliver                                whoever delivers has it
 *     SPOOL/FEED/state                             the epoch; the last batch that was acknowledged
 *     SPOOL/FEED/000000000012-SHA256.zst           a batch, lib/parcel.h, under its number
 *     SPOOL/FEED/last                              what became of the last attempt
 *
 * A number is the last one that is there or was acknowledged, and one more. Functions that give an int give 0 or a status
 * whose line was given to run_fail.
 */
#pragma once
#include "lib/keys.h"
#include "lib/parcel.h"
#include "lib/stage.h"

enum { SPOOL_EPOCH = 32 };

struct waiting {
	uint64_t seq, size;
	int64_t since; /* seconds since 1970 */
	uint8_t hash[SHA256];
};
struct spool_feed {
	char name[KEY_NAME + 1], epoch[SPOOL_EPOCH + 1]; /* epoch: empty, there is no state yet */
	uint64_t acknowledged, highest;                  /* of all numbers that were given */
	size_t n;
	struct waiting *at; /* in order */
};

/* Makes the folders of a spool and one of its feeds. */
int spool_make(struct run *, const char *spool, const char *feed);
/* Waits for the lock of that name; *fd ends it. */
int spool_lock(struct run *, const char *spool, const char *name, size_t seconds, int *fd);
/* What is there, in the run's memory; whoever hands it on has the lock. */
int spool_read(struct run *, const char *spool, const char *feed, struct spool_feed *);
/* The same without the sizes and times of batches, for which each file is looked at. */
int spool_numbers(struct run *, const char *spool, const char *feed, struct spool_feed *);
/* The names of its feeds, in the order of their bytes. */
int spool_feeds(struct run *, const char *spool, struct texts *);
/* Where a batch lies; to: PATH_MAX bytes. */
bool spool_path(const char *spool, const char *feed, uint64_t seq, const uint8_t hash[SHA256],
                char *to);
/* With the lock: writes down the epoch and what was acknowledged, durably. */
int spool_write_state(struct run *, const char *spool, const struct spool_feed *);
/* All batches up to this one are acknowledged: that is written down with the lock, which it takes, then they go. */
int spool_settle(struct run *, const char *spool, struct spool_feed *, uint64_t acknowledged);
/* With the lock: takes away what a process that was killed left of acknowledged batches. */
void spool_clear(const char *spool, const struct spool_feed *);
/* What became of an attempt: for spool_status; a fault of it is none. why: empty, all is well. */
void spool_note(const char *spool, const char *feed, const char *why);
/* What waits, as weir text to the output. */
int spool_status(struct run *, const char *spool);
struct put; /* batches that are being written aside, and get their numbers together */
struct put *put_begin(struct run *, const char *spool, const char *feed); /* null: failed */
/* The next one. name: of a file as it is, or null. */
int put_open(struct put *, const char *name);
int put_add(struct put *, struct text);
int put_close(struct put *, uint64_t records);
/* All of them are stored, or the run fails. Says so on standard output, one line each. */
int put_commit(struct put *);
void put_drop(struct put *); /* may be null */
/* Each file as it is; none: standard input. */
int put_files(struct put *, struct run *, const struct texts *files);
