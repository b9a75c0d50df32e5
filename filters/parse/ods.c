/* filters/parse/ods.c - the format ODS: the rows of one sheet of an OpenDocument spreadsheet, read as they come.
 *
 * All sheets stand in one file, so it is read once for their names, and then up to the end of the one that is meant.
 * Rows and cells say how often they are repeated; blank ones fill a sheet to its last corner so, and are counted only.
 * https://docs.oasis-open.org/office/OpenDocument/v1.3/OpenDocument-v1.3-part3-schema.html
 */
#include "parse/ods.h"

enum { MOST_SHEETS = 1 << 16 };

static const struct text file = { "content.xml", 11 };

/* --- the names of sheets ---------------------------------------------------------------------- */

static void on_sheet(void *self, struct xml *xml, const char *name, const char **attributes)
{
	struct ods *o = self;
	struct arena *mem = run_arena(o->row.run);
	if (strcmp(name, "table") != 0 || o->depth++ > 0)
		return;
	const char *is = xml_attribute(attributes, "table:name");
	if (o->sheets == MOST_SHEETS) {
		xml_refuse(xml, "too many sheets");
		return;
	}
	o->names = arena_append(mem, o->names, o->sheets, sizeof(*o->names));
	struct text t = text_of(is ? is : "");
	o->names[o->sheets++] =
		(struct book_sheet){ .name = { arena_copy(mem, t.at, t.len), t.len }, .file = file };
}

static void on_sheet_end(void *self, struct xml *xml, const char *name)
{
	struct ods *o = self;
	(void)xml;
	o->depth -= strcmp(name, "table") == 0 && o->depth > 0;
}

/* --- events ----------------------------------------------------------------------------------- */

static void begin_row(struct ods *o, const char **attributes)
{
	o->repeated = ods_count(attributes, "table:number-rows-repeated", UINT32_MAX) - 1;
	sheet_row_begin(&o->row, o->line);
	o->line += o->repeated + 1;
	o->next = 0;
	o->in_row = true;
}

static bool is_aside(const char *name)
{
	return strcmp(name, "annotation") == 0 || strcmp(name, "frame") == 0 ||
	       strcmp(name, "shapes") == 0;
}

static bool is_cell(const char *name)
{
	return strcmp(name, "table-cell") == 0 || strcmp(name, "covered-table-cell") == 0;
}

static void on_open(void *self, struct xml *xml, const char *name, const char **attributes)
{
	struct ods *o = self;
	(void)xml;
	if (strcmp(name, "table") == 0)
		o->sheet += o->depth++ == 0;
	o->aside += is_aside(name);
	if (o->sheet != o->wanted_sheet || o->depth != 1 || o->aside > 0)
		return;
	if (strcmp(name, "table-row") == 0)
		begin_row(o, attributes);
	else if (o->in_row && is_cell(name))
		ods_cell_begin(o, name, attributes);
	else if (o->in_text)
		ods_cell_special(o, name, attributes);
	if (o->in_cell && strcmp(name, "p") == 0) {
		if (o->cell.paragraphs++ > 0)
			ods_cell_add(o, "\n", 1);
		o->in_text = true;
	}
}

static void on_close(void *self, struct xml *xml, const char *name)
{
	struct ods *o = self;
	bool ours = o->sheet == o->wanted_sheet && o->depth == 1 && o->aside == 0;
	if (strcmp(name, "table") == 0 && o->depth > 0)
		o->depth--;
	if (is_aside(name) && o->aside > 0)
		o->aside--;
	if (!ours)
		return;
	if (strcmp(name, "p") == 0)
		o->in_text = false;
	else if (o->in_cell && is_cell(name))
		ods_cell_end(o, xml);
	o->ended |= strcmp(name, "table") == 0;
	if (o->ended || (o->in_row && strcmp(name, "table-row") == 0)) {
		o->in_row = false;
		xml_halt(xml);
	}
}

static void on_text(void *self, const char *at, size_t n)
{
	struct ods *o = self;
	if (o->in_text && o->aside == 0 && o->depth == 1)
		ods_cell_add(o, at, n);
}

/* --- inputs ----------------------------------------------------------------------------------- */

static int open_format(void *self, struct run *run, const struct table *t)
{
	struct ods *o = self;
	(void)run;
	o->row.table = t;
	return 0;
}

