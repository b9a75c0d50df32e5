/* filters/receive/metrics.c - counts as Prometheus text over HTTP, on loopback only.
 *
 * A thread of its own with few connections, none of which may wait: what has not been asked and answered in two seconds
 * is closed. Whatever is asked, the answer is the same page.
 */
#include "lib/durable.h"
#include "report.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { GUESTS = 8, PAGE = 4096 };
static const double PATIENCE = 2;

struct guest {
	int fd; /* or -1 */
	double until;
	size_t asked; /* bytes of a line end so far: \r\n\r\n or \n\n ends a question */
	char page[PAGE];
	size_t size, sent; /* size: 0, nothing to answer yet */
};
struct metrics {
	struct report *report;
	int listener, stop[2];
	pthread_t thread;
	struct guest guest[GUESTS];
};

/* --- the page --------------------------------------------------------------------------------- */

static size_t line(char *to, size_t at, const char *name, const char *kind, const char *means,
                   atomic_uint_fast64_t *n)
{
	int used = snprintf(to + at, PAGE - at, "# HELP weir_%s %s\n# TYPE weir_%s %s\nweir_%s %llu\n",
	                    name, means, name, kind, name, (unsigned long long)atomic_load(n));
	return used > 0 && (size_t)used < PAGE - at ? at + (size_t)used : at;
}

static size_t write_page(struct counts *c, char to[PAGE])
{
	static const char head[] = "HTTP/1.0 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n"
							   "Connection: close\r\n\r\n";
	size_t n = sizeof(head) - 1;
	memcpy(to, head, n);
	n = line(to, n, "inbox_batches_total", "counter", "Batches stored.", &c->batches);
	n = line(to, n, "inbox_bytes_total", "counter", "Bytes of their files.", &c->bytes);
	n = line(to, n, "inbox_raw_bytes_total", "counter", "Bytes of their content.", &c->raw);
	n = line(to, n, "inbox_records_total", "counter", "Records in them.", &c->records);
	n = line(to, n, "inbox_quarantined_total", "counter", "Batches that cannot be read.",
	         &c->quarantined);
	n = line(to, n, "inbox_repeated_total", "counter", "Batches that came again.", &c->repeated);
	n = line(to, n, "inbox_refused_total", "counter", "Offers and batches refused.", &c->refused);
	n = line(to, n, "inbox_commits_total", "counter", "Groups of batches synced at once.",
	         &c->commits);
	n = line(to, n, "inbox_faults_total", "counter", "Times that storing failed.", &c->faults);
	n = line(to, n, "inbox_stuck", "gauge", "1 while it cannot store.", &c->stuck);
	n = line(to, n, "inbox_feeds", "gauge", "Feeds that are being delivered.", &c->feeds);
	return line(to, n, "inbox_last_stored_seconds", "gauge", "When the last batch was stored.",
	            &c->last);
}

/* --- guests ----------------------------------------------------------------------------------- */

static void let_go(struct guest *g)
{
	close(g->fd);
	g->fd = -1;
}

static void take_guest(struct metrics *m)
{
	int fd = accept4(m->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct guest *oldest = NULL, *free_one = NULL;
	if (fd < 0)
		return;
	for (struct guest *g = m->guest; g < m->guest + GUESTS; g++) {
		if (g->fd < 0)
			free_one = g;
		else if (!oldest || g->until < oldest->until)
			oldest = g;
	}
	if (!free_one && oldest)
		let_go(oldest), free_one = oldest;
	free_one->fd = fd;
	free_one->until = seconds_now() + PATIENCE;
	free_one->asked = free_one->size = free_one->sent = 0;
}

static void hear_guest(struct metrics *m, struct guest *g)
{
	char bytes[1024];
	ssize_t n = recv(g->fd, bytes, sizeof(bytes), 0);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		let_go(g);
		return;
	}
	for (ssize_t i = 0; i < n && g->size == 0; i++) {
		g->asked = bytes[i] == '\n' ? g->asked + 1 : bytes[i] == '\r' ? g->asked : 0;
		if (g->asked == 2)
			g->size = write_page(&m->report->counts, g->page);
	}
}

