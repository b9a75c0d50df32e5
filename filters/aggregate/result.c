/* filters/aggregate/result.c - the cells as records: sorted by the bytes of each group column in turn.
 *
 * Values are sorted once each, so that cells have small numbers in each column, and go to their places by counting, from the
 * last column to the first. A partial has a record more for each further distinct value of a group: merging adds up
 * whatever records of one group there are.
 */
#include "result.h"
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>

/* --- the order -------------------------------------------------------------------------------- */

struct named {
	uint64_t first; /* bytes of the value, as a number */
	struct text value;
	uint32_t number;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return text_order(x->value, y->value);
}

/* By the number of a value: the how manieth it is. */
static uint32_t *ranks(const struct memo *values, struct arena *mem)
{
	size_t n = memo_count(values);
	struct named *name = arena_take(mem, n * sizeof(*name));
	uint32_t *rank = arena_take(mem, n * sizeof(*rank));
	for (uint32_t i = 0; i < n; i++) {
		struct text v = memo_text(values, i);
		uint64_t first = 0;
		memcpy(&first, v.at, v.len < sizeof(first) ? v.len : sizeof(first));
		name[i] = (struct named){ be64toh(first), v, i };
	}
	qsort(name, n, sizeof(*name), by_name);
	for (uint32_t i = 0; i < n; i++)
		rank[name[i].number] = i;
	return rank;
}

/* Once they are in order, cells lie here and there: so the one that comes so many later is asked for. gcc takes a function
 * that only asks for one without effect, and leaves its calls out where it is not inlined at once. */
enum { AHEAD = 16 };

static inline __attribute__((always_inline)) void ask(const struct entry *e, size_t i, size_t n)
{
	const struct entry *later = &e[i + AHEAD < n ? i + AHEAD : n - 1];
	__builtin_prefetch(later->cell);
	__builtin_prefetch(cells_values(&later->sheet->cells, later->cell));
}

/* What is in order by the columns behind this one gets in order by it too. */
static void sort_by(const struct entry *from, struct entry *to, size_t n, size_t column,
                    struct arena *mem)
{
	const struct memo *values = from[0].sheet->group[column];
	size_t names = memo_count(values);
	uint32_t *rank = ranks(values, mem), *of = arena_take(mem, n * sizeof(*of));
	size_t *place = arena_zeros(mem, (names + 1) * sizeof(*place));
	for (size_t i = 0; i < n; i++) {
		ask(from, i, n);
		of[i] = rank[cells_values(&from[i].sheet->cells, from[i].cell)[column]];
		place[of[i] + 1]++;
	}
	for (size_t k = 0; k < names; k++)
		place[k + 1] += place[k];
	for (size_t i = 0; i < n; i++)
		to[place[of[i]]++] = from[i];
}

static size_t list_cells(const struct sheet *s, struct entry *to)
{
	size_t n = 0;
	for (uint32_t i = 0; i < s->cells.n; i++)
		if (cells_at(&s->cells, i)->rows > 0)
			to[n++] = (struct entry){ cells_at(&s->cells, i), s };
	return n;
}

struct entry *result_sorted(const struct sheet *s, const struct sheet *totals, size_t *n,
                            struct arena *mem)
{
	size_t room = s->cells.n + (totals ? totals->cells.n : (size_t)0);
	struct entry *entry = arena_take(mem, room * sizeof(*entry));
	struct entry *other = arena_take(mem, room * sizeof(*other));
	*n = list_cells(s, entry);
	if (totals)
		*n += list_cells(totals, entry + *n);
	struct arena *aside = arena_new();
	for (size_t g = s->plan->group.n; g-- > 0 && *n > 1;) {
		sort_by(entry, other, *n, g, aside);
		struct entry *before = entry;
		entry = other;
		other = before;
		arena_empty(aside);
	}
	arena_free(aside);
	return entry;
}

/* --- what stands in a record ------------------------------------------------------------------ */

static int by_text(const void *a, const void *b)
{
	return text_order(*(const struct text *)a, *(const struct text *)b);
}

struct listed result_values(const struct sheet *s, size_t m, struct arena *mem)
{
	const struct pairs *pairs = &s->pairs[m];
	size_t cells = s->cells.n, n = pairs->numbers.n;
	struct listed l = { arena_take(mem, n * sizeof(*l.value)),
		                arena_zeros(mem, (cells + 1) * sizeof(*l.start)) };
	size_t *end = arena_take(mem, (cells + 1) * sizeof(*end));
	for (uint32_t i = 0; i < cells; i++)
		l.start[i + 1] = l.start[i] + state_of(s->plan, cells_at(&s->cells, i), m)->distinct;
	memcpy(end, l.start, (cells + 1) * sizeof(*end));
	for (uint32_t i = 0; i < n; i++) {
		struct pair pair = pairs_at(pairs, i);
		l.value[end[pair.cell]++] = memo_text(s->texts[m], pair.value);
	}
	for (size_t i = 0; i < cells; i++)
		qsort(l.value + l.start[i], l.start[i + 1] - l.start[i], sizeof(*l.value), by_text);
	return l;
}

/* "country=FRA, year=2024: ", for a message. */
static const char *group_words(struct run *run, const struct plan *p, const struct text *value)
{
	size_t room = 8;
	for (size_t g = 0; g < p->group.n; g++)
		room += p->group_name[g].len + value[g].len + 4;
	char *start = arena_take(run_arena(run), room), *to = start;
	for (size_t g = 0; g < p->group.n; g++) {
		struct text v = value[g];
		to += snprintf(to, room - (size_t)(to - start), "%s%.*s=%.*s", g ? ", " : "",
		               (int)p->group_name[g].len, p->group_name[g].at, (int)v.len, v.at);
	}
	snprintf(to, room - (size_t)(to - start), "%s", p->group.n > 0 ? ": " : "");
	return start;
}

