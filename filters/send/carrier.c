/* filters/send/carrier.c - one feed of a spool on its way: what was sent of it, and how far the collector has come. */
#include "carrier.h"
#include "lib/durable.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

void carrier_stop(struct carrier *c, int status, const char *why, ...)
{
	va_list args;
	va_start(args, why);
	if (c->state != STOPPED) {
		c->state = STOPPED;
		c->status = status;
		vsnprintf(c->why, sizeof(c->why), why, args);
	}
	va_end(args);
}

static void close_file(struct carrier *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

bool carrier_begin(struct carrier *c, struct run *run, const struct spool_feed *feed)
{
	*c = (struct carrier){ .feed = *feed, .fd = -1, .acknowledged = feed->acknowledged };
	c->before = arena_zeros(run_arena(run), (feed->n + 1) * sizeof(*c->before));
	for (size_t i = 0; i < feed->n; i++)
		c->before[i + 1] = c->before[i] + feed->at[i].size;
	int n = snprintf(c->bytes, sizeof(c->bytes), "%s\n%s\n", feed->name, feed->epoch);
	c->hello = (struct text){ c->bytes, (size_t)n };
	c->heard = c->moved = seconds_now();
	return getrandom(c->id, HOP_ID, 0) == HOP_ID;
}

/* --- sending ---------------------------------------------------------------------------------- */

static bool put(struct carrier *c, struct wire *wire, struct hop h)
{
	char head[HOP_HEAD];
	h.version = HOP_FIRST;
	h.highest = h.type == HOP_OFFER ? HOP_FIRST : 0;
	memcpy(h.id, c->id, HOP_ID);
	hop_head(&h, head);
	return wire_send(wire, NULL, (struct text){ head, HOP_HEAD }, h.body);
}

/* A sign of life, and the question how far the collector has come: a line that was cut may have lost some. */
static void beat(struct carrier *c, struct wire *wire)
{
	double t = seconds_now();
	if (t < c->beat)
		return;
	const struct spool_feed *f = &c->feed;
	struct hop h = { .type = HOP_ASK, .a = c->token + 1 };
	if (c->state == GREETING)
		h = (struct hop){
			.type = HOP_OFFER, .a = f->highest, .b = c->acknowledged + 1, .body = c->hello
		};
	bool sent = put(c, wire, h);
	c->token += sent && c->state == GOING;
	c->beat = t + (sent ? HOP_BEAT : HOP_RETRY) / 1000.0;
}

static bool open_file(struct carrier *c, const char *spool)
{
	const struct waiting *w = &c->feed.at[c->at];
	char path[PATH_MAX];
	if (c->fd >= 0)
		return true;
	if (spool_path(spool, c->feed.name, w->seq, w->hash, path))
		c->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (c->fd < 0)
		carrier_stop(c, EX_IOERR, "%s: %s", path, strerror(errno));
	return c->fd >= 0;
}

static bool send_head(struct carrier *c, struct wire *wire)
{
	const struct waiting *w = &c->feed.at[c->at];
	if (w->seq <= c->here)
		c->offset = w->size;
	else if (w->seq == c->here + 1 && c->part > c->offset && c->part <= w->size &&
	         memcmp(w->hash, c->part_hash, SHA256) == 0)
		c->offset = c->part;
	if (w->seq > c->here)
		c->part = 0;
	struct hop h = { .type = HOP_BATCH, .a = w->seq, .b = w->size, .c = c->offset };
	h.body = (struct text){ (const char *)w->hash, SHA256 };
	c->headed = put(c, wire, h);
	return c->headed;
}

static bool send_piece(struct carrier *c, struct wire *wire, const char *spool)
{
	const struct waiting *w = &c->feed.at[c->at];
	char bytes[HOP_PIECE];
	uint64_t left = w->size - c->offset;
	size_t got = 0, want = left < HOP_PIECE ? (size_t)left : HOP_PIECE;
	if (!open_file(c, spool))
		return false;
	int fault = read_at(c->fd, bytes, want, c->offset, &got);
	if (fault || got < want) {
		carrier_stop(c, EX_IOERR, "%s: batch %" PRIu64 ": %s", spool, w->seq,
		             fault ? strerror(fault) : "its file is shorter than it was");
		return false;
	}
	struct hop h = { .type = HOP_PIECE_OF, .a = w->seq, .b = c->offset, .body = { bytes, got } };
	if (!put(c, wire, h))
		return false;
	c->offset += got;
	return true;
}

static bool may_send(const struct carrier *c)
{
	return c->state == GOING && !c->waits && c->at < c->feed.n &&
	       c->feed.at[c->at].seq <= c->acknowledged + HOP_BATCHES &&
	       (!c->headed || c->before[c->at] + c->offset < c->there + c->window);
}

void carrier_send(struct carrier *c, struct wire *wire, const char *spool)
{
	if (c->state == GREETING || c->state == GOING)
		beat(c, wire);
	while (may_send(c)) {
		if (!c->headed && !send_head(c, wire))
			return;
		if (c->offset < c->feed.at[c->at].size) {
			if (!send_piece(c, wire, spool))
				return;
			continue;
		}
		close_file(c);
		c->at++;
		c->offset = 0;
		c->headed = false;
	}
}

void carrier_end(struct carrier *c, struct wire *wire)
{
	if (c->state == GOING || c->state == DELIVERED)
		put(c, wire, (struct hop){ .type = HOP_LEAVE });
	close_file(c);
}

/* --- what comes back -------------------------------------------------------------------------- */

/* From this batch and byte on. */
static void go_to(struct carrier *c, uint64_t seq, uint64_t offset)
{
	close_file(c);
	c->at = (size_t)(seq - c->feed.at[0].seq);
	c->offset = offset;
	c->headed = false;
}

/* The batch that the collector wants next, and how much it has of it: is there such a place? */
static bool is_place(const struct carrier *c, uint64_t seq, uint64_t offset)
{
	uint64_t first = c->feed.at[0].seq, n = c->feed.n;
	if (seq < first || seq > first + n)
		return false;
	return seq == first + n ? offset == 0 : offset <= c->feed.at[seq - first].size;
}

static void taken(struct carrier *c, const struct hop *h)
{
	uint64_t first = c->feed.at[0].seq, token = h->body.len ? hop_get_number(h->body.at) : 0;
	if (!is_place(c, h->b, h->c) || h->a >= first + c->feed.n || h->a >= h->b || token > c->token) {
		carrier_stop(c, EX_PROTOCOL, "the collector acknowledges what was not sent");
		return;
	}
	size_t at = (size_t)(h->b - first);
	uint64_t there = c->before[at] + h->c;
	bool behind =
		at < c->at || (at == c->at && h->c < c->offset); /* at its end it wants its head */
	if (there != c->there || h->a > c->acknowledged)
		c->moved = c->heard;
	c->there = there;
	if (h->a > c->acknowledged)
		c->acknowledged = h->a;
	if (token > 0 && token == c->token)
		c->waits = false;
	if (token == c->token && token > c->resent && behind) {
		c->resent = token;
		c->here = h->b - 1 < c->here ? h->b - 1 : c->here;
		go_to(c, h->b, h->c);
	}
	if (c->acknowledged == first + c->feed.n - 1)
		c->state = DELIVERED;
}

static void welcomed(struct carrier *c, const struct hop *h)
{
	if (c->state != GREETING)
		return;
	if (h->version != HOP_FIRST || h->c < HOP_PIECE) {
		carrier_stop(c, EX_PROTOCOL, "the collector's welcome makes no sense");
		return;
	}
	c->state = GOING;
	c->window = h->c;
	c->here = h->a;
	c->resent = c->token;
	c->beat = 0;
	c->part = h->body.len == HOP_HASH ? h->b : 0;
	if (c->part > 0)
		memcpy(c->part_hash, h->body.at, HOP_HASH);
	go_to(c, c->acknowledged + 1, 0); /* what was acknowledged may be gone already */
	c->there = c->before[c->at];
}

void carrier_hear(struct carrier *c, const struct hop *h)
{
	if (c->state == STOPPED || c->state == DELIVERED)
		return;
	c->heard = seconds_now();
	if (h->type == HOP_TAKE)
		welcomed(c, h);
	else if (h->type == HOP_STORED && c->state == GOING)
		taken(c, h);
	else if (h->type == HOP_WAIT) {
		c->waits = true;
		snprintf(c->why, sizeof(c->why), "the collector says: %.*s", (int)h->body.len, h->body.at);
	} else if (h->type == HOP_ANEW) {
		c->state = GREETING;
		c->beat = 0;
	} else if (h->type == HOP_DENY)
		carrier_stop(c, h->a > 0 && h->a < 256 ? (int)h->a : EX_UNAVAILABLE,
		             "the collector says: %.*s", (int)h->body.len, h->body.at);
}
