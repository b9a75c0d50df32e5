/* tests/unit/pattern.c - regular expressions: whole matches, groups, bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "lib/pattern.h"

static void holds_groups(void **state)
{
	(void)state;
	struct arena *mem = arena_new();
	const char *why;
	size_t at;
	struct text group[3];
	struct pattern *p =
		pattern_new(TEXT("(?<year>[0-9]{4})( Q([1-4]))?"), PATTERN_NAMED, mem, &why, &at);
	assert_non_null(p);
	assert_int_equal(pattern_groups(p), 3);
	assert_true(text_is(pattern_group(p, 0), "year"));
	assert_int_equal(pattern_group(p, 1).len, 0);
	assert_int_equal(pattern_capture(p, TEXT("2024 Q3"), group), PATTERN_MATCHES);
	assert_true(text_is(group[0], "2024") && text_is(group[1], " Q3") && text_is(group[2], "3"));
	assert_int_equal(pattern_capture(p, TEXT("2024"), group), PATTERN_MATCHES);
	assert_null(group[2].at);
	assert_int_equal(pattern_capture(p, TEXT("2024 Q5"), group), PATTERN_DIFFERS);
	assert_int_equal(pattern_match(p, TEXT("2024 Q3")), PATTERN_MATCHES);
	assert_int_equal(pattern_match(p, TEXT("2024 Q3 ")), PATTERN_DIFFERS);
	pattern_free(p);
	assert_null(pattern_new(TEXT("ab(?<year>c)"), PATTERN_PLAIN, mem, &why, &at));
	assert_int_equal(at, 3);
	pattern_free(NULL);
	arena_free(mem);
}

static void has_bounds(void **state)
{
	(void)state;
	struct arena *mem = arena_new();
	const char *why;
	size_t at;
	struct text group[2],
		many = TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
	struct pattern *p = pattern_new(TEXT("((a+|aa)+)+b?[^!]"), PATTERN_NAMED, mem, &why, &at);
	assert_non_null(p);
	assert_int_equal(pattern_capture(p, many, group), PATTERN_BEYOND);
	assert_int_equal(pattern_match(p, many), PATTERN_DIFFERS);
	struct text huge = { arena_zeros(mem, 65537), 65537 };
	assert_int_equal(pattern_match(p, huge), PATTERN_BEYOND);
	assert_int_equal(pattern_capture(p, huge, group), PATTERN_BEYOND);
	pattern_free(p);
	arena_free(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(holds_groups),
		                                cmocka_unit_test(has_bounds) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
