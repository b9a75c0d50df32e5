/* tests/unit/memory.c - how much memory may be held, as a word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "lib/memory.h"

static void reads_sizes(void **state)
{
	(void)state;
	static const struct {
		struct text word;
		uint64_t bytes; /* 0: it is none */
	} rows[] = {
		{ TEXT("64M"), 64 << 20 },
		{ TEXT("64"), 64 << 20 },
		{ TEXT("1K"), 1024 },
		{ TEXT("2G"), (uint64_t)2 << 30 },
		{ TEXT("3T"), (uint64_t)3 << 40 },
		{ TEXT(""), 0 },
		{ TEXT("M"), 0 },
		{ TEXT("0"), 0 },
		{ TEXT("-1"), 0 },
		{ TEXT("1.5G"), 0 },
		{ TEXT("64m"), 0 },
		{ TEXT("64 M"), 0 },
		{ TEXT("99999999999999999999"), 0 },
		{ TEXT("9007199254740992K"), 0 },
		{ TEXT("8388608T"), 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint64_t bytes = 0;
		assert_int_equal(memory_read(rows[i].word, &bytes), rows[i].bytes > 0);
		assert_int_equal(bytes, rows[i].bytes);
	}
	assert_true(memory_quarter() >= (uint64_t)1 << 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads_sizes) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
