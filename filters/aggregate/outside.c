/* filters/aggregate/outside.c - cells go to a file as partials, and are merged again a part of the groups at a time. */
#include "outside.h"
#include "lib/pack.h"

enum {
	BATCH = 1024,
	GROUPS = 16 << 10
}; /* partials that are added at once; groups that are merged at once */

static void begin(struct outside *o, struct run *run, const struct plan *p)
{
	struct arena *mem = run_arena(run);
	size_t g = p->group.n, columns = g + p->n;
	o->is = true;
	o->plan = p;
	merge_init(&o->parts, run, run_memory(run) / 4);
	merge_init(&o->totals, run, run_memory(run) / 4);
	o->merged = *p;
	o->merged.totals = 0;
	o->merged.states = p->n;
	o->merged.totalled = arena_zeros(mem, g + 1);
	o->merged.group.at = arena_take(mem, (g + 1) * sizeof(*o->merged.group.at));
	o->merged.measure = arena_take(mem, (p->n + 1) * sizeof(*o->merged.measure));
	for (size_t i = 0; i < g; i++)
		o->merged.group.at[i] = i;
	for (size_t m = 0; m < p->n; m++) {
		o->merged.measure[m] = p->measure[m];
		o->merged.measure[m].counts_rows = false;
		o->merged.measure[m].state = m;
		o->merged.measure[m].col = g + m;
	}
	o->mem = arena_new();
	o->batch = (struct batch){ .mem = o->mem, .room = BATCH };
	o->batch.col = arena_take(mem, (columns + 1) * sizeof(struct text *));
	for (size_t c = 0; c < columns; c++)
		o->batch.col[c] = arena_take(mem, BATCH * sizeof(struct text));
}

