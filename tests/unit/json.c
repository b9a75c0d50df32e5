/* tests/unit/json.c - the reader of JSON. */
#include "lib/json.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static struct arena *mem;

static int begin(void **state)
{
	(void)state;
	mem = arena_new();
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(mem);
	return 0;
}

static struct text copy(const char *s) /* without a NUL behind it */
{
	size_t n = strlen(s);
	struct text text = { malloc(n ? n : 1), n };
	for (size_t i = 0; i < text.len; i++)
		((char *)text.at)[i] = s[i];
	return text;
}

static const struct json *read_good(const char *s)
{
	const char *why = NULL;
	struct text text = copy(s);
	const struct json *json = json_read(text, mem, &why);
	if (!json)
		fail_msg("%s: %s", s, why);
	free((char *)text.at);
	return json;
}

static void read_bad(const char *s, const char *expected)
{
	const char *why = NULL;
	struct text text = copy(s);
	assert_null(json_read(text, mem, &why));
	assert_string_equal(why, expected);
	free((char *)text.at);
}

static void is_text(struct text text, const char *expected)
{
	assert_int_equal(text.len, strlen(expected));
	assert_memory_equal(text.at, expected, text.len);
}

static void kinds_and_order(void **state)
{
	(void)state;
	const struct json *o =
		read_good(" { \"b\" : [ 1 , true,false , null ] ,\n\"a\":\"x\", \"\":{} } ");
	assert_int_equal(o->kind, JSON_OBJECT);
	assert_int_equal(o->n, 3);
	is_text(o->key[0], "b");
	is_text(o->key[1], "a");
	is_text(o->key[2], "");
	const struct json *b = json_get(o, "b");
	assert_int_equal(b->kind, JSON_ARRAY);
	assert_int_equal(b->n, 4);
	assert_int_equal(b->item[0].kind, JSON_NUMBER);
	assert_int_equal(b->item[1].kind, JSON_TRUE);
	assert_int_equal(b->item[2].kind, JSON_FALSE);
	assert_int_equal(b->item[3].kind, JSON_NULL);
	is_text(json_get(o, "a")->text, "x");
	assert_null(json_get(o, "c"));
	assert_null(json_get(b, "a"));
	assert_null(json_get(NULL, "a"));
	assert_int_equal(read_good("[]")->n, 0);
	is_text(read_good("\xEF\xBB\xBF\"marked\"")->text, "marked");
}

static void numbers_keep_their_digits(void **state)
{
	(void)state;
	static const char *const good[] = { "0",    "-0",    "12345678901234567890123",
		                                "1.50", "1E+05", "-2.0e-3" };
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		is_text(read_good(good[i])->text, good[i]);
	read_bad("01", "line 1, column 1: a number begins with 0; write it without, or as a string");
	read_bad("[-01]", "line 1, column 2: a number begins with 0; write it without, or as a string");
	read_bad("-", "line 1, column 2: expected a digit, but the text ends");
	read_bad("1.", "line 1, column 3: expected a digit after the point, but the text ends");
	read_bad("[1.e5]", "line 1, column 4: expected a digit after the point, found 'e'");
	read_bad("[1e]", "line 1, column 4: expected a digit of the exponent, found ']'");
	read_bad(".5", "line 1, column 1: expected a value, found '.'");
	read_bad("+1", "line 1, column 1: expected a value, found '+'");
	read_bad("nan", "line 1, column 1: expected a value, found 'n'");
	read_bad("0x1", "line 1, column 2: expected the end of the text, found 'x'");
}

