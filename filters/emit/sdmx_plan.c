/* filters/emit/sdmx_plan.c - how the columns of a stream fill the components of a structure.
 *
 * A column has the component's name, or --take gives it; what has no column has one value for all, by --set.
 */
#include "lib/memo.h"
#include "sdmx.h"

static void put(struct picks *p, struct run *run, size_t at)
{
	p->at = arena_append(run_arena(run), p->at, p->n, sizeof(*p->at));
	p->at[p->n++] = at;
}

/* CONCEPT=REST; 0 or EX_USAGE. */
static int read_word(struct sdmx *x, struct run *run, const char *option, struct text word,
                     struct field **field, struct text *rest)
{
	const char *equals = memchr(word.at, '=', word.len);
	*field = NULL;
	*rest = (struct text){ 0 };
	if (!equals)
		return run_fail(run, EX_USAGE, "%s %s: expected CONCEPT=%s", option, word.at,
		                option[2] == 's' ? "VALUE" : "COLUMN");
	struct text id = { word.at, (size_t)(equals - word.at) };
	*rest = (struct text){ equals + 1, word.len - id.len - 1 };
	const struct component *c = structure_find(&x->structure, id);
	const struct text *near = c ? NULL : structure_nearest(&x->structure, run, id);
	if (!c)
		return run_fail(run, EX_USAGE, "%s %s: no component of %s%s%s", option, word.at,
		                x->structure.id.at, near ? "; the nearest is " : "", near ? near->at : "");
	*field = &x->field[c - x->structure.at];
	if ((*field)->constant.at || (*field)->col != NO_COLUMN)
		return run_fail(run, EX_USAGE, "%s %s: has a value already", option, word.at);
	return 0;
}

static bool is_code(const struct component *c, struct text v)
{
	bool fresh;
	return !c->code || memo_find(c->code, v, &fresh) != MEMO_FULL;
}

static int read_constants(struct sdmx *x, struct run *run, const struct emit *e)
{
	for (size_t i = 0; i < e->want.set.n; i++) {
		struct field *f;
		struct text v;
		int status = read_word(x, run, "--set", e->want.set.at[i], &f, &v);
		if (status != 0 || !f)
			return status;
		if (v.len == 0 || !is_code(f->is, v))
			return run_fail(run, EX_USAGE, "--set %s: no code of %s", e->want.set.at[i].at,
			                f->is->list.len > 0 ? f->is->list.at : "it");
		if (f->is->type == DATE && !sdmx_date(v))
			return run_fail(run, EX_USAGE, "--set %s: expected a date, YYYY-MM-DD",
			                e->want.set.at[i].at);
		f->constant = v;
	}
	return 0;
}

static int read_taken(struct sdmx *x, struct run *run, const struct emit *e,
                      const struct columns *in, bool *used)
{
	for (size_t i = 0; i < e->want.take.n; i++) {
		struct field *f;
		struct text name;
		int status = read_word(x, run, "--take", e->want.take.at[i], &f, &name);
		if (status == 0 && f)
			status = run_find(run, in, "--take", name, &f->col);
		if (status != 0 || !f)
			return status;
		if (f->col < in->n)
			used[f->col] = true;
	}
	return 0;
}

/* The columns that no option names: they are components, or --own lets them pass. */
static int read_columns(struct sdmx *x, struct run *run, const struct emit *e,
                        const struct columns *in, bool *used)
{
	struct picks own = { 0 };
	int status = e->want.own.option ? run_pick(run, in, &e->want.own, &own) : 0;
	for (size_t i = 0; i < own.n && own.at[i] < in->n; i++)
		if (!used[own.at[i]]) {
			used[own.at[i]] = true;
			put(&x->own, run, own.at[i]);
		}
	for (size_t c = 0; c < in->n && status == 0; c++) {
		if (used[c])
			continue;
		if (x->is_2 && text_is(in->name[c], "ACTION")) {
			x->action_col = c;
			continue;
		}
		const struct component *is = structure_find(&x->structure, in->name[c]);
		struct field *f = is ? &x->field[is - x->structure.at] : NULL;
		const struct text *near = is ? NULL : structure_nearest(&x->structure, run, in->name[c]);
		if (!is)
			return run_fail(run, EX_USAGE,
			                "%.*s: no component of %s%s%s (--take CONCEPT=COLUMN makes it one, "
			                "--own COLUMN lets it pass)",
			                (int)in->name[c].len, in->name[c].at, x->structure.id.at,
			                near ? "; the nearest is " : "", near ? near->at : "");
		if (f->constant.at || f->col != NO_COLUMN)
			return run_fail(run, EX_USAGE, "%s: has a value already", is->id.at);
		f->col = c;
	}
	return status;
}

/* Rows that only delete need no more than keys. */
static int require_all(const struct sdmx *x, struct run *run, bool deletes)
{
	for (size_t i = 0; i < x->n; i++) {
		const struct field *f = &x->field[i];
		bool is_key = f->is->role == DIMENSION || f->is->role == TIME;
		bool needed = is_key || (!deletes && (f->is->required || f->is->role == MEASURE));
		if (needed && f->col == NO_COLUMN && !f->constant.at)
			return run_fail(run, EX_USAGE,
			                "%s: %s requires it; give a column of that name, --take %s=COLUMN or "
			                "--set %s=VALUE",
			                f->is->id.at, x->structure.id.at, f->is->id.at, f->is->id.at);
	}
	return 0;
}

