/* filters/parse/xlsx.c - the format XLSX: the rows of one sheet of a workbook, read as they come.
 *
 * Of a sheet no more than a row is held, besides what its cells share with others: the texts, by their number, and
 * what is merged, which stands behind the rows in the file and is only looked for if it is asked for.
 */
#include "parse/merged.h"
#include "parse/xlsx.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

struct cell { /* that is being read */
	size_t column;
	uint64_t style;
	char kind; /* n, s, b, e, d, and i: text that stands here */
	char *at;
	size_t len, room;
};

struct xlsx {
	struct sheet_row row;
	struct book book;
	struct xlsx_parts parts;
	struct strings *strings;
	struct sheet_file *file;
	struct merged merged;

	struct cell cell;
	bool in_value, in_text, aside, in_row; /* aside: how it is read aloud */
	size_t next;                           /* the column that comes next */
	int status;                            /* of a call that failed within an event */
};

/* --- cells ------------------------------------------------------------------------------------ */

static struct text shared(struct xlsx *x, struct text number)
{
	struct text t = { 0 };
	uint64_t i = 0, count = x->strings ? strings_count(x->strings) : 0;
	bool good = text_count(text_trim(number), UINT64_MAX, &i) && i < count;
	if (!good)
		x->status =
			run_fail(x->row.run, EX_DATAERR,
		             "%s:%" PRIu64 ": a cell has the text number %.*s, but there are %" PRIu64
		             " in the workbook",
		             x->row.name.at, x->row.line, (int)number.len, number.at, count);
	else if (!strings_get(x->strings, i, x->row.mem, &t))
		x->status = run_fail(x->row.run, EX_IOERR, "%s: %s", x->row.name.at, strerror(errno));
	return t;
}

static struct text number(struct xlsx *x, struct text v)
{
	const struct xlsx_parts *p = &x->parts;
	enum shown shown =
		x->cell.style < p->styles ? (enum shown)p->shown[x->cell.style] : SHOWN_NUMBER;
	struct text t = { 0 };
	if (shown != SHOWN_NUMBER)
		t = cell_date(v, shown, p->from_1904, x->row.mem);
	if (!t.at)
		t = cell_number(v, x->row.mem);
	if (!t.at)
		sheet_error(&x->row, x->cell.column, v);
	return t.at ? t : v;
}

/* "2024-02-29T00:00:00" as the format of the cell shows it. */
static struct text day(const struct xlsx *x, struct text v)
{
	const struct xlsx_parts *p = &x->parts;
	bool date = x->cell.style < p->styles && p->shown[x->cell.style] == SHOWN_DATE;
	return date && v.len > 10 && v.at[10] == 'T' ? (struct text){ v.at, 10 } : v;
}

static void end_cell(struct xlsx *x)
{
	struct text v = { x->cell.at, x->cell.len };
	if (v.len == 0 || (!sheet_wanted(&x->row, x->cell.column) && x->merged.n == 0))
		return;
	switch (x->cell.kind) {
	case 's':
		v = shared(x, v);
		break;
	case 'b':
		v = text_is(v, "1") || text_is(v, "true") ? TEXT("TRUE") : TEXT("FALSE");
		break;
	case 'e':
		sheet_error(&x->row, x->cell.column, v);
		break;
	case 'd':
		v = day(x, v);
		break;
	case 'n':
		v = number(x, v);
		break;
	default:
		v = cell_characters(v, x->row.mem);
	}
	sheet_put(&x->row, x->cell.column, v);
}

/* --- events ----------------------------------------------------------------------------------- */

static void begin_row(struct xlsx *x, const char **attributes)
{
	const char *r = xml_attribute(attributes, "r");
	uint64_t line = 0;
	bool named = r && text_count(text_of(r), UINT32_MAX, &line) && line > 0;
	sheet_row_begin(&x->row, named ? line : x->row.line + 1);
	x->next = 0;
	x->in_row = true;
}

static void begin_cell(struct xlsx *x, struct xml *xml, const char **attributes)
{
	const char *r = xml_attribute(attributes, "r"), *t = xml_attribute(attributes, "t"),
			   *s = xml_attribute(attributes, "s");
	uint64_t row;
	x->cell = (struct cell){ .column = x->next, .kind = 'n' };
	if (r && !cell_reference(r, &x->cell.column, &row))
		xml_refuse(xml, "the name of a cell that is none");
	if (s && !text_count(text_of(s), UINT32_MAX, &x->cell.style))
		x->cell.style = UINT32_MAX;
	if (t)
		x->cell.kind = strcmp(t, "str") == 0 || strcmp(t, "inlineStr") == 0 ? 'i' : *t;
	x->next = x->cell.column + 1;
	if (x->next > 16384)
		xml_refuse(xml, "more columns than a sheet has");
}

static void on_open(void *self, struct xml *xml, const char *name, const char **attributes)
{
	struct xlsx *x = self;
	if (strcmp(name, "row") == 0)
		begin_row(x, attributes);
	else if (x->in_row && strcmp(name, "c") == 0)
		begin_cell(x, xml, attributes);
	else if (x->in_row && strcmp(name, "is") == 0)
		x->in_text = true;
	else if (x->in_row && strcmp(name, "rPh") == 0)
		x->aside = true;
	x->in_value = x->in_row &&
	              (strcmp(name, "v") == 0 || (x->in_text && !x->aside && strcmp(name, "t") == 0));
}

