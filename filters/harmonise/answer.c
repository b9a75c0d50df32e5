/* filters/harmonise/answer.c - the words for the kinds of answer. */
#include "answer.h"

static const char *const words[ANSWER_KINDS] = {
	[IS_COUNTRY] = "country",     [IS_HISTORICAL] = "historical", [IS_RESIDUAL] = "residual",
	[IS_STATELESS] = "stateless", [IS_REFUGEE] = "refugee",       [IS_UNSPECIFIED] = "unspecified",
	[IS_UNKNOWN] = "unknown",     [IS_AMBIGUOUS] = "ambiguous",
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
