/* pipelines/runner/rejects.c - weir rejects: what was rejected and why, and the records themselves to be mended and fed
 * back. */
#include "verbs.h"
#include "lib/memo.h"
#include "lib/line.h"
#include "lib/option.h"
#include "lib/pack.h"
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { STAGE, SOURCE_NAME, LINE, REASON, COLUMN, VALUE, RECORD, COLUMNS };
enum { SHOWN = 60 }; /* bytes of a value */

struct group { /* rejects of one stage, reason and column */
	struct text stage, reason, column;
	uint64_t records;
	size_t n;
	struct text *example; /* lines as they are printed */
};

struct rejects {
	struct text stage, reason, column, like; /* --stage, --reason, -c, --like */
	size_t examples;
	bool records, help;

	const char *file;
	FILE *from;
	struct output *out;
	struct arena *mem, *line; /* for all; for one line */
	struct memo *known;       /* the packed words of the groups */
	struct group *group;
	uint64_t number, all; /* lines, rejects */
	struct text first;    /* the stage of the first record that is given back */
};

static const struct opt opts[] = {
	{ 0, OPT_TEXT, "stage", "NAME", "only what this stage rejected",
	  offsetof(struct rejects, stage) },
	{ 0, OPT_TEXT, "reason", "WORD", "only for this reason", offsetof(struct rejects, reason) },
	{ 'c', OPT_TEXT, "column", "COLUMN", "only for this column", offsetof(struct rejects, column) },
	{ 0, OPT_COUNT, "examples", "N", "show so many of each; default 3",
	  offsetof(struct rejects, examples) },
	{ 0, OPT_FLAG, "records", NULL, "print the records as they came, to be mended and fed back",
	  offsetof(struct rejects, records) },
	{ 0, OPT_TEXT, "like", "FILE", "with --records: begin with the first line of FILE, the header",
	  offsetof(struct rejects, like) },
	{ 0, OPT_FLAG, "help", NULL, "print this help", offsetof(struct rejects, help) },
	{ 0 },
};

void rejects_help(struct output *o)
{
	verb_help_of(o, "rejects", opts, "FILE", "The page weir(1) says more.");
}

/* --- what a reason means ---------------------------------------------------------------------- */

/* "records/clean.2" is a clean. A label of the user's own is none. */
static const struct stage *stage_of(struct text label, struct arena *mem)
{
	char *name = arena_copy(mem, label.at, label.len);
	char *slash = strrchr(name, '/'), *dot = strrchr(name, '.');
	uint64_t nth;
	if (dot && text_count(text_of(dot + 1), UINT64_MAX, &nth))
		*dot = '\0';
	return stage_named(slash ? slash + 1 : name);
}

static const char *meaning(const struct reason *table, struct text word)
{
	for (const struct reason *r = table; r && r->word; r++)
		if (text_is(word, r->word))
			return r->means;
	return NULL;
}

static const char *means(const struct stage *stage, struct text word)
{
	const char *found = stage ? meaning(stage->reasons, word) : NULL;
	return found ? found : meaning(reader_reasons, word);
}

/* --- groups ----------------------------------------------------------------------------------- */

/* A line of ours: nothing of the data in it may end it, or reach the terminal. */
__attribute__((format(printf, 2, 3))) static void say(struct rejects *r, const char *form, ...)
{
	char line[2048];
	va_list args;
	va_start(args, form);
	vsnprintf(line, sizeof(line), form, args);
	va_end(args);
	text_harmless(line);
	output_write(r->out, line, strlen(line));
	output_write(r->out, "\n", 1);
}

static struct group *group_of(struct rejects *r, const struct text *v)
{
	const struct text words[] = { v[STAGE], v[REASON], v[COLUMN] };
	size_t size = 0;
	bool fresh;
	for (size_t i = 0; i < 3; i++)
		size += pack_size(words[i]);
	char *packed = arena_take(r->line, size), *at = packed;
	for (size_t i = 0; i < 3; i++)
		at = pack_put(at, words[i]);
	uint32_t number = memo_find(r->known, (struct text){ packed, size }, &fresh);
	if (fresh) {
		struct group g = { 0 };
		const char *from = memo_text(r->known, number).at;
		from = pack_get(from, &g.stage);
		from = pack_get(from, &g.reason);
		pack_get(from, &g.column);
		r->group = arena_append(r->mem, r->group, number, sizeof(*r->group));
		r->group[number] = g;
	}
	return &r->group[number];
}

