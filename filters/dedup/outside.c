/* filters/dedup/outside.c - what does not fit in memory: records behind one another, and what becomes of them. */
#include "outside.h"
#include "lib/decimal.h"
#include "lib/pack.h"
#include "lib/stage.h"
#include <endian.h>
#include <stdlib.h>

#define NUMBER sizeof(uint64_t)
#define HASH (2 * NUMBER)
enum { READ = 256 << 10 };
enum fate { KEPT, NO_KEY, CONFLICT }; /* what is in no run was dropped */

struct finding { /* the records of one key */
	bool any;
	char hash[HASH];
	uint64_t number, content; /* of the one that is kept so far; number 0: it passed on long ago */
	char *by;
	size_t by_len, by_room;
};

struct reading {
	struct batch *own;
	uint64_t number, at; /* of the record that comes next, and where it begins */
	char *buffer;
	size_t room, used, next; /* bytes there; where the next record begins */
};

static char *put_number(char *to, uint64_t n)
{
	n = htobe64(n);
	return mempcpy(to, &n, sizeof(n));
}

static uint64_t get_number(const char *at)
{
	uint64_t n;
	memcpy(&n, at, sizeof(n));
	return be64toh(n);
}

static int failed(const struct outside *o, struct run *run)
{
	return run_fail(run, EX_IOERR, "%s", spill_why(o->records));
}

void outside_open(struct outside *o, struct run *run)
{
	o->records = spill_new(64 << 10, true);
	heap_init(&o->entries);
	heap_init(&o->fates);
	heap_init(&o->late);
	merge_init(&o->by_key, run, o->memory / 4);
	merge_init(&o->by_number, run, o->memory / 4);
	merge_init(&o->by_time, run, o->memory / 4);
}

void outside_free(struct outside *o)
{
	if (!o->records)
		return;
	spill_free(o->records);
	heap_free(&o->entries);
	heap_free(&o->fates);
	heap_free(&o->late);
	merge_free(&o->by_key);
	merge_free(&o->by_number);
	merge_free(&o->by_time);
	o->records = NULL;
}

/* --- what comes ------------------------------------------------------------------------------- */

static int write_run(struct run *run, struct heap *h, struct merge *m)
{
	heap_sort(h);
	int status = merge_add(m, run, h);
	heap_empty(h);
	return status ? status : merge_few(m, run);
}

static int add(struct outside *o, struct run *run, struct heap *h, struct merge *m, char *at,
               size_t key, size_t size)
{
	heap_add(h, record_of(at, key, size));
	return heap_held(h) > o->memory / 4 ? write_run(run, h, m) : 0;
}

static int add_entry(struct outside *o, struct run *run, struct hash hash, uint64_t number,
                     uint64_t content, struct text by)
{
	size_t key = HASH + NUMBER, size = RECORD_HEAD + key + NUMBER + by.len;
	char *at = arena_take(o->entries.mem, size), *to = at + RECORD_HEAD;
	to = put_number(put_number(put_number(to, hash.low), hash.high), number);
	to = put_number(to, content);
	if (by.len > 0)
		memcpy(to, by.at, by.len);
	return add(o, run, &o->entries, &o->by_key, at, key, size);
}

static int add_fate(struct outside *o, struct run *run, uint64_t number, enum fate fate,
                    uint64_t time, size_t column)
{
	size_t size = RECORD_HEAD + NUMBER + 3 * NUMBER;
	char *at = arena_take(o->fates.mem, size), *to = put_number(at + RECORD_HEAD, number);
	put_number(put_number(put_number(to, fate), time), column);
	return add(o, run, &o->fates, &o->by_number, at, NUMBER, size);
}

int outside_known(struct outside *o, struct run *run, struct hash key, uint64_t content)
{
	return add_entry(o, run, key, 0, content, (struct text){ 0 });
}

static int write_record(struct outside *o, struct run *run, const struct text *values,
                        struct text source, uint64_t line)
{
	uint64_t head[2] = { pack_size(source), line };
	for (size_t c = 0; c < o->columns; c++)
		head[0] += pack_size(values[c]);
	if (head[0] > o->room) {
		o->room = 2 * (size_t)head[0];
		o->packed = arena_take(run_arena(run), o->room);
	}
	char *to = pack_put(o->packed, source);
	for (size_t c = 0; c < o->columns; c++)
		to = pack_put(to, values[c]);
	bool good = spill_write(o->records, head, sizeof(head)) &&
	            spill_write(o->records, o->packed, (size_t)head[0]);
	return good ? 0 : failed(o, run);
}

