/* filters/lib/guard.c - bounds on what the connections of a listener cost, whoever is at their other ends. */
#include "lib/guard.h"
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

enum {
	PEERS = 1024,   /* counts of calls; peers may share one */
	FRAME = 64,     /* bytes of a frame that are not its content, at most: ZMTP, CURVE */
	SECOND = 1000,  /* bytes that heartbeats bring in a second, at most */
	FEWEST = 64,    /* connections */
	MOST = 1 << 20, /* a descriptor; RLIMIT_NOFILE may be without end */
};

struct connection {
	bool open, known, shut; /* known: it has brought a message; shut: by us, and is not gone yet */
	uint64_t address;       /* of IPv6 the network; 0: this host, by a file */
	double since, looked;
	uint64_t given;
};

struct calls {
	double left, at; /* how many more, as of when */
};

struct guard {
	struct connection *at; /* by descriptor */
	size_t room, n, most;
	double look; /* the next one */
	struct calls calls[PEERS];
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct guard *guard_new(void)
{
	struct guard *g = calloc(1, sizeof(*g));
	struct rlimit limit;
	if (!g)
		return NULL;
	g->most = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < MOST
	              ? (size_t)limit.rlim_cur / 2
	              : MOST / 2;
	if (g->most < FEWEST)
		g->most = FEWEST;
	return g;
}

void guard_free(struct guard *g)
{
	if (g)
		free(g->at);
	free(g);
}

static bool address_of(int fd, uint64_t *address)
{
	struct sockaddr_storage s = { 0 };
	socklen_t len = sizeof(s);
	*address = 0;
	if (getpeername(fd, (struct sockaddr *)&s, &len) != 0)
		return false;
	struct sockaddr_in six_or_four;
	struct sockaddr_in6 six;
	memcpy(&six, &s, sizeof(six));
	memcpy(&six_or_four, &s, sizeof(six_or_four));
	if (s.ss_family == AF_INET)
		*address = six_or_four.sin_addr.s_addr;
	else if (s.ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&six.sin6_addr))
		memcpy(address, six.sin6_addr.s6_addr + 12, 4);
	else if (s.ss_family == AF_INET6)
		memcpy(address, six.sin6_addr.s6_addr, sizeof(*address));
	return true;
}

static bool make_room(struct guard *g, size_t fd)
{
	size_t room = g->room ? g->room : FEWEST;
	while (room <= fd)
		room *= 2;
	struct connection *at = room > g->room ? realloc(g->at, room * sizeof(*at)) : g->at;
	if (!at)
		return false;
	memset(at + g->room, 0, (room - g->room) * sizeof(*at));
	g->at = at;
	g->room = room;
	return true;
}

/* *n: how many have brought nothing, of that address or of any; gives the oldest, or -1. */
static int oldest(const struct guard *g, const uint64_t *address, size_t *n)
{
	int found = -1;
	*n = 0;
	for (size_t i = 0; i < g->room; i++) {
		const struct connection *c = &g->at[i];
		if (!c->open || c->known || c->shut || (address && c->address != *address))
			continue;
		++*n;
		if (found < 0 || c->since < g->at[found].since)
			found = (int)i;
	}
	return found;
}

int guard_accepted(struct guard *g, int fd)
{
	uint64_t address;
	double t = now();
	size_t n;
	if (fd < 0 || fd >= MOST || !address_of(fd, &address))
		return -1; /* it is gone already */
	if (!make_room(g, (size_t)fd))
		return fd;
	struct connection *c = &g->at[fd];
	g->n += !c->open;
	*c = (struct connection){ .open = true, .address = address, .since = t, .looked = t };
	int old = oldest(g, &address, &n);
	if (n <= GUARD_NEW && g->n <= g->most)
		return -1;
	if (n <= GUARD_NEW)
		old = oldest(g, NULL, &n);
	g->at[old].shut = true;
	return old;
}

void guard_gone(struct guard *g, int fd)
{
	if (fd < 0 || (size_t)fd >= g->room || !g->at[fd].open)
		return;
	g->at[fd].open = false;
	g->n--;
}

void guard_given(struct guard *g, int fd, size_t bytes, size_t frames)
{
	if (fd < 0 || (size_t)fd >= g->room)
		return;
	g->at[fd].given += bytes + frames * FRAME;
	g->at[fd].known = true;
}

/* Bytes that were read from it. False: not known, as of a socket that is a file. */
static bool read_of(int fd, uint64_t *bytes)
{
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);
	int waiting = 0;
	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0 ||
	    ioctl(fd, SIOCINQ, &waiting) != 0 || info.tcpi_bytes_received < (uint64_t)waiting)
		return false;
	*bytes = (uint64_t)info.tcpi_bytes_received - (uint64_t)waiting;
	return true;
}

/* A complete message waits in a queue that is bounded; one that is not, where nobody sees it. What frames cost beside
 * their content is taken for more than it is, but nobody has a credit. */
static bool holds_too_much(struct connection *c, int fd, double t)
{
	uint64_t bytes;
	if (!c->open || !read_of(fd, &bytes))
		return false;
	c->given += (uint64_t)((t - c->looked) * SECOND);
	c->looked = t;
	if (c->given > bytes)
		c->given = bytes;
	return bytes - c->given > GUARD_HELD;
}

int guard_look(struct guard *g, void (*shut)(int fd), int most)
{
	if (g->n == 0)
		return most;
	double t = now();
	if (t >= g->look) {
		g->look = t + GUARD_LOOK / 1000.0;
		for (size_t fd = 0; fd < g->room; fd++)
			if (holds_too_much(&g->at[fd], (int)fd, t))
				shut((int)fd);
	}
	int left = (int)((g->look - t) * 1000) + 1;
	return most < 0 || left < most ? left : most;
}

bool guard_called(struct guard *g, int fd, const char *key)
{
	unsigned slot = *key ? 0 : (unsigned)fd;
	for (; *key; key++)
		slot = slot * 31 + (unsigned char)*key;
	struct calls *c = &g->calls[slot % PEERS];
	double t = now(), left = c->at > 0 ? c->left + (t - c->at) * GUARD_CALLS : GUARD_BURST;
	if (left > GUARD_BURST)
		left = GUARD_BURST;
	c->at = t;
	c->left = left >= 1 ? left - 1 : 0;
	return left >= 1;
}