/* Whole characters of a value. */
static int shown(struct text v)
{
	return (int)(v.len <= SHOWN ? v.len : utf8_valid(v.at, SHOWN));
}

static int count(struct rejects *r, const struct text *v)
{
	struct group *g = group_of(r, v);
	g->records++;
	if (g->n >= (r->examples ? r->examples : 3))
		return 0;
	char line[1024];
	bool whole = v[COLUMN].len == 0; /* then the value tells more of what is wrong with it */
	struct text what = v[whole ? RECORD : VALUE], more = v[whole ? VALUE : RECORD];
	int n = snprintf(line, sizeof(line), "    %.*s:%.*s: '%.*s%s'", shown(v[SOURCE_NAME]),
	                 v[SOURCE_NAME].at, shown(v[LINE]), v[LINE].at, shown(what), what.at,
	                 what.len > SHOWN ? "…" : "");
	if (whole && more.len > 0)
		snprintf(line + n, sizeof(line) - (size_t)n, " (%.*s)", shown(more), more.at);
	g->example = arena_append(r->mem, g->example, g->n, sizeof(*g->example));
	size_t len = strlen(line);
	g->example[g->n++] = (struct text){ arena_copy(r->mem, line, len), len };
	return 0;
}

static int by_records(const void *a, const void *b)
{
	const struct group *one = a, *other = b;
	if (one->records != other->records)
		return one->records < other->records ? 1 : -1;
	int order = text_order(one->stage, other->stage);
	order = order ? order : text_order(one->reason, other->reason);
	return order ? order : text_order(one->column, other->column);
}

static void say_group(struct rejects *r, const struct group *g)
{
	const char *why = means(stage_of(g->stage, r->line), g->reason);
	const char *it = g->column.len > 0 ? "the value " : "the record ";
	say(r, "%s", "");
	say(r, "%" PRIu64 " × %.*s%s%.*s, by %.*s%s%s%s", g->records, (int)g->reason.len, g->reason.at,
	    g->column.len ? " in " : "", shown(g->column), g->column.at, shown(g->stage), g->stage.at,
	    why ? ": " : "", why ? it : "", why ? why : "");
	for (size_t i = 0; i < g->n; i++)
		say(r, "%s", g->example[i].at);
}

/* The filter that reads what is given back, and whose first line is its header. */
static void say_how(struct rejects *r, const struct group *g)
{
	const struct stage *stage = stage_of(g->stage, r->line);
	bool source = stage && stage->role == SOURCE;
	int n = shown(g->stage);
	say(r, "%s", "");
	say(r, "To mend those of %.*s: weir rejects --records --stage %.*s --like %s %s >again", n,
	    g->stage.at, n, g->stage.at, source ? "FEED" : "INPUT", r->file);
	say(r,
	    "gives them as they came, behind the first line of %s; correct them there, and give "
	    "again to %s",
	    source ? "the feed" : "the filter's input", stage ? stage->name : "the filter");
}

/* Once for each stage. */
static void say_hows(struct rejects *r, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool before = false;
		for (size_t j = 0; j < i && !before; j++)
			before = text_same(r->group[i].stage, r->group[j].stage);
		if (!before)
			say_how(r, &r->group[i]);
	}
}

static int say_all(struct rejects *r)
{
	size_t n = memo_count(r->known);
	if (n == 0)
		return say(r, "%s: nothing was rejected", r->file), 0;
	say(r, "%s: %" PRIu64 " records were rejected", r->file, r->all);
	qsort(r->group, n, sizeof(*r->group), by_records);
	for (size_t i = 0; i < n; i++)
		say_group(r, &r->group[i]);
	say_hows(r, n);
	return 0;
}

/* --- the records themselves ------------------------------------------------------------------- */

static int give_back(struct rejects *r, const struct text *v)
{
	if (!r->first.at)
		r->first = (struct text){ arena_copy(r->mem, v[STAGE].at, v[STAGE].len), v[STAGE].len };
	if (!text_same(r->first, v[STAGE]))
		return verb_fail("rejects", EX_USAGE,
		                 "%s: holds records of '%.*s' and of '%.*s', which are not alike; --stage "
		                 "chooses",
		                 r->file, shown(r->first), r->first.at, shown(v[STAGE]), v[STAGE].at);
	output_write(r->out, v[RECORD].at, v[RECORD].len);
	return output_write(r->out, "\n", 1) ? output_status(r->out) : 0;
}

