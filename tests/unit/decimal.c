/* tests/unit/decimal.c - exact decimals against what they promise, and against another way to compute them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "lib/decimal.h"

static struct decimal read_well(const char *s)
{
	struct decimal d;
	if (decimal_read(text_of(s), &d) != DECIMAL_OK)
		fail_msg("'%s' was not read", s);
	return d;
}

static void is_put(struct decimal d, const char *expected)
{
	char to[DECIMAL_LONGEST];
	size_t n = (size_t)(decimal_put(to, d) - to);
	assert_true(n <= DECIMAL_LONGEST);
	if (!text_same((struct text){ to, n }, text_of(expected)))
		fail_msg("'%.*s' in place of '%s'", (int)n, to, expected);
}

static void reads_and_writes(void **state)
{
	(void)state;
	static const char *const same[] = { "0",
		                                "7",
		                                "-7",
		                                "12",
		                                "123",
		                                "1234",
		                                "12345",
		                                "123456",
		                                "1234567",
		                                "12345678",
		                                "123456789",
		                                "1234567890123456",
		                                "12345678901234567",
		                                "-18446744073709551616",
		                                "12.50",
		                                "-0.05",
		                                "0.00",
		                                "99999999.99999999",
		                                "170141183460469231731687303715884105727",
		                                "-170141183460469231731687303715884105727",
		                                "0.000000000000000000000000000001",
		                                "12345678.901234567890123456789012345678" };
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		is_put(read_well(same[i]), same[i]);
	is_put(read_well("+5"), "5");
	is_put(read_well("-0"), "0");
	is_put(read_well(".5"), "0.5");
	is_put(read_well("-.25"), "-0.25");
	is_put(read_well("007"), "7");
	is_put(read_well("0000000000000000000000000000000000000000000000000000012"), "12");
	/* zeros past the scale say nothing */
	is_put(read_well("1.5000000000000000000000000000000000"), "1.500000000000000000000000000000");
}

static void refuses_what_is_none(void **state)
{
	(void)state;
	static const char *const none[] = { "",
		                                " ",
		                                "-",
		                                "+",
		                                "--1",
		                                "+-1",
		                                "1-",
		                                ".",
		                                "-.",
		                                "7.",
		                                "1.2.3",
		                                "1e5",
		                                "0x10",
		                                "1,000",
		                                " 1",
		                                "1 ",
		                                "n/a",
		                                "NaN",
		                                "inf",
		                                "12a",
		                                "a12",
		                                "1234a",
		                                "1234567/",
		                                "1234567:",
		                                "/1",
		                                ":1",
		                                "1_000",
		                                "12345678x",
		                                "1.2x",
		                                "1234567.x",
		                                "\xd9\xa1",
		                                "1\n",
		                                "1.5.",
		                                "..5",
		                                "-1234567-",
		                                "9999999999999999999999999999999999999999x",
		                                "99999999999999999999999999999999999999.x" };
	struct decimal d;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (decimal_read(text_of(none[i]), &d) != DECIMAL_NONE)
			fail_msg("'%s' is no number", none[i]);
	assert_int_equal(decimal_read((struct text){ "1\0002", 3 }, &d), DECIMAL_NONE);
	assert_int_equal(decimal_read((struct text){ 0 }, &d), DECIMAL_NONE);
}

static void refuses_what_does_not_fit(void **state)
{
	(void)state;
	struct decimal d;
	static const char *const large[] = { "170141183460469231731687303715884105728",
		                                 "-170141183460469231731687303715884105728",
		                                 "9999999999999999999999999999999999999999999999",
		                                 "0.0000000000000000000000000000001",
		                                 "170141183460469231731687303715884105.7281",
		                                 "999999999999999999999999999999999999999999.5" };
	for (size_t i = 0; i < sizeof(large) / sizeof(*large); i++)
		if (decimal_read(text_of(large[i]), &d) != DECIMAL_LARGE)
			fail_msg("'%s' is too large", large[i]);
}