static void close_input(void *self)
{
	struct ods *o = self;
	book_end(o->file);
	book_close(&o->book);
	o->file = NULL;
}

static int choose(struct ods *o, struct run *run, struct text name)
{
	static const struct xml_events events = { .open = on_sheet, .close = on_sheet_end };
	const struct book_sheet *chosen = NULL;
	bool there = false;
	o->sheets = o->depth = 0;
	o->names = NULL;
	int status = book_read(&o->book, run, file, &events, o, &there);
	if (status == 0 && !there)
		return run_fail(run, EX_DATAERR, "%s: is no .ods: %s is not in it", name.at, file.at);
	if (status == 0)
		status = sheet_choose(run, o->row.table, name, o->names, o->sheets, &chosen);
	o->wanted_sheet = chosen ? (size_t)(chosen - o->names) + 1 : 0;
	return status;
}

static int begin(void *self, struct run *run, struct input *in)
{
	static const struct xml_events events = { on_open, on_close, on_text };
	struct ods *o = self;
	close_input(o);
	o->row.run = run;
	o->row.wanted = NULL;
	o->in_row = o->in_cell = o->in_text = o->ended = o->row.pending = false;
	o->below = NULL;
	o->sheet = o->repeated = o->belows = o->aside = 0;
	o->line = 1;
	int status = book_open(&o->book, run, in, o->row.table->longest);
	if (status == 0)
		status = choose(o, run, in->name);
	o->depth = 0;
	if (status == 0)
		status = book_begin(&o->book, run, file, &events, o, &o->file);
	if (status == 0)
		o->row.name = in->name = sheet_named(run, in->name, o->names[o->wanted_sheet - 1].name);
	return status;
}

/* --- rows ------------------------------------------------------------------------------------- */

static void fill_spanned(struct ods *o)
{
	bool down = o->row.wanted != NULL; /* a label of the header stands once above its column */
	for (size_t i = 0; i < o->belows; i++) {
		const struct below *b = &o->below[i];
		if (b->to_row >= o->row.line && (down || b->from_row == o->row.line) &&
		    (i >= o->row.n || o->row.cells[i].len == 0))
			sheet_put(&o->row, i, b->value);
	}
}

/* The row once more: what is in it stands in another batch perhaps. */
static void repeat(struct ods *o)
{
	o->repeated--;
	o->row.line++;
	for (size_t i = 0; i < o->row.n; i++)
		if (o->row.cells[i].len > 0)
			o->row.cells[i].at = arena_copy(o->row.mem, o->row.cells[i].at, o->row.cells[i].len);
}

static bool is_blank(const struct ods *o)
{
	bool blank = true;
	for (size_t i = 0; i < o->row.n && blank; i++)
		blank = o->row.cells[i].len == 0;
	return blank;
}

/* Goes to the next row that holds something, or to the end. */
static int next_row(struct ods *o, struct run *run, bool *ended)
{
	*ended = o->ended;
	while (!*ended) {
		int status = book_go_on(o->file, run, ended);
		*ended |= o->ended;
		if (status != 0 || *ended)
			return status;
		fill_spanned(o);
		if (!is_blank(o))
			return 0;
		o->repeated = 0;
	}
	return 0;
}

static int look(void *self, struct run *run, struct input *in, bool wait, struct arena *mem,
                struct row *row, enum look *got)
{
	struct ods *o = self;
	bool ended = false;
	int status = 0;
	(void)in;
	o->row.run = run;
	*got = LOOK_LATER;
	if (!o->row.pending) {
		if (sheet_full(&o->row, wait))
			return 0;
		o->row.mem = mem;
		if (o->repeated > 0)
			repeat(o);
		else
			status = next_row(o, run, &ended);
	}
	*got = ended ? LOOK_END : LOOK_ROW;
	o->row.pending = !ended && status == 0;
	return o->row.pending ? sheet_row_end(&o->row, row) : status;
}

static const char *const media[] = { "application/vnd.oasis.opendocument.spreadsheet", NULL };

const struct format ods_format = {
	.name = "ods",
	.media = media,
	.kind = OF_SHEETS,
	.ragged = true,
	.size = sizeof(struct ods),
	.open = open_format,
	.begin = begin,
	.look = look,
	.step = sheet_step,
	.columns = sheet_columns,
	.close = close_input,
};
