/* filters/lib/wire.h - messages over ZeroMQ: a DEALER that dials, a ROUTER that listens, CURVE, and who is let in.
 *
 * A message is a head and a body, two frames, never more. All functions but wire_wake belong to one thread at
 * a time. The secret key is used in wire_open and not kept.
 */
#pragma once
#include "lib/keys.h"
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>

struct wire;
enum { WIRE_LARGEST = 1 << 20 }; /* bytes of a frame; whoever sends a larger one is shut */

struct wire_how {
	const char *endpoint;
	bool listens;
	const struct key *own; /* null: no CURVE, and nobody is asked for a key */
	const char *server;    /* who dials: the public key of whom it reaches */
	const char *allow;     /* who listens: the folder of keys that are let in */
};
struct wire_route { /* to one peer of who listens */
	size_t len;
	unsigned char at[255];
};
struct wire_message {
	struct wire_route route;
	char office[KEY_NAME + 1], key[KEY_TEXT + 1]; /* by its key; empty without CURVE */
	struct text head, body;                       /* until the next wire_next */
	int socket;                                   /* for wire_cut */
};

/* ipc:// or a loopback address: what is sent does not leave this host. */
bool wire_is_local(const char *endpoint);
/* Is it an endpoint that can be dialled or listened at? */
bool wire_is_endpoint(const char *word);
/* Null, and *why. */
struct wire *wire_open(const struct wire_how *, const char **why);
/* Where it listens, with the port that the system chose. */
const char *wire_bound(const struct wire *);

enum wire_news {
	WIRE_TIME,    /* the time is over, or wire_wake was called */
	WIRE_MESSAGE, /* *m is one */
	WIRE_ODD,     /* *m says who sent something that is no message: too many frames, or too few */
	WIRE_DENIED,  /* who dials: the other side does not let this key in */
};
enum wire_news wire_next(struct wire *, int milliseconds, struct wire_message *m);
void wire_wake(struct wire *); /* from any thread */
/* Copied. to: null for who dials. False: not now, or that peer is gone. */
bool wire_send(struct wire *, const struct wire_route *to, struct text head, struct text body);
/* Ends the connection that a message came by. */
void wire_cut(int socket);
/* What was sent is given some time to go. May be null. */
void wire_close(struct wire *, int milliseconds);

/* A new pair; false: this libzmq has no CURVE. */
bool wire_new_pair(struct key *);
/* Do the two keys of a pair belong together? */
bool wire_is_pair(const struct key *);
