/* filters/lib/guard.h - bounds on what the connections of a listener cost, whoever is at their other ends.
 *
 * A connection is known by its descriptor. What it is told comes a moment after it happened, so a number may be
 * another connection's by then: that one is shut for nothing, and made again.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum {
	GUARD_NEW = 64, /* connections of one address that have brought no message yet */
	GUARD_HELD =
		12
		<< 20, /* bytes of one connection that came and were not given out: a message of endless frames */
	GUARD_CALLS = 100,  /* messages of a peer that bring nothing, in a second */
	GUARD_BURST = 2048, /* and at once */
	GUARD_LOOK = 25,    /* milliseconds between two looks at what came */
};

struct guard;

/* As many connections as half of the descriptors that this process may have. Null: no memory. */
struct guard *guard_new(void);
void guard_free(struct guard *); /* may be null */
/* Which connection is one too many, so that it is shut: where that address has too many that have brought nothing, the oldest
 * of them, since one that means well does so in a moment; where there are too many in all, the oldest such of any address. -1:
 * none. */
int guard_accepted(struct guard *, int fd);
void guard_gone(struct guard *, int fd);
/* A message of it was given out: its bytes, and its frames. */
void guard_given(struct guard *, int fd, size_t bytes, size_t frames);
/* Calls shut for each connection that has sent too much of one message. Gives back when to look again: milliseconds, `most`
 * at the latest; negative: never. */
int guard_look(struct guard *, void (*shut)(int fd), int most);
/* Counts a message that brought nothing. key: the peer's; empty: whoever is at that descriptor. False: too many. */
bool guard_called(struct guard *, int fd, const char *key);
