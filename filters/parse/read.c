/* filters/parse/read.c - the format CSV: rows the fast way where it is safe, else libcsv's.
 *
 * The index finds whole records whose quotes are regular, and a pass for each column makes slices of
 * them that point into the window. What it cannot judge, and what stands at the window's end, is
 * read by libcsv. Both give the same.
 */
#include "parse/read.h"
#include "parse/reject.h"
#include <inttypes.h>
#include <stdio.h>

/* --- inputs and columns ----------------------------------------------------------------------- */

void reader_ends(struct reader *r, enum ends ends)
{
	const struct dialect *d = &r->dialect;
	r->ends = ends;
	csv_ends(r->csv, ends);
	r->index->takes_cr = ends != ENDS_LF;
	r->index->needs_cr = ends == ENDS_CRLF;
	r->fast = !r->slow && ends != ENDS_ANY && ends != ENDS_CR && d->delimiter.len == 1 &&
	          !d->escape && !d->comment && (d->double_quote || !d->quote) &&
	          r->longest >= INDEX_BYTES;
}

/* with: what separates fields where nobody said it; null: a comma. */
static int open_with(struct reader *r, struct run *run, const struct table *t, const char *with)
{
	r->dialect = t->feed->dialect;
	if (with && !r->dialect.delimiter_told)
		r->dialect.delimiter = text_of(with);
	const char *why = dialect_check(&r->dialect);
	if (why)
		return run_fail(run, t->feed->file ? EX_CONFIG : EX_USAGE, "%s", why);
	r->longest = t->longest;
	r->slow = t->slow;
	r->csv = csv_new(&r->dialect, r->longest);
	r->index = index_new(run_arena(run));
	r->index->delimiter = r->dialect.delimiter.at[0];
	r->index->quote = r->dialect.quote;
	r->index->quotes = r->dialect.quote != 0;
	return 0;
}

static int csv_open(void *self, struct run *run, const struct table *t)
{
	return open_with(self, run, t, NULL);
}

static int tsv_open(void *self, struct run *run, const struct table *t)
{
	return open_with(self, run, t, "\t");
}

static int psv_open(void *self, struct run *run, const struct table *t)
{
	return open_with(self, run, t, "|");
}

static void csv_close(void *self)
{
	struct reader *r = self;
	csv_free_all(r->csv);
	csv_free_all(r->second);
	r->csv = r->second = NULL;
}

static void csv_columns(void *self, struct run *run, size_t n, struct picks pick,
                        const bool *wanted)
{
	struct reader *r = self;
	bool all = true;
	r->fields = n;
	for (size_t k = 0; k < pick.n; k++)
		all &= pick.at[k] != NO_COLUMN;
	if (!all && !r->glance)
		r->glance = index_new(run_arena(run));
	if (!all)
		r->cell = arena_take(run_arena(run), (n + 1) * sizeof(*r->cell));
	r->pick = pick;
	csv_keep(r->csv, wanted, n);
}

void reader_forget(struct reader *r)
{
	index_forget(r->index);
	r->next = 0;
}

static int more(struct reader *r, struct run *run, struct input *in)
{
	reader_forget(r);
	return input_more(in, run);
}

/* The first line end of an input outside of quotes shows whether a CR alone ends its lines. */
static void ends_shown(struct reader *r, enum ends end)
{
	if (r->ends == ENDS_ANY && !r->shown && end != ENDS_ANY && end != ENDS_CR)
		reader_ends(r, ENDS_LINE);
	r->shown = true;
}

static int skip_mark(struct reader *r, struct run *run, struct input *in)
{
	static const char mark[] = "\xEF\xBB\xBF";
	int status = 0;
	while (status == 0 && in->len < 3 && !in->ended &&
	       (in->len == 0 || memcmp(in->at, mark, in->len) == 0))
		status = more(r, run, in);
	if (status == 0 && in->len >= 3 && memcmp(in->at, mark, 3) == 0)
		input_use(in, 3);
	return status;
}

