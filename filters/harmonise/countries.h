/* filters/harmonise/countries.h - what the tables of countries say, for `weir countries`. */
#pragma once
#include "lib/output.h"

/* All countries of today and of former days, as weir text. */
void countries_list(struct output *);
/* Those that have a name or a code with these letters in it, and the first few such names, as weir
 * text. How many countries. */
size_t countries_search(struct output *, struct text words);
/* Why a text is, or is not, a country: lines of a label and what it says. scheme may be null: names,
 * and codes of ISO 3166-1. at may be missing. False: neither a scheme nor a date, and *why. */
bool countries_explain(struct output *, struct text, const char *scheme, struct text at,
                       const char **why);
