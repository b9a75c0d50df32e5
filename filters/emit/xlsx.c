/* link: -lxlsxwriter */
/* filters/emit/xlsx.c - a workbook of one sheet (Office Open XML), by libxlsxwriter: what a spreadsheet opens.
 *
 * Rows go to a temporary file as they come, and the packed workbook to another that has no name, so memory does not grow
 * with the records. Nothing in it tells when it was made: the same records give the same bytes.
 */
#include "emit.h"
#include "lib/decimal.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

/* Of Excel: rows and columns of a sheet, UTF-16 units in a cell, digits that a number keeps. */
enum { MOST_ROWS = 1048576, MOST_COLUMNS = 16384, LONGEST_CELL = 32767, MOST_DIGITS = 15 };
enum { MOST_SCALE = 22 }; /* the greatest power of ten that a double has exactly */
enum { NARROWEST = 8, WIDEST = 60, FORMATS = 16 };
#define CREATED 946684800 /* 2000-01-01 */

struct xlsx {
	int fd; /* the workbook, once it is closed */
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *head, *number[FORMATS]; /* by digits behind the point */
	size_t *width;                      /* of each column, in characters */
	bool *is_number;
	uint32_t rows;
	char *cell; /* room for a value with its NUL */
	size_t room;
};

/* Characters, and UTF-16 units; false: a character that XML 1.0 has no place for. */
static bool measure(struct text v, size_t *units)
{
	*units = 0;
	for (size_t i = 0; i < v.len; i++) {
		unsigned char c = (unsigned char)v.at[i];
		if (c == 0 || (c == 0xEF && i + 2 < v.len && (unsigned char)v.at[i + 1] == 0xBF &&
		               (unsigned char)v.at[i + 2] >= 0xBE))
			return false;
		*units += (c & 0xC0) != 0x80;
		*units += c >= 0xF0;
	}
	return true;
}

static const char *check_number(struct text v, struct decimal *d)
{
	enum decimal_read read = decimal_read(v, d);
	if (read == DECIMAL_NONE)
		return "bad-value";
	if (read == DECIMAL_LARGE)
		return "too-precise";
	struct decimal shortest = decimal_short(*d);
	__int128 most = decimal_power(MOST_DIGITS), digits = shortest.digits;
	while (digits != 0 && digits % 10 == 0)
		digits /= 10;
	return shortest.scale > MOST_SCALE || digits >= most || digits <= -most ? "too-precise" : NULL;
}

/* Why a value cannot stand in a cell; null: it can. */
static const char *check_cell(struct xlsx *x, size_t col, struct text v)
{
	struct decimal d;
	size_t units = v.len;
	if (v.len == 0)
		return NULL;
	if (x->is_number[col])
		return check_number(v, &d);
	if (!measure(v, &units))
		return "bad-character";
	return units > LONGEST_CELL ? "too-long" : NULL;
}

static const char *with_nul(struct xlsx *x, struct run *run, struct text v)
{
	if (v.len >= x->room) {
		x->room = 2 * v.len + 64;
		x->cell = arena_take(run_arena(run), x->room);
	}
	memcpy(x->cell, v.at, v.len);
	x->cell[v.len] = '\0';
	return x->cell;
}

/* Both are exact as doubles, or but for zeros at the end, so the quotient is the number nearest to the decimal. */
static double as_double(struct decimal d)
{
	d = decimal_short(d);
	return (double)d.digits / (double)decimal_power(d.scale);
}

static lxw_format *format_of(struct xlsx *x, unsigned scale)
{
	char form[FORMATS + 4] = "0.";
	if (scale >= FORMATS)
		scale = FORMATS - 1;
	if (!x->number[scale]) {
		memset(form + 2, '0', scale);
		form[scale > 0 ? scale + 2 : 1] = '\0';
		x->number[scale] = workbook_add_format(x->book);
		format_set_num_format(x->number[scale], form);
	}
	return x->number[scale];
}

static int put_cell(struct xlsx *x, struct run *run, size_t col, struct text v, lxw_format *form)
{
	struct decimal d;
	size_t width = utf8_count(v);
	if (width > x->width[col])
		x->width[col] = width;
	lxw_error failed;
	if (x->is_number[col] && x->rows > 0 && decimal_read(v, &d) == DECIMAL_OK)
		failed = worksheet_write_number(x->sheet, x->rows, (lxw_col_t)col, as_double(d),
		                                format_of(x, d.scale));
	else
		failed =
			worksheet_write_string(x->sheet, x->rows, (lxw_col_t)col, with_nul(x, run, v), form);
	return failed ? run_fail(run, EX_SOFTWARE, "the workbook: %s", lxw_strerror(failed)) : 0;
}

