/* filters/lib/feed_shape.c - the shape of a table: what `dialect` says of header rows, notes, groups and totals. */
#include "lib/feed_part.h"

struct shape shape_default(void)
{
	return (struct shape){ .header_join = TEXT(" ") };
}

/* --- numbers of rows -------------------------------------------------------------------------- */

static bool add_number(struct numbers *to, struct text word)
{
	uint64_t n;
	if (!text_count(text_trim(word), UINT64_MAX, &n) || n == 0 ||
	    (to->n > 0 && n <= to->at[to->n - 1]))
		return false;
	to->at[to->n++] = n;
	return true;
}

bool numbers_read(struct run *run, struct text list, struct numbers *to)
{
	*to = (struct numbers){ 0, arena_take(run_arena(run), (list.len + 1) * sizeof(*to->at)) };
	bool good = true;
	for (size_t begin = 0, i = 0; i <= list.len && good; i++)
		if (i == list.len || list.at[i] == ',') {
			good = add_number(to, (struct text){ list.at + begin, i - begin });
			begin = i + 1;
		}
	return good;
}

static int row_numbers(const struct part *p, const char *key, struct numbers *to)
{
	struct texts words = { 0 };
	int status = part_texts(p, key, &words);
	if (status != 0 || words.n == 0)
		return status;
	*to = (struct numbers){ 0, arena_take(run_arena(p->run), words.n * sizeof(*to->at)) };
	for (size_t i = 0; i < words.n; i++)
		if (!add_number(to, words.at[i]))
			return part_fail(p, key,
			                 "expected numbers of rows from 1 on, each above the one before it");
	return 0;
}

/* --- rules ------------------------------------------------------------------------------------ */

static int row_rule(const struct part *p, struct row_rule *to)
{
	to->path = p->path;
	int status = part_text(p, "column", &to->column);
	return status ? status : part_text(p, "match", &to->pattern);
}

static int is_array(const struct part *m)
{
	return m->json->kind == JSON_ARRAY
	           ? 0
	           : part_fail(m, "", "expected an array, this is %s", json_kind_word(m->json->kind));
}

static int drops(const struct part *p, struct shape *s)
{
	static const char *const known[] = { "column", "match", "fewerCells", NULL };
	struct part m = part_member(p, "weir:drop");
	bool given = false;
	if (!m.json)
		return 0;
	int status = is_array(&m);
	s->drop = arena_zeros(run_arena(p->run), (m.json->n + 1) * sizeof(*s->drop));
	for (size_t i = 0; i < m.json->n && status == 0; i++) {
		struct part item = part_item(&m, i);
		status = part_keys(&item, known);
		if (status == 0)
			status = row_rule(&item, &s->drop[s->drops++].row);
		if (status == 0)
			status = part_count(&item, "fewerCells", &given, &s->drop[i].fewer);
		if (status == 0 && !s->drop[i].row.pattern.at &&
		    (s->drop[i].fewer == 0 || s->drop[i].row.column.at))
			status = part_fail(&item, "", "has no match%s",
			                   s->drop[i].row.column.at ? "" : ", and no fewerCells");
	}
	return status;
}

static int labels(const struct part *p, struct shape *s)
{
	static const char *const known[] = { "into", "match", "fewerCells", NULL };
	struct part m = part_member(p, "weir:labelRows");
	bool given = false;
	if (!m.json)
		return 0;
	int status = part_keys(&m, known);
	if (status == 0)
		status = part_text(&m, "into", &s->label_into);
	if (status == 0)
		status = row_rule(&m, &s->label.row);
	if (status == 0)
		status = part_count(&m, "fewerCells", &given, &s->label.fewer);
	if (status == 0 && s->label_into.len == 0)
		status = part_fail(&m, "into", "has to name the column that the labels go into");
	if (status == 0 && !s->label.row.pattern.at && s->label.fewer == 0)
		status = part_fail(&m, "", "has no match, and no fewerCells");
	return status;
}

/* A name, or an object with the column and what its label looks like. */
static int ups(const struct part *p, struct shape *s)
{
	static const char *const known[] = { "column", "match", NULL };
	struct part m = part_member(p, "weir:fillUp");
	if (!m.json)
		return 0;
	int status = is_array(&m);
	s->up = arena_zeros(run_arena(p->run), (m.json->n + 1) * sizeof(*s->up));
	for (size_t i = 0; i < m.json->n && status == 0; i++) {
		struct part item = part_item(&m, i);
		struct row_rule *up = &s->up[s->ups++];
		up->path = item.path;
		if (item.json->kind == JSON_STRING) {
			up->column = item.json->text;
			continue;
		}
		status = part_keys(&item, known);
		if (status == 0)
			status = row_rule(&item, up);
		if (status == 0 && !up->column.at)
			status = part_fail(&item, "", "has no column");
	}
	return status;
}

static int end_of_table(const struct part *p, struct shape *s)
{
	static const char *const known[] = { "blankRow", "column", "match", "fewerCells", NULL };
	struct part m = part_member(p, "weir:end");
	struct row_rule rule = { 0 };
	bool given = false;
	if (!m.json)
		return 0;
	int status = part_keys(&m, known);
	if (status == 0)
		status = part_flag(&m, "blankRow", &s->end_blank);
	if (status == 0)
		status = row_rule(&m, &rule);
	if (status == 0)
		status = part_count(&m, "fewerCells", &given, &s->end_fewer);
	if (status == 0 && rule.column.at && !rule.pattern.at)
		status = part_fail(&m, "", "has a column, but no match");
	if (rule.pattern.at)
		s->end = rule;
	if (status == 0 && !s->end_blank && !s->end.path && s->end_fewer == 0)
		status = part_fail(&m, "", "says nothing; expected blankRow, match or fewerCells");
	return status;
}

