/* filters/derive/words.h - a program cut into words, and what is said where one of them is wrong. */
#pragma once
#include "lib/stage.h"

enum word_kind {
	WORD_END,
	WORD_NAME,   /* letters, digits and '_': a column, a function, a word of the language */
	WORD_COLUMN, /* [any name] */
	WORD_TEXT,   /* "text" or 'text' */
	WORD_NUMBER, /* 12 or 12.5 */
	WORD_DAY,    /* 2024-02-29 */
	WORD_SIGN,   /* == <= + … */
};

struct word {
	enum word_kind kind;
	size_t at, len;   /* where it stands in the source */
	struct text text; /* without quotes and escapes */
};

struct words { /* a source, and the word that is looked at */
	struct run *run;
	const char *what; /* "program", "--where" */
	struct text source;
	struct word now;
};

/* Begins with the first word. False: it is none, run_fail was called. */
bool words_open(struct words *, struct run *, const char *what, struct text source);
bool words_next(struct words *);
/* EX_USAGE, with the place of the byte `at`: "program: character 5: …". False. */
bool words_fail(struct words *, size_t at, const char *why, ...)
	__attribute__((format(printf, 3, 4)));

/* Is the word that is looked at this sign, or this word of the language? */
static inline bool words_is(const struct words *w, const char *what)
{
	return (w->now.kind == WORD_SIGN || w->now.kind == WORD_NAME) && text_is(w->now.text, what);
}
