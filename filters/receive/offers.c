/* filters/receive/offers.c - somebody wants to deliver a feed: who, under which epoch, and from where on. */
#include "feeds.h"
#include "lib/durable.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static const double LATE = 5,
					LIVE = 10; /* seconds: messages of a killed process may come; it is there */

struct offer {
	const char *office;
	char feed[KEY_NAME + 1], epoch[INBOX_EPOCH + 1];
};

void collector_deny(struct collector *c, const struct wire_message *m, const struct hop *h,
                    int status, const char *why)
{
	char head[HOP_HEAD];
	struct hop no = { .type = h->type == HOP_HELLO ? HOP_REFUSE : HOP_DENY,
		              .version = HOP_FIRST,
		              .a = (uint64_t)status };
	memcpy(no.id, h->id, HOP_ID);
	hop_head(&no, head);
	c->report->counts.refused++;
	wire_send(c->wire, &m->route, (struct text){ head, HOP_HEAD }, text_of(why));
}

/* --- who ------------------------------------------------------------------------------------- */

bool feed_is_former(struct collector *c, const struct wire_message *m, const struct hop *h)
{
	for (size_t i = 0; i < c->n; i++) {
		struct feed *f = c->feed[i];
		for (size_t k = 0; k < f->formers; k++) {
			struct former *old = &f->former[k];
			if (memcmp(old->id, h->id, HOP_ID) != 0 || strcmp(f->key, m->key) != 0)
				continue;
			if (seconds_now() - old->since < LATE)
				return true;
			if (!old->told)
				report_say(c->report, WARNING, "clone", f->who,
				           "two processes deliver it at once with one key and one spool; the "
				           "earlier one is refused: was the key or the machine copied?");
			old->told = true;
			collector_deny(
				c, m, h, EX_CONFIG,
				"another process delivers this feed with this key and spool; was the key "
				"or the machine copied?");
			return true;
		}
	}
	return false;
}

static void become_former(struct feed *f)
{
	if (f->formers == CLONES) {
		memmove(f->former, f->former + 1, (CLONES - 1) * sizeof(*f->former));
		f->formers--;
	}
	struct former *old = &f->former[f->formers++];
	*old = (struct former){ .since = seconds_now() };
	memcpy(old->id, f->id, HOP_ID);
}

static struct feed *find(struct collector *c, const struct offer *o)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->feed[i]->office, o->office) == 0 && strcmp(c->feed[i]->name, o->feed) == 0)
			return c->feed[i];
	return NULL;
}

void feed_free(struct feed *f)
{
	feed_close_part(f);
	free(f);
}

/* A feed nobody delivers now is known from the index alone. */
static bool make_room(struct collector *c)
{
	for (size_t i = 0; c->n == FEEDS && i < c->n; i++)
		if (!c->feed[i]->lives && c->feed[i]->lots == 0 && !c->feed[i]->resets) {
			feed_free(c->feed[i]);
			c->feed[i] = c->feed[--c->n];
		}
	return c->n < FEEDS;
}

static struct feed *add(struct collector *c, const struct offer *o)
{
	struct feed *f = make_room(c) ? calloc(1, sizeof(*f)) : NULL;
	if (!f)
		return NULL;
	f->part = -1;
	snprintf(f->office, sizeof(f->office), "%s", o->office);
	snprintf(f->name, sizeof(f->name), "%s", o->feed);
	snprintf(f->who, sizeof(f->who), "%s/%s", o->office, o->feed);
	c->feed[c->n++] = f;
	return f;
}

/* --- under which epoch ------------------------------------------------------------------------ */

/* Where its batches will lie, and what is there. False: it cannot be stored now. */
static bool settle_in(struct collector *c, struct feed *f, const struct offer *o)
{
	if (!path_put(f->folder, "%s/batches/%s/%s/%s", c->folder, o->office, o->feed, o->epoch))
		return false;
	int fault = folder_make(f->folder);
	if (fault || !index_stored(c->inbox, o->office, o->feed, o->epoch, &f->stored)) {
		collector_stuck(c, fault ? f->folder : "index.db", fault ? fault : EIO);
		return false;
	}
	snprintf(f->epoch, sizeof(f->epoch), "%s", o->epoch);
	f->received = f->stored;
	f->formers = 0;
	feed_find_part(f);
	return true;
}

/* Null: it counts from now on; or why not. *status 0: it cannot be looked up now. */
static const char *enter(struct collector *c, struct feed *f, const struct offer *o, int *status)
{
	struct epochs e;
	*status = 0;
	if (!index_epoch(c->inbox, o->office, o->feed, o->epoch, &e))
		return "its index cannot be read";
	*status = EX_CONFIG;
	if (e.replaced)
		return "another epoch has replaced this one: this spool was copied or restored, and is no "
			   "longer the one that counts";
	*status = EX_TEMPFAIL;
	bool live = f->lives && seconds_now() - f->heard < LIVE;
	if (e.other && (live || f->lots > 0 || f->resets))
		return "this feed is being delivered from another spool; two at once cannot be";
	if (!e.known && e.feeds >= OFFICE_FEEDS)
		return "this office has as many feeds as one may have";
	*status = 0;
	if (!e.known && !index_begin(c->inbox, o->office, o->feed, o->epoch)) {
		collector_stuck(c, "index.db", strstr(inbox_why(c->inbox), "full") ? ENOSPC : EIO);
		return "its index cannot be written";
	}
	if (e.other)
		report_say(c->report, WARNING, "epoch", f->who,
		           "another spool delivers it from now on, and the one before is refused: was it "
		           "made anew?");
	return settle_in(c, f, o) ? NULL : "it cannot store now";
}

