/* filters/send/carrier.h - one feed of a spool on its way: what was sent of it, and how far the collector has come. */
#pragma once
#include "lib/hop.h"
#include "lib/wire.h"
#include "spool.h"

enum carrying { GREETING, GOING, DELIVERED, STOPPED };

struct carrier {
	struct spool_feed feed;
	enum carrying state;
	uint8_t id[HOP_ID]; /* of this feed in this process */
	struct text hello;
	char bytes[HOP_OFFERED];

	size_t at; /* the batch that is being sent */
	bool headed;
	uint64_t offset;
	int fd;           /* its file, or -1 */
	uint64_t *before; /* bytes of all batches before each, and of all */

	uint64_t here;  /* all up to this lie at the collector: their heads are enough */
	uint64_t there; /* bytes that it has taken */
	uint64_t part;  /* bytes that it has of the batch behind `here`, if that has this hash */
	uint8_t part_hash[SHA256];
	uint64_t window;
	uint64_t acknowledged;
	uint64_t token, resent;
	bool waits;                /* the collector cannot store now */
	double heard, moved, beat; /* a sign of life; a step forward; the next sign of ours */
	int status;                /* STOPPED: why */
	char why[HOP_WHY + 128];
};

/* feed: as spool_read gave it, with at least one batch. False: no random bytes. */
bool carrier_begin(struct carrier *, struct run *, const struct spool_feed *);
/* Sends what may be sent now. */
void carrier_send(struct carrier *, struct wire *, const char *spool);
/* Takes what the collector says of this feed. */
void carrier_hear(struct carrier *, const struct hop *);
/* It cannot go on. */
void carrier_stop(struct carrier *, int status, const char *why, ...)
	__attribute__((format(printf, 3, 4)));
void carrier_end(struct carrier *, struct wire *);
