/* filters/parse/header.c - what the columns of a file are called, and whether they are those that were declared. */
#include "parse/header.h"
#include "lib/memo.h"
#include <inttypes.h>
#include <stdio.h>

struct names {
	struct arena *mem;
	struct memo *taken;
	uint32_t *last; /* by number of a name: the last suffix that was tried */
};

/* The first free one of `stem`, if it may be that itself, `stem_2`, `stem_3` … Suffixes are not tried
 * again, or a million equal names would need as many steps each. */
static struct text free_name(struct names *s, struct text stem, bool itself)
{
	bool fresh = false;
	uint32_t number = memo_find(s->taken, stem, &fresh);
	char *name = arena_take(s->mem, stem.len + 16);
	memcpy(name, stem.at, stem.len);
	if (itself && fresh)
		return (struct text){ name, stem.len };
	for (uint32_t i = s->last[number] < 2 ? 2 : s->last[number] + 1;; i++) {
		int n = snprintf(name + stem.len, 16, "_%" PRIu32, i);
		struct text tried = { name, stem.len + (size_t)n };
		s->last[number] = i;
		memo_find(s->taken, tried, &fresh);
		if (fresh)
			return tried;
	}
}

static bool is_reserved(struct text name)
{
	return text_is(name, "@source") || text_is(name, "@line");
}

void header_names(struct run *run, const struct text *fields, size_t n, struct columns *to)
{
	struct arena *mem = run_arena(run);
	struct names s = { mem, memo_new(run_seed(run), n * 3 + 8),
		               arena_zeros(mem, (n * 3 + 8) * sizeof(uint32_t)) };
	bool *settled = arena_zeros(mem, n + 1), fresh;
	to->n = n;
	to->name = arena_zeros(mem, (n + 1) * sizeof(*to->name));
	for (size_t i = 0; i < n; i++) {
		struct text name = text_trim(fields[i]);
		to->name[i] = (struct text){ arena_copy(mem, name.at, name.len), name.len };
		if (name.len == 0)
			continue;
		memo_find(s.taken, name, &fresh);
		settled[i] = fresh && !is_reserved(name);
	}
	for (size_t i = 0; i < n; i++) {
		char number[32];
		int len = snprintf(number, sizeof(number), "column_%zu", i + 1);
		if (to->name[i].len == 0)
			to->name[i] = free_name(&s, (struct text){ number, (size_t)len }, true);
		else if (!settled[i])
			to->name[i] = free_name(&s, to->name[i], false);
	}
	memo_free(s.taken);
}

void header_numbers(struct run *run, size_t n, struct columns *to)
{
	struct text *none = arena_zeros(run_arena(run), (n + 1) * sizeof(*none));
	header_names(run, none, n, to);
}

/* --- what was declared ------------------------------------------------------------------------ */

static bool has(const struct columns *c, struct text name)
{
	for (size_t i = 0; i < c->n; i++)
		if (text_same(c->name[i], name))
			return true;
	return false;
}

static int not_there(struct run *run, const char *place, const struct columns *c, struct text name,
                     const char *whose)
{
	const struct text *near = text_nearest(name, c->name, c->n);
	if (near)
		return run_fail(run, EX_DATAERR, "%s: no column '%.*s', which %s; the nearest is '%.*s'",
		                place, (int)name.len, name.at, whose, (int)near->len, near->at);
	return run_fail(run, EX_DATAERR, "%s: no column '%.*s', which %s", place, (int)name.len,
	                name.at, whose);
}

/* None of the columns is there: mostly a title stands where the header is looked for. */
static int no_header(struct run *run, const char *place, const struct columns *c,
                     const struct feed *f)
{
	struct text is = c->n > 0 ? c->name[0] : (struct text){ 0 };
	return run_fail(
		run, EX_DATAERR,
		"%s: none of the columns that %s declares, but '%.*s'%s; if the header is elsewhere, "
		"headerRows or weir:headerFrom in the dialect says where",
		place, f->file, (int)(is.len < 60 ? is.len : 60), is.at, c->n > 1 ? " …" : "");
}

static int in_order(struct run *run, const char *place, const struct columns *c,
                    const struct feed *f)
{
	for (size_t i = 0; i < f->n && i < c->n; i++)
		if (!text_same(c->name[i], f->fields[i].name))
			return run_fail(
				run, EX_DATAERR,
				"%s: column %zu is '%.*s', but '%.*s' in %s, whose fieldsMatch is 'exact'", place,
				i + 1, (int)c->name[i].len, c->name[i].at, (int)f->fields[i].name.len,
				f->fields[i].name.at, f->file);
	return 0;
}