void outside_free(struct outside *o)
{
	if (!o->is)
		return;
	merge_free(&o->parts);
	merge_free(&o->totals);
	sheet_free(&o->sheet);
	arena_free(o->mem);
	o->is = false;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* As bytes whose order is that of the values: each ends with 00, and 00 and 01 in a value become 01 01 and 01 02. */
static char *put_key(char *to, struct text v)
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

/* value: the group's, then the measures'. */
static int write_partial(struct run *run, struct merge *m, const struct plan *p,
                         const struct text *value, struct arena *mem)
{
	size_t size = RECORD_HEAD;
	for (size_t i = 0; i < p->group.n + p->n; i++)
		size += pack_size(value[i]) + (i < p->group.n ? 2 * value[i].len + 1 : 0);
	char *at = arena_take(mem, size), *key = at + RECORD_HEAD, *to = key;
	for (size_t g = 0; g < p->group.n; g++)
		to = put_key(to, value[g]);
	size_t key_len = (size_t)(to - key);
	for (size_t i = 0; i < p->group.n + p->n; i++)
		to = pack_put(to, value[i]);
	return merge_put(m, run, record_of(at, key_len, (size_t)(to - at)));
}

/* The first partial of a cell has all but its distinct values, of which each has one. */
static int write_cell(struct run *run, struct merge *to, const struct entry *e,
                      const struct listed *listed, struct text *value)
{
	const struct plan *p = e->sheet->plan;
	struct arena *mem = arena_new();
	uint64_t records = 1;
	int status = result_check(run, e);
	for (size_t g = 0; g < p->group.n; g++)
		value[g] = sheet_value(e->sheet, e->cell, g);
	for (uint64_t i = 0; i < records && status == 0; i++) {
		for (size_t m = 0; m < p->n; m++) {
			struct text *v = &value[p->group.n + m];
			*v = (struct text){ 0 };
			if (p->measure[m].kind == DISTINCT) {
				uint64_t values = state_of(p, e->cell, m)->distinct;
				records = values > records ? values : records;
				if (i < values)
					*v = listed[m].value[listed[m].start[e->cell->number] + i];
			} else if (i == 0) {
				*v = result_state(e, m, mem);
			}
		}
		status = write_partial(run, to, p, value, mem);
		arena_empty(mem);
	}
	arena_free(mem);
	return status;
}

static int write_sheet(struct run *run, struct merge *to, const struct sheet *s)
{
	const struct plan *p = s->plan;
	struct arena *mem = arena_new();
	struct listed *listed = arena_zeros(mem, (p->n + 1) * sizeof(*listed));
	struct text *value = arena_take(mem, (p->group.n + p->n + 1) * sizeof(*value));
	size_t n;
	int status = 0;
	for (size_t m = 0; m < p->n; m++)
		if (p->measure[m].kind == DISTINCT)
			listed[m] = result_values(s, m, mem);
	const struct entry *entry = result_sorted(s, NULL, &n, mem);
	merge_begin(to);
	for (size_t i = 0; i < n && status == 0; i++)
		status = write_cell(run, to, &entry[i], listed, value);
	merge_end(to);
	arena_free(mem);
	return status ? status : merge_few(to, run);
}

int outside_write(struct outside *o, struct run *run, const struct sheet *s)
{
	if (!o->is)
		begin(o, run, s->plan);
	return write_sheet(run, &o->parts, s);
}

/* --- merging ---------------------------------------------------------------------------------- */

static int take_batch(struct outside *o, struct run *run)
{
	int status = o->batch.rows > 0 ? sheet_fill(&o->sheet, run, &o->batch) : 0;
	o->batch.rows = 0;
	arena_empty(o->mem);
	return status;
}

/* Totals over these groups are a part of those over all. */
static int write_totals(struct outside *o, struct run *run)
{
	struct sheet totals;
	struct plan plan = o->merged;
	plan.totals = o->plan->totals;
	plan.totalled = o->plan->totalled;
	sheet_init(&totals, &plan, run, &o->sheet);
	int status = sheet_total(&totals, run, &o->sheet);
	if (status == 0)
		status = write_sheet(run, &o->totals, &totals);
	sheet_free(&totals);
	return status;
}

/* The groups in the sheet are whole. */
static int give_whole(struct outside *o, struct run *run)
{
	int status = take_batch(o, run);
	if (status == 0 && o->final)
		status = result_emit(run, &o->sheet, NULL);
	else if (status == 0)
		status = write_sheet(run, &o->totals, &o->sheet);
	if (status == 0 && !o->final)
		status = write_totals(o, run);
	sheet_free(&o->sheet);
	sheet_init(&o->sheet, &o->merged, run, NULL);
	return status;
}

static void remember(struct outside *o, struct run *run, struct text key)
{
	if (key.len > o->last_room) {
		o->last_room = 2 * key.len;
		o->last = arena_take(run_arena(run), o->last_room);
	}
	if (key.len > 0)
		memcpy(o->last, key.at, key.len);
	o->last_len = key.len;
}

static int take_partial(void *outside, struct run *run, struct record r)
{
	struct outside *o = outside;
	struct text key = record_key(r), body = record_body(r);
	bool same = text_same(key, (struct text){ o->last, o->last_len });
	int status = 0;
	if (!same && (o->sheet.cells.n >= GROUPS || sheet_held(&o->sheet) > run_memory(run) / 4))
		status = give_whole(o, run);
	if (!same)
		remember(o, run, key);
	const char *at = arena_copy(o->mem, body.at, body.len);
	for (size_t c = 0; c < o->merged.group.n + o->merged.n; c++)
		at = pack_get(at, &o->batch.col[c][o->batch.rows]);
	if (++o->batch.rows == BATCH && status == 0)
		status = take_batch(o, run);
	return status;
}

static int merge(struct outside *o, struct run *run, struct merge *from, bool final)
{
	o->final = final;
	sheet_init(&o->sheet, &o->merged, run, NULL);
	int status = merge_all(from, run, take_partial, o);
	if (status == 0)
		status = give_whole(o, run);
	sheet_free(&o->sheet);
	merge_free(from);
	return status;
}

int outside_finish(struct outside *o, struct run *run, const struct sheet *s)
{
	bool totals = o->plan->totals > 0 && !o->plan->to_partial;
	int status = outside_write(o, run, s);
	if (status == 0)
		status = merge(o, run, &o->parts, !totals);
	return status == 0 && totals ? merge(o, run, &o->totals, true) : status;
}
