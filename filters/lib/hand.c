/* filters/lib/hand.c - a thread's own stages: opened as the chain's are, they go over one piece after another. */
#include "lib/crew.h"

/* --- opening ---------------------------------------------------------------------------------- */

static bool is_same_file(const struct file_id *a, const struct file_id *b)
{
	return a->device == b->device && a->number == b->number && a->size == b->size &&
	       a->second == b->second && a->nanosecond == b->nanosecond && a->regular == b->regular;
}

static bool is_as_before(const struct run *r, const struct run *before)
{
	bool same = r->out.n == before->out.n && r->in.n == before->in.n && r->read.n == before->read.n;
	for (size_t i = 0; i < r->out.n && same; i++)
		same = text_same(r->out.name[i], before->out.name[i]);
	for (size_t i = 0; i < r->read.n && same; i++)
		same = is_same_file(&r->ids[i], &before->ids[i]);
	return same && !r->sides;
}

static bool open_run(const struct crew *w, struct run *r, const struct run *before)
{
	r->rows = before->rows;
	if (w->stages == 0) {
		r->out = before->in;
		books_open(r);
		return true;
	}
	bool source = before->stage->role == SOURCE;
	const struct columns *in = source ? NULL : r == r->chain->run ? &before->in : &r[-1].out;
	if (chain_open_stage(r, in, false) != 0)
		return false;
	if (source)
		r->out = before->out;
	r->rows = before->rows;
	return is_as_before(r, before);
}

static void new_arrays(struct chain *h, struct arena *mem)
{
	size_t room = h->batch.room;
	h->batch.line = arena_take(mem, room * sizeof(*h->batch.line));
	h->batch.source = arena_take(mem, room * sizeof(*h->batch.source));
	narrow_arrays(h, mem);
}

struct chain *hand_open(struct crew *w)
{
	const struct chain *c = w->chain;
	int status;
	struct chain *h =
		chain_new(c->who, c->labels, c->links, w->stages > 0 ? w->stages : 1, &status);
	h->is_hand = true;
	h->seed = c->seed;
	h->bare = c->bare;
	h->room = c->room;
	bool good = status == 0 && !h->done;
	for (size_t i = 0; i < h->n && good; i++) {
		good = open_run(w, &h->run[i], &c->run[i]);
		marks_new(&h->run[i].marks, h->run[i].mem, h->room);
	}
	h->batch.room = c->batch.room;
	narrow_like(h, c);
	if (good && w->stages == c->n)
		h->batch.mem = arena_new();
	if (good)
		hand_join(w, h);
	if (good && h->status == 0)
		return h;
	hand_free(h);
	return NULL;
}

void hand_join(struct crew *w, struct chain *h)
{
	const struct chain *c = w->chain;
	struct run *head = &h->run[0];
	bool fits = h->col && h->narrow == c->narrow;
	h->narrow = c->narrow;
	if (!fits && w->stages == c->n)
		new_arrays(h, h->mem);
	if (w->cutter.how) {
		w->cutter.how->join(head->self, head, c->run[0].self);
		return;
	}
	h->reader = c->reader;
	h->reader.to = arena_take(head->mem, h->reader.values * sizeof(*h->reader.to));
	h->reader.numbers = NULL;
}

void hand_free(struct chain *h)
{
	if (!h)
		return;
	h->out = NULL;
	for (size_t i = 0; i < h->n; i++) {
		h->run[i].rejects = NULL;
		if (h->holds && h->run[i].own) /* it is the pieces' */
			h->run[i].own->mem = NULL;
	}
	if (h->holds)
		h->batch.mem = NULL;
	chain_free(h);
}

/* --- a piece ---------------------------------------------------------------------------------- */

static void clear(struct crew *w, struct chain *h, struct piece *p)
{
	for (size_t i = 0; i < p->retirements; i++)
		arena_free(p->retired[i]);
	arena_empty(p->mem);
	p->retirements = p->steps = p->batches = 0;
	p->retired = NULL;
	p->step = NULL;
	p->held = NULL;
	p->worked = true;
	output_clear(p->text);
	h->status = 0;
	h->out = p->text;
	h->holds = w->stages < w->chain->n ? p : NULL;
	if (h->holds)
		h->batch.mem = p->mem;
	for (size_t i = 0; i < h->n; i++) {
		struct run *r = &h->run[i];
		output_clear(p->rejects[i]);
		r->rejects = w->chain->run[i].rejects ? p->rejects[i] : NULL;
		r->first = NULL;
		r->notes = p->mem;
		if (h->holds && r->own)
			r->own->mem = p->mem;
	}
}

