/* filters/persons/persons.c - head counts: one record of each person in each cell, at a day or over a span of days.
 *
 * Nothing goes out before the end: any record may be the one that is preferred.
 */
#include "held.h"
#include "lib/pack.h"
#include "prefer.h"
#include "reference.h"
#include <endian.h>
#include <inttypes.h>
#include <stdlib.h>

struct persons {
	struct columns person, group; /* -k, -g */
	struct texts on, over, prefer;
	struct text start, end, fte; /* names of columns */
	struct text count, named;    /* names of the new ones */

	struct references references;
	struct preferences preferences;
	size_t start_col, end_col, fte_col; /* NO_COLUMN: none */
	struct picks cell, who;
	size_t columns, count_col; /* those that came in; the first new one */
	struct people people;
	struct text *values; /* of one record that is held */
	char *key;           /* room for one */
	size_t room;
	uint64_t claims; /* records, once for each reference that they are in */
};

static const struct opt opts[] = {
	{ 'k', OPT_COLUMNS, "key", "COLUMNS", "what tells one person from another (required)",
	  offsetof(struct persons, person) },
	{ 'g', OPT_COLUMNS, "group", "COLUMNS", "the cells: a person counts once in each",
	  offsetof(struct persons, group) },
	{ 0, OPT_LIST, "on", "DAY", "count those who are there on this day",
	  offsetof(struct persons, on) },
	{ 0, OPT_LIST, "over", "FROM/TO", "count those who are there on some day of these",
	  offsetof(struct persons, over) },
	{ 0, OPT_TEXT, "start", "COLUMN", "the first day of a record",
	  offsetof(struct persons, start) },
	{ 0, OPT_TEXT, "end", "COLUMN", "its last day; missing: not ended",
	  offsetof(struct persons, end) },
	{ 0, OPT_LIST, "prefer", "COLUMN[=VALUES]",
	  "keep the record with the greatest value, or the first of these",
	  offsetof(struct persons, prefer) },
	{ 0, OPT_TEXT, "fte", "COLUMN", "full-time equivalents: added up for each person",
	  offsetof(struct persons, fte) },
	{ 0, OPT_TEXT, "count", "NAME", "the new column with the head count (persons)",
	  offsetof(struct persons, count) },
	{ 0, OPT_TEXT, "reference", "NAME", "the new column with the day or days (reference)",
	  offsetof(struct persons, named) },
	{ 0 },
};

static const struct reason reasons[] = {
	{ "same-person", "is of a person who counts in this cell by another record" },
	{ "other-time", "lies outside the days that are counted" },
	{ "no-person", "is missing, and tells one person from another" },
	{ "bad-date", "is no day, YYYY-MM-DD" },
	{ "no-start", "is missing: nobody knows from when on" },
	{ "bad-period", "is before the first day" },
	{ "not-number", "is no number of full-time equivalents in plain form" },
	{ "large-number", "has more digits than fit" },
	{ 0 },
};

static const char *const examples[] = {
	"printf 'id\\tlevel\\tstart\\n1\\t6\\t2023-10-01\\n1\\t7\\t2024-10-01\\n2\\t6\\t2024-10-01\\n' "
	"| "
	"weir-persons -k id --on 2024-12-31 --start start --prefer level",
	NULL,
};

static int find_column(struct run *run, const struct columns *in, const char *option,
                       struct text name, size_t *at)
{
	*at = NO_COLUMN;
	return name.at ? run_find(run, in, option, name, at) : 0;
}

static int read_columns(struct persons *s, struct run *run, const struct columns *in)
{
	if (!s->person.option)
		return run_fail(run, EX_USAGE,
		                "-k: not given; name the columns that tell one person from another");
	int status = run_pick(run, in, &s->person, &s->who);
	if (status == 0 && s->group.option)
		status = run_pick(run, in, &s->group, &s->cell);
	if (status == 0)
		status = find_column(run, in, "--start", s->start, &s->start_col);
	if (status == 0)
		status = find_column(run, in, "--end", s->end, &s->end_col);
	if (status == 0)
		status = find_column(run, in, "--fte", s->fte, &s->fte_col);
	if (status == 0 && !s->start.at && (s->end.at || s->references.n > 1 || s->over.n > 0))
		status =
			run_fail(run, EX_USAGE, "--start: not given; without it all records are of one day");
	return status;
}

