/* tests/unit/line.c - weir text: values to lines and back. */
#include "lib/line.h"
#include "lib/output.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static void escapes_what_would_end_a_value(void **state)
{
	(void)state;
	struct output *out = output_memory();
	const struct text values[] = { TEXT("a\tb"), TEXT("c\nd\re\\f"), { 0 }, TEXT("plain") };
	assert_int_equal(line_write(out, values, 4), 0);
	assert_true(text_is(output_bytes(out), "a\\tb\tc\\nd\\re\\\\f\t\tplain\n"));
	output_drop(out);
}

/* Every value comes back, whatever its bytes and wherever the special ones stand. */
static void every_value_comes_back(void **state)
{
	(void)state;
	static const char some[] = "\t\n\r\\tnrax\0 ";
	struct arena *mem = arena_new();
	srand(1);
	for (int i = 0; i < 20000; i++) {
		char value[40], written[80];
		size_t n = (size_t)rand() % sizeof(value);
		for (size_t k = 0; k < n; k++)
			value[k] = some[(size_t)rand() % (sizeof(some) - 1)];
		struct text v = { value, n }, back;
		char *end = line_put(written, v);
		struct text w = { written, (size_t)(end - written) };
		assert_int_equal(w.len, line_size(v));
		assert_null(n ? memchr(written, '\t', w.len) : NULL);
		assert_null(n ? memchr(written, '\n', w.len) : NULL);
		assert_true(line_value(w, mem, &back));
		assert_true(text_same(v, back));
		arena_empty(mem);
	}
	arena_free(mem);
}

static void refuses_what_no_writer_writes(void **state)
{
	(void)state;
	struct arena *mem = arena_new();
	struct text v;
	assert_false(line_value(TEXT("a\\x"), mem, &v));
	assert_false(line_value(TEXT("ends in \\"), mem, &v));
	assert_false(line_value(TEXT("a bare \r CR"), mem, &v));
	assert_true(line_value(TEXT("\\\\"), mem, &v));
	assert_true(text_is(v, "\\"));
	arena_free(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_what_would_end_a_value),
		cmocka_unit_test(every_value_comes_back),
		cmocka_unit_test(refuses_what_no_writer_writes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
