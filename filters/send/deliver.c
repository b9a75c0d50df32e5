/* filters/send/deliver.c - what waits in a spool is brought to the collector: all feeds over one connection. */
#include "deliver.h"
#include "carrier.h"
#include "lib/durable.h"
#include <errno.h>
#include <unistd.h>

enum { LINGER = 1000, OFTEN = 32 };
/* Seconds: acknowledged batches are taken from the disk together, in a tenth of the time at most. What is not yet when the
 * process is killed comes again, as a head alone. */
static const double SETTLE = 0.5, SHARE = 10;

struct delivery {
	struct run *run;
	const char *spool, *endpoint;
	struct wire *wire;
	double silence, settle; /* settle: when it does so next */
	size_t n;
	struct carrier *carrier;
	int status; /* of the spool itself */
};

/* --- beginning -------------------------------------------------------------------------------- */

/* A name that a killed process gave may not be on the disk yet, and nothing else may ever have this number. */
static int read_feed(struct run *run, const char *spool, const char *feed, struct spool_feed *f)
{
	char folder[PATH_MAX];
	int fault = path_put(folder, "%s/%s", spool, feed) ? folder_sync(folder) : ENAMETOOLONG;
	if (fault)
		return run_fail(run, EX_IOERR, "%s/%s: %s", spool, feed, strerror(fault));
	int status = spool_read(run, spool, feed, f);
	if (status == 0)
		spool_clear(spool, f);
	return status;
}

static int read_spool(struct delivery *d)
{
	struct texts feeds = { 0 };
	struct spool_feed f = { 0 };
	int lock = -1, status = spool_feeds(d->run, d->spool, &feeds);
	if (status == 0)
		status = spool_lock(d->run, d->spool, "lock", (size_t)d->silence, &lock);
	if (status != 0)
		return status;
	d->carrier = arena_zeros(run_arena(d->run), (feeds.n + 1) * sizeof(*d->carrier));
	for (size_t i = 0; i < feeds.n && status == 0; i++) {
		status = read_feed(d->run, d->spool, feeds.at[i].at, &f);
		if (status == 0 && f.n > 0 && !carrier_begin(&d->carrier[d->n++], d->run, &f))
			status = run_fail(d->run, EX_OSERR, "no random bytes");
	}
	close(lock);
	return status;
}

/* --- on the way ------------------------------------------------------------------------------- */

static void settle(struct delivery *d, bool now)
{
	double began = seconds_now();
	if (!now && began < d->settle)
		return;
	for (size_t i = 0; i < d->n && d->status == 0; i++) {
		struct carrier *c = &d->carrier[i];
		if (c->acknowledged > c->feed.acknowledged)
			d->status = spool_settle(d->run, d->spool, &c->feed, c->acknowledged);
	}
	d->settle = seconds_now() + SETTLE + SHARE * (seconds_now() - began);
}

static void check_silence(struct delivery *d, struct carrier *c)
{
	double now = seconds_now();
	if (c->waits && now - c->moved > d->silence)
		c->state = STOPPED, c->status = EX_TEMPFAIL; /* it has said why */
	else if (now - c->heard > d->silence)
		carrier_stop(
			c, EX_TEMPFAIL,
			c->state == GREETING
				? "nobody answered for %g s; is weir-receive there, and is the key its own?"
				: "nothing heard for %g s; the collector or the line is gone",
			d->silence);
}

static bool is_on_its_way(const struct carrier *c)
{
	return c->state == GREETING || c->state == GOING;
}

/* Milliseconds until the next sign of life is due; less than 0: none is on its way. */
static int work(struct delivery *d)
{
	double next = -1, now = seconds_now();
	for (size_t i = 0; i < d->n; i++) {
		struct carrier *c = &d->carrier[i];
		if (is_on_its_way(c))
			carrier_send(c, d->wire, d->spool);
		if (is_on_its_way(c))
			check_silence(d, c);
		if (is_on_its_way(c) && (next < 0 || c->beat < next))
			next = c->beat;
	}
	return next < 0 ? -1 : next > now ? (int)((next - now) * 1000) + 1 : 0;
}

static void hear(struct delivery *d, const struct wire_message *m)
{
	struct hop h;
	if (!hop_read(m->head, m->body, &h))
		return;
	for (size_t i = 0; i < d->n; i++)
		if (memcmp(d->carrier[i].id, h.id, HOP_ID) == 0)
			carrier_hear(&d->carrier[i], &h);
}

/* What has come is heard before anything is sent again. */
static void bring(struct delivery *d)
{
	struct wire_message m;
	for (int wait = work(d); wait >= 0 && d->status == 0; wait = work(d)) {
		enum wire_news news = wire_next(d->wire, wait, &m);
		for (int i = 0; news == WIRE_MESSAGE && i < OFTEN; i++) {
			hear(d, &m);
			news = wire_next(d->wire, 0, &m);
		}
		if (news == WIRE_MESSAGE)
			hear(d, &m);
		for (size_t i = 0; news == WIRE_DENIED && i < d->n; i++)
			carrier_stop(&d->carrier[i], EX_NOPERM, "the collector does not allow this key");
		settle(d, false);
	}
}

/* --- the end ---------------------------------------------------------------------------------- */

static int end(struct delivery *d)
{
	for (size_t i = 0; i < d->n; i++)
		carrier_end(&d->carrier[i], d->wire);
	wire_close(d->wire, LINGER);
	settle(d, true);
	int status = d->status;
	for (size_t i = 0; i < d->n; i++) {
		const struct carrier *c = &d->carrier[i];
		spool_note(d->spool, c->feed.name, c->state == STOPPED ? c->why : "");
		if (c->state == STOPPED && status == 0)
			status = run_fail(d->run, c->status, "%s: %s: %s", d->endpoint, c->feed.name, c->why);
	}
	return status;
}

static int carry(struct delivery *d, const struct reach *reach)
{
	int status = reach_open(reach, d->run, &d->wire);
	for (size_t i = 0; i < d->n && status != 0; i++)
		spool_note(d->spool, d->carrier[i].feed.name, "the collector could not be dialled");
	if (status != 0)
		return status;
	for (size_t i = 0; i < d->n; i++)
		d->carrier[i].heard = d->carrier[i].moved = seconds_now();
	bring(d);
	return end(d);
}

int deliver(struct run *run, const char *spool, const struct reach *reach, size_t silence)
{
	struct delivery d = { .run = run, .spool = spool, .endpoint = reach->endpoint.at };
	int lock = -1, status;
	d.silence = (double)silence;
	if (access(spool, F_OK) != 0 && errno == ENOENT)
		return 0; /* nothing was ever stored */
	status = spool_lock(run, spool, "deliver", silence, &lock);
	if (status == 0)
		status = read_spool(&d);
	if (status == 0 && d.n > 0)
		status = carry(&d, reach);
	if (lock >= 0)
		close(lock);
	return status;
}
