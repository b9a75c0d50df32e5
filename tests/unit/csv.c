/* tests/unit/csv.c - CSV three ways: by the index, by libcsv alone, and by the rules written down plainly.
 *
 * The inputs are random, over the characters that matter, and come in windows cut at random places. The
 * reader's files are compiled in, with a run and an input of the test's own.
 */
/* link: -lcsv */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "parse/csv.c"    // NOLINT(bugprone-suspicious-include)
#include "parse/marks.c"  // NOLINT(bugprone-suspicious-include)
#include "parse/index.c"  // NOLINT(bugprone-suspicious-include)
#include "parse/fast.c"   // NOLINT(bugprone-suspicious-include)
#include "parse/read.c"   // NOLINT(bugprone-suspicious-include)
#include "parse/reject.c" // NOLINT(bugprone-suspicious-include)
#include "parse/rows.c"   // NOLINT(bugprone-suspicious-include)

#ifndef ROUNDS
#define ROUNDS 4000 /* random inputs of each kind; more were read when the rules changed */
#endif

/* --- what was read, as one text --------------------------------------------------------------- */

struct script {
	char *at;
	size_t len, room;
};

static void say(struct script *s, struct text t)
{
	if (s->len + t.len + 1 > s->room) {
		s->room = (s->len + t.len + 1) * 2;
		s->at = realloc(s->at, s->room);
		assert_non_null(s->at);
	}
	if (t.len > 0)
		memcpy(s->at + s->len, t.at, t.len);
	s->len += t.len;
	s->at[s->len] = 0;
}

static void say_number(struct script *s, const char *before, uint64_t n)
{
	char number[64];
	snprintf(number, sizeof(number), "%s%" PRIu64, before, n);
	say(s, text_of(number));
}

static void say_reject(struct script *s, uint64_t line, const char *word, struct text value,
                       struct text raw)
{
	say_number(s, "\nreject ", line);
	say(s, TEXT(" "));
	say(s, text_of(word));
	say(s, TEXT(" "));
	say(s, value);
	say(s, TEXT(" <"));
	say(s, raw);
	say(s, TEXT(">"));
}

/* --- the run and the input that the reader gets ----------------------------------------------- */

struct run {
	struct arena *mem;
	struct script script, rejects, fault; /* rejects go another way than records: no common order */
	uint64_t read, rejected, good;
	struct text bytes; /* of the whole input */
	size_t came;
	uint64_t seed;
	size_t most; /* bytes that come at once */
	int status;
};

static uint64_t roll(uint64_t *seed, uint64_t n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (*seed >> 33) % n;
}

struct arena *run_arena(struct run *run)
{
	return run->mem;
}

int run_fail(struct run *run, int status, const char *why, ...)
{
	char line[512];
	va_list args;
	va_start(args, why);
	vsnprintf(line, sizeof(line), why, args);
	va_end(args);
	say(&run->fault, TEXT("\nfail "));
	say(&run->fault, text_of(line));
	return run->status = status;
}

void run_read(struct run *run, uint64_t n)
{
	run->read += n;
}

void run_reject_raw(struct run *run, struct text source, uint64_t line, const char *word,
                    struct text column, struct text value, struct text raw)
{
	assert_true(text_is(source, "in") && column.len == 0);
	run->rejected++;
	say_reject(&run->rejects, line, word, value, raw);
}

/* A window of its own at each call, so that a slice into an old one is found by a sanitizer. The pad
 * holds what would mislead one who looked at it. */
int input_more(struct input *in, struct run *run)
{
	size_t left = run->bytes.len - run->came;
	size_t n = left == 0 ? 0 : 1 + roll(&run->seed, left < run->most ? left : run->most);
	char *window = malloc(in->len + n + INPUT_PAD), *old = (char *)in->file;
	assert_non_null(window);
	if (in->len > 0)
		memcpy(window, in->at, in->len);
	if (n > 0)
		memcpy(window + in->len, run->bytes.at + run->came, n);
	for (size_t i = 0; i < INPUT_PAD; i++)
		window[in->len + n + i] = "\n\",\r\""[i % 5];
	run->came += n;
	in->ended = n == 0;
	in->at = window;
	in->len += n;
	in->file = (struct input_file *)(void *)window;
	free(old);
	return 0;
}

/* There are no rules for the rows behind the header: nothing is asked of these. */
int body_row(struct body *b, struct run *run, const struct input *in, struct arena *mem,
             struct row *row, enum verdict *verdict)
{
	assert_true(!b && run && in && mem && row && verdict);
	return EX_SOFTWARE;
}