static void answer_guest(struct guest *g)
{
	ssize_t n = send(g->fd, g->page + g->sent, g->size - g->sent, MSG_NOSIGNAL);
	if (n > 0)
		g->sent += (size_t)n;
	if (g->sent == g->size || (n < 0 && errno != EAGAIN && errno != EINTR))
		let_go(g);
}

static void *serve(void *with)
{
	struct metrics *m = with;
	for (;;) {
		struct pollfd p[GUESTS + 2] = { { m->listener, POLLIN, 0 }, { m->stop[0], POLLIN, 0 } };
		for (size_t i = 0; i < GUESTS; i++)
			p[i + 2] = (struct pollfd){ m->guest[i].fd, m->guest[i].size ? POLLOUT : POLLIN, 0 };
		if (poll(p, GUESTS + 2, 250) < 0 && errno != EINTR)
			return NULL;
		if (p[1].revents)
			return NULL;
		double now = seconds_now();
		for (size_t i = 0; i < GUESTS; i++) {
			struct guest *g = &m->guest[i];
			if (g->fd >= 0 && now > g->until)
				let_go(g);
			else if (g->fd >= 0 && p[i + 2].revents)
				g->size ? answer_guest(g) : hear_guest(m, g);
		}
		if (p[0].revents)
			take_guest(m);
	}
}

/* --- beginning and end ------------------------------------------------------------------------ */

static int bad_address(struct run *run, const char *address)
{
	return run_fail(run, EX_USAGE,
	                "--metrics %s: expected an address of this host alone, 127.0.0.1:PORT or "
	                "[::1]:PORT",
	                address);
}

static int listen_at(struct run *run, const char *address, int *fd)
{
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	const char *colon = strrchr(address, ':');
	uint64_t port;
	if (!colon || !text_count(text_of(colon + 1), 65535, &port))
		return bad_address(run, address);
	struct text host = { address, (size_t)(colon - address) };
	bool is_six = text_is(host, "[::1]");
	if (!is_six && !text_is(host, "127.0.0.1") && !text_is(host, "localhost"))
		return bad_address(run, address);
	four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	four.sin_port = six.sin6_port = htons((uint16_t)port);
	const struct sockaddr *at = is_six ? (const void *)&six : (const void *)&four;
	int one = 1;
	*fd = socket(is_six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (*fd < 0 || setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) != 0 ||
	    bind(*fd, at, is_six ? sizeof(six) : sizeof(four)) != 0 || listen(*fd, GUESTS) != 0)
		return run_fail(run, EX_UNAVAILABLE, "--metrics %s: %s", address, strerror(errno));
	return 0;
}

int metrics_start(struct report *report, const char *address, struct metrics **to)
{
	struct metrics *m = calloc(1, sizeof(*m));
	if (!m)
		return run_fail(report->run, EX_OSERR, "out of memory");
	*m = (struct metrics){ .report = report, .listener = -1, .stop = { -1, -1 } };
	for (size_t i = 0; i < GUESTS; i++)
		m->guest[i].fd = -1;
	int status = listen_at(report->run, address, &m->listener);
	if (status == 0 &&
	    (pipe2(m->stop, O_CLOEXEC) != 0 || pthread_create(&m->thread, NULL, serve, m) != 0))
		status = run_fail(report->run, EX_OSERR, "no thread for --metrics");
	if (status == 0) {
		*to = m;
		return 0;
	}
	for (size_t i = 0; i < 2; i++)
		if (m->stop[i] >= 0)
			close(m->stop[i]);
	if (m->listener >= 0)
		close(m->listener);
	free(m);
	return status;
}

void metrics_stop(struct metrics *m)
{
	if (!m)
		return;
	close(m->stop[1]);
	pthread_join(m->thread, NULL);
	close(m->stop[0]);
	close(m->listener);
	for (size_t i = 0; i < GUESTS; i++)
		if (m->guest[i].fd >= 0)
			close(m->guest[i].fd);
	free(m);
}
