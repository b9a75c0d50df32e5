/* filters/parse/body.c - what is said of the rows behind the header: notes, groups, totals, the end of the table. */
#include "parse/body.h"
#include "parse/groups.h"
#include "parse/header.h"
#include "parse/reject.h"
#include "parse/sums.h"
#include <inttypes.h>

struct total {
	const struct total_rule *rule;
	struct pattern *pattern;
	size_t at; /* of the rule's column */
	struct sums *sums;
	bool seen;
};
struct drop {
	const struct drop_rule *rule;
	struct pattern *pattern;
	size_t at;
};

struct body {
	const struct shape *shape;
	struct pattern *end;
	struct drop *drop, label;
	struct total *total;
	struct groups *groups;

	size_t columns; /* of its rows: without the one that labels go into */
	size_t end_at;
	bool ragged;
	struct text *cell;   /* of a row that is shorter or longer than the table */
	size_t comment;      /* the next of comment_rows */
	uint64_t last;       /* the row before */
	uint64_t ended_line; /* the row before which the table ended; 0: it has not */
	struct columns names;
};

/* --- rules ------------------------------------------------------------------------------------ */

int row_pattern(struct run *run, const char *file, const struct row_rule *rule, bool groups,
                struct pattern **to)
{
	const char *why = NULL;
	size_t at = 0;
	*to = NULL;
	if (!rule->pattern.at)
		return 0;
	*to = pattern_new(rule->pattern, PATTERN_LINES, run_arena(run), &why, &at);
	if (!*to)
		return run_fail(run, EX_CONFIG, "%s: %s: '%.*s': character %zu: %s", file, rule->path,
		                (int)rule->pattern.len, rule->pattern.at, at, why);
	if (groups && pattern_groups(*to) > 1)
		return run_fail(run, EX_CONFIG, "%s: %s: '%.*s' has more than one pair of parentheses",
		                file, rule->path, (int)rule->pattern.len, rule->pattern.at);
	return 0;
}

static struct text cell_of(const struct row *row, size_t at)
{
	if (at != SIZE_MAX)
		return at < row->n ? text_trim(row->cell[at]) : (struct text){ 0 };
	for (size_t i = 0; i < row->n; i++) {
		struct text v = text_trim(row->cell[i]);
		if (v.len > 0)
			return v;
	}
	return (struct text){ 0 };
}

bool row_is(const struct pattern *p, struct text *group, const struct row_rule *rule,
            const struct row *row, size_t at)
{
	struct text v = cell_of(row, at), held = { 0 };
	(void)rule;
	if (v.len == 0 || row->word)
		return false;
	if (group)
		*group = v;
	if (!p)
		return true;
	if (!group || pattern_groups(p) == 0)
		return pattern_match(p, v) == PATTERN_MATCHES;
	bool is = pattern_capture(p, v, &held) == PATTERN_MATCHES;
	if (is && held.at)
		*group = held;
	return is;
}

size_t row_filled(const struct row *row)
{
	size_t n = 0;
	for (size_t i = 0; i < row->n; i++)
		n += text_trim(row->cell[i]).len > 0;
	return n;
}

/* --- opening ---------------------------------------------------------------------------------- */

int body_open(struct body **to, struct run *run, const struct shape *s)
{
	struct arena *mem = run_arena(run);
	if (!shape_has_rules(s))
		return 0;
	struct body *b = arena_zeros(mem, sizeof(*b));
	*to = b;
	b->shape = s;
	b->drop = arena_zeros(mem, (s->drops + 1) * sizeof(*b->drop));
	b->total = arena_zeros(mem, (s->totals + 1) * sizeof(*b->total));
	int status = row_pattern(run, s->file, &s->end, false, &b->end);
	for (size_t i = 0; i < s->drops && status == 0; i++) {
		b->drop[i].rule = &s->drop[i];
		status = row_pattern(run, s->file, &s->drop[i].row, false, &b->drop[i].pattern);
	}
	b->label = (struct drop){ .rule = &s->label, .at = SIZE_MAX };
	if (status == 0)
		status = row_pattern(run, s->file, &s->label.row, false, &b->label.pattern);
	for (size_t i = 0; i < s->totals && status == 0; i++) {
		b->total[i].rule = &s->total[i];
		status = row_pattern(run, s->file, &s->total[i].row, false, &b->total[i].pattern);
		if (status == 0) /* its numbers are looked at now, though there are no columns yet */
			status = sums_new(run, s, &s->total[i], 0, NULL, &b->total[i].sums);
	}
	return status ? status : groups_open(&b->groups, run, s);
}

