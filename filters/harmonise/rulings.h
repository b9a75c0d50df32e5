/* filters/harmonise/rulings.h - what conf/countries says of texts: small tables that people keep
 * and review.
 *
 * Weir text with the columns text, answer, source: the answer is an alpha-3 code, several codes
 * with spaces between (the text is ambiguous), or a kind (stateless). What stands behind them is
 * for the reader. */
#pragma once
#include "answer.h"
#include "name.h"
#include "lib/table.h"

struct run;

struct ruling {
	struct text key, text;
	struct answer answer;
	const char *file;
	size_t line;
	bool used; /* some text was settled by it */
};
struct rulings {
	struct table keys;
	struct ruling *at; /* by number of the key */
	size_t room;
};

/* Adds what a file says. 0, or a status: `missing` if it cannot be opened, else EX_CONFIG for a
 * line that is wrong: an unknown code or kind, or a text that has another answer already. */
int rulings_read(struct rulings *, struct run *, const char *file, int missing);
bool rulings_find(const struct rulings *, struct text key, struct answer *);
/* Warns of each line that settled no text. */
void rulings_unused(const struct rulings *, struct run *);
void rulings_free(struct rulings *); /* may be all zeros */
