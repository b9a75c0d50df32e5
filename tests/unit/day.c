/* tests/unit/day.c - days of the calendar, against counting them one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "lib/day.h"

static void counts_every_day(void **state)
{
	(void)state;
	int32_t number = 0;
	for (int year = 1; year <= 9999; year++)
		for (int month = 1; month <= 12; month++)
			for (int day = 1; day <= 31; day++) {
				if (!day_exists(year, month, day))
					continue;
				number++;
				if (day_number(year, month, day) != number)
					fail_msg("%d-%d-%d is day %d", year, month, day, number);
			}
	assert_int_equal(number, 3652059);
	for (int32_t n = 1; n <= number; n += 17) {
		int year, month, day;
		assert_true(day_of_number(n, &year, &month, &day));
		assert_int_equal(day_number(year, month, day), n);
	}
	int none;
	assert_false(day_of_number(0, &none, &none, &none));
	assert_false(day_of_number(number + 1, &none, &none, &none));
}

static void reads_days(void **state)
{
	(void)state;
	assert_int_equal(day_read("2024-02-29"), 20240229);
	assert_int_equal(day_read("0001-01-01"), 10101);
	assert_int_equal(day_read("9999-12-31"), 99991231);
	static const char *const none[] = { "2023-02-29", "1900-02-29", "0000-01-01", "2024-00-10",
		                                "2024-13-01", "2024-01-00", "2024-01-32", "2024/01/01",
		                                "20240-1-01", "2024-1a-01", ":024-01-01", "2024-04-31" };
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (day_read(none[i]) != 0)
			fail_msg("%s is no day", none[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(counts_every_day),
		                                cmocka_unit_test(reads_days) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