static bool at_comment(struct reader *r, const struct input *in)
{
	if (in->len > 0 && r->dialect.comment && !csv_begun(r->csv) && !r->in_comment)
		r->in_comment = in->at[0] == r->dialect.comment;
	return r->in_comment;
}

/* Goes on behind a comment, as far as it has come. */
static void skip_comment(struct reader *r, struct input *in)
{
	size_t size = 0, used = 0;
	if (csv_line(r->ends, (struct text){ in->at, in->len }, in->ended, &size, &used)) {
		ends_shown(r, in->at[size] == '\r' && used == size + 1 ? ENDS_CR : ENDS_LF);
		input_use(in, used);
		r->in_comment = false;
		r->line++;
	} else {
		bool last_cr = in->len > 0 && !in->ended && in->at[in->len - 1] == '\r';
		input_use(in, in->len - last_cr);
	}
}

static int too_long(struct reader *r, struct run *run, const struct input *in,
                    const struct csv_record *c)
{
	if (c->opened)
		return run_fail(run, EX_DATAERR,
		                "%s:%" PRIu64 ": the record is longer than --max-record %zu; a quote that "
		                "opened on line %" PRIu64 " is not closed",
		                in->name.at, r->line, r->longest, r->line + c->open_lines);
	return run_fail(run, EX_DATAERR, "%s:%" PRIu64 ": the record is longer than --max-record %zu",
	                in->name.at, r->line, r->longest);
}

/* One record by libcsv, or part of it. *got is CSV_WHOLE, CSV_OPEN or CSV_MORE, or it fails. */
static int read_slowly(struct reader *r, struct run *run, const struct input *in, enum csv_got *got,
                       struct csv_record *c)
{
	*got = csv_read(r->csv, in->at, in->len, in->ended, c);
	if (*got == CSV_LONG)
		return too_long(r, run, in, c);
	if (*got == CSV_NO_MEMORY)
		return run_fail(run, EX_OSERR, "%s:%" PRIu64 ": out of memory", in->name.at, r->line);
	return 0;
}

static int csv_begin(void *self, struct run *run, struct input *in)
{
	static const enum ends ends[] = {
		[LINE_ANY] = ENDS_ANY, [LINE_LF] = ENDS_LF, [LINE_CRLF] = ENDS_CRLF, [LINE_CR] = ENDS_CR
	};
	struct reader *r = self;
	reader_ends(r, ends[r->dialect.line_end]);
	reader_forget(r);
	csv_next(r->csv);
	csv_keep(r->csv, NULL, 0);
	r->fields = 0;
	r->line = 1;
	r->open_line = 0;
	r->in_comment = r->shown = false;
	return skip_mark(r, run, in);
}

/* --- rows by libcsv --------------------------------------------------------------------------- */

static void take_whole(struct reader *r, const struct input *in, struct csv_record *c,
                       struct row *row)
{
	if (!r->shown) {
		ends_shown(r, c->end);
		csv_read(r->csv, in->at, in->len, in->ended, c); /* its lines may be others now */
	}
	r->used = c->used;
	r->lines = c->lines;
	row->raw.len = c->size;
	row->whole = (struct text){ in->at, c->used };
	row->n = c->n;
	row->cell = c->value;
	size_t valid = utf8_valid(in->at, c->size);
	if (valid == c->size)
		return;
	row->word = "encoding";
	row->value = encoding_value(r->what, row->raw, valid);
}

