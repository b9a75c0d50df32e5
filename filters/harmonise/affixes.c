/* filters/harmonise/affixes.c - words that say nothing of which country it is, and are taken off. */
#include "atlas.h"
#include "seek.h"

static bool is_one_of(struct text word, const char *const *words)
{
	while (*words && !text_is(word, *words))
		words++;
	return *words != NULL;
}

/* Articles of European languages before a name: "la Guinée", "l'Inde", "los Estados Unidos". And
 * "country" in Yoruba, in its two ways of writing: "Orílẹ́ède Améníà". */
static const char *const articles[] = { "l",   "la",  "le",  "les",      "el",    "los",
	                                    "las", "il",  "lo",  "gli",      "os",    "as",
	                                    "der", "die", "das", "het",      "i",     "de",
	                                    "dem", "den", "o",   "orileede", "orile", NULL };

static struct name without_first(const struct name *name)
{
	struct name rest = { .n = name->n - 1 };
	memcpy(rest.word, name->word + 1, rest.n * sizeof(rest.word[0]));
	return rest;
}

bool by_article(const struct seek *s, const struct name *name, struct answer *answer)
{
	if (name->n < 2 || !is_one_of(name->word[0], articles))
		return false;
	struct name rest = without_first(name);
	if (rest.n > 1 && text_is(name->word[0], "orile") && text_is(rest.word[0], "ede"))
		rest = without_first(&rest);
	if (!seek_words(s, &rest, answer))
		return false;
	answer->rule = BY_ARTICLE;
	return true;
}

/* What is left of a name when all words of a list are gone. */
static struct name without(const struct name *name, const char *const *words)
{
	struct name rest = { 0 };
	for (size_t i = 0; i < name->n; i++)
		if (!is_one_of(name->word[i], words))
			rest.word[rest.n++] = name->word[i];
	return rest;
}

/* "and" in other languages, and "country" in Ewe: the English names of countries have lost theirs
 * too. */
bool by_joint(const struct seek *s, const struct name *name, struct answer *answer)
{
	static const char *const joints[] = { "aamma", "agus", "ani",    "ati", "dan", "en",  "es",
		                                  "et",    "eta",  "i",      "ja",  "kaj", "kap", "mpe",
		                                  "na",    "ne",   "nutome", "och", "og",  "ug",  "un",
		                                  "und",   "va",   "ve",     "y",   NULL };
	struct name rest = without(name, joints);
	if (rest.n == name->n || rest.n == 0 || !seek_words(s, &rest, answer) || !is_country(answer))
		return false;
	answer->rule = BY_ARTICLE;
	return true;
}

/* Ireland (N) is no footnote. */
static bool is_mark(struct text word)
{
	return word.len == 1 && *word.at >= 'a' && *word.at <= 'd';
}

/* A footnote's mark behind a name: "Serbia 2", "Serbia2", "Serbia (a)". No name ends with a
 * number; a letter has to stand in brackets. */
bool by_footnote(const struct seek *s, struct text v, const struct name *name,
                 struct answer *answer)
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
	if (rest.n == 0 || !seek_words(s, &rest, answer))
		return false;
	answer->rule = BY_FOOTNOTE;
	return true;
}

static bool lost_a_part(struct text code)
{
	for (uint32_t i = 0; i < atlas_area_count; i++)
		if (text_is(code, atlas_areas[i].whole))
			return true;
	return false;
}

/* "Former Yugoslavia", "ex-USSR": only of what is no more, had another name, or lost a part. */
bool by_former(const struct seek *s, const struct name *name, struct answer *answer)
{
	static const char *const words[] = { "former", "formerly", "ex", NULL };
	struct name rest = without(name, words);
	if (rest.n == name->n || rest.n == 0)
		return false;
	if (!seek_words(s, &rest, answer) && !by_form(s, &rest, answer))
		return false;
	if (answer->kind != IS_HISTORICAL && answer->former.len == 0 && !lost_a_part(answer->codes))
		return false;
	answer->rule = BY_FORMER;
	return true;
}

