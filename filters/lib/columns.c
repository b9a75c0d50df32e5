/* filters/lib/columns.c - columns by name: finding them, adding them. */
#include "lib/run.h"
#include <stdio.h>

static size_t find(const struct columns *in, struct text name)
{
	for (size_t i = 0; i < in->n; i++)
		if (text_same(in->name[i], name))
			return i;
	return NO_COLUMN;
}

static int no_column(struct run *run, const struct columns *from, const char *option,
                     struct text name)
{
	const struct text *near = text_nearest(name, from->name, from->n);
	const char *dash = option ? option : "column";
	if (name.len == 0)
		name = TEXT("''");
	if (near)
		return run_fail(run, EX_USAGE, "%s %.*s: no such column; the nearest is '%.*s'", dash,
		                (int)name.len, name.at, (int)near->len, near->at);
	if (from->n == 0)
		return run_fail(run, EX_USAGE, "%s %.*s: no such column", dash, (int)name.len, name.at);
	struct text only = from->name[0];
	if (from->n == 1 && (memchr(only.at, ',', only.len) || memchr(only.at, ';', only.len)))
		return run_fail(run, EX_USAGE,
		                "%s %.*s: no such column; there is one, '%.*s': if this is CSV, weir-parse "
		                "reads it",
		                dash, (int)name.len, name.at, (int)(only.len < 60 ? only.len : 60),
		                only.at);
	struct output *list = output_memory();
	for (size_t i = 0; i < from->n && i < 12; i++) {
		output_write(list, i ? ", " : "", i ? 2 : 0);
		output_write(list, from->name[i].at, from->name[i].len);
	}
	if (from->n > 12)
		output_write(list, " …", 4);
	struct text names = output_bytes(list);
	int status = run_fail(run, EX_USAGE, "%s %.*s: no such column; there are %.*s", dash,
	                      (int)name.len, name.at, (int)names.len, names.at);
	output_drop(list);
	return status;
}

int run_find(struct run *run, const struct columns *from, const char *option, struct text name,
             size_t *at)
{
	*at = find(from, name);
	if (from == &run->in)
		run_looks_at(run, name);
	if (*at != NO_COLUMN)
		return 0;
	*at = 0;
	return from->unknown ? 0 : no_column(run, from, option, name);
}

/* What one word of a list asks for: a column, or several. */
struct choice {
	struct run *run;
	const struct columns *from;
	const char *option;
	bool *taken;
	struct picks *to;
	bool all_but; /* words with '!' came: all that they do not name */
};

static void take(struct choice *c, size_t at)
{
	if (c->from->n == 0 || c->taken[at])
		return;
	c->taken[at] = true;
	c->to->at[c->to->n++] = at;
}

/* `a-c`: both ends are columns. Tried at each hyphen, since names hold hyphens too. */
static bool take_range(struct choice *c, struct text word)
{
	for (size_t i = 1; i + 1 < word.len; i++) {
		if (word.at[i] != '-')
			continue;
		size_t first = find(c->from, (struct text){ word.at, i });
		size_t last = find(c->from, (struct text){ word.at + i + 1, word.len - i - 1 });
		if (first == NO_COLUMN || last == NO_COLUMN)
			continue;
		for (size_t at = first; at <= last; at++)
			take(c, at);
		for (size_t at = first + 1; first > last && at-- > last;)
			take(c, at);
		return true;
	}
	return false;
}

static int take_word(struct choice *c, struct text word)
{
	size_t at = find(c->from, word);
	if (at != NO_COLUMN)
		return take(c, at), 0;
	if (c->from == &c->run->in && c->from->unknown) {
		run_looks_at(c->run, word);
		c->run->asks_all |= word.len > 0 && (word.at[0] == '!' || memchr(word.at, '-', word.len));
	}
	if (word.len > 1 && word.at[0] == '!') {
		struct text name = { word.at + 1, word.len - 1 };
		int status = run_find(c->run, c->from, c->option, name, &at);
		if (status == 0 && c->from->n > 0)
			c->taken[at] = c->all_but = true;
		return status;
	}
	if (take_range(c, word) || c->from->unknown)
		return 0;
	return no_column(c->run, c->from, c->option, word);
}

static int take_list(struct choice *c, struct text list)
{
	size_t whole = find(c->from, list);
	if (whole != NO_COLUMN)
		return take(c, whole), 0;
	int status = 0;
	for (size_t begin = 0, i = 0; i <= list.len && status == 0; i++)
		if (i == list.len || list.at[i] == ',') {
			status = take_word(c, (struct text){ list.at + begin, i - begin });
			begin = i + 1;
		}
	return status;
}

static int pick(struct choice *c, const struct columns *want)
{
	int status = 0;
	for (size_t i = 0; i < want->n && status == 0; i++)
		status = take_list(c, want->name[i]);
	bool everything = want->n == 0;
	c->run->asks_all |= everything && c->from == &c->run->in;
	for (size_t at = 0; at < c->from->n && (c->all_but || everything) && status == 0; at++)
		take(c, at);
	return status;
}

int run_pick(struct run *run, const struct columns *from, const struct columns *want,
             struct picks *to)
{
	size_t room = from->n + 1;
	*to = (struct picks){ 0, arena_take(run->mem, room * sizeof(*to->at)) };
	struct choice c = { run, from, want->option, arena_zeros(run->mem, room * sizeof(bool)),
		                to,  false };
	int status = pick(&c, want);
	if (from != &run->in)
		return status;
	for (size_t i = 0; i < to->n; i++)
		run->picked[to->at[i]] = run->looked[to->at[i]] = true;
	return status;
}

void columns_copy(struct run *run, struct columns *to, const struct columns *from)
{
	*to = *from;
	to->option = NULL;
	to->name = NULL;
	for (size_t i = 0; i < from->n; i++) {
		to->name = arena_append(run->mem, to->name, i, sizeof(*to->name));
		to->name[i] = from->name[i];
	}
}

int columns_add(struct run *run, struct columns *to, struct text name, size_t *at)
{
	if (name.len == 0)
		return run_fail(run, EX_USAGE, "a new column needs a name");
	if (text_is(name, "@source") || text_is(name, "@line"))
		return run_fail(run, EX_USAGE, "%.*s: the name is kept for places", (int)name.len, name.at);
	if (find(to, name) != NO_COLUMN)
		return run_fail(run, EX_USAGE, "%.*s: there is a column of that name already",
		                (int)name.len, name.at);
	to->name = arena_append(run->mem, to->name, to->n, sizeof(*to->name));
	to->name[to->n] = (struct text){ arena_copy(run->mem, name.at, name.len), name.len };
	if (at)
		*at = to->n;
	to->n++;
	return 0;
}

int columns_same(struct run *run, const char *file, const struct columns *first,
                 const struct columns *now)
{
	for (size_t i = 0; i < first->n && i < now->n; i++)
		if (!text_same(first->name[i], now->name[i]))
			return run_fail(run, EX_DATAERR,
			                "%s:1: column %zu is '%.*s', but '%.*s' in the first input", file,
			                i + 1, (int)now->name[i].len, now->name[i].at, (int)first->name[i].len,
			                first->name[i].at);
	if (first->n != now->n)
		return run_fail(run, EX_DATAERR, "%s:1: %zu columns, but %zu in the first input", file,
		                now->n, first->n);
	return 0;
}