static int persons_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct persons *s = self;
	int status = references_read(&s->references, run, &s->on, &s->over);
	if (status == 0)
		status = read_columns(s, run, in);
	if (status == 0)
		status = preferences_read(&s->preferences, run, in, &s->prefer);
	if (status == 0 && s->start.at)
		preferences_add(&s->preferences, run, s->start_col);
	columns_copy(run, out, in);
	s->columns = in->n;
	if (status == 0)
		status = columns_add(run, out, s->count.at ? s->count : TEXT("persons"), &s->count_col);
	if (status == 0)
		status = columns_add(run, out, s->named.at ? s->named : TEXT("reference"), NULL);
	if (status != 0 || run_checking(run))
		return status;
	s->values = arena_take(run_arena(run), (in->n + 1) * sizeof(*s->values));
	people_init(&s->people, run_seed(run));
	return 0;
}

/* --- records that come ------------------------------------------------------------------------- */

struct stay { /* a record, looked at */
	int32_t start, end;
	struct decimal fte;
	bool has_fte;
};

/* Null, or why the record cannot be counted; *col: the value at fault. */
static const char *read_stay(const struct persons *s, const struct batch *b, size_t r,
                             struct stay *stay, size_t *col)
{
	*stay = (struct stay){ 0 };
	for (size_t i = 0; i < s->who.n; i++)
		if (b->col[ *col = s->who.at[i]][r].len == 0)
			return "no-person";
	if ((*col = s->start_col) != NO_COLUMN) {
		stay->start = reference_day(b->col[*col][r]);
		if (stay->start == 0)
			return b->col[*col][r].len == 0 ? "no-start" : "bad-date";
	}
	if ((*col = s->end_col) != NO_COLUMN && b->col[*col][r].len > 0) {
		stay->end = reference_day(b->col[*col][r]);
		if (stay->end < stay->start)
			return stay->end == 0 ? "bad-date" : "bad-period";
	}
	if ((*col = s->fte_col) == NO_COLUMN || b->col[*col][r].len == 0)
		return NULL;
	enum decimal_read read = decimal_read(b->col[*col][r], &stay->fte);
	stay->has_fte = read == DECIMAL_OK && stay->fte.digits >= 0;
	return stay->has_fte ? NULL : read == DECIMAL_LARGE ? "large-number" : "not-number";
}

static struct text pack_key(struct persons *s, struct run *run, const struct batch *b, size_t r)
{
	const struct picks *parts[] = { &s->cell, &s->who };
	size_t size = 0;
	for (size_t p = 0; p < 2; p++)
		for (size_t i = 0; i < parts[p]->n; i++)
			size += pack_size(b->col[parts[p]->at[i]][r]);
	if (size > s->room) {
		s->room = 2 * size;
		s->key = arena_take(run_arena(run), s->room);
	}
	char *to = s->key;
	for (size_t p = 0; p < 2; p++)
		for (size_t i = 0; i < parts[p]->n; i++)
			to = pack_put(to, b->col[parts[p]->at[i]][r]);
	return (struct text){ s->key, size };
}

/* Full-time equivalents count for the days on which they are there. */
static bool add_fte(struct held *h, const struct stay *stay, int32_t days)
{
	struct decimal more = stay->fte;
	h->fte_missing |= !stay->has_fte;
	return decimal_multiply(&more, (struct decimal){ days, 0 }) && decimal_add(&h->fte, more);
}

static int too_large(struct run *run, struct text source, uint64_t line)
{
	return run_fail(run, EX_DATAERR,
	                "%.*s:%" PRIu64 ": the person's full-time equivalents do not fit",
	                (int)(source.len < 200 ? source.len : 200), source.at, line);
}

static int take(struct persons *s, struct run *run, const struct batch *b, size_t r,
                const struct stay *stay, uint32_t reference, int32_t days)
{
	bool fresh;
	struct held *h = people_find(&s->people, pack_key(s, run, b, r), reference, &fresh);
	if (!h)
		return run_fail(run, EX_OSERR, "more than 4 thousand million persons; divide the input");
	bool better = fresh;
	if (!fresh) {
		held_values(h, s->values, s->columns);
		better = is_preferred(&s->preferences, b, r, s->values, s->columns, h->source, h->line);
	}
	if (better)
		people_hold(&s->people, h, b, r, s->columns);
	if (s->fte.at && !add_fte(h, stay, days))
		return too_large(run, batch_source(b, r), b->line[r]);
	s->claims++;
	return 0;
}

static int persons_batch(void *self, struct run *run, struct batch *b)
{
	struct persons *s = self;
	int status = 0;
	uint64_t before = s->claims, counted = 0;
	for (size_t r = 0; r < b->rows && status == 0; r++) {
		struct stay stay;
		size_t col = NO_COLUMN;
		const char *word = read_stay(s, b, r, &stay, &col);
		uint64_t had = s->claims;
		if (word) {
			run_reject(run, b, r, col, word);
			continue;
		}
		for (size_t i = 0; i < s->references.n && status == 0; i++) {
			int32_t days =
				s->start.at ? reference_days(&s->references.at[i], stay.start, stay.end) : 1;
			if (days > 0)
				status = take(s, run, b, r, &stay, (uint32_t)i, days);
		}
		counted += s->claims > had;
		if (s->claims == had)
			run_drop(run, b, r, "other-time");
	}
	run_made(run, s->claims - before - counted);
	b->rows = 0;
	return status;
}

