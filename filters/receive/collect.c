/* filters/receive/collect.c - offices are heard, and what is durable is acknowledged. */
#include "feeds.h"
#include "lib/durable.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { OFTEN = 64, LINGER = 500, RETRY = 100 };
static const double LOOK = 0.25, QUIET = 1,
					CALM = 0.2; /* seconds; CALM: an office asks no faster */

/* --- what is said ----------------------------------------------------------------------------- */

bool feed_put(struct collector *c, struct feed *f, struct hop h)
{
	char head[HOP_HEAD];
	h.version = HOP_FIRST;
	memcpy(h.id, f->id, HOP_ID);
	hop_head(&h, head);
	return wire_send(c->wire, &f->route, (struct text){ head, HOP_HEAD }, h.body);
}

/* Of what this process has announced, what is durable; and the place from which it goes on. */
static void acknowledge(struct collector *c, struct feed *f, uint64_t token)
{
	char bytes[8];
	uint64_t known = f->next - 1;
	struct hop h = { .type = HOP_STORED, .a = known < f->stored ? known : f->stored, .b = f->next };
	if (f->next == f->received + 1 && f->part_path[0])
		h.c = f->offset;
	hop_put_number(bytes, token);
	if (token)
		h.body = (struct text){ bytes, sizeof(bytes) };
	if (feed_put(c, f, h))
		f->owes = false, f->told = 0;
}

void collector_stuck(struct collector *c, const char *where, int fault)
{
	c->report->counts.faults++;
	c->quiet = seconds_now() + QUIET;
	snprintf(c->stuck_why, sizeof(c->stuck_why), "it cannot store now: %s", strerror(fault));
	if (!c->stuck)
		report_say(c->report, WARNING, "stuck", NULL,
		           "%s: %s; nothing is acknowledged and the offices keep their batches, until it "
		           "can be stored again",
		           where, strerror(fault));
	c->stuck = true;
	c->report->counts.stuck = 1;
}

/* --- what was stored -------------------------------------------------------------------------- */

static void stored(struct collector *c, struct feed *f, const struct lot *l)
{
	if (c->stuck)
		report_say(c->report, WARNING, "resumed", NULL, "batches are stored again");
	c->stuck = false;
	c->report->counts.stuck = 0;
	if (l->seq > f->stored)
		f->stored = l->seq;
	f->owes = true;
	if (l->wrong[0])
		report_say(c->report, WARNING, "quarantined", f->who, "batch %" PRIu64 ": %s", l->seq,
		           l->wrong);
	report_say(c->report, NEWS, "stored", f->who, "batch %" PRIu64 ", %" PRIu64 " bytes", l->seq,
	           l->size);
}

static void damaged(struct collector *c, struct feed *f, const struct lot *l)
{
	unlink(l->part);
	if (l->resumed)
		return; /* what was there of it before a crash: it comes again from its first byte on */
	c->report->counts.refused++;
	report_say(c->report, WARNING, "damaged", f->who,
	           "batch %" PRIu64
	           " has not the bytes that it was announced with, and is refused: the "
	           "disk of the office may be failing",
	           l->seq);
	feed_put(c, f,
	         (struct hop){ .type = HOP_DENY,
	                       .a = EX_DATAERR,
	                       .b = l->seq,
	                       .body = TEXT("a batch has not the bytes that it was stored with; is the "
	                                    "disk of the spool failing?") });
}

/* One was not stored, nor those behind it: once all have come back, they come again from there on. */
static void reset(struct collector *c, struct feed *f)
{
	uint64_t stored;
	if (!index_stored(c->inbox, f->office, f->name, f->epoch, &stored))
		return; /* it is tried again */
	f->stored = f->received = stored;
	if (f->next > stored + 1)
		f->next = stored + 1;
	feed_close_part(f);
	feed_find_part(f);
	pthread_mutex_lock(&c->mutex);
	f->spoiled = false;
	pthread_mutex_unlock(&c->mutex);
	f->resets = false;
	f->owes = true;
}

static void take_stored(struct collector *c)
{
	for (struct lot *l = storing_take(c), *next; l; l = next) {
		struct feed *f = l->feed;
		next = l->next;
		f->lots--;
		c->out--;
		f->resets |= l->state != LOT_STORED;
		if (l->state == LOT_STORED)
			stored(c, f, l);
		else if (l->state == LOT_DAMAGED)
			damaged(c, f, l);
		lot_free(l);
	}
	pthread_mutex_lock(&c->mutex);
	bool broken = c->broken;
	int fault = c->fault;
	if (c->out == 0)
		c->broken = false;
	pthread_mutex_unlock(&c->mutex);
	if (broken && fault != ECANCELED)
		collector_stuck(c, c->folder, fault);
	for (size_t i = 0; i < c->n; i++)
		if (c->feed[i]->resets && c->feed[i]->lots == 0)
			reset(c, c->feed[i]);
}

/* --- looking round ---------------------------------------------------------------------------- */

static void leaves(struct collector *c, struct feed *f)
{
	c->left += f->lives;
	f->lives = false;
	feed_close_part(f);
}

/* First it hears why, and when we look the next time it is cut off. */
static void take_back(struct collector *c, struct feed *f)
{
	if (f->revoked) {
		wire_cut(f->socket);
		leaves(c, f);
		return;
	}
	f->revoked = true;
	report_say(c->report, WARNING, "revoked", f->who, "its key is no longer allowed");
	feed_put(c, f,
	         (struct hop){
				 .type = HOP_DENY, .a = EX_NOPERM, .body = TEXT("this key is no longer allowed") });
}

