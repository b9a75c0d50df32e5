/* filters/lib/wire.c - messages over ZeroMQ: a DEALER that dials, a ROUTER that listens, CURVE, and who is let in. */
#include "lib/wire.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>
/* link: -lzmq */

enum { HANDSHAKE = 1000, HEARTBEAT = 1000, DEAD = 5000, SHORT = 256 };

struct wire {
	void *context, *socket, *zap, *monitor;
	int wake;         /* eventfd */
	bool listens, up; /* up: who dials is connected */
	char *allow;
	char bound[SHORT];
	zmq_msg_t frame[3]; /* of the last message: its route, head and body */
};

bool wire_is_endpoint(const char *word)
{
	return strncmp(word, "tcp://", 6) == 0 || strncmp(word, "ipc://", 6) == 0;
}

bool wire_is_local(const char *endpoint)
{
	static const char *const near[] = { "ipc://", "tcp://127.0.0.1:", "tcp://[::1]:",
		                                "tcp://localhost:", "tcp://[::ffff:127.0.0.1]:" };
	for (size_t i = 0; i < sizeof(near) / sizeof(*near); i++)
		if (strncmp(endpoint, near[i], strlen(near[i])) == 0)
			return true;
	return false;
}

bool wire_new_pair(struct key *k)
{
	return zmq_has("curve") && zmq_curve_keypair(k->public, k->secret) == 0;
}

bool wire_is_pair(const struct key *k)
{
	char public[KEY_TEXT + 1];
	return zmq_curve_public(public, k->secret) == 0 && strcmp(public, k->public) == 0;
}

/* --- opening ---------------------------------------------------------------------------------- */

static bool number(void *socket, int option, int value)
{
	return zmq_setsockopt(socket, option, &value, sizeof(value)) == 0;
}

/* Bounds on what a stranger can cost. The other side's silence is found out above, by the protocol;
 * heartbeats close connections that lead nowhere, so that a new one is made. What waits to be sent is bounded
 * by the window; what came is read at once. ZMQ_IMMEDIATE would lose what came and was not read yet when the
 * other side ends. */
