/* filters/harmonise/tables/settle.c - one key, many sources: what it means, or that it is
 * ambiguous. */
#include "near.h"
#include "pool.h"
#include "harmonise/name.h"
#include <stdlib.h>

/* What people have decided comes first, then by code. */
static int found_order(const void *a, const void *b)
{
	const struct found *one = a, *other = b;
	int by_key = text_order(one->key, other->key);
	if (by_key == 0 && one->rank != other->rank)
		return one->rank > other->rank ? -1 : 1;
	int by_code = by_key != 0 ? by_key : strcmp(one->code, other->code);
	if (by_code == 0)
		by_code = text_order(one->source, other->source);
	return by_code != 0 ? by_code : text_order(one->name, other->name);
}

/* The sources for one key. */
struct group {
	struct found *first, *end;
};

static size_t count(struct group g, enum answer_kind kind)
{
	size_t n = 0;
	for (const struct found *f = g.first; f < g.end; f++)
		n += !f->outvoted && f->kind == kind;
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
	for (struct found *f = g.first; f < g.end; f++)
		f->outvoted = f->rank < g.first->rank;
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

static void add_code(char **at, const char *to, const char *code)
{
	for (const char *c = to; c < *at; c += 4)
		if (memcmp(c, code, 3) == 0)
			return;
	*at = mempcpy(*at, code, 3);
	*(*at)++ = ' ';
}

/* The codes of those that are outvoted, or of those that are not, or of former countries. */
static struct text all_codes(struct group g, bool former, struct arena *mem)
{
	char *to = arena_take(mem, (size_t)(g.end - g.first) * 4 + 1), *at = to;
	for (const struct found *f = g.first; f < g.end; f++)
		if (f->code[0] != '\0' && (former ? f->kind == IS_HISTORICAL : !f->outvoted))
			add_code(&at, to, f->code);
	return (struct text){ to, (size_t)(at - to) - (at > to) };
}

/* Of those that agree, one in English, or else the first. */
static struct text best_source(struct group g, const struct found *one)
{
	const struct found *best = NULL;
	for (const struct found *f = g.first; f < g.end; f++)
		if (!f->outvoted && agree(f, one) && (!best || (f->english && !best->english)))
			best = f;
	return best ? best->source : one->source;
}

static struct settled settle_house(struct group g)
{
	return (struct settled){ .key = g.first->key,
		                     .kind = g.first->kind,
		                     .codes = g.first->codes,
		                     .source = g.first->source };
}

static struct settled settle(struct group g, struct arena *mem)
{
	if (g.first->rank == HOUSE)
		return settle_house(g);
	if (g.first->kind == IS_NO_COUNTRY)
		return (struct settled){ .key = g.first->key,
			                     .kind = IS_NO_COUNTRY,
			                     .codes = all_codes(g, false, mem),
			                     .source = g.first->source };
	struct settled s = { .key = g.first->key, .kind = IS_AMBIGUOUS };
	outvote_kinds(g);
	const struct found *one = winner(g, EVERYBODY);
	if (!one)
		one = winner(g, ENGLISH);
	if (!one)
		one = winner_by_cldr(g);
	if (one)
		s.kind = one->kind;
	s.codes = one ? text_of(one->code) : all_codes(g, false, mem);
	s.source = one ? best_source(g, one) : text_of("sources that differ");
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

/* A slip of the pen is mended to names in these languages only. */
static bool is_wide_name(struct group g)
{
	for (const struct found *f = g.first; f < g.end; f++)
		if (!f->outvoted && f->rank != MADE && is_wide(plain(f->language)))
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
	if (s->kind != IS_COUNTRY || memchr(s->key.at, '=', s->key.len) || !is_rare(g))
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
		if (p->at[i].english && p->at[i].key.at[0] != '@' &&
		    !memchr(p->at[i].key.at, '=', p->at[i].key.len))
			names[(*n)++] = p->at[i];
	return names;
}

static bool is_disputed(struct group g)
{
	for (const struct found *f = g.first; f < g.end; f++)
		if (f->rank == g.first->rank && !agree(f, g.first))
			return true;
	return false;
}

static void report_group(FILE *to, const struct settled *s, struct group g)
{
	for (const struct found *f = g.first; f < g.end; f++)
		fprintf(to, "%.*s\t%s\t%.*s\t%s\t%s\t%.*s\t%.*s\n", (int)s->key.len, s->key.at,
		        answer_word(s->kind), (int)s->codes.len, s->codes.at, answer_word(f->kind), f->code,
		        (int)f->name.len, f->name.at, (int)f->source.len, f->source.at);
}

/* Of two lines in conf/countries that say different things of one text, one is wrong. */
static const char *contradiction(struct group g, struct arena *mem)
{
	for (const struct found *f = g.first; f < g.end && f->rank == HOUSE; f++) {
		if (f->kind == g.first->kind && text_same(f->codes, g.first->codes))
			continue;
		size_t room = 64 + f->source.len + g.first->source.len + f->name.len;
		char *line = arena_take(mem, room);
		snprintf(line, room, "%.*s: '%.*s': has another answer in %.*s", (int)f->source.len,
		         f->source.at, (int)f->name.len, f->name.at, (int)g.first->source.len,
		         g.first->source.at);
		return line;
	}
	return NULL;
}

static struct settled decide(struct group g, const struct found *english, size_t names,
                             struct pool *p, FILE *report)
{
	bool disputed = g.first->kind != IS_NO_COUNTRY && is_disputed(g);
	struct settled s = settle(g, p->mem);
	bool doubted = g.first->rank == TOLD && doubt(&s, g, english, names, p->mem);
	if (disputed || doubted)
		report_group(report, &s, g);
	s.wide = s.kind != IS_AMBIGUOUS && is_wide_name(g);
	if (s.kind == IS_COUNTRY)
		s.former = all_codes(g, true, p->mem);
	return s;
}

struct settled *pool_settle(struct pool *p, FILE *report, size_t *n, const char **why)
{
	size_t names;
	struct settled *all = arena_take(p->mem, p->n * sizeof(*all));
	const struct found *english = english_of(p, &names);
	*n = 0;
	*why = NULL;
	qsort(p->at, p->n, sizeof(*p->at), found_order);
	for (struct group g = { p->at, NULL }; g.first < p->at + p->n && !*why; g.first = g.end) {
		g.end = g.first;
		while (g.end < p->at + p->n && text_same(g.end->key, g.first->key))
			g.end++;
		*why = contradiction(g, p->mem);
		all[(*n)++] = decide(g, english, names, p, report);
	}
	return *why ? NULL : all;
}
