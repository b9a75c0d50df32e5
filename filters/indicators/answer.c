/* filters/indicators/answer.c - each area's indicators, then those of the area and each partner. */
#include "answer.h"
#include "lib/pack.h"
#include <stdlib.h>

struct subject { /* an area, or an area and a partner */
	const struct area *area;
	struct text partner;
	struct amount pair[MEASURES];
};

struct writing {
	const struct answer *answer;
	struct run *run;
	bool *active; /* by formula */
	size_t dims;
};

static int packed_order(struct text a, struct text b)
{
	const char *x = a.at, *y = b.at;
	while (x < a.at + a.len && y < b.at + b.len) {
		struct text v, w;
		x = pack_get(x, &v);
		y = pack_get(y, &w);
		int order = text_order(v, w);
		if (order != 0)
			return order;
	}
	return 0;
}

static int by_area(const void *a, const void *b)
{
	const struct area *const *x = a, *const *y = b;
	return packed_order((*x)->key, (*y)->key);
}

static int by_pair(const void *a, const void *b)
{
	const struct fact *const *x = a, *const *y = b;
	return packed_order((*x)->key, (*y)->key);
}

static bool is_active(const struct answer *a, const struct intake *in, const struct formula *f)
{
	if (a->by_name)
		return a->wanted[f - formulas];
	for (size_t i = 0; i < f->n; i++) {
		int of = f->part[i].of;
		bool summed = of == INBOUND || of == OUTBOUND || of >= (int)MEASURES;
		if (!(in->occurs[MOBILE] && summed) && (of >= (int)MEASURES || !in->occurs[of]))
			return false;
	}
	return true;
}

static const struct amount *amount_of(const struct subject *s, int of)
{
	if (s->partner.len > 0 && of < (int)MEASURES && measures[of].partner != NO_PARTNER)
		return &s->pair[of];
	return &s->area->amount[of];
}

static int write_record(const struct writing *w, const struct subject *s, const struct formula *f,
                        const struct result *result)
{
	struct batch *b = run_batch(w->run);
	size_t row = b->rows++, c = w->dims + PARTNER;
	const char *at = s->area->key.at;
	for (size_t i = 0; i <= w->dims; i++)
		at = pack_get(at, &b->col[i][row]);
	char *value = arena_take(b->mem, DECIMAL_LONGEST + 1), *end = value;
	if (result->has_value)
		end = decimal_put(value, result->value);
	*end = result->status ? result->status : 'A';
	size_t note = strlen(result->note);
	const struct text values[] = {
		s->partner,       text_of(f->word), { value, (size_t)(end - value) },
		text_of(f->unit), { end, 1 },       { arena_copy(b->mem, result->note, note), note }
	};
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		b->col[c + i][row] = values[i];
	batch_place(b, row, TEXT("-"), 0);
	run_made(w->run, 1);
	return b->rows == b->room ? run_emit(w->run, b) : 0;
}

static int write_subject(const struct writing *w, const struct subject *s)
{
	int about = s->partner.len > 0 ? PAIR_OF_AREAS : ONE_AREA;
	for (const struct formula *f = formulas; f->word; f++) {
		const struct amount *amount[MOST_PARTS];
		struct result result;
		enum state first = amount_of(s, f->part[0].of)->state;
		bool has_other = f[1].word && strcmp(f->word, f[1].word) == 0;
		if (!(f->about & about) || !w->active[f - formulas])
			continue;
		for (size_t i = 0; i < f->n; i++)
			amount[i] = amount_of(s, f->part[i].of);
		if (has_other && w->active[f + 1 - formulas] && (first == ABSENT || first == MISSING))
			continue;
		formula_compute(f, amount, w->answer->decimals, &result);
		int status = result.any ? write_record(w, s, f, &result) : 0;
		if (status != 0)
			return status;
		f += has_other; /* the other way to the same indicator */
	}
	return 0;
}

/* The facts about pairs, sorted. */
static const struct fact **list_pairs(const struct intake *in, size_t dims, size_t *n)
{
	const struct fact **list = malloc((in->facts.numbers.n + 1) * sizeof(struct fact *));
	*n = 0;
	for (uint32_t i = 0; list && i < in->facts.numbers.n; i++) {
		const struct fact *f = facts_at(&in->facts, i);
		struct text partner;
		areas_key(f->key, dims, &partner);
		if (partner.len > 0)
			list[(*n)++] = f;
	}
	if (*n > 0)
		qsort(list, *n, sizeof(struct fact *), by_pair);
	return list;
}

/* The facts at the front of a list that are about one area: its pairs. *used: how many there were. */
static int write_pairs(const struct writing *w, const struct area *area,
                       const struct fact *const *list, size_t n, size_t *used)
{
	size_t i = 0;
	int status = 0;
	while (i < n && status == 0) {
		struct subject s = { .area = area };
		struct text next;
		if (!text_same(areas_key(list[i]->key, w->dims, &s.partner), area->key))
			break;
		for (next = s.partner; i < n && text_same(next, s.partner); i++) {
			s.pair[list[i]->measure] = list[i]->amount;
			if (i + 1 == n || !text_same(areas_key(list[i + 1]->key, w->dims, &next), area->key))
				next.len = 0;
		}
		status = write_subject(w, &s);
	}
	*used = i;
	return status;
}

static int write_areas(const struct writing *w, struct area **area, size_t n,
                       const struct fact *const *pairs, size_t pairs_n)
{
	int status = 0;
	for (size_t i = 0, used = 0; i < n && status == 0; i++) {
		struct subject s = { .area = area[i] };
		status = write_subject(w, &s);
		if (status == 0)
			status = write_pairs(w, area[i], pairs, pairs_n, &used);
		pairs += used;
		pairs_n -= used;
	}
	return status;
}

int answer_write(const struct answer *a, struct run *run, const struct intake *in,
                 const struct areas *areas, size_t dims)
{
	size_t n = 0, pairs_n;
	while (formulas[n].word)
		n++;
	struct writing w = { a, run, arena_take(run_arena(run), n * sizeof(bool)), dims };
	for (size_t f = 0; f < n; f++)
		w.active[f] = is_active(a, in, &formulas[f]);
	const struct fact **pairs = list_pairs(in, dims, &pairs_n);
	if (!pairs)
		return run_fail(run, EX_OSERR, "no memory for %u facts", in->facts.numbers.n);
	if (areas->numbers.n > 0)
		qsort(areas->area, areas->numbers.n, sizeof(*areas->area), by_area);
	int status = write_areas(&w, areas->area, areas->numbers.n, pairs, pairs_n);
	free(pairs);
	struct batch *b = run_batch(run);
	return status || b->rows == 0 ? status : run_emit(run, b);
}
