/* filters/aggregate/outside.c - cells go to a file as parts in the order of their groups, and are merged again.
 *
 * A part is a record whose key is the group, then two bytes. Where these are zeros, the state of all measures follows in the
 * body, but for distinct values: each is a record of its own, whose key has the number of the measure + 1 there and the value
 * behind it. So what belongs together comes together, whatever there is of it, and no more than one group is held.
 */
#include "outside.h"
#include "lib/pack.h"
#include <endian.h>

enum {
	TAG = sizeof(uint16_t),
	LARGE = 256 << 10
}; /* bytes of a batch that goes out before it is full */

struct group {
	bool any;
	char *key; /* of the record that came last: the group, and what stands behind it */
	size_t key_len, room, len; /* len: of the group alone */
	struct cell *cell;
	size_t cell_size;
	struct arena *mem;    /* what ends with the group */
	struct text **listed; /* by measure: its distinct values, for a partial */
	size_t bytes;         /* in the batch */
};

static void begin(struct outside *o, struct run *run, const struct plan *p)
{
	struct arena *mem = run_arena(run);
	o->is = true;
	o->plan = p;
	merge_init(&o->parts, run, run_memory(run) / 2);
	o->most = arena_zeros(mem, (p->n + 1) * sizeof(*o->most));
	o->scale = arena_zeros(mem, (p->n + 1) * sizeof(*o->scale));
}

