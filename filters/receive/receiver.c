/* filters/receive/receiver.c - a thread that takes what senders bring, and gives it to the chain stream by stream. */
#include "receiver.h"
#include "streams.h"
#include "lib/lz4.h"
#include "names.h"
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>

enum { ACKNOWLEDGE = HOP_WINDOW / 8, LINGER = 2000, FAREWELL = 5 };
static const double LOOK = 0.25; /* seconds: a key that is taken back counts twice as long */

double receiver_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void receiver_fail(struct receiver *r, int status, const char *form, ...)
{
	va_list args;
	va_start(args, form);
	if (r->status == 0) {
		r->status = status;
		vsnprintf(r->why, sizeof(r->why), form, args);
	}
	va_end(args);
	pthread_cond_broadcast(&r->moved);
}

/* --- the thread ------------------------------------------------------------------------------- */

/* First it hears why, and when we look the next time it is cut off. */
static void take_back(struct receiver *r, struct stream *s)
{
	if (s->revoked)
		wire_cut(s->socket);
	s->revoked = true;
	receiver_fail(r, EX_NOPERM, "%s: its key is no longer allowed", s->who);
	stream_put(r, s,
	           (struct hop){ .type = HOP_REFUSE,
	                         .a = EX_NOPERM,
	                         .body = TEXT("this key is no longer allowed") });
}

static void too_few(struct receiver *r)
{
	for (size_t i = 0; r->names.at && i < r->from; i++) {
		struct text name = names_at(r->names, i);
		bool came = false;
		for (size_t k = 0; k < r->n; k++)
			came |= text_is(name, stream_sender(r->stream[k]));
		if (!came)
			receiver_fail(r, EX_UNAVAILABLE, "%s: %.*s did not come within %g s", r->endpoint,
			              (int)name.len, name.at, r->silence);
	}
	receiver_fail(r, EX_UNAVAILABLE, "%s: %zu of %zu senders came within %g s", r->endpoint, r->n,
	              r->from, r->silence);
}

/* Who fell silent, whose key was taken back, who never came. */
static void look_round(struct receiver *r)
{
	double now = receiver_now();
	char office[KEY_NAME + 1];
	for (size_t i = 0; i < r->n && !r->release; i++) {
		struct stream *s = r->stream[i];
		if (s->key[0] && !wire_allows(r->wire, s->key, office))
			take_back(r, s);
		else if (now - s->heard > r->silence)
			receiver_fail(r, EX_TEMPFAIL,
			              "%s: nothing heard for %g s; the sender or the line is gone", s->who,
			              r->silence);
	}
	if (r->n < r->from && now - r->began > r->silence)
		too_few(r);
}

/* Where it has nothing left, its sender may wait for a word. */
static bool wants_word(const struct stream *s)
{
	return s->unacknowledged >= ACKNOWLEDGE || (s->unacknowledged > 0 && s->held == 0);
}

static void speak(struct receiver *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct stream *s = r->stream[i];
		if (r->release && !s->done)
			s->done = stream_put(r, s, (struct hop){ .type = HOP_DONE });
		else if (wants_word(s))
			stream_acknowledge(r, s, 0);
	}
	r->word = false;
	if (r->release)
		pthread_cond_broadcast(&r->moved);
}

static void refuse_all(struct receiver *r)
{
	const char *why = r->why[0] ? r->why : "it ended before the stream did";
	for (size_t i = 0; i < r->n; i++)
		if (!r->stream[i]->done)
			stream_put(r, r->stream[i],
			           (struct hop){ .type = HOP_REFUSE,
			                         .a = EX_UNAVAILABLE,
			                         .body = { why, strnlen(why, HOP_WHY) } });
}

static void *work(void *with)
{
	struct receiver *r = with;
	struct wire_message m;
	double look = 0;
	pthread_mutex_lock(&r->mutex);
	while (!r->stop) {
		if (receiver_now() >= look) {
			look_round(r);
			look = receiver_now() + LOOK;
		}
		if (r->word || r->release)
			speak(r);
		double left = look - receiver_now();
		pthread_mutex_unlock(&r->mutex);
		enum wire_news news = wire_next(r->wire, left > 0 ? (int)(left * 1000) + 1 : 0, &m);
		pthread_mutex_lock(&r->mutex);
		if (news == WIRE_MESSAGE)
			receiver_hear(r, &m);
		else if (news == WIRE_ODD)
			receiver_odd(r, &m, "a message of another number of frames than two");
	}
	refuse_all(r);
	pthread_mutex_unlock(&r->mutex);
	return NULL;
}

