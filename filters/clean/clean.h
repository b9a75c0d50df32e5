/* filters/clean/clean.h - what the values of a column have to be, and the pieces that hold them to it. */
#pragma once
#include "lib/feed.h"
#include "lib/pattern.h"

/* What can be wrong with a value: row `fault - 1` of the table of reasons. */
enum fault {
	FINE,
	CONTROL,
	REQUIRED,
	NOT_INTEGER,
	NOT_NUMBER,
	NOT_FINITE,
	EXPONENT,
	NOT_BOOLEAN,
	BAD_DATE,
	BAD_DATETIME,
	TWO_DATES,
	BAD_YEAR,
	BAD_YEARMONTH,
	BAD_QUARTER,
	BAD_ACADEMIC_YEAR,
	BAD_EMAIL,
	BAD_URI,
	BAD_UUID,
	BAD_BINARY,
	TOO_SHORT,
	TOO_LONG,
	TOO_SMALL,
	TOO_LARGE,
	NOT_IN_ENUM,
	PATTERN,
	PATTERN_LIMIT,
};

struct rule;

struct cleaned {              /* what becomes of a value */
	struct text text;         /* may be the value itself */
	struct text status, note; /* words for why it is missing, for what stood behind it */
};

/* Turns a tidy text into the form that goes out, which may be the text itself; else it is in mem. */
typedef enum fault convert(const struct rule *, struct text, struct arena *mem, struct text *out);
typedef int order(struct text, struct text); /* of two such forms, by what they mean */

struct rule {                  /* what a column's values have to be */
	const struct field *field; /* null: any text */
	convert *convert;          /* null: the tidy text goes out */
	order *order;
	bool required, bad_is_missing;
	struct texts missing;       /* as the descriptor has them, and tidied */
	bool missing_first[256];    /* the bytes that one of them, or of a status, begins with */
	struct marks status, notes; /* tidied */
	struct text blank_status;   /* of an empty value */
	struct texts yes, no;       /* of a boolean, tidied */
	struct text decimal, group; /* of a number, tidied */
	bool bare;
	struct texts forms;  /* of dates: patterns, checked, in the notation of form.h */
	bool *strict;        /* which of them want all digits; null: none */
	enum fault bad_form; /* what a date is that fits none of them */
	size_t shortest, longest;
	struct text least, most; /* .at null: none */
	struct texts allowed;    /* in order */
	struct pattern *pattern;

	/* For the first look at a value, which nearly always is the last. */
	bool more;         /* it does not do: there is an enum, a pattern, an odd limit */
	bool pointed;      /* 12.50 is a number as it is */
	bool iso;          /* YYYY-MM-DD is a date as it is */
	char between;      /* DD/MM/YYYY is read as such, with this between; 0: it is not */
	int64_t low, high; /* least and most as integers, dates as 20241231 */
};

/* The rule of a field, or of any text (null), into the run's arena. 0, or EX_CONFIG from run_fail: the
 * descriptor asks for what cannot be. To be ended with rule_end, after a failure too. */
int rule_make(struct run *, const struct feed *, const struct field *, struct rule *);
void rule_end(struct rule *);
/* The whole way of one value: missing, tidied, converted, checked. */
enum fault rule_clean(const struct rule *, struct text value, struct arena *mem, struct cleaned *);

/* marks.c: the field's, as values are tidied. 0 or EX_CONFIG. */
int marks_make(struct run *, const struct feed *, struct rule *);
/* The word for a value that stands for a status; null: it does not. */
const struct mark *marks_status(const struct rule *, struct text value);
/* Takes notes off the end of a tidy value, and gives their words, with a blank between two. In mem. */
struct text marks_notes(const struct rule *, struct text *value, struct arena *mem);

/* Every run of blanks one space and none at the ends, quotes straight, no invisible characters, NFC. */
enum fault tidy_text(struct text, struct arena *mem, struct text *out);
bool tidy_already(struct text); /* false: ask tidy_text */

/* No value may mean both. 0 or a status. */
int boolean_open(struct run *, const struct feed *, const struct rule *);
convert number_convert, integer_convert, boolean_convert;
convert date_convert, datetime_convert, year_convert, yearmonth_convert;
convert email_convert, uri_convert, uuid_convert, binary_convert;
convert quarter_convert, academic_year_convert;
order number_order, moment_order, year_order;

/* The patterns behind "default" and "any", and the field's own, checked. 0 or EX_CONFIG. */
int forms_make(struct run *, const struct feed *, struct rule *);

/* EX_CONFIG, with the place in the descriptor. what: "format", "constraints.pattern". */
int rule_fail(struct run *, const struct feed *, const struct field *, const char *what,
              struct text value, const char *why);
