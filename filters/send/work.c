/* filters/send/work.c - the thread of a sender: what goes over the wire, and what comes back.
 *
 * What the chain gives is gathered until it can be sent: so pieces are large where records come fast, and a record of a
 * slow producer goes at once. What was sent is kept until the other side has taken it.
 */
#include "inside.h"
#include "lib/lz4.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>

/* Less is not packed; pieces. */
enum { SMALL = 4 << 10, PAUSE = 255 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

__attribute__((format(printf, 3, 4))) static void fail(struct sender *s, int status,
                                                       const char *form, ...)
{
	va_list args;
	va_start(args, form);
	pthread_mutex_lock(&s->mutex);
	if (s->status == 0 && !s->done) {
		s->status = status;
		int n = snprintf(s->why, sizeof(s->why), "%s: ", s->endpoint);
		if (n >= 0 && (size_t)n < sizeof(s->why))
			vsnprintf(s->why + n, sizeof(s->why) - (size_t)n, form, args);
	}
	pthread_cond_broadcast(&s->moved);
	pthread_mutex_unlock(&s->mutex);
	va_end(args);
}

/* --- sending ---------------------------------------------------------------------------------- */

static void sign(const struct sender *s, struct hop *h)
{
	h->version = h->type == HOP_HELLO ? HOP_FIRST : s->version;
	h->highest = h->type == HOP_HELLO ? HOP_VERSION : 0;
	memcpy(h->id, s->id, HOP_ID);
}

static bool put(struct sender *s, struct hop h)
{
	char head[HOP_HEAD];
	sign(s, &h);
	hop_head(&h, head);
	return wire_send(s->wire, NULL, (struct text){ head, HOP_HEAD }, h.body);
}

static void queue(struct sender *s, struct packet *p)
{
	p->next = NULL;
	*s->tail = p;
	s->tail = &p->next;
	if (!s->unsent)
		s->unsent = p, s->unsent_seq = s->next_seq;
	s->next_seq++;
	s->held += p->text;
	s->messages++;
}

static void queue_word(struct sender *s, enum hop_type type, int status, const char *why)
{
	size_t len = strlen(why);
	pthread_mutex_lock(&s->mutex);
	struct packet *p = packet_new(s, len);
	pthread_mutex_unlock(&s->mutex);
	if (!p) {
		fail(s, EX_OSERR, "out of memory");
		return;
	}
	p->type = type;
	p->records = s->records;
	p->status = status;
	p->len = len;
	memcpy(p->bytes, why, len);
	queue(s, p);
}

/* Bytes in s->packed: the piece, if it gets much smaller. What did not is tried again later, and later each time. Without
 * keys the line is a short one, or a fast one: then to pack costs more than it spares. */
static size_t pack(struct sender *s, const struct packet *p)
{
	if (!s->packs || s->version < HOP_PACKING || p->len < SMALL || s->skip > 0) {
		s->skip -= s->skip > 0;
		return 0;
	}
	size_t len = lz4_pack((struct text){ p->bytes, p->len }, s->packed, p->len / 2);
	s->pause = len > 0 ? 0 : s->pause < PAUSE ? 2 * s->pause + 1 : PAUSE;
	s->skip = s->pause;
	return len;
}

/* What takes less than half of its room moves to one of its own, so that many small ones are small. */
static struct packet *fitted(struct sender *s, struct packet *p)
{
	size_t packed = pack(s, p), len = packed ? packed : p->len;
	p->text = p->len;
	if (len >= HOP_PIECE / 2)
		return p;
	pthread_mutex_lock(&s->mutex);
	struct packet *small = packet_new(s, len);
	if (small) {
		small->len = len;
		small->text = p->len;
		small->records = p->records;
		small->type = packed ? HOP_PACKED : HOP_DATA;
		memcpy(small->bytes, packed ? s->packed : p->bytes, len);
		packet_leave(p);
	}
	pthread_mutex_unlock(&s->mutex);
	return small ? small : p;
}

/* Takes over what the chain has given, as far as the window allows: at once where nothing is on its way, else when it is
 * enough, since the receiver would not read it sooner. */
static void take_over(struct sender *s)
{
	pthread_mutex_lock(&s->mutex);
	struct packet *p = s->filling;
	bool fits =
		p && s->window > 0 && s->held + p->len <= s->window && s->messages < s->window_messages;
	bool takes = fits && (p->len >= HOP_ENOUGH || s->full || !s->first || s->last);
	if (takes) {
		s->filling = NULL;
		s->full = false;
		pthread_cond_broadcast(&s->moved);
	}
	s->hungry = !s->first && !takes;
	bool last = s->last && !s->filling && s->window > 0, ended = s->ended && s->window > 0;
	pthread_mutex_unlock(&s->mutex);
	if (takes)
		queue(s, fitted(s, p));
	if (last && !s->queued_last) {
		s->queued_last = true;
		queue_word(s, HOP_LAST, 0, "");
	}
	if (ended && !s->queued_end && (s->queued_last || s->end_status != 0)) {
		s->queued_end = true;
		queue_word(s, HOP_END, s->end_status, s->end_why);
	}
}

/* The end that a signal makes. */
static void say_caught(struct sender *s)
{
	char why[64];
	if (!s->caught || s->queued_end || s->window == 0)
		return;
	s->queued_end = true;
	snprintf(why, sizeof(why), "ended by signal %d (%s)", s->caught, sigdescr_np(s->caught));
	queue_word(s, HOP_END, EX_UNAVAILABLE, why);
}

/* By a thread of ZeroMQ's. */
static void sent(void *bytes, void *packet)
{
	struct packet *p = packet;
	struct sender *s = p->sender;
	(void)bytes;
	pthread_mutex_lock(&s->mutex);
	packet_leave(p);
	pthread_mutex_unlock(&s->mutex);
}

static bool lend(struct sender *s, struct packet *p, const struct hop *h)
{
	char head[HOP_HEAD];
	hop_head(h, head);
	pthread_mutex_lock(&s->mutex);
	p->users++;
	pthread_mutex_unlock(&s->mutex);
	return wire_lend(s->wire, NULL, (struct text){ head, HOP_HEAD },
	                 (struct text){ p->bytes, p->len }, sent, p);
}

static void send_all(struct sender *s)
{
	while (s->unsent) {
		struct packet *p = s->unsent;
		struct hop h = { .type = p->type, .a = s->unsent_seq, .b = p->records };
		h.c = p->type == HOP_PACKED ? p->text : (uint64_t)p->status;
		sign(s, &h);
		if (!lend(s, p, &h))
			return;
		s->unsent = p->next;
		s->unsent_seq++;
	}
}

/* A sign of life, and the question whether all that was sent has come: a line that was cut may have lost some. */
static void beat(struct sender *s)
{
	double t = now();
	if (t < s->beat)
		return;
	struct hop h = { .type = HOP_HELLO, .body = s->hello };
	if (s->window > 0)
		h = (struct hop){ .type = HOP_PING, .a = s->token + 1, .b = s->unsent_seq };
	bool sent = put(s, h);
	if (sent && s->window > 0)
		s->token++, s->asked = s->unsent_seq;
	s->beat = t + (sent ? HOP_BEAT : HOP_RETRY) / 1000.0;
	if (t - s->heard > s->silence)
		fail(s, s->window ? EX_TEMPFAIL : EX_UNAVAILABLE,
		     s->window ? "nothing heard for %g s; the receiver or the line is gone"
		               : "nobody answered for %g s; is weir-receive there, and is the key its own?",
		     s->silence);
}

/* --- what comes back -------------------------------------------------------------------------- */

static void forget(struct sender *s, uint64_t taken)
{
	pthread_mutex_lock(&s->mutex);
	while (s->first && s->first_seq <= taken && s->first != s->unsent) {
		struct packet *p = s->first;
		s->first = p->next;
		if (!s->first)
			s->tail = &s->first;
		s->first_seq++;
		s->held -= p->text;
		s->messages--;
		packet_leave(p);
	}
	pthread_mutex_unlock(&s->mutex);
}

/* From the message `want` on. */
static void send_again(struct sender *s, uint64_t want)
{
	struct packet *p = s->first;
	uint64_t seq = s->first_seq;
	for (; p && seq < want; p = p->next)
		seq++;
	s->unsent = p;
	s->unsent_seq = seq;
	s->resent = s->token;
}

static void acknowledged(struct sender *s, const struct hop *h)
{
	if (h->a > s->next_seq || h->b >= s->next_seq || h->c > s->token || h->b >= h->a) {
		fail(s, EX_PROTOCOL, "the receiver acknowledges what was not sent");
		return;
	}
	forget(s, h->b);
	if (h->c == s->token && h->c > s->resent && h->a < s->asked)
		send_again(s, h->a);
}

static void welcomed(struct sender *s, const struct hop *h)
{
	if (h->version < HOP_FIRST || h->version > HOP_VERSION || h->a < HOP_PIECE || h->b == 0)
		fail(s, EX_PROTOCOL, "the receiver's welcome makes no sense");
	else if (s->window == 0)
		s->window = h->a, s->window_messages = h->b, s->version = h->version;
}

static void hear(struct sender *s, const struct wire_message *m)
{
	struct hop h;
	if (!hop_read(m->head, m->body, &h) || memcmp(h.id, s->id, HOP_ID) != 0)
		return; /* nothing for this stream */
	s->heard = now();
	if (h.type == HOP_WELCOME)
		welcomed(s, &h);
	else if (h.type == HOP_ACK)
		acknowledged(s, &h);
	else if (h.type == HOP_REFUSE)
		fail(s, h.a > 0 && h.a < 256 ? (int)h.a : EX_UNAVAILABLE, "the receiver says: %.*s",
		     (int)h.body.len, h.body.at);
	else if (h.type == HOP_DONE && s->queued_end) {
		pthread_mutex_lock(&s->mutex);
		s->done = true;
		pthread_cond_broadcast(&s->moved);
		pthread_mutex_unlock(&s->mutex);
	} else
		fail(s, EX_PROTOCOL, "the receiver sends what is not its to send");
}

static bool goes_on(struct sender *s)
{
	pthread_mutex_lock(&s->mutex);
	bool on = s->status == 0 && !s->done && !s->stop;
	pthread_mutex_unlock(&s->mutex);
	return on;
}

void *sender_work(void *with)
{
	struct sender *s = with;
	struct wire_message m;
	s->heard = now();
	while (goes_on(s)) {
		ends_hear(s);
		take_over(s);
		say_caught(s);
		send_all(s);
		beat(s);
		double left = s->beat - now();
		switch (wire_next(s->wire, left > 0 ? (int)(left * 1000) + 1 : 0, &m)) {
		case WIRE_MESSAGE:
			hear(s, &m);
			break;
		case WIRE_UP:
			s->beat = 0;
			break;
		case WIRE_DENIED:
			fail(s, EX_NOPERM, "the receiver does not allow this key");
			break;
		default:
			break;
		}
	}
	if (s->caught)
		s->dies = 0, ends_hear(s);
	return NULL;
}
