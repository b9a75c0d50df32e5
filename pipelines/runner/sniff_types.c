/* pipelines/runner/sniff_types.c - what each column holds, by what profile says of all its values. */
#include "sniff.h"
#include "lib/line.h"
#include "profile/record.h"
#include <stdio.h>
#include <strings.h>

struct seen { /* profile's record of a column */
	struct text is[VALUES];
	uint64_t records, missing, distinct, values; /* values: that are not missing */
	const struct json *top, *odd;                /* may be null */
};

static uint64_t number(struct text t)
{
	uint64_t n = 0;
	text_count(t, UINT64_MAX, &n);
	return n;
}

/* Of "integer=980 text=20" the number behind a word. */
static uint64_t kind(const struct seen *c, const char *word)
{
	size_t len = strlen(word);
	struct text left = c->is[OF_KINDS];
	while (left.len > 0) {
		const char *blank = memchr(left.at, ' ', left.len);
		size_t n = blank ? (size_t)(blank - left.at) : left.len;
		if (n > len && memcmp(left.at, word, len) == 0 && left.at[len] == '=')
			return number((struct text){ left.at + len + 1, n - len - 1 });
		size_t used = n + (blank != NULL);
		left = (struct text){ left.at + used, left.len - used };
	}
	return 0;
}

static uint64_t kinds(const struct seen *c, const char *const *words)
{
	uint64_t sum = 0;
	for (; *words; words++)
		sum += kind(c, *words);
	return sum;
}

/* --- types ------------------------------------------------------------------------------------ */

static void is_type(struct guess *g, const char *type, uint64_t fit)
{
	g->type = type;
	g->fit = fit;
}

static void guess_number(struct sniff *s, struct guess *g, const struct seen *c)
{
	uint64_t whole = kind(c, "integer"), broken = kind(c, "number"), grouped = kind(c, "grouped");
	uint64_t comma = kind(c, "decimal-comma"), spaced = kind(c, "spaced");
	uint64_t percent = kind(c, "percent");
	g->measure = true;
	is_type(g, broken > 0 || comma > 0 || percent > 0 ? "number" : "integer",
	        whole + broken + grouped + comma + spaced + percent);
	if (grouped > 0)
		g->group = ",";
	if (spaced > 0)
		g->group = " ";
	if (comma > 0) {
		g->decimal = ",";
		g->group = spaced > 0 ? " " : ".";
	}
	if (grouped > 0)
		sniff_note(s, g->name, "a comma in numbers is taken for thousands (groupChar)");
	if (comma > 0 && broken > 0)
		sniff_note(s, g->name,
		           "commas are taken for decimals, and points in numbers such as "
		           "1.234 for thousands");
	g->dressed = percent > 0;
	for (size_t i = 0; percent > 0 && c->top && i < c->top->n; i++)
		if (memchr(c->top->key[i].at, ',', c->top->key[i].len))
			g->decimal = ","; /* parts of a hundred have no thousands */
}

/* What stands between day, month and year. */
static char mark_of_dates(const struct seen *c)
{
	for (size_t i = 0; i < c->is[LEAST].len; i++)
		if (strchr("/.-", c->is[LEAST].at[i]))
			return c->is[LEAST].at[i];
	return '/';
}

/* A pattern of strptime with that sign. */
static void guess_order(struct sniff *s, struct guess *g, const struct seen *c, const char *order,
                        uint64_t fit)
{
	char mark = mark_of_dates(c), *form = arena_take(s->mem, 16);
	int n = snprintf(form, 16, "%%%c%c%%%c%c%%%c", order[0], mark, order[1], mark, order[2]);
	g->form = (struct text){ form, (size_t)n };
	is_type(g, "date", fit);
}

