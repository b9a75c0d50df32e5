/* filters/lookup/lookup.c - columns of a small table, joined to records by key.
 *
 * The table is held whole, with an index over its keys; a record costs one look-up, and what it gets are
 * slices of the table.
 */
#include "lib/frequency.h"
#include "lib/list.h"
#include "lib/stage.h"

enum join { LEFT, INNER, ANTI };

struct lookup {
	struct columns key, table_key, add;   /* -k, --table-key, -c */
	struct text table, prefix, how, flag; /* --table, --prefix, --join, --flag */
	struct text unmatched;                /* --unmatched */
	bool reject;                          /* --reject-unmatched */

	enum join join;
	struct list list;
	struct list_index index;
	struct picks pick, picked, taken; /* the key here and there; the columns to add */
	bool later;                       /* only checking, and too little is known */
	size_t first, flagged;            /* where the added columns and the flag stand */
	struct frequency *missed;
	struct text *values; /* of one key */
};

static const struct opt opts[] = {
	{ 'k', OPT_COLUMNS, "key", "COLUMNS", "the records' columns that make the key (required)",
	  offsetof(struct lookup, key) },
	{ 0, OPT_TEXT, "table", "FILE", "the table: weir text (required)",
	  offsetof(struct lookup, table) },
	{ 0, OPT_COLUMNS, "table-key", "COLUMNS",
	  "the table's columns that make the key, in the same order (those of -k)",
	  offsetof(struct lookup, table_key) },
	{ 'c', OPT_COLUMNS, "columns", "COLUMNS", "the table's columns to add (all but its key)",
	  offsetof(struct lookup, add) },
	{ 0, OPT_TEXT, "prefix", "TEXT", "before the names of added columns",
	  offsetof(struct lookup, prefix) },
	{ 0, OPT_CHOICE, "join", "left|inner|anti",
	  "keep all records, those with a line in the table, or those without (left)",
	  offsetof(struct lookup, how) },
	{ 0, OPT_TEXT, "flag", "NAME", "a column that says 'yes' where the table has a line, else 'no'",
	  offsetof(struct lookup, flag) },
	{ 0, OPT_TEXT, "unmatched", "FILE", "list the keys that the table has not, by records",
	  offsetof(struct lookup, unmatched) },
	{ 0, OPT_FLAG, "reject-unmatched", NULL, "a record without a line in the table is a fault",
	  offsetof(struct lookup, reject) },
	{ 0 },
};

static const char unmatched[] = "unmatched", matched[] = "matched";
static const struct reason reasons[] = {
	{ unmatched, "is the key of no line in the table" },
	{ matched, "is the key of a line in the table, and those without one are asked for" },
	{ 0 },
};

static const char *const examples[] = {
	"weir-parse samples/uk-study-nationality.csv | weir-harmonise -c Nationality | "
	"weir-lookup -k country --table conf/countries/territories.tsv --table-key text -c answer",
	"printf 'id\\n1\\n2\\n' | weir-lookup -k id --join anti --table <(printf 'id\\n2\\n')",
	NULL,
};

static int check_words(struct lookup *l, struct run *run)
{
	l->join = text_is(l->how, "inner") ? INNER : text_is(l->how, "anti") ? ANTI : LEFT;
	if (l->key.n == 0)
		return run_fail(run, EX_USAGE, "-k: no key; name the columns that the table is asked by");
	if (!l->table.at)
		return run_fail(run, EX_USAGE, "--table: no table; name the file with its lines");
	if (l->join != ANTI)
		return 0;
	const char *what = l->add.n > 0      ? "-c"
	                   : l->prefix.at    ? "--prefix"
	                   : l->flag.at      ? "--flag"
	                   : l->unmatched.at ? "--unmatched"
	                   : l->reject       ? "--reject-unmatched"
	                                     : NULL;
	if (!what)
		return 0;
	return run_fail(run, EX_USAGE, "%s: not with --join anti, which keeps what the table has not",
	                what);
}

static bool has(const struct columns *c, struct text name)
{
	for (size_t i = 0; i < c->n; i++)
		if (text_same(c->name[i], name))
			return true;
	return false;
}

/* Where the records' columns are not known yet, the names that -k has are taken for what the key is called in the table,
 * if they are there; else it is left for later. */
static bool is_later(const struct lookup *l, const struct columns *in)
{
	bool all = true;
	for (size_t i = 0; i < l->key.n; i++)
		all &= has(&l->list.columns, l->key.name[i]);
	return l->list.columns.unknown || (in->unknown && !l->table_key.n && !all);
}

/* Without --table-key the key has the same names in the table as in the records. */
static struct columns key_there(const struct lookup *l, struct run *run, const struct columns *in)
{
	struct columns there = l->table_key.n ? l->table_key : l->key;
	there.option = "--table-key";
	if (l->table_key.n || in->unknown)
		return there;
	there.n = l->pick.n;
	there.name = arena_take(run_arena(run), (there.n + 1) * sizeof(*there.name));
	for (size_t i = 0; i < there.n; i++)
		there.name[i] = in->name[l->pick.at[i]];
	return there;
}

static int pick_key(struct lookup *l, struct run *run, const struct columns *in)
{
	int status = run_pick(run, in, &l->key, &l->pick);
	l->later = is_later(l, in);
	if (status != 0 || l->later)
		return status;
	struct columns there = key_there(l, run, in);
	status = list_pick(run, &l->list, &there, &l->picked);
	if (status != 0 || l->picked.n == l->pick.n || in->unknown)
		return status;
	return run_fail(run, EX_USAGE, "--table-key: %zu column%s, but -k has %zu", l->picked.n,
	                l->picked.n == 1 ? "" : "s", l->pick.n);
}

