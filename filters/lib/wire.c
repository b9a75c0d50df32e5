/* filters/lib/wire.c - messages over ZeroMQ: a DEALER that dials, a ROUTER that listens, CURVE, and who is let in. */
#include "lib/wire.h"
#include "lib/allowed.h"
#include "lib/guard.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <zmq.h>
/* link: -lzmq */

enum { CONNECT = 2000, HANDSHAKE = 1000, HEARTBEAT = 1000, DEAD = 5000, SHORT = 256, IN_TURN = 16 };
_Static_assert(sizeof(struct wire_body) == sizeof(zmq_msg_t), "a body is a message of ZeroMQ's");

struct wire {
	void *context, *socket, *zap, *monitor;
	int wake, heed;   /* wake: eventfd */
	bool listens, up; /* up: who dials is connected */
	bool enciphers;
	bool fresh; /* and did not hear of it yet */
	struct allowed *allowed;
	struct guard *guard;
	unsigned turn; /* messages given since all else was heard */
	char bound[SHORT];
	zmq_msg_t frame[3]; /* of the last message: its route, head and body */
};

bool wire_new_pair(struct key *k)
{
	return zmq_has("curve") && zmq_curve_keypair(k->public, k->secret) == 0;
}

bool wire_is_pair(const struct key *k)
{
	char public[KEY_TEXT + 1];
	return zmq_curve_public(public, k->secret) == 0 && strcmp(public, k->public) == 0;
}

static bool hear_news(struct wire *w);
/* --- opening ---------------------------------------------------------------------------------- */

static bool number(void *socket, int option, int value)
{
	return zmq_setsockopt(socket, option, &value, sizeof(value)) == 0;
}

/* Bounds on what a stranger can cost. The other side's silence is found out above, by the protocol; heartbeats close connections
 * that lead nowhere, so that a new one is made. A try to connect ends soon, since the system asks ever more rarely: 20 s late
 * behind a line that was gone for 40. What waits to be sent is bounded by the window; what came is read at once. ZMQ_IMMEDIATE
 * would lose what came and was not read yet when the other side ends. */
static bool limit(const struct wire *w)
{
	int64_t most = WIRE_LARGEST;
	void *s = w->socket;
	return zmq_setsockopt(s, ZMQ_MAXMSGSIZE, &most, sizeof(most)) == 0 &&
	       number(s, ZMQ_CONNECT_TIMEOUT, CONNECT) && number(s, ZMQ_HANDSHAKE_IVL, HANDSHAKE) &&
	       number(s, ZMQ_HEARTBEAT_IVL, HEARTBEAT) && number(s, ZMQ_HEARTBEAT_TIMEOUT, DEAD) &&
	       number(s, ZMQ_HEARTBEAT_TTL, DEAD) && number(s, ZMQ_LINGER, 0) &&
	       number(s, ZMQ_RECONNECT_IVL, 50) && number(s, ZMQ_RECONNECT_IVL_MAX, 1000) &&
	       number(s, ZMQ_BACKLOG, 1024) && number(s, ZMQ_IPV6, 1) &&
	       (w->listens ? number(s, ZMQ_ROUTER_MANDATORY, 1) && number(s, ZMQ_RCVHWM, WIRE_QUEUE)
	                   : number(s, ZMQ_SNDHWM, 0));
}

static bool put_keys(struct wire *w, const struct wire_how *how)
{
	void *s = w->socket;
	if (!how->own)
		return true;
	if (zmq_setsockopt(s, ZMQ_CURVE_SECRETKEY, how->own->secret, KEY_TEXT + 1) != 0)
		return false;
	if (!w->listens)
		return zmq_setsockopt(s, ZMQ_CURVE_PUBLICKEY, how->own->public, KEY_TEXT + 1) == 0 &&
		       zmq_setsockopt(s, ZMQ_CURVE_SERVERKEY, how->server, KEY_TEXT + 1) == 0;
	w->allowed = allowed_new(how->allow);
	w->zap = zmq_socket(w->context, ZMQ_REP);
	return w->allowed && w->zap && number(w->zap, ZMQ_LINGER, 0) &&
	       zmq_bind(w->zap, "inproc://zeromq.zap.01") == 0 &&
	       zmq_setsockopt(s, ZMQ_ZAP_DOMAIN, "weir", 4) == 0 && number(s, ZMQ_CURVE_SERVER, 1);
}

