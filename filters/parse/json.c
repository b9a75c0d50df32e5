/* filters/parse/json.c - the formats JSON and NDJSON: values one after another, or one to a line, of which each gives
 * records.
 *
 * The names of columns are those of the first records. These are read twice, once for their names; what comes
 * behind them is read once, and never more of it is held than one record.
 */
#include "parse/json_rows.h"
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

/* Records, and bytes, in which names are looked for. */
enum { FIRST_RECORDS = 1000, FIRST_BYTES = 4 << 20, MOST_COLUMNS = 1 << 17 };

/* --- opening ---------------------------------------------------------------------------------- */

static int find_records(struct json_rows *s, struct run *run)
{
	const struct dialect *d = &s->table->feed->dialect;
	struct text records = s->table->records;
	if (!records.at) {
		if (d->property.at && !json_path_of_property(d->property, &s->path))
			return run_fail(run, EX_CONFIG, "%s: dialect.property: more than %d names",
			                s->table->feed->file, PATH_STEPS);
		return 0;
	}
	struct json_path path;
	const char *behind = json_path_of_program(records, run_arena(run), &path);
	if (behind &&
	    text_trim((struct text){ behind, records.len - (size_t)(behind - records.at) }).len == 0)
		return s->path = path, 0;
	return json_program_open(s, run, behind ? &path : &s->path, behind);
}

static int open_rows(struct json_rows *s, struct run *run, const struct table *t, bool lines)
{
	const struct dialect *d = &t->feed->dialect;
	s->table = t;
	s->lines = lines;
	json_cells_new(&s->cells, run_arena(run), run_seed(run), MOST_COLUMNS);
	for (size_t i = 0; i < d->item_keys.n; i++)
		json_cells_name(&s->cells, d->item_keys.at[i]);
	s->cells.open = d->item_keys.n > 0 || t->only;
	return find_records(s, run);
}

static int json_open(void *self, struct run *run, const struct table *t)
{
	return open_rows(self, run, t, false);
}

static int ndjson_open(void *self, struct run *run, const struct table *t)
{
	return open_rows(self, run, t, true);
}

static void json_close(void *self)
{
	struct json_rows *s = self;
	json_cells_free(&s->cells);
	json_program_close(s);
}

/* --- what comes next -------------------------------------------------------------------------- */

/* The bytes that records are read from: the input's, or what a program made of them. */
static struct input *source(struct json_rows *s, struct input *in)
{
	return s->program ? &s->made : in;
}

static int more(struct json_rows *s, struct run *run, struct input *in)
{
	return s->program ? json_program_more(s, run, in) : input_more(in, run);
}

static int begin(void *self, struct run *run, struct input *in)
{
	static const char mark[] = "\xEF\xBB\xBF";
	struct json_rows *s = self;
	int status = 0;
	s->ready = s->header = s->pending = false;
	s->cells.form = FORM_UNKNOWN;
	s->cells.wanted = NULL;
	s->piece = (struct json_piece){ 0 };
	json_stream_begin(&s->stream, &s->path, s->lines || s->program, false);
	while (status == 0 && in->len < 3 && !in->ended)
		status = input_more(in, run);
	if (status == 0 && in->len >= 3 && memcmp(in->at, mark, 3) == 0)
		in->at += 3, in->len -= 3;
	if (status == 0 && s->program)
		json_program_begin(s);
	return status;
}

static int too_long(const struct json_rows *s, struct run *run, const struct input *in,
                    uint64_t line)
{
	bool inside = !s->lines && !s->table->records.at && s->path.n == 0;
	return run_fail(run, EX_DATAERR, "%s:%" PRIu64 ": the record is longer than --max-record %zu%s",
	                in->name.at, line, s->table->longest,
	                inside ? "; if the records stand inside of it, --records says where" : "");
}

static struct text window(const struct input *in)
{
	return (struct text){ in->at, in->len };
}

/* The next record from `stream` on. *is is WALK_MORE only if there was to be no waiting. keep: nothing is used up. */
static int next(struct json_rows *s, struct json_stream *stream, struct run *run, struct input *in,
                bool wait, bool keep, struct json_piece *piece, enum walked *is)
{
	struct input *from = source(s, in);
	for (;;) {
		*is = json_stream_next(stream, window(from), from->ended, piece);
		if (*is == WALK_RECORD && piece->size > s->table->longest)
			return too_long(s, run, in, piece->line);
		if (*is != WALK_MORE || !wait)
			return 0;
		if (!keep) {
			size_t n = json_stream_used(stream);
			from->at += n;
			from->len -= n;
		}
		if (from->len - json_stream_at(stream) > s->table->longest)
			return too_long(s, run, in, s->lines ? stream->line : stream->walk.line);
		int status = more(s, run, in);
		if (status != 0)
			return status;
	}
}