static bool is_key(const struct lookup *l, size_t column)
{
	for (size_t i = 0; i < l->picked.n; i++)
		if (l->picked.at[i] == column)
			return true;
	return false;
}

static int pick_added(struct lookup *l, struct run *run)
{
	size_t n = l->list.columns.n;
	if (l->join == ANTI)
		return 0;
	if (l->add.n > 0)
		return run_pick(run, &l->list.columns, &l->add, &l->taken);
	l->taken.at = arena_take(run_arena(run), (n + 1) * sizeof(*l->taken.at));
	for (size_t c = 0; c < n; c++)
		if (!is_key(l, c))
			l->taken.at[l->taken.n++] = c;
	return 0;
}

static int add_column(struct lookup *l, struct run *run, struct text own, struct columns *out)
{
	char *name = arena_take(run_arena(run), l->prefix.len + own.len + 1);
	if (l->prefix.len > 0)
		memcpy(name, l->prefix.at, l->prefix.len);
	memcpy(name + l->prefix.len, own.at, own.len + 1);
	struct text full = { name, l->prefix.len + own.len };
	if (has(out, full))
		return run_fail(run, EX_USAGE,
		                "--table %s: its column '%s' is in the records already; -c chooses among "
		                "its columns, --prefix names them anew",
		                l->table.at, own.at);
	return columns_add(run, out, full, NULL);
}

static int add_columns(struct lookup *l, struct run *run, const struct columns *in,
                       struct columns *out)
{
	int status = 0;
	columns_copy(run, out, in);
	out->unknown |= l->list.columns.unknown;
	l->first = out->n;
	for (size_t i = 0; i < l->taken.n && status == 0; i++)
		status = add_column(l, run, l->list.columns.name[l->taken.at[i]], out);
	if (status == 0 && l->flag.at)
		status = columns_add(run, out, l->flag, &l->flagged);
	return status;
}

static int open_missed(struct lookup *l, struct run *run, const struct columns *in)
{
	struct text *names = arena_take(run_arena(run), (l->pick.n + 1) * sizeof(*names));
	l->values = arena_take(run_arena(run), (l->pick.n + 1) * sizeof(*l->values));
	for (size_t i = 0; i < l->pick.n && in->n > 0; i++)
		names[i] = in->name[l->pick.at[i]];
	return frequency_open(run, l->unmatched.at, names, l->pick.n, &l->missed);
}

static int lookup_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct lookup *l = self;
	int status = check_words(l, run);
	run_looks_no_further(run);
	if (status == 0)
		status = list_read(run, l->table.at, &l->list);
	if (status == 0)
		status = pick_key(l, run, in);
	if (status == 0)
		status = pick_added(l, run);
	if (status == 0)
		status = add_columns(l, run, in, out);
	if (status == 0)
		status = open_missed(l, run, in);
	if (status != 0 || l->later)
		return status;
	status = list_index_make(run, &l->list, l->picked, &l->index);
	return status ? status : list_index_unique(run, &l->index);
}

static void miss(struct lookup *l, struct run *run, struct batch *b, size_t row)
{
	for (size_t i = 0; i < l->pick.n && l->missed; i++)
		l->values[i] = b->col[l->pick.at[i]][row];
	frequency_count(l->missed, l->values);
	if (l->reject)
		run_reject(run, b, row, l->pick.at[0], unmatched);
	else if (l->join == INNER)
		run_drop(run, b, row, unmatched);
}

static void join_column(const uint32_t *number, size_t rows, const struct text *from,
                        struct text *to)
{
	for (size_t r = 0; r < rows; r++)
		if (number[r] != TABLE_NONE)
			to[r] = from[number[r]];
}

static int lookup_batch(void *self, struct run *run, struct batch *b)
{
	struct lookup *l = self;
	uint32_t *number = arena_take(b->mem, b->rows * sizeof(*number));
	list_index_find(&l->index, b->col, l->pick.at, b->rows, number);
	/* Keys stand once, so the number of a key is its row in the table. */
	for (size_t i = 0; i < l->taken.n; i++)
		join_column(number, b->rows, l->list.col[l->taken.at[i]], b->col[l->first + i]);
	for (size_t r = 0; r < b->rows; r++) {
		bool found = number[r] != TABLE_NONE;
		if (l->flag.at)
			b->col[l->flagged][r] = found ? TEXT("yes") : TEXT("no");
		if (found && l->join == ANTI)
			run_drop(run, b, r, matched);
		else if (!found && l->join != ANTI)
			miss(l, run, b, r);
	}
	return 0;
}

static int lookup_finish(void *self, struct run *run)
{
	struct lookup *l = self;
	return frequency_write(l->missed, run);
}

static void lookup_close(void *self)
{
	struct lookup *l = self;
	frequency_free(l->missed);
	list_index_free(&l->index);
	list_free(&l->list);
}

const struct stage lookup_stage = {
	.name = "lookup",
	.does = "add columns of a small table by key",
	.trait = STATELESS,
	.size = sizeof(struct lookup),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = lookup_open,
	.batch = lookup_batch,
	.finish = lookup_finish,
	.close = lookup_close,
};
