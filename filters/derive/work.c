/* filters/derive/work.c - working out expressions: columns, literals, calls, conditions. */
#include "derive/work.h"
#include "derive/once.h"

enum { TEXTS = 16 << 10 }; /* bytes that are taken at once for texts */

void work_begin(struct work *w, struct run *run, struct batch *b, size_t depth)
{
	w->run = run;
	w->b = b;
	w->at = w->end = NULL;
	if (w->layer && b->rows <= w->room)
		return;
	w->room = b->rows > b->room ? b->rows : b->room;
	w->depth = depth;
	w->layer = arena_zeros(run_arena(run), (depth + 1) * sizeof(*w->layer));
}

static void *array(struct work *w, void *had, size_t size)
{
	return had ? had : arena_take(run_arena(w->run), w->room * size);
}

union values work_array(struct work *w, enum type type, size_t depth)
{
	struct layer *l = &w->layer[depth];
	switch (type) {
	case NUMBER:
		return (union values){ .number = l->number = array(w, l->number, sizeof(*l->number)) };
	case DATE:
		return (union values){ .date = l->date = array(w, l->date, sizeof(*l->date)) };
	case TRUTH:
		return (union values){ .truth = l->truth = array(w, l->truth, sizeof(*l->truth)) };
	default:
		return (union values){ .text = l->text = array(w, l->text, sizeof(*l->text)) };
	}
}

static uint32_t *part(struct work *w, size_t depth, size_t which)
{
	uint32_t **rows = &w->layer[depth].rows[which];
	return *rows = array(w, *rows, sizeof(**rows));
}

char *work_space(struct work *w, size_t n)
{
	if ((size_t)(w->end - w->at) >= n && w->at)
		return w->at;
	size_t size = n > TEXTS ? n : TEXTS;
	w->at = arena_take(w->b->mem, size);
	w->end = w->at + size;
	return w->at;
}

void work_reject(struct work *w, const struct node *n, size_t row, const char *word)
{
	if (w->once)
		once_reject(w->once, n, row, word, NULL);
	else
		run_reject(w->run, w->b, row, n->blame, word);
}

void work_reject_with(struct work *w, const struct node *n, size_t row, const char *word,
                      struct text value)
{
	if (w->once)
		once_reject(w->once, n, row, word, &value);
	else
		run_reject_with(w->run, w->b, row, n->blame, word, value);
}

/* --- values ----------------------------------------------------------------------------------- */

static void set_missing(union values to, enum type type, size_t r)
{
	if (type == NUMBER)
		to.number[r] = MISSING_NUMBER;
	else if (type == DATE)
		to.date[r] = 0;
	else if (type == TRUTH)
		to.truth[r] = UNKNOWN;
	else
		to.text[r] = (struct text){ 0 };
}

static void copy(union values to, union values from, enum type type, struct rows rows)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		if (type == NUMBER)
			to.number[r] = from.number[r];
		else if (type == DATE)
			to.date[r] = from.date[r];
		else if (type == TRUTH)
			to.truth[r] = from.truth[r];
		else
			to.text[r] = from.text[r];
	}
}

union values work_column(struct work *w, const struct node *n, struct rows rows, size_t depth)
{
	(void)rows;
	(void)depth;
	return (union values){ .text = w->b->col[n->column] };
}

static void put_literal(const struct node *n, union values to, size_t r)
{
	if (n->type == NUMBER)
		to.number[r] = n->number;
	else if (n->type == DATE)
		to.date[r] = n->date;
	else if (n->type == TRUTH)
		to.truth[r] = n->truth;
	else
		to.text[r] = n->text;
}

union values work_literal(struct work *w, const struct node *n, struct rows rows, size_t depth)
{
	union values to = work_array(w, n->type, depth);
	for (size_t i = 0; i < rows.n; i++)
		put_literal(n, to, rows.at[i]);
	return to;
}

/* Argument i is worked out at its own depth, so the result may take the place of the first. */
union values work_call(struct work *w, const struct node *n, struct rows rows, size_t depth)
{
	union values given[MOST_GIVEN];
	for (size_t i = 0; i < n->n; i++)
		given[i] = n->arg[i]->work(w, n->arg[i], rows, depth + i);
	union values to = work_array(w, n->type, depth);
	n->apply(w, n, rows, given, to);
	return to;
}

/* --- conditions: each record is worked out only for what decides it ----------------------------- */

static union values below(struct work *w, const struct node *n, struct rows rows, size_t depth)
{
	return n->work(w, n, rows, depth + 1);
}

