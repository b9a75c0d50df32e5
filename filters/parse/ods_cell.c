/* filters/parse/ods_cell.c - one cell of a sheet of OpenDocument: its value, and how far it reaches. */
#include "parse/ods.h"
#include <stdio.h>
#include <stdlib.h>

/* --- cells ------------------------------------------------------------------------------------ */

uint64_t ods_count(const char **attributes, const char *name, uint64_t most)
{
	const char *value = xml_attribute(attributes, name);
	uint64_t n = 1;
	if (!value || !text_count(text_of(value), UINT32_MAX, &n) || n == 0)
		return 1;
	return n < most ? n : most;
}

static struct text kept(struct ods *o, const char *value)
{
	struct text t = text_of(value);
	o->row.bytes += t.len;
	return t.at ? (struct text){ arena_copy(o->row.mem, t.at, t.len), t.len } : t;
}

void ods_cell_begin(struct ods *o, const char *name, const char **attributes)
{
	static const struct {
		const char *type, *attribute;
		char kind;
	} kinds[] = {
		{ "float", "office:value", 'f' },         { "percentage", "office:value", 'f' },
		{ "currency", "office:value", 'f' },      { "date", "office:date-value", 'd' },
		{ "time", "office:time-value", 't' },     { "boolean", "office:boolean-value", 'b' },
		{ "string", "office:string-value", 's' },
	};
	const char *type = xml_attribute(attributes, "office:value-type");
	const char *shown = xml_attribute(attributes, "calcext:value-type");
	o->in_cell = true;
	o->cell = (struct ods_cell){
		.repeated = ods_count(attributes, "table:number-columns-repeated", MOST_COLUMNS),
		.wide = ods_count(attributes, "table:number-columns-spanned", MOST_COLUMNS),
		.deep = ods_count(attributes, "table:number-rows-spanned", UINT32_MAX),
		.kind = 's',
		.covered = strcmp(name, "covered-table-cell") == 0,
	};
	for (size_t i = 0; type && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(type, kinds[i].type) == 0) {
			o->cell.kind = kinds[i].kind;
			o->cell.value = kept(o, xml_attribute(attributes, kinds[i].attribute));
		}
	if (shown && strcmp(shown, "error") == 0)
		o->cell.kind = 'e';
}

void ods_cell_add(struct ods *o, const char *at, size_t n)
{
	struct ods_cell *c = &o->cell;
	o->row.bytes += n;
	if (o->row.bytes > o->row.table->longest)
		return;
	if (c->len + n > c->room) {
		size_t room = (c->len + n) * 2;
		c->at = arena_grow(o->row.mem, c->at, c->len, room);
		c->room = room;
	}
	memcpy(c->at + c->len, at, n);
	c->len += n;
}

void ods_cell_special(struct ods *o, const char *name, const char **attributes)
{
	if (strcmp(name, "tab") == 0)
		ods_cell_add(o, "\t", 1);
	else if (strcmp(name, "line-break") == 0)
		ods_cell_add(o, "\n", 1);
	else if (strcmp(name, "s") == 0)
		for (uint64_t n = ods_count(attributes, "text:c", MOST_COLUMNS); n > 0; n--)
			ods_cell_add(o, " ", 1);
}

/* PT18H05M09S, whose hours may be many. */
static struct text time_of(const struct ods *o, struct text v)
{
	char *end;
	if (v.len < 8 || memcmp(v.at, "PT", 2) != 0)
		return v;
	unsigned long long hour = strtoull(v.at + 2, &end, 10), minute = 60, second = 60;
	if (*end == 'H')
		minute = strtoull(end + 1, &end, 10);
	if (*end == 'M')
		second = strtoull(end + 1, &end, 10);
	if (minute > 59 || second > 59)
		return v;
	char *to = arena_take(o->row.mem, 64);
	int n = snprintf(to, 64, "%02llu:%02llu:%02llu", hour, minute, second);
	return (struct text){ to, (size_t)n };
}

/* Parts of a second are not shown. */
static struct text day_of(struct text v)
{
	const char *point = v.len > 0 ? memchr(v.at, '.', v.len) : NULL;
	return point ? (struct text){ v.at, (size_t)(point - v.at) } : v;
}

static struct text value_of(struct ods *o, size_t column)
{
	const struct ods_cell *c = &o->cell;
	struct text shown = { c->at, c->len }, v = c->value.at ? c->value : shown;
	if (c->kind == 'e') {
		sheet_error(&o->row, column, shown);
		return shown;
	}
	if (c->kind == 'b')
		return text_is(v, "true") ? TEXT("TRUE") : TEXT("FALSE");
	if (c->kind == 't')
		return time_of(o, v);
	if (c->kind == 'd')
		return day_of(v);
	struct text number = c->kind == 'f' ? cell_number(v, o->row.mem) : v;
	if (!number.at && v.len > 0)
		sheet_error(&o->row, column, v);
	return number.at ? number : v;
}

/* A cell that spans others leaves its value for them, until their row ends. */
static void span(struct ods *o, size_t column, struct text v)
{
	const struct ods_cell *c = &o->cell;
	struct arena *mem = run_arena(o->row.run);
	if (!o->row.table->merged || (c->wide == 1 && c->deep == 1) || v.len == 0)
		return;
	if (!o->below)
		o->below = arena_zeros(mem, MOST_COLUMNS * sizeof(*o->below));
	if (c->deep > 1)
		v.at = arena_copy(mem, v.at, v.len);
	for (size_t i = column; i < column + c->wide && i < MOST_COLUMNS; i++)
		o->below[i] = (struct below){ o->row.line, o->row.line + c->deep - 1, v };
	if (column + c->wide > o->belows)
		o->belows = column + c->wide < MOST_COLUMNS ? column + c->wide : MOST_COLUMNS;
}

void ods_cell_end(struct ods *o, struct xml *xml)
{
	const struct ods_cell *c = &o->cell;
	size_t column = o->next;
	o->in_cell = false;
	o->next += c->repeated;
	bool wanted = o->row.table->merged;
	for (size_t i = column; i < o->next && !wanted; i++)
		wanted = sheet_wanted(&o->row, i);
	if (c->covered || !wanted || (c->len == 0 && c->value.len == 0))
		return;
	if (o->next > MOST_COLUMNS) {
		xml_refuse(xml, "more columns than a sheet has");
		return;
	}
	struct text v = value_of(o, column);
	for (size_t i = column; i < o->next; i++)
		sheet_put(&o->row, i, v);
	span(o, column, v);
}
