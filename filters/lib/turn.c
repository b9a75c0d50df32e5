/* filters/lib/turn.c - a piece's turn: what was made of it goes the way that it goes in one thread. */
#include "lib/crew.h"
#include <stdlib.h>

uint64_t source_line(const struct chain *c)
{
	const struct run *head = &c->run[0];
	return head->stage->pieces ? head->stage->pieces->line(head->self) : c->reader.number;
}

void source_begin(struct chain *c, uint64_t line)
{
	const struct run *head = &c->run[0];
	if (head->stage->pieces)
		head->stage->pieces->begin(head->self, line);
	else
		c->reader.number = line;
}

/* --- what the hands made ---------------------------------------------------------------------- */

static void add_books(struct books *to, const struct books *more)
{
	to->in += more->in;
	to->made += more->made;
	to->out += more->out;
	to->rejected += more->rejected;
	to->dropped += more->dropped;
	to->seconds += more->seconds;
	for (size_t i = 0; i < to->reasons; i++) {
		to->tally[i].rejected += more->tally[i].rejected;
		to->tally[i].dropped += more->tally[i].dropped;
	}
}

static void add_share(struct run *run, const struct share *s, struct text rejects)
{
	add_books(&run->books, &s->books);
	if (rejects.len > 0 && output_write(run->rejects, rejects.at, rejects.len) != 0)
		run_fail(run, output_status(run->rejects), "%s", output_why(run->rejects));
}

static struct text between(const struct output *o, size_t from, size_t to)
{
	return (struct text){ output_bytes(o).at + from, to - from };
}

static void take_step(struct crew *w, struct piece *p, const struct step *before,
                      const struct step *s)
{
	struct chain *c = w->chain;
	size_t stages = w->stages > 0 ? w->stages : 1;
	for (size_t i = 0; i < stages && c->status == 0; i++)
		add_share(
			&c->run[i], &s->share[i],
			between(p->rejects[i], before ? before->share[i].rejects : 0, s->share[i].rejects));
	for (size_t b = before ? before->batches : 0; b < s->batches && c->status == 0; b++)
		chain_deliver(&c->run[w->stages], &p->held[b]);
	struct run *last = &c->run[c->n - 1];
	struct text text = between(p->text, before ? before->text : 0, s->text);
	chain_time(c, last);
	if (c->status == 0 && text.len > 0 && output_write(c->out, text.at, text.len) != 0)
		chain_output_failed(last);
	chain_time(c, NULL);
	c->closed = output_closed(c->out);
}

static void take_whole(struct crew *w, struct piece *p)
{
	struct chain *c = w->chain;
	for (size_t i = 0; i < (w->stages > 0 ? w->stages : 1); i++)
		if (p->first[i] && !c->run[i].first)
			c->run[i].first = arena_copy(c->run[i].mem, p->first[i], strlen(p->first[i]));
	for (size_t i = 0; i < p->steps && c->status == 0 && !c->closed; i++)
		take_step(w, p, i > 0 ? &p->step[i - 1] : NULL, &p->step[i]);
	if (c->status == 0 && !c->closed && p->status != 0) {
		c->status = p->status;
		memcpy(c->why, p->why, sizeof(c->why));
	}
	w->line = p->next;
}

/* --- what the chain reads itself -------------------------------------------------------------- */

/* These bytes come behind those that it has not used. */
static bool add_bytes(struct crew *w, const char *bytes, size_t n)
{
	size_t had = w->own.len;
	if (!w->bytes || w->room < had + n) {
		size_t room = 2 * (had + n);
		char *to = malloc(room + INPUT_PAD);
		if (!to)
			return false;
		if (had > 0)
			memcpy(to, w->own.at, had);
		free(w->bytes);
		w->bytes = to;
		w->room = room;
	} else if (had > 0) {
		memmove(w->bytes, w->own.at, had);
	}
	if (n > 0)
		memcpy(w->bytes + had, bytes, n);
	w->own.at = w->bytes;
	w->own.len = had + n;
	memset(w->bytes + w->own.len, 0, INPUT_PAD);
	return true;
}

static void carry(struct crew *w, const char *bytes, size_t n)
{
	struct chain *c = w->chain;
	if (!w->carries) {
		w->own = (struct input){ .name = w->in->name, .piece = true };
		source_begin(c, w->line);
	}
	w->carries = true;
	if (!add_bytes(w, bytes, n))
		run_fail(&c->run[0], EX_OSERR, "%s: out of memory", w->in->name.at);
}

static void read_on(struct crew *w, const struct piece *p)
{
	struct chain *c = w->chain;
	carry(w, p->bytes, p->len);
	w->own.ended = p->end == PIECE_ENDED;
	chain_time(c, &c->run[0]);
	if (c->status == 0)
		chain_pump(c, &w->own, w->placed);
	chain_time(c, NULL);
	w->line = source_line(c);
	w->carries = w->own.len > 0;
}

void turn_take(struct crew *w, struct piece *p)
{
	struct chain *c = w->chain;
	chain_time(c, NULL);
	if (!p->worked || w->carries || p->line != w->line) {
		read_on(w, p);
	} else {
		take_whole(w, p);
		if (p->left > 0 && c->status == 0)
			carry(w, p->bytes + p->len - p->left, p->left);
	}
	if (p->end == PIECE_FAILED && c->status == 0 && !c->closed) {
		c->status = w->cutter.fault.status;
		memcpy(c->why, w->cutter.fault.why, sizeof(c->why));
	}
}
