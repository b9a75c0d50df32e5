/* filters/harmonise/parts.c - texts of two parts that have to agree. */
#include "atlas.h"
#include "seek.h"

bool belongs_to(struct text territory, struct text state)
{
	const struct atlas_area *area = atlas_area(territory);
	return area && text_is(state, area->state);
}

/* "formerly East Timor", "now Myanmar": the name, and that one of these words stood before it. */
static struct text without_when(struct text v, bool *when)
{
	static const char *const words[] = { "formerly ", "former ", "now ", "was ",
		                                 "ex-",       "ex ",     "also " };
	v = text_trim(v);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i]);
		*when = v.len > len && strncasecmp(v.at, words[i], len) == 0;
		if (*when)
			return (struct text){ v.at + len, v.len - len };
	}
	return v;
}

/* Some table knows the text, or one of its words. */
static bool is_known(const struct seek *s, struct text v)
{
	struct name name;
	struct answer found;
	if (name_read(v, s->mem, &name) != NAME_READ || seek_words(s, &name, &found))
		return true;
	for (size_t i = 0; i < name.n; i++) {
		struct name word = { .n = 1, .word = { name.word[i] } };
		if (seek_words(s, &word, &found))
			return true;
	}
	return false;
}

static bool one_country(const struct seek *s, struct text v, struct answer *answer)
{
	struct name name;
	if (seek_exact(s, v, answer))
		return true;
	return name_read(v, s->mem, &name) == NAME_READ && by_form(s, &name, answer);
}

/* A former country and what became of it are the same too, where it became one. */
static bool are_same(const struct answer *a, const struct answer *b)
{
	const struct atlas_area *former = atlas_area(b->codes);
	return text_same(a->codes, b->codes) || text_same(a->former, b->codes) ||
	       (former && former->former && text_is(a->codes, atlas_texts + former->successors));
}

/* "Côte d'Ivoire (Ivory Coast)": both are the same. "Aruba (Dutch)": the second is the state
 * that the first belongs to. Anything else in brackets may tell one country from another: Guiana
 * (British), Germany (East). */
bool by_brackets(const struct seek *s, struct text v, struct answer *answer)
{
	const char *open = v.len > 0 ? memchr(v.at, '(', v.len) : NULL;
	if (!open || open == v.at || v.at[v.len - 1] != ')')
		return false;
	struct text before = { v.at, (size_t)(open - v.at) };
	struct text inside = { open + 1, (size_t)(v.at + v.len - 1 - (open + 1)) };
	struct answer other;
	bool when;
	if (!one_country(s, before, answer))
		return false;
	answer->rule = BY_BRACKETS;
	if (!one_country(s, without_when(inside, &when), &other))
		return when && !is_known(s, inside);
	return are_same(answer, &other) || belongs_to(answer->codes, other.codes);
}

static bool half(const struct seek *s, const struct name *name, size_t from, size_t n,
                 struct answer *answer)
{
	struct name part = { .n = n };
	memcpy(part.word, name->word + from, n * sizeof(part.word[0]));
	return (seek_words(s, &part, answer) || by_form(s, &part, answer)) && is_country(answer);
}

/* "Éire-Irlande", "Србија Srbija": two names of one country. "British Anguilla": a territory, and
 * the state that it belongs to. */
bool by_halves(const struct seek *s, const struct name *name, struct answer *answer)
{
	struct answer other;
	for (size_t n = 1; n < name->n; n++) {
		if (!half(s, name, 0, n, answer) || !half(s, name, n, name->n - n, &other))
			continue;
		if (belongs_to(other.codes, answer->codes))
			*answer = other;
		else if (!text_same(answer->codes, other.codes) && !belongs_to(answer->codes, other.codes))
			continue;
		answer->rule = BY_HALVES;
		return true;
	}
	return false;
}

enum { HALF = 4 }; /* letters at least, where no space tells where to cut */

/* "MexicoMéxico" */
bool by_joined_halves(const struct seek *s, const struct name *name, struct answer *answer)
{
	struct answer other;
	struct text all = name_joined(name, s->mem);
	for (size_t n = HALF; n + HALF <= all.len; n++) {
		struct text first = { all.at, n }, second = { all.at + n, all.len - n };
		if (!atlas_find(first, answer) || !is_country(answer) || !atlas_find(second, &other) ||
		    !is_country(&other) || !text_same(answer->codes, other.codes))
			continue;
		answer->rule = BY_HALVES;
		return true;
	}
	return false;
}

static bool is_place_in(const struct seek *s, struct text v, struct text code)
{
	struct name name;
	struct answer found;
	if (name_read(v, s->mem, &name) != NAME_READ || !is_place(s, &name, &found))
		return false;
	for (size_t at = 0; at + 3 <= found.codes.len; at += 4)
		if (text_same((struct text){ found.codes.at + at, 3 }, code))
			return true;
	return false;
}

/* `whole` is a country, and `part` a place in it, or a territory of it, which is the answer then.
 * Niger is a state of Nigeria too: a name of a country is not taken for that of a place. */
static bool is_part(const struct seek *s, struct text part, struct text whole,
                    struct answer *answer)
{
	struct answer state;
	if (!seek_exact(s, whole, &state))
		return false;
	if (seek_exact(s, part, answer)) {
		answer->rule = BY_PLACE;
		return belongs_to(answer->codes, state.codes);
	}
	*answer = state;
	answer->rule = BY_PLACE;
	return is_place_in(s, part, state.codes);
}

/* "Karachi, Pakistan", "Canada (Quebec)": a place that is known to be in that country. */
bool by_place(const struct seek *s, struct text v, struct answer *answer)
{
	size_t at = v.len;
	while (at > 0 && v.at[at - 1] != ',' && v.at[at - 1] != '(')
		at--;
	if (at < 2)
		return false;
	struct text first = { v.at, at - 1 }, last = { v.at + at, v.len - at };
	return is_part(s, first, last, answer) || is_part(s, last, first, answer);
}