static int give_header(struct rejects *r)
{
	char *line = NULL;
	size_t room = 0;
	FILE *f = fopen(r->like.at, "re");
	ssize_t n = f ? getline(&line, &room, f) : -1;
	int status = 0;
	if (!f || n <= 0)
		status = verb_fail("rejects", EX_NOINPUT, "--like %s: %s", r->like.at,
		                   f ? "empty" : strerror(errno));
	else
		output_write(r->out, line, (size_t)n);
	if (status == 0 && line && line[n - 1] != '\n')
		output_write(r->out, "\n", 1);
	free(line);
	if (f)
		fclose(f);
	return status;
}

/* --- the file --------------------------------------------------------------------------------- */

static bool cut(struct rejects *r, struct text line, struct text *v)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		const char *tab = line.len > 0 ? memchr(line.at, '\t', line.len) : NULL;
		size_t n = tab ? (size_t)(tab - line.at) : line.len;
		if (!line_value((struct text){ line.at, n }, r->line, &v[i]) ||
		    (tab != NULL) != (i + 1 < COLUMNS))
			return false;
		line = (struct text){ line.at + n + (tab != NULL), line.len - n - (tab != NULL) };
	}
	return true;
}

static bool is_asked(struct text want, struct text is)
{
	return !want.at || text_same(want, is);
}

static int take(struct rejects *r, struct text line)
{
	struct text v[COLUMNS];
	arena_empty(r->line);
	if (r->number == 1 && !text_is(line, "stage\tsource\tline\treason\tcolumn\tvalue\trecord"))
		return verb_fail(
			"rejects", EX_DATAERR,
			"%s: is no file of rejects; --rejects FILE makes one, which begins with the "
			"columns stage, source, line, reason, column, value and record",
			r->file);
	if (r->number == 1)
		return 0;
	if (!cut(r, line, v))
		return verb_fail("rejects", EX_DATAERR,
		                 "%s:%" PRIu64 ": is no line of seven values of weir text", r->file,
		                 r->number);
	if (!is_asked(r->stage, v[STAGE]) || !is_asked(r->reason, v[REASON]) ||
	    !is_asked(r->column, v[COLUMN]))
		return 0;
	r->all++;
	return r->records ? give_back(r, v) : count(r, v);
}

static int read_all(struct rejects *r)
{
	char *line = NULL;
	size_t room = 0;
	int status = 0;
	ssize_t n;
	while (status == 0 && (n = getline(&line, &room, r->from)) > 0) {
		r->number++;
		status = take(r, (struct text){ line, (size_t)n - (line[n - 1] == '\n') });
	}
	free(line);
	if (status == 0 && ferror(r->from))
		return verb_fail("rejects", EX_IOERR, "%s: %s", r->file, strerror(errno));
	if (status == 0 && r->number == 0)
		return verb_fail("rejects", EX_DATAERR, "%s: empty, expected a header line", r->file);
	return status;
}

static int perform(struct rejects *r, const struct texts *operands)
{
	if (operands->n != 1)
		return verb_fail("rejects", EX_USAGE, "expected the name of one file of rejects");
	if (r->like.at && !r->records)
		return verb_fail("rejects", EX_USAGE, "--like %s: goes with --records only", r->like.at);
	r->file = operands->at[0].at;
	r->from = strcmp(r->file, "-") == 0 ? stdin : fopen(r->file, "re");
	if (!r->from)
		return verb_fail("rejects", EX_NOINPUT, "%s: %s", r->file, strerror(errno));
	int status = r->like.at ? give_header(r) : 0;
	if (status == 0)
		status = read_all(r);
	if (r->from != stdin)
		fclose(r->from);
	return status == 0 && !r->records ? say_all(r) : status;
}

int verb_rejects(int argc, char **argv)
{
	struct rejects r = { .mem = arena_new(), .line = arena_new(), .out = output_open(NULL) };
	r.known = memo_new(0, MEMO_FULL);
	struct opt_table table = { opts, &r };
	struct texts operands;
	const char *why;
	int status = options_read(&table, 1, argc, argv, r.mem, &operands, &why);
	if (status != 0)
		verb_fail("rejects", status, "%s", why);
	else if (r.help)
		rejects_help(r.out);
	else
		status = perform(&r, &operands);
	int ended = verb_end(r.out);
	memo_free(r.known);
	arena_free(r.line);
	arena_free(r.mem);
	return status ? status : ended;
}
