/* filters/lib/wire_name.c - endpoints and descriptors: what of a wire needs no ZeroMQ. */
#include "lib/wire.h"
#include <sys/socket.h>
#include <unistd.h>

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

void wire_plain(char *endpoint)
{
	static const char four[] = "tcp://[::ffff:";
	size_t begin = sizeof("tcp://") - 1, skip = sizeof(four) - 1;
	char *close = strchr(endpoint, ']');
	if (strncmp(endpoint, four, skip) != 0 || !close || !memchr(endpoint, '.', strlen(endpoint)))
		return;
	memmove(close, close + 1, strlen(close));
	memmove(endpoint + begin, endpoint + skip, strlen(endpoint + skip) + 1);
}

/* The number may be another connection's by now: that one is made again, and its stream goes on. */
void wire_cut(int socket)
{
	if (socket > STDERR_FILENO)
		shutdown(socket, SHUT_RDWR);
}
