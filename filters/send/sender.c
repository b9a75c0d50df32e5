/* filters/send/sender.c - a sender as the chain sees it. */
#include "inside.h"
#include <signal.h>
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
	s->hello.at = hello;
	s->hello.len = len;
	s->tail = &s->first;
	s->first_seq = s->next_seq = s->unsent_seq = 1;
	pthread_mutex_init(&s->mutex, NULL);
	pthread_cond_init(&s->moved, NULL);
	if (start(s))
		return s;
	free(hello);
	free(s);
	return NULL;
}

/* Waits until the thread has taken what is being filled, unless n more bytes fit. */
static int make_room(struct sender *s, size_t n)
{
	while (s->status == 0 && s->filling && s->filling->len + n > HOP_PIECE)
		pthread_cond_wait(&s->moved, &s->mutex);
	if (s->status == 0 && !s->filling && !(s->filling = packet_new(HOP_PIECE)))
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

int sender_add(struct sender *s, struct text lines, uint64_t records)
{
	while (lines.len > 0) {
		uint64_t in_piece = records;
		size_t n = cut(lines, &in_piece);
		pthread_mutex_lock(&s->mutex);
		bool idle = !s->filling;
		int status = make_room(s, n);
		if (status == 0) {
			struct packet *p = s->filling;
			memcpy(p->bytes + p->len, lines.at, n);
			p->len += n;
			p->records += in_piece;
			s->records += in_piece;
			idle |= p->len == n;
		}
		pthread_mutex_unlock(&s->mutex);
		if (status != 0)
			return status;
		if (idle)
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

void sender_stop(struct sender *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->mutex);
	s->stop = true;
	pthread_mutex_unlock(&s->mutex);
	wire_wake(s->wire);
	pthread_join(s->thread, NULL);
	wire_close(s->wire, 0);
	for (struct packet *p = s->first, *next; p; p = next)
		next = p->next, free(p);
	free(s->filling);
	free((char *)s->hello.at);
	pthread_mutex_destroy(&s->mutex);
	pthread_cond_destroy(&s->moved);
	free(s);
}
