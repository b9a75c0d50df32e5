/* filters/emit/emit.h - what the formats of emit share. */
#pragma once
#include "lib/stage.h"

struct sdmx;
struct xlsx;

struct emit {
	struct text format;
	struct text delimiter_word; /* --delimiter, as given */
	bool quote_all, crlf, bom;
	struct columns number_columns; /* --number */
	struct text sheet;             /* --sheet */
	struct {                       /* of sdmx-csv */
		struct text structure, version, action, violations;
		struct texts set, take;
		struct columns own;
		bool free_only, check;
	} want;

	const struct format *as;
	struct columns names;
	bool begun; /* what stands before the first record is written */
	bool any;   /* a record is written */

	char delimiter; /* CSV */

	struct text *label; /* JSON: what stands before each value, "{\"id\":" or ",\"year\":" */
	size_t labels;      /* bytes of all */
	struct picks numbers;
	bool *is_number; /* for each column */

	struct sdmx *sdmx;
	struct xlsx *xlsx;
};

struct format {
	const char *name;
	int kind;
	int (*open)(struct emit *, struct run *);
	int (*begin)(struct emit *, struct run *);
	int (*batch)(struct emit *, struct run *, struct batch *);
	int (*end)(struct emit *, struct run *);
	void (*close)(struct emit *); /* after a failure too; may be null */
};
enum { CSV = 1, JSON = 2, SDMX_CSV = 4, XLSX = 8 }; /* kinds, for which options are */
extern const struct format csv_format, json_format, ndjson_format, sdmx_csv_format, xlsx_format;

/* csv.c: a value, quoted where it has to be; gives the end. `to` has room for twice its length and 3 bytes. */
char *csv_put_value(const struct emit *, char *to, struct text);
/* --delimiter; 0, or EX_USAGE. */
int csv_delimiter(struct emit *, struct run *);
