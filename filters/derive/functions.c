/* filters/derive/functions.c - the table of functions. */
#include "derive/functions.h"

static const struct function functions[] = {
	{ "abs", "abs(NUMBER)", "n", NUMBER, number_absolute, NULL },
	{ "div", "div(NUMBER, NUMBER)", "nn", NUMBER, number_div, NULL },
	{ "mod", "mod(NUMBER, NUMBER)", "nn", NUMBER, number_mod, NULL },
	{ "round", "round(NUMBER, DIGITS)", "nW", NUMBER, number_round, NULL },
	{ "round_even", "round_even(NUMBER, DIGITS)", "nW", NUMBER, number_round, NULL },
	{ "floor", "floor(NUMBER, DIGITS)", "nW", NUMBER, number_round, NULL },
	{ "ceiling", "ceiling(NUMBER, DIGITS)", "nW", NUMBER, number_round, NULL },
	{ "truncate", "truncate(NUMBER, DIGITS)", "nW", NUMBER, number_round, NULL },

	{ "year", "year(DATE)", "d", NUMBER, date_year, date_year_piece },
	{ "quarter", "quarter(DATE)", "d", NUMBER, date_quarter, NULL },
	{ "month", "month(DATE)", "d", NUMBER, date_month, NULL },
	{ "day", "day(DATE)", "d", NUMBER, date_day, NULL },
	{ "weekday", "weekday(DATE)", "d", NUMBER, date_weekday, NULL },
	{ "year_month", "year_month(DATE)", "D", STRING, date_year_month, NULL },
	{ "year_quarter", "year_quarter(DATE)", "d", STRING, date_year_quarter, NULL },
	{ "academic_year", "academic_year(DATE, MONTH, \"2023/24\")", "dnQ", STRING, date_academic_year,
	  NULL },
	{ "academic_year_begin", "academic_year_begin(DATE, MONTH)", "dn", NUMBER, date_academic_begin,
	  NULL },
	{ "academic_year_end", "academic_year_end(DATE, FIRST, LAST)", "dnn", NUMBER, date_academic_end,
	  NULL },
	{ "age", "age(BORN, DATE)", "dd", NUMBER, date_age, NULL },
	{ "days_between", "days_between(DATE, DATE)", "dd", NUMBER, date_days_between, NULL },
	{ "months_between", "months_between(DATE, DATE)", "dd", NUMBER, date_months_between, NULL },
	{ "date", "date(YEAR, MONTH, DAY)", "nnn", DATE, date_of_numbers, NULL },

	{ "begins_with", "begins_with(TEXT, \"…\")", "tq", TRUTH, text_begins, NULL },
	{ "concat", "concat(TEXT, TEXT …)", "tt*", STRING, text_concat, NULL },
	{ "contains", "contains(TEXT, \"…\")", "tq", TRUTH, text_contains, NULL },
	{ "ends_with", "ends_with(TEXT, \"…\")", "tq", TRUTH, text_ends, NULL },
	{ "join", "join(\", \", TEXT, TEXT …)", "qtt*", STRING, text_join, NULL },
	{ "length", "length(TEXT)", "t", NUMBER, text_length, NULL },
	{ "lower", "lower(TEXT)", "t", STRING, text_lower, NULL },
	{ "matches", "matches(TEXT, \"PATTERN\")", "tq", TRUTH, text_matches, NULL },
	{ "pad", "pad(TEXT, LENGTH, \"0\")", "twq", STRING, text_pad, NULL },
	{ "part", "part(TEXT, \"/\", WHICH)", "tqw", STRING, text_part, NULL },
	{ "replace", "replace(TEXT, \"old\", \"new\")", "tqq", STRING, text_replace, NULL },
	{ "slice", "slice(TEXT, FIRST, COUNT)", "twW", STRING, text_slice, NULL },
	{ "trim", "trim(TEXT)", "t", STRING, text_trimmed, NULL },
	{ "upper", "upper(TEXT)", "t", STRING, text_upper, NULL },
};
#define FUNCTIONS (sizeof(functions) / sizeof(*functions))

/* Those that the grammar knows: their types follow from their arguments. */
static const char *const others[] = { "min", "max", "coalesce", "number", "text", "truth" };
#define OTHERS (sizeof(others) / sizeof(*others))

const struct function *function_find(struct text name, const char **near)
{
	struct text names[FUNCTIONS + OTHERS];
	for (size_t i = 0; i < FUNCTIONS; i++) {
		if (text_is(name, functions[i].name))
			return &functions[i];
		names[i] = text_of(functions[i].name);
	}
	for (size_t i = 0; i < OTHERS; i++)
		names[FUNCTIONS + i] = text_of(others[i]);
	const struct text *nearest = text_nearest(name, names, FUNCTIONS + OTHERS);
	*near = nearest ? nearest->at : NULL;
	return NULL;
}
