/* filters/lib/writer.c - weir text: batches to bytes. */
#include "lib/line.h"
#include "lib/run.h"
#include <inttypes.h>
#include <stdio.h>

static int failed(struct chain *c)
{
	return run_fail(&c->run[c->n - 1], output_status(c->out), "%s", output_why(c->out));
}

int writer_header(struct chain *c, const struct columns *names)
{
	if (names->placed && !c->bare)
		output_write(c->out, "@source\t@line\t", 14);
	if (line_write(c->out, names->name, names->n) != 0)
		return failed(c);
	return 0;
}

static char *put_place(char *to, const struct batch *b, size_t row)
{
	to = line_put(to, batch_source(b, row));
	return to + sprintf(to, "\t%" PRIu64 "\t", b->line[row]);
}

static size_t row_size(const struct batch *b, size_t columns, size_t row)
{
	size_t size = batch_source(b, row).len * 2 + 32;
	for (size_t c = 0; c < columns; c++)
		size += b->col[c][row].len * 2 + 1;
	return size;
}

int writer_batch(struct chain *c, const struct columns *names, const struct batch *b)
{
	bool placed = names->placed && !c->bare;
	for (size_t row = 0; row < b->rows; row++) {
		char *begin = output_space(c->out, row_size(b, names->n, row)), *to = begin;
		if (!to)
			return failed(c);
		if (placed)
			to = put_place(to, b, row);
		for (size_t i = 0; i < names->n; i++) {
			to = line_put(to, b->col[i][row]);
			*to++ = '\t';
		}
		to[-1] = '\n';
		output_used(c->out, (size_t)(to - begin));
	}
	return 0;
}
