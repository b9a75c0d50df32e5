/* filters/receive/streams.h - what receive knows of each sender; the receiver's own files share it. */
#pragma once
#include "lib/hop.h"
#include "lib/wire.h"
#include <pthread.h>

struct packet { /* bytes that came and were not taken yet */
	struct packet *next;
	size_t len;            /* of text */
	size_t packed;         /* bytes that it is packed in; 0: it is not */
	bool kept;             /* a large one is the message itself, a small one a copy */
	struct wire_body body; /* of one that is kept */
	char bytes[];
};

struct stream {
	uint8_t id[HOP_ID];
	uint8_t version;
	char office[KEY_NAME + 1], key[KEY_TEXT + 1], name[KEY_NAME + 1];
	char who[2 * KEY_NAME + 8]; /* for messages: "office-07", "office-07/visas" */
	struct wire_route route;    /* and socket: of its last message */
	int socket;
	struct text header; /* with its LF */
	struct packet *first, **tail;
	size_t held, messages;    /* bytes and packets in the list */
	size_t unacknowledged;    /* bytes taken since the last word about it */
	uint64_t expected, taken; /* sequence numbers: the next one; all up to this are taken */
	uint64_t records;
	bool last, end, done; /* all of it came; its verdict came, and is good; it knows that we know */
	bool revoked;
	double heard;
};

struct receiver {
	pthread_mutex_t mutex; /* over all but the wire */
	pthread_cond_t moved;
	pthread_t thread;
	struct wire *wire; /* the thread's */
	const char *endpoint;
	struct text names; /* of the senders that have to come; null: any */
	size_t n, from;    /* streams that are there, and that have to come */
	struct stream **stream;
	double silence, began;
	bool stop, release; /* release: all is taken, so all may hear that it is done */
	bool word;          /* a sender is to hear what was taken */
	int status;
	char why[HOP_WHY + 512];

	bool begun, in_header; /* from here on: the chain's own */
	size_t at, used; /* the stream that is given now; bytes used of its header or first packet */
	struct packet *mine, *done; /* packets that are the chain's alone: to be given, given */
	bool open_line;
	char *plain;                   /* room for a piece */
	const struct packet *unpacked; /* the one that lies there */
};

void packet_free(struct packet *);
double receiver_now(void);
/* Where a status is 0 still. */
void receiver_fail(struct receiver *, int status, const char *form, ...)
	__attribute__((format(printf, 3, 4)));
/* Answers to a message, and takes what it brings. The mutex is held. */
void receiver_hear(struct receiver *, const struct wire_message *);
/* A peer that sends what is no message. */
void receiver_odd(struct receiver *, const struct wire_message *, const char *what);
/* Who it is: the office that its key says; without keys, the name of the stream. */
const char *stream_sender(const struct stream *);
bool stream_put(struct receiver *, struct stream *, struct hop);
void stream_acknowledge(struct receiver *, struct stream *, uint64_t token);
