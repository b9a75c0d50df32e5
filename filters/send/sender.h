/* filters/send/sender.h - a thread that brings bytes to the other side, and asks again for what was lost.
 *
 * Functions that give an int give 0, or the status of what went wrong, which sender_why says.
 */
#pragma once
#include "lib/text.h"
#include "lib/wire.h"

struct sender;

/* Takes the wire over. header: a line of weir text, with its LF. silence: seconds without a sign of life. Null: no
 * memory or no thread. */
struct sender *sender_start(struct wire *, const char *endpoint, const char *stream,
                            struct text header, size_t silence);
/* Whole lines, `records` of them; copied. Waits while the other side has not taken enough. */
int sender_add(struct sender *, struct text lines, uint64_t records);
/* No more will come. */
int sender_last(struct sender *);
/* How the run ended, and waits until the other side knows. */
int sender_end(struct sender *, int status, const char *why);
const char *sender_why(const struct sender *);
/* May be null. Before sender_end: the other side finds out by the silence. */
void sender_stop(struct sender *);
