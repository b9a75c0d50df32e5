/* filters/parse/fast.c - records by the index: a pass for each column makes slices of the window. */
#include "parse/read.h"
#include "parse/reject.h"

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

static struct found span(const struct reader *r, size_t record)
{
	const struct index *ix = r->index;
	const char *at = ix->base + (uint32_t)(ix->at[first_end(ix, record) - 1] + 1);
	const char *end = ix->base + ix->at[ix->record[record].end];
	end -= ix->takes_cr && end > at && end[-1] == '\r';
	return (struct found){ { at, (size_t)(end - at) }, r->line };
}

/* How many of the records from r->next on, of at most `most`, have the right number of fields. */
static size_t whole_records(struct reader *r, size_t most)
{
	const struct index_record *record = r->index->record;
	size_t end = r->next + most, at = r->checked > r->next ? r->checked : r->next;
	size_t before = first_end(r->index, at) - 1;
	while (at < end && record[at].end - before == r->fields)
		before = record[at++].end;
	r->checked = at;
	return at < end ? at - r->next : most;
}

/* How many of them can go into the batch; *valid: bytes of the one behind them that are UTF-8. */
static size_t good_records(struct reader *r, size_t most, size_t *valid)
{
	const struct index *ix = r->index;
	size_t n = whole_records(r, most);
	if (n == 0)
		return 0;
	const char *at = span(r, r->next).bytes.at;
	size_t len = (size_t)(ix->base + ix->at[ix->record[r->next + n - 1].end] - at);
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
	input_use(in, (size_t)(ix->base + ix->at[ix->record[r->next - 1].end] + 1 - in->at));
}

/* One record that is none of the batch: an empty line, or a reject. */
static void leave(struct reader *r, struct run *run, struct input *in, size_t valid)
{
	const struct index *ix = r->index;
	struct found at = span(r, r->next);
	size_t n = ix->record[r->next].end - (first_end(ix, r->next) - 1), blanks = 0;
	while (r->dialect.skip_initial_space && blanks < at.bytes.len && at.bytes.at[blanks] == ' ')
		blanks++;
	if (n != r->fields)
		valid = utf8_valid(at.bytes.at, at.bytes.len);
	bool empty = n == 1 && r->fields > 1 && blanks == at.bytes.len;
	if (valid < at.bytes.len)
		reject_encoding(run, in, at, valid);
	else if (!empty)
		reject_count(run, in, at, n, r->fields);
	r->line += ix->record[r->next].lines - (r->next > 0 ? ix->record[r->next - 1].lines : 0);
	input_use(in, (size_t)(ix->base + ix->at[ix->record[r->next].end] + 1 - in->at));
	r->next++;
}

bool reader_fast(void *self, struct run *run, struct input *in, struct batch *b)
{
	struct reader *r = self;
	struct index *ix = r->index;
	if (!r->fast || in->len == 0 || r->open_line > 0 || csv_begun(r->csv))
		return false;
	if (r->next == ix->records) {
		r->next = r->checked = 0;
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
