/* tests/protocol/relay.c - a bad line between a sender and a receiver, over loopback.
 *
 * relay PORT HOW BYTES: prints the port at which it listens, and hands everything on to 127.0.0.1:PORT, both ways. HOW:
 * reset: a connection that has carried so many bytes is reset. hole: so is the first one's line: nothing comes through it
 * any more, though it stays. Ends with its standard input, and prints how many bytes came.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 32 };

struct line {
	int end[2]; /* the sender's, the receiver's; -1: closed */
	size_t carried;
	bool hole;
};

static struct sockaddr_in loopback(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		                         .sin_port = htons((uint16_t)port),
		                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int dial(int port)
{
	struct sockaddr_in a = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void hang_up(struct line *l, bool hard)
{
	struct linger now = { .l_onoff = 1 };
	for (int i = 0; i < 2; i++) {
		if (hard)
			setsockopt(l->end[i], SOL_SOCKET, SO_LINGER, &now, sizeof(now));
		if (l->end[i] >= 0)
			close(l->end[i]);
		l->end[i] = -1;
	}
}

static bool hand_on(struct line *l, int from)
{
	char bytes[1 << 16];
	ssize_t n = recv(l->end[from], bytes, sizeof(bytes), 0);
	if (n <= 0)
		return false;
	l->carried += (size_t)n;
	for (ssize_t done = 0, sent = 1; done < n && sent > 0 && !l->hole; done += sent)
		if ((sent = send(l->end[!from], bytes + done, (size_t)(n - done), MSG_NOSIGNAL)) <= 0)
			return false;
	return true;
}

int main(int argc, char **argv)
{
	struct line line[MOST];
	size_t n = 0;
	struct sockaddr_in a = loopback(0);
	socklen_t len = sizeof(a);
	if (argc != 4)
		return 64;
	size_t most = strtoul(argv[3], NULL, 10);
	bool resets = strcmp(argv[2], "reset") == 0;
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listener, (struct sockaddr *)&a, sizeof(a)) != 0 || listen(listener, MOST) != 0 ||
	    getsockname(listener, (struct sockaddr *)&a, &len) != 0)
		return 71;
	printf("%d\n", ntohs(a.sin_port));
	fflush(stdout);
	for (;;) {
		struct pollfd p[2 + 2 * MOST] = { { STDIN_FILENO, POLLIN, 0 }, { listener, POLLIN, 0 } };
		for (size_t i = 0; i < 2 * n; i++)
			p[2 + i] = (struct pollfd){ line[i / 2].end[i % 2], POLLIN, 0 };
		if (poll(p, 2 + 2 * n, -1) < 0 || p[0].revents)
			break;
		for (size_t i = 0; i < 2 * n; i++) {
			struct line *l = &line[i / 2];
			if (l->end[i % 2] < 0 || !p[2 + i].revents)
				continue;
			if (!hand_on(l, (int)(i % 2)))
				hang_up(l, false);
			else if (resets && l->carried > most)
				hang_up(l, true);
			else if (i / 2 == 0 && l->carried > most)
				l->hole = true;
		}
		if (p[1].revents && n < MOST)
			line[n++] =
				(struct line){ .end = { accept(listener, NULL, NULL), dial(atoi(argv[1])) } };
	}
	size_t carried = 0;
	for (size_t i = 0; i < n; i++)
		carried += line[i].carried;
	printf("%zu\n", carried);
	return 0;
}
