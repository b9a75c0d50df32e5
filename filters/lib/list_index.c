/* filters/lib/list_index.c - the lines of a list by key: made once, asked for many rows at once.
 *
 * A key of one column is a text, which has a number in a memo. Of several columns, looking up is three steps apart from each other, hash, slot, line, so that the memory behind each is on its way
 * for all rows of a piece before the first one is compared. A small table is in the cache anyhow.
 */
#include "lib/list.h"
#include "lib/hash.h"
#include "lib/output.h"

enum { AHEAD = 64, SMALL = 4096 };

static bool same_key(const struct list_index *x, uint32_t number, struct text *const *col,
                     const size_t *pick, size_t row)
{
	size_t own = x->first[number];
	for (size_t k = 0; k < x->key.n; k++) {
		struct text a = x->list->col[x->key.at[k]][own], b = col[pick[k]][row];
		if (a.len != b.len || !bytes_same(a.at, b.at, a.len))
			return false;
	}
	return true;
}

static uint32_t find(const struct list_index *x, uint64_t hash, struct text *const *col,
                     const size_t *pick, size_t row)
{
	size_t step = 0;
	uint32_t number;
	while ((number = table_next(&x->numbers, hash, &step)) != TABLE_NONE)
		if (same_key(x, number, col, pick, row))
			break;
	return number;
}

/* What finding these will read, if it is their first slot that is the right one. */
static void fetch(const struct list_index *x, const uint64_t *hash, size_t n)
{
	uint32_t number[AHEAD];
	const struct text *key = x->list->col[x->key.at[0]];
	for (size_t i = 0; i < n; i++)
		table_ask(&x->numbers, hash[i]);
	for (size_t i = 0; i < n; i++) {
		size_t step = 0;
		number[i] = table_next(&x->numbers, hash[i], &step);
		if (number[i] != TABLE_NONE)
			__builtin_prefetch(&x->first[number[i]]);
	}
	for (size_t i = 0; i < n; i++)
		if (number[i] != TABLE_NONE)
			__builtin_prefetch(&key[x->first[number[i]]]);
	for (size_t i = 0; i < n; i++)
		if (number[i] != TABLE_NONE)
			__builtin_prefetch(key[x->first[number[i]]].at);
}

static void find_texts(const struct list_index *x, const struct text *values, size_t from, size_t n,
                       uint32_t *number)
{
	uint32_t rows[AHEAD], fresh[AHEAD];
	for (size_t i = 0; i < n; i++)
		rows[i] = (uint32_t)(from + i);
	memo_find_rows(x->texts, values, rows, n, number, fresh);
}

static void find_tuples(const struct list_index *x, struct text *const *col, const size_t *pick,
                        size_t from, size_t n, uint32_t *number)
{
	uint64_t hash[AHEAD];
	hash_rows_short(col, pick, x->key.n, from, n, x->seed, hash);
	if (x->numbers.n > SMALL)
		fetch(x, hash, n);
	for (size_t i = 0; i < n; i++)
		number[from + i] = find(x, hash[i], col, pick, from + i);
}

_Static_assert(MEMO_FULL == TABLE_NONE, "what is not held has the same number");

void list_index_find(const struct list_index *x, struct text *const *col, const size_t *pick,
                     size_t rows, uint32_t *number)
{
	for (size_t from = 0; from < rows; from += AHEAD) {
		size_t n = rows - from < AHEAD ? rows - from : AHEAD;
		if (x->texts)
			find_texts(x, col[pick[0]], from, n, number);
		else
			find_tuples(x, col, pick, from, n, number);
	}
}

/* Its number, and whether the key is a new one. */
static uint32_t number_key(struct list_index *x, uint64_t hash, uint32_t row, bool *fresh)
{
	if (x->texts)
		return memo_find(x->texts, x->list->col[x->key.at[0]][row], fresh);
	uint32_t number = find(x, hash, x->list->col, x->key.at, row);
	*fresh = number == TABLE_NONE;
	return *fresh ? table_add(&x->numbers, hash) : number;
}

static void add(struct list_index *x, uint64_t hash, uint32_t row)
{
	bool fresh;
	uint32_t number = number_key(x, hash, row, &fresh);
	x->next[row] = 0;
	if (fresh) {
		x->first[number] = row;
		x->keys++;
	} else {
		x->next[x->last[number]] = row + 1;
	}
	x->last[number] = row;
}

int list_index_make(struct run *run, const struct list *l, struct picks key, struct list_index *x)
{
	uint64_t hash[AHEAD] = { 0 };
	*x = (struct list_index){ .list = l, .key = key, .seed = run_seed(run) };
	if (l->rows >= TABLE_NONE)
		return run_fail(run, EX_DATAERR, "%s: over 4 thousand million lines are too many", l->file);
	if (key.n == 1)
		x->texts = memo_new(x->seed, MEMO_FULL);
	else
		table_init(&x->numbers);
	x->first = arena_take(l->mem, l->rows * sizeof(*x->first));
	x->last = arena_take(l->mem, l->rows * sizeof(*x->last));
	x->next = arena_take(l->mem, l->rows * sizeof(*x->next));
	for (size_t from = 0; from < l->rows; from += AHEAD) {
		size_t n = l->rows - from < AHEAD ? l->rows - from : AHEAD;
		if (!x->texts)
			hash_rows_short(l->col, key.at, key.n, from, n, x->seed, hash);
		for (size_t i = 0; i < n; i++)
			add(x, hash[i], (uint32_t)(from + i));
	}
	if (x->texts)
		memo_close(x->texts);
	return 0;
}

const char *list_key_words(const struct list_index *x, size_t row, struct arena *mem)
{
	struct output *o = output_memory();
	for (size_t k = 0; k < x->key.n; k++) {
		struct text v = x->list->col[x->key.at[k]][row];
		output_write(o, k ? ", " : "", k ? 2 : 0);
		output_write(o, v.at, v.len);
	}
	struct text all = output_bytes(o);
	const char *words = arena_copy(mem, all.at, all.len);
	output_drop(o);
	return words;
}

int list_index_unique(struct run *run, const struct list_index *x)
{
	for (uint32_t row = 0; x->keys < x->list->rows && row < x->list->rows; row++)
		if (x->next[row] != 0)
			return run_fail(run, EX_DATAERR, "%s:%u: '%.200s' is the key of line %u, too; keep one",
			                x->list->file, x->next[row] + 1, list_key_words(x, row, run_arena(run)),
			                row + 2);
	return 0;
}

void list_index_free(struct list_index *x)
{
	memo_free(x->texts);
	table_free(&x->numbers);
}
