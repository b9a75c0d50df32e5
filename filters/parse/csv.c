/* filters/parse/csv.c - wraps libcsv, which reads one record in any number of pieces.
 *
 * libcsv knows delimiters of one byte, no escapes, no lines that end in two bytes, and a doubled quote
 * always stands for one. What it does not know is put to it in bytes that valid UTF-8 never holds
 * (F5 to FF), and taken back in the values that it gives. So libcsv alone judges what a quote means,
 * in every dialect. An input's own bytes of this range are invalid, and so is a record that holds
 * them: all are put to it as MARK_BAD.
 */
/* link: -lcsv */
#include "parse/csv.h"
#include <csv.h>
#include <stdlib.h>

enum {
	MARK_LF = 0xFF, /* the end of a line; in a value when a quote was open there */
	MARK_CRLF = 0xFE,
	MARK_CR = 0xFD,
	MARK_DELIMITER = 0xFC, /* one of several bytes */
	MARK_LITERAL = 0xFB,   /* a delimiter that was escaped */
	MARK_QUOTE = 0xFA,     /* a quote that was escaped */
	MARK_NOTHING = 0xF9,   /* between two quotes, where doubling them means nothing */
	MARK_BLANK =
		0xF8, /* a space at the beginning of a field: libcsv skips it, if no quote is open */
	MARK_NEVER = 0xF7, /* the quote of a dialect that has none */
	MARK_BAD = 0xF5,
};
enum { MOST_KEPT = 4 << 20 }; /* memory for the next record; what a huge one took is given back */
enum act { PLAIN, LF, CR, INVALID, ESCAPE, QUOTE, DELIMITER, SPACE };

struct csv {
	struct csv_parser parser;
	struct dialect dialect;
	enum ends ends;
	unsigned char act[256];
	size_t longest;
	const bool *wanted;
	size_t wanted_n;

	size_t fed;        /* bytes of the record that libcsv has got */
	bool fresh;        /* nothing of the field was read but blanks */
	bool quote_before; /* the byte before was a quote */
	bool marked;       /* some field of the record got a mark */
	bool whole;
	struct csv_record record;
	size_t fields_before; /* fields at the last line end in the record; SIZE_MAX: there was none */

	struct text *value;
	size_t room;
	struct arena *values, *texts; /* the array, and what ends with the record */
};

static int is_blank(unsigned char c)
{
	return c == MARK_BLANK;
}

static int is_end(unsigned char c)
{
	return c >= MARK_CR;
}

static void set_acts(struct csv *c)
{
	const struct dialect *d = &c->dialect;
	memset(c->act, PLAIN, sizeof(c->act));
	for (size_t i = MARK_BAD; i < sizeof(c->act); i++)
		c->act[i] = INVALID;
	if (d->skip_initial_space)
		c->act[' '] = SPACE;
	if (c->ends != ENDS_CR)
		c->act['\n'] = LF;
	if (c->ends != ENDS_LF)
		c->act['\r'] = CR;
	if (d->quote && !d->double_quote)
		c->act[(unsigned char)d->quote] = QUOTE;
	if (d->delimiter.len > 1 || d->skip_initial_space)
		c->act[(unsigned char)d->delimiter.at[0]] = DELIMITER;
	if (d->escape)
		c->act[(unsigned char)d->escape] = ESCAPE;
}

struct csv *csv_new(const struct dialect *d, size_t longest)
{
	struct arena *mem = arena_new();
	struct csv *c = arena_zeros(mem, sizeof(*c));
	c->values = mem;
	c->texts = arena_new();
	c->dialect = *d;
	c->longest = longest;
	csv_init(&c->parser, CSV_REPALL_NL);
	csv_set_delim(&c->parser,
	              d->delimiter.len > 1 ? MARK_DELIMITER : (unsigned char)d->delimiter.at[0]);
	csv_set_quote(&c->parser, d->quote ? (unsigned char)d->quote : MARK_NEVER);
	csv_set_space_func(&c->parser, is_blank);
	csv_set_term_func(&c->parser, is_end);
	csv_ends(c, ENDS_ANY);
	csv_next(c);
	return c;
}

