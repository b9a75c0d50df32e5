/* tests/unit/jq.c - jq programs. */
#include "lib/json.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
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

/* JSON that is right. */
static const struct json *json_of(struct text text)
{
	const char *why = NULL;
	const struct json *json = json_read(text, mem, &why);
	if (!json)
		fail_msg("%s", why);
	return json;
}

/* The answers of a program to a record of two columns, each as one word, joined by blanks. */
static void answers(const char *program, const char *expected)
{
	static const struct text names[] = { TEXT("id"), TEXT("Year") };
	static const struct text values[] = { TEXT("12345678901234567890"), TEXT("2023") };
	char said[2000] = "";
	const char *why = NULL;
	const struct json *json;
	struct jq *q = jq_new(text_of(program), NULL, NULL, NULL, 0, mem, &why);
	if (!q)
		fail_msg("%s: %s", program, why);
	for (int twice = 0; twice < 2; twice++) { /* a second record is answered like the first */
		enum jq_next next;
		*said = 0;
		jq_start_record(q, names, values, 2);
		while ((next = jq_next_answer(q, mem, &json, &why)) == JQ_ANSWER) {
			const char *text = json->text.at ? json->text.at : json_kind_word(json->kind);
			snprintf(said + strlen(said), sizeof(said) - strlen(said), "%s%s", *said ? " " : "",
			         text);
		}
		if (next == JQ_ERROR)
			snprintf(said + strlen(said), sizeof(said) - strlen(said), "! %s", why);
		assert_string_equal(said, expected);
	}
	jq_free(q);
}

static void programs_answer(void **state)
{
	(void)state;
	answers(".id", "12345678901234567890");
	answers("select(.Year == \"2022\")", "");
	answers("select(.Year == \"2023\")", "an object");
	answers(".Year, (.Year[:3] + \"0s\"), (.Year|tonumber)", "2023 2020s 2023");
	answers("", "an object");
	answers("1, -1, 0.1, 1e17, 1e300, 123456789012345678, -0.0, 999999999999999",
	        "1 -1 0.1 1e+17 1e+300 123456789012345680 -0 999999999999999");
	answers("null, true, false, [1], {a: 1}", "null true false an array an object");
	answers("# only a comment\n.Year", "2023");
	answers("def f: .Year; f", "2023");
	answers("input_filename", "null");
}

static void faults_of_programs(void **state)
{
	(void)state;
	answers(".Year, error(\"no\\nway\")", "2023! no way");
	answers("error({a: 1})", "! {\"a\":1}");
	answers(".Year | .x", "! Cannot index string with string \"x\"");
	answers("nan", "! the answer holds nan, which is no number");
	answers("{a: [infinite]}", "! the answer holds a number that is not finite");
	answers("1, halt, 2", "1! the program halts; to leave a record out, write empty");
	answers("input_line_number", "! Unknown input line number");
	answers("halt_error", "! the program halts; to leave a record out, write empty");
	answers("input", "! input: a program sees one record, and no further input");
	answers("[inputs]", "! input: a program sees one record, and no further input");
	answers("reduce range(300) as $i (0; [.])", "! the answer is nested deeper than 256");
	answers("[range(200)] | map(\"abcdefgh\") | join(\" \") | error",
	        "! abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh "
	        "abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh "
	        "abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh "
	        "abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh "
	        "abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh "
	        "abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh "
	        "abcdefg ...");
}

static void nothing_is_printed(void **state)
{
	(void)state;
	FILE *aside = tmpfile();
	int kept = dup(STDERR_FILENO);
	dup2(fileno(aside), STDERR_FILENO);
	answers("debug | stderr | .Year", "2023");
	answers("def f: stderr; f | .Year | debug", "2023");
	dup2(kept, STDERR_FILENO);
	close(kept);
	assert_int_equal(lseek(fileno(aside), 0, SEEK_END), 0);
	fclose(aside);
}

static void bad_program(const char *program, const char *expected)
{
	const char *why = NULL;
	assert_null(jq_new(text_of(program), NULL, NULL, NULL, 0, mem, &why));
	assert_string_equal(why, expected);
}

static void bad_programs_have_their_place(void **state)
{
	(void)state;
	bad_program("{a:1", "line 1, column 4: syntax error, unexpected $end, expecting '}'");
	bad_program(". | foo", "line 1, column 5: foo/0 is not defined");
	bad_program("\"\u00e9\" | foo", "line 1, column 7: foo/0 is not defined");
	bad_program("# one\n.a |\n  foo(1) | $x",
	            "line 3, column 3: foo/1 is not defined; line 3, column 12: $x is not defined");
	bad_program(".a.[", "line 1, column 4: syntax error, unexpected '[', expecting FORMAT or "
	                    "QQSTRING_START");
	bad_program("import \"no-such\" as n; .", "module not found: no-such");
	bad_program("\xC3", "the program is no text: it is not UTF-8, or holds a NUL byte");
}

