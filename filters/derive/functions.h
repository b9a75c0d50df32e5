/* filters/derive/functions.h - the functions that a program may call. */
#pragma once
#include "derive/node.h"

/* The function of that name; null: there is none, and *near is the nearest name, or null. */
const struct function *function_find(struct text name, const char **near);

apply number_absolute, number_round, number_div, number_mod;
apply date_year, date_quarter, date_month, date_day, date_weekday, date_year_piece, date_year_month,
	date_year_quarter, date_academic_year, date_academic_begin, date_academic_end, date_age,
	date_days_between, date_months_between, date_of_numbers;
apply text_slice, text_part, text_replace, text_begins, text_ends, text_contains, text_matches,
	text_concat, text_join, text_upper, text_lower, text_trimmed, text_pad, text_length;
