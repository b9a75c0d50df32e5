/* filters/parse/reject.c - rows that do not become records, with their bytes and their line. */
#include "parse/reject.h"
#include <stdio.h>

void reject(struct run *run, const struct input *in, struct found at, const char *word,
            struct text column, struct text value)
{
	run_read(run, 1);
	run_reject_raw(run, in->name, at.line, word, column, value, at.bytes);
}

static struct text count_value(char to[64], size_t n, size_t fields)
{
	int len = snprintf(to, 64, "%zu of %zu fields", n, fields);
	return (struct text){ to, (size_t)len };
}

void reject_count(struct run *run, const struct input *in, struct found at, size_t n, size_t fields)
{
	char what[64];
	reject(run, in, at, "field-count", (struct text){ 0 }, count_value(what, n, fields));
}

void reject_row_count(struct row *row, size_t fields, struct arena *mem)
{
	row->value = count_value(arena_take(mem, 64), row->n, fields);
	row->word = "field-count";
	row->at = NO_COLUMN;
}

struct text encoding_value(char to[64], struct text bytes, size_t valid)
{
	int len = snprintf(to, 64, "byte 0x%02X, %zu of the record",
	                   (unsigned)(unsigned char)bytes.at[valid], valid + 1);
	return (struct text){ to, (size_t)len };
}

void reject_encoding(struct run *run, const struct input *in, struct found at, size_t valid)
{
	char what[64];
	reject(run, in, at, "encoding", (struct text){ 0 }, encoding_value(what, at.bytes, valid));
}
