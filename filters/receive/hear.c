/* filters/receive/hear.c - what senders say, and what they are answered. */
#include "streams.h"
#include "names.h"
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static bool put(struct receiver *r, const struct wire_route *to, struct hop h)
{
	char head[HOP_HEAD];
	hop_head(&h, head);
	return wire_send(r->wire, to, (struct text){ head, HOP_HEAD }, h.body);
}

bool stream_put(struct receiver *r, struct stream *s, struct hop h)
{
	h.version = s->version;
	memcpy(h.id, s->id, HOP_ID);
	return put(r, &s->route, h);
}

void stream_acknowledge(struct receiver *r, struct stream *s, uint64_t token)
{
	if (stream_put(r, s,
	               (struct hop){ .type = HOP_ACK, .a = s->expected, .b = s->taken, .c = token }))
		s->unacknowledged = 0;
}

static void refuse(struct receiver *r, const struct wire_message *m, const struct hop *h,
                   int status, const char *why)
{
	struct hop no = { .type = h->type == HOP_OFFER ? HOP_DENY : HOP_REFUSE,
		              .version = HOP_FIRST,
		              .a = (uint64_t)status,
		              .body = text_of(why) };
	memcpy(no.id, h->id, HOP_ID);
	put(r, &m->route, no);
}

static struct stream *by_route(struct receiver *r, const struct wire_route *to)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->stream[i]->route.len == to->len &&
		    memcmp(r->stream[i]->route.at, to->at, to->len) == 0)
			return r->stream[i];
	return NULL;
}

static struct stream *by_id(struct receiver *r, const struct wire_message *m, const uint8_t *id)
{
	for (size_t i = 0; i < r->n; i++)
		if (memcmp(r->stream[i]->id, id, HOP_ID) == 0 && strcmp(r->stream[i]->key, m->key) == 0)
			return r->stream[i];
	return NULL;
}

/* A stranger is shut; a sender whose stream this is can no longer be trusted to be whole. */
void receiver_odd(struct receiver *r, const struct wire_message *m, const char *what)
{
	const struct stream *s = by_route(r, &m->route);
	if (s)
		receiver_fail(r, EX_PROTOCOL, "%s: breaks the protocol: %s", s->who, what);
	wire_cut(m->socket);
}

/* --- those who come --------------------------------------------------------------------------- */

/* "name LF header LF" */
static bool cut_hello(struct text body, char name[KEY_NAME + 1], struct text *header)
{
	const char *lf = memchr(body.at, '\n', body.len);
	size_t n = lf ? (size_t)(lf - body.at) : 0;
	if (n == 0 || n > KEY_NAME)
		return false;
	memcpy(name, body.at, n);
	name[n] = '\0';
	*header = (struct text){ lf + 1, body.len - n - 1 };
	return key_is_name(name) && header->len > 1 &&
	       memchr(header->at, '\n', header->len) == header->at + header->len - 1;
}

const char *stream_sender(const struct stream *s)
{
	return s->office[0] ? s->office : s->name;
}

/* Of each that is waited for by its name, one stream. */
static bool is_expected(const struct receiver *r, const char *office, const char *name)
{
	const char *sender = office[0] ? office : name;
	if (!r->names.at)
		return true;
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(stream_sender(r->stream[i]), sender) == 0)
			return false;
	return names_hold(r->names, text_of(sender));
}

static const char *why_not(struct receiver *r, const struct wire_message *m, const struct hop *h,
                           char *name, struct text *header, int *status)
{
	*status = EX_PROTOCOL;
	if (h->version > HOP_VERSION || h->highest < HOP_FIRST || h->highest < h->version)
		return "it speaks versions 1 and 2 of the protocol only";
	if (!cut_hello(h->body, name, header))
		return "this hello has no name or no header";
	*status = EX_UNAVAILABLE;
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->stream[i]->office, m->office) == 0 && strcmp(r->stream[i]->name, name) == 0)
			return "a stream of this office and name is here already (--stream tells them apart)";
	if (!is_expected(r, m->office, name))
		return "it does not wait for this sender (--names)";
	if (r->n == r->from)
		return "it has all the senders that it waits for (--from)";
	*status = EX_NOPERM;
	char office[KEY_NAME + 1];
	return m->key[0] && !wire_allows(r->wire, m->key, office) ? "it does not allow this key" : NULL;
}

static struct stream *stream_new(const struct wire_message *m, const struct hop *h,
                                 const char *name, struct text header)
{
	struct stream *s = calloc(1, sizeof(*s));
	char *copy = malloc(header.len);
	if (!s || !copy) {
		free(s);
		free(copy);
		return NULL;
	}
	memcpy(copy, header.at, header.len);
	memcpy(s->id, h->id, HOP_ID);
	s->version = h->highest < HOP_VERSION ? h->highest : HOP_VERSION;
	memcpy(s->office, m->office, sizeof(s->office));
	memcpy(s->key, m->key, sizeof(s->key));
	snprintf(s->name, sizeof(s->name), "%s", name);
	bool both = s->office[0] && strcmp(name, "main") != 0;
	snprintf(s->who, sizeof(s->who), "%s%s%s", s->office, both ? "/" : "",
	         both || !s->office[0] ? name : "");
	s->header.at = copy;
	s->header.len = header.len;
	s->tail = &s->first;
	s->expected = 1;
	return s;
}

static void seen(struct stream *s, const struct wire_message *m)
{
	s->route = m->route;
	s->socket = m->socket;
	s->heard = receiver_now();
}

