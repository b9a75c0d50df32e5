/* filters/emit/sdmx_keys.c - each observation once; attributes of a series, or of the data set, the same throughout.
 *
 * Keys are hashes of 128 bits with a seed of the run: 24 bytes and a slot an observation, whatever the key's length.
 */
#include "lib/hash.h"
#include "lib/memo.h"
#include "lib/pack.h"
#include "sdmx.h"

#define PIECE 4096

static void set_init(struct seen_set *s)
{
	table_init(&s->numbers);
	s->mem = arena_new();
}

void sdmx_keys_init(struct sdmx *x, uint64_t seed)
{
	x->said = memo_new(seed, MEMO_FULL);
	set_init(&x->observations_seen);
	set_init(&x->series_seen);
}

void sdmx_keys_free(struct sdmx *x)
{
	memo_free(x->said);
	table_free(&x->observations_seen.numbers);
	arena_free(x->observations_seen.mem);
	table_free(&x->series_seen.numbers);
	arena_free(x->series_seen.mem);
}

/* What was seen of a key; *fresh: nothing, and it is noted now. Null: no more can be numbered. */
static struct seen *find(struct seen_set *s, struct hash key, uint64_t content, bool *fresh)
{
	size_t step = 0;
	uint32_t number;
	*fresh = false;
	while ((number = table_next(&s->numbers, key.low, &step)) != TABLE_NONE) {
		struct seen *seen = &s->piece[number / PIECE][number % PIECE];
		if (seen->key.low == key.low && seen->key.high == key.high)
			return seen;
	}
	*fresh = true;
	if (s->numbers.n == TABLE_NONE)
		return NULL;
	number = table_add(&s->numbers, key.low);
	if (number % PIECE == 0) {
		s->piece = arena_append(s->mem, s->piece, number / PIECE, sizeof(*s->piece));
		s->piece[number / PIECE] = arena_take(s->mem, PIECE * sizeof(**s->piece));
	}
	struct seen *seen = &s->piece[number / PIECE][number % PIECE];
	*seen = (struct seen){ key, content };
	return seen;
}

static void check_dataset(struct emit *e, struct run *run, struct batch *b)
{
	struct sdmx *x = e->sdmx;
	for (size_t i = 0; i < x->dataset_said.n; i++) {
		size_t col = x->field[x->dataset_said.at[i]].col;
		struct text *first = &x->dataset_first[i];
		if (b->rows > 0 && first->at && x->same[col] && text_same(b->col[col][0], *first))
			continue;
		for (size_t r = 0; r < b->rows; r++) {
			struct text v = b->col[col][r];
			if (x->bad[r] || x->deletes[r] || x->partial[r])
				continue;
			if (!first->at)
				*first = (struct text){ arena_copy(run_arena(run), v.at, v.len), v.len };
			if (v.len != first->len || !bytes_same(v.at, first->at, v.len))
				sdmx_violation(e, run, b, r, col, "not-constant");
		}
	}
}

/* The hash of what a record says beside its keys: of the values of some columns. */
static uint64_t *contents(const struct batch *b, const struct picks *cols, uint64_t seed)
{
	uint64_t *hash = arena_take(b->mem, b->rows * sizeof(*hash));
	hash_rows_short(b->col, cols->at, cols->n, 0, b->rows, seed, hash);
	return hash;
}

/* The number of what a record says of its series: distinct combinations are few, and come in runs. */
static uint64_t series_number(struct sdmx *x, const struct batch *b, size_t r, uint64_t before)
{
	size_t size = 0;
	bool same = r > 0, fresh;
	for (size_t i = 0; i < x->series_said.n; i++) {
		const struct text *v = b->col[x->field[x->series_said.at[i]].col];
		size += pack_size(v[r]);
		same = same && v[r].len == v[r - 1].len && bytes_same(v[r].at, v[r - 1].at, v[r].len);
	}
	if (same)
		return before;
	char *said = arena_take(b->mem, size), *to = said;
	for (size_t i = 0; i < x->series_said.n; i++)
		to = pack_put(to, b->col[x->field[x->series_said.at[i]].col][r]);
	return memo_find(x->said, (struct text){ said, size }, &fresh);
}

/* Which of a series' attributes differ from those that its first observation had. */
static void check_series(struct emit *e, struct run *run, struct batch *b, size_t r, uint64_t first)
{
	const struct sdmx *x = e->sdmx;
	const char *at = memo_text(x->said, (uint32_t)first).at;
	for (size_t i = 0; i < x->series_said.n; i++) {
		size_t col = x->field[x->series_said.at[i]].col;
		struct text v;
		at = pack_get(at, &v);
		if (!text_same(v, b->col[col][r]))
			sdmx_violation(e, run, b, r, col, "not-constant");
	}
}

static int check_row(struct emit *e, struct run *run, struct batch *b, size_t r,
                     const struct hash key[2], uint64_t said, uint64_t says)
{
	struct sdmx *x = e->sdmx;
	bool fresh;
	bool says_series = x->series_said.n > 0 && !x->deletes[r];
	const struct seen *series = says_series ? find(&x->series_seen, key[0], said, &fresh) : NULL;
	if (series && series->content != said)
		check_series(e, run, b, r, series->content);
	const struct seen *seen = find(&x->observations_seen, key[1], says, &fresh);
	if (!seen || (!series && says_series))
		return run_fail(run, EX_OSERR,
		                "more than 4 thousand million observations; divide the input");
	size_t time = x->time == NO_COLUMN ? NO_COLUMN : x->field[x->time].col;
	if (!fresh)
		sdmx_violation(e, run, b, r, time, seen->content == says ? "duplicate" : "key-conflict");
	return 0;
}

/* The keys of each row: of its series, and with its time that of the observation. */
static struct hash (*keys_of(const struct sdmx *x, const struct batch *b, uint64_t seed))[2]
{
	struct hash(*key)[2] = arena_take(b->mem, b->rows * sizeof(*key));
	struct hash *series = arena_take(b->mem, b->rows * sizeof(*series));
	size_t time = x->time == NO_COLUMN ? NO_COLUMN : x->field[x->time].col;
	hash_rows(b->col, x->series.at, x->series.n, b->rows, seed, series);
	for (size_t r = 0; r < b->rows; r++) {
		key[r][0] = key[r][1] = series[r];
		if (time != NO_COLUMN) {
			key[r][1].low = hash_short(b->col[time][r], series[r].low);
			key[r][1].high = hash_short(b->col[time][r], series[r].high);
		}
		table_ask(&x->series_seen.numbers, key[r][0].low);
		table_ask(&x->observations_seen.numbers, key[r][1].low);
	}
	return key;
}

int sdmx_check_keys(struct emit *e, struct run *run, struct batch *b)
{
	struct sdmx *x = e->sdmx;
	int status = 0;
	check_dataset(e, run, b);
	struct hash(*key)[2] = keys_of(x, b, run_seed(run));
	const uint64_t *says = contents(b, &x->observation, run_seed(run));
	uint64_t said = 0;
	bool same = true;
	for (size_t i = 0; i < x->series_said.n; i++)
		same = same && x->same[x->field[x->series_said.at[i]].col];
	for (size_t r = 0; r < b->rows && status == 0; r++) {
		if (r == 0 || !same)
			said = series_number(x, b, r, said);
		if (!x->bad[r] && !x->partial[r])
			status = check_row(e, run, b, r, key[r], said, says[r]);
	}
	return status;
}