int outside_add(struct outside *o, struct run *run, struct hash key, uint64_t content,
                const struct text *values, struct text source, uint64_t line, struct text by,
                size_t lacks)
{
	uint64_t number = ++o->n;
	int status = write_record(o, run, values, source, line);
	if (status != 0)
		return status;
	return lacks ? add_fate(o, run, number, NO_KEY, number, lacks - 1)
	             : add_entry(o, run, key, number, content, by);
}

/* --- what becomes of it ----------------------------------------------------------------------- */

/* A record is given up when that of a number came. */
static int give_up(struct outside *o, struct run *run, uint64_t number, uint64_t time, bool differs)
{
	if (differs && o->rejects)
		return add_fate(o, run, number, CONFLICT, time, o->key_col);
	o->conflicts += differs;
	o->duplicates += !differs;
	return 0;
}

static int end_key(struct outside *o, struct run *run)
{
	const struct finding *f = o->finding;
	return f->any && f->number > 0 ? add_fate(o, run, f->number, KEPT, f->number, 0) : 0;
}

static void keep(struct finding *f, struct run *run, uint64_t number, uint64_t content,
                 struct text by)
{
	if (by.len > f->by_room) {
		f->by_room = 2 * by.len;
		f->by = arena_take(run_arena(run), f->by_room);
	}
	if (by.len > 0)
		memcpy(f->by, by.at, by.len);
	f->by_len = by.len;
	f->number = number;
	f->content = content;
}

/* The next entry, by its key and its number. */
static int find(void *outside, struct run *run, struct record r)
{
	struct outside *o = outside;
	struct finding *f = o->finding;
	const char *key = record_key(r).at;
	struct text body = record_body(r);
	uint64_t number = get_number(key + HASH), content = get_number(body.at);
	struct text by = { body.at + NUMBER, body.len - NUMBER };
	if (!f->any || memcmp(f->hash, key, HASH) != 0) {
		int status = end_key(o, run);
		memcpy(f->hash, key, HASH);
		f->any = true;
		keep(f, run, number, content, by);
		return status;
	}
	bool differs = content != f->content;
	bool better =
		o->rule == LAST ||
		(o->rule == GREATEST && decimal_text_order(by, (struct text){ f->by, f->by_len }) > 0);
	if (!better)
		return give_up(o, run, number, number, differs);
	int status = give_up(o, run, f->number, number, differs);
	keep(f, run, number, content, by);
	return status;
}

/* --- the records once more -------------------------------------------------------------------- */

/* Makes `need` bytes of the next record lie there. */
static bool fill(struct outside *o, struct run *run, size_t need)
{
	struct reading *g = o->reading;
	size_t kept = g->used - g->next;
	if (kept >= need)
		return true;
	if (need > g->room) {
		g->buffer = arena_grow(run_arena(run), g->buffer + g->next, kept, 2 * need);
		g->room = 2 * need;
	} else {
		memmove(g->buffer, g->buffer + g->next, kept);
	}
	g->next = 0;
	uint64_t left = spill_size(o->records) - g->at;
	size_t more = left < g->room - kept ? (size_t)left : g->room - kept;
	g->used = kept + more;
	bool good = spill_read(o->records, g->at, g->buffer + kept, more);
	spill_forget(o->records, g->at, more);
	g->at += more;
	return good;
}

/* Moves on to behind a record, and gives its bytes; null: it could not be read. */
static const char *record_numbered(struct outside *o, struct run *run, uint64_t number,
                                   uint64_t *line)
{
	struct reading *g = o->reading;
	for (;;) {
		uint64_t head[2];
		if (!fill(o, run, sizeof(head)))
			return NULL;
		memcpy(head, g->buffer + g->next, sizeof(head));
		if (!fill(o, run, sizeof(head) + (size_t)head[0]))
			return NULL;
		const char *at = g->buffer + g->next + sizeof(head);
		g->next += sizeof(head) + (size_t)head[0];
		*line = head[1];
		if (g->number++ == number)
			return at;
	}
}