static void variables_and_environment(void **state)
{
	(void)state;
	const char *why = NULL;
	const struct json *answer;
	static const char *const names[] = { "id", "list" };
	struct json values[2] = { *json_of(TEXT("\"12345678901234567890\"")),
		                      *json_of(TEXT("[1,{\"a\":2.5}]")) };
	setenv("WEIR_TEST", "tide", 1);
	struct jq *q = jq_new(TEXT("$id, $list[1].a, $ENV.WEIR_TEST, env.WEIR_TEST, .x"), NULL, names,
	                      values, 2, mem, &why);
	assert_non_null(q);
	jq_start_json(q, json_of(TEXT("{\"x\": -7}")));
	static const char *const expected[] = { "12345678901234567890", "2.5", "tide", "tide", "-7" };
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(jq_next_answer(q, mem, &answer, &why), JQ_ANSWER);
		assert_true(text_same(answer->text, text_of(expected[i])));
	}
	assert_int_equal(jq_next_answer(q, mem, &answer, &why), JQ_END);
	jq_free(q);
}

static void put_file(const char *folder, const char *name, const char *text)
{
	char path[300];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void modules_but_no_personal_ones(void **state)
{
	(void)state;
	char folder[] = "/tmp/weir-json-XXXXXX";
	const char *why = NULL;
	const struct json *answer;
	assert_non_null(mkdtemp(folder));
	put_file(folder, "fields.jq", "def place: \"here\";");
	put_file(folder, "table.json", "{\"a\": 1}\n");
	put_file(folder, ".jq", "def place: \"home\"; def test: \"home\";");
	const char *had = getenv("HOME");
	char *home = strdup(had ? had : "/");
	setenv("HOME", folder, 1);
	struct jq *q =
		jq_new(TEXT("# with ; in a comment\nimport \"fields\" as f; import \"table\" as $t;\n"
	                "f::place, $t::t[0].a, stderr"),
	           folder, NULL, NULL, 0, mem, &why);
	if (!q)
		fail_msg("%s", why);
	jq_start_json(q, json_of(TEXT("\"in\"")));
	static const char *const expected[] = { "here", "1", "in" };
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(jq_next_answer(q, mem, &answer, &why), JQ_ANSWER);
		assert_true(text_same(answer->text, text_of(expected[i])));
	}
	jq_free(q);
	bad_program("place", "line 1, column 1: place/0 is not defined");
	assert_string_equal(getenv("HOME"), folder);
	setenv("HOME", home, 1);
	free(home);
	static const char *const made[] = { "fields.jq", "table.json", ".jq" };
	for (size_t i = 0; i < 3; i++) {
		char path[300];
		snprintf(path, sizeof(path), "%s/%s", folder, made[i]);
		unlink(path);
	}
	rmdir(folder);
}

static void records_of_other_columns(void **state)
{
	(void)state;
	const char *why = NULL;
	const struct json *answer;
	struct jq *q = jq_new(TEXT("."), NULL, NULL, NULL, 0, mem, &why);
	static const struct text names[] = { TEXT("b"), TEXT("a"), TEXT("c") };
	struct text values[] = { TEXT("1"), { 0 }, TEXT("x\ty\n\"") };
	for (size_t n = 0; n <= 3; n++) {
		jq_start_record(q, names, values, n);
		assert_int_equal(jq_next_answer(q, mem, &answer, &why), JQ_ANSWER);
		assert_int_equal(answer->n, n);
		for (size_t i = 0; i < n; i++) { /* in the order of the columns, missing as "" */
			assert_true(text_same(answer->key[i], names[i]));
			assert_int_equal(answer->item[i].kind, JSON_STRING);
			assert_true(text_same(answer->item[i].text, values[i]));
		}
		assert_int_equal(jq_next_answer(q, mem, &answer, &why), JQ_END);
	}
	jq_free(q);
	jq_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(programs_answer, begin, end),
		cmocka_unit_test_setup_teardown(faults_of_programs, begin, end),
		cmocka_unit_test_setup_teardown(nothing_is_printed, begin, end),
		cmocka_unit_test_setup_teardown(bad_programs_have_their_place, begin, end),
		cmocka_unit_test_setup_teardown(variables_and_environment, begin, end),
		cmocka_unit_test_setup_teardown(modules_but_no_personal_ones, begin, end),
		cmocka_unit_test_setup_teardown(records_of_other_columns, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