static void guess_date(struct sniff *s, struct guess *g, const struct seen *c)
{
	uint64_t iso = kind(c, "date"), ymd = kind(c, "ymd"), either = kind(c, "dmy-or-mdy");
	uint64_t dmy = kind(c, "dmy"), mdy = kind(c, "mdy");
	if (iso + ymd >= dmy + mdy + either && iso >= ymd)
		is_type(g, "date", iso);
	else if (ymd > 0 && ymd >= dmy + mdy + either)
		guess_order(s, g, c, "Ymd", ymd);
	else if (dmy > 0 && mdy == 0)
		guess_order(s, g, c, "dmY", dmy + either);
	else if (mdy > 0 && dmy == 0)
		guess_order(s, g, c, "mdY", mdy + either);
	else {
		char mark = mark_of_dates(c);
		sniff_note(s, g->name,
		           "dates whose day and month may be either; format is \"%%d%c%%m%c%%Y\" "
		           "or \"%%m%c%%d%c%%Y\"",
		           mark, mark, mark, mark);
	}
}

/* Words for yes and no as they are written. */
static bool guess_boolean(struct sniff *s, struct guess *g, const struct seen *c)
{
	if (!c->top || c->top->n != c->distinct || c->distinct > 4)
		return false;
	for (size_t i = 0; i < c->top->n; i++) {
		bool yes = (c->top->key[i].at[0] | 0x20) == 't' || (c->top->key[i].at[0] | 0x20) == 'y';
		struct texts *to = yes ? &g->yes : &g->no;
		to->at = arena_append(s->mem, to->at, to->n, sizeof(*to->at));
		to->at[to->n++] = c->top->key[i];
	}
	is_type(g, "boolean", c->values);
	return true;
}

/* Of four digits each, and the column says so. */
static bool is_year(const struct guess *g, const struct seen *c)
{
	static const char *const words[] = {
		"year", "jahr", "ann", "año", "ano", "anno", "rok", "jaar"
	};
	char name[64] = "";
	for (size_t i = 0; i < g->name.len && i + 1 < sizeof(name); i++)
		name[i] = (char)(g->name.at[i] >= 'A' && g->name.at[i] <= 'Z' ? g->name.at[i] | 0x20
		                                                              : g->name.at[i]);
	bool says = false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		says |= strstr(name, words[i]) != NULL;
	return says && g->marks.n == 0 && text_is(c->is[SHORTEST], "4") &&
	       text_is(c->is[LONGEST], "4") && number(c->is[LEAST]) >= 1800 &&
	       number(c->is[GREATEST]) <= 2200;
}

static void say_odd(struct sniff *s, const struct guess *g, const char *what, uint64_t fit)
{
	sniff_note(s, g->name, "%.4g %% are %s, kept as text for the others: %.*s",
	           100 * (double)fit / (double)g->values, what,
	           (int)(g->odd.len < 120 ? g->odd.len : 120), g->odd.at ? g->odd.at : "");
}

/* Numbers with notes behind them. */
static bool guess_noted(struct sniff *s, struct guess *g, const struct seen *c)
{
	struct seen bare = *c;
	if (!sniff_behind(s, g, s->n - 1, &bare.is[OF_KINDS]))
		return false;
	guess_number(s, g, &bare);
	g->values = g->fit = c->values;
	return true;
}

/* What most of the values are; text, unless it is all but the marks. */
static void guess_type(struct sniff *s, struct guess *g, const struct seen *c)
{
	static const char *const numbers[] = { "integer", "number",  "grouped", "decimal-comma",
		                                   "spaced",  "percent", NULL };
	static const char *const dates[] = { "date", "ymd", "dmy", "mdy", "dmy-or-mdy", NULL };
	uint64_t n = g->values;
	is_type(g, "string", n);
	if (n == 0)
		return;
	if (kinds(c, numbers) == n)
		guess_number(s, g, c);
	else if (kinds(c, dates) == n)
		guess_date(s, g, c);
	else if (kind(c, "datetime") == n)
		is_type(g, "datetime", n);
	else if (kind(c, "quarter") == n)
		g->kind = "quarter";
	else if (kind(c, "academic-year") > 0 && kind(c, "academic-year") + kind(c, "yearmonth") == n)
		g->kind = "academic-year"; /* 2010-11 is both */
	else if (kind(c, "yearmonth") == n)
		is_type(g, "yearmonth", n);
	else if (kind(c, "boolean") == n && guess_boolean(s, g, c))
		return;
	if (strcmp(g->type, "integer") == 0 && kind(c, "integer") == n && is_year(g, c)) {
		is_type(g, "year", n);
		g->measure = false;
	}
	if (strcmp(g->type, "string") != 0 || g->kind || guess_noted(s, g, c))
		return;
	g->marks.n = 0;
	g->values = c->values;
	g->fit = c->values;
	uint64_t some = kinds(c, numbers);
	if (10 * some >= 9 * n && kind(c, "zero-led") == 0)
		say_odd(s, g, "numbers", some);
	else if (10 * kinds(c, dates) >= 9 * n && kinds(c, dates) < n)
		say_odd(s, g, "dates", kinds(c, dates));
}

