/* filters/parse/read.c - CSV to the records of batches: the fast way where it is safe, else libcsv's.
 *
 * The index finds whole records whose quotes are regular, and a pass for each column makes slices of
 * them that point into the window. What it cannot judge, and what stands at the window's end, is
 * read by libcsv. Both give the same.
 */
#include "parse/read.h"
#include <inttypes.h>

/* --- inputs and columns ----------------------------------------------------------------------- */

static void set_ends(struct reader *r, enum ends ends)
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

void reader_start(struct reader *r, struct run *run)
{
	r->csv = csv_new(&r->dialect, r->longest);
	r->index = index_new(run_arena(run));
	r->index->delimiter = r->dialect.delimiter.at[0];
	r->index->quote = r->dialect.quote;
	r->index->quotes = r->dialect.quote != 0;
}

void reader_stop(struct reader *r)
{
	csv_free_all(r->csv);
	r->csv = NULL;
}

void reader_columns(struct reader *r, struct run *run, size_t fields, struct picks pick)
{
	r->fields = fields;
	r->pick = pick;
	r->wanted = arena_zeros(run_arena(run), fields + 1);
	for (size_t k = 0; k < pick.n; k++)
		r->wanted[pick.at[k]] = true;
	csv_keep(r->csv, r->wanted, r->fields);
}

static int more(struct reader *r, struct run *run, struct input *in)
{
	index_forget(r->index);
	r->next = r->checked = 0;
	return input_more(in, run);
}

/* The first line end of an input outside of quotes shows whether a CR alone ends its lines. */
static void ends_shown(struct reader *r, enum ends end)
{
	if (r->ends == ENDS_ANY && !r->shown && end != ENDS_ANY && end != ENDS_CR)
		set_ends(r, ENDS_LINE);
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

void reader_used(struct reader *r, struct input *in, const struct csv_record *c)
{
	r->line += c->lines;
	input_use(in, c->used);
	csv_next(r->csv);
}

/* Reads on until the first record is whole: *found, or *wait: for more of the input. */
static int find_first(struct reader *r, struct run *run, struct input *in, struct csv_record *first,
                      bool *found, bool *wait)
{
	enum csv_got got = CSV_MORE;
	if (at_comment(r, in)) {
		skip_comment(r, in);
		*wait = r->in_comment;
		return 0;
	}
	int status = in->len > 0 ? read_slowly(r, run, in, &got, first) : 0;
	if (status != 0)
		return status;
	if (got == CSV_OPEN)
		return run_fail(run, EX_DATAERR, "%s:%" PRIu64 ": a quote opens here and is never closed",
		                in->name.at, r->line + first->open_lines);
	*wait = got == CSV_MORE;
	if (*wait)
		return 0;
	ends_shown(r, first->end);
	csv_read(r->csv, in->at, in->len, in->ended, first); /* its lines may be others now */
	*found = first->n > 0;
	if (!*found)
		reader_used(r, in, first);
	return 0;
}

int reader_begin(struct reader *r, struct run *run, struct input *in, struct csv_record *first)
{
	static const enum ends ends[] = {
		[LINE_ANY] = ENDS_ANY, [LINE_LF] = ENDS_LF, [LINE_CRLF] = ENDS_CRLF, [LINE_CR] = ENDS_CR
	};
	set_ends(r, ends[r->dialect.line_end]);
	index_forget(r->index);
	csv_next(r->csv);
	csv_keep(r->csv, NULL, 0);
	r->next = r->checked = 0;
	r->line = 1;
	r->in_comment = r->shown = false;
	*first = (struct csv_record){ 0 };
	int status = skip_mark(r, run, in);
	for (bool found = false, wait = false; status == 0 && !found; wait = false) {
		status = find_first(r, run, in, first, &found, &wait);
		if (!wait || status != 0)
			continue;
		if (in->ended)
			break;
		status = more(r, run, in);
	}
	if (!csv_begun(r->csv)) /* what was read were empty lines */
		*first = (struct csv_record){ 0 };
	return status;
}

/* --- records by libcsv ------------------------------------------------------------------------ */

static void take_slowly(struct reader *r, struct run *run, struct input *in, struct batch *b,
                        const struct csv_record *c)
{
	struct csv_span at = { { in->at, c->size }, r->line };
	size_t valid = utf8_valid(in->at, c->size);
	if (c->n == 0 && r->fields > 1)
		return;
	if (valid < c->size) {
		reject_encoding(run, in, at, valid);
	} else if (c->n != r->fields && !(c->n == 0 && r->fields == 1)) {
		reject_count(r, run, in, at, c->n);
	} else {
		for (size_t k = 0; k < r->pick.n; k++) {
			struct text v = c->n > 0 ? c->value[r->pick.at[k]] : (struct text){ 0 };
			b->col[k][b->rows] =
				(struct text){ v.len > 0 ? arena_copy(b->mem, v.at, v.len) : NULL, v.len };
		}
		b->line[b->rows++] = r->line;
	}
}

/* *wait: the window does not hold all of what comes next. */
static int read_on(struct reader *r, struct run *run, struct input *in, struct batch *b, bool *wait)
{
	if (at_comment(r, in)) {
		skip_comment(r, in);
		*wait = r->in_comment;
		return 0;
	}
	if (in->len > 0 && r->fast && !csv_begun(r->csv) && reader_fast(r, run, in, b))
		return 0;
	enum csv_got got = CSV_MORE;
	struct csv_record c;
	int status = in->len > 0 ? read_slowly(r, run, in, &got, &c) : 0;
	if (status != 0)
		return status;
	*wait = got == CSV_MORE;
	if (got == CSV_WHOLE) {
		take_slowly(r, run, in, b, &c);
		reader_used(r, in, &c);
	} else if (got == CSV_OPEN) {
		reject_open(r, run, in, &c);
		csv_next(r->csv);
	}
	return 0;
}

int reader_records(struct reader *r, struct run *run, struct input *in, struct batch *b,
                   bool *ended)
{
	int status = 0;
	while (status == 0 && b->rows < b->room) {
		bool wait = false;
		status = read_on(r, run, in, b, &wait);
		if (!wait)
			continue;
		if (b->rows > 0)
			break;
		if (in->ended) {
			*ended = true;
			break;
		}
		status = more(r, run, in);
	}
	run_read(run, b->rows);
	return status;
}