static struct step *begin_step(struct chain *h, struct piece *p)
{
	p->step = arena_append(p->mem, p->step, p->steps, sizeof(*p->step));
	struct step *s = &p->step[p->steps++];
	s->share = arena_zeros(p->mem, h->n * sizeof(*s->share));
	for (size_t i = 0; i < h->n; i++) {
		struct books *b = &h->run[i].books;
		struct tally *tally = arena_zeros(p->mem, (b->reasons + 1) * sizeof(*tally));
		for (size_t k = 0; k < b->reasons; k++)
			tally[k].word = h->run[i].reasons[k]->word;
		*b = (struct books){ .reasons = b->reasons, .tally = tally };
	}
	return s;
}

static void end_step(struct chain *h, struct piece *p, struct step *s)
{
	chain_time(h, &h->run[0]);
	for (size_t i = 0; i < h->n; i++) {
		s->share[i].books = h->run[i].books;
		s->share[i].rejects = output_bytes(p->rejects[i]).len;
	}
	s->batches = p->batches;
	s->text = output_bytes(p->text).len;
}

/* Batches that are kept have arrays of their own. */
static struct batch new_batch(const struct crew *w, struct chain *h)
{
	if (h->holds)
		new_arrays(h, h->batch.mem);
	else
		arena_empty(h->batch.mem);
	for (size_t i = 0; i < h->n && h->holds; i++)
		h->run[i].added = NULL;
	struct batch b = h->batch;
	b.col = h->col;
	if (!w->placed || run_is_parser(&h->run[0]))
		b.source = NULL;
	b.from = w->in->name;
	return b;
}

static int step_on(struct crew *w, struct chain *h, struct input *in, bool *ended)
{
	struct run *head = &h->run[0];
	struct batch b = new_batch(w, h);
	int status = chain_fill(h, in, &b, ended);
	if (status != 0 || h->status != 0 || b.rows == 0)
		return status;
	if (w->stages == 0)
		return hand_hold(h, &b);
	return head->stage->role == SOURCE ? chain_hand_on(head, &b) : chain_deliver(head, &b);
}

void hand_work(struct crew *w, struct chain *h, struct piece *p)
{
	struct input in = { .name = w->in->name,
		                .at = p->bytes,
		                .len = p->len,
		                .ended = p->end == PIECE_ENDED,
		                .piece = true };
	clear(w, h, p);
	source_begin(h, p->line);
	chain_time(h, NULL);
	chain_time(h, &h->run[0]);
	int status = 0;
	for (bool ended = false; !ended && status == 0 && h->status == 0;) {
		struct step *s = begin_step(h, p);
		status = step_on(w, h, &in, &ended);
		end_step(h, p, s);
	}
	chain_time(h, NULL);
	p->status = h->status;
	memcpy(p->why, h->why, sizeof(p->why));
	p->next = source_line(h);
	p->left = in.len;
	for (size_t i = 0; i < h->n; i++)
		p->first[i] = h->run[i].first;
}

static void *copy_of(struct arena *mem, const void *from, size_t n)
{
	void *to = arena_take(mem, n);
	return n > 0 ? memcpy(to, from, n) : to;
}

/* Those of a stage's own batch are used anew, the others were made for this one. */
int hand_hold(struct chain *h, struct batch *b)
{
	struct piece *p = h->holds;
	size_t n = h->run[h->n - 1].out.n;
	p->held = arena_append(p->mem, p->held, p->batches, sizeof(*p->held));
	struct batch *to = &p->held[p->batches++];
	*to = *b;
	to->col = copy_of(p->mem, b->col, n * sizeof(*to->col));
	if (b->line == h->batch.line)
		return h->status;
	to->room = b->rows;
	to->line = copy_of(p->mem, b->line, b->rows * sizeof(*to->line));
	if (b->source)
		to->source = copy_of(p->mem, b->source, b->rows * sizeof(*to->source));
	for (size_t c = 0; c < n; c++)
		to->col[c] = copy_of(p->mem, b->col[c], b->rows * sizeof(**to->col));
	return h->status;
}

void hand_retire(struct piece *p, struct arena *mem)
{
	p->retired = arena_append(p->mem, p->retired, p->retirements, sizeof(struct arena *));
	p->retired[p->retirements++] = mem;
}