static size_t packed_size(const struct outside *o, const char *at)
{
	const char *end = at;
	struct text v;
	for (size_t c = 0; c <= o->columns; c++)
		end = pack_get(end, &v);
	return (size_t)(end - at);
}

/* A record on its way out, or to the rejects: word. packed: it stays. */
static int put(struct outside *o, struct run *run, const char *packed, uint64_t line,
               const char *word, size_t column)
{
	struct batch *own = o->reading->own;
	struct text source;
	size_t row = own->rows++;
	packed = pack_get(packed, &source);
	for (size_t c = 0; c < o->columns; c++)
		packed = pack_get(packed, &own->col[c][row]);
	batch_place(own, row, source, line);
	if (word)
		run_reject(run, own, row, column, word);
	return own->rows == own->room ? run_emit(run, own) : 0;
}

static const char *word_of(enum fate fate)
{
	return fate == NO_KEY ? "no-key" : "key-conflict";
}

/* Rejects go out in the order in which they were found: by the time, then by the record. */
static int put_late(struct outside *o, struct run *run, const char *packed, uint64_t line,
                    uint64_t time, enum fate fate, size_t column)
{
	size_t body = packed_size(o, packed), size = RECORD_HEAD + 2 * NUMBER + 3 * NUMBER + body;
	char *at = arena_take(o->late.mem, size), *to = at + RECORD_HEAD;
	to = put_number(put_number(to, time), o->reading->number);
	to = put_number(put_number(put_number(to, line), fate), column);
	memcpy(to, packed, body);
	return add(o, run, &o->late, &o->by_time, at, 2 * NUMBER, size);
}

static int apply(void *outside, struct run *run, struct record r)
{
	struct outside *o = outside;
	struct text body = record_body(r);
	enum fate fate = (enum fate)get_number(body.at);
	uint64_t time = get_number(body.at + NUMBER), line = 0;
	size_t column = (size_t)get_number(body.at + 2 * NUMBER);
	const char *packed = record_numbered(o, run, get_number(record_key(r).at), &line);
	if (!packed)
		return failed(o, run);
	if (fate != KEPT && o->rule != FIRST)
		return put_late(o, run, packed, line, time, fate, column);
	struct batch *own = o->reading->own;
	return put(o, run, arena_copy(own->mem, packed, packed_size(o, packed)), line,
	           fate == KEPT ? NULL : word_of(fate), column);
}

static int reject_late(void *outside, struct run *run, struct record r)
{
	struct outside *o = outside;
	struct text body = record_body(r);
	const char *packed = body.at + 3 * NUMBER;
	struct batch *own = o->reading->own;
	return put(o, run, arena_copy(own->mem, packed, body.len - 3 * NUMBER), get_number(body.at),
	           word_of((enum fate)get_number(body.at + NUMBER)),
	           (size_t)get_number(body.at + 2 * NUMBER));
}

static int look_through(struct outside *o, struct run *run, struct heap *h, struct merge *m,
                        give *each)
{
	int status = h->n > 0 ? write_run(run, h, m) : 0;
	return status ? status : merge_all(m, run, each, o);
}

int outside_finish(struct outside *o, struct run *run)
{
	o->finding = arena_zeros(run_arena(run), sizeof(*o->finding));
	o->reading = arena_take(run_arena(run), sizeof(*o->reading));
	*o->reading = (struct reading){
		.own = run_batch(run), .number = 1, .buffer = arena_take(run_arena(run), READ), .room = READ
	};
	int status = look_through(o, run, &o->entries, &o->by_key, find);
	if (status == 0)
		status = end_key(o, run);
	merge_free(&o->by_key);
	run_dropped(run, "duplicate", o->duplicates);
	run_dropped(run, "conflict", o->conflicts);
	if (status == 0 && !spill_flush(o->records))
		status = failed(o, run);
	if (status == 0)
		status = look_through(o, run, &o->fates, &o->by_number, apply);
	if (status == 0 && o->reading->own->rows > 0)
		status = run_emit(run, o->reading->own);
	if (status == 0)
		status = look_through(o, run, &o->late, &o->by_time, reject_late);
	return status == 0 && o->reading->own->rows > 0 ? run_emit(run, o->reading->own) : status;
}
