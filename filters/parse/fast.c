/* filters/parse/fast.c - records by the index: a pass for each column makes slices of the window. */
#include "parse/read.h"
#include "parse/reject.h"

/* What stands between two quotes: one quote for each doubled one in it. */
static struct text halved(struct text v, char quote, struct arena *mem)
{
	char *bytes = arena_take(mem, v.len), *to = bytes;
	for (const char *at = v.at, *end = at + v.len; at < end; at++) {
		*to++ = *at;
		at += *at == quote;
	}
	return (struct text){ bytes, (size_t)(to - bytes) };
}

/* One column of n records; `end` is the position of the field's end in the first, `step` are those of a record. */
static void slice(const struct reader *r, const uint16_t *end, size_t n, struct text *to)
{
	const char *base = r->index->base;
	for (size_t i = 0, step = r->fields; i < n; i++, end += step) {
		uint16_t from = (uint16_t)(end[-1] + 1);
		to[i] = (struct text){ base + from, (size_t)end[0] - from };
	}
}

/* The same, without quotes. No branch on whether there are any: that is as good as random. */
static void slice_quoted(const struct reader *r, const uint16_t *end, size_t n, struct text *to)
{
	const char *base = r->index->base, quote = r->dialect.quote;
	for (size_t i = 0, step = r->fields; i < n; i++, end += step) {
		const char *at = base + (uint16_t)(end[-1] + 1);
		size_t q = *at == quote; /* the separator, if the field is empty, which is none */
		to[i] = (struct text){ at + q, (size_t)(base + end[0] - at) - 2 * q };
	}
}

static inline struct text trimmed(const struct reader *r, struct text v, bool last)
{
	char quote = r->dialect.quote;
	bool cr = last && r->index->takes_cr;
	v.len -= cr && v.len > 0 && v.at[v.len - 1] == '\r';
	while (r->dialect.skip_initial_space && v.len > 0 && v.at[0] == ' ')
		v.at++, v.len--;
	if (quote && v.len > 1 && v.at[0] == quote)
		v.at++, v.len -= 2;
	return v;
}

/* The same, where line ends or spaces belong to no field. */
static void slice_trimmed(const struct reader *r, const uint16_t *end, size_t n, bool last,
                          struct text *to)
{
	slice(r, end, n, to);
	for (size_t i = 0; i < n; i++)
		to[i] = trimmed(r, to[i], last);
}

static struct found span(const struct reader *r, size_t record)
{
	const struct index *ix = r->index;
	size_t from = record > 0 ? ix->end[record - 1] + 1u : 0;
	const char *at = ix->base + from, *end = ix->base + ix->end[record];
	end -= ix->takes_cr && end > at && end[-1] == '\r';
	return (struct found){ { at, (size_t)(end - at) }, r->line };
}

/* How many of the records from r->next on, of at most `most`, have the right number of fields: so many separators on
 * stands the one that ends the record. */
static size_t whole_records(const struct reader *r, size_t most)
{
	const uint16_t *end = r->index->end + r->next, *last = r->index->at + r->field - 1;
	size_t all = (r->index->separators + 1 - r->field) / r->fields, n = 0;
	if (most > all)
		most = all;
	while (n < most && *(last += r->fields) == end[n])
		n++;
	return n;
}

/* How many of them can go into the batch; *valid: bytes of the one behind them that are UTF-8. */
static size_t good_records(const struct reader *r, size_t most, size_t *valid)
{
	size_t n = whole_records(r, most);
	if (n == 0)
		return 0;
	const char *at = span(r, r->next).bytes.at;
	const uint16_t *end = r->index->end + r->next;
	size_t len = (size_t)(r->index->base + end[n - 1] - at);
	*valid = utf8_valid(at, len);
	if (*valid == len)
		return n;
	const char *bad = at + *valid;
	for (n = 0; r->index->base + end[n] < bad;)
		n++;
	*valid = (size_t)(bad - span(r, r->next + n).bytes.at);
	return n;
}

/* Takes the doubled quotes out of the values of n records; all others are slices as they are. */
static void halve(const struct reader *r, struct batch *b, size_t n)
{
	const struct index *ix = r->index;
	const uint16_t *end = ix->at + r->field;
	size_t i = 0, field = 0;
	for (size_t d = 0; d < ix->doubles; d++) {
		if (ix->doubled[d] < (uint16_t)(end[-1] + 1) ||
		    (field > 0 && ix->doubled[d] < end[field - 1]))
			continue; /* of a record before, or of the field that was seen */
		for (; i < n && end[r->fields - 1] < ix->doubled[d]; i++, field = 0)
			end += r->fields;
		if (i == n)
			return;
		while (end[field] < ix->doubled[d])
			field++;
		for (size_t k = 0; k < r->pick.n; k++)
			if (r->pick.at[k] == field) {
				struct text *v = &b->col[k][b->rows + i];
				*v = halved(*v, r->dialect.quote, b->mem);
			}
		field++;
	}
}

