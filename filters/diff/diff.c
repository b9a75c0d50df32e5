/* filters/diff/diff.c - what appears, vanishes and changes from one edition of a table to the next, by key.
 *
 * The older edition is held whole; the newer one passes, and only those of its keys that the older one has not are kept
 * besides, so that a second record of a key is noticed.
 */
#include "lib/decimal.h"
#include "lib/memo.h"
#include "lib/list.h"
#include "lib/output.h"
#include "lib/pack.h"
#include "lib/stage.h"

enum { SHOWN = 8 }; /* names in a remark */

struct pair { /* a column that is compared */
	struct text name;
	size_t newer, older;
	bool measure;
};

struct diff {
	struct columns key, compared, measure; /* -k, -c, --measure */
	struct text older, on_twice;           /* --older, --on-twice */

	struct list list;
	struct list_index index;
	struct picks pick, picked; /* the key in the newer and the older edition */
	size_t n;
	struct pair *pair;
	bool drops; /* further records of a key */
	bool *seen; /* by number of a key in the older edition: the newer one has it */
	struct memo *fresh;
	size_t change, column, before, after, difference; /* of what comes out, behind the key */
};

static const struct opt opts[] = {
	{ 'k', OPT_COLUMNS, "key", "COLUMNS", "what tells one record from another (required)",
	  offsetof(struct diff, key) },
	{ 0, OPT_TEXT, "older", "FILE", "the older edition: weir text (required)",
	  offsetof(struct diff, older) },
	{ 'c', OPT_COLUMNS, "columns", "COLUMNS", "compare only these (all that both editions have)",
	  offsetof(struct diff, compared) },
	{ 0, OPT_COLUMNS, "measure", "COLUMNS",
	  "these are numbers: compared by value, and their difference is given",
	  offsetof(struct diff, measure) },
	{ 0, OPT_CHOICE, "on-twice", "reject|drop",
	  "what becomes of further records of a key in one edition (reject)",
	  offsetof(struct diff, on_twice) },
	{ 0 },
};

static const char same[] = "same", changed[] = "changed", appeared[] = "appeared";
static const char twice[] = "key-twice";
static const struct reason reasons[] = {
	{ twice, "is the key of a record that came before" },
	{ same, "is in both editions, and nothing that is compared differs" },
	{ changed, "is in both editions, and its changes were given" },
	{ appeared, "is in the newer edition only, and that was given" },
	{ 0 },
};

static const char *const examples[] = {
	"printf 'id\\tn\\n1\\t5\\n2\\t6\\n' >old.tsv; printf 'id\\tn\\n1\\t7\\n3\\t1\\n' | "
	"weir-diff -k id --older old.tsv --measure n",
	NULL,
};

static size_t position(const struct columns *c, struct text name)
{
	for (size_t i = 0; i < c->n; i++)
		if (text_same(c->name[i], name))
			return i;
	return NO_COLUMN;
}

static bool picks_have(const struct picks *p, size_t at)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->at[i] == at)
			return true;
	return false;
}

/* The columns of the key have the same names in both editions. */
static int pick_key(struct diff *d, struct run *run, const struct columns *in)
{
	int status = run_pick(run, in, &d->key, &d->pick);
	struct columns names = { .n = d->pick.n, .option = "-k" };
	names.name = arena_take(run_arena(run), (names.n + 1) * sizeof(*names.name));
	for (size_t i = 0; i < names.n; i++)
		names.name[i] = in->name[d->pick.at[i]];
	for (size_t i = 0; i < names.n && status == 0; i++)
		if (position(&d->list.columns, names.name[i]) == NO_COLUMN)
			return run_fail(run, EX_USAGE, "-k: %s has no column '%.*s'", d->older.at,
			                (int)names.name[i].len, names.name[i].at);
	return status ? status : list_pick(run, &d->list, &names, &d->picked);
}

static int add_pair(struct diff *d, struct run *run, const struct columns *in, size_t at,
                    const struct picks *measures, bool asked)
{
	struct text name = in->name[at];
	size_t older = position(&d->list.columns, name);
	if (picks_have(&d->pick, at)) {
		if (asked)
			return run_fail(run, EX_USAGE, "-c: '%.*s' is a part of the key", (int)name.len,
			                name.at);
		return 0;
	}
	if (older == NO_COLUMN && (asked || picks_have(measures, at)))
		return run_fail(run, EX_USAGE, "%s: %s has no column '%.*s'", asked ? "-c" : "--measure",
		                d->older.at, (int)name.len, name.at);
	if (older == NO_COLUMN)
		return 0;
	d->pair[d->n++] = (struct pair){ name, at, older, picks_have(measures, at) };
	return 0;
}