static void look_round(struct collector *c)
{
	uint64_t lives = 0;
	char office[KEY_NAME + 1];
	for (size_t i = 0; i < c->n; i++) {
		struct feed *f = c->feed[i];
		if (f->lives && c->keyed && !wire_allows(c->wire, f->key, office))
			take_back(c, f);
		else if (f->lives && seconds_now() - f->heard > c->silence)
			leaves(c, f);
		lives += f->lives;
	}
	c->report->counts.feeds = lives;
}

/* --- what is heard ---------------------------------------------------------------------------- */

static struct feed *by_id(struct collector *c, const struct wire_message *m, const uint8_t *id)
{
	for (size_t i = 0; i < c->n; i++)
		if (memcmp(c->feed[i]->id, id, HOP_ID) == 0 && strcmp(c->feed[i]->key, m->key) == 0)
			return c->feed[i]->epoch[0] ? c->feed[i] : NULL;
	return NULL;
}

static void breaks(struct collector *c, const struct wire_message *m, struct feed *f,
                   const char *what)
{
	report_say(c->report, WARNING, "protocol",
	           f              ? f->who
	           : m->office[0] ? m->office
	                          : NULL,
	           "breaks the protocol: %s; it is cut off", what);
	c->report->counts.refused++;
	if (f)
		leaves(c, f);
	wire_cut(m->socket);
}

static void answer(struct collector *c, struct feed *f, const struct hop *h)
{
	if (c->stuck && seconds_now() < c->quiet)
		feed_put(c, f, (struct hop){ .type = HOP_WAIT, .body = text_of(c->stuck_why) });
	else if (!f->resets)
		acknowledge(c, f, h->a);
}

static void unknown(struct collector *c, const struct wire_message *m, const struct hop *h)
{
	char head[HOP_HEAD];
	struct hop anew = { .type = HOP_ANEW, .version = HOP_FIRST };
	if (h->type == HOP_HELLO)
		collector_deny(c, m, h, EX_UNAVAILABLE,
		               "it stores what is delivered by way of a spool (weir-send --spool)");
	if (h->type != HOP_ASK)
		return;
	memcpy(anew.id, h->id, HOP_ID);
	hop_head(&anew, head);
	wire_send(c->wire, &m->route, (struct text){ head, HOP_HEAD }, (struct text){ 0 });
}

static const char too_many[] = "too many messages that bring nothing";

static void hear(struct collector *c, const struct wire_message *m)
{
	struct hop h;
	const char *odd = NULL;
	if (!hop_read(m->head, m->body, &h)) {
		breaks(c, m, NULL, "a message without a form");
		return;
	}
	struct feed *f = by_id(c, m, h.id);
	if (h.type == HOP_OFFER || !f || !f->lives) {
		if (!wire_may(c->wire, m))
			breaks(c, m, f, too_many);
		else if (f || !feed_is_former(c, m, &h))
			h.type == HOP_OFFER ? feed_offer(c, m, &h) : unknown(c, m, &h);
		return;
	}
	uint64_t next = f->next, offset = f->offset;
	bool headed = f->headed;
	bool calm = h.type == HOP_ASK && seconds_now() > f->asked + CALM;
	f->heard = seconds_now();
	f->asked = h.type == HOP_ASK ? f->heard : f->asked;
	f->route = m->route;
	f->socket = m->socket;
	if (h.type == HOP_BATCH)
		odd = feed_batch(c, f, &h);
	else if (h.type == HOP_PIECE_OF)
		odd = feed_piece(c, f, &h);
	else if (h.type == HOP_ASK)
		answer(c, f, &h);
	else if (h.type == HOP_LEAVE)
		leaves(c, f);
	else
		odd = "a message that is not an office's to send";
	bool same = f->next == next && f->offset == offset && f->headed == headed;
	if (!odd && !calm && same && !wire_may(c->wire, m))
		odd = too_many;
	if (odd)
		breaks(c, m, f, odd);
}

/* --- the turn --------------------------------------------------------------------------------- */

static int wait_time(const struct collector *c, double look)
{
	double left = look - seconds_now();
	for (size_t i = 0; i < c->n; i++)
		if (c->feed[i]->resets && c->feed[i]->lots == 0)
			return RETRY;
	return left > 0 ? (int)(left * 1000) + 1 : 0;
}

void collector_settle(struct collector *c)
{
	take_stored(c);
	for (size_t i = 0; i < c->n; i++)
		if (c->feed[i]->owes && c->feed[i]->lives && !c->feed[i]->resets)
			acknowledge(c, c->feed[i], 0);
}

void collector_turn(struct collector *c, double *look)
{
	struct wire_message m;
	if (seconds_now() >= *look) {
		look_round(c);
		*look = seconds_now() + LOOK;
	}
	collector_settle(c);
	enum wire_news news = wire_next(c->wire, wait_time(c, *look), &m);
	for (int i = 0; i < OFTEN && (news == WIRE_MESSAGE || news == WIRE_ODD); i++) {
		if (news == WIRE_MESSAGE)
			hear(c, &m);
		else
			breaks(c, &m, NULL, "a message of another number of frames than two");
		news = i + 1 < OFTEN ? wire_next(c->wire, 0, &m) : WIRE_TIME;
	}
}