void csv_free_all(struct csv *c)
{
	if (!c)
		return;
	csv_free(&c->parser);
	arena_free(c->texts);
	arena_free(c->values);
}

void csv_ends(struct csv *c, enum ends ends)
{
	c->ends = ends;
	set_acts(c);
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
	csv_fini(&c->parser, NULL, NULL, NULL);
	c->fed = 0;
	c->fresh = true;
	c->quote_before = c->marked = c->whole = false;
	c->record = (struct csv_record){ 0 };
	c->fields_before = SIZE_MAX;
	if (csv_get_buffer_size(&c->parser) > MOST_KEPT)
		csv_free(&c->parser);
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

static bool give(struct csv *c, const char *at, size_t len)
{
	size_t held = csv_get_buffer_size(&c->parser);
	csv_set_blk_size(&c->parser, held < 4096 ? 4096 : held);
	return csv_parse(&c->parser, at, len, on_field, on_record, c) == len;
}

static bool mark(struct csv *c, int byte)
{
	char m = (char)byte;
	c->marked |= byte < MARK_CR;
	return give(c, &m, 1);
}

/* A line ends in the record. If a field is open and began on this line, so did its quote. */
static void count_line(struct csv *c, size_t size, size_t used)
{
	struct csv_record *r = &c->record;
	if (r->n != c->fields_before) {
		c->fields_before = r->n;
		r->open_lines = r->lines;
		r->open_size = size;
		r->open_used = used;
	}
	r->lines++;
}

static bool end_line(struct csv *c, int byte, size_t len)
{
	size_t size = c->fed;
	bool good = mark(c, byte);
	c->fed += len;
	if (!c->whole) {
		c->marked = true;
		c->record.crs += byte == MARK_CR;
		count_line(c, size, c->fed);
		return good;
	}
	c->record.lines++;
	c->record.size = size;
	c->record.used = c->fed;
	c->record.end = byte == MARK_LF ? ENDS_LF : byte == MARK_CR ? ENDS_CR : ENDS_CRLF;
	return good;
}

static bool plain(struct csv *c, const char *at, size_t len)
{
	c->fed += len;
	return give(c, at, len);
}

enum step { DONE, WAIT, FAILED }; /* WAIT: what it means depends on what follows */

static enum step done(bool good)
{
	return good ? DONE : FAILED;
}

static enum step on_lf(struct csv *c, const char *at)
{
	if (c->ends != ENDS_CRLF)
		return done(end_line(c, MARK_LF, 1));
	count_line(c, c->fed, c->fed + 1);
	return done(plain(c, at, 1));
}

static enum step on_cr(struct csv *c, const char *at, size_t left, bool ended)
{
	if (c->ends == ENDS_CR)
		return done(end_line(c, MARK_CR, 1));
	if (left < 2 && !ended)
		return WAIT;
	if (left >= 2 && at[1] == '\n')
		return done(end_line(c, MARK_CRLF, 2));
	if (c->ends == ENDS_ANY)
		return done(end_line(c, MARK_CR, 1));
	return done(plain(c, at, 1));
}

/* Whether a delimiter begins here; WAIT: perhaps. FAILED: no. */
static enum step is_delimiter(const struct csv *c, const char *at, size_t left, bool ended)
{
	struct text d = c->dialect.delimiter;
	size_t n = left < d.len ? left : d.len;
	if (memcmp(at, d.at, n) != 0)
		return FAILED;
	return n == d.len ? DONE : ended ? FAILED : WAIT;
}

static enum step on_delimiter(struct csv *c, const char *at, size_t left, bool ended)
{
	enum step is = is_delimiter(c, at, left, ended);
	if (is == WAIT)
		return WAIT;
	if (is == FAILED)
		return done(plain(c, at, 1));
	c->fresh = true;
	if (c->dialect.delimiter.len == 1)
		return done(plain(c, at, 1));
	c->fed += c->dialect.delimiter.len;
	return done(mark(c, MARK_DELIMITER));
}

/* The character behind an escape stands for itself, and a line end that is CRLF is one character. */
static enum step on_escape(struct csv *c, const char *at, size_t left, bool ended)
{
	if (left < 3 && !ended)
		return WAIT;
	if (left < 2)
		return done(plain(c, at, 1));
	at++, left--;
	enum step is = is_delimiter(c, at, left, ended);
	if (is == WAIT)
		return WAIT;
	if (is == DONE) {
		c->fed += 1 + c->dialect.delimiter.len;
		return done(mark(c, MARK_LITERAL));
	}
	if (c->dialect.quote && *at == c->dialect.quote) {
		c->fed += 2;
		return done(mark(c, MARK_QUOTE));
	}
	bool two =
		*at == '\r' && left >= 2 && at[1] == '\n' && c->ends != ENDS_LF && c->ends != ENDS_CR;
	bool is_line = two || (*at == '\n' && c->ends != ENDS_CR) ||
	               (*at == '\r' && (c->ends == ENDS_CR || c->ends == ENDS_ANY));
	size_t n = two ? 2 : 1;
	if (is_line) {
		c->record.crs += *at == '\r' && !two;
		count_line(c, c->fed + 1, c->fed + 1 + n);
	}
	c->fed++;
	if (c->act[(unsigned char)*at] != INVALID)
		return done(plain(c, at, n));
	c->fed++;
	return done(mark(c, MARK_BAD));
}

static enum step special(struct csv *c, const char *at, size_t left, bool ended)
{
	bool fresh = c->fresh, quote_before = c->quote_before;
	enum step step = DONE;
	c->fresh = c->quote_before = false;
	switch ((enum act)c->act[(unsigned char)*at]) {
	case LF:
		return on_lf(c, at);
	case CR:
		step = on_cr(c, at, left, ended);
		break;
	case INVALID:
		c->fed++;
		return done(mark(c, MARK_BAD));
	case ESCAPE:
		step = on_escape(c, at, left, ended);
		break;
	case QUOTE:
		if (quote_before && !mark(c, MARK_NOTHING))
			return FAILED;
		c->quote_before = true;
		return done(plain(c, at, 1));
	case DELIMITER:
		step = on_delimiter(c, at, left, ended);
		break;
	case SPACE:
		c->fresh = fresh;
		c->fed += fresh;
		return done(fresh ? mark(c, MARK_BLANK) : plain(c, at, 1));
	case PLAIN:
		return done(plain(c, at, 1));
	}
	if (step == WAIT)
		c->fresh = fresh, c->quote_before = quote_before;
	return step;
}

static enum csv_got at_end(struct csv *c)
{
	struct csv_record *r = &c->record;
	r->opened = false;
	if (!mark(c, MARK_LF))
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
			if (!plain(c, at + c->fed, stop - c->fed))
				got = CSV_NO_MEMORY;
			continue;
		}
		enum step step = special(c, at + c->fed, len - c->fed, ended);
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

bool csv_line(enum ends ends, struct text bytes, bool ended, size_t *size, size_t *used)
{
	if (ends == ENDS_LINE || ends == ENDS_LF || ends == ENDS_CRLF || ends == ENDS_CR) {
		char end = ends == ENDS_CR ? '\r' : '\n';
		const char *found = bytes.len > 0 ? memchr(bytes.at, end, bytes.len) : NULL;
		if (!found)
			return false;
		*size = (size_t)(found - bytes.at);
		*used = *size + 1;
		bool crlf = end == '\n' && ends != ENDS_LF && *size > 0 && found[-1] == '\r';
		*size -= crlf;
		return true;
	}
	size_t i = 0;
	while (i < bytes.len && bytes.at[i] != '\n' && bytes.at[i] != '\r')
		i++;
	if (i == bytes.len || (bytes.at[i] == '\r' && i + 1 == bytes.len && !ended))
		return false;
	*size = i;
	*used = i + 1 + (bytes.at[i] == '\r' && i + 1 < bytes.len && bytes.at[i + 1] == '\n');
	return true;
}
