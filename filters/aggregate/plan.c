/* filters/aggregate/plan.c - the groups and measures, from options or from the header of a partial.
 *
 * A partial's columns say what they hold: group:NAME, total:NAME (a group with --totals), count:NAME,
 * sum:NAME, distinct:NAME, min:NAME, max:NAME, and =COLUMN behind NAME where a measure has another name
 * than its column; a `=` in NAME is written twice.
 */
#include "plan.h"

static const char *const kind_words[] = { "count", "sum", "distinct", "min", "max" };
static const char *const kind_options[] = { "--count", "--sum", "--distinct", "--min", "--max" };
#define KINDS (sizeof(kind_words) / sizeof(*kind_words))
#define MOST_TOTALS 16 /* every combination of them is a row */

static struct text from_to(struct text t, size_t from, size_t to)
{
	return (struct text){ t.at + from, to - from };
}

static bool is_column(const struct columns *in, struct text name, size_t *at)
{
	for (*at = 0; *at < in->n; ++*at)
		if (text_same(in->name[*at], name))
			return true;
	*at = 0;
	return in->unknown;
}

static void plan_measure(struct plan *p, struct run *run, struct measure m)
{
	m.state = p->states;
	p->states += !m.counts_rows;
	p->measure = arena_append(run_arena(run), p->measure, p->n, sizeof(*p->measure));
	p->measure[p->n++] = m;
}

/* COL or COL=NAME; where several columns could be meant, the one with the longest name. */
static bool read_measure(const struct columns *in, struct text word, struct measure *m)
{
	m->of = m->name = word;
	if (!in->unknown && is_column(in, word, &m->col))
		return true;
	for (size_t i = word.len; i-- > 0;)
		if (word.at[i] == '=' && is_column(in, from_to(word, 0, i), &m->col)) {
			m->of = from_to(word, 0, i);
			m->name = from_to(word, i + 1, word.len);
			return true;
		}
	return in->unknown;
}

/* Each word of a list; false, and where the word is, if one names no column. */
static bool read_words(struct plan *p, struct run *run, const struct columns *in, struct text list,
                       enum measure_kind kind, struct text *wrong)
{
	size_t had = p->n;
	for (size_t begin = 0, i = 0; i <= list.len; i++) {
		if (i < list.len && list.at[i] != ',')
			continue;
		struct measure m = { .kind = kind };
		*wrong = from_to(list, begin, i);
		if (!read_measure(in, *wrong, &m)) {
			p->n = had;
			return false;
		}
		plan_measure(p, run, m);
		begin = i + 1;
	}
	return true;
}

static int read_list(struct plan *p, struct run *run, const struct columns *in, struct text list,
                     enum measure_kind kind)
{
	struct measure whole = { .kind = kind };
	struct text wrong;
	if (!in->unknown && is_column(in, list, &whole.col)) {
		whole.of = whole.name = list;
		return plan_measure(p, run, whole), 0;
	}
	if (read_words(p, run, in, list, kind, &wrong))
		return 0;
	if (read_measure(in, list, &whole)) /* a name with a comma, and = behind it */
		return plan_measure(p, run, whole), 0;
	const char *equals = memchr(wrong.at, '=', wrong.len);
	if (equals)
		wrong.len = (size_t)(equals - wrong.at);
	return run_find(run, in, kind_options[kind], wrong, &whole.col);
}

static int read_measures(struct plan *p, struct run *run, const struct wanted *w,
                         const struct columns *in)
{
	const struct texts *lists[KINDS] = { NULL, &w->sum, &w->distinct, &w->min, &w->max };
	if (w->count.at)
		plan_measure(p, run, (struct measure){ .counts_rows = true, .name = w->count });
	for (size_t kind = SUM; kind < KINDS; kind++)
		for (size_t i = 0; i < lists[kind]->n; i++) {
			int status = read_list(p, run, in, lists[kind]->at[i], (enum measure_kind)kind);
			if (status != 0)
				return status;
		}
	return 0;
}

