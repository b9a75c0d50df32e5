/* filters/unpivot/plan.c - which columns become records, and what their names say. */
#include "unpivot/plan.h"
#include "lib/memo.h"
#include "lib/pack.h"
#include "lib/pattern.h"

struct making {
	struct plan *plan;
	struct run *run;
	struct arena *mem;
	const struct columns *in;
	const struct wanted *wanted;
	struct pattern *pattern; /* null: the whole name is the only label */
	size_t groups;
	size_t value_group; /* the one that tells columns of values apart, or NO_COLUMN */
	struct picks picks;
	struct texts into;
	struct texts kinds; /* what the value group holds, each once */
	struct text *held;  /* held[p * groups + g]: of the column picked p-th */
};

static struct texts split(struct arena *mem, const struct columns *names)
{
	struct texts to = { 0 };
	for (size_t i = 0; i < names->n; i++) {
		struct text list = names->name[i];
		for (size_t begin = 0, at = 0; at <= list.len; at++)
			if (at == list.len || list.at[at] == ',') {
				to.at = arena_append(mem, to.at, to.n, sizeof(*to.at));
				to.at[to.n++] = (struct text){ list.at + begin, at - begin };
				begin = at + 1;
			}
	}
	return to;
}

static int compile(struct making *m)
{
	const char *why;
	size_t at;
	struct text match = m->wanted->match;
	m->value_group = NO_COLUMN;
	if (!match.at)
		return 0;
	size_t good = utf8_valid(match.at, match.len);
	if (good < match.len)
		return run_fail(m->run, EX_USAGE, "--match: is no UTF-8, at byte %zu", good + 1);
	m->pattern = pattern_new(match, PATTERN_NAMED, m->mem, &why, &at);
	if (!m->pattern)
		return run_fail(m->run, EX_USAGE, "--match: '%s' %s, at character %zu", match.at, why, at);
	m->groups = pattern_groups(m->pattern);
	for (size_t g = 0; g < m->groups; g++)
		if (text_is(pattern_group(m->pattern, g), "value"))
			m->value_group = g;
	return 0;
}

/* --- which columns ------------------------------------------------------------------------------ */

static int pick(struct making *m)
{
	/* A stage changes what it picks among its own columns, so these would be kept twice: a copy is none of them. */
	const struct columns copy = *m->in, all = { 0 }, *in = &copy;
	struct picks asked;
	int status = run_pick(m->run, in, m->wanted->cells.option ? &m->wanted->cells : &all, &asked);
	if (status != 0)
		return status;
	struct picks *to = &m->picks;
	to->at = arena_take(m->mem, (asked.n + 1) * sizeof(*to->at));
	m->held = arena_zeros(m->mem, (asked.n * m->groups + 1) * sizeof(*m->held));
	for (size_t i = 0; i < asked.n; i++) {
		struct text name = in->name[asked.at[i]];
		enum pattern_found found = PATTERN_MATCHES;
		if (m->pattern)
			found = pattern_capture(m->pattern, name, m->held + to->n * m->groups);
		if (found == PATTERN_BEYOND)
			return run_fail(m->run, EX_USAGE,
			                "--match: '%.*s' matches in too many ways; say it more simply",
			                (int)name.len, name.at);
		if (found == PATTERN_MATCHES)
			to->at[to->n++] = asked.at[i];
		else if (m->wanted->cells.option)
			return run_fail(m->run, EX_USAGE, "--match: '%.*s', which -c names, does not match",
			                (int)name.len, name.at);
	}
	if (to->n == 0 && !in->unknown)
		return run_fail(m->run, EX_USAGE, "--match: no column's name matches '%s' as a whole",
		                m->wanted->match.at);
	return 0;
}

static int keep_rest(struct making *m)
{
	struct plan *plan = m->plan;
	const struct columns copy = *m->in, *keep = &m->wanted->keep;
	bool *taken = arena_zeros(m->mem, m->in->n + 1);
	struct picks kept;
	int status = run_pick(m->run, &copy, keep, &kept);
	for (size_t i = 0; i < m->picks.n; i++)
		taken[m->picks.at[i]] = true;
	plan->rest.at = arena_take(m->mem, (m->in->n + 1) * sizeof(*plan->rest.at));
	for (size_t i = 0; i < kept.n && status == 0; i++) {
		struct text name = m->in->name[kept.at[i]];
		if (!taken[kept.at[i]])
			plan->rest.at[plan->rest.n++] = kept.at[i];
		else if (keep->option)
			status = run_fail(m->run, EX_USAGE, "--keep %.*s: becomes records already",
			                  (int)name.len, name.at);
	}
	return status;
}

/* --- the columns that come out -------------------------------------------------------------------- */

/* Names of the labels: --into, else those of the groups. */
static int name_labels(struct making *m)
{
	struct plan *plan = m->plan;
	m->into = split(m->mem, &m->wanted->into);
	plan->labels = m->groups > 0 ? m->groups - (m->value_group != NO_COLUMN) : 1;
	if (m->wanted->into.option) {
		if (m->into.n == plan->labels)
			return 0;
		return run_fail(m->run, EX_USAGE, "--into: %zu names, but %zu %s", m->into.n, plan->labels,
		                m->groups > 0 ? "groups in --match" : "is needed for the column's name");
	}
	m->into.at = arena_take(m->mem, (plan->labels + 1) * sizeof(*m->into.at));
	if (m->groups == 0)
		m->into.at[m->into.n++] = TEXT("name");
	for (size_t g = 0; g < m->groups; g++) {
		struct text name = pattern_group(m->pattern, g);
		if (name.len == 0)
			return run_fail(m->run, EX_USAGE,
			                "--match: group %zu has no name; name the new columns with --into, or "
			                "the group: (?<year>…)",
			                g + 1);
		if (g != m->value_group)
			m->into.at[m->into.n++] =
				(struct text){ arena_copy(m->mem, name.at, name.len), name.len };
	}
	return 0;
}

