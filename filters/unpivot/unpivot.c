/* filters/unpivot/unpivot.c - wide to long: a record for each of several columns.
 *
 * Which cell becomes which record is laid down in a list for as many records as go on at once; then every column
 * that comes out is filled by that list.
 */
#include "unpivot/plan.h"

struct origin { /* of a record on its way out */
	uint32_t row, cell;
};

struct unpivot {
	struct wanted wanted;
	struct text blank; /* --blank */
	struct plan plan;
	bool drops;
	struct batch *own;
	struct origin *origin;
};

static const struct opt opts[] = {
	{ 'c', OPT_COLUMNS, "columns", "COLUMNS", "the columns that become records",
	  offsetof(struct unpivot, wanted.cells) },
	{ 0, OPT_TEXT, "match", "PATTERN", "those whose whole name matches; its groups become columns",
	  offsetof(struct unpivot, wanted.match) },
	{ 0, OPT_COLUMNS, "keep", "COLUMNS", "of the other columns, repeat only these",
	  offsetof(struct unpivot, wanted.keep) },
	{ 0, OPT_COLUMNS, "into", "COLUMNS",
	  "new columns for the groups, or for the name; default: the groups' names, or 'name'",
	  offsetof(struct unpivot, wanted.into) },
	{ 0, OPT_TEXT, "value", "COLUMN", "the new column for the values; default: 'value'",
	  offsetof(struct unpivot, wanted.value) },
	{ 0, OPT_CHOICE, "blank", "keep|drop", "what becomes of empty cells; default: keep",
	  offsetof(struct unpivot, blank) },
	{ 0 },
};

static const struct reason reasons[] = {
	{ "blank", "has an empty cell" },
	{ 0 },
};

static const char *const examples[] = {
	"printf 'country\\t2022\\t2023\\nTogo\\t5\\t7\\n' | weir-unpivot -c 2022-2023 --into year "
	"--value n",
	"printf 'country\\t2023 Q1\\t2023 Q2\\nTogo\\t5\\t\\n' | "
	"weir-unpivot --match '(?<year>[0-9]{4}) Q(?<quarter>[1-4])' --blank drop",
	NULL,
};

static int unpivot_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct unpivot *u = self;
	u->drops = text_is(u->blank, "drop");
	int status = plan_make(&u->plan, run, in, &u->wanted);
	*out = u->plan.out;
	return status;
}

static void place(struct unpivot *u, const struct batch *b)
{
	for (size_t i = 0; i < u->own->rows; i++) {
		size_t r = u->origin[i].row;
		batch_place(u->own, i, batch_source(b, r), b->line[r]);
	}
}

/* The records that are on the list. */
static int pass_on(struct unpivot *u, struct run *run, const struct batch *b)
{
	const struct plan *plan = &u->plan;
	struct batch *own = u->own;
	struct text **col = own->col;
	for (size_t c = 0; c < plan->rest.n; c++, col++) {
		const struct text *from = b->col[plan->rest.at[c]];
		for (size_t i = 0; i < own->rows; i++)
			(*col)[i] = from[u->origin[i].row];
	}
	for (size_t l = 0; l < plan->labels; l++, col++)
		for (size_t i = 0; i < own->rows; i++)
			(*col)[i] = plan->label[u->origin[i].cell * plan->labels + l];
	for (size_t v = 0; v < plan->values; v++, col++)
		for (size_t i = 0; i < own->rows; i++) {
			size_t from = plan->from[u->origin[i].cell * plan->values + v];
			(*col)[i] = (struct text){ 0 };
			if (from != NO_COLUMN)
				(*col)[i] = b->col[from][u->origin[i].row];
		}
	place(u, b);
	return own->rows > 0 ? run_emit(run, own) : 0;
}

static bool is_blank(const struct plan *plan, const struct batch *b, size_t row, size_t cell)
{
	const size_t *from = plan->from + cell * plan->values;
	for (size_t v = 0; v < plan->values; v++)
		if (from[v] != NO_COLUMN && b->col[from[v]][row].len > 0)
			return false;
	return true;
}

/* One record becomes as many as there are cells, and those that are blank are dropped then. */
static int each_cell(struct unpivot *u, struct run *run, const struct batch *b, size_t row)
{
	struct batch *own = u->own;
	uint64_t dropped = 0;
	int status = 0;
	for (size_t cell = 0; cell < u->plan.cells && status == 0; cell++) {
		if (u->drops && is_blank(&u->plan, b, row, cell)) {
			dropped++;
			continue;
		}
		u->origin[own->rows++] = (struct origin){ (uint32_t)row, (uint32_t)cell };
		if (own->rows == own->room)
			status = pass_on(u, run, b);
	}
	run_made(run, u->plan.cells - 1);
	run_dropped(run, "blank", dropped);
	return status;
}

static int unpivot_batch(void *self, struct run *run, struct batch *b)
{
	struct unpivot *u = self;
	int status = 0;
	if (!u->own) {
		u->own = run_batch(run);
		u->origin = arena_take(run_arena(run), u->own->room * sizeof(*u->origin));
	}
	for (size_t r = 0; r < b->rows && status == 0; r++)
		status = each_cell(u, run, b, r);
	if (status == 0)
		status = pass_on(u, run, b);
	b->rows = 0;
	return status;
}

const struct stage unpivot_stage = {
	.name = "unpivot",
	.does = "turn columns into records",
	.trait = STATELESS,
	.size = sizeof(struct unpivot),
	.opts = opts,
	.reasons = reasons,
	.examples = examples,
	.open = unpivot_open,
	.batch = unpivot_batch,
};
