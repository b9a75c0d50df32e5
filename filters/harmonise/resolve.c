/* filters/harmonise/resolve.c - exact look-ups first, then rules that cannot take one country
 * for another, then broken bytes, and at last the spelling. */
#include "resolve.h"
#include "atlas.h"
#include "seek.h"

/* Where codes are looked for, one scheme after the other. */
static const struct {
	const char *scheme, *other;
	bool number;
} schemes[] = {
	{ "iso2", NULL, false },       { "iso3", NULL, false },   { "isonum", NULL, true },
	{ "iso4", NULL, false },       { "m49", "isonum", true }, { "unhcr", NULL, false },
	{ "ioc", NULL, false },        { "fifa", NULL, false },   { "fips", NULL, false },
	{ "eurostat", "iso2", false }, { "oecd", "iso3", false }, { "wb", "iso3", false },
};
const char *const code_schemes[] = { "iso2", "iso3", "isonum", "iso4",     "m49",  "unhcr", "ioc",
	                                 "fifa", "fips", "wb",     "eurostat", "oecd", NULL };
enum { SCHEMES = sizeof(schemes) / sizeof(schemes[0]) };

static size_t scheme_at(struct text word)
{
	size_t i = 0;
	while (i < SCHEMES && !text_is(word, schemes[i].scheme))
		i++;
	return i;
}

bool is_code_scheme(struct text word)
{
	return scheme_at(word) < SCHEMES;
}

bool is_country(const struct answer *answer)
{
	return answer->kind == IS_COUNTRY || answer->kind == IS_HISTORICAL;
}

static bool ruled(const struct resolver *r, struct text key, struct answer *answer)
{
	if (key.len == 0)
		return false;
	if (rulings_find(&r->own, key, answer)) {
		answer->rule = BY_OVERRIDE;
		return true;
	}
	if (!rulings_find(&r->list, key, answer))
		return false;
	answer->rule = BY_LIST;
	return true;
}

static bool look_up(const struct resolver *r, struct text key, enum rule rule,
                    struct answer *answer)
{
	if (key.len == 0)
		return false;
	if (ruled(r, key, answer))
		return true;
	if (!atlas_find(key, answer))
		return false;
	answer->rule = rule;
	answer->coded = rule == BY_CODE;
	return true;
}

/* What is ruled wins, even if another order of the words is known as it is. */
bool seek_words(const struct seek *s, const struct name *name, struct answer *answer)
{
	struct text joined = name_joined(name, s->mem), sorted = name_sorted(name, s->mem);
	return ruled(s->r, joined, answer) || ruled(s->r, sorted, answer) ||
	       look_up(s->r, joined, BY_NAME, answer) || look_up(s->r, sorted, BY_ORDER, answer);
}

bool seek_exact(const struct seek *s, struct text v, struct answer *answer)
{
	struct name name;
	return name_read(v, s->mem, &name) == NAME_READ &&
	       (look_up(s->r, name.code, BY_CODE, answer) || seek_words(s, &name, answer)) &&
	       is_country(answer);
}

/* A city, or a part of a country. */
bool is_place(const struct seek *s, const struct name *name, struct answer *answer)
{
	return look_up(s->r, name_marked("@", name_joined(name, s->mem), s->mem), BY_NAME, answer);
}

bool seek_name(const struct seek *s, struct text v, const struct name *name, struct answer *answer)
{
	return seek_words(s, name, answer) || by_brackets(s, v, answer) || is_place(s, name, answer) ||
	       by_article(s, name, answer) || by_joint(s, name, answer) ||
	       by_footnote(s, v, name, answer) || by_former(s, name, answer) ||
	       by_person(s, name, answer) || by_form(s, name, answer) || by_halves(s, name, answer) ||
	       by_place(s, v, answer);
}

/* Spelt as it is, or without the s that known names have lost: "Islads" for Island. */
static bool by_letters(const struct seek *s, const struct name *name, struct answer *answer)
{
	struct name one = *name;
	struct text *last = &one.word[one.n - 1];
	if (by_cut(name, s->mem, answer) || by_spelling(name, s->mem, answer))
		return true;
	if (one.n < 2 || last->len < 5 || last->at[last->len - 1] != 's')
		return false;
	last->len--;
	return by_spelling(&one, s->mem, answer);
}

static bool by_name(const struct seek *s, struct text v, const struct name *name,
                    struct answer *answer)
{
	return seek_name(s, v, name, answer) || by_bytes(s, v, answer) ||
	       by_joined_halves(s, name, answer) || by_letters(s, name, answer);
}

/* A number has lost its zeros on the way through a spreadsheet: 4 is 004. */
static struct text padded(struct text v, struct arena *mem)
{
	char *to = arena_take(mem, 3);
	if (v.len == 0 || v.len >= 3)
		return v;
	memset(to, '0', 3);
	memcpy(to + 3 - v.len, v.at, v.len);
	return (struct text){ to, 3 };
}

static bool in_scheme(const struct seek *s, const char *scheme, struct text code,
                      struct answer *answer)
{
	if (!atlas_find(name_marked(scheme, code, s->mem), answer))
		return false;
	answer->rule = BY_CODE;
	answer->coded = true;
	return true;
}

/* The column is said to hold codes of one list: their case does not matter, and of other texts
 * only those mean something that say why there is no code: "Unknown". */
static bool by_scheme(const struct seek *s, struct text v, const struct name *name,
                      struct answer *answer)
{
	size_t i = scheme_at(s->r->scheme);
	struct text code = name_code(schemes[i].number ? padded(v, s->mem) : v, s->mem);
	struct text joined = name_joined(name, s->mem);
	if (ruled(s->r, code, answer) || ruled(s->r, joined, answer))
		return true;
	if (code.len > 0 && (in_scheme(s, schemes[i].scheme, code, answer) ||
	                     (schemes[i].other && in_scheme(s, schemes[i].other, code, answer))))
		return true;
	return look_up(s->r, joined, BY_NAME, answer) && !is_country(answer) && !answer->refused;
}

static bool is_found(const struct seek *s, struct text v, const struct name *name,
                     struct answer *answer)
{
	if (is_code_scheme(s->r->scheme))
		return by_scheme(s, v, name, answer);
	return (s->r->scheme.len == 0 && look_up(s->r, name->code, BY_CODE, answer)) ||
	       by_name(s, v, name, answer);
}

struct answer resolve(const struct resolver *r, struct text v, struct arena *mem)
{
	struct name name;
	struct answer answer = { 0 };
	struct seek s = { r, mem };
	v = text_trim(v);
	enum name_found found = name_read(v, mem, &name);
	if (found == NAME_EMPTY)
		return (struct answer){ .kind = IS_UNSPECIFIED, .rule = BY_MISSING };
	if (found == NAME_READ && is_found(&s, v, &name, &answer))
		return answer;
	return (struct answer){ .kind = IS_UNKNOWN, .refused = true };
}
