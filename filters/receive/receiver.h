/* filters/receive/receiver.h - a thread that takes what senders bring, and gives it to the chain stream by stream.
 *
 * Functions that give an int give 0, or the status of what went wrong, which receiver_why says.
 */
#pragma once
#include "lib/text.h"
#include "lib/wire.h"

struct receiver;

/* Takes the wire over. from: so many senders come; names: these, null: any; silence: seconds.
 * Null: no memory or no thread. */
struct receiver *receiver_start(struct wire *, const char *endpoint, size_t from, struct text names,
                                size_t silence);
/* The next bytes of all streams, one after the other by the names of their offices, as one text with one header.
 * Waits for them. *got 0: the end, and all senders ended well and know it. counted: records in what was given so far. */
int receiver_read(struct receiver *, char *to, size_t room, size_t *got, uint64_t counted);
const char *receiver_why(const struct receiver *);
/* Those who still send hear that nobody takes it. May be null. */
void receiver_stop(struct receiver *);
