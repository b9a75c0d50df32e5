/* filters/lib/reader.c - weir text: bytes to batches.
 *
 * A line is cut by the masks of scan.h; only one that holds a backslash, a CR or bytes that are not
 * ASCII is looked at again. Values are slices of the input's window.
 */
#include "lib/count.h"
#include "lib/input.h"
#include "lib/line.h"
#include "lib/run.h"
#include "lib/scan.h"
#include <stdio.h>

enum { LONGEST = 32 << 20 }; /* bytes of a line that was packed */

/* --- the header ------------------------------------------------------------------------------- */

/* One whole line, without its LF, is in the window; *len is its length. */
static int first_line(struct run *run, struct input *in, size_t *len)
{
	const char *lf = NULL;
	size_t seen = 0;
	while (!lf) {
		lf = in->len > seen ? memchr(in->at + seen, '\n', in->len - seen) : NULL;
		if (lf || in->ended)
			break;
		seen = in->len;
		int status = input_more(in, run);
		if (status != 0)
			return status;
	}
	*len = lf ? (size_t)(lf - in->at) : in->len;
	if (in->len == 0)
		return run_fail(run, EX_DATAERR, "%s: empty input, expected a header line", in->name.at);
	return 0;
}

static int check_header(struct run *run, const char *file, struct text line)
{
	if (text_is(line, LINE_BROKEN_OFF))
		return run_fail(run, EX_DATAERR, "%s:1: who wrote the records failed: they are not whole",
		                file);
	if (line.len >= 3 && memcmp(line.at, "\xEF\xBB\xBF", 3) == 0)
		return run_fail(
			run, EX_DATAERR,
			"%s:1: begins with a byte order mark, which weir text has not; if it is CSV, "
			"weir-parse reads it",
			file);
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		return run_fail(run, EX_DATAERR,
		                "%s:1: the line ends in CR LF, expected LF (tr -d '\\r' takes them off)",
		                file);
	if (utf8_valid(line.at, line.len) != line.len)
		return run_fail(run, EX_DATAERR, "%s:1: the header is no UTF-8", file);
	return 0;
}

static int check_name(struct run *run, const char *file, const struct reader *r, size_t i)
{
	if (r->cut[i].len == 0)
		return run_fail(run, EX_DATAERR, "%s:1: column %zu has no name", file, i + 1);
	for (size_t j = 0; j < i; j++)
		if (text_same(r->cut[i], r->cut[j]))
			return run_fail(run, EX_DATAERR, "%s:1: columns %zu and %zu are both named '%.*s'",
			                file, j + 1, i + 1, (int)r->cut[i].len, r->cut[i].at);
	return 0;
}

static int cut_header(struct run *run, const char *file, struct reader *r, struct text line)
{
	r->values = 1;
	for (size_t i = 0; i < line.len; i++)
		r->values += line.at[i] == '\t';
	r->cut = arena_take(run->mem, r->values * sizeof(*r->cut));
	r->to = arena_take(run->mem, r->values * sizeof(*r->to));
	r->numbers = NULL;
	char *copy = arena_copy(run->mem, line.at, line.len);
	for (size_t i = 0, begin = 0, n = 0; i <= line.len; i++)
		if (i == line.len || copy[i] == '\t') {
			struct text written = { copy + begin, i - begin };
			if (!line_value(written, run->mem, &r->cut[n]))
				return run_fail(run, EX_DATAERR,
				                "%s:1: column %zu: '%.*s' holds a backslash that is no escape",
				                file, n + 1, (int)written.len, written.at);
			begin = i + 1;
			n++;
		}
	return 0;
}

/* Names are compared by sorting when there are many of them. */
static int order_names(const void *a, const void *b)
{
	return text_order(*(const struct text *)a, *(const struct text *)b);
}

static bool all_differ(struct run *run, const struct reader *r)
{
	struct text *sorted = arena_take(run->mem, r->values * sizeof(*sorted));
	memcpy(sorted, r->cut, r->values * sizeof(*sorted));
	qsort(sorted, r->values, sizeof(*sorted), order_names);
	bool good = sorted[0].len > 0;
	for (size_t i = 1; i < r->values && good; i++)
		good = !text_same(sorted[i - 1], sorted[i]);
	return good;
}

