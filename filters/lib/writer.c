/* filters/lib/writer.c - weir text: batches to bytes. */
#include "lib/line.h"
#include "lib/run.h"

static int failed(struct chain *c)
{
	return run_fail(&c->run[c->n - 1], output_status(c->out), "%s", output_why(c->out));
}

/* Places stand last: who counts columns finds them where the feed has them. */
int writer_header(struct chain *c, const struct columns *names)
{
	struct run *last = &c->run[c->n - 1];
	struct text *all = arena_take(last->mem, (names->n + 2) * sizeof(*all));
	size_t n = names->n;
	if (n > 0)
		memcpy(all, names->name, n * sizeof(*all));
	if (names->placed && !c->bare) {
		all[n++] = TEXT("@source");
		all[n++] = TEXT("@line");
	}
	return line_write(c->out, all, n) != 0 ? failed(c) : 0;
}

static char *put_place(char *to, const struct batch *b, size_t row)
{
	to = line_put(to, batch_source(b, row));
	*to++ = '\t';
	char digits[20];
	size_t n = sizeof(digits);
	for (uint64_t line = b->line[row]; n == sizeof(digits) || line > 0; line /= 10)
		digits[--n] = (char)('0' + line % 10);
	memcpy(to, digits + n, sizeof(digits) - n);
	return to + (sizeof(digits) - n);
}

/* No more bytes than these does a batch take. */
static size_t most(const struct batch *b, size_t columns, bool placed)
{
	size_t size = 0;
	for (size_t c = 0; c < columns; c++)
		for (size_t row = 0; row < b->rows; row++)
			size += b->col[c][row].len;
	for (size_t row = 0; placed && row < b->rows; row++)
		size += batch_source(b, row).len + 24;
	return size * 2 + b->rows * columns;
}

int writer_batch(struct chain *c, const struct columns *names, const struct batch *b)
{
	bool placed = names->placed && !c->bare;
	char *begin = output_space(c->out, most(b, names->n, placed)), *to = begin;
	if (!to)
		return failed(c);
	for (size_t row = 0; row < b->rows; row++) {
		for (size_t i = 0; i < names->n; i++) {
			to = line_put(to, b->col[i][row]);
			*to++ = '\t';
		}
		if (placed)
			to = put_place(to, b, row) + 1;
		to[-1] = '\n';
	}
	output_used(c->out, (size_t)(to - begin));
	return 0;
}