static void plan_groups(struct plan *p, struct run *run, size_t n)
{
	p->group.at = arena_take(run_arena(run), (n + 1) * sizeof(*p->group.at));
	p->group_name = arena_take(run_arena(run), (n + 1) * sizeof(*p->group_name));
	p->totalled = arena_zeros(run_arena(run), (n + 1) * sizeof(*p->totalled));
}

/* The names of -g where the columns that come are not known: what stands behind can be checked against them.
 * False: there may be a range or an exclusion among them. */
static bool name_groups(struct plan *p, struct run *run, const struct columns *want)
{
	size_t most = want->n;
	for (size_t i = 0; i < want->n; i++)
		for (size_t at = 0; at < want->name[i].len; at++)
			most += want->name[i].at[at] == ',';
	plan_groups(p, run, most);
	for (size_t i = 0; i < want->n; i++)
		for (size_t begin = 0, at = 0; at <= want->name[i].len; at++) {
			struct text list = want->name[i];
			if (at < list.len && list.at[at] == '-')
				return false;
			if (at < list.len && list.at[at] != ',')
				continue;
			struct text word = from_to(list, begin, at);
			if (word.len > 0 && word.at[0] == '!')
				return false;
			struct columns so_far = { p->group.n, p->group_name, .unknown = false };
			size_t twice;
			if (!is_column(&so_far, word, &twice))
				p->group_name[p->group.n++] = word;
			begin = at + 1;
		}
	memset(p->group.at, 0, (most + 1) * sizeof(*p->group.at));
	return true;
}

static int read_totals(struct plan *p, struct run *run, const struct wanted *w, bool unknown)
{
	struct columns groups = { p->group.n, p->group_name, .unknown = unknown };
	struct picks totals;
	int status = run_pick(run, &groups, &w->totals, &totals);
	if (status == 0 && totals.n > MOST_TOTALS)
		status = run_fail(run, EX_USAGE, "--totals: %zu columns; at most %d can have totals",
		                  totals.n, MOST_TOTALS);
	for (size_t t = 0; t < totals.n && status == 0; t++)
		p->totalled[totals.at[t]] = true;
	p->totals = totals.n;
	return status;
}

static int read_groups(struct plan *p, struct run *run, const struct wanted *w,
                       const struct columns *in)
{
	p->unknown = in->unknown && !name_groups(p, run, &w->group);
	if (p->unknown || !in->unknown) {
		plan_groups(p, run, in->n);
		p->group.n = 0;
		int status = w->group.n > 0 ? run_pick(run, in, &w->group, &p->group) : 0;
		if (status != 0)
			return status;
		for (size_t g = 0; g < p->group.n; g++)
			p->group_name[g] = in->name[p->group.at[g]];
	}
	return w->totals.n > 0 ? read_totals(p, run, w, p->unknown) : 0;
}

/* NAME or NAME=COLUMN, with a `=` in NAME written twice. */
static void read_state_name(struct run *run, struct text t, struct measure *m)
{
	char *name = arena_take(run_arena(run), t.len + 1);
	size_t n = 0, i = 0;
	for (; i < t.len; i++) {
		if (t.at[i] == '=' && (i + 1 == t.len || t.at[++i] != '='))
			break;
		name[n++] = t.at[i];
	}
	m->name = m->of = (struct text){ name, n };
	if (i < t.len)
		m->of = from_to(t, i, t.len);
	if (m->kind == COUNT)
		m->of.len = 0;
}

static int read_state(struct plan *p, struct run *run, struct text column, size_t at)
{
	const char *colon = memchr(column.at, ':', column.len);
	struct text word = { column.at, colon ? (size_t)(colon - column.at) : 0 };
	struct text rest = colon ? from_to(column, word.len + 1, column.len) : column;
	bool total = text_is(word, "total");
	if (total || text_is(word, "group")) {
		p->totalled[p->group.n] = total;
		p->totals += total;
		p->group_name[p->group.n] = rest;
		p->group.at[p->group.n++] = at;
		return 0;
	}
	for (size_t kind = 0; kind < KINDS; kind++)
		if (text_is(word, kind_words[kind])) {
			struct measure m = { .kind = (enum measure_kind)kind, .col = at };
			read_state_name(run, rest, &m);
			return plan_measure(p, run, m), 0;
		}
	return run_fail(run, EX_DATAERR,
	                "column '%.*s' is not of a partial; --merge reads what --partial wrote",
	                (int)column.len, column.at);
}