static bool limit(const struct wire *w)
{
	int64_t most = WIRE_LARGEST;
	void *s = w->socket;
	return zmq_setsockopt(s, ZMQ_MAXMSGSIZE, &most, sizeof(most)) == 0 &&
	       number(s, ZMQ_HANDSHAKE_IVL, HANDSHAKE) && number(s, ZMQ_HEARTBEAT_IVL, HEARTBEAT) &&
	       number(s, ZMQ_HEARTBEAT_TIMEOUT, DEAD) && number(s, ZMQ_HEARTBEAT_TTL, DEAD) &&
	       number(s, ZMQ_LINGER, 0) && number(s, ZMQ_RECONNECT_IVL, 50) &&
	       number(s, ZMQ_RECONNECT_IVL_MAX, 1000) && number(s, ZMQ_BACKLOG, 1024) &&
	       number(s, ZMQ_IPV6, 1) &&
	       (w->listens ? number(s, ZMQ_ROUTER_MANDATORY, 1) && number(s, ZMQ_RCVHWM, 64)
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
	w->allow = strdup(how->allow);
	w->zap = zmq_socket(w->context, ZMQ_REP);
	return w->allow && w->zap && number(w->zap, ZMQ_LINGER, 0) &&
	       zmq_bind(w->zap, "inproc://zeromq.zap.01") == 0 &&
	       zmq_setsockopt(s, ZMQ_ZAP_DOMAIN, "weir", 4) == 0 && number(s, ZMQ_CURVE_SERVER, 1);
}

/* Who dials wants to hear whether the line is up, and that it is not let in. */
static bool watch(struct wire *w)
{
	const int events =
		ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
	if (w->listens)
		return true;
	w->monitor = zmq_socket(w->context, ZMQ_PAIR);
	return zmq_socket_monitor(w->socket, "inproc://news", events) == 0 && w->monitor &&
	       number(w->monitor, ZMQ_LINGER, 0) && zmq_connect(w->monitor, "inproc://news") == 0;
}

static bool begin(struct wire *w, const struct wire_how *how)
{
	size_t room = sizeof(w->bound);
	if (how->listens ? zmq_bind(w->socket, how->endpoint) : zmq_connect(w->socket, how->endpoint))
		return false;
	return zmq_getsockopt(w->socket, ZMQ_LAST_ENDPOINT, w->bound, &room) == 0;
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
	w->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	w->context = zmq_ctx_new();
	if (w->context)
		zmq_ctx_set(w->context, ZMQ_MAX_SOCKETS, 64);
	if (w->context)
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

void wire_close(struct wire *w, int milliseconds)
{
	if (!w)
		return;
	for (size_t i = 0; i < 3; i++)
		zmq_msg_close(&w->frame[i]);
	if (w->socket && w->monitor)
		zmq_socket_monitor(w->socket, NULL, 0);
	if (w->monitor)
		zmq_close(w->monitor);
	if (w->zap)
		zmq_close(w->zap);
	if (w->socket)
		number(w->socket, ZMQ_LINGER, milliseconds);
	if (w->socket)
		zmq_close(w->socket);
	while (w->context && zmq_ctx_term(w->context) != 0 && errno == EINTR)
		;
	if (w->wake >= 0)
		close(w->wake);
	free(w->allow);
	free(w);
}

/* --- who is let in (RFC 27, ZAP) -------------------------------------------------------------- */

static void answer(struct wire *w, const char *request, size_t len, const char *office,
                   const char *key)
{
	char user[KEY_NAME + KEY_TEXT + 2];
	bool good = office[0];
	snprintf(user, sizeof(user), "%s%s%s", office, good ? " " : "", good ? key : "");
	zmq_send(w->zap, "1.0", 3, ZMQ_SNDMORE);
	zmq_send(w->zap, request, len, ZMQ_SNDMORE);
	zmq_send(w->zap, good ? "200" : "400", 3, ZMQ_SNDMORE);
	zmq_send(w->zap, good ? "OK" : "not allowed", good ? 2 : 11, ZMQ_SNDMORE);
	zmq_send(w->zap, user, strlen(user), ZMQ_SNDMORE);
	zmq_send(w->zap, "", 0, 0);
}

/* version, request, domain, address, identity, mechanism, credentials */
static void let_in(struct wire *w)
{
	char part[7][SHORT] = { 0 }, office[KEY_NAME + 1] = "", key[KEY_TEXT + 1] = "";
	int size[7] = { 0 }, n = 0, more = 1;
	while (more) {
		char void_part[SHORT];
		size_t room = sizeof(more);
		int got = zmq_recv(w->zap, n < 7 ? part[n] : void_part, SHORT, ZMQ_DONTWAIT);
		if (got < 0)
			return;
		if (n < 7)
			size[n++] = got < SHORT ? got : SHORT;
		if (zmq_getsockopt(w->zap, ZMQ_RCVMORE, &more, &room) != 0)
			return;
	}
	if (n == 7 && size[5] == 5 && memcmp(part[5], "CURVE", 5) == 0 && size[6] == 32 &&
	    zmq_z85_encode(key, (const uint8_t *)part[6], 32) && !keys_allow(w->allow, key, office))
		office[0] = '\0';
	answer(w, part[1], (size_t)size[1], office, key);
}

/* --- messages --------------------------------------------------------------------------------- */

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

/* Is the line up, and is this key let in? An event's first frame holds its number and a value. */
static bool is_denied(struct wire *w)
{
	zmq_msg_t m;
	bool denied = false;
	zmq_msg_init(&m);
	while (receive(w->monitor, &m) >= 0) {
		uint16_t event = 0;
		if (zmq_msg_more(&m) && zmq_msg_size(&m) >= sizeof(event))
			memcpy(&event, zmq_msg_data(&m), sizeof(event));
		denied |= event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
		if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
			w->up = true;
		else if (event == ZMQ_EVENT_DISCONNECTED)
			w->up = false;
	}
	zmq_msg_close(&m);
	return denied;
}

enum wire_news wire_next(struct wire *w, int milliseconds, struct wire_message *m)
{
	void *other = w->listens ? w->zap : w->monitor;
	zmq_pollitem_t item[] = { { w->socket, 0, ZMQ_POLLIN, 0 },
		                      { NULL, w->wake, ZMQ_POLLIN, 0 },
		                      { other, 0, ZMQ_POLLIN, 0 } };
	if (zmq_poll(item, other ? 3 : 2, milliseconds) < 0)
		return WIRE_TIME;
	uint64_t calls;
	if (item[1].revents && read(w->wake, &calls, sizeof(calls)) < 0)
		return WIRE_TIME;
	if (other && item[2].revents && w->listens)
		let_in(w);
	if (other && item[2].revents && !w->listens && is_denied(w))
		return WIRE_DENIED;
	return item[0].revents ? read_message(w, m) : WIRE_TIME;
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

bool wire_send(struct wire *w, const struct wire_route *to, struct text head, struct text body)
{
	if (!w->listens && !w->up)
		return false;
	if (to && !put(w->socket, (struct text){ (const char *)to->at, to->len }, ZMQ_SNDMORE))
		return false;
	return put(w->socket, head, ZMQ_SNDMORE) && put(w->socket, body, 0);
}

/* The number may be another connection's by now: that one is made again, and its stream goes on. */
void wire_cut(int socket)
{
	if (socket > STDERR_FILENO)
		shutdown(socket, SHUT_RDWR);
}
