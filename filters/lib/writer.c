/* filters/lib/writer.c - weir text: batches to bytes. */
#include "lib/line.h"
#include "lib/run.h"

static int failed(struct run *run, struct output *out)
{
	return run_fail(run, output_status(out), "%s", output_why(out));
}

static bool writes_places(const struct run *run)
{
	return run->out.placed && !run->chain->bare && !run->stage->bare;
}

/* Places stand last: who counts columns finds them where the feed has them. */
int run_text_header(struct run *run, struct output *out)
{
	const struct columns *names = &run->out;
	struct text *all = arena_take(run->mem, (names->n + 2) * sizeof(*all));
	size_t n = names->n;
	if (n > 0)
		memcpy(all, names->name, n * sizeof(*all));
	if (writes_places(run)) {
		all[n++] = TEXT("@source");
		all[n++] = TEXT("@line");
	}
	return line_write(out, all, n) != 0 ? failed(run, out) : 0;
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

struct text run_raw(const struct run *run, const struct batch *b)
{
	return writes_places(run) == (b->source != NULL) ? b->raw : (struct text){ 0 };
}

int run_text(struct run *run, struct output *out, const struct batch *b)
{
	const struct columns *names = &run->out;
	bool placed = writes_places(run);
	struct text raw = run_raw(run, b);
	if (raw.len > 0)
		return output_write(out, raw.at, raw.len) != 0 ? failed(run, out) : 0;
	char *begin = output_space(out, most(b, names->n, placed)), *to = begin;
	if (!to)
		return failed(run, out);
	for (size_t row = 0; row < b->rows; row++) {
		for (size_t i = 0; i < names->n; i++) {
			to = line_put(to, b->col[i][row]);
			*to++ = '\t';
		}
		if (placed)
			to = put_place(to, b, row) + 1;
		to[-1] = '\n';
	}
	output_used(out, (size_t)(to - begin));
	return 0;
}