/* --- totals ----------------------------------------------------------------------------------- */

static int marker(const struct part *item, struct total_rule *t, struct text name)
{
	struct text *low = &t->low[t->markers], *high = &t->high[t->markers];
	if (item->json->kind != JSON_ARRAY || item->json->n != 2 ||
	    item->json->item[0].kind != JSON_NUMBER || item->json->item[1].kind != JSON_NUMBER)
		return part_fail(item, "",
		                 "expected two numbers: the lowest and the highest it may stand for");
	t->marker[t->markers++] = name;
	*low = item->json->item[0].text;
	*high = item->json->item[1].text;
	return 0;
}

static int suppressed(const struct part *p, struct total_rule *t)
{
	struct part m = part_member(p, "suppressed");
	if (!m.json)
		return 0;
	if (m.json->kind != JSON_OBJECT)
		return part_fail(&m, "", "expected an object, this is %s", json_kind_word(m.json->kind));
	size_t size = (m.json->n + 1) * sizeof(struct text);
	t->marker = arena_zeros(run_arena(p->run), size);
	t->low = arena_zeros(run_arena(p->run), size);
	t->high = arena_zeros(run_arena(p->run), size);
	int status = 0;
	for (size_t i = 0; i < m.json->n && status == 0; i++) {
		struct part item = { p->run, p->file, m.path, &m.json->item[i] };
		status = marker(&item, t, m.json->key[i]);
	}
	return status;
}

static int total(const struct part *p, struct total_rule *t)
{
	static const char *const known[] = { "column",   "match",      "of",        "optional",
		                                 "compare",  "columns",    "groupChar", "decimalChar",
		                                 "rounding", "suppressed", NULL };
	static const char *const scopes[] = { "all", "group", NULL };
	static const char *const ways[] = { "equal", "atLeast", "none", NULL };
	int scope = 0, way = 0;
	bool given = false;
	int status = part_keys(p, known);
	if (status == 0)
		status = row_rule(p, &t->row);
	if (status == 0 && !t->row.pattern.at)
		status = part_fail(p, "", "has no match");
	if (status == 0)
		status = part_word(p, "of", "rows to sum", scopes, &scope);
	if (status == 0)
		status = part_word(p, "compare", "way to compare", ways, &way);
	if (status == 0)
		status = part_flag(p, "optional", &t->optional);
	if (status == 0)
		status = part_texts(p, "columns", &t->columns);
	if (status == 0)
		status = part_text(p, "groupChar", &t->group_char);
	if (status == 0)
		status = part_text(p, "decimalChar", &t->decimal_char);
	if (status == 0)
		status = part_count(p, "rounding", &given, &t->rounding);
	t->group = scope == 1;
	t->compare = (enum total_compare)way;
	return status ? status : suppressed(p, t);
}

static int totals(const struct part *p, struct shape *s)
{
	struct part m = part_member(p, "weir:totals");
	if (!m.json)
		return 0;
	int status = is_array(&m);
	s->total = arena_zeros(run_arena(p->run), (m.json->n + 1) * sizeof(*s->total));
	for (size_t i = 0; i < m.json->n && status == 0; i++) {
		struct part item = part_item(&m, i);
		status = total(&item, &s->total[s->totals++]);
	}
	return status;
}

/* --- all of it -------------------------------------------------------------------------------- */

static int header(const struct part *p, struct shape *s, bool *is_header)
{
	struct part rows = part_member(p, "headerRows"), fill = part_member(p, "weir:headerFill");
	int status = row_numbers(p, "headerRows", &s->header_rows);
	if (status == 0 && rows.json && s->header_rows.n == 0)
		*is_header = false;
	if (status == 0)
		status = part_text(p, "headerJoin", &s->header_join);
	if (status == 0)
		status = part_text(p, "weir:headerFrom", &s->header_from.pattern);
	if (s->header_from.pattern.at)
		s->header_from.path = part_member(p, "weir:headerFrom").path;
	if (status != 0 || !fill.json)
		return status;
	if (fill.json->kind == JSON_ARRAY)
		return row_numbers(p, "weir:headerFill", &s->header_fill);
	return part_flag(p, "weir:headerFill", &s->fill_all);
}

int feed_shape(const struct part *p, struct shape *s, bool *is_header)
{
	s->file = p->file;
	int status = header(p, s, is_header);
	if (status == 0)
		status = row_numbers(p, "commentRows", &s->comment_rows);
	if (status == 0)
		status = part_text(p, "nullSequence", &s->null_sequence);
	if (status == 0)
		status = part_flag(p, "skipBlankRows", &s->skip_blank); /* of frictionless-py */
	if (status == 0)
		status = part_flag(p, "weir:skipBlankRows", &s->skip_blank);
	if (status == 0)
		status = end_of_table(p, s);
	if (status == 0)
		status = drops(p, s);
	if (status == 0)
		status = labels(p, s);
	if (status == 0)
		status = part_texts(p, "weir:fillDown", &s->fill_down);
	if (status == 0)
		status = ups(p, s);
	return status ? status : totals(p, s);
}