/* Who dials wants to hear whether the line is up, and that it is not let in; who listens, who comes and goes. */
static bool watch(struct wire *w)
{
	const int told = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
	const int events = ZMQ_EVENT_DISCONNECTED | (w->listens ? ZMQ_EVENT_ACCEPTED : told);
	if (w->listens && !(w->guard = guard_new()))
		return false;
	w->monitor = zmq_socket(w->context, ZMQ_PAIR);
	return zmq_socket_monitor(w->socket, "inproc://news", events) == 0 && w->monitor &&
	       number(w->monitor, ZMQ_LINGER, 0) && zmq_connect(w->monitor, "inproc://news") == 0;
}

static bool begin(struct wire *w, const struct wire_how *how)
{
	size_t room = sizeof(w->bound);
	if (how->listens ? zmq_bind(w->socket, how->endpoint) : zmq_connect(w->socket, how->endpoint))
		return false;
	if (zmq_getsockopt(w->socket, ZMQ_LAST_ENDPOINT, w->bound, &room) != 0)
		return false;
	wire_plain(w->bound);
	return true;
}

struct wire *wire_open(const struct wire_how *how, const char **why)
{
	struct wire *w = calloc(1, sizeof(*w));
	*why = "out of memory";
	if (!w)
		return NULL;
	for (size_t i = 0; i < 3; i++)
		zmq_msg_init(&w->frame[i]);
	w->listens = how->listens;
	w->enciphers = how->own != NULL;
	w->heed = -1;
	w->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	w->context = zmq_ctx_new();
	zmq_ctx_set(w->context, ZMQ_MAX_SOCKETS, 64);
	w->socket = zmq_socket(w->context, how->listens ? ZMQ_ROUTER : ZMQ_DEALER);
	if (w->wake >= 0 && w->socket && limit(w) && put_keys(w, how) && watch(w) && begin(w, how))
		return w;
	*why = zmq_strerror(errno);
	wire_close(w, 0);
	return NULL;
}

const char *wire_bound(const struct wire *w)
{
	return w->bound;
}

bool wire_enciphers(const struct wire *w)
{
	return w->enciphers;
}

void wire_close(struct wire *w, int milliseconds)
{
	if (!w)
		return;
	for (size_t i = 0; i < 3; i++)
		zmq_msg_close(&w->frame[i]);
	hear_news(w); /* or ZeroMQ's thread might wait for us to read them */
	zmq_socket_monitor(w->socket, NULL, 0);
	zmq_close(w->monitor);
	zmq_close(w->zap);
	number(w->socket, ZMQ_LINGER, milliseconds);
	zmq_close(w->socket);
	while (zmq_ctx_term(w->context) != 0 && errno == EINTR)
		;
	if (w->wake >= 0)
		close(w->wake);
	allowed_free(w->allowed);
	guard_free(w->guard);
	free(w);
}

/* --- who is let in (RFC 27, ZAP) -------------------------------------------------------------- */

static void answer(struct wire *w, struct text request, const char *office, const char *key)
{
	char user[KEY_NAME + KEY_TEXT + 2];
	bool good = office[0];
	int n = snprintf(user, sizeof(user), "%s%s%s", office, good ? " " : "", good ? key : "");
	struct text status = text_of(good ? "200" : "400"), none = TEXT("");
	struct text part[] = { TEXT("1.0"), request, status, none, { user, (size_t)n }, none };
	for (size_t i = 0; i < 6; i++)
		zmq_send(w->zap, part[i].at, part[i].len, i < 5 ? ZMQ_SNDMORE : 0);
}

/* version, request, domain, address, identity, mechanism, credentials. False: nobody asks. */
static bool let_in(struct wire *w)
{
	char part[8][SHORT] = { 0 }, office[KEY_NAME + 1] = "", key[KEY_TEXT + 1] = "";
	int size[8] = { 0 }, n = 0, more = 1;
	while (more) {
		size_t room = sizeof(more);
		int got = zmq_recv(w->zap, part[n], SHORT, ZMQ_DONTWAIT);
		if (got < 0)
			return false;
		if (n < 7)
			size[n++] = got < SHORT ? got : SHORT;
		if (zmq_getsockopt(w->zap, ZMQ_RCVMORE, &more, &room) != 0)
			return false;
	}
	if (n == 7 && size[5] == 5 && memcmp(part[5], "CURVE", 5) == 0 && size[6] == 32 &&
	    zmq_z85_encode(key, (const uint8_t *)part[6], 32) && !allowed_name(w->allowed, key, office))
		office[0] = '\0';
	answer(w, (struct text){ part[1], (size_t)size[1] }, office, key);
	return true;
}