static int xlsx_open(struct emit *e, struct run *run)
{
	struct arena *mem = run_arena(run);
	struct xlsx *x = e->xlsx = arena_zeros(mem, sizeof(*x));
	struct picks numbers = { 0 };
	x->fd = -1;
	if (e->names.n > MOST_COLUMNS)
		return run_fail(run, EX_USAGE, "%zu columns: a sheet has room for %d", e->names.n,
		                MOST_COLUMNS);
	x->width = arena_zeros(mem, (e->names.n + 1) * sizeof(*x->width));
	x->is_number = arena_zeros(mem, e->names.n + 1);
	int status =
		e->number_columns.option ? run_pick(run, &e->names, &e->number_columns, &numbers) : 0;
	for (size_t i = 0; i < numbers.n; i++)
		if (numbers.at[i] < e->names.n)
			x->is_number[numbers.at[i]] = true;
	struct text name = e->sheet.at ? e->sheet : TEXT("data");
	bool odd = name.len == 0 || utf8_count(name) > 31 || strpbrk(name.at, "[]:*?/\\") ||
	           name.at[0] == '\'' || name.at[name.len - 1] == '\'';
	if (status == 0 && odd)
		status =
			run_fail(run, EX_USAGE,
		             "--sheet '%s': expected up to 31 characters, none of []:*?/\\, no ' at an end",
		             name.at);
	return status;
}

/* A file without a name, for the packed workbook. */
static int open_hidden(void)
{
	const char *folder = getenv("TMPDIR");
	int fd = open(folder && *folder ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return fd >= 0 ? fd : memfd_create("workbook", MFD_CLOEXEC);
}

static int xlsx_begin(struct emit *e, struct run *run)
{
	struct xlsx *x = e->xlsx;
	char path[64];
	x->fd = open_hidden();
	if (x->fd < 0)
		return run_fail(run, EX_IOERR, "a temporary file: %s", strerror(errno));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", x->fd);
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = getenv("TMPDIR") };
	x->book = workbook_new_opt(path, &options);
	x->sheet = x->book ? workbook_add_worksheet(x->book, e->sheet.at ? e->sheet.at : "data") : NULL;
	if (!x->sheet)
		return run_fail(run, EX_OSERR, "no memory or no temporary file for the workbook");
	lxw_doc_properties made = { .created = CREATED };
	workbook_set_properties(x->book, &made);
	x->head = workbook_add_format(x->book);
	format_set_bold(x->head);
	worksheet_freeze_panes(x->sheet, 1, 0);
	int status = 0;
	for (size_t c = 0; c < e->names.n && status == 0; c++) {
		size_t units;
		struct text name = e->names.name[c];
		if (!measure(name, &units) || units > LONGEST_CELL)
			return run_fail(run, EX_DATAERR, "the name of column %zu cannot stand in a cell",
			                c + 1);
		status = put_cell(x, run, c, name, x->head);
	}
	return status;
}

static int put_row(struct emit *e, struct run *run, struct batch *b, size_t r)
{
	struct xlsx *x = e->xlsx;
	int status = 0;
	for (size_t c = 0; c < e->names.n; c++) {
		const char *word = check_cell(x, c, b->col[c][r]);
		if (word)
			return run_reject(run, b, r, c, word), 0;
	}
	if (++x->rows >= MOST_ROWS)
		return run_fail(run, EX_DATAERR,
		                "more records than the %d that fit in a sheet; divide them, or write csv",
		                MOST_ROWS - 1);
	for (size_t c = 0; c < e->names.n && status == 0; c++)
		if (b->col[c][r].len > 0)
			status = put_cell(x, run, c, b->col[c][r], NULL);
	return status;
}

static int xlsx_batch(struct emit *e, struct run *run, struct batch *b)
{
	int status = 0;
	for (size_t r = 0; r < b->rows && status == 0; r++)
		status = put_row(e, run, b, r);
	return status;
}

/* The packed workbook to where it belongs. */
static int copy_out(const struct xlsx *x, struct run *run)
{
	enum { PART = 1 << 16 };
	off_t at = 0;
	for (;;) {
		char *to = run_space(run, PART);
		if (!to)
			return run_status(run);
		ssize_t n = pread(x->fd, to, PART, at);
		if (n < 0 && errno != EINTR)
			return run_fail(run, EX_IOERR, "a temporary file: %s", strerror(errno));
		if (n == 0)
			return 0;
		if (n > 0) {
			run_used(run, (size_t)n);
			at += n;
		}
	}
}

static int xlsx_end(struct emit *e, struct run *run)
{
	struct xlsx *x = e->xlsx;
	for (size_t c = 0; c < e->names.n; c++) {
		size_t width = x->width[c] + 2;
		width = width < NARROWEST ? NARROWEST : width > WIDEST ? WIDEST : width;
		worksheet_set_column(x->sheet, (lxw_col_t)c, (lxw_col_t)c, (double)width, NULL);
	}
	lxw_error failed = workbook_close(x->book); /* which ends it, too */
	x->book = NULL;
	if (failed)
		return run_fail(run, EX_IOERR, "the workbook: %s", lxw_strerror(failed));
	return copy_out(x, run);
}

static void xlsx_close(struct emit *e)
{
	if (!e->xlsx)
		return;
	if (e->xlsx->book)
		lxw_workbook_free(e->xlsx->book);
	if (e->xlsx->fd >= 0)
		close(e->xlsx->fd);
}

const struct format xlsx_format = {
	.name = "xlsx",
	.kind = XLSX,
	.open = xlsx_open,
	.begin = xlsx_begin,
	.batch = xlsx_batch,
	.end = xlsx_end,
	.close = xlsx_close,
};
