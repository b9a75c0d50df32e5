/* filters/harmonise/tables/pool.c - one key, many sources: what it means, or that it is
 * ambiguous. */
#include "pool.h"
#include "near.h"
#include "harmonise/name.h"
#include <stdlib.h>

static void pool_put(struct pool *p, struct text key, struct found as)
{
	if (key.len == 0 || key.len > UINT16_MAX)
		return;
	if (p->n == p->room) {
		size_t room = p->room ? p->room * 2 : 4096;
		p->at = arena_grow(p->mem, p->at, p->n * sizeof(*p->at), room * sizeof(*p->at));
		p->room = room;
	}
	as.key = key;
	p->at[p->n++] = as;
}

/* Two or three plain letters are an abbreviation, in some language or other: "du", "man", "AS"
 * for the United States in Indonesian. Only those in English are known well enough to be meant. */
static bool is_too_short(struct text key)
{
	for (size_t i = 0; i < key.len; i++)
		if (key.at[i] & 0x80)
			return false;
	return key.len <= 3;
}

void pool_name(struct pool *p, struct text name, struct found as)
{
	struct name read;
	if (name_read(name, p->mem, &read) != NAME_READ)
		return;
	as.name = name;
	if (!as.english && is_too_short(name_joined(&read, p->mem)))
		return;
	pool_put(p, name_joined(&read, p->mem), as);
	pool_put(p, name_sorted(&read, p->mem), as);
}

void pool_code(struct pool *p, struct text code, struct found as)
{
	struct name read;
	if (name_read(code, p->mem, &read) != NAME_READ)
		return;
	as.name = code;
	pool_put(p, read.code, as);
}

static int found_order(const void *a, const void *b)
{
	const struct found *one = a, *other = b;
	int by_key = text_order(one->key, other->key);
	return by_key != 0 ? by_key : strcmp(one->code, other->code);
}

/* The sources for one key. */
struct group {
	struct found *first, *end;
};

static size_t count(struct group g, enum answer_kind kind)
{
	size_t n = 0;
	for (const struct found *f = g.first; f < g.end; f++)
		n += f->kind == kind;
	return n;
}

static void outvote(struct group g, enum answer_kind kind)
{
	for (struct found *f = g.first; f < g.end; f++)
		f->outvoted |= f->kind == kind;
}

/* Without a date, a name means the country that has it today. The part of the world that some
 * language calls so is not meant where twice as many mean a country: Australia, but not America. */
static void outvote_kinds(struct group g)
{
	size_t countries = count(g, IS_COUNTRY), regions = count(g, IS_RESIDUAL);
	if (countries > 0)
		outvote(g, IS_HISTORICAL);
	if (regions > 0 && countries >= regions * 2)
		outvote(g, IS_RESIDUAL);
}

enum voters { EVERYBODY, ENGLISH, CLDR };

static bool votes(const struct found *f, enum voters who)
{
	return !f->outvoted && (who != ENGLISH || f->english) && (who != CLDR || f->cldr);
}

static bool agree(const struct found *a, const struct found *b)
{
	return a->kind == b->kind && strcmp(a->code, b->code) == 0;
}

/* One of the sources that give the only answer; null when there is none, or more than one. */
static const struct found *winner(struct group g, enum voters who)
{
	const struct found *one = NULL;
	for (const struct found *f = g.first; f < g.end; f++) {
		if (!votes(f, who))
			continue;
		if (one && !agree(one, f))
			return NULL;
		one = f;
	}
	return one;
}

/* de, and not its variants de_AT or sr@latin. */
static struct text plain(struct text language)
{
	size_t n = 0;
	while (n < language.len && language.at[n] != '_' && language.at[n] != '@')
		n++;
	return (struct text){ language.at, n };
}

/* Some language has one name for two countries: an error in its catalogue, found in dozens. */
static bool is_error(const struct found *f, struct group g, const struct found *right)
{
	for (const struct found *other = g.first; other < g.end; other++)
		if (agree(other, right) && text_same(plain(other->language), plain(f->language)))
			return true;
	return false;
}

/* CLDR is reviewed by committee, iso-codes is what translators send. Where all of CLDR agrees,
 * and who dissents gives the name to CLDR's country too, the dissent is an error. A language of
 * its own may well be right. */
static const struct found *winner_by_cldr(struct group g)
{
	const struct found *right = winner(g, CLDR);
	if (!right || right->kind != IS_COUNTRY)
		return NULL;
	for (const struct found *f = g.first; f < g.end; f++)
		if (votes(f, EVERYBODY) && !agree(f, right) && !is_error(f, g, right))
			return NULL;
	return right;
}