union values work_if(struct work *w, const struct node *n, struct rows rows, size_t depth)
{
	union values to = work_array(w, n->type, depth);
	const unsigned char *truth = below(w, n->arg[0], rows, depth).truth;
	uint32_t *yes = part(w, depth, 0), *no = part(w, depth, 1);
	struct rows then = { 0, yes }, other = { 0, no };
	for (size_t i = 0; i < rows.n; i++) {
		uint32_t r = rows.at[i];
		if (truth[r] == YES)
			yes[then.n++] = r;
		else if (truth[r] == NO)
			no[other.n++] = r;
		else
			set_missing(to, n->type, r);
	}
	copy(to, below(w, n->arg[1], then, depth), n->type, then);
	copy(to, below(w, n->arg[2], other, depth), n->type, other);
	return to;
}

/* `decided` decides alone; else what is unknown on either side leaves it unknown. */
static union values either(struct work *w, const struct node *n, struct rows rows, size_t depth,
                           unsigned char decided)
{
	union values to = work_array(w, TRUTH, depth);
	const unsigned char *first = below(w, n->arg[0], rows, depth).truth;
	uint32_t *open = part(w, depth, 0);
	struct rows left = { 0, open };
	for (size_t i = 0; i < rows.n; i++) {
		uint32_t r = rows.at[i];
		to.truth[r] = first[r];
		if (first[r] != decided)
			open[left.n++] = r;
	}
	const unsigned char *second = below(w, n->arg[1], left, depth).truth;
	for (size_t i = 0; i < left.n; i++) {
		size_t r = left.at[i];
		if (second[r] == decided || to.truth[r] != UNKNOWN)
			to.truth[r] = second[r];
	}
	return to;
}

union values work_and(struct work *w, const struct node *n, struct rows rows, size_t depth)
{
	return either(w, n, rows, depth, NO);
}

union values work_or(struct work *w, const struct node *n, struct rows rows, size_t depth)
{
	return either(w, n, rows, depth, YES);
}

static bool is_missing(union values v, enum type type, size_t r)
{
	if (type == NUMBER)
		return !number_known(v.number[r]);
	if (type == DATE)
		return v.date[r] == 0;
	return type == TRUTH ? v.truth[r] == UNKNOWN : v.text[r].len == 0;
}

union values work_coalesce(struct work *w, const struct node *n, struct rows rows, size_t depth)
{
	union values to = work_array(w, n->type, depth);
	uint32_t *open = part(w, depth, 0);
	struct rows left = rows;
	for (size_t a = 0; a < n->n && left.n > 0; a++) {
		copy(to, below(w, n->arg[a], left, depth), n->type, left);
		size_t still = 0;
		for (size_t i = 0; i < left.n; i++)
			if (is_missing(to, n->type, left.at[i]))
				open[still++] = left.at[i];
		left = (struct rows){ still, open };
	}
	return to;
}

static void test_missing(const struct node *n, struct rows rows, union values v, union values to,
                         enum type type)
{
	for (size_t i = 0; i < rows.n; i++)
		to.truth[rows.at[i]] = is_missing(v, type, rows.at[i]) != n->inverse;
}

void value_missing(struct work *w, const struct node *n, struct rows rows, const union values *v,
                   union values to)
{
	(void)w;
	test_missing(n, rows, v[0], to, n->arg[0]->type);
}

/* --- truth values ------------------------------------------------------------------------------- */

void truth_not(struct work *w, const struct node *n, struct rows rows, const union values *v,
               union values to)
{
	(void)w;
	(void)n;
	for (size_t i = 0; i < rows.n; i++) {
		unsigned char was = v[0].truth[rows.at[i]];
		to.truth[rows.at[i]] = was == UNKNOWN ? UNKNOWN : was == NO;
	}
}

void truth_read(struct work *w, const struct node *n, struct rows rows, const union values *v,
                union values to)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		struct text t = v[0].text[r];
		unsigned char truth = UNKNOWN;
		if (text_is(t, "true"))
			truth = YES;
		else if (text_is(t, "false"))
			truth = NO;
		else if (t.len > 0)
			work_reject_with(w, n, r, "not-truth", t);
		to.truth[r] = truth;
	}
}

void truth_write(struct work *w, const struct node *n, struct rows rows, const union values *v,
                 union values to)
{
	static const struct text words[] = {
		[NO] = TEXT("false"), [YES] = TEXT("true"), [UNKNOWN] = { NULL, 0 }
	};
	(void)w;
	(void)n;
	for (size_t i = 0; i < rows.n; i++)
		to.text[rows.at[i]] = words[v[0].truth[rows.at[i]]];
}

void truth_compare(struct work *w, const struct node *n, struct rows rows, const union values *v,
                   union values to)
{
	(void)w;
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		unsigned char a = v[0].truth[r], b = v[1].truth[r];
		if (a == UNKNOWN || b == UNKNOWN)
			to.truth[r] = UNKNOWN;
		else
			to.truth[r] = (n->orders & (a == b ? EQUAL : a < b ? LESS : MORE)) != 0;
	}
}
