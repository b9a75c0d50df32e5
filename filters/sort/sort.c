/* filters/sort/sort.c - records in the order of some columns; what does not fit in memory goes to a file without a name. */
#include "lib/pack.h"
#include "lib/merge.h"
#include "sort/order.h"

enum { LARGE = 256 << 10 }; /* bytes of a batch that goes out before it is full */

struct sort {
	struct wanted wanted;
	size_t memory; /* bytes */
	size_t columns;
	bool placed;
	struct order order;
	struct heap heap;
	struct merge merge;
	struct batch *own;
	size_t copied; /* bytes in it */
};

static const struct opt opts[] = {
	{ 'k', OPT_COLUMNS, "key", "COLUMNS", "sort by these, the first one counting most",
	  offsetof(struct sort, wanted.keys) },
	{ 0, OPT_COLUMNS, "numeric", "COLUMNS", "of the keys, those that are numbers",
	  offsetof(struct sort, wanted.numeric) },
	{ 0, OPT_COLUMNS, "reverse", "COLUMNS", "of the keys, those that fall",
	  offsetof(struct sort, wanted.reverse) },
	{ 0 },
};

static const struct reason reasons[] = {
	{ "not-number", "is no number" },
	{ "too-large", "is a number of more than 38 digits, or 30 behind the point" },
	{ 0 },
};

static const char *const examples[] = {
	"weir-parse samples/uk-study-institution.csv | weir-sort -k Year,Quarter --reverse Year",
	"printf 'id\\tn\\na\\t10\\nb\\t9\\n' | weir-sort -k n --numeric n",
	NULL,
};

static int sort_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct sort *s = self;
	*out = *in;
	s->memory = run_memory(run);
	s->columns = in->n;
	s->placed = in->placed;
	heap_init(&s->heap);
	merge_init(&s->merge, run, s->memory / 2);
	return order_make(&s->order, run, in, &s->wanted);
}

/* The line and the source, where there are any, and the values. */
static size_t body_size(const struct sort *s, const struct batch *b, size_t row)
{
	size_t size = s->placed ? sizeof(uint64_t) + pack_size(batch_source(b, row)) : 0;
	for (size_t c = 0; c < s->columns; c++)
		size += pack_size(b->col[c][row]);
	return size;
}

static char *put_body(const struct sort *s, const struct batch *b, size_t row, char *to)
{
	if (s->placed) {
		to = mempcpy(to, &b->line[row], sizeof(uint64_t));
		to = pack_put(to, batch_source(b, row));
	}
	for (size_t c = 0; c < s->columns; c++)
		to = pack_put(to, b->col[c][row]);
	return to;
}

static void hold(struct sort *s, struct run *run, struct batch *b, size_t row)
{
	size_t room = RECORD_HEAD + order_room(&s->order, b, row) + body_size(s, b, row);
	char *at = arena_take(s->heap.mem, room), *key = at + RECORD_HEAD;
	char *end = order_put(&s->order, run, b, row, key);
	if (!end)
		return;
	char *last = put_body(s, b, row, end);
	heap_add(&s->heap, record_of(at, (size_t)(end - key), (size_t)(last - at)));
}

static int spill(struct sort *s, struct run *run)
{
	heap_sort(&s->heap);
	int status = merge_add(&s->merge, run, &s->heap);
	heap_empty(&s->heap);
	return status ? status : merge_few(&s->merge, run);
}

static int sort_batch(void *self, struct run *run, struct batch *b)
{
	struct sort *s = self;
	for (size_t r = 0; r < b->rows; r++)
		hold(s, run, b, r);
	b->rows = 0;
	return heap_held(&s->heap) > s->memory ? spill(s, run) : 0;
}

/* One record on its way out. Those of the file lose their bytes at once, so they are copied. */
static int put_out(struct sort *s, struct run *run, struct record record, bool copied)
{
	struct batch *own = s->own;
	struct text body = record_body(record);
	const char *at = copied ? arena_copy(own->mem, body.at, body.len) : body.at;
	size_t r = own->rows++;
	if (s->placed) {
		uint64_t line;
		struct text source;
		memcpy(&line, at, sizeof(line));
		at = pack_get(at + sizeof(line), &source);
		batch_place(own, r, source, line);
	}
	for (size_t c = 0; c < s->columns; c++)
		at = pack_get(at, &own->col[c][r]);
	s->copied += copied ? body.len : 0;
	if (own->rows < own->room && s->copied < LARGE)
		return 0;
	s->copied = 0;
	return run_emit(run, own);
}

static int put_copy(void *self, struct run *run, struct record record)
{
	return put_out(self, run, record, true);
}

static int sort_finish(void *self, struct run *run)
{
	struct sort *s = self;
	int status = 0;
	s->own = run_batch(run);
	if (s->merge.n > 0) {
		status = s->heap.n > 0 ? spill(s, run) : 0;
		status = status ? status : merge_all(&s->merge, run, put_copy, s);
	} else {
		heap_sort(&s->heap);
		for (size_t i = 0; i < s->heap.n && status == 0; i++)
			status = put_out(s, run, s->heap.record[i], false);
	}
	return status == 0 && s->own->rows > 0 ? run_emit(run, s->own) : status;
}

static void sort_close(void *self)
{
	struct sort *s = self;
	heap_free(&s->heap);
	merge_free(&s->merge);
}

const struct stage sort_stage = {
	.name = "sort",
	.does = "put records in the order of some columns",
	.trait = WHOLE,
	.spills = true,
	.size = sizeof(struct sort),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = sort_open,
	.batch = sort_batch,
	.finish = sort_finish,
	.close = sort_close,
};