int header_declared(struct run *run, const char *place, const struct columns *c,
                    const struct feed *f)
{
	enum fields_match m = f->match;
	char *whose = arena_take(run_arena(run), strlen(f->file) + 16);
	snprintf(whose, strlen(f->file) + 16, "%s declares", f->file);
	bool may_miss = m == MATCH_SUPERSET || m == MATCH_PARTIAL;
	size_t there = 0;
	for (size_t i = 0; i < f->n; i++)
		there += has(c, f->fields[i].name);
	if (there == 0 && (f->n > 1 || may_miss))
		return no_header(run, place, c, f);
	for (size_t i = 0; i < f->n && !may_miss; i++)
		if (!has(c, f->fields[i].name))
			return not_there(run, place, c, f->fields[i].name, whose);
	for (size_t i = 0; i < c->n && (m == MATCH_EXACT || m == MATCH_EQUAL || m == MATCH_SUPERSET);
	     i++)
		if (!feed_field(f, c->name[i]))
			return run_fail(run, EX_DATAERR,
			                "%s: column '%.*s' is not declared in %s, whose fieldsMatch is '%s'",
			                place, (int)c->name[i].len, c->name[i].at, f->file,
			                m == MATCH_EXACT   ? "exact"
			                : m == MATCH_EQUAL ? "equal"
			                                   : "superset");
	return m == MATCH_EXACT ? in_order(run, place, c, f) : 0;
}

int header_find(struct run *run, const char *place, const struct columns *c, struct text name,
                const char *file, const char *path, size_t *at)
{
	for (size_t i = 0; i < c->n; i++)
		if (text_same(c->name[i], name))
			return *at = i, 0;
	size_t room = strlen(file) + strlen(path) + 16;
	char *whose = arena_take(run_arena(run), room);
	snprintf(whose, room, "%s of %s names", path, file);
	*at = 0;
	return not_there(run, place, c, name, whose);
}

int header_again(struct run *run, const char *place, const struct columns *first,
                 const struct columns *now, struct picks *at)
{
	struct arena *mem = run_arena(run);
	struct memo *names = memo_new(run_seed(run), first->n + 1);
	bool *seen = arena_zeros(mem, first->n + 1), fresh;
	int status = 0;
	at->n = first->n;
	at->at = arena_zeros(mem, (first->n + 1) * sizeof(*at->at));
	for (size_t i = 0; i < first->n; i++)
		memo_find(names, first->name[i], &fresh);
	for (size_t i = 0; i < now->n && status == 0; i++) {
		uint32_t number = memo_find(names, now->name[i], &fresh);
		if (number >= first->n) {
			status = run_fail(run, EX_DATAERR, "%s: column '%.*s' is not in the first input", place,
			                  (int)now->name[i].len, now->name[i].at);
		} else {
			at->at[number] = i;
			seen[number] = true;
		}
	}
	memo_free(names);
	for (size_t i = 0; i < first->n && status == 0; i++)
		if (!seen[i])
			status = not_there(run, place, now, first->name[i], "the first input has");
	return status;
}

/* Whether a word of -c can stand for anything but the column of that name: a range, all but one, or, as a
 * blank at its beginning shows, the rest of a name with a comma in it. */
static bool is_plain(struct text word)
{
	return word.len > 0 && word.at[0] != '!' && word.at[0] != ' ' &&
	       !memchr(word.at, '-', word.len);
}

static void add_once(struct run *run, struct columns *to, struct text name)
{
	for (size_t i = 0; i < to->n; i++)
		if (text_same(to->name[i], name))
			return;
	to->name = arena_append(run_arena(run), to->name, to->n, sizeof(*to->name));
	to->name[to->n++] = name;
}

bool header_asked(struct run *run, const struct columns *only, struct columns *to)
{
	for (size_t i = 0; i < only->n; i++)
		for (struct text rest = only->name[i], word = rest;; rest.at += word.len + 1) {
			const char *comma = memchr(rest.at, ',', rest.len);
			word.at = rest.at;
			word.len = comma ? (size_t)(comma - rest.at) : rest.len;
			if (!is_plain(word))
				return false;
			add_once(run, to, word);
			if (!comma)
				break;
			rest.len -= word.len + 1;
		}
	return to->n > 0;
}
