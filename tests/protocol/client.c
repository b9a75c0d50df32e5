/* tests/protocol/client.c - a sender made from filters/send/PROTOCOL.md alone, over plain libzmq.
 *
 * client ENDPOINT HOW: sends the records 1 to 3 under the header `id`; the last in two pieces, one message twice and one too
 * early. HOW is what it does wrong: good, count, frames, form, behind; flood: more than the window allows; greet: 50,000
 * hellos, and then it prints how many were answered. packed: in version 2, with one more record, packed; torn, short: what
 * is packed is no block of LZ4, or gives fewer bytes than were told; early: in version 1. future: it speaks versions from 3 on.
 * Ends with 0 at DONE, 1 at REFUSE, 2 at silence.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

static void put(uint8_t *to, uint64_t n)
{
	for (int i = 0; i < 8; i++)
		to[i] = (uint8_t)(n >> (56 - 8 * i));
}

static uint64_t get(const uint8_t *at)
{
	uint64_t n = 0;
	for (int i = 0; i < 8; i++)
		n = n << 8 | at[i];
	return n;
}

static uint8_t lowest = 1, highest = 1, version = 1;

static void say_bytes(void *socket, char type, uint64_t a, uint64_t b, uint64_t c, const char *body,
                      size_t n)
{
	uint8_t head[48] = { (uint8_t)type, version, 0 };
	if (type == 'H')
		head[1] = lowest, head[2] = highest;
	static const uint8_t stream[16] = { 's', 'i', 'x', 't', 'e', 'e', 'n' };
	memcpy(head + 8, stream, sizeof(stream));
	put(head + 24, a);
	put(head + 32, b);
	put(head + 40, c);
	zmq_send(socket, head, sizeof(head), ZMQ_SNDMORE);
	zmq_send(socket, body, n, 0);
}

static void say(void *socket, char type, uint64_t a, uint64_t b, uint64_t c, const char *body)
{
	say_bytes(socket, type, a, b, c, body, strlen(body));
}

/* Waits for a message of that type, and gives its head; others are passed over. */
static void hear(void *socket, char type, uint8_t head[48])
{
	char body[2048];
	do {
		if (zmq_recv(socket, head, 48, 0) != 48)
			exit(2);
		int n = zmq_recv(socket, body, sizeof(body) - 1, 0);
		body[n > 0 ? n : 0] = '\0';
		if (head[0] == 'R') {
			puts(body);
			exit(1);
		}
	} while (head[0] != (uint8_t)type);
}

static void misbehave(void *socket, const char *how)
{
	if (strcmp(how, "frames") == 0)
		for (int i = 0; i < 5; i++)
			zmq_send(socket, "x", 1, i < 4 ? ZMQ_SNDMORE : 0);
	if (strcmp(how, "form") == 0)
		say(socket, 'X', 0, 0, 0, "");
}

static int greet(void *socket)
{
	char bytes[2048];
	unsigned answers = 0;
	int wait = 2000, soon = 100;
	/* Who was shut is not always let in again by its own ZeroMQ; then nothing can be sent, for ever. */
	zmq_setsockopt(socket, ZMQ_SNDTIMEO, &soon, sizeof(soon));
	for (int i = 0; i < 50000; i++) {
		if (i % 64 == 0 && zmq_poll(&(zmq_pollitem_t){ socket, 0, ZMQ_POLLOUT, 0 }, 1, wait) <= 0)
			break;
		say(socket, 'H', 0, 0, 0, "other\nid\n");
		while (zmq_recv(socket, bytes, sizeof(bytes), ZMQ_DONTWAIT) == 48)
			answers += zmq_recv(socket, bytes, sizeof(bytes), 0) > 0;
	}
	zmq_setsockopt(socket, ZMQ_RCVTIMEO, &wait, sizeof(wait));
	while (zmq_recv(socket, bytes, sizeof(bytes), 0) == 48)
		answers += zmq_recv(socket, bytes, sizeof(bytes), 0) > 0;
	printf("%u\n", answers);
	return 0;
}

/* 16 MiB, where a window is 4: blocks that are taken are no longer in it, so nobody may be reading. */
static void flood(void *socket)
{
	static char block[200001];
	memset(block, 'x', sizeof(block) - 2);
	block[sizeof(block) - 2] = '\n';
	for (uint64_t i = 0; i < 84; i++)
		say(socket, 'D', 5 + i, 1, 0, block);
}

/* A block of LZ4: a literal 0 and 19 bytes like it, then the literals behind them. */
static void pack(void *socket, const char *how)
{
	char block[] = "\x1F"
				   "0\1\0\0\x60"
				   "12345\n";
	uint64_t size = 26;
	if (strcmp(how, "torn") == 0)
		block[2] = 9; /* from before its beginning */
	if (strcmp(how, "short") == 0)
		size++;
	say_bytes(socket, 'Z', 5, 1, size, block, sizeof(block) - 1);
}

int main(int argc, char **argv)
{
	uint8_t head[48];
	int wait = 60000, none = 1000;
	if (argc != 3)
		return 64;
	const char *how = argv[2];
	void *context = zmq_ctx_new(), *socket = zmq_socket(context, ZMQ_DEALER);
	zmq_setsockopt(socket, ZMQ_RCVTIMEO, &wait, sizeof(wait));
	zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof(none));
	if (zmq_connect(socket, argv[1]) != 0)
		return 69;
	if (strcmp(how, "greet") == 0)
		return greet(socket);
	bool packs = strstr("packed torn short early", how) != NULL;
	if (packs && strcmp(how, "early") != 0)
		highest = 2;
	if (strcmp(how, "future") == 0)
		lowest = 3, highest = 9;
	say(socket, 'H', 0, 0, 0, "main\nid\n");
	hear(socket, 'W', head);
	version = head[1];
	if (version != highest || get(head + 24) < 262144 || get(head + 32) < 1)
		return 3;
	say(socket, 'D', 1, 1, 0, "1\n");
	say(socket, 'D', 1, 1, 0, "1\n"); /* old */
	say(socket, 'D', 3, 1, 0, "9\n"); /* too early */
	say(socket, 'P', 1, 4, 0, "");
	do
		hear(socket, 'A', head);
	while (get(head + 40) != 1);
	if (get(head + 24) != 2) /* so 2 and 3 are lost */
		return 4;
	say(socket, 'D', 2, 1, 0, "2\n");
	say(socket, 'D', 3, 0, 0, "0");
	say(socket, 'D', 4, 1, 0, "3\n");
	if (strcmp(how, "flood") == 0)
		flood(socket);
	misbehave(socket, how);
	if (packs)
		pack(socket, how);
	uint64_t next = packs ? 6 : 5, records = packs ? 4 : 3;
	say(socket, 'L', next, strcmp(how, "count") == 0 ? 4 : records, 0, "");
	if (strcmp(how, "behind") == 0)
		say(socket, 'D', next + 1, 1, 0, "4\n");
	say(socket, 'E', next + 1, records, 0, "");
	say(socket, 'P', 2, next + 2, 0, "");
	hear(socket, 'F', head);
	zmq_close(socket);
	zmq_ctx_term(context);
	return 0;
}
