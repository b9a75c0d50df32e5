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
	struct spill *s = spill_new(64 << 10, true);
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

/* Texts and noise in turn, read in pieces that begin and end anywhere. */
static void round_trip(size_t block, bool packed)
{
	enum { ALL = 3000000 };
	struct spill *s = spill_new(block, packed);
	char *bytes = malloc(ALL), back[70000];
	srand(7);
	for (size_t i = 0; i < ALL; i++)
		bytes[i] = (char)(i / 200000 % 2 ? rand() : "2024\tAUT\tDEU\n"[i % 13]);
	for (size_t at = 0; at < ALL;) {
		size_t n = (size_t)rand() % 90000;
		n = n < ALL - at ? n : ALL - at;
		assert_true(spill_write(s, bytes + at, n));
		if (rand() % 5 == 0)
			assert_true(spill_flush(s));
		at += n;
	}
	assert_true(spill_flush(s));
	assert_true(spill_size(s) == ALL);
	for (int i = 0; i < 2000; i++) {
		size_t n = (size_t)rand() % (i % 2 ? 100 : sizeof(back)), from = (size_t)rand() % (ALL - n);
		assert_true(spill_read(s, from, back, n));
		assert_memory_equal(back, bytes + from, n);
	}
	spill_forget(s, 100, ALL / 2);
	assert_true(spill_read(s, ALL / 2 + 100, back, sizeof(back)));
	assert_memory_equal(back, bytes + ALL / 2 + 100, sizeof(back));
	spill_free(s);
	free(bytes);
}

static void packs(void **state)
{
	(void)state;
	round_trip(4 << 10, true);
	round_trip(64 << 10, true);
	round_trip(64 << 10, false);
	round_trip(SPILL_LARGEST, true);
}

static void fails_once(void **state)
{
	(void)state;
	setenv("TMPDIR", "/nowhere", 1);
	struct spill *s = spill_new(64 << 10, true);
	assert_true(spill_write(s, "a", 1));
	assert_false(spill_flush(s));
	assert_string_equal(spill_why(s), "temporary file in /nowhere: No such file or directory");
	assert_false(spill_flush(s));
	spill_free(s);
	unsetenv("TMPDIR");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(gives_back), cmocka_unit_test(packs),
		                                cmocka_unit_test(fails_once) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
