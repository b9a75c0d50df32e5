/* filters/clean/match.c - whether the columns that come are those that the descriptor promises. */
#include "clean/match.h"

static bool holds(const struct columns *in, struct text name)
{
	for (size_t i = 0; i < in->n; i++)
		if (text_same(in->name[i], name))
			return true;
	return false;
}

const struct field *match_field(const struct feed *feed, struct text column)
{
	for (size_t i = 0; i < feed->n; i++)
		if (text_same(text_trim(feed->fields[i].name), column))
			return &feed->fields[i];
	return NULL;
}

static int no_such(struct run *run, const struct feed *feed, const char *what, struct text name,
                   const char *lacking, const struct text *near)
{
	if (!near)
		return run_fail(run, EX_DATAERR, "%s: %s '%.*s': %s", feed->file, what, (int)name.len,
		                name.at, lacking);
	return run_fail(run, EX_DATAERR, "%s: %s '%.*s': %s; the nearest is '%.*s'", feed->file, what,
	                (int)name.len, name.at, lacking, (int)near->len, near->at);
}

static int all_fields(struct run *run, const struct feed *feed, const struct columns *in)
{
	for (size_t i = 0; i < feed->n; i++) {
		struct text name = text_trim(feed->fields[i].name);
		if (!holds(in, name))
			return no_such(run, feed, "field", name, "no such column in the input",
			               text_nearest(name, in->name, in->n));
	}
	return 0;
}

static int only_fields(struct run *run, const struct feed *feed, const struct columns *in)
{
	struct text *names = arena_take(run_arena(run), feed->n * sizeof(*names));
	for (size_t i = 0; i < feed->n; i++)
		names[i] = text_trim(feed->fields[i].name);
	for (size_t i = 0; i < in->n; i++)
		if (!match_field(feed, in->name[i]))
			return no_such(run, feed, "column", in->name[i], "no such field in the schema",
			               text_nearest(in->name[i], names, feed->n));
	return 0;
}

static int same_order(struct run *run, const struct feed *feed, const struct columns *in)
{
	for (size_t i = 0; i < in->n && i < feed->n; i++) {
		struct text name = text_trim(feed->fields[i].name);
		if (!text_same(in->name[i], name))
			return run_fail(run, EX_DATAERR,
			                "%s: column %zu is '%.*s', but field %zu is '%.*s', and fieldsMatch "
			                "asks for the same order",
			                feed->file, i + 1, (int)in->name[i].len, in->name[i].at, i + 1,
			                (int)name.len, name.at);
	}
	return 0;
}

static int any_field(struct run *run, const struct feed *feed, const struct columns *in)
{
	for (size_t i = 0; i < in->n; i++)
		if (match_field(feed, in->name[i]))
			return 0;
	return run_fail(run, EX_DATAERR, "%s: no field of the schema is a column of the input",
	                feed->file);
}

int match_check(struct run *run, const struct feed *feed, const struct columns *in)
{
	int status = 0;
	enum fields_match match = feed->match;
	if (in->unknown || feed->n == 0)
		return 0;
	if (match == MATCH_PARTIAL)
		return any_field(run, feed, in);
	if (match != MATCH_SUPERSET)
		status = all_fields(run, feed, in);
	if (status == 0 && (match == MATCH_EXACT || match == MATCH_EQUAL || match == MATCH_SUPERSET))
		status = only_fields(run, feed, in);
	if (status == 0 && match == MATCH_EXACT)
		status = same_order(run, feed, in);
	return status;
}