bool body_next(struct body *b, struct row *row)
{
	assert_true(!b && row);
	return false;
}

int body_end(struct body *b, struct run *run, const struct input *in)
{
	assert_true(!b && run && in);
	return EX_SOFTWARE;
}

/* --- the reader ------------------------------------------------------------------------------- */

static void say_batch(struct script *s, const struct batch *b, size_t columns)
{
	for (size_t r = 0; r < b->rows; r++) {
		say_number(s, "\nrecord ", b->line[r]);
		for (size_t c = 0; c < columns; c++) {
			say(s, TEXT(" ["));
			say(s, b->col[c][r]);
			say(s, TEXT("]"));
		}
	}
}

static void read_records(struct rows *r, struct run *run, struct input *in, size_t room)
{
	struct batch b = { .room = room, .mem = arena_new(), .from = in->name };
	b.col = arena_take(run->mem, (r->pick.n + 1) * sizeof(struct text *));
	for (size_t c = 0; c < r->pick.n; c++)
		b.col[c] = arena_take(run->mem, room * sizeof(struct text));
	b.line = arena_take(run->mem, room * sizeof(*b.line));
	for (bool ended = false; !ended && run->status == 0;) {
		b.rows = 0;
		rows_fill(r, run, in, &b, &ended);
		assert_true(run->status != 0 || (b.rows > 0) != ended);
		run->good += b.rows;
		say_batch(&run->script, &b, r->pick.n);
		arena_empty(b.mem);
	}
	arena_free(b.mem);
}

struct want { /* how it is to be read */
	struct dialect dialect;
	size_t longest, room, most;
	uint64_t seed;
	bool slow, narrow; /* narrow: the index without AVX2 */
};

/* One text of the three. */
static struct script joined(struct script a, struct script b, struct script c)
{
	say(&a, (struct text){ b.at, b.len });
	say(&a, (struct text){ c.at, c.len });
	free(b.at);
	free(c.at);
	return a;
}

/* Columns in an order that follows from the seed, some left out. */
static struct picks choose(struct arena *mem, uint64_t seed, size_t n)
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

static struct script by_reader(struct text bytes, const struct want *w)
{
	struct run run = { .mem = arena_new(), .bytes = bytes, .seed = w->seed, .most = w->most };
	struct input in = { .name = TEXT("in") };
	struct feed feed = { .dialect = w->dialect };
	struct table table = { .feed = &feed, .longest = w->longest, .slow = w->slow };
	struct reader csv = { 0 };
	struct shape shape = { 0 };
	struct rows r = { .format = &csv_format, .self = &csv, .shape = &shape };
	struct row first = { 0 };
	csv_format.open(&csv, &run, &table);
	csv.index->wide &= !w->narrow;
	int status = rows_begin(&r, &run, &in, &first);
	size_t n = first.n;
	if (status == 0)
		say_number(&run.script, "first ", n);
	bool valid = status == 0 && n > 0 && !first.word;
	for (size_t i = 0; i < n && valid; i++) {
		say(&run.script, TEXT(" ["));
		say(&run.script, first.cell[i]);
		say(&run.script, TEXT("]"));
	}
	if (n > 0 && status == 0) {
		if (w->dialect.header)
			rows_step(&r, &in);
		rows_columns(&r, &run, n, choose(run.mem, w->seed, n));
		read_records(&r, &run, &in, w->room);
		assert_int_equal(run.read, run.good + run.rejected);
	}
	csv_format.close(&csv);
	free(in.file);
	arena_free(run.mem);
	return joined(run.script, run.rejects, run.fault);
}

/* --- the rules, plainly ----------------------------------------------------------------------- */

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

static struct script by_rules(struct text bytes, const struct want *w)
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

/* --- comparing -------------------------------------------------------------------------------- */

/* The first difference, with what comes before it and what comes then. */
static void show(const char *who, struct script s, size_t from)
{
	from = from > 60 ? from - 60 : 0;
	size_t n = from < s.len ? s.len - from : 0;
	fprintf(stderr, "--- %s, from %zu:\n%.*s\n", who, from, (int)(n < 300 ? n : 300), s.at + from);
}

