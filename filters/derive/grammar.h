/* filters/derive/grammar.h - expressions are read: what binds more tightly than what, and calls of functions. */
#pragma once
#include "derive/tree.h"

enum { DEEPEST = 200 }; /* expressions within expressions */

/* Reads an expression from the word that is looked at on; null after words_fail. */
struct node *grammar_expression(struct grower *);
/* The arguments of a call whose name and '(' were read: call.c. */
struct node *grammar_call(struct grower *, struct word name);
/* Goes past a sign or a word of the language; false after words_fail: it is not there. */
bool grammar_expect(struct grower *, const char *what, const char *where);
