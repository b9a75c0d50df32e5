/* filters/emit/csv.c - CSV by RFC 4180. */
#include "emit.h"
#include "swift.h"

__attribute__((always_inline)) static inline uint64_t csv_odd(uint64_t w, uint64_t delimiter)
{
	return any_zero(w ^ EACH('"')) | any_zero(w ^ delimiter) | any_zero(w ^ EACH('\n')) |
	       any_zero(w ^ EACH('\r'));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static char *put_quoted(char *to, struct text v)
{
	const char *at = v.at, *end = v.at + v.len, *quote;
	*to++ = '"';
	while (v.len > 0 && (quote = memchr(at, '"', (size_t)(end - at)))) {
		to = mempcpy(to, at, (size_t)(quote + 1 - at));
		*to++ = '"';
		at = quote + 1;
	}
	if (at < end)
		to = mempcpy(to, at, (size_t)(end - at));
	*to++ = '"';
	return to;
}

/* Some readers take blanks off the ends of a value that is not quoted. */
char *csv_put_value(const struct emit *e, char *to, struct text v)
{
	if (e->quote_all)
		return put_quoted(to, v);
	bool plain = copy_plain(to, v, csv_odd, EACH(e->delimiter));
	if (v.len == 0 || (plain && !is_blank(v.at[0]) && !is_blank(v.at[v.len - 1])))
		return to + v.len;
	return put_quoted(to, v);
}

/* Room for a value with all its bytes doubled, two quotes and a delimiter. */
static size_t room_for(struct text v)
{
	return 2 * v.len + 3;
}

static char *put_end(const struct emit *e, char *at, char *from)
{
	if (at == from && e->names.n == 1) { /* an empty line would be no record to most readers */
		*at++ = '"';
		*at++ = '"';
	}
	if (e->crlf)
		*at++ = '\r';
	*at++ = '\n';
	return at;
}

static int csv_begin(struct emit *e, struct run *run)
{
	size_t room = 8;
	for (size_t c = 0; c < e->names.n; c++)
		room += room_for(e->names.name[c]);
	if (e->bom && run_write(run, "\xEF\xBB\xBF", 3) != 0)
		return run_status(run);
	char *to = run_space(run, room), *at = to;
	if (!to)
		return run_status(run);
	for (size_t c = 0; c < e->names.n; c++) {
		if (c > 0)
			*at++ = e->delimiter;
		at = csv_put_value(e, at, e->names.name[c]);
	}
	run_used(run, (size_t)(put_end(e, at, to) - to));
	return 0;
}

static int csv_batch(struct emit *e, struct run *run, struct batch *b)
{
	for (size_t r = 0; r < b->rows; r++) {
		size_t room = 8;
		for (size_t c = 0; c < e->names.n; c++)
			room += room_for(b->col[c][r]);
		char *to = run_space(run, room), *at = to;
		if (!to)
			return run_status(run);
		for (size_t c = 0; c < e->names.n; c++) {
			if (c > 0)
				*at++ = e->delimiter;
			at = csv_put_value(e, at, b->col[c][r]);
		}
		run_used(run, (size_t)(put_end(e, at, to) - to));
	}
	return 0;
}

int csv_delimiter(struct emit *e, struct run *run)
{
	struct text word = e->delimiter_word;
	if (!word.at)
		word = TEXT(",");
	else if (text_is(word, "\\t"))
		word = TEXT("\t");
	bool odd = word.len != 1 || word.at[0] <= 0 || strchr("\"\r\n", word.at[0]);
	if (odd)
		return run_fail(run, EX_USAGE,
		                "--delimiter: expected one ASCII character, but no quote and no line end");
	e->delimiter = word.at[0];
	return 0;
}

const struct format csv_format = {
	.name = "csv",
	.kind = CSV,
	.open = csv_delimiter,
	.begin = csv_begin,
	.batch = csv_batch,
};
