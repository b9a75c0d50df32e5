/* filters/harmonise/seek.h - the steps of resolve: exact look-ups, and the rules that lead to one.
 * Each gives false, or the answer and its rule. */
#pragma once
#include "name.h"
#include "resolve.h"

struct seek {
	const struct resolver *r;
	struct arena *mem;
};

bool seek_words(const struct seek *, const struct name *, struct answer *);
/* One country of today or of former days, by its exact name or by a code. */
bool seek_exact(const struct seek *, struct text, struct answer *);
/* The whole of what can be done with a name but broken bytes and spelling. */
bool seek_name(const struct seek *, struct text, const struct name *, struct answer *);
/* A city, or a part of a country; the codes are those of the countries it is in. */
bool is_place(const struct seek *, const struct name *, struct answer *);
bool is_country(const struct answer *);

/* parts.c: rules that split a text */
bool by_brackets(const struct seek *, struct text, struct answer *);
bool by_halves(const struct seek *, const struct name *, struct answer *);
bool by_joined_halves(const struct seek *, const struct name *, struct answer *);
bool belongs_to(struct text territory, struct text state); /* codes */
bool by_place(const struct seek *, struct text, struct answer *);
/* affixes.c: rules that take something off */
bool by_article(const struct seek *, const struct name *, struct answer *);
bool by_joint(const struct seek *, const struct name *, struct answer *);
bool by_footnote(const struct seek *, struct text, const struct name *, struct answer *);
bool by_former(const struct seek *, const struct name *, struct answer *);
bool by_person(const struct seek *, const struct name *, struct answer *);
bool by_form(const struct seek *, const struct name *, struct answer *);
/* bytes.c: UTF-8 that was read as Windows-1252, and letters that became '?' */
bool by_bytes(const struct seek *, struct text, struct answer *);
/* spell.c: a name that was cut off, and one with a small mistake */
bool by_cut(const struct name *, struct arena *, struct answer *);
bool by_spelling(const struct name *, struct arena *, struct answer *);