static struct text all_codes(struct group g, struct arena *mem)
{
	char *to = arena_take(mem, (size_t)(g.end - g.first) * 4), *at = to;
	const char *last = "";
	for (const struct found *f = g.first; f < g.end; f++) {
		if (f->outvoted || f->code[0] == '\0' || strcmp(f->code, last) == 0)
			continue;
		if (at > to)
			*at++ = ' ';
		at = mempcpy(at, f->code, 3);
		last = f->code;
	}
	return (struct text){ to, (size_t)(at - to) };
}

static struct settled settle(struct group g, struct arena *mem)
{
	struct settled s = { .key = g.first->key, .kind = IS_AMBIGUOUS };
	outvote_kinds(g);
	const struct found *one = winner(g, EVERYBODY);
	if (!one)
		one = winner(g, ENGLISH);
	if (!one)
		one = winner_by_cldr(g);
	if (one)
		s.kind = one->kind;
	s.codes = one ? text_of(one->code) : all_codes(g, mem);
	return s;
}

/* What most feeds are written in: a name in one of them is meant. */
static bool is_wide(struct text language)
{
	static const char *const wide[] = {
		"ar", "de", "en", "es", "fr", "it", "nl", "pt", "ru", "zh"
	};
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (text_is(language, wide[i]))
			return true;
	return false;
}

/* Known in at most two languages, and in none of those. */
static bool is_rare(struct group g)
{
	struct text one = plain(g.first->language), other = one;
	for (const struct found *f = g.first; f < g.end; f++) {
		struct text language = plain(f->language);
		if (is_wide(language))
			return false;
		if (text_same(language, one) || text_same(language, other))
			continue;
		if (!text_same(one, other))
			return false;
		other = language;
	}
	return true;
}

/* "Nigera" is Niger in a language or two. In a feed it is more likely Nigeria, misspelt. */
static bool doubt(struct settled *s, struct group g, const struct found *english, size_t n,
                  struct arena *mem)
{
	if (s->kind != IS_COUNTRY || s->key.at[0] == '=' || !is_rare(g))
		return false;
	const char *other = near_country(english, n, s->key, s->codes.at);
	if (!other)
		return false;
	bool first = strcmp(s->codes.at, other) < 0;
	char *to = arena_take(mem, 8);
	snprintf(to, 8, "%s %s", first ? s->codes.at : other, first ? other : s->codes.at);
	s->kind = IS_AMBIGUOUS;
	s->codes = text_of(to);
	return true;
}

static struct found *english_of(const struct pool *p, size_t *n)
{
	struct found *names = arena_take(p->mem, p->n * sizeof(*names));
	*n = 0;
	for (size_t i = 0; i < p->n; i++)
		if (p->at[i].english && p->at[i].key.at[0] != '=')
			names[(*n)++] = p->at[i];
	return names;
}

static bool is_disputed(struct group g)
{
	for (const struct found *f = g.first; f < g.end; f++)
		if (!agree(f, g.first))
			return true;
	return false;
}

static void report_group(FILE *to, const struct settled *s, struct group g)
{
	for (const struct found *f = g.first; f < g.end; f++)
		fprintf(to, "%.*s\t%s\t%.*s\t%s\t%s\t%.*s\t%s %.*s\n", (int)s->key.len, s->key.at,
		        answer_word(s->kind), (int)s->codes.len, s->codes.at, answer_word(f->kind), f->code,
		        (int)f->name.len, f->name.at, f->cldr ? "ICU" : "iso-codes", (int)f->language.len,
		        f->language.at);
}

struct settled *pool_settle(struct pool *p, FILE *report, size_t *n)
{
	size_t names;
	struct settled *all = arena_take(p->mem, p->n * sizeof(*all));
	const struct found *english = english_of(p, &names);
	*n = 0;
	qsort(p->at, p->n, sizeof(*p->at), found_order);
	for (struct group g = { p->at, NULL }; g.first < p->at + p->n; g.first = g.end) {
		g.end = g.first;
		while (g.end < p->at + p->n && text_same(g.end->key, g.first->key))
			g.end++;
		all[*n] = settle(g, p->mem);
		bool doubted = doubt(&all[*n], g, english, names, p->mem);
		if (doubted || is_disputed(g))
			report_group(report, &all[*n], g);
		++*n;
	}
	return all;
}
