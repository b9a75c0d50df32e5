/* filters/lib/crew.c - several threads at one input: who goes over which piece, and whose turn it is. */
#include "lib/crew.h"
#include "lib/durable.h"
#include "lib/input_file.h"
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
	PIECE = 256 << 10, /* bytes: what is made of it should stay in the cache */
	/* Bytes of an input for which it pays to open the stages once more for each thread: jq, the slowest to be ready, goes
	 * over as many in that time. */
	LARGE = 8 << 20,
	MOST_THREADS = 256, /* pieces are there before threads are: a million would take all memory */
};

/* --- which stages ----------------------------------------------------------------------------- */

static bool is_for_hands(const struct run *r)
{
	const struct stage *s = r->stage;
	bool is = s->trait == STATELESS && s->role != SINK && !s->read && !r->sides &&
	          !(s->alone && s->alone(r->self));
	for (size_t i = 0; i < r->read.n && is; i++) /* what came by a pipe cannot be read again */
		is = r->ids[i].regular;
	return is;
}

size_t crew_stages(const struct chain *c, bool *reads)
{
	const struct run *head = &c->run[0];
	size_t n = 0;
	bool source = head->stage->role == SOURCE;
	*reads = !head->stage->read && !c->instead &&
	         (!source || (head->stage->pieces && head->stage->pieces->can(head->self)));
	/* Records without a place are counted at each stage but the first. */
	while (*reads && n < c->n && is_for_hands(&c->run[n]) && (n == 0 || c->run[n].in.placed))
		n++;
	*reads &= n > 0 || !source;
	return n;
}

/* A source's bytes tell more, but they did not come so far. */
bool chain_shares(const struct chain *c, size_t stage)
{
	const struct stage *head = c->run[0].stage;
	bool shares = !head->read && !c->instead && (head->role != SOURCE || head->pieces);
	for (size_t i = 0; i <= stage && shares; i++)
		shares = is_for_hands(&c->run[i]);
	return shares;
}

void crew_size(struct chain *c)
{
	cpu_set_t mine;
	bool known = sched_getaffinity(0, sizeof(mine), &mine) == 0;
	if (c->threads == 0)
		c->threads = known ? (size_t)CPU_COUNT(&mine) : 1;
	if (c->threads > MOST_THREADS)
		c->threads = MOST_THREADS;
	size_t size = c->run[0].common.piece_size;
	c->piece_size = size ? size : PIECE;
	c->large = size ? size : LARGE;
}

/* What a file holds counts before it came; of a pipe nothing is known. */
static bool is_large(const struct chain *c, const struct input *in)
{
	uint64_t came = input_came(in);
	return came >= c->large || (came >= c->piece_size && input_size(in) >= c->large);
}

/* Lines that are only counted take less than to hand them from one thread to another. */
bool crew_can(struct chain *c, const struct input *in)
{
	if (c->threads < 2 || c->crewless || c->reader.blind || in->piece || in->ended || !in->file ||
	    !is_large(c, in))
		return false;
	bool reads;
	if (c->crew)
		return true;
	crew_stages(c, &reads);
	c->crewless = !reads;
	return reads;
}

/* --- the crew --------------------------------------------------------------------------------- */

static void new_piece(struct crew *w, struct piece *p)
{
	size_t n = w->stages > 0 ? w->stages : 1;
	struct arena *mem = w->chain->mem;
	p->mem = arena_new();
	p->text = output_memory();
	p->rejects = arena_take(mem, n * sizeof(struct output *));
	p->first = arena_zeros(mem, n * sizeof(char *));
	for (size_t i = 0; i < n; i++)
		p->rejects[i] = output_memory();
}

static struct crew *crew_new(struct chain *c)
{
	bool reads;
	struct crew *w = arena_zeros(c->mem, sizeof(*w));
	w->chain = c;
	w->stages = crew_stages(c, &reads);
	w->threads = c->threads;
	w->slots = 2 * w->threads + 2;
	w->hands = arena_zeros(c->mem, w->threads * sizeof(*w->hands));
	w->piece = arena_zeros(c->mem, w->slots * sizeof(*w->piece));
	w->free = arena_zeros(c->mem, w->slots * sizeof(struct piece *));
	w->ready = arena_zeros(c->mem, w->slots * sizeof(struct piece *));
	for (size_t i = 0; i < w->slots; i++)
		new_piece(w, &w->piece[i]);
	pthread_mutex_init(&w->cutting, NULL);
	pthread_mutex_init(&w->mutex, NULL);
	pthread_cond_init(&w->changed, NULL);
	w->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	w->mem = arena_new();
	return w;
}

