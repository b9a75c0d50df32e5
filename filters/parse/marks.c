/* filters/parse/marks.c - what of a dialect libcsv does not know, put to it in marks. */
#include "parse/marks.h"

void marks_acts(struct csv *c)
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
	bool good = csv_mark(c, byte);
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

bool marks_plain(struct csv *c, const char *at, size_t len)
{
	c->fed += len;
	return csv_give(c, at, len);
}

static enum step done(bool good)
{
	return good ? DONE : FAILED;
}

static enum step on_lf(struct csv *c, const char *at)
{
	if (c->ends != ENDS_CRLF)
		return done(end_line(c, MARK_LF, 1));
	count_line(c, c->fed, c->fed + 1);
	return done(marks_plain(c, at, 1));
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
	return done(marks_plain(c, at, 1));
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
		return done(marks_plain(c, at, 1));
	c->fresh = true;
	if (c->dialect.delimiter.len == 1)
		return done(marks_plain(c, at, 1));
	c->fed += c->dialect.delimiter.len;
	return done(csv_mark(c, MARK_DELIMITER));
}

/* The character behind an escape stands for itself, and a line end that is CRLF is one character. */
static enum step on_escape(struct csv *c, const char *at, size_t left, bool ended)
{
	if (left < 3 && !ended)
		return WAIT;
	if (left < 2)
		return done(marks_plain(c, at, 1));
	at++, left--;
	enum step is = is_delimiter(c, at, left, ended);
	if (is == WAIT)
		return WAIT;
	if (is == DONE) {
		c->fed += 1 + c->dialect.delimiter.len;
		return done(csv_mark(c, MARK_LITERAL));
	}
	if (c->dialect.quote && *at == c->dialect.quote) {
		c->fed += 2;
		return done(csv_mark(c, MARK_QUOTE));
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
		return done(marks_plain(c, at, n));
	c->fed++;
	return done(csv_mark(c, MARK_BAD));
}

enum step marks_special(struct csv *c, const char *at, size_t left, bool ended)
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
		return done(csv_mark(c, MARK_BAD));
	case ESCAPE:
		step = on_escape(c, at, left, ended);
		break;
	case QUOTE:
		if (quote_before && !csv_mark(c, MARK_NOTHING))
			return FAILED;
		c->quote_before = true;
		return done(marks_plain(c, at, 1));
	case DELIMITER:
		step = on_delimiter(c, at, left, ended);
		break;
	case SPACE:
		c->fresh = fresh;
		c->fed += fresh;
		return done(fresh ? csv_mark(c, MARK_BLANK) : marks_plain(c, at, 1));
	case PLAIN:
		return done(marks_plain(c, at, 1));
	}
	if (step == WAIT)
		c->fresh = fresh, c->quote_before = quote_before;
	return step;
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
