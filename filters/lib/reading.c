/* filters/lib/reading.c - a chain at work: its inputs are read to the end, and its books are closed. */
#include "lib/input_file.h"
#include "lib/line.h"
#include "lib/run.h"

void chain_idle(void *chain)
{
	struct chain *c = chain;
	output_flush(c->out);
	for (size_t i = 0; i < c->n; i++)
		if (c->run[i].rejects)
			output_flush(c->run[i].rejects);
}

static int open_output(struct chain *c)
{
	struct run *last = &c->run[c->n - 1];
	c->out = output_open(last->common.output.at);
	return output_status(c->out) ? chain_output_failed(last) : 0;
}

/* The batch that the source or the reader fills; its arrays do for the widest stage too. */
static void new_batch(struct chain *c, const struct columns *columns)
{
	size_t room = c->run[0].rows;
	for (size_t i = 0; i < c->n; i++) {
		if (c->run[i].rows < room)
			room = c->run[i].rows;
		if (c->run[i].rows > c->room)
			c->room = c->run[i].rows;
	}
	c->columns = columns->n;
	c->batch = (struct batch){ .room = room, .mem = arena_new() };
	c->batch.line = arena_take(c->mem, room * sizeof(uint64_t));
	if (!run_is_parser(&c->run[0])) /* one of its inputs may have places, if the first has none */
		c->batch.source = arena_take(c->mem, room * sizeof(struct text));
	narrow_plan(c);
}

static int open_stages(struct chain *c, const struct columns *first, bool place)
{
	struct run *head = &c->run[0];
	if (head->stage->role == SOURCE) {
		head->out = *first;
		head->out.placed |= place;
		head->rows = chain_rows(head);
	} else {
		chain_open_stage(head, first, false);
	}
	for (size_t i = 1; i < c->n && c->status == 0; i++)
		chain_open_stage(&c->run[i], &c->run[i - 1].out, false);
	for (size_t i = 0; i < c->n && c->status == 0; i++)
		if (!c->run[i].rejects && books_rejects(&c->run[i]) != 0)
			return c->status;
	if (c->status != 0)
		return c->status;
	new_batch(c, first);
	for (size_t i = 0; i < c->n; i++)
		marks_new(&c->run[i].marks, c->run[i].mem, c->room);
	struct run *last = &c->run[c->n - 1];
	if (chain_no_twins(c) != 0 || last->stage->role == SINK)
		return c->status;
	return run_text_header(last, c->out);
}

static int read_header(struct chain *c, struct input *in, struct columns *columns)
{
	struct run *head = &c->run[0];
	if (run_is_parser(head))
		return head->stage->header(head->self, head, in, columns);
	return reader_header(head, in, &c->reader, columns);
}

int chain_fill(struct chain *c, struct input *in, struct batch *b, bool *ended)
{
	struct run *head = &c->run[0];
	if (run_is_parser(head))
		return head->stage->fill(head->self, head, in, b, ended);
	return reader_fill(head, in, &c->reader, b, ended);
}

int chain_pump(struct chain *c, struct input *in, bool placed)
{
	struct run *head = &c->run[0];
	struct text *source = placed ? c->batch.source : NULL;
	for (bool ended = false; !ended && !c->closed && c->status == 0;) {
		struct batch b = c->batch;
		b.col = c->col;
		b.source = source;
		b.from = in->name;
		if (chain_fill(c, in, &b, &ended) != 0 || c->status != 0)
			break;
		if (b.rows > 0 && head->stage->role == SOURCE)
			chain_hand_on(head, &b);
		else if (b.rows > 0)
			chain_deliver(head, &b);
		arena_empty(c->batch.mem);
		c->closed = output_closed(c->out);
		if (!ended && c->status == 0 && !c->closed && crew_can(c, in))
			return crew_read(c, in, placed);
	}
	return c->status;
}

static void note_empty(struct chain *c, struct text name, bool any)
{
	c->read++;
	if (!any && c->empty++ == 0)
		c->first_empty = (struct text){ arena_copy(c->mem, name.at, name.len), name.len };
}

