/* filters/lib/day.c - days of the Gregorian calendar. */
#include "lib/day.h"

static bool leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in(int year, int month)
{
	static const signed char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return days[month - 1] + (month == 2 && leap(year));
}

bool day_exists(int year, int month, int day)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days_in(year, month);
}

int32_t day_number(int year, int month, int day)
{
	static const short before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	int y = year - 1;
	return y * 365 + y / 4 - y / 100 + y / 400 + before[month - 1] + (leap(year) && month > 2) +
	       day;
}

bool day_of_number(int32_t n, int *year, int *month, int *day)
{
	if (n < 1 || n > day_number(9999, 12, 31))
		return false;
	*year = n / 366 + 1; /* at most 27 years too early */
	while (*year < 9999 && day_number(*year + 1, 1, 1) <= n)
		++*year;
	*month = 1;
	*day = n - day_number(*year, 1, 1) + 1;
	while (*day > days_in(*year, *month))
		*day -= days_in(*year, (*month)++);
	return true;
}