/* --- from where on ---------------------------------------------------------------------------- */

static const char *place(struct collector *c, struct feed *f, const struct hop *h)
{
	if (h->b == 0 || h->b > h->a + 1 || h->a > INT64_MAX)
		return "this offer makes no sense";
	if (h->a < f->received)
		return "more batches of this spool are here than it knows of: it was restored from an "
			   "older "
			   "copy";
	if (h->b > f->received + 1) {
		report_say(
			c->report, WARNING, "gap", f->who,
			"batches %" PRIu64 " to %" PRIu64
			" were acknowledged and are not here: was the inbox restored from an older copy?",
			f->received + 1, h->b - 1);
		feed_drop_part(f);
		f->stored = f->received = h->b - 1;
	}
	f->next = h->b;
	f->headed = false;
	return NULL;
}

static void welcome(struct collector *c, struct feed *f)
{
	struct hop h = { .type = HOP_TAKE, .a = f->received, .c = HOP_WINDOW };
	if (f->part_path[0] && f->offset > 0) {
		h.b = f->offset;
		h.body = (struct text){ (const char *)f->hash, SHA256 };
	}
	feed_put(c, f, h);
}

static void wait_for_us(struct collector *c, const struct wire_message *m, const struct hop *h,
                        const char *why)
{
	char head[HOP_HEAD];
	struct hop wait = { .type = HOP_WAIT, .version = HOP_FIRST };
	memcpy(wait.id, h->id, HOP_ID);
	hop_head(&wait, head);
	wire_send(c->wire, &m->route, (struct text){ head, HOP_HEAD },
	          text_of(c->stuck ? c->stuck_why : why));
}

static void seat(struct feed *f, const struct wire_message *m, const struct hop *h)
{
	if (f->lives && memcmp(f->id, h->id, HOP_ID) != 0)
		become_former(f);
	memcpy(f->id, h->id, HOP_ID);
	memcpy(f->key, m->key, sizeof(f->key));
	f->route = m->route;
	f->socket = m->socket;
	f->heard = seconds_now();
	f->lives = true;
	f->revoked = false;
	f->told = 0;
}

/* "feed LF epoch LF" */
static bool read_offer(const struct collector *c, const struct wire_message *m, const struct hop *h,
                       struct offer *o)
{
	uint8_t epoch[INBOX_EPOCH / 2];
	const char *lf = memchr(h->body.at, '\n', h->body.len);
	size_t n = lf ? (size_t)(lf - h->body.at) : 0;
	o->office = c->keyed ? m->office : "local";
	if (n == 0 || n > KEY_NAME || h->body.len != n + 1 + INBOX_EPOCH + 1 ||
	    h->body.at[h->body.len - 1] != '\n' || !hex_get(lf + 1, epoch, sizeof(epoch)))
		return false;
	memcpy(o->feed, h->body.at, n);
	o->feed[n] = '\0';
	hex_put(o->epoch, epoch, sizeof(epoch));
	return key_is_name(o->feed) && key_is_name(o->office);
}

void feed_offer(struct collector *c, const struct wire_message *m, const struct hop *h)
{
	struct offer o;
	const char *why = NULL;
	int status = EX_PROTOCOL;
	if (h->version > HOP_FIRST || h->highest < HOP_FIRST)
		why = "it speaks version 1 of the protocol only";
	else if (!read_offer(c, m, h, &o))
		why = "this offer has no feed or no epoch";
	char office[KEY_NAME + 1];
	if (!why && c->keyed && !wire_allows(c->wire, m->key, office))
		status = EX_NOPERM, why = "this key is no longer allowed";
	struct feed *f = why ? NULL : find(c, &o);
	if (!why && !f && !(f = add(c, &o)))
		status = EX_TEMPFAIL, why = "it has as many feeds as it can take at once";
	if (!why && strcmp(f->epoch, o.epoch) != 0)
		why = enter(c, f, &o, &status);
	if (why && status == 0) {
		wait_for_us(c, m, h, why);
		return;
	}
	if (!why && f->resets)
		return; /* it will ask again */
	if (!why && (why = place(c, f, h)))
		status = EX_CONFIG;
	if (why) {
		report_say(c->report, WARNING, "refused", f ? f->who : m->office, "%s", why);
		collector_deny(c, m, h, status, why);
		return;
	}
	if (!f->lives || memcmp(f->id, h->id, HOP_ID) != 0)
		report_say(c->report, NEWS, "offer", f->who, "batches %" PRIu64 " to %" PRIu64, h->b, h->a);
	seat(f, m, h);
	welcome(c, f);
}