/* "Citizen of Kiribati", "French national". */
bool by_person(const struct seek *s, const struct name *name, struct answer *answer)
{
	static const char *const words[] = { "citizen",   "citizens",    "citizenship", "national",
		                                 "nationals", "nationality", "passport",    NULL };
	struct name rest = without(name, words);
	if (rest.n == name->n || rest.n == 0 || !seek_words(s, &rest, answer) || !is_country(answer))
		return false;
	answer->rule = BY_PERSON;
	return true;
}

/* There was another state of that name beside this one: two Germanies, two Yemens. */
static bool was_divided(struct text code)
{
	for (uint32_t i = 0; i < atlas_area_count; i++)
		if (atlas_areas[i].former && text_is(code, atlas_texts + atlas_areas[i].successors))
			return true;
	return false;
}

static bool has_one_of(const struct name *name, const char *const *words)
{
	for (size_t i = 0; i < name->n; i++)
		if (is_one_of(name->word[i], words))
			return true;
	return false;
}

/* What kind of state it is; what tells parts of one from states, and divided states apart; and the
 * small words between. */
/* clang-format off: else each stands on a line of its own */
static const char *const forms[] = {
	"republic",   "kingdom",     "commonwealth", "empire",     "principality", "state",
	"federation", "federated",   "federal",      "federative", "pdr",          "sfr",
	"sfsr",       "fs",          "islamic",      "peoples",    "people",       "democratic",
	"socialist",  "soviet",      "ssr",          "sultanate",  "emirate",      "plurinational",
	"arab",       "jamahiriya",  "bolivarian",   "oriental",   "hashemite",    "independent",
	"sovereign",  "cooperative", "co",           "operative",  "duchy",        "duche",
	"republique", "republica",   "republik",     "royaume",    "reino",        "konigreich",
	"repubblica", "republika",   "federale",     "federativa", "du",           "de",
	"del",        "la",          "di",           "do",         "da",           NULL
};
/* clang-format on */
static const char *const sides[] = { "democratic", "peoples", "people",   "pdr", "socialist",
	                                 "soviet",     "sfr",     "oriental", NULL };
static const char *const parts[] = { "state", "commonwealth", "oriental", NULL };
static const char *const glue[] = { "du", "de", "del", "la", "di", "do", "da", NULL };
static const char *const duchies[] = { "duchy", "duche", NULL };
static const char *const grand[] = { "grand", NULL };

/* "French protectorate of Tunisia": one word of it is the state that had it. */
static bool by_colony(const struct seek *s, const struct name *name, struct answer *answer)
{
	static const char *const colonies[] = { "protectorate", "colony", "mandate", "dependency",
		                                    NULL };
	struct name rest = without(name, colonies);
	for (size_t i = 0; rest.n < name->n && rest.n > 1 && i < rest.n; i++) {
		struct name state = { .n = 1, .word = { rest.word[i] } }, land = { .n = rest.n - 1 };
		memcpy(land.word, rest.word, i * sizeof(land.word[0]));
		memcpy(land.word + i, rest.word + i + 1, (rest.n - i - 1) * sizeof(land.word[0]));
		if (!seek_words(s, &state, answer) || !is_country(answer) ||
		    !seek_words(s, &land, answer) || !is_country(answer))
			continue;
		answer->rule = BY_FORM;
		return true;
	}
	return false;
}

/* "Republic of Hungary", "Ukrainian SSR": what kind of state it is, or was, does not change which
 * country it is; but "State of" may be a part of one, and such words told divided countries
 * apart. */
bool by_form(const struct seek *s, const struct name *name, struct answer *answer)
{
	struct name rest = without(name, forms);
	struct answer place;
	if (by_colony(s, name, answer))
		return true;
	if (has_one_of(name, duchies))
		rest = without(&rest, grand);
	if (rest.n == 0 || rest.n == without(name, glue).n || !seek_words(s, &rest, answer) ||
	    !is_country(answer) ||
	    (has_one_of(name, parts) && is_place(s, &rest, &place) && place.codes.len > 0 &&
	     !text_same(place.codes, answer->codes)) ||
	    (has_one_of(name, sides) && was_divided(answer->codes)))
		return false;
	answer->rule = BY_FORM;
	return true;
}