/* One line for the columns that only one edition has. */
static void say_alone(struct run *run, const struct columns *these, const struct columns *others,
                      const char *who)
{
	struct output *o = output_memory();
	size_t n = 0;
	for (size_t i = 0; i < these->n; i++)
		if (position(others, these->name[i]) == NO_COLUMN && n++ < SHOWN) {
			output_write(o, n > 1 ? ", " : "", n > 1 ? 2 : 0);
			output_write(o, these->name[i].at, these->name[i].len);
		}
	struct text names = output_bytes(o);
	if (n > 0)
		run_warn(run, "%zu column%s not compared, since only %s has %s: %.*s%s", n,
		         n == 1 ? " is" : "s are", who, n == 1 ? "it" : "them", (int)names.len, names.at,
		         n > SHOWN ? " …" : "");
	output_drop(o);
}

static int make_pairs(struct diff *d, struct run *run, const struct columns *in)
{
	struct picks compared, measures = { 0 };
	bool asked = d->compared.n > 0;
	int status = run_pick(run, in, &d->compared, &compared);
	if (status == 0 && d->measure.n > 0)
		status = run_pick(run, in, &d->measure, &measures);
	d->pair = arena_take(run_arena(run), (in->n + 1) * sizeof(*d->pair));
	for (size_t i = 0; i < compared.n && status == 0; i++)
		status = add_pair(d, run, in, compared.at[i], &measures, asked);
	for (size_t i = 0; i < measures.n && status == 0; i++)
		if (!picks_have(&compared, measures.at[i]))
			status = add_pair(d, run, in, measures.at[i], &measures, false);
	if (status == 0 && !asked) {
		say_alone(run, in, &d->list.columns, "the newer edition");
		say_alone(run, &d->list.columns, in, "the older one");
	}
	return status;
}

static int name_columns(struct diff *d, struct run *run, const struct columns *in,
                        struct columns *out)
{
	struct {
		const char *name;
		size_t *at;
	} own[] = { { "change", &d->change },
		        { "column", &d->column },
		        { "before", &d->before },
		        { "after", &d->after },
		        { "difference", &d->difference } };
	int status = 0;
	*out = (struct columns){ .placed = in->placed, .unknown = in->unknown };
	for (size_t i = 0; i < d->pick.n && status == 0; i++)
		status = columns_add(run, out, in->name[d->pick.at[i]], NULL);
	for (size_t i = 0; i < sizeof(own) / sizeof(*own) && status == 0; i++)
		status = columns_add(run, out, text_of(own[i].name), own[i].at);
	return status;
}

static int diff_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct diff *d = self;
	if (d->key.n == 0)
		return run_fail(run, EX_USAGE,
		                "-k: no key; name the columns that tell one record from another");
	if (!d->older.at)
		return run_fail(run, EX_USAGE, "--older: no older edition; name its file");
	int status = list_read(run, d->older.at, &d->list);
	bool later = in->unknown || d->list.columns.unknown;
	if (status == 0 && !later)
		status = pick_key(d, run, in);
	if (status == 0 && !later)
		status = make_pairs(d, run, in);
	if (status == 0)
		status = name_columns(d, run, in, out);
	if (status != 0 || later)
		return status;
	d->seen = arena_zeros(d->list.mem, d->list.rows + 1);
	d->drops = text_is(d->on_twice, "drop");
	d->fresh = memo_new(run_seed(run), MEMO_FULL);
	status = list_index_make(run, &d->list, d->picked, &d->index);
	return status || d->drops ? status : list_index_unique(run, &d->index);
}

/* --- what comes out --------------------------------------------------------------------------- */

struct side {   /* a record of one edition */
	bool there; /* else there is none */
	struct text *const *col;
	size_t row;
};

struct found { /* of a key */
	struct text change;
	bool both; /* editions have it */
	struct side newer, older;
	struct side key;
	const size_t *at; /* the columns of the key there */
	struct text source;
	uint64_t line;
};

static struct text difference(struct text before, struct text after, struct arena *mem)
{
	struct decimal from, to;
	char text[DECIMAL_LONGEST];
	if (decimal_read(before, &from) != DECIMAL_OK || decimal_read(after, &to) != DECIMAL_OK)
		return (struct text){ 0 };
	from.digits = -from.digits;
	if (!decimal_add(&to, from))
		return (struct text){ 0 };
	size_t n = (size_t)(decimal_put(text, to) - text);
	return (struct text){ arena_copy(mem, text, n), n };
}

static bool is_same(const struct pair *p, struct text before, struct text after)
{
	struct decimal from, to;
	if (text_same(before, after))
		return true;
	return p->measure && decimal_read(before, &from) == DECIMAL_OK &&
	       decimal_read(after, &to) == DECIMAL_OK && decimal_order(from, to) == 0;
}

