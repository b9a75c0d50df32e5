/* filters/harmonise/resolve.c - exact look-ups first, then rules that cannot take one country
 * for another. */
#include "resolve.h"
#include "atlas.h"
#include <stdlib.h>

static bool look_up(const struct resolver *r, struct text key, struct answer *answer)
{
	return key.len > 0 && (rulings_find(&r->own, key, answer) ||
	                       rulings_find(&r->house, key, answer) || atlas_find(key, answer));
}

/* What the user says wins, even if another order of the words is known as it is. */

static bool by_words(const struct resolver *r, const struct name *name, struct arena *mem,
                     struct answer *answer)
{
	struct text joined = name_joined(name, mem), sorted = name_sorted(name, mem);
	return rulings_find(&r->own, joined, answer) || rulings_find(&r->own, sorted, answer) ||
	       look_up(r, joined, answer) || look_up(r, sorted, answer);
}

/* Articles of European languages before a name: "la Guinée", "l'Inde", "los Estados Unidos". */
static const char *const articles[] = { "l",  "la",  "le", "les", "el",  "los", "las", "il",
	                                    "lo", "gli", "os", "as",  "der", "die", "das", "het" };

static bool by_article(const struct resolver *r, const struct name *name, struct arena *mem,
                       struct answer *answer)
{
	struct name rest = { .n = name->n - 1 };
	for (size_t i = 0; rest.n > 0 && i < sizeof(articles) / sizeof(articles[0]); i++) {
		if (!text_is(name->word[0], articles[i]))
			continue;
		memcpy(rest.word, name->word + 1, rest.n * sizeof(rest.word[0]));
		return by_words(r, &rest, mem, answer);
	}
	return false;
}

/* Ireland (N) is no footnote. */
static bool is_mark(struct text word)
{
	return word.len == 1 && *word.at >= 'a' && *word.at <= 'd';
}

/* A footnote's mark behind a name: "Serbia 2", "Serbia2", "Serbia (a)". No name ends with a
 * number; a letter has to stand in brackets. */
static bool by_footnote(const struct resolver *r, struct text v, const struct name *name,
                        struct arena *mem, struct answer *answer)
{
	struct name rest = *name;
	struct text *last = &rest.word[rest.n - 1];
	size_t digits = 0;
	while (digits < last->len && last->at[last->len - 1 - digits] >= '0' &&
	       last->at[last->len - 1 - digits] <= '9')
		digits++;
	bool letter = is_mark(*last) && (v.at[v.len - 1] == ')' || v.at[v.len - 1] == ']');
	if (!letter && (digits == 0 || digits > 2))
		return false;
	last->len -= letter ? 1 : digits;
	rest.n -= last->len == 0;
	return rest.n > 0 && by_words(r, &rest, mem, answer);
}

static bool is_country(const struct answer *answer)
{
	return answer->kind == IS_COUNTRY || answer->kind == IS_HISTORICAL;
}

static bool one_country(const struct resolver *r, struct text v, struct arena *mem,
                        struct answer *answer)
{
	struct name name;
	return name_read(v, mem, &name) == NAME_READ &&
	       (look_up(r, name.code, answer) || by_words(r, &name, mem, answer)) && is_country(answer);
}

static bool belongs_to(const struct resolver *r, struct text territory, struct text state,
                       struct arena *mem)
{
	struct name name;
	struct answer owner;
	return name_read(territory, mem, &name) == NAME_READ &&
	       rulings_find(&r->belongs, name.code, &owner) && text_same(owner.codes, state);
}

/* "Côte d'Ivoire (Ivory Coast)": both are the same. "Aruba (Dutch)": the second is the state
 * that the first belongs to. Anything else in brackets may tell one country from another: Guiana
 * (British), Germany (East). */
static bool by_brackets(const struct resolver *r, struct text v, struct arena *mem,
                        struct answer *answer)
{
	const char *open = v.len > 0 ? memchr(v.at, '(', v.len) : NULL;
	if (!open || open == v.at || v.at[v.len - 1] != ')')
		return false;
	struct text before = { v.at, (size_t)(open - v.at) };
	struct text inside = { open + 1, (size_t)(v.at + v.len - 1 - (open + 1)) };
	struct answer other;
	if (!one_country(r, before, mem, answer) || !one_country(r, inside, mem, &other))
		return false;
	return text_same(answer->codes, other.codes) || belongs_to(r, answer->codes, other.codes, mem);
}

static bool by_name(const struct resolver *r, struct text v, const struct name *name,
                    struct arena *mem, struct answer *answer)
{
	return by_words(r, name, mem, answer) || by_brackets(r, v, mem, answer) ||
	       by_article(r, name, mem, answer) || by_footnote(r, v, name, mem, answer);
}

/* A number has lost its zeros on the way through a spreadsheet: 4 is 004. */
static struct text padded(struct text v, struct arena *mem)
{
	char *to = arena_take(mem, 3);
	if (v.len == 0 || v.len > 3)
		return v;
	memset(to, '0', 3);
	memcpy(to + 3 - v.len, v.at, v.len);
	return (struct text){ to, 3 };
}

static bool is_number(struct text v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.at[i] < '0' || v.at[i] > '9')
			return false;
	return v.len > 0;
}

/* "=na" for na, Na and NA; missing if it has not the form of a code. */
static struct text any_case(struct text v, struct arena *mem)
{
	struct name name;
	char *to = arena_copy(mem, v.at, v.len);
	for (size_t i = 0; i < v.len; i++)
		if (to[i] >= 'A' && to[i] <= 'Z')
			to[i] = (char)(to[i] + ('a' - 'A'));
	name_read((struct text){ to, v.len }, mem, &name);
	return name.code;
}

/* The column is said to hold codes of one list: their case does not matter, and nothing else is
 * one. */
static bool by_scheme(const struct resolver *r, struct text v, const struct name *name,
                      struct arena *mem, struct answer *answer)
{
	struct text padding = r->scheme == ISONUM ? padded(v, mem) : v;
	struct text code = any_case(padding, mem);
	if (rulings_find(&r->own, code, answer) ||
	    rulings_find(&r->own, name_joined(name, mem), answer))
		return true;
	return code.len == (r->scheme == ISO2 ? 3 : 4) && is_number(padding) == (r->scheme == ISONUM) &&
	       atlas_find(code, answer);
}

static bool is_found(const struct resolver *r, struct text v, const struct name *name,
                     struct arena *mem, struct answer *answer)
{
	if (r->scheme == ANY_SCHEME)
		return look_up(r, name->code, answer) || by_name(r, v, name, mem, answer);
	if (r->scheme == NAMES)
		return by_name(r, v, name, mem, answer);
	return by_scheme(r, v, name, mem, answer);
}

struct answer resolve(const struct resolver *r, struct text v, struct arena *mem)
{
	struct name name;
	struct answer answer;
	v = text_trim(v);
	enum name_found found = name_read(v, mem, &name);
	if (found == NAME_EMPTY)
		return (struct answer){ .kind = IS_UNSPECIFIED };
	if (found == NAME_READ && is_found(r, v, &name, mem, &answer))
		return answer;
	return (struct answer){ .kind = IS_UNKNOWN, .refused = true };
}