static void free_piece(struct crew *w, struct piece *p)
{
	for (size_t i = 0; i < p->retirements; i++)
		arena_free(p->retired[i]);
	for (size_t i = 0; i < (w->stages > 0 ? w->stages : 1); i++)
		output_drop(p->rejects[i]);
	output_drop(p->text);
	arena_free(p->mem);
	free(p->bytes);
}

void crew_free(struct crew *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->threads; i++)
		hand_free(w->hands[i]);
	for (size_t i = 0; i < w->slots; i++)
		free_piece(w, &w->piece[i]);
	arena_free(w->mem);
	free(w->cutter.room);
	free(w->bytes);
	pthread_mutex_destroy(&w->cutting);
	pthread_mutex_destroy(&w->mutex);
	pthread_cond_destroy(&w->changed);
	if (w->wake >= 0)
		close(w->wake);
}

/* --- turns ------------------------------------------------------------------------------------ */

/* mutex is held. */
static void stop(struct crew *w)
{
	w->over = true;
	if (w->wake >= 0)
		(void)!write(w->wake, &(uint64_t){ 1 }, sizeof(uint64_t));
	pthread_cond_broadcast(&w->changed);
}

/* After each turn, as long as the cutter waits: pieces may be at work that came before. mutex is held. */
static void flush_if_waiting(struct crew *w)
{
	if (w->waits && !w->turning)
		chain_idle(w->chain);
}

/* All whose turn it is, by one thread; the others go on with pieces meanwhile. mutex is held. */
static void take_turns(struct crew *w)
{
	struct piece **next;
	while (!w->turning && !w->over && *(next = &w->ready[w->turn % w->slots])) {
		struct piece *p = *next;
		*next = NULL;
		w->turning = true;
		pthread_mutex_unlock(&w->mutex);
		turn_take(w, p);
		pthread_mutex_lock(&w->mutex);
		w->turning = false;
		w->turn++;
		w->free[w->n_free++] = p;
		if (w->chain->status != 0 || w->chain->closed || p->end != PIECE_GOES_ON)
			stop(w);
		pthread_cond_broadcast(&w->changed);
	}
	flush_if_waiting(w);
}

/* Before a wait that was not to be foreseen. The cutter's. */
static void flush_soon(void *crew)
{
	struct crew *w = crew;
	pthread_mutex_lock(&w->mutex);
	w->waits = true;
	flush_if_waiting(w);
	pthread_mutex_unlock(&w->mutex);
}

/* For a producer that is slow. The cutter's. */
static bool wait_for_more(void *crew, int fd)
{
	struct crew *w = crew;
	pthread_mutex_lock(&w->mutex);
	w->waits = true;
	flush_if_waiting(w);
	bool over = w->over;
	pthread_mutex_unlock(&w->mutex);
	double since = seconds_now();
	struct pollfd p[] = { { .fd = fd, .events = POLLIN }, { .fd = w->wake, .events = POLLIN } };
	while (!over && poll(p, 2, -1) < 0)
		;
	w->waited += seconds_now() - since;
	pthread_mutex_lock(&w->mutex);
	over = w->over;
	pthread_mutex_unlock(&w->mutex);
	return !over;
}

/* --- threads ---------------------------------------------------------------------------------- */

/* A slot to put a piece into; null: none is wanted any more. */
static struct piece *free_slot(struct crew *w)
{
	pthread_mutex_lock(&w->mutex);
	while (!w->over && w->n_free == 0)
		pthread_cond_wait(&w->changed, &w->mutex);
	struct piece *p = w->over ? NULL : w->free[--w->n_free];
	pthread_mutex_unlock(&w->mutex);
	return p;
}

static bool next_piece(struct crew *w, struct piece *p)
{
	pthread_mutex_lock(&w->cutting);
	pthread_mutex_lock(&w->mutex);
	bool over = w->over;
	pthread_mutex_unlock(&w->mutex);
	bool is = !over && cutter_next(&w->cutter, p);
	pthread_mutex_lock(&w->mutex);
	w->waits = false;
	pthread_mutex_unlock(&w->mutex);
	pthread_mutex_unlock(&w->cutting);
	return is;
}