/* The lines that n records begin on, and steps over them. */
static void count_lines(struct reader *r, uint64_t *line, size_t n)
{
	const struct index *ix = r->index;
	const uint16_t *end = ix->end + r->next;
	for (size_t i = 0; i < n; i++) {
		if (line)
			line[i] = r->line;
		for (; r->inner < ix->inners && ix->inner[r->inner] < end[i]; r->inner++)
			r->line++;
		r->line++;
	}
}

/* Behind n records of so many fields. */
static void step(struct reader *r, struct input *in, uint64_t *line, size_t n, size_t fields)
{
	count_lines(r, line, n);
	r->next += n;
	r->field += n * fields;
	input_use(in, (size_t)(r->index->base + r->index->end[r->next - 1] + 1 - in->at));
}

/* The bytes of n records, with their line ends. */
static void keep_bytes(const struct reader *r, size_t n, struct text *to)
{
	const struct index *ix = r->index;
	size_t from = r->next > 0 ? ix->end[r->next - 1] + 1u : 0;
	for (size_t i = 0; i < n; i++) {
		size_t behind = ix->end[r->next + i] + 1u;
		to[i] = (struct text){ ix->base + from, behind - from };
		from = behind;
	}
}

static void take(struct reader *r, struct input *in, struct batch *b, size_t n)
{
	const struct index *ix = r->index;
	for (size_t k = 0; k < r->pick.n; k++) {
		size_t c = r->pick.at[k];
		bool last = c + 1 == r->fields;
		if (c == NO_COLUMN)
			continue;
		const uint16_t *end = ix->at + r->field + c;
		struct text *to = b->col[k] + b->rows;
		if (r->dialect.skip_initial_space || (last && ix->takes_cr))
			slice_trimmed(r, end, n, last, to);
		else if (ix->quoted)
			slice_quoted(r, end, n, to);
		else
			slice(r, end, n, to);
	}
	if (ix->doubles > 0)
		halve(r, b, n);
	if (b->record)
		keep_bytes(r, n, b->record + b->rows);
	step(r, in, b->line + b->rows, n, r->fields);
	b->rows += n;
}

/* One record that is none of the batch: an empty line, or a reject. */
static void leave(struct reader *r, struct run *run, struct input *in, size_t valid)
{
	const struct index *ix = r->index;
	struct found at = span(r, r->next);
	size_t n = 1, blanks = 0;
	while (ix->at[r->field + n - 1] != ix->end[r->next])
		n++;
	while (r->dialect.skip_initial_space && blanks < at.bytes.len && at.bytes.at[blanks] == ' ')
		blanks++;
	if (n != r->fields)
		valid = utf8_valid(at.bytes.at, at.bytes.len);
	bool empty = n == 1 && r->fields > 1 && blanks == at.bytes.len;
	if (valid < at.bytes.len)
		reject_encoding(run, in, at, valid);
	else if (!empty)
		reject_count(run, in, at, n, r->fields);
	step(r, in, NULL, 1, n);
}

bool reader_fast(void *self, struct run *run, struct input *in, struct batch *b)
{
	struct reader *r = self;
	struct index *ix = r->index;
	if (!r->fast || in->len == 0 || r->open_line > 0 || csv_begun(r->csv))
		return false;
	if (r->next == ix->records) {
		index_find(ix, in->at, in->len);
		r->next = r->inner = 0;
		r->field = 1;
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

bool reader_cut(struct reader *r, struct text whole)
{
	struct index *ix = r->glance;
	if (!r->fast || whole.len > INDEX_BYTES)
		return false;
	ix->delimiter = r->index->delimiter;
	ix->quote = r->index->quote;
	ix->quotes = r->index->quotes;
	ix->takes_cr = r->index->takes_cr;
	ix->needs_cr = r->index->needs_cr;
	ix->most = INDEX_BYTES;
	index_find(ix, whole.at, whole.len);
	bool regular = ix->records == 1 && ix->end[0] + 1u == whole.len && ix->separators == r->fields;
	if (!regular || ix->stopped || ix->doubles > 0)
		return false;
	for (size_t c = 0; c < r->fields; c++) {
		uint16_t from = (uint16_t)(ix->at[c] + 1);
		struct text v = { ix->base + from, (size_t)ix->at[c + 1] - from };
		r->cell[c] = trimmed(r, v, c + 1 == r->fields);
	}
	return true;
}
