/* filters/lib/feed.h - feed descriptors: a Frictionless tabular data resource (Data Package v1 and v2).
 *
 * https://specs.frictionlessdata.io/tabular-data-resource/, https://datapackage.org/standard/table-dialect/,
 * https://datapackage.org/standard/table-schema/
 */
#pragma once
#include "lib/feed_shape.h"
#include "lib/stage.h"

enum field_type {
	FIELD_STRING,
	FIELD_INTEGER,
	FIELD_NUMBER,
	FIELD_BOOLEAN,
	FIELD_DATE,
	FIELD_DATETIME,
	FIELD_YEAR,
	FIELD_YEARMONTH,
	FIELD_ANY,
};

struct mark { /* what stands for a status or a note in a value, and the word for it */
	struct text mark, word;
};
struct marks {
	size_t n;
	struct mark *at;
};

struct field {
	struct text name, title;
	enum field_type type;
	struct text format;   /* "default" when not given */
	struct texts formats; /* "weir:formats", of a date or datetime: any of these; n 0: not given */
	struct text decimal_char;               /* "." when not given */
	struct text group_char;                 /* none when not given */
	bool bare_number;                       /* true when not given */
	struct texts true_values, false_values; /* Frictionless' defaults when not given */
	struct texts missing_values;            /* the field's own, else the schema's, else {""} */
	bool required;
	bool unique;
	uint64_t start, width; /* "weir:start", "weir:width", of columns of fixed width; 0: not given */
	bool has_min_length, has_max_length;
	uint64_t min_length, max_length; /* in characters */
	struct text minimum, maximum;    /* as written; .at null when not given */
	struct text pattern;             /* .at null when not given */
	struct texts allowed;            /* enum; n 0: anything */
	struct text kind;    /* "weir:format": "quarter", "academic-year"; none when not given */
	struct marks status; /* "weir:status": values that are missing, and why */
	struct marks notes;  /* "weir:notes": what may stand behind a value */
	bool bad_is_missing; /* "weir:onError": "missing"; else a bad value rejects the record */
};

enum line_end { LINE_ANY, LINE_LF, LINE_CRLF, LINE_CR };

struct dialect {
	struct text delimiter; /* one character; "," when not given */
	char quote;            /* '"' when not given; 0: none */
	char escape, comment;  /* 0: none */
	bool double_quote, header, skip_initial_space;
	bool delimiter_told, header_told; /* they were given */
	bool width_in_bytes; /* "weir:widthUnit", of columns of fixed width; else in characters */
	enum line_end line_end;
	struct text property,
		item_type; /* of JSON: where its records are, and "object" or "array"; .at null when not given */
	struct text sheet_name; /* of a workbook; .at null when not given */
	bool merged;            /* "weir:merged": what is merged stands in each of the cells */
	uint64_t sheet_number;  /* 1 is the first; 0: not given */
	struct texts item_keys; /* n 0: not given */
};

enum fields_match {
	MATCH_NAMES,
	MATCH_EXACT,
	MATCH_EQUAL,
	MATCH_SUBSET,
	MATCH_SUPERSET,
	MATCH_PARTIAL
};

struct feed {
	const char *file; /* the descriptor's own name, for messages */
	struct text name, title, path, encoding;
	struct text format, mediatype; /* .at null when not given */
	struct text member;            /* "innerpath": of an archive; .at null when not given */
	struct dialect dialect;
	struct shape shape;
	struct texts missing_values;
	size_t n;
	struct field *fields; /* in the descriptor's order; n 0: no schema */
	struct texts primary_key;
	enum fields_match
		match; /* MATCH_NAMES when not given: all have to be there, in any order, others may be */
};

/* Reads a descriptor into the run's arena. 0, or a status as from run_fail: what is wrong, where in the file
 * ("conf/feeds/uk.json: schema.fields[3].type: 'integr' is no type; the nearest is 'integer'"), EX_CONFIG;
 * EX_NOINPUT when it is not there. An unknown key without the prefix of somebody's own is named. */
int feed_read(struct run *, const char *file, struct feed *);
/* The field of that name, or null. */
const struct field *feed_field(const struct feed *, struct text name);

/* What holds where nothing is said: commas, '"' doubled, a header, any line end. */
struct dialect dialect_default(void);
/* Null, or what is wrong with it as a whole. An escape that is the quote means that quotes are doubled. */
const char *dialect_check(struct dialect *);
/* One ASCII character, or none (0), as a quote, an escape, a comment is. Null, or what is wrong. */
const char *dialect_character(struct text, char *to);