int reader_header(struct run *run, struct input *in, struct reader *r, struct columns *out)
{
	size_t len = 0;
	input_longest_line(in, LONGEST);
	int status = first_line(run, in, &len);
	const char *file = in->name.at;
	struct text line = { in->at, len };
	if (status == 0)
		status = check_header(run, file, line);
	if (status == 0)
		status = cut_header(run, file, r, line);
	if (status == 0 && !all_differ(run, r))
		for (size_t i = 0; i < r->values && status == 0; i++)
			status = check_name(run, file, r, i);
	if (status != 0)
		return status;
	r->source = r->line = NO_COLUMN;
	*out = (struct columns){ .name = arena_take(run->mem, r->values * sizeof(struct text)) };
	for (size_t i = 0; i < r->values; i++) {
		if (text_is(r->cut[i], "@source"))
			r->source = i;
		else if (text_is(r->cut[i], "@line"))
			r->line = i;
		else
			out->name[out->n++] = r->cut[i];
	}
	out->placed = r->source != NO_COLUMN;
	if ((r->source == NO_COLUMN) != (r->line == NO_COLUMN))
		return run_fail(run, EX_DATAERR,
		                "%s:1: of @source and @line one is missing: keep both or "
		                "none",
		                file);
	if (out->n == 0)
		return run_fail(run, EX_DATAERR, "%s:1: no column but the place", file);
	size_t used = len < in->len ? len + 1 : len;
	in->at += used;
	in->len -= used;
	r->number = 2;
	return 0;
}

/* --- the records ------------------------------------------------------------------------------ */

static void reject(struct run *run, const struct reader *r, const struct input *in, size_t row,
                   const char *word, struct text value, struct text line)
{
	struct text source = in->name, number = { 0 };
	uint64_t at = r->number;
	if (r->source != NO_COLUMN && strcmp(word, "field-count") != 0) {
		number = r->to[r->line][row];
		source = r->to[r->source][row];
		if (!text_count(number, UINT64_MAX, &at))
			source = in->name, at = r->number;
	}
	run_reject_raw(run, source, at, word, (struct text){ 0 }, value, line);
}

struct odd { /* what a line holds that has to be looked at again */
	bool escapes, high;
};

struct found { /* of one line, whose first values are in their columns */
	struct text line;
	size_t values;
	struct odd odd;
	uint64_t number;   /* the one it has, or that of its place */
	struct text wrong; /* what of it to show */
};
enum { COUNTS = 64 }; /* bytes of "5 of 7 values" */

/* Null, or why the line is no record. Takes the escapes out of its values. counts: room for a message. */
static const char *fault_of(const struct reader *r, size_t row, struct arena *mem, struct found *f,
                            char *counts)
{
	f->wrong = (struct text){ 0 };
	f->number = r->number;
	if (f->values != r->values) {
		int n = snprintf(counts, COUNTS, "%zu of %zu values", f->values, r->values);
		f->wrong = (struct text){ counts, (size_t)n };
		return "field-count";
	}
	if (f->odd.high && utf8_valid(f->line.at, f->line.len) != f->line.len)
		return "encoding";
	for (size_t i = 0; f->odd.escapes && i < r->values; i++) {
		f->wrong = r->to[i][row];
		if (!line_value(f->wrong, mem, &r->to[i][row]))
			return "bad-escape";
	}
	if (r->line == NO_COLUMN)
		return NULL;
	f->wrong = r->to[r->line][row];
	return text_count(f->wrong, UINT64_MAX, &f->number) ? NULL : "bad-place";
}

/* One line becomes a record of the batch, or is rejected. False: it would be, but records stand before it; these are
 * on their way first, so that the order of rejects does not tell where batches end. */
static bool take_line(struct run *run, struct reader *r, const struct input *in, struct batch *b,
                      struct found f)
{
	char counts[COUNTS];
	const char *fault = fault_of(r, b->rows, b->mem, &f, counts);
	if (fault && b->rows > 0)
		return false;
	if (fault && text_is(f.line, LINE_BROKEN_OFF)) {
		run_fail(run, EX_DATAERR, "%s:%llu: who wrote the records failed: they are not whole",
		         in->name.at, (unsigned long long)r->number);
		return true;
	}
	run_read(run, 1);
	if (fault) {
		reject(run, r, in, b->rows, fault, f.wrong, f.line);
		if (!run->chain->holds)
			arena_empty(b->mem); /* a feed may hold nothing but such lines */
	} else {
		b->line[b->rows++] = f.number;
	}
	r->number++;
	return true;
}

/* Where the values of a line go: to their columns, or to the place. */
static void aim(struct reader *r, struct batch *b)
{
	for (size_t i = 0, column = 0; i < r->values; i++)
		r->to[i] = i == r->source ? b->source : i == r->line ? r->numbers : b->col[column++];
}

