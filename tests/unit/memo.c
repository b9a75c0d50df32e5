/* tests/unit/memo.c - the memo against a plain list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "lib/memo.h"

static void memo_numbers_texts(void **state)
{
	(void)state;
	struct memo *m = memo_new(42, 100000);
	bool fresh;
	char text[32];
	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < 50000; i++) {
			/* lengths 0 to 30, the texts in a piece that changes under the memo */
			int n = snprintf(text, sizeof(text), "%.*s%u", (int)(i % 25),
			                 "aaaaaaaaaaaaaaaaaaaaaaaaa", i);
			struct text v = { text, i == 7 ? 0 : (size_t)n };
			assert_int_equal(memo_find(m, v, &fresh), i);
			assert_int_equal(fresh, round == 0);
			assert_true(text_same(memo_text(m, i), v));
			assert_int_equal(memo_text(m, i).at[v.len], '\0');
			memset(text, 'x', sizeof(text));
		}
	assert_int_equal(memo_count(m), 50000);
	memo_empty(m);
	assert_int_equal(memo_count(m), 0);
	assert_int_equal(memo_find(m, TEXT("49999"), &fresh), 0);
	assert_true(fresh);
	memo_free(m);
	memo_free(NULL);
}

static void memo_is_full(void **state)
{
	(void)state;
	struct memo *m = memo_new(1, 2);
	bool fresh;
	assert_int_equal(memo_find(m, TEXT("a"), &fresh), 0);
	assert_int_equal(memo_find(m, (struct text){ NULL, 0 }, &fresh), 1);
	assert_int_equal(memo_find(m, TEXT("c"), &fresh), MEMO_FULL);
	assert_false(fresh);
	assert_int_equal(memo_find(m, TEXT(""), &fresh), 1);
	assert_false(fresh);
	assert_int_equal(memo_count(m), 2);
	memo_empty(m);
	assert_int_equal(memo_find(m, TEXT("c"), &fresh), 0);
	assert_true(fresh);
	memo_free(m);
}

/* Of many at once: texts of 0 to 40 bytes, among them such as differ in the last byte or the length only, some new and some
 * known in each call, the same one twice in a call, and more of them than it holds. */
static void memo_numbers_rows(void **state)
{
	(void)state;
	enum { MOST = 3000, ROWS = 700 };
	static char bytes[4 * MOST][48];
	static struct text values[ROWS];
	static uint32_t rows[ROWS], number[ROWS], fresh[ROWS];
	struct memo *one = memo_new(9, MOST), *many = memo_new(9, MOST);
	for (unsigned i = 0; i < 4 * MOST; i++)
		snprintf(bytes[i], sizeof(bytes[i]), "%0*u%s", (int)(i % 37 + 1), i / 2, i % 2 ? "a" : "b");
	srand(3);
	for (unsigned call = 0; call < 60; call++) {
		size_t n = 0, new = 0;
		for (uint32_t r = 0; r < ROWS; r++) {
			const char *at = bytes[(unsigned)rand() % (200 * (call + 1))];
			values[r] = (struct text){ at, r % 50 == 0 ? 0 : strlen(at) };
			if (rand() % 4 > 0)
				rows[n++] = r;
		}
		size_t got = memo_find_rows(many, values, rows, n, number, fresh);
		for (size_t i = 0; i < n; i++) {
			bool is_new;
			assert_int_equal(number[rows[i]], memo_find(one, values[rows[i]], &is_new));
			if (is_new)
				assert_int_equal(fresh[new ++], rows[i]);
		}
		assert_int_equal(got, new);
	}
	assert_int_equal(memo_count(many), MOST);
	assert_int_equal(memo_find_rows(many, values, rows, 0, number, fresh), 0);
	memo_free(one);
	memo_free(many);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memo_numbers_texts),
		cmocka_unit_test(memo_numbers_rows),
		cmocka_unit_test(memo_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