static size_t place_of(const struct texts *list, struct text what)
{
	size_t i = 0;
	while (i < list->n && !text_same(list->at[i], what))
		i++;
	return i;
}

static struct text kind_of(const struct making *m, size_t p)
{
	struct text kind = { 0 };
	if (m->value_group != NO_COLUMN)
		kind = m->held[p * m->groups + m->value_group];
	return kind.len > 0 ? kind : m->wanted->value.at ? m->wanted->value : TEXT("value");
}

static void name_values(struct making *m)
{
	struct texts *kinds = &m->kinds;
	for (size_t p = 0; p < m->picks.n; p++) {
		struct text kind = kind_of(m, p);
		if (place_of(kinds, kind) < kinds->n)
			continue;
		kinds->at = arena_append(m->mem, kinds->at, kinds->n, sizeof(*kinds->at));
		kinds->at[kinds->n++] = kind;
	}
	m->plan->values = kinds->n;
}

static int add_columns(struct making *m)
{
	struct plan *plan = m->plan;
	int status = 0;
	plan->out = (struct columns){ .placed = m->in->placed, .unknown = m->in->unknown };
	for (size_t i = 0; i < plan->rest.n && status == 0; i++)
		status = columns_add(m->run, &plan->out, m->in->name[plan->rest.at[i]], NULL);
	for (size_t i = 0; i < m->into.n && status == 0; i++)
		status = columns_add(m->run, &plan->out, m->into.at[i], NULL);
	for (size_t i = 0; i < m->kinds.n && status == 0; i++)
		status = columns_add(m->run, &plan->out, m->kinds.at[i], NULL);
	return status;
}

/* --- cells ---------------------------------------------------------------------------------------- */

static void set_labels(struct making *m, size_t p, struct text *label)
{
	size_t n = 0;
	if (m->groups == 0)
		label[n++] = m->in->name[m->picks.at[p]];
	for (size_t g = 0; g < m->groups; g++)
		if (g != m->value_group)
			label[n++] = m->held[p * m->groups + g];
}

/* A column belongs to the cell of its labels, and a cell has one column of each kind. */
static int add_cell(struct making *m, struct memo *cells, size_t p)
{
	struct plan *plan = m->plan;
	struct text *label = plan->label + plan->cells * plan->labels;
	set_labels(m, p, label);
	size_t size = 1;
	for (size_t i = 0; i < plan->labels; i++)
		size += pack_size(label[i]);
	char *key = arena_take(m->mem, size), *end = key;
	for (size_t i = 0; i < plan->labels; i++)
		end = pack_put(end, label[i]);
	bool fresh;
	size_t c = memo_find(cells, (struct text){ key, (size_t)(end - key) }, &fresh);
	size_t *from = &plan->from[c * plan->values + place_of(&m->kinds, kind_of(m, p))];
	if (!fresh && *from != NO_COLUMN) {
		struct text a = m->in->name[*from], b = m->in->name[m->picks.at[p]];
		return run_fail(
			m->run, EX_USAGE,
			"--match: '%.*s' and '%.*s' become the same; a group has to tell them apart",
			(int)a.len, a.at, (int)b.len, b.at);
	}
	*from = m->picks.at[p];
	plan->cells += fresh;
	return 0;
}

static int lay_out(struct making *m)
{
	struct plan *plan = m->plan;
	size_t n = m->picks.n;
	struct memo *cells = memo_new(run_seed(m->run), n + 1);
	plan->label = arena_zeros(m->mem, (n + 1) * plan->labels * sizeof(*plan->label) + 1);
	plan->from = arena_take(m->mem, (n * plan->values + 1) * sizeof(*plan->from));
	for (size_t i = 0; i < n * plan->values; i++)
		plan->from[i] = NO_COLUMN;
	int status = 0;
	for (size_t p = 0; p < n && status == 0; p++)
		status = add_cell(m, cells, p);
	memo_free(cells);
	return status;
}

static void tell_columns(const struct making *m)
{
	const struct picks *read[] = { &m->picks, &m->plan->rest };
	if (m->in->unknown)
		return;
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < read[k]->n; i++)
			run_looks_at(m->run, m->in->name[read[k]->at[i]]);
	run_looks_no_further(m->run);
}

int plan_make(struct plan *plan, struct run *run, const struct columns *in,
              const struct wanted *wanted)
{
	struct making m = {
		.plan = plan, .run = run, .mem = run_arena(run), .in = in, .wanted = wanted
	};
	*plan = (struct plan){ 0 };
	if (!wanted->cells.option && !wanted->match.at)
		return run_fail(run, EX_USAGE,
		                "say which columns become records: -c COLUMNS, or --match PATTERN");
	int status = compile(&m);
	status = status ? status : pick(&m);
	if (status == 0) {
		name_values(&m);
		status = name_labels(&m);
	}
	status = status ? status : keep_rest(&m);
	status = status ? status : add_columns(&m);
	tell_columns(&m);
	status = status ? status : lay_out(&m);
	pattern_free(m.pattern);
	return status;
}
