/* filters/harmonise/answer.c - the words for the kinds of answer, and for how they were found. */
#include "answer.h"

static const char *const words[ANSWER_KINDS] = {
	[IS_COUNTRY] = "country",     [IS_HISTORICAL] = "historical", [IS_RESIDUAL] = "residual",
	[IS_STATELESS] = "stateless", [IS_REFUGEE] = "refugee",       [IS_UNSPECIFIED] = "unspecified",
	[IS_UNKNOWN] = "unknown",     [IS_AMBIGUOUS] = "ambiguous",   [IS_NO_COUNTRY] = "not_a_country",
};

static const char *const rules[RULES] = {
	[BY_NOTHING] = "none",       [BY_MISSING] = "missing",    [BY_OVERRIDE] = "override",
	[BY_LIST] = "list",          [BY_CODE] = "code",          [BY_NAME] = "name",
	[BY_ORDER] = "word-order",   [BY_BRACKETS] = "brackets",  [BY_ARTICLE] = "article",
	[BY_FOOTNOTE] = "footnote",  [BY_FORM] = "form-of-state", [BY_HALVES] = "two-names",
	[BY_FORMER] = "former",      [BY_PERSON] = "citizen-of",  [BY_PLACE] = "place-in-country",
	[BY_BYTES] = "broken-bytes", [BY_CUT] = "cut-off",        [BY_SPELLING] = "spelling",
};

const char *answer_word(enum answer_kind kind)
{
	return words[kind];
}

enum answer_kind answer_kind(struct text word)
{
	enum answer_kind kind = 0;
	while (kind < ANSWER_KINDS && !text_is(word, words[kind]))
		kind++;
	return kind;
}

const char *rule_word(enum rule rule)
{
	return rules[rule];
}
