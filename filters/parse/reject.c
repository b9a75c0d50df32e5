/* filters/parse/reject.c - records that do not become one of a batch, with their bytes and their line. */
#include "parse/read.h"
#include <inttypes.h>
#include <stdio.h>

static void reject(struct run *run, const struct input *in, struct csv_span at, const char *word,
                   struct text value)
{
	run_read(run, 1);
	run_reject_raw(run, in->name, at.line, word, (struct text){ 0 }, value, at.bytes);
}

void reject_count(const struct reader *r, struct run *run, const struct input *in,
                  struct csv_span at, size_t n)
{
	char what[64];
	int len = snprintf(what, sizeof(what), "%zu of %zu fields", n, r->fields);
	reject(run, in, at, "field-count", (struct text){ what, (size_t)len });
}

void reject_encoding(struct run *run, const struct input *in, struct csv_span at, size_t valid)
{
	char what[64];
	int len = snprintf(what, sizeof(what), "byte 0x%02X, %zu of the record",
	                   (unsigned)(unsigned char)at.bytes.at[valid], valid + 1);
	reject(run, in, at, "encoding", (struct text){ what, (size_t)len });
}

void reject_open(struct reader *r, struct run *run, struct input *in, const struct csv_record *open)
{
	char what[64];
	int len =
		snprintf(what, sizeof(what), "it opened on line %" PRIu64, r->line + open->open_lines);
	struct text value = { what, (size_t)len };
	reject(run, in, (struct csv_span){ { in->at, open->open_size }, r->line }, "open-quote", value);
	struct text rest = { in->at + open->open_used, in->len - open->open_used };
	for (uint64_t line = r->line + open->open_lines + 1; rest.len > 0; line++) {
		size_t size = rest.len, used = rest.len;
		csv_line(r->ends, rest, true, &size, &used);
		reject(run, in, (struct csv_span){ { rest.at, size }, line }, "open-quote", value);
		rest.at += used;
		rest.len -= used;
	}
	in->at += in->len;
	in->len = 0;
}
