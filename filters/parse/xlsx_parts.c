/* filters/parse/xlsx_parts.c - the parts of a workbook besides its sheets: which sheets there are, and what cells show. */
#include "parse/xlsx.h"
#include <stdio.h>

enum { MOST = 1 << 20 }; /* sheets, styles, formats: past every workbook, and no load on memory */

struct relation {
	struct text id, type, target;
};

struct code { /* a number format of the workbook's own */
	uint64_t id;
	enum shown shown;
};

struct parts {
	struct arena *mem;
	struct xlsx_parts *to;
	struct text folder; /* of the file at hand: what targets are counted from */
	size_t relations, codes;
	struct relation *relation;
	struct code *code;
	bool in_formats; /* of cells, not of named styles */
};

static struct text kept(struct parts *p, const char *value)
{
	return (struct text){ arena_copy(p->mem, value ? value : "", value ? strlen(value) : 0),
		                  value ? strlen(value) : 0 };
}

static bool ends_with(struct text t, const char *end)
{
	size_t n = strlen(end);
	return t.len >= n && memcmp(t.at + t.len - n, end, n) == 0;
}

static bool is_true(const char *value)
{
	return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

/* --- relations -------------------------------------------------------------------------------- */

/* "xl/worksheets/sheet1.xml" of "worksheets/sheet1.xml", "../xl/worksheets/sheet1.xml" or "/xl/worksheets/sheet1.xml". */
static struct text resolved(struct parts *p, const char *target)
{
	struct text folder = p->folder;
	if (*target == '/') {
		folder.len = 0;
		target++;
	}
	for (;; target += 3) {
		if (strncmp(target, "./", 2) == 0)
			target += 2;
		if (strncmp(target, "../", 3) != 0)
			break;
		folder.len -= folder.len > 0;
		while (folder.len > 0 && folder.at[folder.len - 1] != '/')
			folder.len--;
	}
	size_t n = strlen(target);
	char *name = arena_take(p->mem, folder.len + n + 1);
	if (folder.len > 0)
		memcpy(name, folder.at, folder.len);
	memcpy(name + folder.len, target, n + 1);
	return (struct text){ name, folder.len + n };
}

static void on_relation(void *self, struct xml *x, const char *name, const char **attributes)
{
	struct parts *p = self;
	const char *id = xml_attribute(attributes, "Id"), *type = xml_attribute(attributes, "Type"),
			   *target = xml_attribute(attributes, "Target");
	if (strcmp(name, "Relationship") != 0 || !id || !type || !target)
		return;
	if (p->relations == MOST) {
		xml_refuse(x, "too many relations");
		return;
	}
	p->relation = arena_append(p->mem, p->relation, p->relations, sizeof(*p->relation));
	p->relation[p->relations++] =
		(struct relation){ kept(p, id), kept(p, type), resolved(p, target) };
}

static int read_relations(struct parts *p, struct run *run, struct book *book, const char *file)
{
	static const struct xml_events events = { .open = on_relation };
	bool there;
	p->relations = 0;
	p->relation = NULL;
	return book_read(book, run, text_of(file), &events, p, &there);
}

/* The target of the first relation of that type, or a missing one. */
static struct text of_type(const struct parts *p, const char *type)
{
	for (size_t i = 0; i < p->relations; i++)
		if (ends_with(p->relation[i].type, type))
			return p->relation[i].target;
	return (struct text){ 0 };
}

/* --- the workbook ----------------------------------------------------------------------------- */

static void on_workbook(void *self, struct xml *x, const char *name, const char **attributes)
{
	struct parts *p = self;
	struct xlsx_parts *to = p->to;
	if (strcmp(name, "workbookPr") == 0)
		to->from_1904 = is_true(xml_attribute(attributes, "date1904"));
	if (strcmp(name, "sheet") != 0)
		return;
	if (to->sheets == MOST) {
		xml_refuse(x, "too many sheets");
		return;
	}
	const char *state = xml_attribute(attributes, "state");
	to->sheet = arena_append(p->mem, to->sheet, to->sheets, sizeof(*to->sheet));
	to->sheet[to->sheets++] = (struct book_sheet){
		.name = kept(p, xml_attribute(attributes, "name")),
		.id = kept(p, xml_attribute(attributes, "r:id") ? xml_attribute(attributes, "r:id")
		                                                : xml_attribute(attributes, "id")),
		.hidden = state && strcmp(state, "visible") != 0,
	};
}

/* Which file each sheet is; those of charts are none of cells. */
static void find_sheets(struct parts *p)
{
	for (size_t i = 0; i < p->to->sheets; i++)
		for (size_t k = 0; k < p->relations; k++)
			if (text_same(p->to->sheet[i].id, p->relation[k].id) &&
			    ends_with(p->relation[k].type, "/worksheet"))
				p->to->sheet[i].file = p->relation[k].target;
}

/* --- styles ----------------------------------------------------------------------------------- */

static enum shown shown_of(const struct parts *p, uint64_t id)
{
	for (size_t i = 0; i < p->codes; i++)
		if (p->code[i].id == id)
			return p->code[i].shown;
	return shown_by_number(id);
}

static void on_style(void *self, struct xml *x, const char *name, const char **attributes)
{
	struct parts *p = self;
	struct xlsx_parts *to = p->to;
	const char *number = xml_attribute(attributes, "numFmtId"),
			   *code = xml_attribute(attributes, "formatCode");
	uint64_t id = 0;
	if (strcmp(name, "cellXfs") == 0)
		p->in_formats = true;
	bool format = strcmp(name, "numFmt") == 0, style = p->in_formats && strcmp(name, "xf") == 0;
	if ((!format && !style) || (number && !text_count(text_of(number), UINT32_MAX, &id)))
		return;
	if (p->codes == 4096 || to->styles == MOST) { /* each style looks through the formats */
		xml_refuse(x, "too many styles");
		return;
	}
	if (format && code) {
		p->code = arena_append(p->mem, p->code, p->codes, sizeof(*p->code));
		p->code[p->codes++] = (struct code){ id, shown_by_code(text_of(code)) };
	} else if (style) {
		to->shown = arena_append(p->mem, to->shown, to->styles, sizeof(*to->shown));
		to->shown[to->styles++] = (unsigned char)shown_of(p, id);
	}
}

static void on_style_end(void *self, struct xml *x, const char *name)
{
	struct parts *p = self;
	(void)x;
	if (strcmp(name, "cellXfs") == 0)
		p->in_formats = false;
}

/* --- all of it -------------------------------------------------------------------------------- */

static int no_book(struct run *run, const struct book *book, const char *what)
{
	return run_fail(run, EX_DATAERR, "%s: is no .xlsx: %s", book->name.at, what);
}

/* Where the relations of a file stand: "xl/_rels/workbook.xml.rels" of "xl/workbook.xml". */
static const char *relations_of(struct parts *p, struct text file)
{
	size_t folder = file.len;
	while (folder > 0 && file.at[folder - 1] != '/')
		folder--;
	p->folder = (struct text){ file.at, folder };
	char *name = arena_take(p->mem, file.len + 16);
	snprintf(name, file.len + 16, "%.*s_rels/%.*s.rels", (int)folder, file.at,
	         (int)(file.len - folder), file.at + folder);
	return name;
}

int xlsx_parts(struct run *run, struct book *book, struct xlsx_parts *to)
{
	static const struct xml_events workbook = { .open = on_workbook };
	static const struct xml_events styles = { .open = on_style, .close = on_style_end };
	struct parts p = { .mem = run_arena(run), .to = to };
	bool there = true;
	*to = (struct xlsx_parts){ 0 };
	int status = read_relations(&p, run, book, "_rels/.rels");
	struct text main = of_type(&p, "/officeDocument");
	if (status == 0 && !main.at)
		return no_book(run, book, "nothing in it says where the workbook is");
	if (status == 0 && ends_with(main, ".bin"))
		return no_book(run, book, "it is an .xlsb; save it as .xlsx");
	if (status == 0)
		status = book_read(book, run, main, &workbook, &p, &there);
	if (status == 0 && !there)
		return no_book(run, book, "the file of the workbook is not in it");
	if (status == 0)
		status = read_relations(&p, run, book, relations_of(&p, main));
	if (status != 0)
		return status;
	find_sheets(&p);
	to->strings_file = of_type(&p, "/sharedStrings");
	struct text file = of_type(&p, "/styles");
	return file.at ? book_read(book, run, file, &styles, &p, &there) : 0;
}
