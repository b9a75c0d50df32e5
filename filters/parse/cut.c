/* filters/parse/cut.c - CSV that several read at once, each a piece of it. */
#include "parse/read.h"

/* A comment may have begun in what was used already; and what ends a line has to be known. */
static bool csv_can(const void *self)
{
	const struct reader *r = self;
	bool known = r->ends != ENDS_ANY && r->ends != ENDS_CR;
	return known && r->shown && !r->dialect.comment && !r->dialect.escape && r->open_line == 0;
}

static int csv_join(void *self, struct run *run, const void *first)
{
	struct reader *r = self;
	const struct reader *f = first;
	(void)run;
	r->shown = true;
	r->open_line = 0;
	r->in_comment = false;
	reader_ends(r, f->ends);
	return 0;
}

static void csv_begin_piece(void *self, uint64_t line)
{
	struct reader *r = self;
	reader_forget(r);
	csv_next(r->csv);
	r->line = line;
}

static uint64_t csv_line_now(const void *self)
{
	const struct reader *r = self;
	return r->line;
}

/* Behind the last LF that stands outside of quotes, going by their number; where there is none, the last of all. */
static size_t csv_cut(const void *self, struct text bytes, bool any)
{
	const struct reader *r = self;
	char quote = r->dialect.quote;
	bool inside = quote && text_bytes(bytes, quote) % 2 == 1;
	size_t last = 0;
	for (size_t i = bytes.len; i-- > 0;) {
		char c = bytes.at[i];
		if (c == '\n' && (r->ends != ENDS_CRLF || (i > 0 && bytes.at[i - 1] == '\r'))) {
			if (!inside)
				return i + 1;
			last = last ? last : i + 1;
		}
		inside ^= quote && c == quote;
	}
	return any ? last : 0;
}

const struct pieces csv_pieces = {
	.can = csv_can,
	.join = csv_join,
	.begin = csv_begin_piece,
	.line = csv_line_now,
	.cut = csv_cut,
};