/* p: null where there is no column to tell of. */
static int put_line(struct diff *d, struct run *run, const struct found *f, const struct pair *p,
                    struct text before, struct text after)
{
	struct batch *b = run_batch(run);
	size_t r = b->rows++;
	for (size_t i = 0; i < d->pick.n; i++)
		b->col[i][r] = f->key.col[f->at[i]][f->key.row];
	b->col[d->change][r] = f->change;
	b->col[d->column][r] = p ? p->name : (struct text){ 0 };
	b->col[d->before][r] = before;
	b->col[d->after][r] = after;
	b->col[d->difference][r] =
		p && p->measure ? difference(before, after, b->mem) : (struct text){ 0 };
	batch_place(b, r, f->source, f->line);
	run_made(run, 1);
	return b->rows == b->room ? run_emit(run, b) : 0;
}

/* A line for each column that differs; one for a key that only one edition has, in any case. */
static int put_changes(struct diff *d, struct run *run, const struct found *f, bool *any)
{
	static const struct text none = { 0 };
	int status = 0;
	*any = false;
	for (size_t i = 0; i < d->n && status == 0; i++) {
		const struct pair *p = &d->pair[i];
		struct text before = f->older.there ? f->older.col[p->older][f->older.row] : none;
		struct text after = f->newer.there ? f->newer.col[p->newer][f->newer.row] : none;
		if (is_same(p, before, after))
			continue;
		*any = true;
		status = put_line(d, run, f, p, before, after);
	}
	if (!*any && status == 0 && !f->both)
		status = put_line(d, run, f, NULL, none, none);
	return status;
}

/* --- the newer edition ------------------------------------------------------------------------ */

/* The key of a record that the older edition has not: false, it came before. */
static bool note_fresh(struct diff *d, struct batch *b, size_t row)
{
	bool fresh;
	size_t size = 0;
	for (size_t i = 0; i < d->pick.n; i++)
		size += pack_size(b->col[d->pick.at[i]][row]);
	char *packed = arena_take(b->mem, size), *at = packed;
	for (size_t i = 0; i < d->pick.n; i++)
		at = pack_put(at, b->col[d->pick.at[i]][row]);
	memo_find(d->fresh, (struct text){ packed, size }, &fresh);
	return fresh;
}

static int take(struct diff *d, struct run *run, struct batch *b, size_t row, uint32_t number)
{
	bool there = number != TABLE_NONE, any;
	if (there ? d->seen[number] : !note_fresh(d, b, row)) {
		if (d->drops)
			run_drop(run, b, row, twice);
		else
			run_reject(run, b, row, d->pick.at[0], twice);
		return 0;
	}
	struct found f = { .change = there ? TEXT("changed") : TEXT("appeared"),
		               .both = there,
		               .newer = { true, b->col, row },
		               .key = { true, b->col, row },
		               .at = d->pick.at,
		               .source = batch_source(b, row),
		               .line = b->line[row] };
	if (there) {
		d->seen[number] = true;
		f.older = (struct side){ true, d->list.col, d->index.first[number] };
	}
	int status = put_changes(d, run, &f, &any);
	run_drop(run, b, row, !there ? appeared : any ? changed : same);
	return status;
}

static int diff_batch(void *self, struct run *run, struct batch *b)
{
	struct diff *d = self;
	int status = 0;
	uint32_t *number = arena_take(b->mem, b->rows * sizeof(*number));
	list_index_find(&d->index, b->col, d->pick.at, b->rows, number);
	for (size_t r = 0; r < b->rows && status == 0; r++)
		status = take(d, run, b, r, number[r]);
	struct batch *own = run_batch(run);
	if (status == 0 && own->rows > 0)
		status = run_emit(run, own);
	b->rows = 0;
	return status;
}

static int diff_finish(void *self, struct run *run)
{
	struct diff *d = self;
	bool any;
	int status = 0;
	for (uint32_t number = 0; number < d->index.keys && status == 0; number++)
		if (!d->seen[number]) {
			size_t row = d->index.first[number];
			struct found f = { .change = TEXT("vanished"),
				               .older = { true, d->list.col, row },
				               .key = { true, d->list.col, row },
				               .at = d->picked.at,
				               .source = d->older,
				               .line = row + 2 };
			status = put_changes(d, run, &f, &any);
		}
	return status;
}

static void diff_close(void *self)
{
	struct diff *d = self;
	memo_free(d->fresh);
	list_index_free(&d->index);
	list_free(&d->list);
}

const struct stage diff_stage = {
	.name = "diff",
	.does = "tell what appears, vanishes and changes between two editions",
	.trait = WHOLE,
	.size = sizeof(struct diff),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = diff_open,
	.batch = diff_batch,
	.finish = diff_finish,
	.close = diff_close,
};