/* --- names ------------------------------------------------------------------------------------ */

/* A single object that holds a list of objects is hardly the record that is meant. */
static int check_single(const struct json_rows *s, struct run *run, const struct input *in,
                        size_t n, struct text list)
{
	if (n != 1 || !list.at || s->lines || s->program || s->table->records.at || s->path.n > 0)
		return 0;
	bool plain = true;
	for (size_t i = 0; i < list.len && plain; i++)
		plain = list.at[i] == '.' || list.at[i] == '_' || isalnum((unsigned char)list.at[i]);
	const char *quote = plain ? "" : "\"";
	return run_fail(run, EX_DATAERR,
	                "%s: one record, with a list in '%.*s'; --records '.%s%.*s%s' reads the list, "
	                "--records . the one record",
	                in->name.at, (int)list.len, list.at, quote, (int)list.len, list.at, quote);
}

static int learn(struct json_rows *s, struct run *run, struct input *in)
{
	struct json_cells *c = &s->cells;
	struct json_stream ahead = s->stream;
	struct json_piece piece;
	struct arena *mem = arena_new();
	struct text list = { 0 };
	enum walked is = WALK_RECORD;
	size_t n = 0, from = json_stream_at(&ahead);
	int status = 0;
	c->learning = s->table->feed->dialect.item_keys.n == 0;
	if (c->columns == 0)
		for (size_t i = 0; i < s->table->first->n; i++)
			json_cells_name(c, s->table->first->name[i]);
	size_t most = c->learning ? FIRST_RECORDS : 1;
	while ((n < most || c->form == FORM_UNKNOWN) && json_stream_at(&ahead) - from < FIRST_BYTES) {
		status = next(s, &ahead, run, in, true, true, &piece, &is);
		if (status != 0 || is == WALK_END || (is == WALK_FAULT && !s->lines))
			break;
		const char *at = source(s, in)->at;
		if (is == WALK_RECORD)
			json_record(c, (struct text){ at + piece.at, piece.size }, mem);
		if (n++ == 0 && c->list.at)
			list = (struct text){ arena_copy(c->mem, c->list.at, c->list.len), c->list.len };
		arena_empty(mem);
		json_stream_pass(&ahead, window(source(s, in)));
	}
	arena_free(mem);
	json_cells_learned(c);
	return status ? status : check_single(s, run, in, n, list);
}

/* No record was sound: the declared columns are those that there are, if any. */
static void learn_declared(struct json_rows *s)
{
	const struct feed *feed = s->table->feed;
	if (s->cells.columns == 0)
		for (size_t i = 0; i < feed->n; i++)
			json_cells_name(&s->cells, feed->fields[i].name);
	if (s->cells.columns > 0)
		s->cells.form = FORM_OBJECT;
}

/* A list without records is no fault if its columns are known. */
static int prepare(struct json_rows *s, struct run *run, struct input *in)
{
	struct text type = s->table->feed->dialect.item_type;
	int status = learn(s, run, in);
	if (status != 0)
		return status;
	if (s->cells.form == FORM_UNKNOWN)
		learn_declared(s);
	if (type.at && s->cells.form != FORM_UNKNOWN &&
	    text_is(type, "array") != (s->cells.form == FORM_ARRAY))
		return run_fail(run, EX_DATAERR, "%s: the records are %s, but dialect.itemType is '%s'",
		                in->name.at, s->cells.form == FORM_ARRAY ? "arrays" : "objects", type.at);
	s->header = s->cells.form == FORM_OBJECT;
	s->ready = true;
	return 0;
}

/* --- rows ------------------------------------------------------------------------------------- */

static void columns(void *self, struct run *run, size_t n, struct picks pick, const bool *wanted)
{
	struct json_rows *s = self;
	(void)run;
	(void)pick;
	s->cells.wanted = wanted;
	s->cells.wanted_n = n;
}

static struct text said(struct json_rows *s, int n)
{
	size_t len = n < 0 ? 0 : (size_t)n < sizeof(s->said) ? (size_t)n : sizeof(s->said) - 1;
	return (struct text){ s->said, len };
}

/* Where in the record, and what: "column 7: …", and with its line where a record may have several. */
static struct text fault_of(struct json_rows *s, const char *record)
{
	const struct json_cells *c = &s->cells;
	struct text before = { record, (size_t)(c->where - record) };
	uint64_t line = s->piece.line, column = 1;
	if (text_is(text_of(c->word), "encoding"))
		return said(s, snprintf(s->said, sizeof(s->said), "byte 0x%02X, %zu of the record",
		                        (unsigned)(unsigned char)*c->where, before.len + 1));
	if (c->value.at)
		return c->value;
	if (s->lines || s->program) {
		column += utf8_count(before);
		return said(s,
		            snprintf(s->said, sizeof(s->said), "column %" PRIu64 ": %s", column, c->why));
	}
	size_t at = s->piece.at + before.len;
	walk_place(&s->stream.walk, record - s->piece.at, at, &line, &column);
	return said(s, snprintf(s->said, sizeof(s->said), "line %" PRIu64 ", column %" PRIu64 ": %s",
	                        line, column, c->why));
}

