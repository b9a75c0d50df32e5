/* filters/parse/fixed.c - the format of fixed widths: a line is a row, and the descriptor says where its columns stand.
 *
 * Positions count characters, or bytes as they stand in the file. Where a character of the file's encoding may be several
 * bytes, lines are cut before they are decoded, and each cell is decoded by itself.
 */
#include "lib/decode.h"
#include "parse/format.h"
#include "parse/reject.h"
#include <inttypes.h>
#include <stdio.h>

struct column {
	size_t from,
		to; /* of its characters or bytes, from 0 on; to: SIZE_MAX is the end of the line */
	bool wanted;
};

struct fixed {
	const struct feed *feed;
	size_t longest, n, end; /* end: behind the last column; SIZE_MAX: there is none */
	struct column *column;
	struct text *cell;
	struct decoder *decoder; /* null: what comes is UTF-8 */
	char *decoded;           /* the cells of a line, decoded */
	size_t room;

	uint64_t line; /* of the row that comes next */
	size_t seen;   /* bytes behind which its end is to be looked for */
	size_t used;   /* bytes of the row that look gave, with the end of its line */
	char what[64]; /* the value of a reject */
};

/* --- opening ---------------------------------------------------------------------------------- */

static int no_width(struct run *run, const struct feed *feed, size_t i)
{
	if (!feed->file)
		return run_fail(
			run, EX_USAGE,
			"--format fixed: needs --feed FILE, whose schema says where the columns stand");
	if (feed->n == 0)
		return run_fail(run, EX_CONFIG, "%s: has no schema, which format 'fixed' needs",
		                feed->file);
	return run_fail(
		run, EX_CONFIG,
		"%s: schema.fields[%zu]: has no weir:width, which format 'fixed' needs of all but the last",
		feed->file, i);
}

static int read_columns(struct fixed *f, struct run *run)
{
	const struct feed *feed = f->feed;
	size_t next = 0;
	f->n = feed->n;
	f->column = arena_zeros(run_arena(run), (f->n + 1) * sizeof(*f->column));
	f->cell = arena_zeros(run_arena(run), (f->n + 1) * sizeof(*f->cell));
	for (size_t i = 0; i < f->n; i++) {
		const struct field *field = &feed->fields[i];
		struct column *c = &f->column[i];
		if (field->start > UINT32_MAX || field->width > UINT32_MAX)
			return run_fail(run, EX_CONFIG, "%s: schema.fields[%zu]: stands too far right",
			                feed->file, i);
		if (field->width == 0 && i + 1 < f->n)
			return no_width(run, feed, i);
		c->wanted = true;
		c->from = field->start > 0 ? field->start - 1 : next;
		c->to = field->width > 0 ? c->from + field->width : SIZE_MAX;
		next = c->to;
		f->end = c->to > f->end ? c->to : f->end;
	}
	return f->n > 0 ? 0 : no_width(run, feed, 0);
}

/* Lines are cut by their LFs as bytes, so a LF has to be one byte, and that byte nothing else. */
static int open_decoder(struct fixed *f, struct run *run)
{
	const char *encoding = f->feed->encoding.at;
	char to[DECODE_ROOM];
	size_t used;
	if (!f->feed->dialect.width_in_bytes || decode_is_plain(encoding))
		return 0;
	f->decoder = decoder_new(encoding);
	if (!f->decoder)
		return run_fail(run, EX_OSERR, "out of memory");
	size_t n = decode(f->decoder, TEXT("\n"), true, to, sizeof(to), &used);
	if (n == 1 && to[0] == '\n')
		return 0;
	return run_fail(run, EX_CONFIG,
	                "%s: dialect.weir:widthUnit: columns of %s cannot be counted in bytes; "
	                "count them in characters",
	                f->feed->file, encoding);
}

static int fixed_open(void *self, struct run *run, const struct table *t)
{
	struct fixed *f = self;
	f->feed = t->feed;
	f->longest = t->longest;
	int status = read_columns(f, run);
	return status ? status : open_decoder(f, run);
}

