/* tests/unit/text.c - slices: order, UTF-8, numbers, the nearest word. */
#include "lib/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void orders_by_bytes_a_prefix_first(void **state)
{
	(void)state;
	assert_true(text_order(TEXT("a"), TEXT("b")) < 0);
	assert_true(text_order(TEXT("a"), TEXT("aa")) < 0);
	assert_true(text_order(TEXT("\xC3\xA9"), TEXT("z")) > 0);
	assert_int_equal(text_order(TEXT("x"), TEXT("x")), 0);
	assert_true(text_order((struct text){ 0 }, TEXT("x")) < 0);
}

/* The first bytes that are valid, at every place in a longer text, so that fast and slow paths both see it. */
static void valid_is(const char *bytes, size_t len, size_t valid)
{
	for (size_t before = 0; before < 70; before++) {
		char *text = malloc(before + len);
		memset(text, 'x', before);
		memcpy(text + before, bytes, len);
		assert_int_equal(utf8_valid(text, before + len), before + valid);
		free(text);
	}
}

static void knows_valid_utf8(void **state)
{
	(void)state;
	valid_is("\xC3\xA9", 2, 2);
	valid_is("\xEF\xBF\xBF\xF4\x8F\xBF\xBF", 7, 7);
	valid_is("\xED\x9F\xBF", 3, 3);
	valid_is("\xED\xA0\x80", 3, 0);     /* a surrogate */
	valid_is("\xC0\xAF", 2, 0);         /* overlong */
	valid_is("\xE0\x9F\xBF", 3, 0);     /* overlong */
	valid_is("\xF0\x8F\xBF\xBF", 4, 0); /* overlong */
	valid_is("\xF4\x90\x80\x80", 4, 0); /* over U+10FFFF */
	valid_is("\x80", 1, 0);
	valid_is("a\xE2\x82", 3, 1); /* cut off */
	valid_is("\0a", 2, 2);
}

/* Against the definition: every sequence of up to three bytes. */
static size_t by_definition(const unsigned char *s, size_t n)
{
	if (s[0] < 0x80)
		return 1;
	size_t len = s[0] >= 0xF8 ? 0 : s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : s[0] >= 0xC0 ? 2 : 0;
	uint32_t point = s[0] & (0x7Fu >> len);
	if (len == 0 || n < len)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if (s[i] >> 6 != 2)
			return 0;
		point = point << 6 | (s[i] & 0x3F);
	}
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	return point < least[len] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF) ? 0 : len;
}

static void agrees_with_the_definition(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 1u << 24; i++) {
		unsigned char s[4] = { (unsigned char)(i >> 16), (unsigned char)(i >> 8), (unsigned char)i,
			                   0xBF };
		size_t n = by_definition(s, 4);
		size_t valid = utf8_valid((const char *)s, n ? n : 4);
		assert_true(n ? valid == n : valid == 0);
		i += s[0] < 0x80 ? 0xFFFF : 0;
	}
}

static unsigned roll(unsigned *seed)
{
	return (*seed = *seed * 1103515245 + 12345) >> 16;
}

/* Long texts of characters of every length, with a wrong byte somewhere: as many are valid as one by one. */
static void agrees_with_the_definition_in_long_texts(void **state)
{
	(void)state;
	static const struct text words[] = { { "a", 1 },
		                                 { "\xC3\xA9", 2 },
		                                 { "\xE2\x82\xAC", 3 },
		                                 { "\xED\x9F\xBF", 3 },
		                                 { "\xF0\x9F\x98\x80", 4 },
		                                 { "sixteen letters.", 16 } };
	unsigned seed = 1;
	for (size_t round = 0; round < 4000; round++) {
		char *s = malloc(1300), *exact;
		size_t n = 0, valid = 0, most = 100 + round % 1100;
		while (n < most) {
			struct text w = words[roll(&seed) % (round % 4 ? 6 : 2)];
			memcpy(s + n, w.at, w.len);
			n += w.len;
		}
		size_t wrong = roll(&seed) % most;
		if (round % 3)
			s[wrong] = (char)roll(&seed);
		exact = malloc(n); /* so that a sanitizer sees the end */
		memcpy(exact, s, n);
		for (size_t len = 1; len > 0 && valid < n; valid += len)
			len = by_definition((const unsigned char *)exact + valid, n - valid);
		assert_int_equal(utf8_valid(exact, n), valid);
		free(exact);
		free(s);
	}
}

static void counts_characters(void **state)
{
	(void)state;
	assert_int_equal(utf8_count(TEXT("Åland")), 5);
	assert_int_equal(utf8_count((struct text){ 0 }), 0);
}

static void reads_whole_numbers(void **state)
{
	(void)state;
	uint64_t n = 7;
	assert_true(text_count(TEXT("18446744073709551615"), UINT64_MAX, &n));
	assert_true(n == UINT64_MAX);
	assert_false(text_count(TEXT("18446744073709551616"), UINT64_MAX, &n));
	assert_true(text_count(TEXT("0099"), 99, &n));
	assert_int_equal(n, 99);
	assert_false(text_count(TEXT("100"), 99, &n));
	assert_false(text_count(TEXT(""), 99, &n));
	assert_false(text_count(TEXT("-1"), 99, &n));
	assert_false(text_count(TEXT("1 "), 99, &n));
}

static void trims_spaces_and_tabs(void **state)
{
	(void)state;
	assert_true(text_is(text_trim(TEXT(" \t a b\t")), "a b"));
	assert_true(text_is(text_trim(TEXT(" \t ")), ""));
}

static void finds_the_nearest_word(void **state)
{
	(void)state;
	const struct text words[] = { TEXT("country"), TEXT("county"), TEXT("year"),
		                          TEXT("Applications") };
	assert_true(text_is(*text_nearest(TEXT("contry"), words, 4), "country"));
	assert_true(text_is(*text_nearest(TEXT("yaer"), words, 4), "year"));
	assert_true(text_is(*text_nearest(TEXT("applications"), words, 4), "Applications"));
	assert_null(text_nearest(TEXT("xyz"), words, 4));
	assert_null(text_nearest(TEXT("year"), words, 0));
}

static void leaves_no_controls_in_a_line(void **state)
{
	(void)state;
	char line[] = "a\tb\x1B[1m\x7F \xC2\x9B"
				  "31m\xC2\x80\xC2\x9F \xC2\xA0\xC3\x9B\xC2";
	text_harmless(line);
	assert_string_equal(line, "a?b?[1m? ??31m???? \xC2\xA0\xC3\x9B\xC2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_no_controls_in_a_line),
		cmocka_unit_test(orders_by_bytes_a_prefix_first),
		cmocka_unit_test(knows_valid_utf8),
		cmocka_unit_test(agrees_with_the_definition),
		cmocka_unit_test(agrees_with_the_definition_in_long_texts),
		cmocka_unit_test(counts_characters),
		cmocka_unit_test(reads_whole_numbers),
		cmocka_unit_test(trims_spaces_and_tabs),
		cmocka_unit_test(finds_the_nearest_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
