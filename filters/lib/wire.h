/* filters/lib/wire.h - messages over ZeroMQ: a DEALER that dials, a ROUTER that listens, CURVE, and who is let in.
 *
 * A message is a head and a body, two frames, never more. All functions but wire_wake belong to one thread at
 * a time. The secret key is used in wire_open and not kept.
 *
 * What a listener does about strangers, and about peers that mean no good, by itself, as long as wire_next is called:
 * - A handshake that is not through after a second is shut; so is who exceeds WIRE_LARGEST, or has no key that counts.
 * - Of one address (of IPv6: a network) at most GUARD_NEW connections have brought no message; of all there are as many as half
 *   the descriptors that the process may have. Past that the oldest that has brought none is shut.
 * - A peer has at most WIRE_QUEUE messages here that wire_next did not give out; then its connection is read no further.
 *   A message of endless frames is not seen by wire_next until it ends: it is shut at GUARD_HELD bytes.
 * - The folder of keys is read at most four times a second, however many come.
 * The rest is the protocol's: it asks wire_may for each message that brings nothing (a greeting, a sign of life, what came
 * before), and shuts whoever sends too many, or more than its window holds (wire_cut).
 */
#pragma once
#include "lib/keys.h"
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>

struct wire;
enum {
	WIRE_LARGEST = 1 << 20, /* bytes of a frame; whoever sends a larger one is shut */
	WIRE_QUEUE = 8,         /* messages of a peer that wait for wire_next */
};

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
/* Makes an address of IPv4 that is written as one of IPv6 plain. */
void wire_plain(char *endpoint);
/* Null, and *why. */
struct wire *wire_open(const struct wire_how *, const char **why);
/* Where it listens, with the port that the system chose. */
const char *wire_bound(const struct wire *);
/* Is what is sent enciphered? */
bool wire_enciphers(const struct wire *);
/* wire_next ends its wait when this descriptor can be read; -1: none. It stays the caller's. */
void wire_heed(struct wire *, int fd);

enum wire_news {
	WIRE_TIME, /* the time is over, wire_wake was called, or the descriptor of wire_heed can be read */
	WIRE_MESSAGE, /* *m is one */
	WIRE_ODD,     /* *m says who sent something that is no message: too many frames, or too few */
	WIRE_UP, /* who dials: the line is there, or there again; what was sent before may be lost */
	WIRE_DENIED, /* who dials: the other side does not let this key in */
};
enum wire_news wire_next(struct wire *, int milliseconds, struct wire_message *m);
void wire_wake(struct wire *); /* from any thread */

/* The body of the last message, which lives on without a copy: until wire_let_go, from any thread, wire_close or not. */
struct wire_body {
	_Alignas(8) unsigned char frame[64];
};
void wire_keep(struct wire *, struct wire_body *);
struct text wire_kept(struct wire_body *);
void wire_let_go(struct wire_body *);

/* Copied. to: null for who dials. False: not now, or that peer is gone. */
bool wire_send(struct wire *, const struct wire_route *to, struct text head, struct text body);
/* The body is not copied: `free` is called with `with` once it is no longer needed, whatever is given back: at once, or by
 * another thread, or in wire_close. */
typedef void (*wire_free)(void *bytes, void *with);
bool wire_lend(struct wire *, const struct wire_route *to, struct text head, struct text body,
               wire_free free, void *with);
/* Who listens: is the key let in, now? Then its name is filled in. The folder is read anew if that was long ago. */
bool wire_allows(struct wire *, const char *key, char office[KEY_NAME + 1]);
/* Who listens: counts a message that brought nothing. False: its peer has sent too many of them; cut it. */
bool wire_may(struct wire *, const struct wire_message *);
/* Ends the connection that a message came by. */
void wire_cut(int socket);
/* What was sent is given some time to go. May be null. */
void wire_close(struct wire *, int milliseconds);

/* A new pair; false: this libzmq has no CURVE. */
bool wire_new_pair(struct key *);
/* Do the two keys of a pair belong together? */
bool wire_is_pair(const struct key *);
