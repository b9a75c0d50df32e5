/* filters/indicators/source.c - the columns that are read, by their names in the options. */
#include "source.h"

static int find(struct run *run, const struct columns *in, const char *option, struct text name,
                const char *file, size_t *at)
{
	if (!file)
		return run_find(run, in, option, name, at);
	for (*at = 0; *at < in->n; ++*at)
		if (text_same(in->name[*at], name))
			return 0;
	if (in->unknown)
		return 0;
	return run_fail(run, EX_CONFIG, "%s: no column '%.*s' (%s)", file, (int)name.len, name.at,
	                option);
}

static bool has(const struct columns *in, struct text name)
{
	for (size_t c = 0; c < in->n; c++)
		if (text_same(in->name[c], name))
			return true;
	return false;
}

/* A column that need not be there, unless an option names it. */
static int find_optional(struct run *run, const struct columns *in, const char *option,
                         struct text given, const char *usual, const char *file, size_t *at)
{
	*at = NO_COLUMN;
	struct text name = given.at ? given : text_of(usual);
	if (!has(in, name) && (!given.at || file))
		return 0;
	return find(run, in, option, name, file, at);
}

static void put(struct source *s, struct run *run, size_t at)
{
	s->at = arena_append(run_arena(run), s->at, s->n, sizeof(*s->at));
	s->at[s->n++] = at;
}

/* COLUMN[=MEASURE]; 0 or EX_USAGE. */
static int read_word(struct run *run, struct text word, struct text *column, enum measure *m)
{
	const char *equals = memrchr(word.at, '=', word.len);
	struct text name = word;
	*column = word;
	if (equals) {
		column->len = (size_t)(equals - word.at);
		name = (struct text){ equals + 1, word.len - column->len - 1 };
	}
	*m = measure_find(name);
	if (*m != MEASURES)
		return 0;
	struct text words[MEASURES];
	for (size_t i = 0; i < MEASURES; i++)
		words[i] = text_of(measures[i].word);
	const struct text *near = text_nearest(name, words, MEASURES);
	return run_fail(run, EX_USAGE, "-m %.*s: '%.*s' is no measure; %s%s", (int)word.len, word.at,
	                (int)name.len, name.at, near ? "the nearest is " : "see the manual page",
	                near ? near->at : "");
}

/* The words of -m that this table has columns for. */
static int find_measures(struct source *s, struct run *run, const struct wanted *w,
                         const struct columns *in, bool *found)
{
	size_t n = 0;
	s->of = arena_take(run_arena(run), (w->measures.n + 1) * sizeof(*s->of));
	for (size_t i = 0; i < w->measures.n; i++) {
		struct text column;
		int status = read_word(run, w->measures.at[i], &column, &s->of[n]);
		if (status != 0)
			return status;
		for (size_t k = 0; k < n; k++)
			if (s->of[k] == s->of[n])
				return run_fail(run, EX_USAGE, "-m %.*s: another column is '%s' already",
				                (int)column.len, column.at, measures[s->of[n]].word);
		for (size_t c = 0; c < in->n; c++)
			if (text_same(in->name[c], column)) {
				put(s, run, c);
				found[i] = true;
				n++;
			}
		found[i] |= in->unknown;
	}
	return 0;
}

static int find_long(struct source *s, struct run *run, const struct wanted *w,
                     const struct columns *in, const char *file)
{
	size_t at;
	struct text measure = w->measure.at ? w->measure : TEXT("measure");
	struct text value = w->value.at ? w->value : TEXT("value");
	int status = find(run, in, "--measure", measure, file, &at);
	put(s, run, at);
	if (status == 0)
		status = find(run, in, "--value", value, file, &at);
	put(s, run, at);
	return status;
}

/* The dimensions are picked among the stream's columns; a table has to have columns of these names. */
static int find_dims(struct source *s, struct run *run, struct wanted *w, const struct columns *in,
                     const char *file)
{
	struct picks dims = { 0 };
	int status = 0;
	if (!file && w->group.option)
		status = run_pick(run, in, &w->group, &dims);
	for (size_t i = 0; i < dims.n && dims.at[i] < in->n; i++) {
		put(s, run, dims.at[i]);
		w->dims.name = arena_append(run_arena(run), w->dims.name, w->dims.n, sizeof(struct text));
		w->dims.name[w->dims.n++] = in->name[dims.at[i]];
	}
	for (size_t i = 0; i < w->dims.n && file && status == 0; i++) {
		size_t at;
		status = find(run, in, "-g", w->dims.name[i], file, &at);
		put(s, run, at);
	}
	s->dims = w->dims.n;
	return status;
}

int source_open(struct source *s, struct run *run, struct wanted *w, const struct columns *in,
                const char *file, bool *found)
{
	size_t at = NO_COLUMN;
	*s = (struct source){ .is_long = w->measures.n == 0 };
	int status = find_dims(s, run, w, in, file);
	if (status == 0)
		status = find(run, in, "--area", w->area.at ? w->area : TEXT("area"), file, &at);
	put(s, run, at);
	if (status == 0)
		status = find_optional(run, in, "--partner", w->partner, "partner", file, &at);
	put(s, run, at);
	if (status == 0)
		status = find_optional(run, in, "--status", w->status, "status", file, &at);
	put(s, run, at);
	if (status != 0)
		return status;
	return s->is_long ? find_long(s, run, w, in, file) : find_measures(s, run, w, in, found);
}

int source_all_found(struct run *run, const struct wanted *w, const bool *found)
{
	for (size_t i = 0; i < w->measures.n; i++) {
		struct text word = w->measures.at[i];
		if (!found[i])
			return run_fail(run, EX_USAGE,
			                "-m %.*s: no such column, neither in the input nor in a table",
			                (int)word.len, word.at);
	}
	return 0;
}