static void same(struct text bytes, const char *who, struct script a, struct script b,
                 uint64_t seed)
{
	size_t i = 0;
	while (i < a.len && i < b.len && a.at[i] == b.at[i])
		i++;
	if (i == a.len && i == b.len)
		return;
	fprintf(stderr, "seed %" PRIu64 "\n--- input:\n%.*s\n", seed,
	        (int)(bytes.len < 300 ? bytes.len : 300), bytes.at);
	show("rules", a, i);
	show(who, b, i);
	fail();
}

static void compare(struct text bytes, struct want w)
{
	struct script rules = by_rules(bytes, &w), s;
	w.slow = true;
	s = by_reader(bytes, &w);
	same(bytes, "libcsv", rules, s, w.seed);
	free(s.at);
	w.slow = false;
	s = by_reader(bytes, &w);
	same(bytes, "index", rules, s, w.seed);
	free(s.at);
	w.narrow = true;
	w.room = 1 + w.room % 7;
	w.most = 1 + w.most % 90;
	s = by_reader(bytes, &w);
	same(bytes, "index without AVX2, other windows", rules, s, w.seed);
	free(s.at);
	free(rules.at);
}

static struct dialect usual(void)
{
	return (struct dialect){
		.delimiter = TEXT(","), .quote = '"', .double_quote = true, .header = true
	};
}

static struct dialect any_dialect(uint64_t *seed)
{
	static const struct text delimiters[] = { { ",", 1 }, { ";", 1 }, { "\t", 1 },
		                                      { "¦", 2 }, { " ", 1 }, { "€", 3 } };
	struct dialect d = usual();
	if (roll(seed, 3) == 0)
		d.delimiter = delimiters[roll(seed, 6)];
	static const char quotes[] = { '"', '"', '"', '"', '"', '"', '\'', 0 };
	d.quote = quotes[roll(seed, sizeof(quotes))];
	d.double_quote = roll(seed, 6) != 0;
	if (roll(seed, 5) == 0)
		d.escape = '\\';
	if (roll(seed, 5) == 0)
		d.comment = '#';
	d.skip_initial_space = roll(seed, 4) == 0;
	d.header = roll(seed, 5) != 0;
	d.line_end = (enum line_end)roll(seed, 4);
	return d;
}

/* Bytes of the characters that matter. */
static size_t random_bytes(char *to, size_t room, uint64_t *seed, const struct dialect *d)
{
	static const struct text words[] = {
		{ "\"", 1 },   { "\"\"", 2 },   { "\n", 1 },       { "\r\n", 2 },     { "\r", 1 },
		{ " ", 1 },    { "a", 1 },      { "bc", 2 },       { "\xC3\xA9", 2 }, { "\xC2", 1 },
		{ "\xFF", 1 }, { "\xFC", 1 },   { "\\", 1 },       { "#", 1 },        { "'", 1 },
		{ "\0", 1 },   { ";", 1 },      { ",", 1 },        { "\xF5", 1 },     { "\",\"", 3 },
		{ "\"\n", 2 }, { "\"\r\n", 3 }, { "\xC2\xA6", 2 }, { "\xE2\x82", 2 },
	};
	size_t len = 0, n = sizeof(words) / sizeof(*words);
	while (len + 4 < room) {
		uint64_t kind = roll(seed, 10);
		struct text w = kind < 3   ? d->delimiter
		                : kind < 5 ? (struct text){ "\"", 1 }
		                : kind < 6 ? (struct text){ "\n", 1 }
		                           : words[roll(seed, n)];
		memcpy(to + len, w.at, w.len);
		len += w.len;
	}
	return len;
}

static void random_inputs_in_any_dialect(void **state)
{
	(void)state;
	char bytes[256];
	for (uint64_t i = 0; i < ROUNDS; i++) {
		uint64_t seed = i * 7919 + 1;
		struct want w = { .dialect = any_dialect(&seed), .longest = 1 << 20, .seed = i };
		size_t len = random_bytes(bytes, 5 + roll(&seed, i % 8 ? 40 : 250), &seed, &w.dialect);
		w.room = 1 + roll(&seed, 5);
		w.most = 1 + roll(&seed, i % 3 ? 300 : 3);
		char *exact = malloc(len + 1); /* so that a sanitizer sees the end */
		assert_non_null(exact);
		memcpy(exact, bytes, len);
		compare((struct text){ exact, len }, w);
		free(exact);
	}
}

