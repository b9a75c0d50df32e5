/* filters/emit/emit.h - what the formats of emit share. */
#pragma once
#include "lib/stage.h"

struct emit {
	struct text format;
	struct text delimiter_word; /* --delimiter, as given */
	bool quote_all, crlf, bom;
	struct columns number_columns; /* --number */

	const struct format *as;
	struct columns names;
	bool begun; /* what stands before the first record is written */
	bool any;   /* a record is written */

	char delimiter; /* CSV */

	struct text *label; /* JSON: what stands before each value, "{\"id\":" or ",\"year\":" */
	size_t labels;      /* bytes of all */
	struct picks numbers;
	bool *is_number; /* for each column */
};

struct format {
	const char *name;
	bool is_json;
	int (*open)(struct emit *, struct run *);
	int (*begin)(struct emit *, struct run *);
	int (*batch)(struct emit *, struct run *, struct batch *);
	int (*end)(struct emit *, struct run *);
};
extern const struct format csv_format, json_format, ndjson_format;
