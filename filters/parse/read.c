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

int reader_start(struct reader *r, struct run *run)
{
	r->csv = csv_new(&r->dialect, r->longest);
	r->index = index_new(run_arena(run));
	r->index->delimiter = r->dialect.delimiter.at[0];
	r->index->quote = r->dialect.quote;
	r->index->quotes = r->dialect.quote != 0;
	return 0;
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

static void use(struct input *in, size_t n)
{
	in->at += n;
	in->len -= n;
}

static int more(struct reader *r, struct run *run, struct input *in)
{
	index_forget(r->index);
	r->next = 0;
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
		use(in, 3);
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
		use(in, used);
		r->in_comment = false;
		r->line++;
	} else {
		bool last_cr = in->len > 0 && !in->ended && in->at[in->len - 1] == '\r';
		use(in, in->len - last_cr);
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
	use(in, c->used);
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
	r->next = 0;
	r->line = 1;
	r->in_comment = r->shown = false;
	int status = skip_mark(r, run, in);
	for (bool found = false, wait = false; status == 0 && !found; wait = false) {
		status = find_first(r, run, in, first, &found, &wait);
		if (!wait || status != 0)
			continue;
		if (in->ended)
			break;
		status = more(r, run, in);
	}
	if (!csv_begun(r->csv))
		*first = (struct csv_record){ 0 };
	return status;
}

/* --- records by the index --------------------------------------------------------------------- */

/* A field in regular quotes: what is between them, and one quote for each doubled one. */
static struct text unquoted(struct text field, char quote, struct arena *mem)
{
	const char *at = field.at + 1;
	size_t len = field.len - 2;
	const char *found = len > 0 ? memchr(at, quote, len) : NULL;
	if (!found)
		return (struct text){ at, len };
	char *bytes = arena_take(mem, len), *to = bytes;
	for (const char *end = at + len; found; found = memchr(at, quote, (size_t)(end - at))) {
		memcpy(to, at, (size_t)(found - at) + 1);
		to += found - at + 1;
		at = found + 2;
		if (at == end)
			return (struct text){ bytes, (size_t)(to - bytes) };
	}
	size_t rest = (size_t)(field.at + field.len - 1 - at);
	memcpy(to, at, rest);
	return (struct text){ bytes, (size_t)(to - bytes) + rest };
}

/* One column of n records; `end` is the position of the field's end in the first, `step` are those of a record. */
static void slice(const struct reader *r, const uint32_t *end, size_t n, bool last, struct text *to,
                  struct arena *mem)
{
	const char *base = r->index->base;
	size_t step = r->fields;
	for (size_t i = 0; i < n; i++, end += step) {
		const char *at = base + (uint32_t)(end[-1] + 1);
		to[i] = (struct text){ at, (size_t)(base + end[0] - at) };
	}
	if (last && r->index->takes_cr)
		for (size_t i = 0; i < n; i++)
			to[i].len -= to[i].len > 0 && to[i].at[to[i].len - 1] == '\r';
	if (r->dialect.skip_initial_space)
		for (size_t i = 0; i < n; i++)
			while (to[i].len > 0 && to[i].at[0] == ' ')
				to[i].at++, to[i].len--;
	if (r->index->quoted)
		for (size_t i = 0; i < n; i++)
			if (to[i].len > 0 && to[i].at[0] == r->dialect.quote)
				to[i] = unquoted(to[i], r->dialect.quote, mem);
}

static size_t first_end(const struct index *ix, size_t record)
{
	return record > 0 ? ix->record[record - 1].end + 1 : 1;
}

static struct csv_span span(const struct reader *r, size_t record)
{
	const struct index *ix = r->index;
	const char *at = ix->base + (uint32_t)(ix->at[first_end(ix, record) - 1] + 1);
	const char *end = ix->base + ix->at[ix->record[record].end];
	end -= ix->takes_cr && end > at && end[-1] == '\r';
	return (struct csv_span){ { at, (size_t)(end - at) }, r->line };
}

/* How many of the records from r->next on can go into the batch. */
static size_t good_records(const struct reader *r, size_t most, size_t *valid)
{
	const struct index *ix = r->index;
	size_t n = 0, before = first_end(ix, r->next) - 1;
	while (n < most && ix->record[r->next + n].end - before == r->fields)
		before = ix->record[r->next + n++].end;
	if (n == 0)
		return 0;
	const char *at = span(r, r->next).bytes.at;
	size_t len = (size_t)(ix->base + ix->at[before] - at);
	*valid = utf8_valid(at, len);
	if (*valid == len)
		return n;
	const char *bad = at + *valid;
	for (n = 0; ix->base + ix->at[ix->record[r->next + n].end] < bad;)
		n++;
	*valid = (size_t)(bad - span(r, r->next + n).bytes.at);
	return n;
}

static void take(struct reader *r, struct input *in, struct batch *b, size_t n)
{
	const struct index *ix = r->index;
	size_t first = first_end(ix, r->next);
	for (size_t k = 0; k < r->pick.n; k++) {
		size_t c = r->pick.at[k];
		slice(r, ix->at + first + c, n, c + 1 == r->fields, b->col[k] + b->rows, b->mem);
	}
	uint32_t before = r->next > 0 ? ix->record[r->next - 1].lines : 0;
	for (size_t i = 0; i < n; i++) {
		b->line[b->rows + i] = r->line;
		r->line += ix->record[r->next + i].lines - before;
		before = ix->record[r->next + i].lines;
	}
	b->rows += n;
	r->next += n;
	use(in, (size_t)(ix->base + ix->at[ix->record[r->next - 1].end] + 1 - in->at));
}

/* One record that is none of the batch: an empty line, or a reject. */
static void leave(struct reader *r, struct run *run, struct input *in, size_t valid)
{
	const struct index *ix = r->index;
	struct csv_span at = span(r, r->next);
	size_t n = ix->record[r->next].end - (first_end(ix, r->next) - 1), blanks = 0;
	while (r->dialect.skip_initial_space && blanks < at.bytes.len && at.bytes.at[blanks] == ' ')
		blanks++;
	if (n != r->fields)
		valid = utf8_valid(at.bytes.at, at.bytes.len);
	if (n == 1 && r->fields > 1 && blanks == at.bytes.len)
		valid = at.bytes.len;
	else if (valid < at.bytes.len)
		reject_encoding(run, in, at, valid);
	else
		reject_count(r, run, in, at, n);
	r->line += ix->record[r->next].lines - (r->next > 0 ? ix->record[r->next - 1].lines : 0);
	use(in, (size_t)(ix->base + ix->at[ix->record[r->next].end] + 1 - in->at));
	r->next++;
}

/* False: the record that comes next is not for the index. */
static bool read_fast(struct reader *r, struct run *run, struct input *in, struct batch *b)
{
	struct index *ix = r->index;
	if (r->next == ix->records) {
		r->next = 0;
		index_find(ix, in->at, in->len);
		if (ix->records == 0)
			return false;
	}
	size_t most = ix->records - r->next, valid = 0;
	if (most > b->room - b->rows)
		most = b->room - b->rows;
	size_t n = good_records(r, most, &valid);
	if (n > 0)
		take(r, in, b, n);
	else
		leave(r, run, in, valid);
	return true;
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
	if (in->len > 0 && r->fast && !csv_begun(r->csv) && read_fast(r, run, in, b))
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