static void adds(void **state)
{
	(void)state;
	struct decimal sum = read_well("0.1");
	assert_true(decimal_add(&sum, read_well("0.2")));
	is_put(sum, "0.3");
	assert_true(decimal_add(&sum, read_well("-12")));
	is_put(sum, "-11.7");
	assert_true(decimal_add(&sum, read_well("0.005")));
	is_put(sum, "-11.695");
	struct decimal most = read_well("170141183460469231731687303715884105727");
	assert_false(decimal_add(&most, read_well("1")));
	assert_false(decimal_add(&most, read_well("0.1")));
	is_put(most, "170141183460469231731687303715884105727");
	struct decimal least = read_well("-170141183460469231731687303715884105727");
	assert_false(decimal_add(&least, read_well("-1")));
	assert_true(decimal_add(&least, most));
	is_put(least, "0");
}

static void divides_to(const char *a, const char *b, unsigned scale, enum rounding how,
                       const char *expected)
{
	struct decimal d = read_well(a);
	assert_true(decimal_divide(&d, read_well(b), scale, how));
	is_put(d, expected);
}

static void divides(void **state)
{
	(void)state;
	divides_to("1", "3", 4, HALF_UP, "0.3333");
	divides_to("2", "3", 4, HALF_UP, "0.6667");
	divides_to("-2", "3", 4, HALF_UP, "-0.6667");
	divides_to("1", "8", 2, HALF_UP, "0.13");
	divides_to("-1", "8", 2, HALF_UP, "-0.13");
	divides_to("1", "8", 2, HALF_EVEN, "0.12");
	divides_to("3", "8", 2, HALF_EVEN, "0.38");
	divides_to("-1", "8", 2, FLOOR, "-0.13");
	divides_to("1", "8", 2, FLOOR, "0.12");
	divides_to("1", "8", 2, CEILING, "0.13");
	divides_to("-1", "8", 2, CEILING, "-0.12");
	divides_to("-1", "8", 2, DOWN, "-0.12");
	divides_to("1.50", "0.5", 0, DOWN, "3");
	divides_to("0.000000000000000000000000000001", "1", 2, HALF_UP, "0.00");
	divides_to("0.000000000000000000000000000001", "1", 2, CEILING, "0.01");
	divides_to("12345678901234567890123", "7000000000000000000001", 20, HALF_UP,
	           "1.76366841446208112716");
	divides_to("170141183460469231731687303715884105727", "1", 0, HALF_UP,
	           "170141183460469231731687303715884105727");
	divides_to("17014118346046923173168730371588410572", "3", 1, HALF_UP,
	           "5671372782015641057722910123862803524.0");
	struct decimal most = read_well("170141183460469231731687303715884105727");
	assert_false(decimal_divide(&most, read_well("0.1"), 0, HALF_UP));
	assert_false(decimal_divide(&most, read_well("1"), 1, HALF_UP));
	is_put(most, "170141183460469231731687303715884105727");
}

static void multiplies_and_rounds(void **state)
{
	(void)state;
	struct decimal d = read_well("-1.50");
	assert_true(decimal_multiply(&d, read_well("0.20")));
	is_put(d, "-0.3000");
	is_put(decimal_short(d), "-0.3");
	is_put(decimal_short(read_well("12000")), "12000");
	is_put(decimal_short(read_well("0.000000000000000000000000000000")), "0");
	is_put(decimal_short(read_well("7.5000000000000000000000")), "7.5");
	d = read_well("0.0000000000000001");
	assert_true(decimal_multiply(&d, read_well("0.00000000000001")));
	is_put(d, "0.000000000000000000000000000001");
	assert_false(decimal_multiply(&d, read_well("0.1")));
	assert_true(decimal_multiply(&d, read_well("10.0")));
	is_put(d, "0.000000000000000000000000000010");
	d = read_well("18446744073709551616");
	assert_false(decimal_multiply(&d, d));
	d = read_well("2.345");
	assert_true(decimal_round(&d, 2, HALF_UP));
	is_put(d, "2.35");
	assert_true(decimal_round(&d, 4, HALF_UP));
	is_put(d, "2.3500");
	assert_true(decimal_round(&d, 0, FLOOR));
	is_put(d, "2");
	assert_false(decimal_round(&(struct decimal){ decimal_power(38), 0 }, 1, DOWN));
}

