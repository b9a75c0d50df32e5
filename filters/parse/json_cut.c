/* filters/parse/json_cut.c - NDJSON that several read at once, each a piece of it: no line of it has an end inside. */
#include "parse/json_rows.h"

/* A program of jq may keep something from value to value. */
static bool lines_can(const void *self)
{
	const struct json_rows *s = self;
	return !s->program && s->ready && !s->header && !s->pending;
}

static int lines_join(void *self, struct run *run, const void *first)
{
	struct json_rows *s = self;
	const struct json_rows *f = first;
	(void)run;
	for (size_t i = 0; i < f->cells.columns; i++)
		json_cells_name(&s->cells, f->cells.name[i]);
	s->cells.form = f->cells.form;
	s->cells.open = f->cells.open;
	s->cells.learning = false;
	s->ready = true;
	s->header = s->pending = false;
	return 0;
}

static void lines_begin(void *self, uint64_t line)
{
	struct json_rows *s = self;
	json_stream_begin(&s->stream, &s->path, true, false);
	s->stream.line = line;
	s->piece = (struct json_piece){ 0 };
	s->pending = false;
}

static uint64_t lines_now(const void *self)
{
	const struct json_rows *s = self;
	return s->stream.line;
}

static size_t lines_cut(const void *self, struct text bytes, bool any)
{
	(void)self;
	(void)any;
	const char *end = bytes.len > 0 ? memrchr(bytes.at, '\n', bytes.len) : NULL;
	return end ? (size_t)(end - bytes.at) + 1 : 0;
}

const struct pieces json_pieces = {
	.can = lines_can,
	.join = lines_join,
	.begin = lines_begin,
	.line = lines_now,
	.cut = lines_cut,
};
