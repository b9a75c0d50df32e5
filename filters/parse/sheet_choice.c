/* filters/parse/sheet_choice.c - which sheet of a workbook is meant. */
#include "lib/output.h"
#include "parse/xlsx.h"
#include <stdio.h>

enum { LISTED = 30 };

/* "'Cover', 'Data - CAS_D01'" */
static struct text listed(struct output *out, const struct book_sheet *sheet, size_t n)
{
	size_t shown = 0;
	for (size_t i = 0; i < n && shown < LISTED; i++) {
		if (!sheet[i].file.at)
			continue;
		if (shown++ > 0)
			output_write(out, ", ", 2);
		output_write(out, "'", 1);
		output_write(out, sheet[i].name.at, sheet[i].name.len);
		output_write(out, "'", 1);
	}
	return output_bytes(out);
}

static int not_there(struct run *run, struct text book, const struct book_sheet *sheet, size_t n,
                     const char *what)
{
	struct output *out = output_memory();
	struct text names = listed(out, sheet, n);
	int status = run_fail(run, EX_DATAERR, "%s: %s %.*s", book.at, what, (int)names.len, names.at);
	output_drop(out);
	return status;
}

static const struct book_sheet *by_name(const struct book_sheet *sheet, size_t n, struct text name)
{
	for (size_t i = 0; i < n; i++)
		if (sheet[i].file.at && text_same(sheet[i].name, name))
			return &sheet[i];
	return NULL;
}

static const struct book_sheet *by_number(const struct book_sheet *sheet, size_t n, uint64_t number)
{
	return number > 0 && number <= n && sheet[number - 1].file.at ? &sheet[number - 1] : NULL;
}

/* The only one, or the only one that a person sees. */
static const struct book_sheet *only(const struct book_sheet *sheet, size_t n)
{
	const struct book_sheet *one = NULL, *seen = NULL;
	size_t all = 0, visible = 0;
	for (size_t i = 0; i < n; i++) {
		if (!sheet[i].file.at)
			continue;
		all++;
		visible += !sheet[i].hidden;
		one = &sheet[i];
		seen = sheet[i].hidden ? seen : one;
	}
	return all == 1 ? one : visible == 1 ? seen : NULL;
}

int sheet_choose(struct run *run, const struct table *t, struct text book,
                 const struct book_sheet *sheet, size_t n, const struct book_sheet **chosen)
{
	const struct dialect *d = &t->feed->dialect;
	struct text name = t->sheet.at ? t->sheet : d->sheet_name;
	uint64_t number = t->sheet.at || d->sheet_name.at ? 0 : d->sheet_number;
	if (!name.at && number == 0) {
		*chosen = only(sheet, n);
		return *chosen ? 0 : not_there(run, book, sheet, n, "--sheet has to say which, of");
	}
	*chosen = name.at ? by_name(sheet, n, name) : by_number(sheet, n, number);
	if (!*chosen && t->sheet.at && text_count(name, n, &number))
		*chosen = by_number(sheet, n, number);
	if (*chosen)
		return 0;
	char what[200];
	if (name.at)
		snprintf(what, sizeof(what), "no sheet '%.*s'; there are", (int)name.len, name.at);
	else
		snprintf(what, sizeof(what), "no sheet %llu; there are", (unsigned long long)number);
	return not_there(run, book, sheet, n, what);
}
