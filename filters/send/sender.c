/* filters/send/sender.c - a sender as the chain sees it. */
#include "inside.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sysexits.h>

/* Signals are the chain's business. */
static bool start(struct sender *s)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	bool good = pthread_create(&s->thread, NULL, sender_work, s) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return good;
}

struct sender *sender_start(struct wire *wire, const char *endpoint, const char *stream,
                            struct text header, size_t silence)
{
	struct sender *s = calloc(1, sizeof(*s));
	size_t len = strlen(stream) + 1 + header.len;
	char *hello = malloc(len + 1);
	if (s)
		*s = (struct sender){ .wire = wire, .endpoint = endpoint, .silence = (double)silence };
	if (!s || !hello || getrandom(s->id, HOP_ID, 0) != HOP_ID) {
		free(s);
		free(hello);
		return NULL;
	}
	int n = snprintf(hello, len + 1, "%s\n", stream);
	memcpy(hello + n, header.at, header.len);
	s->packs = wire_enciphers(wire);
	s->packed = malloc(HOP_PIECE / 2);
	s->hello.at = hello;
	s->hello.len = len;
	s->tail = &s->first;
	s->first_seq = s->next_seq = s->unsent_seq = 1;
	pthread_mutex_init(&s->mutex, NULL);
	pthread_cond_init(&s->moved, NULL);
	if (s->packed && ends_heed(s)) {
		if (start(s))
			return s;
		ends_drop(s);
	}
	free(s->packed);
	free(hello);
	free(s);
	return NULL;
}

struct packet *packet_new(struct sender *s, size_t room)
{
	struct packet *p = room == HOP_PIECE ? s->spare : NULL;
	if (p)
		s->spare = p->next, s->spares--;
	else
		p = malloc(sizeof(*p) + room);
	if (p)
		*p = (struct packet){ .sender = s, .type = HOP_DATA, .users = 1, .room = room };
	return p;
}

void packet_leave(struct packet *p)
{
	struct sender *s = p->sender;
	if (--p->users > 0)
		return;
	if (p->room < HOP_PIECE || s->spares == SPARE) {
		free(p);
		return;
	}
	p->next = s->spare;
	s->spare = p;
	s->spares++;
}

/* Waits until the thread has taken what is being filled, unless n more bytes fit. */
static int make_room(struct sender *s, size_t n)
{
	while (s->status == 0 && s->filling && s->filling->len + n > HOP_PIECE) {
		if (!s->full)
			wire_wake(s->wire);
		s->full = true;
		pthread_cond_wait(&s->moved, &s->mutex);
	}
	if (s->status == 0 && !s->filling && !(s->filling = packet_new(s, HOP_PIECE)))
		s->status = EX_OSERR, snprintf(s->why, sizeof(s->why), "out of memory");
	return s->status;
}

/* At most a piece, and where a line ends if one does. */
static size_t cut(struct text lines, uint64_t *records)
{
	if (lines.len <= HOP_PIECE)
		return lines.len;
	const char *lf = memrchr(lines.at, '\n', HOP_PIECE);
	size_t n = lf ? (size_t)(lf - lines.at) + 1 : HOP_PIECE;
	*records = 0;
	for (const char *at = lines.at; (at = memchr(at, '\n', (size_t)(lines.at + n - at))); at++)
		++*records;
	return n;
}

/* The thread is called when it would send what there is: the first bytes, where it has nothing else on its way, or enough
 * for a piece. */
static bool fill(struct sender *s, struct text piece, uint64_t records)
{
	struct packet *p = s->filling;
	size_t before = p->len;
	memcpy(p->bytes + p->len, piece.at, piece.len);
	p->len += piece.len;
	p->records += records;
	s->records += records;
	return (before == 0 && s->hungry) || (before < HOP_ENOUGH && p->len >= HOP_ENOUGH);
}

int sender_add(struct sender *s, struct text lines, uint64_t records)
{
	while (lines.len > 0) {
		uint64_t in_piece = records;
		size_t n = cut(lines, &in_piece);
		pthread_mutex_lock(&s->mutex);
		int status = make_room(s, n);
		bool call = status == 0 && fill(s, (struct text){ lines.at, n }, in_piece);
		pthread_mutex_unlock(&s->mutex);
		if (status != 0)
			return status;
		if (call)
			wire_wake(s->wire);
		lines.at += n;
		lines.len -= n;
		records -= in_piece;
	}
	return 0;
}

int sender_last(struct sender *s)
{
	pthread_mutex_lock(&s->mutex);
	s->last = true;
	int status = s->status;
	pthread_mutex_unlock(&s->mutex);
	wire_wake(s->wire);
	return status;
}

int sender_end(struct sender *s, int status, const char *why)
{
	pthread_mutex_lock(&s->mutex);
	s->ended = true;
	s->end_status = status;
	snprintf(s->end_why, sizeof(s->end_why), "%s", why ? why : "");
	wire_wake(s->wire);
	while (s->status == 0 && !s->done)
		pthread_cond_wait(&s->moved, &s->mutex);
	status = s->status;
	pthread_mutex_unlock(&s->mutex);
	return status;
}

const char *sender_why(const struct sender *s)
{
	return s->why;
}

static void free_all(struct packet *first)
{
	for (struct packet *p = first, *next; p; p = next)
		next = p->next, free(p);
}

void sender_stop(struct sender *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->mutex);
	s->stop = true;
	pthread_mutex_unlock(&s->mutex);
	wire_wake(s->wire);
	pthread_join(s->thread, NULL);
	ends_drop(s);
	wire_close(s->wire, 0); /* then nobody else uses a packet */
	free_all(s->first);
	free_all(s->spare);
	free(s->filling);
	free(s->packed);
	free((char *)s->hello.at);
	pthread_mutex_destroy(&s->mutex);
	pthread_cond_destroy(&s->moved);
	free(s);
}