static void orders(void **state)
{
	(void)state;
	static const char *const rising[] = { "-170141183460469231731687303715884105727",
		                                  "-2",
		                                  "-1.5",
		                                  "-1.000000000000000000000000000001",
		                                  "-1",
		                                  "-0.5",
		                                  "0",
		                                  "0.000000000000000000000000000001",
		                                  "0.5",
		                                  "1",
		                                  "1.25",
		                                  "9",
		                                  "10",
		                                  "170141183460469231731687303715884105726",
		                                  "170141183460469231731687303715884105727" };
	size_t n = sizeof(rising) / sizeof(*rising);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			int order = decimal_order(read_well(rising[i]), read_well(rising[j]));
			if ((i < j && order >= 0) || (i > j && order <= 0) || (i == j && order != 0))
				fail_msg("%s against %s: %d", rising[i], rising[j], order);
		}
	assert_int_equal(decimal_order(read_well("1.0"), read_well("1")), 0);
	assert_int_equal(decimal_order(read_well("-1.50"), read_well("-1.5")), 0);
}

static void orders_texts(void **state)
{
	(void)state;
	static const char *const rising[] = { "",   "-3",         "2",       "9.5", "10",
		                                  "1b", "2024-01-31", "2024-02", "a" };
	size_t n = sizeof(rising) / sizeof(*rising);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			int order = decimal_text_order(text_of(rising[i]), text_of(rising[j]));
			if ((i < j && order >= 0) || (i > j && order <= 0) || (i == j && order != 0))
				fail_msg("'%s' against '%s': %d", rising[i], rising[j], order);
		}
	assert_int_equal(decimal_text_order(TEXT("07"), TEXT("7.0")), 0);
}

/* Every byte in every place of every length: only ten of them are digits. */
static void knows_digits(void **state)
{
	(void)state;
	for (size_t n = 1; n <= 20; n++)
		for (size_t at = 0; at < n; at++)
			for (int c = 0; c < 256; c++) {
				char *s = test_malloc(n); /* exact, so that a sanitizer sees a byte read too many */
				memset(s, '1', n);
				s[at] = (char)c;
				struct decimal d;
				bool well = (c >= '0' && c <= '9') || (c == '.' && at + 1 < n) ||
				            ((c == '-' || c == '+') && at == 0 && n > 1);
				enum decimal_read got = decimal_read((struct text){ s, n }, &d);
				if (got != (well ? DECIMAL_OK : DECIMAL_NONE))
					fail_msg("length %zu, byte %d at %zu: %d", n, c, at, (int)got);
				test_free(s);
			}
}

/* Sums of random numbers do not depend on their order, and agree with integers. */
static void sums_any_order(void **state)
{
	(void)state;
	srand(1);
	for (int round = 0; round < 200; round++) {
		struct decimal forth = { 0 }, back = { 0 };
		int64_t cents = 0;
		char number[50][32];
		for (int i = 0; i < 50; i++) {
			int value = rand() % 2000001 - 1000000;
			cents += value;
			snprintf(number[i], sizeof(number[i]), "%s%d.%02d", value < 0 ? "-" : "",
			         abs(value) / 100, abs(value) % 100);
			assert_true(decimal_add(&forth, read_well(number[i])));
		}
		for (int i = 50; i-- > 0;)
			assert_true(decimal_add(&back, read_well(number[i])));
		assert_int_equal(decimal_order(forth, back), 0);
		assert_true(forth.digits == cents && forth.scale == 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads_and_writes),
		                                cmocka_unit_test(refuses_what_is_none),
		                                cmocka_unit_test(refuses_what_does_not_fit),
		                                cmocka_unit_test(adds),
		                                cmocka_unit_test(divides),
		                                cmocka_unit_test(multiplies_and_rounds),
		                                cmocka_unit_test(orders),
		                                cmocka_unit_test(orders_texts),
		                                cmocka_unit_test(knows_digits),
		                                cmocka_unit_test(sums_any_order) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
