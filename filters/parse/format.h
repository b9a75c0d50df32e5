/* filters/parse/format.h - what a format is: it brings the rows of a table, whatever it is written in.
 *
 * A format is one row of the table in format.c. It knows bytes and gives rows of cells, one after another, each
 * with its place; header and records are made of them in rows.c, the same for all, so that what is said of header
 * rows, notes, totals or blanks holds for every format. Whoever adds one writes a file NAME.c with the functions
 * below and puts it into the table; nothing else knows its name.
 */
#pragma once
#include "lib/feed.h"
#include "lib/input.h"

/* What is asked of a table, by options and descriptor; all of it stays as long as the stage. */
struct table {
	const struct feed *feed; /* never null; options have gone before what stands in it */
	size_t longest;          /* --max-record: bytes of a row */
	struct text records;     /* --records; .at null when not given */
	const struct columns
		*first;        /* of the first input, once they are known: all others have the same */
	struct text sheet; /* --sheet: its name or number; .at null when not given */
	bool merged;       /* --merged: what is merged is in each of the cells */
	bool only;         /* -c was given: other columns may be anything */
	bool slow;         /* never straight into a batch: for tests that compare the two ways */
};

/* One row, valid until step. */
struct row {
	uint64_t line; /* where it begins: a line of text, a row of a sheet; 1 is the first */
	size_t n;      /* cells; 0: a blank row */
	const struct text *cell;
	bool brief;      /* the cells' bytes end with step too; else with the batch, or `mem` of look */
	struct text raw; /* as it stands in the file, without its line end: for the rejects */
	struct text whole; /* and with it: where the format has `again` */

	bool names;       /* the names of the columns, whatever is said of a header */
	const char *word; /* null; else why it is no row but a reject: one of parse's reasons */
	size_t at;        /* the cell that is at fault, or NO_COLUMN */
	struct text value;
};

enum look {
	LOOK_ROW,
	LOOK_LATER, /* not all of it has come, and there was to be no waiting */
	LOOK_END,
};

enum format_kind { OF_LINES, OF_JSON, OF_SHEETS }; /* which options are for it */

struct format {
	const char *name;         /* --format, and a descriptor's `format` */
	const char *const *names; /* other words for it there, and ends of file names; ends with null */
	const char *const *media; /* a descriptor's `mediatype`; ends with null */
	enum format_kind
		kind; /* OF_SHEETS: its bytes are no text, so they are not decoded, and a zip is not unpacked */
	bool ragged; /* cells that are missing at a row's end are missing values, and blank rows none */
	size_t size; /* of its own struct, `self`, which starts as zeros and is one for all inputs */

	/* All but begin and look may be null. Those that give an int give 0, or a status as run_fail does. */

	int (*open)(void *self, struct run *,
	            const struct table *); /* before the first input, and by `weir check` */
	/* An input begins. It may give the input another name, for messages and @source: BOOK#SHEET. */
	int (*begin)(void *self, struct run *, struct input *);
	/* The row that comes next; it stays that until step. Before `columns` was called all its cells are made.
	 * wait: input_more may be called, which ends what stands in the window; else *got may be LOOK_LATER.
	 * mem: for cells that are not slices of the window; it stays as long as the batch. */
	int (*look)(void *self, struct run *, struct input *, bool wait, struct arena *mem,
	            struct row *, enum look *got);
	void (*step)(void *self, struct input *); /* behind the row that look gave */
	/* Of this input's rows: how many cells each should have, which of them go into column k of a batch
	 * (pick.at[k]; NO_COLUMN: none), and which have to be made at all: n flags. Called behind each input's header, perhaps twice. */
	void (*columns)(void *self, struct run *, size_t n, struct picks pick, const bool *wanted);
	/* Puts rows straight into the batch, and rejects what it finds bad among them; false: the next one is for
	 * look. Only used while no rule needs to see each row. Never waits. */
	bool (*fast)(void *self, struct run *, struct input *, struct batch *);
	/* The cells of a row that was read before, whatever `columns` said, until the next call. Its bytes are `whole` of look; a
	 * batch with room for them gets them from fast, too. */
	void (*again)(void *self, struct text whole, size_t *n, const struct text **cell);
	void (*close)(void *self); /* after a failure too */
	/* As a stage's, of the format's own struct; null: its files are read by one thread. */
	const struct pieces *pieces;
};

/* format.c: all of them, the first is what is read where nothing is said; ends with null. */
extern const struct format *const formats[];
extern const struct format tsv_format, psv_format;     /* read.c: CSV with other delimiters */
extern const struct format fixed_format;               /* fixed.c */
extern const struct format csv_format;                 /* read.c */
extern const struct format json_format, ndjson_format; /* json.c */
extern const struct format ods_format;                 /* ods.c */
extern const struct format xlsx_format;                /* xlsx.c */

/* The format that a word of --format or of a descriptor's `format` means; null: none. */
const struct format *format_named(struct text word);
/* That of a descriptor: by its `format`, else its `mediatype`, else the end of its `path`; null: it says nothing. */
const struct format *format_of_feed(const struct feed *);
/* That of a file by the end of its name, null if that is nobody's. CSV goes by many ends. */
const struct format *format_of_name(struct text name);
