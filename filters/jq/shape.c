/* filters/jq/shape.c - the columns that come out, and where their values come from. */
#include "lib/memo.h"
#include "reply.h"

static size_t position(const struct columns *in, struct text name)
{
	for (size_t i = 0; i < in->n; i++)
		if (text_same(in->name[i], name))
			return i;
	return NO_COLUMN;
}

/* Names of new columns cannot be picked: a comma parts them, unless a column has the whole as its name. */
static int add_names(struct shape *s, struct run *run, const struct columns *names)
{
	int status = 0;
	for (size_t i = 0; i < names->n && status == 0; i++) {
		struct text list = names->name[i];
		if (position(&s->in, list) != NO_COLUMN) {
			status = columns_add(run, &s->out, list, NULL);
			continue;
		}
		for (size_t begin = 0, at = 0; at <= list.len && status == 0; at++)
			if (at == list.len || list.at[at] == ',') {
				struct text name = { list.at + begin, at - begin };
				status = columns_add(run, &s->out, name, NULL);
				begin = at + 1;
			}
	}
	return status;
}

/* Without -c the program gets every column. run_pick would have each of them copied. */
static int pick_given(struct shape *s, struct run *run, const struct columns *given)
{
	struct arena *mem = run_arena(run);
	if (given->option) {
		int status = run_pick(run, &s->in, given, &s->given);
		if (status != 0)
			return status;
	} else {
		s->given = (struct picks){ s->in.n, arena_take(mem, s->in.n * sizeof(*s->given.at)) };
		for (size_t i = 0; i < s->in.n; i++)
			s->given.at[i] = i;
	}
	s->given_name = arena_take(mem, s->given.n * sizeof(*s->given_name));
	for (size_t i = 0; i < s->given.n; i++)
		s->given_name[i] = s->in.name[s->given.at[i]];
	return 0;
}

static void trace_columns(struct shape *s, struct run *run)
{
	struct arena *mem = run_arena(run);
	size_t n = s->out.n;
	bool fresh;
	s->from = arena_take(mem, n * sizeof(*s->from));
	s->given_at = arena_take(mem, n * sizeof(*s->given_at));
	s->seen = arena_zeros(mem, n * sizeof(*s->seen));
	s->likely = arena_zeros(mem, n * sizeof(*s->likely));
	s->names = memo_new(run_seed(run), n);
	for (size_t c = 0; c < n; c++) {
		memo_find(s->names, s->out.name[c], &fresh);
		s->from[c] = s->given_at[c] = NO_COLUMN;
	}
	size_t *out =
		arena_take(mem, (s->in.n + 1) * sizeof(*out)); /* where a column that comes goes */
	for (size_t i = 0; i < s->in.n; i++) {
		uint32_t c = memo_find(s->names, s->in.name[i], &fresh);
		out[i] = c == MEMO_FULL ? NO_COLUMN : c;
		if (c != MEMO_FULL)
			s->from[c] = i;
	}
	for (size_t i = 0; i < s->given.n; i++)
		if (out[s->given.at[i]] != NO_COLUMN)
			s->given_at[out[s->given.at[i]]] = i;
}

/* It looks at what the program is given, and at what comes out as it came. */
static void tell_columns(const struct shape *s, struct run *run, const struct columns *given)
{
	if (!given->option || s->in.unknown)
		return;
	for (size_t i = 0; i < s->given.n; i++)
		run_looks_at(run, s->given_name[i]);
	for (size_t c = 0; c < s->out.n; c++)
		run_looks_at(run, s->out.name[c]);
	run_looks_no_further(run);
}

int shape_open(struct shape *s, struct run *run, const struct columns *in,
               const struct columns *given, const struct columns *added,
               const struct columns *wanted)
{
	if (added->option && wanted->option)
		return run_fail(run, EX_USAGE,
		                "--add and --give: name all columns with --give, or the new ones "
		                "with --add");
	s->in = *in;
	int status = pick_given(s, run, given);
	if (status != 0)
		return status;
	columns_copy(run, &s->out, in);
	if (wanted->option) {
		s->out.n = 0;
		s->out.unknown = false;
	}
	status = add_names(s, run, wanted->option ? wanted : added);
	if (status == 0)
		trace_columns(s, run);
	tell_columns(s, run, given);
	return status;
}

void shape_close(struct shape *s)
{
	memo_free(s->names);
}
