/* filters/parse/ods.h - the inside of the format ODS: its cells, and one of its sheets. */
#pragma once
#include "parse/xlsx.h"

enum { MOST_COLUMNS = 16384 };

struct ods_cell {
	size_t repeated, wide; /* wide: columns that it spans */
	uint64_t deep;         /* rows that it spans */
	char kind;             /* f number, d date, t time, b boolean, e error, s text */
	bool covered;
	struct text value; /* of an attribute; .at null: the text is the value */
	char *at;
	size_t len, room, paragraphs;
};

struct below { /* what a cell that spans rows leaves for those below it, by column */
	uint64_t from_row, to_row;
	struct text value;
};

struct ods {
	struct sheet_row row;
	struct book book;
	struct sheet_file *file;
	size_t sheets, wanted_sheet, sheet; /* counted from 1: the one that is meant, the one at hand */
	struct book_sheet *names;

	struct ods_cell cell;
	bool in_row, in_cell, in_text, ended;
	unsigned aside;    /* within so many notes */
	size_t next;       /* the column that comes next */
	uint64_t line;     /* the row that comes next */
	uint64_t repeated; /* the row at hand comes so often again */
	size_t depth;      /* tables in cells are none of ours */
	struct below *below;
	size_t belows;
};

/* ods_cell.c: one cell, from its first tag to its last. */
void ods_cell_begin(struct ods *, const char *name, const char **attributes);
void ods_cell_add(struct ods *, const char *at, size_t n); /* text */
void ods_cell_special(struct ods *, const char *name,
                      const char **attributes); /* blanks that XML would not keep */
void ods_cell_end(struct ods *, struct xml *);
/* A number that an attribute holds, at least 1, at most `most`. */
uint64_t ods_count(const char **attributes, const char *name, uint64_t most);