void body_close(struct body *b)
{
	if (!b)
		return;
	pattern_free(b->end);
	pattern_free(b->label.pattern);
	for (size_t i = 0; b->drop && i < b->shape->drops; i++)
		pattern_free(b->drop[i].pattern);
	for (size_t i = 0; b->total && i < b->shape->totals; i++)
		pattern_free(b->total[i].pattern);
	groups_close(b->groups);
}

/* The cell of a rule's column. */
static int find(const struct body *b, struct run *run, const char *place,
                const struct row_rule *rule, size_t *at)
{
	*at = SIZE_MAX;
	if (!rule->path || !rule->column.at)
		return 0;
	return header_find(run, place, &b->names, rule->column, b->shape->file, rule->path, at);
}

/* What the schema says of each column. */
static const struct field **fields_of(struct run *run, const struct feed *feed,
                                      const struct columns *names)
{
	const struct field **of = arena_zeros(run_arena(run), (names->n + 1) * sizeof(*of));
	for (size_t i = 0; i < names->n; i++)
		of[i] = feed_field(feed, names->name[i]);
	return of;
}

static int begin_total(struct body *b, struct run *run, const char *place,
                       const struct field *const *fields, struct total *t)
{
	bool *checked = NULL;
	size_t at;
	int status = find(b, run, place, &t->rule->row, &t->at);
	if (t->rule->columns.n > 0)
		checked = arena_zeros(run_arena(run), b->columns + 1);
	for (size_t i = 0; i < t->rule->columns.n && status == 0; i++) {
		status = header_find(run, place, &b->names, t->rule->columns.at[i], b->shape->file,
		                     t->rule->row.path, &at);
		if (status == 0)
			checked[at] = true;
	}
	t->seen = false;
	if (status == 0)
		status = sums_new(run, b->shape, t->rule, b->columns, checked, &t->sums);
	if (status == 0)
		sums_fields(t->sums, fields);
	return status;
}

int body_begin(struct body *b, struct run *run, const char *place, const struct columns *names,
               const struct feed *feed, bool ragged)
{
	b->ragged = ragged;
	b->cell = arena_zeros(run_arena(run), (names->n + 1) * sizeof(*b->cell));
	b->names = *names;
	b->columns = names->n - (b->shape->label.row.path != NULL);
	b->comment = 0;
	b->ended_line = b->last = 0;
	int status = find(b, run, place, &b->shape->end, &b->end_at);
	for (size_t i = 0; i < b->shape->drops && status == 0; i++)
		status = find(b, run, place, &b->drop[i].rule->row, &b->drop[i].at);
	const struct field **fields = b->shape->totals > 0 ? fields_of(run, feed, names) : NULL;
	for (size_t i = 0; i < b->shape->totals && status == 0; i++)
		status = begin_total(b, run, place, fields, &b->total[i]);
	return status ? status : groups_begin(b->groups, run, place, names);
}

/* --- rows ------------------------------------------------------------------------------------- */

static bool is_comment(struct body *b, uint64_t line)
{
	struct numbers rows = b->shape->comment_rows;
	while (b->comment < rows.n && rows.at[b->comment] < line)
		b->comment++;
	return b->comment < rows.n && rows.at[b->comment] == line;
}

static bool ends(const struct body *b, const struct row *row)
{
	const struct shape *s = b->shape;
	if (row->word)
		return false;
	size_t filled = s->end_blank || s->end_fewer > 0 ? row_filled(row) : 0;
	return (s->end_blank && filled == 0) || filled < s->end_fewer ||
	       (s->end.path && row_is(b->end, NULL, &s->end, row, b->end_at));
}

/* Notes do not fill every column; a table that goes on behind its end does. */
static int behind_end(const struct body *b, struct run *run, const struct input *in,
                      const struct row *row)
{
	if (row->word || b->columns < 3 || row->n != b->columns || row_filled(row) < b->columns)
		return 0;
	return run_fail(run, EX_DATAERR,
	                "%s:%" PRIu64 ": fills all %zu columns, though the table ended on line %" PRIu64
	                " by dialect.weir:end of %s",
	                in->name.at, row->line, b->columns, b->ended_line, b->shape->file);
}

static void add_to_sums(struct body *b, const struct row *row)
{
	for (size_t i = 0; i < b->shape->totals; i++)
		if (b->total[i].rule->compare != SUM_UNCHECKED || b->total[i].rule->group)
			sums_add(b->total[i].sums, row);
}

/* Not a record: dropped if it agrees, else rejected with what was expected and found. */
static void settle_total(const struct body *b, struct run *run, const struct input *in,
                         struct arena *mem, struct total *t, const struct row *row)
{
	size_t column = 0;
	struct text why = { 0 };
	if (sums_agree(t->sums, row, mem, &column, &why)) {
		run_read(run, 1);
		run_dropped(run, "total", 1);
	} else {
		reject(run, in, (struct found){ row->raw, row->line }, "total-differs",
		       b->names.name[column], why);
	}
	if (t->rule->group)
		sums_empty(t->sums);
}

