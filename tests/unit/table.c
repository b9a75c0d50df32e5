/* tests/unit/table.c - the index from hashes to numbers, and copies and comparisons of short pieces of bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include "lib/pack.h"
#include "lib/table.h"

/* Hashes that all want one slot, and share their upper half: every number is offered in turn. */
static void offers_all_of_one_hash(void **state)
{
	(void)state;
	struct table t;
	table_init(&t);
	for (uint32_t i = 0; i < 3000; i++)
		assert_int_equal(table_add(&t, 7), i);
	size_t step = 0;
	for (uint32_t i = 0; i < 3000; i++)
		assert_int_equal(table_next(&t, 7, &step), i);
	assert_int_equal(table_next(&t, 7, &step), TABLE_NONE);
	step = 0;
	assert_int_equal(table_next(&t, (uint64_t)1 << 40 | 7, &step), TABLE_NONE);
	table_free(&t);
}

static uint64_t spread(uint64_t i)
{
	return (i + 1) * 0x9E3779B97F4A7C15;
}

static void finds_what_was_added(void **state)
{
	(void)state;
	struct table t;
	table_init(&t);
	for (int round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 200000; i++)
			assert_int_equal(table_add(&t, spread(i)), i);
		for (uint32_t i = 0; i < 400000; i++) {
			size_t step = 0;
			uint32_t number;
			table_ask(&t, spread(i));
			while ((number = table_next(&t, spread(i), &step)) != TABLE_NONE)
				if (number == i)
					break;
			assert_int_equal(number, i < 200000 ? i : TABLE_NONE);
		}
		table_empty(&t);
		size_t step = 0;
		assert_int_equal(table_next(&t, spread(0), &step), TABLE_NONE);
	}
	table_free(&t);
}

/* Past some megabytes it grows where it stands. Among the hashes are many that crowd at its beginning, where they have to wait
 * for their place, and at its end, from where they go round. */
static uint64_t crowding(uint64_t i)
{
	uint64_t low = spread(i) & UINT32_MAX;
	if (i % 400 == 1)
		return (i / 400 % 3) << 32 | low;
	return i % 400 == 2 ? (UINT32_MAX - i / 400 % 3) << 32 | low : spread(i);
}

static void grows_where_it_stands(void **state)
{
	(void)state;
	const uint32_t n = 1700000;
	struct table t;
	table_init(&t);
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(table_add(&t, crowding(i)), i);
	assert_true(table_held(&t) > (size_t)16 << 20);
	for (uint32_t i = 0; i < n; i++) {
		size_t step = 0;
		uint32_t number;
		while ((number = table_next(&t, crowding(i), &step)) != TABLE_NONE && number != i)
			;
		assert_int_equal(number, i);
	}
	size_t held = 0;
	for (size_t at = 0; at < t.lines * TABLE_LINE; at++)
		held += !table_free_at(&t, at);
	assert_int_equal(held, n);
	table_free(&t);
}

/* Exact pieces, so that a sanitizer sees a byte read or written too many. */
static void compares_and_copies_any_length(void **state)
{
	(void)state;
	for (size_t n = 0; n < 40; n++) {
		char *a = test_malloc(n + !n), *b = test_malloc(n + !n);
		for (size_t i = 0; i < n; i++)
			a[i] = (char)(i * 37 + 1);
		bytes_copy(b, a, n);
		assert_true(bytes_same(a, b, n));
		assert_true(n == 0 || memcmp(a, b, n) == 0);
		for (size_t i = 0; i < n; i++) {
			b[i] = (char)(b[i] ^ 0x80);
			assert_false(bytes_same(a, b, n));
			b[i] = a[i];
		}
		test_free(a);
		test_free(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offers_all_of_one_hash),
		cmocka_unit_test(finds_what_was_added),
		cmocka_unit_test(grows_where_it_stands),
		cmocka_unit_test(compares_and_copies_any_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
