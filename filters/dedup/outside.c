/* filters/dedup/outside.c - what does not fit in memory: what comes, and what becomes of each key's records. */
#include "outside.h"
#include "apply.h"
#include "lib/decimal.h"
#include "lib/pack.h"
#include "lib/stage.h"

enum {
	AHEAD = 64,     /* entries that are looked up together */
	FURTHER = 4,    /* bits by which a part is divided again */
	MOST_BITS = 64, /* that there are for it */
	SMALL = 4 << 10,
	LARGE = 32 << 10 /* bytes of a buffer */
};

struct entry {
	struct hash hash;
	uint64_t content, number; /* number: 1 and more */
	struct text by;
};

/* --- what comes ------------------------------------------------------------------------------- */

/* Buffers of some KiB in a quarter of the memory. */
void outside_open(struct outside *o, struct run *run)
{
	uint64_t quarter = o->memory / 4;
	for (o->bits = 4; o->bits < 8 && quarter >> (o->bits + 1) >= SMALL;)
		o->bits++;
	uint64_t size = quarter >> o->bits;
	size = size < SMALL / 4 ? SMALL / 4 : size > LARGE ? LARGE : size;
	parts_open(&o->entries, (size_t)1 << o->bits, (size_t)size);
	records_open(&o->records, o->columns, run_batch(run)->room);
	index_open(&o->known, SIZE_MAX);
	o->mem = arena_new();
}

void outside_free(struct outside *o)
{
	index_free(&o->known);
	parts_free(&o->entries);
	parts_free(&o->fates);
	records_free(&o->records);
	apply_free(o);
	arena_free(o->mem);
	o->mem = NULL;
}

void outside_known(struct outside *o, struct hash key, uint64_t content)
{
	index_add(&o->known, key, false)->content = content;
}

/* One that belongs to the part of some bits of its hash, behind those that were used already. */
static bool put_entry(struct outside *o, struct run *run, struct parts *to, unsigned used,
                      unsigned bits, const struct entry *e)
{
	size_t room = sizeof(e->hash) + sizeof(e->content) + NUMBER_LONGEST + pack_size(e->by);
	if (room > o->room) {
		o->room = 2 * room;
		o->entry = arena_take(run_arena(run), o->room);
	}
	size_t part = (size_t)(e->hash.high << used >> (MOST_BITS - bits));
	char *at = mempcpy(o->entry, &e->hash, sizeof(e->hash));
	at = mempcpy(at, &e->content, sizeof(e->content));
	at = number_put(at, e->number - to->part[part].last);
	to->part[part].last = e->number;
	if (o->rule == GREATEST)
		at = pack_put(at, e->by);
	return parts_put(to, part, o->entry, (size_t)(at - o->entry));
}

/* A key whose first record passed on. *known: what is known of this one. False: it goes no further. */
static bool is_open(struct outside *o, const struct index_key *first, uint64_t content,
                    uint32_t *known)
{
	bool differs = first->content != content;
	*known = KNOWN_CONFLICT;
	if (differs && o->rejects)
		return true;
	o->conflicts += differs;
	o->duplicates += !differs;
	return false;
}

int outside_add(struct outside *o, struct run *run, const struct batch *b, const struct hash *hash,
                const uint64_t *content, const size_t *missing)
{
	arena_empty(o->mem);
	uint32_t *row = arena_take(o->mem, b->rows * sizeof(*row)), n = 0;
	uint32_t *known = arena_take(o->mem, b->rows * sizeof(*known));
	bool knows = o->known.numbers.n > 0;
	for (size_t r = 0; r < b->rows && knows; r++)
		table_ask(&o->known.numbers, hash[r].low);
	for (size_t r = 0; r < b->rows; r++) {
		const struct index_key *first = NULL;
		uint32_t at;
		known[n] = KNOWN_NOT;
		if (missing && missing[r])
			known[n] = (uint32_t)(KNOWN_MISSING + missing[r] - 1);
		else if (knows)
			first = index_find(&o->known, hash[r], &at);
		row[n] = (uint32_t)r;
		n += !first || is_open(o, first, content[r], &known[n]);
	}
	uint64_t number = o->records.n;
	if (!records_add(&o->records, b, row, known, n))
		return run_fail(run, EX_IOERR, "%s", spill_why(o->records.file));
	for (size_t i = 0; i < n; i++) {
		size_t r = row[i];
		struct entry e = { hash[r], content[r], ++number, { 0 } };
		if (o->rule == GREATEST)
			e.by = b->col[o->by][r];
		if (known[i] == KNOWN_NOT && !put_entry(o, run, &o->entries, 0, o->bits, &e))
			return run_fail(run, EX_IOERR, "%s", parts_why(&o->entries));
	}
	return 0;
}

/* --- what becomes of it ----------------------------------------------------------------------- */