/* The record that a quote was left open in, or one of the lines behind it, each by itself. */
static int take_open(struct reader *r, struct run *run, const struct input *in,
                     const struct csv_record *c, struct row *row)
{
	if (r->fields == 0)
		return run_fail(run, EX_DATAERR, "%s:%" PRIu64 ": a quote opens here and is never closed",
		                in->name.at, r->line + c->open_lines);
	r->lines = 1;
	row->raw.len = r->used = in->len;
	if (r->open_line == 0) {
		r->open_line = r->line + c->open_lines;
		r->lines += c->open_lines;
		r->used = c->open_used;
		row->raw.len = c->open_size;
	} else {
		csv_line(r->ends, row->raw, true, &row->raw.len, &r->used);
	}
	row->word = "open-quote";
	row->value =
		(struct text){ r->what, (size_t)snprintf(r->what, sizeof(r->what),
		                                         "it opened on line %" PRIu64, r->open_line) };
	return 0;
}

/* One row, or part of one: *got is LOOK_ROW or LOOK_LATER. */
static int read_row(struct reader *r, struct run *run, struct input *in, struct row *row,
                    enum look *got)
{
	enum csv_got part = CSV_OPEN;
	struct csv_record c = { 0 };
	*row =
		(struct row){ .line = r->line, .brief = true, .raw = { in->at, in->len }, .at = NO_COLUMN };
	*got = LOOK_LATER;
	int status = r->open_line > 0 ? 0 : read_slowly(r, run, in, &part, &c);
	if (status != 0 || part == CSV_MORE)
		return status;
	*got = LOOK_ROW;
	if (part == CSV_WHOLE)
		take_whole(r, in, &c, row);
	else
		status = take_open(r, run, in, &c, row);
	return status;
}

static int csv_look(void *self, struct run *run, struct input *in, bool wait, struct arena *mem,
                    struct row *row, enum look *got)
{
	struct reader *r = self;
	(void)mem;
	if (r->next < r->index->records)
		reader_forget(r); /* it would stand before what is used here */
	for (;;) {
		*got = LOOK_LATER;
		bool comment = r->open_line == 0 && at_comment(r, in);
		if (comment)
			skip_comment(r, in);
		int status = !comment && in->len > 0 ? read_row(r, run, in, row, got) : 0;
		if (status != 0 || *got == LOOK_ROW)
			return status;
		if (comment && !r->in_comment)
			continue;
		if (in->ended)
			*got = LOOK_END;
		if (in->ended || !wait)
			return 0;
		status = more(r, run, in);
		if (status != 0)
			return status;
	}
}

static void csv_step(void *self, struct input *in)
{
	struct reader *r = self;
	r->line += r->lines;
	input_use(in, r->used);
	csv_next(r->csv);
}

/* The index and libcsv give the same, so it may be either that read it before. */
static void csv_again(void *self, struct text whole, size_t *n, const struct text **cell)
{
	struct reader *r = self;
	struct csv_record c;
	if (reader_cut(r, whole)) {
		*n = r->fields;
		*cell = r->cell;
		return;
	}
	if (!r->second)
		r->second = csv_new(&r->dialect, r->longest);
	csv_ends(r->second, r->ends);
	csv_next(r->second);
	bool got = csv_read(r->second, whole.at, whole.len, true, &c) == CSV_WHOLE;
	*n = got ? c.n : 0;
	*cell = c.value;
}

/* What differs is what they are called, and what separates fields where nobody said it. */
#define READ_AS_CSV                                                                        \
	.size = sizeof(struct reader), .begin = csv_begin, .look = csv_look, .step = csv_step, \
	.columns = csv_columns, .fast = reader_fast, .again = csv_again, .close = csv_close,   \
	.pieces = &csv_pieces

static const char *const media[] = { "text/csv", NULL };

const struct format csv_format = {
	.name = "csv",
	.media = media,
	.open = csv_open,
	READ_AS_CSV,
};

static const char *const tsv_names[] = { "tab", NULL };
static const char *const tsv_media[] = { "text/tab-separated-values", NULL };

const struct format tsv_format = {
	.name = "tsv",
	.names = tsv_names,
	.media = tsv_media,
	.open = tsv_open,
	READ_AS_CSV,
};

const struct format psv_format = {
	.name = "psv",
	.open = psv_open,
	READ_AS_CSV,
};
