/* filters/parse/xlsx.h - the inside of the format XLSX: the parts of a workbook, and one of its sheets. ECMA-376. */
#pragma once
#include "parse/book.h"
#include "parse/cell.h"
#include "parse/sheet_row.h"
#include "parse/strings.h"

struct book_sheet {
	struct text name, id, file; /* file: .at null: it is no sheet of cells */
	bool hidden;
};

struct xlsx_parts {
	size_t sheets;
	struct book_sheet *sheet;
	bool from_1904;
	struct text strings_file; /* .at null: there are none */
	size_t styles;            /* by the number that a cell has */
	unsigned char *shown;     /* each an enum shown */
};

/* Reads all parts but the sheets and their strings, into the run's arena. 0 or a status. */
int xlsx_parts(struct run *, struct book *, struct xlsx_parts *);
/* The shared strings; null where there are none. 0 or a status. */
int xlsx_strings(struct run *, struct book *, struct text file, size_t longest, struct strings **);

/* sheet_choice.c: which sheet is meant, of those of cells. 0 or a status. */
int sheet_choose(struct run *, const struct table *, struct text book, const struct book_sheet *,
                 size_t n, const struct book_sheet **chosen);