static int read_partial(struct plan *p, struct run *run, const struct wanted *w,
                        const struct columns *in)
{
	if (w->group.n || w->totals.n || w->count.at || w->sum.n || w->distinct.n || w->min.n ||
	    w->max.n)
		return run_fail(run, EX_USAGE,
		                "--merge: the partials tell groups and measures; only --partial may "
		                "stand beside it");
	plan_groups(p, run, in->n);
	p->unknown = in->unknown;
	int status = 0;
	for (size_t c = 0; c < in->n && status == 0; c++)
		status = read_state(p, run, in->name[c], c);
	if (status == 0 && p->totals > MOST_TOTALS)
		status = run_fail(run, EX_DATAERR, "%zu columns with totals; at most %d can have them",
		                  p->totals, MOST_TOTALS);
	return status;
}

static char *put_text(char *to, struct text t, bool doubled)
{
	for (size_t i = 0; i < t.len; i++) {
		*to++ = t.at[i];
		if (doubled && t.at[i] == '=')
			*to++ = '=';
	}
	return to;
}

/* What a column of a partial is called. */
static struct text state_name(struct run *run, const char *word, struct text name, struct text of)
{
	char *start = arena_take(run_arena(run), strlen(word) + 2 * name.len + of.len + 2);
	char *to = put_text(start, text_of(word), false);
	*to++ = ':';
	to = put_text(to, name, of.at != NULL);
	if (of.len > 0 && !text_same(name, of)) {
		*to++ = '=';
		to = put_text(to, of, false);
	}
	return (struct text){ start, (size_t)(to - start) };
}

/* While the columns are not known, a word may yet turn out to be one name that holds a comma or an equals sign: what
 * seems wrong then is left to the time when they are. */
static int name_column(struct run *run, struct columns *out, struct text name, bool known)
{
	size_t at;
	if (known || (name.len > 0 && !is_column(out, name, &at)))
		return columns_add(run, out, name, NULL);
	out->unknown = true;
	return 0;
}

static int name_columns(const struct plan *p, struct run *run, bool known, struct columns *out)
{
	static const struct text none = { NULL, 0 }, some = { "", 0 };
	int status = 0;
	for (size_t g = 0; g < p->group.n && status == 0; g++) {
		struct text name = p->group_name[g];
		if (p->to_partial)
			name = state_name(run, p->totalled[g] ? "total" : "group", name, none);
		status = name_column(run, out, name, known);
	}
	for (size_t m = 0; m < p->n && status == 0; m++) {
		const struct measure *it = &p->measure[m];
		struct text name = it->name;
		if (name.len == 0 && known)
			return run_fail(run, EX_USAGE, "%s: a measure needs a name", kind_options[it->kind]);
		if (p->to_partial)
			name = state_name(run, kind_words[it->kind], name, it->of.at ? it->of : some);
		status = name_column(run, out, name, known);
	}
	return status;
}

/* Partials are looked at as a whole. */
static void tell_columns(const struct plan *p, struct run *run)
{
	for (size_t g = 0; g < p->group.n; g++)
		run_looks_at(run, p->group_name[g]);
	for (size_t m = 0; m < p->n; m++)
		if (!p->measure[m].counts_rows)
			run_looks_at(run, p->measure[m].of);
	run_looks_no_further(run);
}

int plan_open(struct plan *p, struct run *run, const struct wanted *w, const struct columns *in,
              struct columns *out)
{
	int status;
	p->to_partial = w->partial;
	if (w->merge) {
		status = read_partial(p, run, w, in);
	} else {
		status = read_groups(p, run, w, in);
		if (status == 0)
			status = read_measures(p, run, w, in);
		if (status == 0 && p->n == 0 && w->group.n == 0)
			status = run_fail(run, EX_USAGE,
			                  "nothing to compute; say -g for groups, --count, --sum, --distinct, "
			                  "--min or --max for measures");
		tell_columns(p, run);
	}
	*out = (struct columns){ .unknown = p->unknown };
	return status != 0 ? status : name_columns(p, run, !in->unknown, out);
}
