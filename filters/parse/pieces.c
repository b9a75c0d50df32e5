/* filters/parse/pieces.c - inputs that several parse at once: each knows what the first of them found in the header. */
#include "parse/parse.h"

static const struct pieces *pieces_of(const struct parse *p)
{
	return p->rows.format ? p->rows.format->pieces : NULL;
}

static bool parse_can(const void *self)
{
	const struct parse *p = self;
	const struct pieces *how = pieces_of(p);
	return how && !p->body && how->can(p->rows.self);
}

static int parse_join(void *self, struct run *run, const void *first)
{
	struct parse *p = self;
	const struct parse *f = first;
	int status = parse_format(p, run, f->rows.format);
	if (status != 0)
		return status;
	p->fields = f->fields;
	p->pick = f->pick;
	p->rows.name = f->rows.name;
	rows_columns(&p->rows, run, f->rows.fields, f->rows.pick);
	if (f->rows.idle)
		rows_narrow(&p->rows, run, f->rows.idle);
	return pieces_of(p)->join(p->rows.self, run, f->rows.self);
}

static void parse_begin(void *self, uint64_t line)
{
	struct parse *p = self;
	pieces_of(p)->begin(p->rows.self, line);
}

static uint64_t parse_line(const void *self)
{
	const struct parse *p = self;
	return pieces_of(p)->line(p->rows.self);
}

static size_t parse_cut(const void *self, struct text bytes, bool any)
{
	const struct parse *p = self;
	return pieces_of(p)->cut(p->rows.self, bytes, any);
}

const struct pieces parse_pieces = {
	.can = parse_can,
	.join = parse_join,
	.begin = parse_begin,
	.line = parse_line,
	.cut = parse_cut,
};