static void take_record(struct json_rows *s, const char *at, struct arena *mem, struct row *row)
{
	struct json_cells *c = &s->cells;
	row->raw = (struct text){ at + s->piece.at, s->piece.size };
	row->line = s->program ? json_program_line(s, s->piece.line) : s->piece.line;
	if (s->program && json_program_fault(s, row))
		return;
	if (json_record(c, row->raw, mem)) {
		row->n = c->n;
		row->cell = c->cell;
		return;
	}
	row->word = c->word;
	row->value = fault_of(s, row->raw.at);
}

/* The names, as if they stood in a row of their own. */
static void take_names(struct json_rows *s, struct row *row)
{
	row->line = s->stream.lines ? s->stream.line : s->stream.walk.line;
	row->n = s->cells.columns;
	row->cell = s->cells.name;
	row->names = true;
}

int json_reached(const struct json_rows *s, struct run *run, const struct input *in,
                 const struct walk *w)
{
	struct text records = s->table->records, property = s->table->feed->dialect.property;
	if (w->reached || w->path->n == 0)
		return 0;
	return run_fail(run, EX_DATAERR, "%s: nothing stands at %s, where the records should be",
	                in->name.at, records.at ? records.at : property.at);
}

static int at_end(struct json_rows *s, struct run *run, struct input *in, enum look *got)
{
	*got = LOOK_END;
	const struct walk *w = &s->stream.walk;
	if (s->cells.form == FORM_UNKNOWN && (s->lines || s->program || s->path.n == 0 || w->reached))
		return run_fail(run, EX_DATAERR, "%s: no record, and so no columns; --feed declares some",
		                in->name.at);
	return s->lines || s->program ? 0 : json_reached(s, run, in, w);
}

static int look(void *self, struct run *run, struct input *in, bool wait, struct arena *mem,
                struct row *row, enum look *got)
{
	struct json_rows *s = self;
	enum walked is = WALK_RECORD;
	int status = s->ready ? 0 : prepare(s, run, in);
	*row = (struct row){ .at = NO_COLUMN };
	*got = LOOK_ROW;
	if (status == 0 && s->header)
		return take_names(s, row), 0;
	if (status == 0 && !s->pending)
		status = next(s, &s->stream, run, in, wait, false, &s->piece, &is);
	if (status != 0)
		return status;
	if (is == WALK_END)
		return at_end(s, run, in, got);
	*got = is == WALK_MORE ? LOOK_LATER : LOOK_ROW;
	if (is == WALK_MORE)
		return 0;
	if (is == WALK_FAULT && !s->lines && !s->program)
		return run_fail(run, EX_DATAERR, "%s:%" PRIu64 ": %s", in->name.at, s->piece.line,
		                s->piece.why);
	s->pending = true;
	take_record(s, source(s, in)->at, mem, row);
	if (is == WALK_FAULT) {
		row->word = "bad-json";
		row->n = 0;
		row->value = said(s, snprintf(s->said, sizeof(s->said), "%s", s->piece.why));
	}
	return 0;
}

static void step(void *self, struct input *in)
{
	struct json_rows *s = self;
	struct input *from = source(s, in);
	if (s->header) {
		s->header = false;
		return;
	}
	json_stream_pass(&s->stream, window(from));
	size_t n = json_stream_used(&s->stream);
	from->at += n;
	from->len -= n;
	s->pending = false;
}

static const char *const lines_names[] = { "jsonl", "ldjson", NULL };
static const char *const json_media[] = { "application/json", NULL };
static const char *const lines_media[] = { "application/x-ndjson", "application/ndjson",
	                                       "application/jsonl", "application/x-jsonlines", NULL };

const struct format json_format = {
	.name = "json",
	.media = json_media,
	.kind = OF_JSON,
	.size = sizeof(struct json_rows),
	.open = json_open,
	.begin = begin,
	.look = look,
	.step = step,
	.columns = columns,
	.close = json_close,
};
const struct format ndjson_format = {
	.name = "ndjson",
	.names = lines_names,
	.media = lines_media,
	.kind = OF_JSON,
	.size = sizeof(struct json_rows),
	.open = ndjson_open,
	.begin = begin,
	.look = look,
	.step = step,
	.columns = columns,
	.close = json_close,
	.pieces = &json_pieces,
};