/* Signals are the chain's business. */
static bool start(struct receiver *r)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	bool good = pthread_create(&r->thread, NULL, work, r) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return good;
}

struct receiver *receiver_start(struct wire *wire, const char *endpoint, size_t from,
                                struct text names, size_t silence)
{
	struct receiver *r = calloc(1, sizeof(*r));
	if (!r)
		return NULL;
	*r = (struct receiver){ .wire = wire, .endpoint = endpoint, .from = from };
	r->names = names;
	r->silence = (double)silence;
	r->began = receiver_now();
	r->stream = calloc(from, sizeof(struct stream *));
	r->plain = malloc(HOP_PIECE);
	pthread_mutex_init(&r->mutex, NULL);
	pthread_cond_init(&r->moved, NULL);
	if (r->stream && r->plain && start(r))
		return r;
	free((void *)r->stream);
	free(r->plain);
	free(r);
	return NULL;
}

const char *receiver_why(const struct receiver *r)
{
	return r->why;
}

static void free_all(struct packet *first)
{
	for (struct packet *p = first, *next; p; p = next)
		next = p->next, packet_free(p);
}

static void stream_free(struct stream *s)
{
	free_all(s->first);
	free((char *)s->header.at);
	free(s);
}

void receiver_stop(struct receiver *r)
{
	if (!r)
		return;
	pthread_mutex_lock(&r->mutex);
	r->stop = true;
	pthread_mutex_unlock(&r->mutex);
	wire_wake(r->wire);
	pthread_join(r->thread, NULL);
	wire_close(r->wire, LINGER);
	for (size_t i = 0; i < r->n; i++)
		stream_free(r->stream[i]);
	free_all(r->mine);
	free_all(r->done);
	free((void *)r->stream);
	free(r->plain);
	pthread_mutex_destroy(&r->mutex);
	pthread_cond_destroy(&r->moved);
	free(r);
}

/* --- the chain's side ------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	const struct stream *x = *(struct stream *const *)a, *y = *(struct stream *const *)b;
	int order = strcmp(x->office, y->office);
	return order ? order : strcmp(x->name, y->name);
}

/* Who comes first is settled once all are there. */
static int begin(struct receiver *r)
{
	while (r->n < r->from && r->status == 0)
		pthread_cond_wait(&r->moved, &r->mutex);
	if (r->status != 0 || r->begun)
		return r->status;
	r->begun = true;
	qsort((void *)r->stream, r->n, sizeof(struct stream *), by_name);
	for (size_t i = 1; i < r->n; i++)
		if (!text_same(r->stream[0]->header, r->stream[i]->header))
			receiver_fail(r, EX_DATAERR, "%s: its header is not the one of %s", r->stream[i]->who,
			              r->stream[0]->who);
	return r->status;
}

/* As much of `from` behind what was used of it as there is room for. */
static size_t give(struct receiver *r, struct text from, char *to, size_t room)
{
	size_t n = from.len - r->used < room ? from.len - r->used : room;
	memcpy(to, from.at + r->used, n);
	r->used += n;
	return n;
}

/* What was given since is taken: its sender may hear of it. */
static void settle(struct receiver *r)
{
	for (struct packet *p = r->done, *next; p; p = next) {
		struct stream *s = r->stream[r->at];
		next = p->next;
		s->held -= p->len;
		s->messages--;
		s->taken++;
		s->unacknowledged += p->len;
		r->word |= wants_word(s);
		packet_free(p);
	}
	r->done = NULL;
}

/* All that came of it is the chain's from here on, so that nobody has to wait while it is copied. */
static void make_mine(struct receiver *r, struct stream *s)
{
	r->mine = s->first;
	s->first = NULL;
	s->tail = &s->first;
}

static void close_stream(struct receiver *r, struct stream *s)
{
	if (r->open_line)
		receiver_fail(r, EX_PROTOCOL, "%s: breaks the protocol: it ends within a line", s->who);
	s->taken++;
	r->at++;
}

