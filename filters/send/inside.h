/* filters/send/inside.h - a sender: what the chain and the thread share of it, and what is the thread's; for its own files. */
#pragma once
#include "sender.h"
#include "lib/hop.h"
#include <pthread.h>
#include <signal.h>

struct packet { /* a message that has a sequence number; the first has 1 */
	struct packet *next;
	struct sender *sender;
	enum hop_type type;
	uint64_t records;
	size_t text; /* bytes of text that it holds; packed if they are more than len */
	int status;
	unsigned users; /* its list, and ZeroMQ for each time that it was sent */
	size_t len, room;
	char bytes[];
};
enum { SPARE = HOP_WINDOW / HOP_PIECE }; /* pieces that are kept for those to come */

struct sender {
	pthread_mutex_t mutex; /* over the first part */
	pthread_cond_t moved;
	struct packet *filling; /* null: nothing waits for the thread */
	struct packet *spare;
	size_t spares;
	bool hungry;      /* nothing is on its way: the thread takes the smallest piece */
	bool full;        /* what comes next has no room in it: the thread takes it */
	uint64_t records; /* that were added */
	bool last, ended, done, stop;
	int end_status;
	char end_why[HOP_WHY + 1];
	int status;
	char why[HOP_WHY + 512];

	struct wire *wire; /* from here on: the thread's own */
	pthread_t thread;
	const char *endpoint, *stream;
	struct text hello;
	uint8_t id[HOP_ID], version; /* version: from the welcome on */
	bool packs;                  /* the line is enciphered, which takes longer than to pack */
	unsigned skip, pause; /* so many pieces are not packed; and after the next one that cannot be */
	char *packed;         /* room for a piece that is */
	struct packet *first, **tail; /* those that were not taken yet */
	struct packet *unsent;        /* the first of them to be sent now */
	uint64_t first_seq, unsent_seq, next_seq;
	size_t held, messages;            /* bytes of text, messages in the list */
	uint64_t window, window_messages; /* 0: no welcome yet */
	uint64_t token, resent;           /* of the last ping; of that when it was sent again */
	uint64_t asked;                   /* what was not sent before the last ping */
	bool queued_last, queued_end, sent_end;
	double heard, beat, silence; /* times */

	int signals; /* signalfd of those that end the process; the chain's thread does not get them */
	int caught;  /* one of them, or 0 */
	double dies; /* when the process ends of it, whether the other side has heard why or not */
	sigset_t ends, mask; /* they; what was blocked before */
};

/* Null: no memory. The mutex is held: a piece may be a spare one. */
struct packet *packet_new(struct sender *, size_t room);
/* One user less; with the last one it ends, or becomes a spare. The mutex is held. */
void packet_leave(struct packet *);
/* end.c: from here on a signal that ends the process is heard by the thread, which tells the other side first. */
bool ends_heed(struct sender *);
void ends_drop(struct sender *);
/* By the thread: takes one that came, and ends the process when it is time. */
void ends_hear(struct sender *);
/* The thread, from its beginning to its end. */
void *sender_work(void *sender);