static void random_inputs_as_usual(void **state)
{
	(void)state;
	char bytes[256];
	for (uint64_t i = 0; i < ROUNDS; i++) {
		uint64_t seed = i * 104729 + 7;
		struct want w = { .dialect = usual(), .longest = 1 << 20, .seed = i };
		w.dialect.line_end = (enum line_end)roll(&seed, 3);
		size_t len = random_bytes(bytes, 5 + roll(&seed, 250), &seed, &w.dialect);
		w.room = 1 + roll(&seed, 9);
		w.most = 1 + roll(&seed, 300);
		compare((struct text){ bytes, len }, w);
	}
}

/* Records as they are in feeds, with a fault now and then, over many stretches of the index. */
static size_t feed_bytes(char *to, size_t room, uint64_t *seed, size_t columns)
{
	static const struct text values[] = {
		{ "", 0 },
		{ "2024", 4 },
		{ "Türkiye", 8 },
		{ "\"Gambia, The\"", 13 },
		{ "  x ", 4 },
		{ "\"say \"\"no\"\"\"", 13 },
		{ "\"two\nlines\"", 11 },
		{ "\"\"", 2 },
		{ "12\" pipe", 8 },
		{ "\"a \"b\" c\"", 9 },
		{ "\xE9", 1 },
		{ "a,b", 3 },
	};
	struct text end = roll(seed, 2) ? TEXT("\r\n") : TEXT("\n");
	size_t len = 0, good = 8, all = sizeof(values) / sizeof(*values);
	while (len + columns * 16 + 4 < room) {
		size_t n = roll(seed, 200) ? columns : 1 + roll(seed, columns * 2);
		for (size_t c = 0; c < n && len + 20 < room; c++) {
			struct text v = values[roll(seed, roll(seed, 100) ? good : all)];
			if (c > 0)
				to[len++] = ',';
			memcpy(to + len, v.at, v.len);
			len += v.len;
		}
		memcpy(to + len, end.at, end.len);
		len += end.len;
	}
	return len;
}

static void feeds_over_many_stretches(void **state)
{
	(void)state;
	size_t room = 150 << 10;
	char *bytes = malloc(room);
	assert_non_null(bytes);
	for (uint64_t i = 0; i < 60; i++) {
		uint64_t seed = i * 31 + 5;
		struct want w = { .dialect = usual(), .longest = 1 << 20, .seed = i };
		size_t len = feed_bytes(bytes, room, &seed, 2 + roll(&seed, 12));
		w.dialect.line_end = (enum line_end)(i % 8 == 7 ? LINE_CRLF : LINE_ANY);
		w.room = 1 + roll(&seed, i % 2 ? 1500 : 20);
		w.most = 1 + roll(&seed, i % 3 ? 200000 : 5000);
		compare((struct text){ bytes, len }, w);
	}
	free(bytes);
}

/* A quote at every place of a small file, in pieces of one byte and as a whole. */
static void a_quote_at_every_place(void **state)
{
	static const char file[] = "a,b,c\r\n1,\"x, y\",3\r\n,\"\",\r\n\"p\"\"q\",\"r\ns\",t\r\n7,8,9";
	char bytes[sizeof(file) + 1];
	(void)state;
	for (size_t at = 0; at < sizeof(file); at++)
		for (size_t most = 1; most < 100; most += 33) {
			struct want w = { .dialect = usual(), .longest = 1000, .room = 2, .most = most };
			memcpy(bytes, file, at);
			bytes[at] = '"';
			memcpy(bytes + at + 1, file + at, sizeof(file) - 1 - at);
			compare((struct text){ bytes, sizeof(file) }, w);
		}
}

static void is(const char *bytes, struct want w, const char *script)
{
	struct script s = by_reader(text_of(bytes), &w);
	assert_string_equal(s.at, script);
	free(s.at);
}

static void a_long_record_names_its_line(void **state)
{
	(void)state;
	struct want w = { .dialect = usual(), .longest = 10, .room = 9 };
	for (w.most = 1; w.most < 50; w.most++) {
		is("a\n1234567890\n12345678901\n", w,
		   "first 1 [a]\nrecord 2 [1234567890]"
		   "\nfail in:3: the record is longer than --max-record 10");
		is("a\n1\n2,\"\n\n4\n5\n6\n7\n8\n", w,
		   "first 1 [a]\nrecord 2 [1]"
		   "\nfail in:3: the record is longer than --max-record 10; a quote that opened on line 3 "
		   "is not closed");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_inputs_as_usual),
		cmocka_unit_test(random_inputs_in_any_dialect),
		cmocka_unit_test(feeds_over_many_stretches),
		cmocka_unit_test(a_quote_at_every_place),
		cmocka_unit_test(a_long_record_names_its_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
