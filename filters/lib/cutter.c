/* filters/lib/cutter.c - cuts an input into pieces that presumably end with a record. */
#include "lib/crew.h"
#include "lib/input_file.h"
#include <stdlib.h>

/* Where no end is to be seen in so many bytes, there is presumably none. */
enum { NO_END = 32 << 20 };

static bool make_room(struct cutter *c, struct piece *p, size_t want)
{
	if (p->room >= want)
		return true;
	char *bytes = realloc(p->bytes, want + INPUT_PAD);
	if (!bytes) {
		run_fail(&c->run, EX_OSERR, "%s: out of memory", c->in->name.at);
		return false;
	}
	p->bytes = bytes;
	p->room = want;
	return true;
}

static size_t cut_at(const struct cutter *c, const struct piece *p, size_t most)
{
	struct text bytes = { p->bytes, p->len < most ? p->len : most };
	if (c->how)
		return c->how->cut(c->source, bytes, bytes.len >= 2 * c->size);
	const char *lf = memrchr(p->bytes, '\n', bytes.len);
	return lf ? (size_t)(lf - p->bytes) + 1 : 0;
}

/* What is behind the cut is for the next piece. */
static bool keep_rest(struct cutter *c, struct piece *p, size_t at)
{
	size_t n = p->len - at;
	if (n > c->most) {
		char *room = realloc(c->room, n);
		if (!room)
			return false;
		c->room = room;
		c->most = n;
	}
	if (n > 0)
		memcpy(c->room, p->bytes + at, n);
	c->rest = (struct text){ c->room, n };
	p->len = at;
	return true;
}

/* Reads until the piece can be cut, which it is when nothing more has come for now. */
static bool fill(struct cutter *c, struct piece *p)
{
	for (size_t want = c->size;;) {
		size_t got = 0, at = 0;
		int slow = input_slow(c->in);
		if (p->len >= want || (slow >= 0 && p->len > 0)) {
			at = cut_at(c, p, want);
			if (at == 0 && p->len >= NO_END)
				at = p->len;
			if (at > 0)
				return keep_rest(c, p, at);
			if (p->len >= want)
				want *= 2;
		}
		if (slow >= 0 && !c->wait(c->wait_for, slow))
			return false;
		size_t room = p->len + INPUT_LEAST > want ? p->len + INPUT_LEAST : want;
		if (!make_room(c, p, room) ||
		    input_take(c->in, &c->run, p->bytes + p->len, p->room - p->len, &got) != 0) {
			p->end = PIECE_FAILED;
			return true;
		}
		p->len += got;
		if (got == 0) {
			p->end = PIECE_ENDED;
			return true;
		}
	}
}

bool cutter_next(struct cutter *c, struct piece *p)
{
	if (c->done)
		return false;
	p->len = 0;
	p->end = PIECE_GOES_ON;
	bool room = make_room(c, p, c->size > c->rest.len ? c->size : c->rest.len);
	if (room && c->rest.len > 0) {
		memcpy(p->bytes, c->rest.at, c->rest.len);
		p->len = c->rest.len;
		c->rest.len = 0;
	}
	if (!room)
		p->end = PIECE_FAILED;
	else if (!fill(c, p))
		return false;
	if (p->room > 0)
		memset(p->bytes + p->len, 0, INPUT_PAD);
	p->number = c->pieces++;
	p->line = c->line;
	c->line += text_bytes((struct text){ p->bytes, p->len }, '\n');
	c->done = p->end != PIECE_GOES_ON;
	return true;
}
