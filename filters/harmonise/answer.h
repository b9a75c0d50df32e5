/* filters/harmonise/answer.h - what can be said of a text: a kind, and the codes that go with
 * it. */
#pragma once
#include "lib/text.h"

enum answer_kind {
	IS_COUNTRY,    /* of today: one ISO 3166-1 alpha-3 code, or XKX for Kosovo */
	IS_HISTORICAL, /* of former days: one ISO 3166-3 alpha-3 code */
	IS_RESIDUAL,   /* others: a part of the world, "Other" */
	IS_STATELESS,
	IS_REFUGEE,     /* a status in place of a nationality */
	IS_UNSPECIFIED, /* the source does not say */
	IS_UNKNOWN,     /* the source says that nobody knows, or nothing here knows the text */
	IS_AMBIGUOUS,   /* one of several: their codes */
	IS_NO_COUNTRY,  /* a city, or a part of a country */
	ANSWER_KINDS,
};
#define NO_KIND ANSWER_KINDS

/* How an answer was found; BY_NOTHING: it was not. */
enum rule {
	BY_NOTHING,
	BY_MISSING,
	BY_OVERRIDE,
	BY_LIST,
	BY_CODE,
	BY_NAME,
	BY_ORDER,
	BY_BRACKETS,
	BY_ARTICLE,
	BY_FOOTNOTE,
	BY_FORM,
	BY_HALVES,
	BY_FORMER,
	BY_PERSON,
	BY_PLACE,
	BY_BYTES,
	BY_CUT,
	BY_SPELLING,
	RULES,
};

struct answer {
	enum answer_kind kind;
	bool refused; /* no table knows the text, or several countries are possible */
	bool coded;   /* the text is a code: it lasts until it was withdrawn */
	enum rule rule;
	struct text codes;  /* alpha-3, a space between: "COD COG"; none where the kind has none */
	struct text former; /* former countries that it meant in their time: "BUR" */
	const char *source; /* the table that says so; may be null */
};

const char *answer_word(enum answer_kind);
enum answer_kind answer_kind(struct text word); /* NO_KIND: it is no kind */
const char *rule_word(enum rule);