static struct text sum_text(const struct sum *sum, struct arena *mem)
{
	struct decimal total;
	if (!sum->any || !sum_total(sum, &total))
		return (struct text){ 0 };
	char *at = arena_take(mem, DECIMAL_LONGEST);
	return (struct text){ at, (size_t)(decimal_put(at, total) - at) };
}

bool result_fits(const struct plan *p, const struct cell *cell, size_t *wrong)
{
	struct decimal total;
	for (*wrong = 0; *wrong < p->n; ++*wrong)
		if (measure_adds(&p->measure[*wrong]) &&
		    !sum_total(&state_of(p, cell, *wrong)->sum, &total))
			return false;
	return true;
}

int result_too_long(struct run *run, const struct plan *p, const struct text *group, size_t measure)
{
	struct text name = p->measure[measure].name;
	return run_fail(run, EX_DATAERR, "%sthe sum of '%.*s' has more digits than fit 128 bits",
	                group_words(run, p, group), (int)name.len, name.at);
}

/* Looked at before the first record is written, so that what is written does not tell where batches end. */
static int check(struct run *run, const struct entry *e, struct arena *mem)
{
	const struct plan *p = e->sheet->plan;
	size_t wrong;
	if (result_fits(p, e->cell, &wrong))
		return 0;
	struct text *value = arena_take(mem, (p->group.n + 1) * sizeof(*value));
	for (size_t g = 0; g < p->group.n; g++)
		value[g] = sheet_value(e->sheet, e->cell, g);
	return result_too_long(run, p, value, wrong);
}

static struct text count_text(uint64_t n, struct arena *mem)
{
	char *at = arena_take(mem, DECIMAL_LONGEST);
	return (struct text){ at, (size_t)(decimal_put(at, (struct decimal){ n, 0 }) - at) };
}

struct text result_state(const struct plan *p, const struct cell *cell, size_t m, struct arena *mem)
{
	const struct measure *measure = &p->measure[m];
	if (measure->counts_rows)
		return count_text(cell->rows, mem);
	const union state *state = state_of(p, cell, m);
	if (measure_adds(measure))
		return sum_text(&state->sum, mem);
	if (measure->kind == DISTINCT)
		return count_text(state->distinct, mem);
	return (struct text){ state->best.at, state->best.len };
}

int result_row(struct run *run, struct batch *b)
{
	run_made(run, 1);
	return ++b->rows == b->room ? run_emit(run, b) : 0;
}

static void put_group(struct batch *b, const struct entry *e)
{
	for (size_t g = 0; g < e->sheet->plan->group.n; g++)
		b->col[g][b->rows] = sheet_value(e->sheet, e->cell, g);
	batch_place(b, b->rows, TEXT("-"), 0);
}

static int emit_entry(struct run *run, const struct entry *e)
{
	const struct plan *p = e->sheet->plan;
	struct batch *b = run_batch(run);
	put_group(b, e);
	for (size_t m = 0; m < p->n; m++)
		b->col[p->group.n + m][b->rows] = result_state(p, e->cell, m, b->mem);
	return result_row(run, b);
}

/* The first record has all but the distinct values of the cell; of these each record has one. */
static int emit_partial(struct run *run, const struct entry *e, const struct listed *listed)
{
	const struct plan *p = e->sheet->plan;
	uint64_t records = 1;
	int status = 0;
	for (uint64_t i = 0; i < records && status == 0; i++) {
		struct batch *b = run_batch(run);
		put_group(b, e);
		for (size_t m = 0; m < p->n; m++) {
			struct text *to = &b->col[p->group.n + m][b->rows];
			*to = (struct text){ 0 };
			if (p->measure[m].kind == DISTINCT) {
				uint64_t values = state_of(p, e->cell, m)->distinct;
				records = values > records ? values : records;
				if (i < values)
					*to = listed[m].value[listed[m].start[e->cell->number] + i];
			} else if (i == 0) {
				*to = result_state(p, e->cell, m, b->mem);
			}
		}
		status = result_row(run, b);
	}
	return status;
}

static int emit_sorted(struct run *run, const struct sheet *s, const struct sheet *totals,
                       struct arena *mem)
{
	size_t n;
	const struct entry *entry = result_sorted(s, totals, &n, mem);
	struct listed *listed = arena_zeros(mem, (s->plan->n + 1) * sizeof(*listed));
	for (size_t m = 0; m < s->plan->n && s->plan->to_partial; m++)
		if (s->plan->measure[m].kind == DISTINCT)
			listed[m] = result_values(s, m, mem);
	int status = 0;
	for (size_t i = 0; i < n && status == 0; i++) {
		ask(entry, i, n);
		status = check(run, &entry[i], mem);
	}
	for (size_t i = 0; i < n && status == 0; i++) {
		ask(entry, i, n);
		status =
			s->plan->to_partial ? emit_partial(run, &entry[i], listed) : emit_entry(run, &entry[i]);
	}
	struct batch *b = run_batch(run);
	return status == 0 && b->rows > 0 ? run_emit(run, b) : status;
}

int result_emit(struct run *run, const struct sheet *s, const struct sheet *totals)
{
	struct arena *mem = arena_new();
	int status = emit_sorted(run, s, totals, mem);
	arena_free(mem);
	return status;
}