/* shown: what it is called; .at null: as its name. */
static int read_input(struct chain *c, struct text name, struct text shown, struct columns *first,
                      bool place)
{
	struct run *head = &c->run[0];
	struct input in;
	struct columns columns = { 0 };
	struct input_how how = { head->common.max_size, chain_idle, c, &c->waited };
	uint64_t before = head->books.in;
	if (head->stage->read)
		input_of_stage(&in, head, head->stage->read, head->self, &how);
	else
		input_open(&in, head, name, &how);
	if (shown.at)
		in.name = shown;
	if (c->status != 0)
		return c->status;
	if (read_header(c, &in, &columns) == 0) {
		if (first->name)
			columns_same(head, in.name.at, first, &columns);
		else if (open_stages(c, &columns, place) == 0)
			*first = columns;
		c->reader.mixed = first->placed != columns.placed;
		c->reader.blind = c->n == 1 && (head->stage->read || head->stage->blind) &&
		                  !columns.placed && !head->out.placed;
	}
	if (c->status == 0) {
		narrow_input(c);
		chain_pump(c, &in, columns.placed);
	}
	c->torn |= in.torn;
	head->books.came += input_came(&in);
	if (c->status == 0 && !c->closed)
		note_empty(c, in.name, head->books.in > before);
	input_close(&in);
	return c->status;
}

/* Last words, from the first stage to the last, so that each still hears those before it. */
static int finish(struct chain *c)
{
	for (size_t i = 0; i < c->n && c->status == 0; i++) {
		struct run *r = &c->run[i];
		chain_time(c, r);
		if (r->stage->finish && !c->instead)
			r->stage->finish(r->self, r);
		if (c->status == 0 && r->own && r->own->rows > 0)
			run_emit(r, r->own);
	}
	if (c->status == 0 && output_finish(c->out) != 0)
		chain_output_failed(&c->run[c->n - 1]);
	return c->status;
}

/* Rejects, and files such as --conflicts names, are whole before anything is published. */
static void finish_files(struct chain *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct run *r = &c->run[i];
		if (r->rejects && output_finish(r->rejects) != 0)
			run_fail(r, output_status(r->rejects), "%s", output_why(r->rejects));
		for (struct side *s = r->sides; s; s = s->next)
			if (output_finish(s->out) != 0)
				run_fail(r, output_status(s->out), "%s", output_why(s->out));
	}
}

static int audit(struct chain *c)
{
	for (size_t i = 0; i < c->n && c->status == 0; i++)
		if (books_audit(&c->run[i]) == 0 && i > 0 && c->run[i].books.in != c->run[i - 1].books.out)
			run_fail(&c->run[i], EX_SOFTWARE,
			         "the books do not balance: in %llu is not the %llu "
			         "that came out before it",
			         (unsigned long long)c->run[i].books.in,
			         (unsigned long long)c->run[i - 1].books.out);
	return c->status;
}

/* What comes from elsewhere, or was packed, may turn out not to be whole when most of it is written. Whoever reads the
 * pipe would take what it got for the whole, as with any pipe; here the reader is told. */
static void break_off(struct chain *c)
{
	if (c->status == 0 || !c->batch.mem || !(c->run[0].stage->read || c->torn) ||
	    c->run[c->n - 1].stage->role == SINK)
		return;
	output_write(c->out, LINE_BROKEN_OFF "\n", sizeof(LINE_BROKEN_OFF));
	output_flush(c->out);
}

int chain_run(struct chain *c, bool place, bool bare)
{
	static const struct text standard = { "-", 1 };
	struct columns first = { 0 };
	c->bare = bare;
	crew_size(c);
	struct run *head = &c->run[0];
	chain_time(c, head);
	if (open_output(c) == 0 && chain_instead(c, false) == 0 && !c->instead &&
	    head->stage->role == SOURCE)
		chain_open_stage(head, NULL, false);
	size_t n = c->instead ? 0 : c->inputs.n ? c->inputs.n : 1;
	for (size_t i = 0; i < n && c->status == 0 && !c->closed; i++)
		read_input(c, c->inputs.n ? c->inputs.at[i] : standard,
		           i < c->shown.n ? c->shown.at[i] : (struct text){ 0 }, &first, place);
	if (c->status == 0 && !c->closed)
		finish(c);
	finish_files(c);
	chain_time(c, NULL);
	c->run[c->n - 1].books.went = output_went(c->out);
	c->closed |= output_closed(c->out);
	if (!c->closed)
		audit(c);
	break_off(c);
	return c->status;
}
