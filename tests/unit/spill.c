/* tests/unit/spill.c - a file without a name gives back what was written to it, at any place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "lib/spill.h"

static void gives_back(void **state)
{
	(void)state;
	struct spill *s = spill_new();
	static char piece[300000], back[300000];
	uint64_t at[40], end = 0;
	for (size_t i = 0; i < 40; i++) {
		size_t n = i * i * 180;
		memset(piece, (int)('a' + i % 26), n);
		at[i] = end;
		assert_true(spill_write(s, piece, n));
		end += n;
		assert_true(spill_size(s) == end);
	}
	assert_true(spill_flush(s));
	for (size_t i = 40; i-- > 0;) {
		size_t n = i * i * 180;
		assert_true(spill_read(s, at[i], back, n));
		memset(piece, (int)('a' + i % 26), n);
		assert_memory_equal(piece, back, n + 1);
	}
	spill_forget(s, at[10], 180);
	assert_true(spill_read(s, at[11], back, 180));
	assert_null(spill_why(s));
	assert_false(spill_read(s, end - 1, back, 2));
	assert_non_null(spill_why(s));
	assert_false(spill_write(s, piece, sizeof(piece)));
	spill_free(s);
	spill_free(NULL);
}

static void fails_once(void **state)
{
	(void)state;
	setenv("TMPDIR", "/nowhere", 1);
	struct spill *s = spill_new();
	assert_true(spill_write(s, "a", 1));
	assert_false(spill_flush(s));
	assert_string_equal(spill_why(s), "temporary file in /nowhere: No such file or directory");
	assert_false(spill_flush(s));
	spill_free(s);
	unsetenv("TMPDIR");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(gives_back),
		                                cmocka_unit_test(fails_once) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
