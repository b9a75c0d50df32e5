/* filters/parse/csv.c - wraps libcsv, which reads one record in any number of pieces.
 *
 * libcsv knows delimiters of one byte, no escapes, no lines that end in two bytes, and a doubled quote
 * always stands for one. What it does not know is put to it in bytes that valid UTF-8 never holds
 * (F5 to FF), and taken back in the values that it gives. So libcsv alone judges what a quote means,
 * in every dialect. An input's own bytes of this range are invalid, and so is a record that holds
 * them: all are put to it as MARK_BAD.
 */
/* link: -lcsv */
#include "parse/marks.h"
#include <csv.h>
#include <stdlib.h>

enum { MOST_KEPT = 4 << 20 }; /* memory for the next record; what a huge one took is given back */

static int is_blank(unsigned char c)
{
	return c == MARK_BLANK;
}

static int is_end(unsigned char c)
{
	return c >= MARK_CR;
}

struct csv *csv_new(const struct dialect *d, size_t longest)
{
	struct arena *mem = arena_new();
	struct csv *c = arena_zeros(mem, sizeof(*c));
	c->values = mem;
	c->texts = arena_new();
	c->dialect = *d;
	c->longest = longest;
	c->parser = arena_zeros(mem, sizeof(*c->parser));
	csv_init(c->parser, CSV_REPALL_NL);
	csv_set_delim(c->parser,
	              d->delimiter.len > 1 ? MARK_DELIMITER : (unsigned char)d->delimiter.at[0]);
	csv_set_quote(c->parser, d->quote ? (unsigned char)d->quote : MARK_NEVER);
	csv_set_space_func(c->parser, is_blank);
	csv_set_term_func(c->parser, is_end);
	csv_ends(c, ENDS_ANY);
	csv_next(c);
	return c;
}

void csv_free_all(struct csv *c)
{
	if (!c)
		return;
	csv_free(c->parser);
	arena_free(c->texts);
	arena_free(c->values);
}

void csv_ends(struct csv *c, enum ends ends)
{
	c->ends = ends;
	marks_acts(c);
	if (c->whole && ends == ENDS_LINE) {
		c->record.lines -= c->record.crs;
		c->record.crs = 0;
	}
}

void csv_keep(struct csv *c, const bool *wanted, size_t n)
{
	c->wanted = wanted;
	c->wanted_n = n;
}

bool csv_begun(const struct csv *c)
{
	return c->fed > 0;
}

/* A record that was given up in its middle leaves libcsv inside of a field: csv_fini ends it. */
void csv_next(struct csv *c)
{
	csv_fini(c->parser, NULL, NULL, NULL);
	c->fed = 0;
	c->fresh = true;
	c->quote_before = c->marked = c->whole = false;
	c->record = (struct csv_record){ 0 };
	c->fields_before = SIZE_MAX;
	if (csv_get_buffer_size(c->parser) > MOST_KEPT)
		csv_free(c->parser);
	if (arena_held(c->texts) > MOST_KEPT) {
		arena_free(c->texts);
		c->texts = arena_new();
	}
	arena_empty(c->texts);
}

/* --- what libcsv gives ------------------------------------------------------------------------ */

static struct text meaning(const struct csv *c, const char *mark)
{
	switch ((unsigned char)*mark) {
	case MARK_LF:
		return TEXT("\n");
	case MARK_CRLF:
		return TEXT("\r\n");
	case MARK_CR:
		return TEXT("\r");
	case MARK_DELIMITER:
	case MARK_LITERAL:
		return c->dialect.delimiter;
	case MARK_QUOTE:
		return (struct text){ &c->dialect.quote, 1 };
	case MARK_NOTHING:
		return (struct text){ mark, 0 };
	case MARK_BLANK:
		return TEXT(" ");
	default:
		return (struct text){ mark, 1 };
	}
}

static struct text unmarked(struct csv *c, struct text v)
{
	size_t len = 0;
	for (size_t i = 0; i < v.len; i++)
		len += meaning(c, v.at + i).len;
	char *bytes = arena_take(c->texts, len), *to = bytes;
	for (size_t i = 0; i < v.len; i++) {
		struct text m = meaning(c, v.at + i);
		memcpy(to, m.at, m.len);
		to += m.len;
	}
	return (struct text){ bytes, len };
}

static void on_field(void *bytes, size_t len, void *self)
{
	struct csv *c = self;
	size_t n = c->record.n++;
	if (c->wanted && (n >= c->wanted_n || !c->wanted[n]))
		return;
	if (n >= c->room) {
		size_t room = n < 16 ? 32 : n * 2;
		c->value =
			arena_grow(c->values, c->value, c->room * sizeof(*c->value), room * sizeof(*c->value));
		c->room = room;
	}
	struct text v = { bytes, len };
	if (len == 0)
		c->value[n] = (struct text){ 0 };
	else if (c->marked)
		c->value[n] = unmarked(c, v);
	else
		c->value[n] = (struct text){ arena_copy(c->texts, v.at, v.len), v.len };
}

static void on_record(int end, void *self)
{
	struct csv *c = self;
	(void)end;
	c->whole = true;
}

/* --- what libcsv gets ------------------------------------------------------------------------- */

bool csv_give(struct csv *c, const char *at, size_t len)
{
	size_t held = csv_get_buffer_size(c->parser);
	csv_set_blk_size(c->parser, held < 4096 ? 4096 : held);
	return csv_parse(c->parser, at, len, on_field, on_record, c) == len;
}

bool csv_mark(struct csv *c, int byte)
{
	char m = (char)byte;
	c->marked |= byte < MARK_CR;
	return csv_give(c, &m, 1);
}

static enum csv_got at_end(struct csv *c)
{
	struct csv_record *r = &c->record;
	r->opened = false;
	if (!csv_mark(c, MARK_LF))
		return CSV_NO_MEMORY;
	r->size = r->used = c->fed;
	if (c->whole)
		return CSV_WHOLE;
	r->opened = true;
	if (r->n != c->fields_before) {
		r->open_lines = r->lines;
		r->open_size = r->open_used = c->fed;
	}
	return CSV_OPEN;
}

enum csv_got csv_read(struct csv *c, const char *at, size_t len, bool ended,
                      struct csv_record *record)
{
	enum csv_got got = CSV_MORE;
	size_t most = c->longest < len ? c->longest + 1 : len;
	while (!c->whole && c->fed < len && c->fed <= c->longest && got == CSV_MORE) {
		size_t stop = c->fed;
		while (stop < most && c->act[(unsigned char)at[stop]] == PLAIN)
			stop++;
		if (stop > c->fed) {
			c->fresh = c->quote_before = false;
			if (!marks_plain(c, at + c->fed, stop - c->fed))
				got = CSV_NO_MEMORY;
			continue;
		}
		enum step step = marks_special(c, at + c->fed, len - c->fed, ended);
		if (step == WAIT)
			break;
		if (step == FAILED)
			got = CSV_NO_MEMORY;
	}
	if (got == CSV_MORE && c->whole)
		got = CSV_WHOLE;
	else if (got == CSV_MORE && c->fed > c->longest)
		got = CSV_LONG, c->record.opened = c->record.n == c->fields_before;
	else if (got == CSV_MORE && ended)
		got = at_end(c);
	*record = c->record;
	record->value = c->value;
	return got;
}