static void on_close(void *self, struct xml *xml, const char *name)
{
	struct xlsx *x = self;
	x->in_value = false;
	if (strcmp(name, "is") == 0)
		x->in_text = false;
	else if (strcmp(name, "rPh") == 0)
		x->aside = false;
	else if (x->in_row && strcmp(name, "c") == 0)
		end_cell(x);
	else if (strcmp(name, "row") != 0)
		return;
	if (strcmp(name, "row") == 0)
		x->in_row = false;
	if (!x->in_row || x->status != 0)
		xml_halt(xml);
}

static void on_text(void *self, const char *at, size_t n)
{
	struct xlsx *x = self;
	struct cell *c = &x->cell;
	x->row.bytes += x->in_value ? n : 0;
	if (!x->in_value || x->row.bytes > x->row.table->longest)
		return;
	if (c->len + n > c->room) {
		size_t room = c->len + n + (c->len > 0 ? c->len : 0);
		c->at = arena_grow(x->row.mem, c->at, c->len, room);
		c->room = room;
	}
	memcpy(c->at + c->len, at, n);
	c->len += n;
}

/* What is merged stands behind the rows. */
static void on_merged(void *self, struct xml *xml, const char *name, const char **attributes)
{
	struct xlsx *x = self;
	const char *ref = strcmp(name, "mergeCell") == 0 ? xml_attribute(attributes, "ref") : NULL;
	if (ref && strchr(ref, ':') && !merged_add(&x->merged, run_arena(x->row.run), ref))
		xml_refuse(xml, "merged cells that are none, or too many");
}

/* --- inputs ----------------------------------------------------------------------------------- */

static int open_format(void *self, struct run *run, const struct table *t)
{
	struct xlsx *x = self;
	(void)run;
	x->row.table = t;
	return 0;
}

static void close_input(void *self)
{
	struct xlsx *x = self;
	book_end(x->file);
	strings_free(x->strings);
	book_close(&x->book);
	x->file = NULL;
	x->strings = NULL;
}

static int find_merged(struct xlsx *x, struct text file)
{
	static const struct xml_events events = { .open = on_merged };
	bool there;
	x->merged = (struct merged){ 0 };
	if (!x->row.table->merged)
		return 0;
	int status = book_read(&x->book, x->row.run, file, &events, x, &there);
	merged_done(&x->merged, run_arena(x->row.run));
	return status;
}

static int begin_sheet(struct xlsx *x, struct input *in, const struct book_sheet *sheet)
{
	static const struct xml_events events = { on_open, on_close, on_text };
	struct text strings = x->parts.strings_file;
	int status = find_merged(x, sheet->file);
	if (status == 0 && strings.at)
		status = xlsx_strings(x->row.run, &x->book, strings, x->row.table->longest, &x->strings);
	if (status == 0)
		status = book_begin(&x->book, x->row.run, sheet->file, &events, x, &x->file);
	if (status == 0 && !x->file)
		status = run_fail(x->row.run, EX_DATAERR, "%s: the file of the sheet '%s' is not in it",
		                  in->name.at, sheet->name.at);
	x->row.name = in->name = sheet_named(x->row.run, in->name, sheet->name);
	return status;
}

static int begin(void *self, struct run *run, struct input *in)
{
	struct xlsx *x = self;
	const struct book_sheet *sheet = NULL;
	close_input(x);
	x->row.run = run;
	x->row.line = 0;
	x->row.pending = x->in_row = x->in_text = x->aside = false;
	x->row.wanted = NULL;
	int status = book_open(&x->book, run, in, x->row.table->longest);
	if (status == 0)
		status = xlsx_parts(run, &x->book, &x->parts);
	if (status == 0)
		status = sheet_choose(run, x->row.table, in->name, x->parts.sheet, x->parts.sheets, &sheet);
	return status ? status : begin_sheet(x, in, sheet);
}

/* --- rows ------------------------------------------------------------------------------------- */

/* A label of the header stands once above its column, so rows of the header are not filled from above. */
static int fill_merged(struct xlsx *x)
{
	size_t cells = 0;
	if (x->merged.n == 0)
		return 0;
	if (!merged_reach(&x->merged, x->row.line, &cells))
		return run_fail(x->row.run, EX_DATAERR, "%s:%" PRIu64 ": merged cells lie over each other",
		                x->row.name.at, x->row.line);
	if (cells > x->row.n)
		sheet_put(&x->row, cells - 1, (struct text){ 0 });
	merged_fill(&x->merged, x->row.line, x->row.cells, x->row.n, x->row.wanted != NULL,
	            run_arena(x->row.run));
	return 0;
}

static int look(void *self, struct run *run, struct input *in, bool wait, struct arena *mem,
                struct row *row, enum look *got)
{
	struct xlsx *x = self;
	bool ended = false;
	(void)in;
	x->row.run = run;
	*got = LOOK_ROW;
	if (!x->row.pending) {
		*got = LOOK_LATER;
		if (sheet_full(&x->row, wait))
			return 0;
		*got = LOOK_ROW;
		x->row.mem = mem;
		int status = book_go_on(x->file, run, &ended);
		if (status == 0)
			status = x->status;
		if (status != 0)
			return status;
		if (ended) {
			*got = LOOK_END;
			return 0;
		}
	}
	int status = x->row.pending ? 0 : fill_merged(x);
	x->row.pending = true;
	return status ? status : sheet_row_end(&x->row, row);
}

static const char *const names[] = { "xlsm", NULL };
static const char *const media[] = {
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", NULL
};

const struct format xlsx_format = {
	.name = "xlsx",
	.names = names,
	.media = media,
	.kind = OF_SHEETS,
	.ragged = true,
	.size = sizeof(struct xlsx),
	.open = open_format,
	.begin = begin,
	.look = look,
	.step = sheet_step,
	.columns = sheet_columns,
	.close = close_input,
};
