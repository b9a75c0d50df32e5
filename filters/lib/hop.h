/* filters/lib/hop.h - the messages between send and receive: filters/send/PROTOCOL.md. */
#pragma once
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HOP_FIRST = 1,   /* the lowest version that is spoken; by way of a spool the only one */
	HOP_PACKING = 2, /* the one from which on weir text may be packed */
	HOP_VERSION = HOP_PACKING,      /* the highest */
	HOP_HEAD = 48,                  /* bytes of a head */
	HOP_ID = 16,                    /* bytes of a stream's id */
	HOP_PIECE = 256 << 10,          /* bytes of weir text in one message, at most */
	HOP_ENOUGH = HOP_PIECE / 4 * 3, /* what is sent although other pieces are on their way */
	HOP_WINDOW = 4 << 20,           /* bytes that a receiver holds for one stream */
	HOP_MESSAGES = 1024,            /* and messages */
	HOP_WHY = 1024,                 /* bytes of a message for people */
	HOP_BEAT = 500,                 /* milliseconds between two signs of life */
	HOP_RETRY = 20,                 /* and until one that could not be sent is tried again */
	HOP_OFFERED = 128,              /* bytes of the name and epoch of a feed */
	HOP_HASH = 32,
	HOP_BATCHES = 256, /* batches of a spool on their way that are not acknowledged */
};

enum hop_type {
	HOP_HELLO = 'H',
	HOP_WELCOME = 'W',
	HOP_DATA = 'D',
	HOP_PACKED = 'Z',
	HOP_LAST = 'L',
	HOP_END = 'E',
	HOP_DONE = 'F',
	HOP_PING = 'P',
	HOP_ACK = 'A',
	HOP_REFUSE = 'R',
	/* by way of a spool */
	HOP_OFFER = 'h',
	HOP_TAKE = 'w',
	HOP_BATCH = 'b',
	HOP_PIECE_OF = 'd',
	HOP_STORED = 'a',
	HOP_ASK = 'p',
	HOP_LEAVE = 'e',
	HOP_WAIT = 'f',
	HOP_ANEW = 'n',
	HOP_DENY = 'r',
};

struct hop {
	enum hop_type type;
	uint8_t version, highest; /* highest: of HELLO, which offers version to highest */
	uint8_t id[HOP_ID];
	uint64_t a, b, c; /* their meaning goes with the type */
	struct text body;
};

void hop_head(const struct hop *, char head[HOP_HEAD]);
/* False: it is no message of this protocol. */
bool hop_read(struct text head, struct text body, struct hop *);
/* Eight bytes, the highest first. */
void hop_put_number(char *to, uint64_t);
uint64_t hop_get_number(const char *at);