static void take(struct sniff *s, const struct seen *c)
{
	struct guess *g = &s->column[s->n++];
	*g = (struct guess){ .name = c->is[COLUMN],
		                 .odd = c->is[c->is[ODD].len > 0 ? ODD : OF_KINDS],
		                 .distinct = c->distinct };
	uint64_t marked = sniff_marks(s, g, c->odd);
	g->values = c->values - marked;
	guess_type(s, g, c);
	g->required = c->missing == 0 && g->marks.n == 0 && c->values > 0;
	g->unique = g->required && c->distinct == c->records && text_is(c->is[EXACT], "yes");
	if (s->n == 1 && 10 * c->missing >= 3 * c->records && c->values > 1)
		sniff_note(
			s, g->name,
			"blank in many records; where it holds labels of groups, weir:fillDown or weir:fillUp "
			"in the dialect fills it");
	if (c->values == 0 && c->records > 0)
		sniff_note(s, g->name, "holds nothing");
}

static bool read_seen(struct sniff *s, struct text line, struct seen *c)
{
	const char *why;
	*c = (struct seen){ 0 };
	for (size_t i = 0; i < VALUES; i++) {
		const char *tab = line.len > 0 ? memchr(line.at, '\t', line.len) : NULL;
		size_t n = tab ? (size_t)(tab - line.at) : line.len;
		if (!line_value((struct text){ line.at, n }, s->mem, &c->is[i]))
			return false;
		line = (struct text){ line.at + n + (tab != NULL), line.len - n - (tab != NULL) };
	}
	c->records = number(c->is[RECORDS]);
	c->missing = number(c->is[MISSING]);
	c->distinct = number(c->is[DISTINCT]);
	c->values = c->records - c->missing;
	c->top = json_read(c->is[TOP], s->mem, &why);
	c->odd = json_read(c->is[ODD], s->mem, &why);
	return true;
}

/* All of profile's records. */
static void take_all(struct sniff *s, struct text left)
{
	s->column = arena_take(s->mem, (left.len / VALUES + 1) * sizeof(*s->column));
	for (bool header = true; left.len > 0; header = false) {
		const char *end = memchr(left.at, '\n', left.len);
		size_t n = end ? (size_t)(end - left.at) : left.len;
		struct seen c;
		if (!header && read_seen(s, (struct text){ left.at, n }, &c))
			take(s, &c);
		left = (struct text){ left.at + n + (end != NULL), left.len - n - (end != NULL) };
	}
	sniff_thousands(s);
	sniff_reasons(s);
}

int sniff_types(struct sniff *s)
{
	struct output *o = output_memory();
	sniff_write(s, o, false);
	const char *words[] = { "parse",
		                    "--feed",
		                    sniff_file(s, output_bytes(o)),
		                    "--max-rejects",
		                    "100%",
		                    "--",
		                    s->file,
		                    "|",
		                    "clean",
		                    "--max-rejects",
		                    "100%",
		                    "|",
		                    "profile",
		                    "--top",
		                    "16",
		                    NULL };
	struct ran ran;
	sniff_run(s, words, 0, true, &ran);
	output_drop(o);
	if (ran.status == EX_CONFIG) /* names the descriptor, which nobody has */
		return sniff_fail(ran.status, "%s: no descriptor can say how it is to be read: %s", s->file,
		                  ran.why.at + strcspn(ran.why.at, " ") + (ran.why.len > 0));
	if (ran.status != 0)
		return sniff_fail(ran.status, "%s", ran.why.at);
	s->records = ran.in - ran.rejected;
	s->bad = ran.rejected;
	take_all(s, ran.out);
	sniff_notes(s);
	return 0;
}