static int receive(void *socket, zmq_msg_t *to)
{
	int n;
	do
		n = zmq_msg_recv(to, socket, ZMQ_DONTWAIT);
	while (n < 0 && errno == EINTR);
	return n;
}

static void who(struct wire_message *m, zmq_msg_t *frame)
{
	const char *user = zmq_msg_gets(frame, "User-Id"), *blank = user ? strchr(user, ' ') : NULL;
	m->socket = zmq_msg_get(frame, ZMQ_SRCFD);
	m->office[0] = m->key[0] = '\0';
	if (blank && (size_t)(blank - user) <= KEY_NAME)
		snprintf(m->office, sizeof(m->office), "%.*s", (int)(blank - user), user);
	if (blank)
		snprintf(m->key, sizeof(m->key), "%s", blank + 1);
}

/* All frames of one message are there once its first is. What is too much is read and let go. */
static enum wire_news read_message(struct wire *w, struct wire_message *m)
{
	size_t first = w->listens ? 0 : 1, n = first;
	bool more = true, odd = false;
	for (; more; n++) {
		zmq_msg_t *to = &w->frame[n < 3 ? n : 2];
		if (receive(w->socket, to) < 0)
			return n == first ? WIRE_TIME : WIRE_ODD;
		more = zmq_msg_more(to);
		odd |= n >= 3;
	}
	if (w->listens) {
		m->route.len = zmq_msg_size(&w->frame[0]);
		odd |= m->route.len > sizeof(m->route.at);
		if (m->route.len <= sizeof(m->route.at))
			memcpy(m->route.at, zmq_msg_data(&w->frame[0]), m->route.len);
	}
	who(m, &w->frame[n > 2 ? 2 : n - 1]);
	m->head = (struct text){ zmq_msg_data(&w->frame[1]), zmq_msg_size(&w->frame[1]) };
	m->body = (struct text){ zmq_msg_data(&w->frame[2]), zmq_msg_size(&w->frame[2]) };
	return odd || n != 3 ? WIRE_ODD : WIRE_MESSAGE;
}

/* An event's first frame holds its number and a value: of a connection, its descriptor. */
static bool event(struct wire *w, zmq_msg_t *m)
{
	uint16_t what = 0;
	int32_t value = 0;
	if (!zmq_msg_more(m) || zmq_msg_size(m) < sizeof(what) + sizeof(value))
		return false;
	memcpy(&what, zmq_msg_data(m), sizeof(what));
	memcpy(&value, (char *)zmq_msg_data(m) + sizeof(what), sizeof(value));
	if (what == ZMQ_EVENT_ACCEPTED)
		wire_cut(guard_accepted(w->guard, value));
	if (what == ZMQ_EVENT_DISCONNECTED && w->listens)
		guard_gone(w->guard, value);
	if (what == ZMQ_EVENT_HANDSHAKE_SUCCEEDED || what == ZMQ_EVENT_DISCONNECTED)
		w->up = w->fresh = what == ZMQ_EVENT_HANDSHAKE_SUCCEEDED;
	return what == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
}

/* True: this key is not let in. */
static bool hear_news(struct wire *w)
{
	zmq_msg_t m;
	bool denied = false;
	zmq_msg_init(&m);
	while (receive(w->monitor, &m) >= 0)
		denied |= event(w, &m);
	zmq_msg_close(&m);
	return denied;
}

static int descriptor(void *socket)
{
	int fd = -1;
	size_t room = sizeof(fd);
	return socket && zmq_getsockopt(socket, ZMQ_FD, &fd, &room) == 0 ? fd : -1;
}

/* A descriptor of ZeroMQ's tells that there is something new, not that there is something: what it stands for was read to
 * its end before. One call where zmq_poll needs a dozen. */
