/* filters/parse/cell.h - what a cell of a workbook shows: numbers, dates and times, by the format of the cell. */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"

enum shown {
	SHOWN_NUMBER,
	SHOWN_DATE,
	SHOWN_TIME,
	SHOWN_BOTH,
	SHOWN_HOURS
}; /* HOURS: may be more than 24 */

/* What a number format shows: "yyyy-mm-dd" a date, "0.00" a number. ECMA-376, part 1, 18.8.31. */
enum shown shown_by_code(struct text code);
/* The same of a format without a code, by its number: 18.8.30. */
enum shown shown_by_number(uint64_t id);

/* A number as it is written in the file becomes what the workbook shows in a cell wide enough: 15 digits that count,
 * which is as much as the double that it was can be relied on, no zeros at the end, no exponent if it has up to 40
 * digits; whole numbers that are written without an exponent keep all their digits. Text that is no number is given
 * back as it is, .at null: it is none. */
struct text cell_number(struct text written, struct arena *);
/* A serial number as a date, 2024-02-29, a time, 14:05:09, or both, with a T between. from_1904: day 0 is 1904-01-01; else
 * 1 is 1900-01-01, and 60 is the 29th of February of that year, which never was. .at null: it has no date. */
struct text cell_date(struct text written, enum shown, bool from_1904, struct arena *);
/* The characters of a text, in which _x000D_ stands for a carriage return: 22.9.2.19. */
struct text cell_characters(struct text written, struct arena *);
/* "BC12" is column 54, row 12; from 0 the column, from 1 the row. False: it is no reference. */
bool cell_reference(const char *ref, size_t *column, uint64_t *row);