static const char *get_entry(const struct outside *o, const char *at, uint64_t *last,
                             struct entry *e)
{
	uint64_t more;
	memcpy(&e->hash, at, sizeof(e->hash));
	memcpy(&e->content, at + sizeof(e->hash), sizeof(e->content));
	at = number_get(at + sizeof(e->hash) + sizeof(e->content), &more);
	e->number = *last += more;
	e->by = (struct text){ 0 };
	return o->rule == GREATEST ? pack_get(at, &e->by) : at;
}

/* A record is given up when that of a number came. */
static int give_up(struct outside *o, struct run *run, uint64_t number, uint64_t time, bool differs)
{
	if (differs && o->rejects)
		return apply_fate(o, run, number, FATE_CONFLICT, time);
	o->conflicts += differs;
	o->duplicates += !differs;
	return 0;
}

static void keep(const struct outside *o, struct index *keys, uint32_t at, const struct entry *e)
{
	struct index_key *key = index_at(keys, at);
	key->content = e->content;
	key->number = e->number;
	if (o->rule == GREATEST)
		index_decide(keys, at, e->by);
}

/* The next record of a key. */
static int settle_entry(struct outside *o, struct run *run, struct index *keys, uint32_t at,
                        const struct entry *e)
{
	const struct index_key *key = index_at(keys, at);
	bool differs = e->content != key->content;
	bool better = o->rule == LAST ||
	              (o->rule == GREATEST && decimal_text_order(e->by, index_value(keys, at)) > 0);
	if (!better)
		return give_up(o, run, e->number, e->number, differs);
	int status = give_up(o, run, key->number, e->number, differs);
	keep(o, keys, at, e);
	return status;
}

struct settling { /* of a part */
	struct index keys;
	struct parts further; /* entries of keys for which there is no room, if there are any */
	unsigned used;        /* bits of the hash */
};

static int settle_some(struct outside *o, struct run *run, struct settling *s,
                       const struct entry *entry, size_t n)
{
	int status = 0;
	for (size_t i = 0; i < n; i++)
		table_ask(&s->keys.numbers, entry[i].hash.low);
	for (size_t i = 0; i < n && status == 0; i++) {
		const struct entry *e = &entry[i];
		uint32_t at;
		if (index_find(&s->keys, e->hash, &at)) {
			status = settle_entry(o, run, &s->keys, at, e);
			continue;
		}
		/* None comes later that has a place: others of its key would have come before it. */
		if (s->further.n == 0 && index_add(&s->keys, e->hash, o->rule == GREATEST)) {
			keep(o, &s->keys, s->keys.numbers.n - 1, e);
			if (o->rule == FIRST)
				status = apply_fate(o, run, e->number, FATE_KEPT, 0);
			continue;
		}
		if (s->further.n == 0)
			parts_open(&s->further, (size_t)1 << FURTHER, SMALL);
		if (!put_entry(o, run, &s->further, s->used, FURTHER, e))
			status = run_fail(run, EX_IOERR, "%s", parts_why(&s->further));
	}
	return status;
}

static int settle_entries(struct outside *o, struct run *run, struct settling *s,
                          struct parts *from, size_t part)
{
	const char *at;
	size_t n, piece = 0;
	uint64_t last = 0;
	int status = 0;
	do {
		if (!parts_read(from, part, piece++, &at, &n))
			return run_fail(run, EX_IOERR, "%s", parts_why(from));
		for (const char *end = at + n; at < end && status == 0;) {
			struct entry entry[AHEAD];
			size_t some = 0;
			while (some < AHEAD && at < end)
				at = get_entry(o, at, &last, &entry[some++]);
			status = settle_some(o, run, s, entry, some);
		}
	} while (n > 0 && status == 0);
	return status;
}

/* All keys of a part, of which so many bits of their hashes are the same. */
static int settle(struct outside *o, struct run *run, struct parts *from, size_t part,
                  unsigned used)
{
	struct settling s = { .used = used };
	index_open(&s.keys, used + FURTHER <= MOST_BITS ? (size_t)(o->memory / 2) : SIZE_MAX);
	int status = settle_entries(o, run, &s, from, part);
	for (uint32_t i = 0; i < s.keys.numbers.n && o->rule != FIRST && status == 0; i++)
		status = apply_fate(o, run, index_at(&s.keys, i)->number, FATE_KEPT, 0);
	index_free(&s.keys);
	for (size_t i = 0; i < s.further.n && status == 0; i++)
		status = settle(o, run, &s.further, i, used + FURTHER);
	parts_free(&s.further);
	return status;
}

int outside_finish(struct outside *o, struct run *run)
{
	int status = 0;
	index_free(&o->known);
	apply_open(o, run);
	for (size_t i = 0; i < o->entries.n && status == 0; i++)
		status = settle(o, run, &o->entries, i, o->bits);
	parts_free(&o->entries);
	run_dropped(run, "duplicate", o->duplicates);
	run_dropped(run, "conflict", o->conflicts);
	return status == 0 ? apply(o, run) : status;
}