static void wait(struct wire *w, int milliseconds)
{
	struct pollfd p[] = { { descriptor(w->socket), POLLIN, 0 },
		                  { descriptor(w->monitor), POLLIN, 0 },
		                  { descriptor(w->zap), POLLIN, 0 },
		                  { w->wake, POLLIN, 0 },
		                  { w->heed, POLLIN, 0 } };
	uint64_t calls;
	if (poll(p, sizeof(p) / sizeof(*p), milliseconds) > 0 && p[3].revents)
		(void)!read(w->wake, &calls, sizeof(calls));
}

/* Who asks to be let in, who came and went: after IN_TURN messages at the latest. False: this key is not let in. */
static bool hear_others(struct wire *w, bool *more)
{
	unsigned asked = 0;
	while (w->zap && asked < IN_TURN && let_in(w))
		asked++;
	*more = asked == IN_TURN || w->turn >= IN_TURN;
	w->turn = 0;
	return !hear_news(w);
}

static enum wire_news give(struct wire *w, struct wire_message *m)
{
	enum wire_news news = read_message(w, m);
	if (news != WIRE_TIME && w->listens)
		guard_given(w->guard, m->socket, m->head.len + m->body.len, 2);
	w->turn++;
	return news;
}

enum wire_news wire_next(struct wire *w, int milliseconds, struct wire_message *m)
{
	enum wire_news news = w->turn < IN_TURN ? give(w, m) : WIRE_TIME;
	if (news != WIRE_TIME)
		return news;
	bool more;
	if (!hear_others(w, &more))
		return WIRE_DENIED;
	if (w->fresh)
		return w->fresh = false, WIRE_UP;
	if (w->guard)
		milliseconds = guard_look(w->guard, wire_cut, milliseconds);
	wait(w, more ? 0 : milliseconds);
	return give(w, m);
}

void wire_heed(struct wire *w, int fd)
{
	w->heed = fd;
}

bool wire_allows(struct wire *w, const char *key, char office[KEY_NAME + 1])
{
	return w->allowed && allowed_name(w->allowed, key, office);
}

bool wire_may(struct wire *w, const struct wire_message *m)
{
	return guard_called(w->guard, m->socket, m->key);
}

void wire_wake(struct wire *w)
{
	uint64_t one = 1;
	while (write(w->wake, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

static bool put(void *socket, struct text t, int flags)
{
	int n;
	do
		n = zmq_send(socket, t.len ? t.at : "", t.len, flags | ZMQ_DONTWAIT);
	while (n < 0 && errno == EINTR);
	return n >= 0;
}

static bool put_head(struct wire *w, const struct wire_route *to, struct text head)
{
	if (!w->listens && !w->up)
		return false;
	if (to && !put(w->socket, (struct text){ (const char *)to->at, to->len }, ZMQ_SNDMORE))
		return false;
	return put(w->socket, head, ZMQ_SNDMORE);
}

bool wire_send(struct wire *w, const struct wire_route *to, struct text head, struct text body)
{
	return put_head(w, to, head) && put(w->socket, body, 0);
}

bool wire_lend(struct wire *w, const struct wire_route *to, struct text head, struct text body,
               wire_free free, void *with)
{
	zmq_msg_t m;
	if (zmq_msg_init_data(&m, (void *)(uintptr_t)body.at, body.len, free, with) != 0) {
		free(NULL, with);
		return false;
	}
	bool sent = put_head(w, to, head);
	int n = -1;
	while (sent && (n = zmq_msg_send(&m, w->socket, ZMQ_DONTWAIT)) < 0 && errno == EINTR)
		;
	if (n < 0)
		zmq_msg_close(&m);
	return n >= 0;
}

static zmq_msg_t *frame_of(struct wire_body *b)
{
	return (zmq_msg_t *)(void *)b->frame;
}

void wire_keep(struct wire *w, struct wire_body *to)
{
	zmq_msg_init(frame_of(to));
	zmq_msg_move(frame_of(to), &w->frame[2]);
}

struct text wire_kept(struct wire_body *b)
{
	return (struct text){ zmq_msg_data(frame_of(b)), zmq_msg_size(frame_of(b)) };
}

void wire_let_go(struct wire_body *b)
{
	zmq_msg_close(frame_of(b));
}
