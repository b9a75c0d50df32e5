/* tests/unit/csv/rules.c - CSV by the rules, written down plainly, one character after the other. */
#include "rules.h"
#include "inputs.h"
#include "parse/csv.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct picks choose(struct arena *mem, uint64_t seed, size_t n)
{
	struct picks p = { 0, arena_take(mem, (n + 1) * sizeof(*p.at)) };
	for (size_t i = 0; i < n; i++)
		p.at[i] = i;
	for (size_t i = n; i > 1; i--) {
		size_t j = roll(&seed, i), was = p.at[i - 1];
		p.at[i - 1] = p.at[j];
		p.at[j] = was;
	}
	p.n = n - roll(&seed, n);
	return p;
}

struct plain {
	struct text in;
	const struct dialect *d;
	enum ends ends;
	struct script out, rejects;
	size_t at;
	uint64_t line;

	struct script field[64]; /* of the record at hand */
	size_t n, size;          /* size: without the line end */
	uint64_t lines, open_line;
	size_t open_at;          /* of the quote */
	bool open, empty, shown; /* shown: the first line has ended */
};

static bool is_at(const struct plain *p, size_t i, char c)
{
	return i < p->in.len && p->in.at[i] == c;
}

static size_t end_here(const struct plain *p, size_t i)
{
	bool cr = is_at(p, i, '\r');
	if (cr && is_at(p, i + 1, '\n') && p->ends != ENDS_LF && p->ends != ENDS_CR)
		return 2;
	if (is_at(p, i, '\n') && p->ends != ENDS_CRLF && p->ends != ENDS_CR)
		return 1;
	return cr && (p->ends == ENDS_CR || p->ends == ENDS_ANY);
}

static bool counts_line(const struct plain *p, size_t i)
{
	return end_here(p, i) > 0 || (p->in.at[i] == '\n' && p->ends == ENDS_CRLF);
}

static bool delimiter_here(const struct plain *p, size_t i)
{
	struct text d = p->d->delimiter;
	return p->in.len - i >= d.len && memcmp(p->in.at + i, d.at, d.len) == 0;
}

static bool field_ends_here(const struct plain *p, size_t i)
{
	return i == p->in.len || end_here(p, i) > 0 || delimiter_here(p, i);
}

static size_t add(struct plain *p, size_t i, size_t n)
{
	if (p->n < 64)
		say(&p->field[p->n], (struct text){ p->in.at + i, n });
	return i + n;
}

/* One character with its escape, or a line end inside of a field; gives what is behind it. */
static size_t add_one(struct plain *p, size_t i, bool escaped)
{
	size_t n = end_here(p, i);
	p->lines += counts_line(p, i);
	if (n == 0)
		n = escaped && delimiter_here(p, i) ? p->d->delimiter.len : 1;
	return add(p, i, n);
}

static size_t plain_field(struct plain *p, size_t i)
{
	const struct dialect *d = p->d;
	const char *s = p->in.at;
	while (d->skip_initial_space && i < p->in.len && s[i] == ' ' && !delimiter_here(p, i))
		i++;
	p->empty &= end_here(p, i) > 0 || i == p->in.len;
	bool quoted = d->quote && i < p->in.len && s[i] == d->quote;
	if (quoted) {
		p->open_line = p->lines;
		p->open_at = i;
		i++;
	}
	while (i < p->in.len) {
		if (d->escape && s[i] == d->escape && i + 1 < p->in.len) {
			i = add_one(p, i + 1, true);
		} else if (quoted && s[i] == d->quote) {
			if (d->double_quote && i + 1 < p->in.len && s[i + 1] == d->quote)
				i = add(p, i + 1, 1);
			else if (field_ends_here(p, i + 1))
				return i + 1;
			else
				i = add(p, i, 1);
		} else if (!quoted && field_ends_here(p, i)) {
			return i;
		} else {
			i = add_one(p, i, false);
		}
	}
	p->open = quoted;
	return i;
}

/* The record at p->at; false: there is none. */
static bool plain_record(struct plain *p)
{
	size_t i = p->at, end;
	if (i == p->in.len)
		return false;
	for (size_t f = 0; f < 64; f++)
		p->field[f].len = 0;
	p->n = p->lines = 0;
	p->open = false;
	p->empty = true;
	for (;; i += p->d->delimiter.len) {
		i = plain_field(p, i);
		p->n++;
		if (i == p->in.len || !delimiter_here(p, i))
			break;
		p->empty = false;
	}
	p->empty &= p->n == 1;
	p->n -= p->empty;
	p->size = i - p->at;
	end = end_here(p, i);
	bool lf = p->ends == ENDS_ANY && !p->shown && end > 0 && p->in.at[i + end - 1] == '\n';
	p->shown |= end > 0;
	p->lines += end > 0;
	if (lf) {
		p->ends = ENDS_LINE;
		p->lines = 0;
		for (size_t b = p->at; b < i + end; b++)
			p->lines += p->in.at[b] == '\n';
	}
	p->at = i + end;
	return true;
}