/* Whether a record would be written as it stands, place and all; what holds an escape or a CR may not. */
static bool is_plain(const struct reader *r, size_t row, struct odd odd)
{
	if (odd.escapes || r->line == NO_COLUMN)
		return !odd.escapes;
	struct text number = r->to[r->line][row];
	return r->source + 2 == r->values && r->line + 1 == r->values && number.at[0] != '0';
}

/* Behind what was kept of the batch, if all of it is plain. */
static void keep_raw(const struct reader *r, struct batch *b, struct found f, bool *plain)
{
	*plain &= !r->mixed && is_plain(r, b->rows - 1, f.odd);
	if (b->rows == 1)
		b->raw.at = f.line.at;
	b->raw.len = *plain ? (size_t)(f.line.at - b->raw.at) + f.line.len + 1 : 0;
}

static struct scan scan_inside(const char *at, size_t len)
{
	struct scan s = scan_line(at);
	if (len < 64) {
		uint64_t inside = ((uint64_t)1 << len) - 1;
		s.ends &= inside;
		s.escapes &= inside;
		s.high &= inside;
	}
	return s;
}

/* Cuts whole lines until the batch is full or the window ends; gives back how many bytes it used. */
static size_t cut_lines(struct run *run, struct reader *r, const struct input *in, struct batch *b)
{
	const char *at = in->at;
	size_t begin = 0, from = 0, found = 0;
	struct odd odd = { 0 };
	bool plain = true;
	for (size_t block = 0; block < in->len; block += 64) {
		struct scan s = scan_inside(at + block, in->len - block);
		for (; s.ends; s.ends &= s.ends - 1) {
			size_t bit = (size_t)__builtin_ctzll(s.ends), end = block + bit;
			if (found < r->values)
				r->to[found][b->rows] = (struct text){ at + from, end - from };
			found++;
			from = end + 1;
			if (at[end] == '\t')
				continue;
			uint64_t before = ((uint64_t)1 << bit) - 1;
			odd.escapes |= (s.escapes & before) != 0;
			odd.high |= (s.high & before) != 0;
			s.escapes &= ~before;
			s.high &= ~before;
			struct found f = { .line = { at + begin, end - begin }, .values = found, .odd = odd };
			size_t rows = b->rows;
			if (!take_line(run, r, in, b, f))
				return begin;
			if (b->rows > rows)
				keep_raw(r, b, f, &plain);
			begin = from;
			found = 0;
			odd = (struct odd){ 0 };
			if (b->rows == b->room)
				return begin;
		}
		odd.escapes |= s.escapes != 0;
		odd.high |= s.high != 0;
	}
	return begin;
}

/* The same where nobody looks at values: up to the first line that has to be looked at. */
static size_t pass_lines(struct run *run, struct reader *r, const struct input *in, struct batch *b)
{
	size_t lines, used = count_lines(in->at, in->len, r->values, b->room - b->rows, &lines);
	for (size_t i = 0; i < lines; i++)
		b->line[b->rows++] = r->number++;
	b->raw = (struct text){ in->at, used };
	run_read(run, lines);
	return used;
}

/* What stands behind the last LF is a record too. */
static void last_line(struct run *run, struct reader *r, struct input *in, struct batch *b)
{
	struct text line = { in->at, in->len };
	size_t found = 0;
	for (size_t i = 0, from = 0; i <= line.len; i++) {
		char c = i < line.len ? line.at[i] : '\t';
		if (c != '\t')
			continue;
		if (found < r->values)
			r->to[found][b->rows] = (struct text){ line.at + from, i - from };
		found++;
		from = i + 1;
	}
	struct found f = { .line = line, .values = found, .odd = { true, true } };
	take_line(run, r, in, b, f);
	in->at += in->len;
	in->len = 0;
}

int reader_fill(struct run *run, struct input *in, struct reader *r, struct batch *b, bool *ended)
{
	if (r->line != NO_COLUMN && !r->numbers)
		r->numbers = arena_take(run->mem, b->room * sizeof(*r->numbers));
	aim(r, b);
	for (size_t seen = 0;;) { /* bytes of a long line that hold no LF */
		if (in->len > seen && memchr(in->at + seen, '\n', in->len - seen)) {
			size_t used = r->blind ? pass_lines(run, r, in, b) : 0;
			if (used == 0)
				used = cut_lines(run, r, in, b);
			in->at += used;
			in->len -= used;
			seen = 0;
		} else {
			seen = in->len;
		}
		if (b->rows > 0 || run_status(run) != 0)
			return run_status(run);
		if (in->ended && in->len > 0)
			last_line(run, r, in, b);
		if (in->ended) {
			*ended = b->rows == 0;
			return 0;
		}
		int status = input_more(in, run);
		if (status != 0)
			return status;
	}
}