static void fixed_close(void *self)
{
	struct fixed *f = self;
	decoder_free(f->decoder);
	f->decoder = NULL;
}

static int fixed_begin(void *self, struct run *run, struct input *in)
{
	struct fixed *f = self;
	(void)run;
	f->line = 1;
	f->seen = f->used = 0;
	for (size_t i = 0; i < f->n; i++)
		f->column[i].wanted = true;
	if (f->decoder)
		input_encoding(in, NULL); /* its bytes are counted */
	return 0;
}

static void fixed_columns(void *self, struct run *run, size_t n, struct picks pick,
                          const bool *wanted)
{
	struct fixed *f = self;
	(void)run;
	(void)pick;
	for (size_t i = 0; i < n && i < f->n; i++)
		f->column[i].wanted = wanted[i];
}

/* --- cells ------------------------------------------------------------------------------------ */

static struct text bare(struct text v)
{
	while (v.len > 0 && v.at[0] == ' ')
		v.at++, v.len--;
	while (v.len > 0 && v.at[v.len - 1] == ' ')
		v.len--;
	return v;
}

/* The byte that character `to` begins with, from character `at` on, which begins with byte *i. */
static size_t walk(struct text line, size_t *at, size_t i, size_t to)
{
	while (i < line.len && *at < to) {
		i++;
		while (i < line.len && ((unsigned char)line.at[i] & 0xC0) == 0x80)
			i++;
		++*at;
	}
	return i;
}

static void cut_bytes(struct fixed *f, struct text line)
{
	for (size_t c = 0; c < f->n; c++) {
		size_t from = f->column[c].from, to = f->column[c].to;
		from = from < line.len ? from : line.len;
		to = to < line.len ? to : line.len;
		f->cell[c] = f->column[c].wanted ? bare((struct text){ line.at + from, to - from })
		                                 : (struct text){ 0 };
	}
}

static void cut_characters(struct fixed *f, struct text line)
{
	size_t at = 0, byte = 0;
	for (size_t c = 0; c < f->n; c++) {
		if (f->column[c].from < at)
			at = byte = 0;
		size_t from = walk(line, &at, byte, f->column[c].from);
		size_t to = walk(line, &at, from, f->column[c].to);
		byte = to;
		f->cell[c] = f->column[c].wanted ? bare((struct text){ line.at + from, to - from })
		                                 : (struct text){ 0 };
	}
}

/* Each cell by itself, into memory for a whole line. False: no memory. */
static void decode_cells(struct fixed *f, struct text line, struct arena *mem)
{
	size_t room = line.len * 4 + (f->n + 1) * DECODE_ROOM * 2, used;
	if (room > f->room) {
		f->decoded = arena_take(mem, room * 2);
		f->room = room * 2;
	}
	char *to = f->decoded;
	for (size_t c = 0; c < f->n; c++) {
		char *begin = to;
		struct text left = f->cell[c];
		for (size_t n = 1; left.len > 0 || n > 0;) {
			n = decode(f->decoder, left, true, to, room - (size_t)(to - f->decoded), &used);
			left.at += used;
			left.len -= used;
			to += n;
		}
		f->cell[c] = (struct text){ begin, (size_t)(to - begin) };
	}
}

/* Which cell is no character of the encoding, or NO_COLUMN. */
static size_t bad_cell(const struct fixed *f)
{
	for (size_t c = 0; c < f->n; c++)
		if (f->cell[c].len > 0 && utf8_valid(f->cell[c].at, f->cell[c].len) != f->cell[c].len)
			return c;
	return NO_COLUMN;
}

/* --- rows ------------------------------------------------------------------------------------- */

static bool is_blank(struct text line)
{
	return bare(line).len == 0;
}