/* Waits for records of the stream whose turn it is. False: there are no more of any. */
static bool find_records(struct receiver *r)
{
	while (!r->mine && r->at < r->n && r->status == 0) {
		struct stream *s = r->stream[r->at];
		if (s->first)
			make_mine(r, s);
		else if (s->last)
			close_stream(r, s);
		else
			pthread_cond_wait(&r->moved, &r->mutex);
	}
	return r->status == 0 && r->mine;
}

static struct text bytes_of(struct packet *p)
{
	return p->kept ? wire_kept(&p->body)
	               : (struct text){ p->bytes, p->packed ? p->packed : p->len };
}

/* What is packed is unpacked to where it is wanted, if all of it is, else aside. False: it cannot be. */
static bool give_some(struct receiver *r, struct packet *p, char *to, size_t room, size_t *got)
{
	if (p->packed && r->used == 0 && p->len <= room) {
		r->used = p->len;
		*got += p->len;
		return lz4_unpack(bytes_of(p), to, p->len);
	}
	if (p->packed && r->unpacked != p && !lz4_unpack(bytes_of(p), r->plain, p->len))
		return false;
	if (p->packed)
		r->unpacked = p;
	*got += give(r, p->packed ? (struct text){ r->plain, p->len } : bytes_of(p), to, room);
	return true;
}

/* Without the mutex. False: what is packed is no block of LZ4. */
static bool give_records(struct receiver *r, char *to, size_t room, size_t *got)
{
	while (r->mine && *got < room) {
		struct packet *p = r->mine;
		if (!give_some(r, p, to + *got, room - *got, got))
			return false;
		if (r->used < p->len)
			break;
		r->used = 0;
		r->unpacked = NULL;
		r->mine = p->next;
		p->next = r->done;
		r->done = p;
	}
	r->open_line = to[*got - 1] != '\n';
	return true;
}

static int cannot_unpack(struct receiver *r)
{
	pthread_mutex_lock(&r->mutex);
	receiver_fail(r, EX_PROTOCOL, "%s: breaks the protocol: records that cannot be unpacked",
	              r->stream[r->at]->who);
	int status = r->status;
	pthread_mutex_unlock(&r->mutex);
	return status;
}

static bool all_are(const struct receiver *r, bool done)
{
	bool all = true;
	for (size_t i = 0; i < r->n; i++)
		all &= done ? r->stream[i]->done : r->stream[i]->end;
	return all;
}

/* All records are there: now the books, then what the senders think of their runs, then they hear that it is done. A line
 * that is cut in this moment leaves them in doubt, and their status says so; not ours. */
static int farewell(struct receiver *r, uint64_t counted)
{
	uint64_t sent = 0;
	for (size_t i = 0; i < r->n; i++)
		sent += r->stream[i]->records;
	if (sent != counted)
		receiver_fail(r, EX_PROTOCOL,
		              "the books do not balance: %llu records were sent, %llu came in",
		              (unsigned long long)sent, (unsigned long long)counted);
	while (r->status == 0 && !all_are(r, false))
		pthread_cond_wait(&r->moved, &r->mutex);
	if (r->status != 0)
		return r->status;
	r->release = true;
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += FAREWELL;
	wire_wake(r->wire);
	while (!all_are(r, true) &&
	       pthread_cond_clockwait(&r->moved, &r->mutex, CLOCK_MONOTONIC, &until) == 0)
		;
	return 0;
}

int receiver_read(struct receiver *r, char *to, size_t room, size_t *got, uint64_t counted)
{
	pthread_mutex_lock(&r->mutex);
	bool at_header = !r->begun, records = false;
	int status = begin(r);
	*got = 0;
	settle(r);
	if (r->word)
		wire_wake(r->wire);
	if (status == 0 && (at_header || r->in_header)) {
		*got = give(r, r->stream[0]->header, to, room);
		r->in_header = r->used < r->stream[0]->header.len;
		r->used = r->in_header ? r->used : 0;
	} else if (status == 0) {
		records = find_records(r);
		status = r->status;
		if (status == 0 && !records)
			status = farewell(r, counted);
	}
	pthread_mutex_unlock(&r->mutex);
	return records && !give_records(r, to, room, got) ? cannot_unpack(r) : status;
}
