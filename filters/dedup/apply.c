/* filters/dedup/apply.c - what was found to become of the records is applied to them as they are read once more.
 *
 * Fates come in no order. Those of so many records as there are windows of go to one part each, and are sorted out in memory,
 * when the records of a window are read. */
#include "apply.h"
#include "lib/pack.h"
#include "lib/stage.h"
#include <endian.h>

enum { LEAST = 64 << 10, WINDOWS = 256, LARGE = 32 << 10, SMALL = 1 << 10 };
#define NUMBER sizeof(uint64_t)

struct applied {
	struct batch *own;
	unsigned char *fate; /* of each record of a window */
	uint64_t *time;      /* the same, where it may be another than its number */
	uint64_t number;     /* of the next record, from 0 on */
	bool *wanted;        /* of each row of a chunk */
	const char **word;   /* why it is rejected; null: it is not */
	uint32_t *col;       /* and the column that is told */
	size_t late;         /* bytes that rejects may hold which wait for their time */
};

static bool is_timed(const struct outside *o)
{
	return o->rule != FIRST;
}

void apply_open(struct outside *o, struct run *run)
{
	uint64_t n = o->records.n, windows = 1;
	o->window = LEAST;
	if (n > (uint64_t)LEAST * WINDOWS)
		o->window = (n + WINDOWS - 1) / WINDOWS;
	windows = n / o->window + 1;
	uint64_t size = o->memory / 8 / windows;
	size = size < SMALL ? SMALL : size > LARGE ? LARGE : size;
	parts_open(&o->fates, (size_t)windows, (size_t)size);
	heap_init(&o->late);
	merge_init(&o->by_time, run, (size_t)(o->memory / 4));
}

void apply_free(struct outside *o)
{
	heap_free(&o->late);
	merge_free(&o->by_time);
}

int apply_fate(struct outside *o, struct run *run, uint64_t number, enum fate fate, uint64_t time)
{
	char bytes[NUMBER_LONGEST + NUMBER];
	char *to = number_put(bytes, (number - 1) % o->window << 2 | fate);
	if (fate == FATE_CONFLICT && is_timed(o))
		to = mempcpy(to, &time, sizeof(time));
	size_t part = (size_t)((number - 1) / o->window);
	bool good = parts_put(&o->fates, part, bytes, (size_t)(to - bytes));
	return good ? 0 : run_fail(run, EX_IOERR, "%s", parts_why(&o->fates));
}

/* --- a window --------------------------------------------------------------------------------- */

static int read_window(struct outside *o, struct run *run, size_t window)
{
	struct applied *a = o->applied;
	const char *at;
	size_t n, piece = 0;
	memset(a->fate, FATE_NONE, (size_t)o->window);
	do {
		if (!parts_read(&o->fates, window, piece++, &at, &n))
			return run_fail(run, EX_IOERR, "%s", parts_why(&o->fates));
		for (const char *end = at + n; at < end;) {
			uint64_t it;
			at = number_get(at, &it);
			a->fate[it >> 2] = it & 3;
			if ((it & 3) == FATE_CONFLICT && is_timed(o)) {
				memcpy(&a->time[it >> 2], at, sizeof(*a->time));
				at += sizeof(*a->time);
			}
		}
	} while (n > 0);
	return 0;
}

/* --- a chunk ---------------------------------------------------------------------------------- */

static void judge(const struct outside *o, size_t row, uint32_t known, enum fate fate)
{
	struct applied *a = o->applied;
	a->word[row] = NULL;
	if (known >= KNOWN_MISSING) {
		a->word[row] = "no-key";
		a->col[row] = known - KNOWN_MISSING;
	} else if (known == KNOWN_CONFLICT || fate == FATE_CONFLICT) {
		a->word[row] = "key-conflict";
		a->col[row] = (uint32_t)o->key_col;
	}
	a->wanted[row] = a->word[row] || fate == FATE_KEPT;
}

static int write_run(struct outside *o, struct run *run)
{
	heap_sort(&o->late);
	int status = merge_add(&o->by_time, run, &o->late);
	heap_empty(&o->late);
	return status ? status : merge_few(&o->by_time, run);
}

static char *put_word(char *to, uint64_t n)
{
	n = htobe64(n);
	return mempcpy(to, &n, sizeof(n));
}

/* Rejects go out in the order in which they were found: by the time, then by the record. */
static int put_late(struct outside *o, struct run *run, size_t row, uint64_t number, uint64_t time)
{
	struct applied *a = o->applied;
	const struct batch *own = a->own;
	size_t key = 2 * NUMBER, size = RECORD_HEAD + key + 3 * NUMBER + pack_size(own->source[row]);
	for (size_t c = 0; c < o->columns; c++)
		size += pack_size(own->col[c][row]);
	char *at = arena_take(o->late.mem, size), *to = at + RECORD_HEAD;
	bool conflict = strcmp(a->word[row], "no-key") != 0;
	to = put_word(put_word(to, time), number);
	to = put_word(put_word(put_word(to, own->line[row]), conflict), a->col[row]);
	to = pack_put(to, own->source[row]);
	for (size_t c = 0; c < o->columns; c++)
		to = pack_put(to, own->col[c][row]);
	heap_add(&o->late, record_of(at, key, size));
	return heap_held(&o->late) > a->late ? write_run(o, run) : 0;
}