/* Stages that failed stay until it is known whether the piece counts; then they are opened anew. mutex is held. */
static void settle_failure(struct crew *w, struct chain **hand, uint64_t number)
{
	while (!w->over && w->turn <= number)
		pthread_cond_wait(&w->changed, &w->mutex);
	if (w->over)
		return;
	pthread_mutex_unlock(&w->mutex);
	hand_free(*hand);
	*hand = hand_open(w);
	pthread_mutex_lock(&w->mutex);
}

static void work_on(struct crew *w, struct chain **hand, struct piece *p)
{
	uint64_t number = p->number;
	p->worked = *hand != NULL;
	p->left = 0;
	if (*hand)
		hand_work(w, *hand, p);
	bool failed = *hand && (*hand)->status != 0;
	pthread_mutex_lock(&w->mutex);
	w->ready[number % w->slots] = p;
	take_turns(w);
	if (failed)
		settle_failure(w, hand, number);
	pthread_mutex_unlock(&w->mutex);
}

static void work(struct crew *w, struct chain **hand)
{
	struct piece *p;
	while ((p = free_slot(w)) && next_piece(w, p))
		work_on(w, hand, p);
}

struct thread {
	struct crew *crew;
	struct chain **hand;
	pthread_t id;
	bool runs;
};

static void *run_thread(void *thread)
{
	struct thread *t = thread;
	if (!*t->hand)
		*t->hand = hand_open(t->crew);
	if (*t->hand)
		work(t->crew, t->hand);
	return NULL;
}

/* Signals are for the thread that was there before. */
static void run_threads(struct crew *w, struct piece *first)
{
	struct thread *t = arena_zeros(w->chain->mem, w->threads * sizeof(*t));
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	for (size_t i = 1; i < w->threads; i++) {
		t[i] = (struct thread){ .crew = w, .hand = &w->hands[i] };
		t[i].runs = pthread_create(&t[i].id, NULL, run_thread, &t[i]) == 0;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	for (size_t i = 0; i < w->stages; i++)
		w->chain->run[i].books.threads = w->threads;
	if (!w->hands[0])
		w->hands[0] = hand_open(w);
	work_on(w, &w->hands[0], first);
	work(w, &w->hands[0]);
	for (size_t i = 1; i < w->threads; i++)
		if (t[i].runs)
			pthread_join(t[i].id, NULL);
}

static void begin(struct crew *w, struct input *in, bool placed)
{
	struct chain *c = w->chain;
	struct run *head = &c->run[0];
	struct cutter *cut = &w->cutter;
	w->in = in;
	w->placed = placed;
	w->line = source_line(c);
	w->carries = w->over = w->turning = w->waits = false;
	w->turn = 0;
	w->waited = 0;
	w->n_free = 0;
	for (size_t i = 0; i < w->slots; i++) {
		w->free[w->n_free++] = &w->piece[i];
		w->ready[i] = NULL;
	}
	struct chain fault = { .labels = c->labels };
	memcpy(fault.who, c->who, sizeof(fault.who));
	*cut = (struct cutter){ .in = in,
		                    .how = head->stage->pieces,
		                    .source = head->self,
		                    .size = c->piece_size,
		                    .fault = fault,
		                    .run = *head,
		                    .room = cut->room,
		                    .most = cut->most,
		                    .line = w->line,
		                    .wait = wait_for_more,
		                    .wait_for = w };
	cut->run.chain = &cut->fault;
	cut->run.mem = w->mem;
	uint64_t woken;
	(void)!read(w->wake, &woken, sizeof(woken));
	for (size_t i = 0; i < w->threads; i++)
		if (w->hands[i])
			hand_join(w, w->hands[i]);
}

/* Threads are for two pieces and more. */
int crew_read(struct chain *c, struct input *in, bool placed)
{
	if (!c->crew)
		c->crew = crew_new(c);
	struct crew *w = c->crew;
	chain_time(c, NULL);
	begin(w, in, placed);
	struct input_how how = { 0, flush_soon, w, &w->waited };
	struct input_how before = input_listen(in, &how);
	struct piece *first = free_slot(w);
	bool is = next_piece(w, first);
	first->worked = false;
	first->left = 0;
	if (is && first->end == PIECE_GOES_ON)
		run_threads(w, first);
	else if (is)
		turn_take(w, first);
	input_listen(in, &before);
	c->run[0].books.waiting += w->waited;
	chain_time(c, &c->run[0]);
	return c->status;
}