static void hello(struct receiver *r, const struct wire_message *m, const struct hop *h)
{
	char name[KEY_NAME + 1];
	struct text header;
	int status;
	struct stream *s = by_id(r, m, h->id);
	if (!s) {
		const char *why = why_not(r, m, h, name, &header, &status);
		if (why) {
			refuse(r, m, h, status, why);
			return;
		}
		s = stream_new(m, h, name, header);
		if (!s) {
			receiver_fail(r, EX_OSERR, "out of memory");
			return;
		}
		r->stream[r->n++] = s;
		pthread_cond_broadcast(&r->moved);
	}
	seen(s, m);
	stream_put(r, s, (struct hop){ .type = HOP_WELCOME, .a = HOP_WINDOW, .b = HOP_MESSAGES });
}

/* --- what they bring -------------------------------------------------------------------------- */

static struct packet *packet_new(struct receiver *r, struct text body, size_t len)
{
	enum { LARGE = 16 << 10 };
	bool keep = body.len >= LARGE;
	struct packet *p = malloc(sizeof(*p) + (keep ? 0 : body.len));
	if (!p)
		return NULL;
	*p = (struct packet){ .len = len, .packed = body.len < len ? body.len : 0, .kept = keep };
	if (keep)
		wire_keep(r->wire, &p->body);
	else
		memcpy(p->bytes, body.at, body.len);
	return p;
}

void packet_free(struct packet *p)
{
	if (p->kept)
		wire_let_go(&p->body);
	free(p);
}

static const char *data(struct receiver *r, struct stream *s, const struct hop *h)
{
	size_t len = h->type == HOP_PACKED ? (size_t)h->c : h->body.len;
	if (s->last)
		return "data behind the last";
	if (s->held + len > HOP_WINDOW || s->messages >= HOP_MESSAGES)
		return "more than the window allows";
	if (h->b > len)
		return "more records than bytes";
	struct packet *p = packet_new(r, h->body, len);
	if (!p) {
		receiver_fail(r, EX_OSERR, "out of memory");
		return NULL;
	}
	*s->tail = p;
	s->tail = &p->next;
	s->held += p->len;
	s->messages++;
	s->records += h->b;
	return NULL;
}

static const char *last(struct stream *s, const struct hop *h)
{
	if (s->last)
		return "two ends of data";
	if (h->b != s->records)
		return "it counts out another number of records than it sent";
	s->last = true;
	return NULL;
}

static const char *end(struct receiver *r, struct stream *s, const struct hop *h)
{
	if (h->c == 0 && (!s->last || h->b != s->records))
		return "a good end without the end of data, or with another number of records";
	if (h->c == 0)
		s->end = true;
	else if (r->status == 0) {
		receiver_fail(r, EX_DATAERR, "%s failed: %.*s", s->who, (int)h->body.len,
		              h->body.len ? h->body.at : "");
		if (h->body.len == 0)
			snprintf(r->why, sizeof(r->why), "%s: its run failed, status %u", s->who,
			         (unsigned)(h->c & 255));
	}
	if (h->c != 0)
		s->done = stream_put(r, s, (struct hop){ .type = HOP_DONE });
	return NULL;
}

/* Greetings, signs of life, what is old: so many of them that they cost more than they are worth are an attack. The stream
 * goes on over a new connection, if it is one. */
static bool may(struct receiver *r, const struct wire_message *m)
{
	bool may = wire_may(r->wire, m);
	if (!may)
		wire_cut(m->socket);
	return may;
}

/* Those with a number come in their order; what came before is old, what comes too early will come again. */
static const char *numbered(struct receiver *r, const struct wire_message *m, struct stream *s,
                            const struct hop *h)
{
	if (h->a != s->expected) {
		may(r, m);
		return NULL;
	}
	const char *odd = h->type == HOP_LAST  ? last(s, h)
	                  : h->type == HOP_END ? end(r, s, h)
	                                       : data(r, s, h);
	if (odd)
		return odd;
	s->expected++;
	pthread_cond_broadcast(&r->moved);
	return NULL;
}

void receiver_hear(struct receiver *r, const struct wire_message *m)
{
	struct hop h;
	const char *odd = NULL;
	if (!hop_read(m->head, m->body, &h)) {
		receiver_odd(r, m, "a message without a form");
		return;
	}
	if (h.type == HOP_HELLO) {
		if (may(r, m))
			hello(r, m, &h);
		return;
	}
	struct stream *s = by_id(r, m, h.id);
	if (!s) {
		if (!may(r, m))
			return;
		if (h.type == HOP_OFFER)
			refuse(r, m, &h, EX_UNAVAILABLE,
			       "it takes a live hop; what waits in a spool goes to weir-receive --inbox");
		if (h.type == HOP_PING)
			refuse(r, m, &h, EX_UNAVAILABLE, "it does not know this stream; was it started anew?");
		return;
	}
	seen(s, m);
	if (h.type == HOP_PACKED && s->version < HOP_PACKING)
		odd = "packed records, in a version that has none";
	else if (h.type == HOP_DATA || h.type == HOP_PACKED || h.type == HOP_LAST || h.type == HOP_END)
		odd = numbered(r, m, s, &h);
	else if (h.type != HOP_PING)
		odd = "a message that only a receiver sends";
	else if (!may(r, m))
		return;
	else if (s->done)
		stream_put(r, s, (struct hop){ .type = HOP_DONE });
	else
		stream_acknowledge(r, s, h.a);
	if (odd)
		receiver_odd(r, m, odd);
}