/* Those that are rejected late are taken out. */
static int take_late(struct outside *o, struct run *run, uint64_t first, const uint64_t *time)
{
	struct applied *a = o->applied;
	struct batch *own = a->own;
	size_t kept = 0;
	int status = 0;
	for (size_t r = 0; r < own->rows && status == 0; r++) {
		if (a->word[r]) {
			status = put_late(o, run, r, first + r, time[r] > 0 ? time[r] : first + r + 1);
			continue;
		}
		if (!a->wanted[r])
			continue;
		for (size_t c = 0; c < o->columns; c++)
			own->col[c][kept] = own->col[c][r];
		batch_place(own, kept++, own->source[r], own->line[r]);
	}
	own->rows = kept;
	return status;
}

/* What becomes of each of its records. */
static int judge_all(struct outside *o, struct run *run, const struct chunk *c, uint64_t *time,
                     bool *late)
{
	struct applied *a = o->applied;
	int status = 0;
	for (size_t r = 0; r < c->rows && status == 0; r++, a->number++) {
		size_t at = (size_t)(a->number % o->window);
		if (at == 0)
			status = read_window(o, run, (size_t)(a->number / o->window));
		judge(o, r, c->known[r], a->fate[at]);
		time[r] = is_timed(o) && a->fate[at] == FATE_CONFLICT ? a->time[at] : 0;
		*late |= a->word[r] && is_timed(o);
	}
	return status;
}

static int apply_chunk(struct outside *o, struct run *run, const struct chunk *c)
{
	struct applied *a = o->applied;
	struct batch *own = a->own;
	uint64_t *time = arena_take(own->mem, c->rows * sizeof(*time)), first = a->number;
	bool late = false;
	int status = judge_all(o, run, c, time, &late);
	if (status != 0)
		return status;
	if (late) {
		bool *all = arena_take(own->mem, c->rows * sizeof(*all));
		memset(all, true, c->rows);
		records_give(&o->records, c, all, own);
		status = take_late(o, run, first, time);
	} else {
		records_give(&o->records, c, a->wanted, own);
		for (size_t r = 0, to = 0; r < c->rows; to += a->wanted[r++])
			if (a->word[r])
				run_reject(run, own, to, a->col[r], a->word[r]);
	}
	return status == 0 ? run_emit(run, own) : status;
}

/* --- the end ---------------------------------------------------------------------------------- */

static uint64_t get_word(const char *at)
{
	uint64_t n;
	memcpy(&n, at, sizeof(n));
	return be64toh(n);
}

static int reject_late(void *outside, struct run *run, struct record record)
{
	struct outside *o = outside;
	struct batch *own = o->applied->own;
	struct text body = record_body(record), source;
	const char *at = arena_copy(own->mem, body.at, body.len);
	size_t row = own->rows++;
	uint64_t line = get_word(at), conflict = get_word(at + NUMBER);
	size_t col = (size_t)get_word(at + 2 * NUMBER);
	at = pack_get(at + 3 * NUMBER, &source);
	for (size_t c = 0; c < o->columns; c++)
		at = pack_get(at, &own->col[c][row]);
	batch_place(own, row, source, line);
	run_reject(run, own, row, col, conflict ? "key-conflict" : "no-key");
	return own->rows == own->room || body.len > LARGE ? run_emit(run, own) : 0;
}

int apply(struct outside *o, struct run *run)
{
	struct arena *mem = run_arena(run);
	struct applied *a = o->applied = arena_zeros(mem, sizeof(*a));
	size_t rows = o->records.most + 1;
	a->own = run_batch(run);
	a->fate = arena_take(mem, (size_t)o->window);
	a->time = is_timed(o) ? arena_take(mem, (size_t)o->window * sizeof(*a->time)) : NULL;
	a->wanted = arena_take(mem, rows * sizeof(*a->wanted));
	a->word = arena_take(mem, rows * sizeof(*a->word));
	a->col = arena_take(mem, rows * sizeof(*a->col));
	a->late = (size_t)(o->memory / 4);
	struct chunk chunk;
	int status = 0;
	do {
		if (!records_next(&o->records, a->own->mem, &chunk))
			return run_fail(run, EX_IOERR, "%s", spill_why(o->records.file));
		if (chunk.rows > 0)
			status = apply_chunk(o, run, &chunk);
	} while (chunk.rows > 0 && status == 0);
	if (status == 0 && o->late.n > 0)
		status = write_run(o, run);
	if (status == 0 && o->by_time.n > 0)
		status = merge_all(&o->by_time, run, reject_late, o);
	return status == 0 && a->own->rows > 0 ? run_emit(run, a->own) : status;
}
