/* filters/receive/feeds.h - what the daemon knows of each feed that is being delivered; for its own files.
 *
 * Two threads: one hears the offices and writes pieces aside; the other looks at whole batches, syncs and names them, and
 * writes them into the index, as many as have come meanwhile with one commit. Only then they are acknowledged.
 */
#pragma once
#include "lib/hop.h"
#include "lib/inbox.h"
#include "lib/wire.h"
#include "report.h"
#include <pthread.h>

enum {
	FEEDS = 1024,       /* of all offices, that are heard of */
	OFFICE_FEEDS = 256, /* of one office, ever */
	CLONES = 8,
	LOTS = 512, /* batches that wait to be stored */
};
#define BATCH_LARGEST ((uint64_t)1 << 40)

struct former { /* a process whose place another one took */
	uint8_t id[HOP_ID];
	double since;
	bool told;
};

struct feed { /* of one office, under its current epoch */
	char office[KEY_NAME + 1], name[KEY_NAME + 1], epoch[INBOX_EPOCH + 1], key[KEY_TEXT + 1];
	char who[2 * KEY_NAME + 2], folder[PATH_MAX]; /* where its batches lie */
	uint8_t id[HOP_ID];                           /* of the process that delivers it */
	struct wire_route route;
	int socket;
	double heard, asked;
	bool lives, revoked; /* lives: it was heard, and has not taken leave */
	bool owes;           /* something is to be acknowledged */
	struct former former[CLONES];
	size_t formers;

	uint64_t stored;   /* all up to this are in the index */
	uint64_t received; /* are there whole */
	uint64_t next; /* the batch whose head this process sends next, or has sent and not the whole */
	bool headed;   /* its head has come */
	uint64_t size, offset;
	uint8_t hash[SHA256];
	int part;         /* its file, or -1 */
	bool resumed;     /* it was begun at an earlier time */
	uint64_t started; /* bytes whose way to the disk has begun */
	uint64_t told;    /* bytes of pieces that came since the last acknowledgement */
	char part_path[PATH_MAX];
	size_t lots;  /* of it, that are whole and not stored */
	bool resets;  /* one of them could not be stored: all begin anew, once none is left */
	bool spoiled; /* the same for the thread that stores; the mutex is over it */
	uint8_t coming[HOP_BATCHES][SHA256]; /* of those that are whole and not stored, by sequence */
};

enum lot_state { LOT_STORED, LOT_DAMAGED, LOT_FAILED, LOT_BEHIND };
struct lot { /* a whole batch on its way into the index */
	struct lot *next;
	struct feed *feed;
	enum lot_state state; /* BEHIND: not looked at, since one before it was not stored */
	int fd;
	bool resumed;
	uint64_t seq, size;
	int64_t arrived;
	uint8_t hash[SHA256];
	struct parcel what;
	char wrong[PARCEL_WHY];
	char part[PATH_MAX], final[PATH_MAX];
};

struct collector {
	struct wire *wire;
	struct inbox *inbox; /* of the thread that hears */
	const char *folder;
	bool keyed; /* there are keys, so each office has one */
	size_t n;
	struct feed *feed[FEEDS];
	double silence;

	pthread_mutex_t mutex; /* from here to `broken` */
	pthread_cond_t more, room;
	struct lot *first, **tail; /* to be stored */
	size_t lots;
	struct lot *done, **done_tail;
	bool broken; /* nothing can be stored, until no lot is left */
	bool stop;
	int fault; /* of broken */

	pthread_t thread;
	struct inbox *index; /* the thread's */
	bool stuck;          /* it cannot store; said once */
	double quiet;        /* until then it takes nothing */
	char stuck_why[HOP_WHY];
	size_t out;  /* lots that are whole and not stored */
	size_t left; /* processes that came and took leave, or fell silent */
	struct report *report;
};

/* collect.c */
/* Hears what comes for a while, and answers. look: when it looks next for those who are gone. */
void collector_turn(struct collector *, double *look);
/* Acknowledges what was stored since. */
void collector_settle(struct collector *);
/* It cannot store for a while. */
void collector_stuck(struct collector *, const char *where, int fault);
bool feed_put(struct collector *, struct feed *, struct hop);
/* offers.c: somebody wants to deliver a feed */
void feed_offer(struct collector *, const struct wire_message *, const struct hop *);
void collector_deny(struct collector *, const struct wire_message *, const struct hop *, int status,
                    const char *why);
/* A process whose place another took speaks: true, and it is told, if it is not only late. */
bool feed_is_former(struct collector *, const struct wire_message *, const struct hop *);
void feed_free(struct feed *);

/* pieces.c: batches as they come. Null, or what breaks the protocol. */
const char *feed_batch(struct collector *, struct feed *, const struct hop *);
const char *feed_piece(struct collector *, struct feed *, const struct hop *);
/* What was begun of the batch behind those received, from an earlier time. */
void feed_find_part(struct feed *);
/* Nothing of it is there. */
void feed_drop_part(struct feed *);
void feed_close_part(struct feed *);

/* storing.c: the other thread */
bool storing_start(struct collector *);
void storing_stop(struct collector *); /* what waits is stored first */
void storing_add(struct collector *, struct lot *);
struct lot *storing_take(struct collector *); /* those that are done, with their state */
void lot_free(struct lot *);

/* recover.c */
/* Files that a crash left without a row of the index get one. 0 or a status. */
int inbox_recover(struct inbox *, struct run *, struct report *);
/* index.c: rows. All give false when the index cannot be used. */
bool index_add(struct inbox *, const struct lot *);
/* The last batch of an epoch; 0: none. */
bool index_stored(struct inbox *, const char *office, const char *feed, const char *epoch,
                  uint64_t *stored);
/* What is known of an epoch, and of the feed: how many feeds this office has without it. */
struct epochs {
	bool known, replaced, other; /* this one; another one counts now */
	uint64_t feeds;
};
bool index_epoch(struct inbox *, const char *office, const char *feed, const char *epoch,
                 struct epochs *);
/* From now on this epoch counts, and no other. */
bool index_begin(struct inbox *, const char *office, const char *feed, const char *epoch);