void outside_free(struct outside *o)
{
	if (!o->is)
		return;
	merge_free(&o->parts);
	if (o->group)
		arena_free(o->group->mem);
	o->is = false;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* As bytes whose order is that of the values: each ends with 00, and 00 and 01 in a value become 01 01 and 01 02. */
static char *put_value(char *to, struct text v)
{
	for (size_t i = 0; i < v.len; i++) {
		unsigned char c = (unsigned char)v.at[i];
		if (c < 2)
			*to++ = 1;
		*to++ = (char)(c < 2 ? c + 1 : c);
	}
	*to++ = 0;
	return to;
}

/* The value that begins there; *at is then behind it. */
static struct text get_value(const char **at, struct arena *mem)
{
	const char *from = *at, *end = rawmemchr(from, 0);
	char *start = arena_take(mem, (size_t)(end - from) + 1), *to = start;
	for (; from < end; from++)
		*to++ = (char)(*from == 1 ? *++from - 1 : *from);
	*to = '\0';
	*at = end + 1;
	return (struct text){ start, (size_t)(to - start) };
}

static char *put_tag(char *to, size_t tag)
{
	uint16_t word = htobe16((uint16_t)tag);
	return mempcpy(to, &word, sizeof(word));
}

/* Room for a record, whose key begins with the group of a cell; gives the end of that. */
static char *put_group(struct outside *o, struct run *run, const struct sheet *s,
                       const struct cell *cell, size_t more)
{
	size_t room = RECORD_HEAD + TAG + more;
	for (size_t g = 0; g < o->plan->group.n; g++)
		room += 2 * sheet_value(s, cell, g).len + 1;
	if (room > o->room) {
		o->room = 2 * room;
		o->record = arena_take(run_arena(run), o->room);
	}
	char *to = o->record + RECORD_HEAD;
	for (size_t g = 0; g < o->plan->group.n; g++)
		to = put_value(to, sheet_value(s, cell, g));
	return to;
}

static int put(struct outside *o, struct run *run, const char *key_end, const char *end)
{
	size_t key = (size_t)(key_end - o->record) - RECORD_HEAD;
	return merge_put(&o->parts, run, record_of(o->record, key, (size_t)(end - o->record)));
}

static char *put_sum(struct outside *o, size_t m, const struct sum *sum, char *to)
{
	o->most[m] += sum_most(sum);
	if (sum->scale > o->scale[m])
		o->scale[m] = sum->scale;
	return sum_put(to, sum);
}

static int write_state(struct outside *o, struct run *run, const struct entry *e)
{
	const struct plan *p = o->plan;
	size_t room = sizeof(uint64_t);
	for (size_t m = 0; m < p->n; m++) {
		enum measure_kind kind = p->measure[m].kind;
		room += SUM_ROOM;
		if (kind == MIN || kind == MAX)
			room += state_of(p, e->cell, m)->best.len;
	}
	char *key_end = put_tag(put_group(o, run, e->sheet, e->cell, room), 0);
	char *to = mempcpy(key_end, &e->cell->rows, sizeof(uint64_t));
	for (size_t m = 0; m < p->n; m++) {
		const struct measure *it = &p->measure[m];
		const union state *state = state_of(p, e->cell, m);
		if (measure_adds(it))
			to = put_sum(o, m, &state->sum, to);
		else if (it->kind == MIN || it->kind == MAX)
			to = pack_put(to, (struct text){ state->best.at, state->best.len });
	}
	return put(o, run, key_end, to);
}

static int write_distinct(struct outside *o, struct run *run, const struct entry *e, size_t m,
                          const struct listed *listed)
{
	const struct text *value = listed->value + listed->start[e->cell->number];
	uint64_t n = state_of(o->plan, e->cell, m)->distinct;
	int status = 0;
	for (uint64_t i = 0; i < n && status == 0; i++) {
		char *to = put_tag(put_group(o, run, e->sheet, e->cell, value[i].len), m + 1);
		to = mempcpy(to, value[i].at, value[i].len);
		status = put(o, run, to, to);
	}
	return status;
}

static int write_run(struct outside *o, struct run *run, const struct sheet *s)
{
	const struct plan *p = o->plan;
	struct arena *mem = arena_new();
	struct listed *listed = arena_zeros(mem, (p->n + 1) * sizeof(*listed));
	size_t n;
	int status = 0;
	for (size_t m = 0; m < p->n; m++)
		if (p->measure[m].kind == DISTINCT)
			listed[m] = result_values(s, m, mem);
	const struct entry *entry = result_sorted(s, NULL, &n, mem);
	merge_begin(&o->parts);
	for (size_t i = 0; i < n && status == 0; i++) {
		status = write_state(o, run, &entry[i]);
		for (size_t m = 0; m < p->n && status == 0; m++)
			if (p->measure[m].kind == DISTINCT)
				status = write_distinct(o, run, &entry[i], m, &listed[m]);
	}
	merge_end(&o->parts);
	arena_free(mem);
	return status ? status : merge_few(&o->parts, run);
}

int outside_write(struct outside *o, struct run *run, struct sheet *s)
{
	const struct plan *p = s->plan;
	if (!o->is)
		begin(o, run, p);
	int status = write_run(o, run, s);
	for (unsigned which = 1; which < 1u << p->totals && status == 0 && !p->to_partial; which++) {
		struct sheet totals;
		sheet_init(&totals, p, run, s);
		status = sheet_total_over(&totals, run, s, which);
		if (status == 0)
			status = write_run(o, run, &totals);
		sheet_free(&totals);
	}
	return status;
}

/* --- merging ---------------------------------------------------------------------------------- */

static void get_group(const struct outside *o, struct text *value, struct arena *mem)
{
	const char *at = o->group->key;
	for (size_t g = 0; g < o->plan->group.n; g++)
		value[g] = get_value(&at, mem);
}

static int check(struct outside *o, struct run *run)
{
	size_t wrong;
	if (result_fits(o->plan, o->group->cell, &wrong))
		return 0;
	struct arena *mem = o->group->mem;
	struct text *value = arena_take(mem, (o->plan->group.n + 1) * sizeof(*value));
	get_group(o, value, mem);
	return result_too_long(run, o->plan, value, wrong);
}

/* A record, which has the i-th distinct value of each measure, if it is of a partial; else, and first, all else. */
static int emit(struct outside *o, struct run *run, uint64_t i)
{
	const struct plan *p = o->plan;
	struct group *group = o->group;
	struct batch *b = run_batch(run);
	size_t g = p->group.n, r = b->rows;
	struct text *value = arena_take(b->mem, (g + 1) * sizeof(*value));
	get_group(o, value, b->mem);
	for (size_t c = 0; c < g; c++)
		b->col[c][r] = value[c];
	for (size_t m = 0; m < p->n; m++) {
		struct text *to = &b->col[g + m][r];
		*to = (struct text){ 0 };
		if (p->measure[m].kind == DISTINCT && p->to_partial) {
			if (i < state_of(p, group->cell, m)->distinct)
				*to = group->listed[m][i];
		} else if (i == 0) {
			*to = result_state(p, group->cell, m, b->mem);
		}
		if (to->len > 0 && p->measure[m].kind >= DISTINCT) /* it ends with the group */
			to->at = arena_copy(b->mem, to->at, to->len);
		group->bytes += to->len;
	}
	batch_place(b, r, TEXT("-"), 0);
	group->bytes += group->len;
	int status = result_row(run, b);
	if (status == 0 && b->rows > 0 && group->bytes > LARGE)
		status = run_emit(run, b);
	if (b->rows == 0)
		group->bytes = 0;
	return status;
}

static int end_group(struct outside *o, struct run *run)
{
	struct group *group = o->group;
	uint64_t records = 1;
	if (!group->any)
		return 0;
	if (o->checks)
		return check(o, run);
	for (size_t m = 0; m < o->plan->n && o->plan->to_partial; m++)
		if (o->plan->measure[m].kind == DISTINCT &&
		    state_of(o->plan, group->cell, m)->distinct > records)
			records = state_of(o->plan, group->cell, m)->distinct;
	int status = 0;
	for (uint64_t i = 0; i < records && status == 0; i++)
		status = emit(o, run, i);
	return status;
}

/* The key of a record is that of the group which is held. A group is never the beginning of another one. */
static bool is_same(const struct group *group, struct text key)
{
	return group->any && key.len >= group->len && memcmp(key.at, group->key, group->len) == 0;
}

static void begin_group(struct outside *o, struct text key)
{
	struct group *group = o->group;
	const char *end = key.at;
	for (size_t g = 0; g < o->plan->group.n; g++)
		end = (const char *)rawmemchr(end, 0) + 1;
	group->any = true;
	group->len = (size_t)(end - key.at);
	memset(group->cell, 0, group->cell_size);
	arena_empty(group->mem);
}

static void remember(struct outside *o, struct run *run, struct text key)
{
	struct group *group = o->group;
	if (key.len > group->room) {
		group->room = 2 * key.len;
		group->key = arena_take(run_arena(run), group->room);
	}
	memcpy(group->key, key.at, key.len);
	group->key_len = key.len;
}

static void add_state(struct outside *o, const char *at)
{
	const struct plan *p = o->plan;
	struct group *group = o->group;
	uint64_t rows;
	memcpy(&rows, at, sizeof(rows));
	at += sizeof(rows);
	group->cell->rows += rows;
	for (size_t m = 0; m < p->n; m++) {
		const struct measure *it = &p->measure[m];
		union state *state = state_of(p, group->cell, m);
		struct text v;
		if (measure_adds(it)) {
			at = sum_get(at, &state->sum, group->mem);
		} else if (it->kind == MIN || it->kind == MAX) {
			at = pack_get(at, &v);
			best_add(&state->best, v, it->kind == MAX, group->mem);
		}
	}
}

/* A distinct value that did not come before. */
static void add_distinct(struct outside *o, size_t m, struct text value)
{
	struct group *group = o->group;
	uint64_t *n = &state_of(o->plan, group->cell, m)->distinct;
	if (o->plan->to_partial && !o->checks) {
		group->listed[m] = arena_append(group->mem, group->listed[m], *n, sizeof(value));
		group->listed[m][*n] =
			(struct text){ arena_copy(group->mem, value.at, value.len), value.len };
	}
	++*n;
}

static int take_part(void *outside, struct run *run, struct record r)
{
	struct outside *o = outside;
	struct group *group = o->group;
	struct text key = record_key(r);
	bool same = is_same(group, key);
	int status = same ? 0 : end_group(o, run);
	if (!same)
		begin_group(o, key);
	uint16_t tag;
	memcpy(&tag, key.at + group->len, sizeof(tag));
	bool again = same && text_same(key, (struct text){ group->key, group->key_len });
	if (!again)
		remember(o, run, key);
	size_t before = group->len + TAG;
	if (tag == 0)
		add_state(o, record_body(r).at);
	else if (!again)
		add_distinct(o, (size_t)be16toh(tag) - 1,
		             (struct text){ key.at + before, key.len - before });
	return status;
}

static int merge(struct outside *o, struct run *run)
{
	o->group->any = false;
	int status = merge_all(&o->parts, run, take_part, o);
	return status == 0 ? end_group(o, run) : status;
}

/* May a sum of some parts not fit? All that was written would then be looked at before the first record goes out. */
static bool is_wide(const struct outside *o)
{
	for (size_t m = 0; m < o->plan->n; m++)
		if (o->most[m] * (double)decimal_power(o->scale[m]) >= 1e37)
			return true;
	return false;
}

int outside_finish(struct outside *o, struct run *run)
{
	const struct plan *p = o->plan;
	struct arena *mem = run_arena(run);
	struct group *group = o->group = arena_zeros(mem, sizeof(*group));
	group->mem = arena_new();
	group->cell_size = sizeof(struct cell) + p->states * sizeof(union state);
	group->cell = arena_zeros(mem, group->cell_size);
	group->listed = arena_zeros(mem, (p->n + 1) * sizeof(*group->listed));
	int status = 0;
	if (is_wide(o)) {
		o->checks = o->parts.again = true;
		status = merge(o, run);
		o->checks = o->parts.again = false;
	}
	if (status == 0)
		status = merge(o, run);
	merge_free(&o->parts);
	struct batch *b = run_batch(run);
	return status == 0 && b->rows > 0 ? run_emit(run, b) : status;
}