/* --- people who go out ------------------------------------------------------------------------- */

struct entry {
	uint64_t
		first; /* bytes of the key, as a number: most pairs are told apart without fetching the keys */
	const struct held *held;
};

/* The first eight bytes of a form whose order is that of the values: each ends with 00, and the bytes 00 and 01 in one
 * become 01 01 and 01 02. */
static uint64_t first_bytes(struct text key)
{
	unsigned char to[8] = { 0 };
	size_t n = 0;
	for (const char *at = key.at, *end = key.at + key.len; at < end && n < sizeof(to); n++) {
		struct text v;
		at = pack_get(at, &v);
		for (size_t i = 0; i < v.len && n < sizeof(to); i++) {
			unsigned char c = (unsigned char)v.at[i];
			if (c < 2)
				to[n++] = 1;
			if (n < sizeof(to))
				to[n++] = (unsigned char)(c < 2 ? c + 1 : c);
		}
	}
	uint64_t first;
	memcpy(&first, to, sizeof(first));
	return be64toh(first);
}

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	const char *p = x->held->key.at, *q = y->held->key.at, *end = p + x->held->key.len;
	int order = 0;
	while (order == 0 && p < end) {
		struct text v, w;
		p = pack_get(p, &v);
		q = pack_get(q, &w);
		order = text_order(v, w);
	}
	return order;
}

/* Five digits behind the point where days were weighed; else those that it has. False: that does not fit. */
static bool fte_text(const struct held *h, const struct reference *ref, struct arena *mem,
                     struct text *to)
{
	struct decimal fte = h->fte, days = { ref->to - ref->from + 1, 0 };
	*to = (struct text){ 0 };
	if (h->fte_missing)
		return true;
	if (ref->is_span && !decimal_divide(&fte, days, 5, HALF_UP))
		return false;
	char *at = arena_take(mem, DECIMAL_LONGEST);
	*to = (struct text){ at, (size_t)(decimal_put(at, fte) - at) };
	return true;
}

static int write_person(struct persons *s, struct run *run, const struct held *h)
{
	const struct reference *ref = &s->references.at[h->reference];
	struct batch *b = run_batch(run);
	size_t row = b->rows++;
	held_values(h, s->values, s->columns);
	for (size_t c = 0; c < s->columns; c++)
		b->col[c][row] = s->values[c];
	if (s->fte.at && !fte_text(h, ref, b->mem, &b->col[s->fte_col][row]))
		return too_large(run, h->source, h->line);
	b->col[s->count_col][row] = TEXT("1");
	b->col[s->count_col + 1][row] = ref->word;
	batch_place(b, row, h->source, h->line);
	return b->rows == b->room ? run_emit(run, b) : 0;
}

/* The people of one reference, sorted; gives how many. */
static uint32_t list_people(const struct persons *s, uint32_t reference, struct entry *to)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < s->people.numbers.n; i++) {
		const struct held *h = people_at(&s->people, i);
		if (h->reference == reference)
			to[n++] = (struct entry){ first_bytes(h->key), h };
	}
	qsort(to, n, sizeof(*to), by_key);
	return n;
}

static int persons_finish(void *self, struct run *run)
{
	struct persons *s = self;
	struct entry *all = malloc((s->people.numbers.n + (size_t)1) * sizeof(*all));
	if (!all)
		return run_fail(run, EX_OSERR, "no memory to sort %u persons", s->people.numbers.n);
	run_dropped(run, "same-person", s->claims - s->people.numbers.n);
	int status = 0;
	for (uint32_t ref = 0; ref < s->references.n && status == 0; ref++) {
		uint32_t n = list_people(s, ref, all);
		for (uint32_t i = 0; i < n && status == 0; i++)
			status = write_person(s, run, all[i].held);
	}
	free(all);
	struct batch *b = run_batch(run);
	return status || b->rows == 0 ? status : run_emit(run, b);
}

static void persons_close(void *self)
{
	struct persons *s = self;
	people_free(&s->people);
}

const struct stage persons_stage = {
	.name = "persons",
	.does = "count each person once per cell, on a day or over a year",
	.trait = WHOLE,
	.size = sizeof(struct persons),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = persons_open,
	.batch = persons_batch,
	.finish = persons_finish,
	.close = persons_close,
};
