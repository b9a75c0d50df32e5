/* filters/parse/parse.h - the inside of the stage: what it was told, and what it knows of the files. */
#pragma once
#include "lib/stage.h"
#include "parse/rows.h"
#include "parse/top.h"

enum { LONGEST = 16 << 20, FORMATS = 16 };

struct parse {
	struct text format, encoding, records, sheet, delimiter, quote, escape, comment, line_end;
	struct text feed_file, header_rows;
	bool no_double_quote, skip_initial_space, no_header, place, merged;
	size_t longest;
	struct columns only;

	struct feed feed;      /* n 0: nothing is declared */
	struct columns fields; /* of the first file, all of them */
	struct picks pick;     /* those of them that go out */
	struct table table;
	const struct format *declared; /* null: each file's name says it */
	void *self[FORMATS];           /* each format's own, once it was used */
	struct rows rows;              /* of the input at hand */
	struct top top;
	struct body *body; /* null: nothing is said of the rows behind the header */
};

/* Reads on in this format, which is opened the first time. 0 or a status. */
int parse_format(struct parse *, struct run *, const struct format *);
extern const struct pieces parse_pieces; /* pieces.c */

/* told.c: the descriptor, and the options that go before what it says. 0 or a status. */
int told_read(struct parse *, struct run *);
/* No option is for other formats than this one: what nobody looks at must not pass in silence. 0 or a status. */
int told_suits(const struct parse *, struct run *, const struct format *);