static void strings_are_decoded(void **state)
{
	(void)state;
	is_text(read_good("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")->text, "\"\\/\b\f\n\r\t");
	is_text(read_good("\"\\u0041\\u00e9\\u20AC\\uD83D\\uDE00\"")->text, "A\u00e9\u20ac\U0001F600");
	is_text(read_good("\"C\u00f4te d'Ivoire\"")->text, "C\u00f4te d'Ivoire");
	const struct json *nul = read_good("\"a\\u0000b\"");
	assert_int_equal(nul->text.len, 3);
	assert_memory_equal(nul->text.at, "a\0b", 4);
	read_bad("\"\\uD83D\"", "line 1, column 2: half of a surrogate pair");
	read_bad("\"\\uDE00\"", "line 1, column 2: half of a surrogate pair");
	read_bad("\"\\uD83D\\u0041\"", "line 1, column 2: half of a surrogate pair");
	read_bad("\"\\u12G4\"", "line 1, column 2: \\u is not followed by four hexadecimal digits");
	read_bad("\"a\\x\"",
	         "line 1, column 3: '\\' begins no escape of JSON; a backslash is written '\\\\'");
	read_bad("\"a\tb\"",
	         "line 1, column 3: a control character stands in a string; write it as \\u0009");
	read_bad("[\"abc", "line 1, column 2: the string that begins here is never closed");
	read_bad("\"abc\\", "line 1, column 1: the string that begins here is never closed");
	read_bad("\"abc\\\"", "line 1, column 1: the string that begins here is never closed");
	read_bad("\"\xC3\"", "line 1, column 2: no valid UTF-8");
	read_bad("\"\xED\xA0\x80\"", "line 1, column 2: no valid UTF-8");
}

static void faults_have_their_place(void **state)
{
	(void)state;
	read_bad("", "line 1, column 1: expected a value, but the text ends");
	read_bad("{\n\t\"a\" 1}", "line 2, column 6: expected ':' after the name, found '1'");
	read_bad("{\"\u00e9\": \u00e9}", "line 1, column 7: expected a value, found '\u00e9'");
	read_bad("[1 2]", "line 1, column 4: expected ',' or ']', found '2'");
	read_bad("[1,]", "line 1, column 4: expected a value, found ']'");
	read_bad("{\"a\":1,}", "line 1, column 8: expected a name in double quotes, found '}'");
	read_bad("{a:1}", "line 1, column 2: expected a name in double quotes, found 'a'");
	read_bad("{\"a\":1", "line 1, column 7: expected ',' or '}', but the text ends");
	read_bad("{}\n\n x", "line 3, column 2: expected the end of the text, found 'x'");
	read_bad("[\x01]", "line 1, column 2: expected a value, found the control character 0x01");
	read_bad("[tru]", "line 1, column 2: expected a value, found 't'");
	read_bad("// no\n1", "line 1, column 1: expected a value, found '/'");
}

static void a_name_stands_once(void **state)
{
	(void)state;
	read_bad("{\"a\":1,\n \"b\":2, \"a\":3, \"b\":4}",
	         "line 2, column 9: the name 'a' stands twice in one object");
	read_bad("{\"a\":1,\"\\u0061\":2}",
	         "line 1, column 8: the name '\\u0061' stands twice in one object");
	read_bad("[{\"x\":{\"\":1,\"\":2}}]",
	         "line 1, column 13: the name '' stands twice in one object");
	assert_int_equal(read_good("[{\"a\":1},{\"a\":{\"a\":2}}]")->n, 2);
}

static void depth_is_bounded(void **state)
{
	(void)state;
	char deep[2 * 257 + 1] = { 0 };
	memset(deep, '[', 256);
	memset(deep + 256, ']', 256);
	read_good(deep);
	memset(deep, '[', 257);
	memset(deep + 257, ']', 257);
	struct text text = { deep, sizeof(deep) - 1 };
	const char *why = NULL;
	assert_null(json_read(text, mem, &why));
	assert_string_equal(why, "line 1, column 257: nested deeper than 256");
}

static void any_cut_is_a_fault_or_whole(void **state)
{
	(void)state;
	static const char whole[] =
		"{\"a\":[1,-2.5e3,true,null,\"x\\n\\uD83D\\uDE00\u00e9\"],\"b\":{\"c\":false}}";
	for (size_t n = 0; n < sizeof(whole) - 1; n++) {
		char *cut = malloc(n ? n : 1);
		const char *why = NULL;
		memcpy(cut, whole, n);
		assert_null(json_read((struct text){ cut, n }, mem, &why));
		assert_non_null(why);
		free(cut);
	}
	read_good(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kinds_and_order, begin, end),
		cmocka_unit_test_setup_teardown(numbers_keep_their_digits, begin, end),
		cmocka_unit_test_setup_teardown(strings_are_decoded, begin, end),
		cmocka_unit_test_setup_teardown(faults_have_their_place, begin, end),
		cmocka_unit_test_setup_teardown(a_name_stands_once, begin, end),
		cmocka_unit_test_setup_teardown(depth_is_bounded, begin, end),
		cmocka_unit_test_setup_teardown(any_cut_is_a_fault_or_whole, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