static void plain_comment(struct plain *p)
{
	size_t i = p->at, n = 0;
	while (i < p->in.len && n == 0) {
		n = end_here(p, i);
		if (p->ends == ENDS_CRLF && p->in.at[i] == '\n')
			n = 1;
		i += n ? n : 1;
	}
	if (p->ends == ENDS_ANY && !p->shown && n > 0 && !(n == 1 && p->in.at[i - 1] == '\r'))
		p->ends = ENDS_LINE;
	p->shown |= n > 0;
	p->line += n > 0;
	p->at = i;
}

/* Everything from the line on that a quote was left open in. */
static void plain_open(struct plain *p, size_t begin)
{
	char value[64];
	snprintf(value, sizeof(value), "it opened on line %" PRIu64, p->line + p->open_line);
	uint64_t line = p->line;
	for (size_t i = begin, from = begin; i < p->in.len;) {
		size_t n = end_here(p, i);
		if (n == 0 && p->ends == ENDS_CRLF && p->in.at[i] == '\n')
			n = 1;
		if (i < p->open_at || n == 0) {
			i += n ? n : 1;
			if (i < p->in.len)
				continue;
			n = 0;
		}
		say_reject(&p->rejects, line, "open-quote", text_of(value),
		           (struct text){ p->in.at + from, i - from });
		if (from == begin)
			line = p->line + p->open_line;
		line++;
		from = i = i + n;
	}
	p->at = p->in.len;
}

static void plain_judge(struct plain *p, size_t begin, size_t fields, const struct picks *pick)
{
	struct text raw = { p->in.at + begin, p->size };
	size_t valid = utf8_valid(raw.at, raw.len);
	char what[64];
	if (p->open) {
		plain_open(p, begin);
	} else if (p->n == 0 && fields > 1) {
	} else if (valid < raw.len) {
		snprintf(what, sizeof(what), "byte 0x%02X, %zu of the record",
		         (unsigned)(unsigned char)raw.at[valid], valid + 1);
		say_reject(&p->rejects, p->line, "encoding", text_of(what), raw);
	} else if (p->n != fields && !(p->n == 0 && fields == 1)) {
		snprintf(what, sizeof(what), "%zu of %zu fields", p->n, fields);
		say_reject(&p->rejects, p->line, "field-count", text_of(what), raw);
	} else {
		say_number(&p->out, "\nrecord ", p->line);
		for (size_t k = 0; k < pick->n; k++) {
			struct script *f = &p->field[pick->at[k]];
			say(&p->out, TEXT(" ["));
			say(&p->out, (struct text){ f->at, f->len });
			say(&p->out, TEXT("]"));
		}
	}
}

static bool at_plain_comment(const struct plain *p)
{
	return p->d->comment && p->at < p->in.len && p->in.at[p->at] == p->d->comment;
}

static size_t plain_first(struct plain *p)
{
	bool mark = p->in.len >= 3 && memcmp(p->in.at, "\xEF\xBB\xBF", 3) == 0;
	size_t begin;
	p->at = mark ? 3 : 0;
	do {
		p->line += p->lines;
		p->lines = 0;
		while (at_plain_comment(p))
			plain_comment(p);
		begin = p->at;
	} while (plain_record(p) && p->n == 0 && !p->open);
	if (begin == p->in.len)
		return say(&p->out, TEXT("first 0")), 0;
	if (p->open) {
		char why[128];
		snprintf(why, sizeof(why), "\nfail in:%" PRIu64 ": a quote opens here and is never closed",
		         p->line + p->open_line);
		say(&p->out, text_of(why));
		return 0;
	}
	bool valid = utf8_valid(p->in.at + begin, p->size) == p->size;
	say_number(&p->out, "first ", p->n);
	for (size_t i = 0; i < p->n && valid; i++) {
		say(&p->out, TEXT(" ["));
		say(&p->out, (struct text){ p->field[i].at, p->field[i].len });
		say(&p->out, TEXT("]"));
	}
	if (p->d->header)
		p->line += p->lines;
	else
		p->at = begin;
	return p->n;
}

struct script by_rules(struct text bytes, const struct want *w)
{
	static const enum ends ends[] = { ENDS_ANY, ENDS_LF, ENDS_CRLF, ENDS_CR };
	struct plain *p = calloc(1, sizeof(*p));
	assert_non_null(p);
	*p = (struct plain){
		.in = bytes, .d = &w->dialect, .ends = ends[w->dialect.line_end], .line = 1
	};
	size_t fields = plain_first(p);
	struct arena *mem = arena_new();
	struct picks pick = fields > 0 ? choose(mem, w->seed, fields) : (struct picks){ 0 };
	while (fields > 0 && p->at < p->in.len) {
		if (at_plain_comment(p)) {
			plain_comment(p);
			continue;
		}
		size_t begin = p->at;
		plain_record(p);
		plain_judge(p, begin, fields, &pick);
		p->line += p->lines;
	}
	struct script out = joined(p->out, p->rejects, (struct script){ 0 });
	for (size_t f = 0; f < 64; f++)
		free(p->field[f].at);
	arena_free(mem);
	free(p);
	return out;
}
