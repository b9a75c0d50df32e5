/* tests/unit/arena.c - memory that ends all at once. */
#include "lib/arena.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static void keeps_what_is_added(void **state)
{
	(void)state;
	struct arena *mem = arena_new();
	size_t *number = NULL;
	for (size_t n = 0; n < 1000; n++) {
		number = arena_append(mem, number, n, sizeof(*number));
		number[n] = n;
	}
	for (size_t n = 0; n < 1000; n++)
		assert_int_equal(number[n], n);
	arena_free(mem);
}

static void adds_without_a_square(void **state)
{
	(void)state;
	struct arena *mem = arena_new();
	size_t *number = NULL;
	for (size_t n = 0; n < 100000; n++)
		number = arena_append(mem, number, n, sizeof(*number));
	assert_true(arena_held(mem) < 100000 * sizeof(*number) * 8);
	arena_free(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_is_added),
		cmocka_unit_test(adds_without_a_square),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