/* What stands behind the last column is a fault, but blanks are not. */
static void too_wide(struct fixed *f, struct text line, bool characters, struct row *row)
{
	size_t at = 0, n = line.len, end = characters ? walk(line, &at, 0, f->end) : f->end;
	if (end >= line.len || is_blank((struct text){ line.at + end, line.len - end }))
		return;
	if (characters)
		n = utf8_count(line);
	row->word = "too-wide";
	row->value =
		(struct text){ f->what, (size_t)snprintf(f->what, sizeof(f->what), "%zu of %zu %s", n,
		                                         f->end, characters ? "characters" : "bytes") };
}

static void take_line(struct fixed *f, struct run *run, struct text line, struct row *row)
{
	bool bytes = f->feed->dialect.width_in_bytes;
	size_t valid = f->decoder ? line.len : utf8_valid(line.at, line.len);
	*row = (struct row){
		.line = f->line, .raw = line, .at = NO_COLUMN, .brief = f->decoder != NULL, .cell = f->cell
	};
	if (valid < line.len) {
		row->word = "encoding";
		row->value = encoding_value(f->what, line, valid);
		return;
	}
	if (is_blank(line))
		return;
	row->n = f->n;
	if (bytes)
		cut_bytes(f, line);
	else
		cut_characters(f, line);
	too_wide(f, line, !bytes, row);
	if (f->decoder)
		decode_cells(f, line, run_arena(run));
	size_t bad = f->decoder || bytes ? bad_cell(f) : NO_COLUMN;
	if (row->word || bad == NO_COLUMN)
		return;
	row->word = "encoding"; /* a character that a column ends in */
	row->at = bad;
	row->value = f->cell[bad];
}

static bool is_comment(const struct fixed *f, struct text line)
{
	return f->feed->dialect.comment && line.len > 0 && line.at[0] == f->feed->dialect.comment;
}

/* The line that begins the window, if its end has come. */
static bool next_line(struct fixed *f, const struct input *in, struct text *line)
{
	const char *lf = in->len > f->seen ? memchr(in->at + f->seen, '\n', in->len - f->seen) : NULL;
	if (!lf && !(in->ended && in->len > 0)) {
		f->seen = in->len;
		return false;
	}
	line->at = in->at;
	line->len = lf ? (size_t)(lf - in->at) : in->len;
	f->used = line->len + (lf != NULL);
	line->len -= line->len > 0 && line->at[line->len - 1] == '\r';
	return true;
}

static void fixed_step(void *self, struct input *in)
{
	struct fixed *f = self;
	in->at += f->used;
	in->len -= f->used;
	f->seen = f->used = 0;
	f->line++;
}

static int too_long(const struct fixed *f, struct run *run, const struct input *in)
{
	return run_fail(run, EX_DATAERR, "%s:%" PRIu64 ": the record is longer than --max-record %zu",
	                in->name.at, f->line, f->longest);
}

static int fixed_look(void *self, struct run *run, struct input *in, bool wait, struct arena *mem,
                      struct row *row, enum look *got)
{
	struct fixed *f = self;
	struct text line;
	(void)mem;
	for (;;) {
		while (next_line(f, in, &line)) {
			if (is_comment(f, line)) {
				fixed_step(f, in);
				continue;
			}
			if (line.len > f->longest)
				return too_long(f, run, in);
			*got = LOOK_ROW;
			take_line(f, run, line, row);
			return 0;
		}
		*got = in->ended ? LOOK_END : LOOK_LATER;
		if (in->len > f->longest + 1 && !in->ended)
			return too_long(f, run, in);
		if (in->ended || !wait)
			return 0;
		int status = input_more(in, run);
		if (status != 0)
			return status;
	}
}

static const char *const names[] = { "fwf", NULL };

const struct format fixed_format = {
	.name = "fixed",
	.names = names,
	.size = sizeof(struct fixed),
	.open = fixed_open,
	.begin = fixed_begin,
	.look = fixed_look,
	.step = fixed_step,
	.columns = fixed_columns,
	.close = fixed_close,
};
