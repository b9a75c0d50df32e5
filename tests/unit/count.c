/* tests/unit/count.c - lines that nobody looks into are counted alike by every kind of processor, at every place. */
#include "lib/count.c" /* the kinds are its own; NOLINT(bugprone-suspicious-include) */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

typedef size_t counts(const char *, size_t, size_t, size_t, size_t *);

static size_t counts_plain(const char *at, size_t len, size_t values, size_t most, size_t *lines)
{
	return count_by(look_plain, scan_count, at, len, values, most, lines);
}

/* One byte after the other. */
static size_t counts_slowly(const char *at, size_t len, size_t values, size_t most, size_t *lines)
{
	size_t begin = 0, found = 0;
	*lines = 0;
	for (size_t i = 0; i < len && *lines < most; i++) {
		found += at[i] == '\t' || at[i] == '\n';
		if (at[i] == '\\' || at[i] == '\r')
			break;
		if (at[i] != '\n')
			continue;
		if (found != values || utf8_valid(at + begin, i - begin) != i - begin)
			break;
		begin = i + 1;
		found = 0;
		++*lines;
	}
	return begin;
}

static void same(counts *one, const char *at, size_t len, size_t values, size_t most)
{
	size_t lines, expected_lines;
	size_t expected = counts_slowly(at, len, values, most, &expected_lines);
	assert_int_equal(one(at, len, values, most, &lines), expected);
	assert_int_equal(lines, expected_lines);
}

static uint32_t next(uint32_t *seed)
{
	return (*seed = *seed * 1664525 + 1013904223) >> 16;
}

/* Mostly whole lines of two values; now and then something else. */
static size_t make(char *to, size_t room, uint32_t *seed)
{
	static const char *const odd[] = { "\\n",  "\r",   "\t",           "\n",
		                               "\303", "\200", "\303\251",     "\355\240\200",
		                               "\\",   "",     "\342\202\254", "\360\237\230\200" };
	size_t n = 0, values = 0;
	while (n + 16 < room) {
		uint32_t what = next(seed) % 100;
		if (what < 4) {
			for (const char *s = odd[next(seed) % (sizeof(odd) / sizeof(*odd))]; *s; s++)
				to[n++] = *s;
		} else if (what < 12) {
			to[n++] = values++ % 2 ? '\n' : '\t';
		} else {
			to[n++] = (char)('a' + what % 26);
		}
	}
	return n;
}

static void counts_alike(void **state)
{
	(void)state;
	uint32_t seed = 7;
	char bytes[512 + 64] = { 0 };
	for (int i = 0; i < 20000; i++) {
		size_t room = 20 + next(&seed) % 490, n = make(bytes, room, &seed);
		size_t values = 1 + next(&seed) % 3, most = 1 + next(&seed) % 20;
		same(counts_plain, bytes, n, values, most);
		same(count_lines, bytes, n, values, most);
#ifdef __x86_64__
		if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"))
			same(count_avx2, bytes, n, values, most);
		if (__builtin_cpu_supports("avx512bw"))
			same(count_avx512, bytes, n, values, most);
#endif
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(counts_alike) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