/* The components that rules speak of, and the keys. */
static void sort_out(struct sdmx *x, struct run *run)
{
	const struct {
		const char *id;
		size_t *at;
	} known[] = { { "FREQ", &x->freq },
		          { "DECIMALS", &x->decimals },
		          { "OBS_STATUS", &x->status },
		          { "CONF_STATUS", &x->confidential } };
	x->time = x->value = NO_COLUMN;
	for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++)
		*known[k].at = NO_COLUMN;
	for (size_t i = 0; i < x->n; i++) {
		const struct field *f = &x->field[i];
		if (f->col == NO_COLUMN && !f->constant.at)
			continue;
		for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++)
			if (text_is(f->is->id, known[k].id))
				*known[k].at = i;
		x->time = f->is->role == TIME ? i : x->time;
		x->value = f->is->role == MEASURE && x->value == NO_COLUMN ? i : x->value;
		if (f->col == NO_COLUMN)
			continue;
		if (f->is->role == DIMENSION)
			put(&x->series, run, f->col);
		else if (f->is->role != TIME)
			put(&x->observation, run, f->col);
		if (f->is->role == ATTRIBUTE && f->is->attached != TO_OBSERVATION)
			put(f->is->attached == TO_SERIES ? &x->series_said : &x->dataset_said, run, i);
	}
	x->dataset_first =
		arena_zeros(run_arena(run), (x->dataset_said.n + 1) * sizeof(*x->dataset_first));
}

static int begin(struct emit *e, struct run *run)
{
	struct sdmx *x = e->sdmx;
	int status = structure_read(&x->structure, run, e->want.structure);
	x->n = x->structure.n;
	x->field = arena_zeros(run_arena(run), (x->n + 1) * sizeof(*x->field));
	for (size_t i = 0; i < x->n; i++) {
		x->field[i].is = &x->structure.at[i];
		x->field[i].col = NO_COLUMN;
	}
	return status;
}

int sdmx_plan(struct emit *e, struct run *run, const struct columns *in)
{
	struct sdmx *x = e->sdmx;
	bool *used = arena_zeros(run_arena(run), in->n + 1);
	if (!e->want.structure.at)
		return run_fail(
			run, EX_USAGE,
			"--structure: not given; name the data structure, as --structure weir-mobility");
	int status = begin(e, run);
	if (status == 0)
		status = read_constants(x, run, e);
	if (status == 0)
		status = read_taken(x, run, e, in, used);
	if (status == 0)
		status = read_columns(x, run, e, in, used);
	if (status == 0 && !in->unknown)
		status = require_all(x, run, text_is(e->want.action, "D"));
	if (status == 0 && x->action_col != NO_COLUMN && e->want.action.at)
		status = run_fail(run, EX_USAGE, "--action %s: not together with a column ACTION",
		                  e->want.action.at);
	sort_out(x, run);
	return status;
}

/* --- --check: the columns are those of a message -------------------------------------------------- */

/* "DIM_1: Dimension 1" and "ATTR_1[en;fr]" are DIM_1 and ATTR_1. */
static struct text name_of(struct text name, bool *labelled)
{
	const char *label = memmem(name.at, name.len, ": ", 2);
	*labelled = label != NULL;
	if (label)
		name.len = (size_t)(label - name.at);
	const char *bracket = memchr(name.at, '[', name.len);
	if (bracket)
		name.len = (size_t)(bracket - name.at);
	return name;
}

static int fill_message(struct sdmx *x, struct run *run, const struct columns *in)
{
	for (size_t c = 0; c < in->n; c++) {
		bool labelled;
		struct text name = name_of(in->name[c], &labelled);
		const struct component *is = structure_find(&x->structure, name);
		if (text_is(name, "ACTION") && x->is_2)
			x->action_col = c;
		if (text_is(name, "STRUCTURE_ID") && x->is_2)
			x->id_col = c;
		if (!is)
			continue;
		struct field *f = &x->field[is - x->structure.at];
		if (f->col != NO_COLUMN)
			return run_fail(run, EX_DATAERR, "%s: two columns of that name", is->id.at);
		f->col = c;
		f->labelled = labelled;
	}
	return 0;
}

int sdmx_plan_message(struct emit *e, struct run *run, const struct columns *in)
{
	struct sdmx *x = e->sdmx;
	bool labelled;
	struct text first = in->n > 0 ? name_of(in->name[0], &labelled) : (struct text){ 0 };
	x->kind_col = 0;
	x->id_col = x->action_col = NO_COLUMN;
	x->is_2 = text_is(first, "STRUCTURE");
	x->decimal_comma = e->delimiter == ';';
	if (!x->is_2 && !text_is(first, "DATAFLOW") && !in->unknown)
		return run_fail(run, EX_DATAERR,
		                "%.*s: the first column of SDMX-CSV is DATAFLOW (1.0) or STRUCTURE (2.0)",
		                (int)first.len, first.at);
	int status = e->want.structure.at ? begin(e, run) : 0;
	if (status == 0)
		status = fill_message(x, run, in);
	if (status == 0 && x->is_2 && x->id_col == NO_COLUMN)
		status = run_fail(run, EX_DATAERR, "STRUCTURE_ID: SDMX-CSV 2.0 has a column of that name");
	for (size_t i = 0; i < x->n && status == 0 && !x->is_2 && !in->unknown; i++)
		if (x->field[i].col == NO_COLUMN &&
		    (x->field[i].is->required || x->field[i].is->role == MEASURE))
			status = run_fail(run, EX_DATAERR, "%s: %s requires it, and no column has that name",
			                  x->field[i].is->id.at, x->structure.id.at);
	sort_out(x, run);
	return status;
}