/* Is it a total? One of a group without rows is a record: nothing else tells of that group. */
static struct total *total_of(const struct body *b, const struct row *row)
{
	for (size_t i = 0; i < b->shape->totals; i++) {
		struct total *t = &b->total[i];
		if (!row_is(t->pattern, NULL, &t->rule->row, row, t->at))
			continue;
		t->seen = true;
		return t->rule->group && sums_rows(t->sums) == 0 ? NULL : t;
	}
	return NULL;
}

static bool is_such(const struct drop *d, const struct row *row)
{
	bool few = d->rule->fewer == 0 || row_filled(row) < d->rule->fewer;
	return few && (!d->pattern || row_is(d->pattern, NULL, &d->rule->row, row, d->at));
}

/* Why it is no record but a note or a label; null: it may be one. */
static const char *why_not(const struct body *b, const struct row *row)
{
	for (size_t i = 0; i < b->shape->drops; i++)
		if (is_such(&b->drop[i], row))
			return "left-out";
	struct text label = b->shape->label.row.path && is_such(&b->label, row) ? cell_of(row, SIZE_MAX)
	                                                                        : (struct text){ 0 };
	if (label.len > 0)
		groups_above(b->groups, label);
	return label.len > 0 ? "label" : NULL;
}

/* A row that is in the table and can be read. */
static int in_table(struct body *b, struct run *run, const struct input *in, struct arena *mem,
                    struct row *row, enum verdict *verdict)
{
	*verdict = BODY_DONE;
	const char *no = why_not(b, row);
	if (no) {
		run_read(run, 1);
		run_dropped(run, no, 1);
		return 0;
	}
	struct total *total = total_of(b, row);
	if (total) {
		groups_label(b->groups, row);
		settle_total(b, run, in, mem, total, row);
		return 0;
	}
	bool waits = false;
	add_to_sums(b, row);
	int status = groups_row(b->groups, run, in, mem, row, &waits);
	*verdict = waits ? BODY_DONE : BODY_RECORD;
	return status;
}

/* In a ragged format the cells at the end of a row may be missing, and blank ones stand behind them. */
static void even(const struct body *b, struct row *row)
{
	if (!b->ragged || row->n == b->columns)
		return;
	for (size_t c = b->columns; c < row->n; c++)
		if (row->cell[c].len > 0)
			return;
	for (size_t c = 0; c < b->columns; c++)
		b->cell[c] = c < row->n ? row->cell[c] : (struct text){ 0 };
	row->cell = b->cell;
	row->n = b->columns;
}

/* The table may end before it, or has ended. */
static bool is_behind(struct body *b, const struct row *row)
{
	struct row known = *row;
	if (!b->ragged && known.n > b->columns)
		known.n = b->columns;                                       /* the others were not made */
	bool gap = b->ragged && b->last > 0 && row->line > b->last + 1; /* blank rows do not come */
	if (b->ended_line == 0 && gap && b->shape->end_blank)
		b->ended_line = b->last + 1;
	if (b->ended_line == 0 && !is_comment(b, row->line) && ends(b, &known))
		b->ended_line = row->line;
	b->last = row->line;
	return b->ended_line > 0;
}

int body_row(struct body *b, struct run *run, const struct input *in, struct arena *mem,
             struct row *row, enum verdict *verdict)
{
	*verdict = BODY_DONE;
	if (is_behind(b, row))
		return behind_end(b, run, in, row);
	if (is_comment(b, row->line))
		return 0;
	*verdict = BODY_RECORD;
	if (row->word || (row->n == 0 && b->columns > 1))
		return 0;
	even(b, row);
	if (row->n != b->columns) {
		reject_row_count(row, b->columns, mem);
		return 0; /* rows.c rejects it */
	}
	if (!b->shape->skip_blank || row_filled(row) > 0)
		return in_table(b, run, in, mem, row, verdict);
	*verdict = BODY_DONE;
	return 0;
}

bool body_next(struct body *b, struct row *row)
{
	return groups_next(b->groups, row);
}

int body_end(struct body *b, struct run *run, const struct input *in)
{
	for (size_t i = 0; i < b->shape->totals; i++) {
		const struct total_rule *rule = b->total[i].rule;
		if (!b->total[i].seen && !rule->optional)
			return run_fail(run, EX_DATAERR,
			                "%s: no row is the total that %s of %s expects: '%.*s'", in->name.at,
			                rule->row.path, b->shape->file, (int)rule->row.pattern.len,
			                rule->row.pattern.at);
	}
	groups_end(b->groups, run, in);
	return 0;
}
