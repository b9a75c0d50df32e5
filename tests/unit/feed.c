/* tests/unit/feed.c - feed descriptors: what is read of them, and what is said of wrong ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>
#include "lib/feed.h"

struct run { /* a run of the test's own: what run_fail was given */
	struct arena *mem;
	int status;
	char why[1024];
};

struct arena *run_arena(struct run *run)
{
	return run->mem;
}

void run_reads(struct run *run, const char *path)
{
	(void)run;
	(void)path;
}

int run_fail(struct run *run, int status, const char *why, ...)
{
	va_list args;
	va_start(args, why);
	vsnprintf(run->why, sizeof(run->why), why, args);
	va_end(args);
	return run->status = status;
}

static const char file[] = "descriptor.json";

static int setup(void **state)
{
	char folder[] = "/tmp/feed-XXXXXX";
	if (!mkdtemp(folder) || chdir(folder) != 0)
		return -1;
	struct run *run = calloc(1, sizeof(*run));
	if (!run)
		return -1;
	run->mem = arena_new();
	*state = run;
	return 0;
}

static int teardown(void **state)
{
	struct run *run = *state;
	char *folder = getcwd(NULL, 0);
	unlink(file);
	int left = folder ? rmdir(folder) : -1;
	free(folder);
	arena_free(run->mem);
	free(run);
	return left;
}

static int read_text(struct run *run, const char *json, size_t len, struct feed *feed)
{
	FILE *f = fopen(file, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(json, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
	run->status = 0;
	run->why[0] = 0;
	return feed_read(run, file, feed);
}

static void reads(struct run *run, const char *json, struct feed *feed)
{
	if (read_text(run, json, strlen(json), feed) != 0)
		fail_msg("%s", run->why);
}

static void is(struct text t, const char *expected)
{
	if (!text_is(t, expected))
		fail_msg("'%.*s' in place of '%s'", (int)t.len, t.at, expected);
}

static void are(struct texts t, size_t n, const char *first, const char *last)
{
	assert_int_equal(t.n, n);
	is(t.at[0], first);
	is(t.at[n - 1], last);
}

static void holds_the_defaults(void **state)
{
	struct feed feed;
	reads(*state, "{}", &feed);
	assert_int_equal(feed.n, 0);
	is(feed.encoding, "utf-8");
	is(feed.dialect.delimiter, ",");
	assert_int_equal(feed.dialect.quote, '"');
	assert_int_equal(feed.dialect.escape, 0);
	assert_int_equal(feed.dialect.comment, 0);
	assert_true(feed.dialect.double_quote && feed.dialect.header);
	assert_false(feed.dialect.skip_initial_space);
	assert_int_equal(feed.dialect.line_end, LINE_ANY);
	assert_int_equal(feed.match, MATCH_NAMES);
	are(feed.missing_values, 1, "", "");
	reads(*state, "{\"schema\": {\"fields\": [{\"name\": \"a\"}]}}", &feed);
	const struct field *a = feed_field(&feed, TEXT("a"));
	assert_non_null(a);
	assert_null(feed_field(&feed, TEXT("b")));
	assert_int_equal(a->type, FIELD_STRING);
	is(a->format, "default");
	is(a->decimal_char, ".");
	assert_int_equal(a->group_char.len, 0);
	assert_true(a->bare_number);
	assert_false(a->required || a->unique || a->has_min_length || a->has_max_length);
	assert_null(a->minimum.at);
	assert_null(a->maximum.at);
	assert_null(a->pattern.at);
	assert_int_equal(a->allowed.n, 0);
	assert_false(a->bad_is_missing);
	are(a->true_values, 4, "true", "1");
	are(a->false_values, 4, "false", "0");
	are(a->missing_values, 1, "", "");
}

static void reads_the_dialect(void **state)
{
	struct feed feed;
	reads(
		*state,
		"{\"dialect\": {\"delimiter\": \"\\u00a6\", \"quoteChar\": \"'\", \"escapeChar\": \"\\\\\","
		" \"doubleQuote\": false, \"header\": false, \"commentChar\": \"#\","
		" \"skipInitialSpace\": true, \"lineTerminator\": \"\\r\\n\"}}",
		&feed);
	is(feed.dialect.delimiter, "¦");
	assert_int_equal(feed.dialect.quote, '\'');
	assert_int_equal(feed.dialect.escape, '\\');
	assert_int_equal(feed.dialect.comment, '#');
	assert_false(feed.dialect.double_quote || feed.dialect.header);
	assert_true(feed.dialect.skip_initial_space);
	assert_int_equal(feed.dialect.line_end, LINE_CRLF);
	reads(*state, "{\"dialect\": {\"quoteChar\": \"\", \"lineTerminator\": \"\\r\"}}", &feed);
	assert_int_equal(feed.dialect.quote, 0);
	assert_int_equal(feed.dialect.line_end, LINE_CR);
	reads(*state, "{\"dialect\": {\"escapeChar\": \"\\\"\", \"doubleQuote\": false}}", &feed);
	assert_int_equal(feed.dialect.escape, 0);
	assert_true(feed.dialect.double_quote);
}

static void reads_the_schema(void **state)
{
	struct feed feed;
	reads(*state,
	      "\xEF\xBB\xBF{\"name\": \"x\", \"path\": [\"a.csv\", \"b.csv\"], \"encoding\": null,"
	      "\"schema\": {\"missingValues\": [\"\", \"-\"], \"primaryKey\": \"id\", \"fields\": ["
	      "{\"name\": \"id\", \"type\": \"integer\", \"title\": \"Id\", \"bareNumber\": false,"
	      " \"constraints\": {\"required\": true, \"unique\": true, \"minimum\": 0.50,"
	      " \"maximum\": \"12345678901234567890123\"}},"
	      "{\"name\": \"when\", \"type\": \"date\", \"format\": \"%d/%m/%Y\","
	      " \"missingValues\": [{\"value\": \"NA\", \"label\": \"no answer\"}],"
	      " \"weir:onError\": \"missing\", \"constraints\": {\"pattern\": \".*\", \"minLength\": 1,"
	      " \"maxLength\": 10, \"enum\": [\"a\", 2, true]}}]}}",
	      &feed);
	assert_int_equal(feed.n, 2);
	assert_null(feed.path.at);
	is(feed.encoding, "utf-8");
	are(feed.primary_key, 1, "id", "id");
	const struct field *id = &feed.fields[0], *when = feed_field(&feed, TEXT("when"));
	assert_int_equal(id->type, FIELD_INTEGER);
	assert_true(id->required && id->unique && !id->bare_number);
	is(id->minimum, "0.50");
	is(id->maximum, "12345678901234567890123");
	are(id->missing_values, 2, "", "-");
	assert_int_equal(when->type, FIELD_DATE);
	is(when->format, "%d/%m/%Y");
	are(when->missing_values, 1, "NA", "NA");
	assert_true(when->bad_is_missing && when->has_min_length && when->has_max_length);
	assert_int_equal(when->min_length, 1);
	assert_int_equal(when->max_length, 10);
	is(when->pattern, ".*");
	are(when->allowed, 3, "a", "true");
}

static void reads_every_type_and_way_to_match(void **state)
{
	static const char *const types[] = { "string",   "integer", "number",    "boolean", "date",
		                                 "datetime", "year",    "yearmonth", "any" };
	static const char *const matches[] = { "exact", "equal", "subset", "superset", "partial" };
	char json[256];
	struct feed feed;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		snprintf(json, sizeof(json), "{\"schema\":{\"fields\":[{\"name\":\"a\",\"type\":\"%s\"}]}}",
		         types[i]);
		reads(*state, json, &feed);
		assert_int_equal(feed.fields[0].type, FIELD_STRING + i);
	}
	for (size_t i = 0; i < sizeof(matches) / sizeof(*matches); i++) {
		for (int array = 0; array < 2; array++) {
			snprintf(json, sizeof(json), "{\"schema\":{\"fields\":[],\"fieldsMatch\":%s\"%s\"%s}}",
			         array ? "[" : "", matches[i], array ? "]" : "");
			reads(*state, json, &feed);
			assert_int_equal(feed.match, MATCH_EXACT + i);
		}
	}
}

static void says_what_is_wrong(void **state)
{
	static const struct {
		const char *json, *why;
	} cases[] = {
		{ "{\"a\":1}", "'a' is no key here" },
		{ "{\"schemas\":1}", "'schemas' is no key here; the nearest is 'schema'" },
		{ "{\"schema\":\"s.json\"}", "schema: expected an object, this is a string" },
		{ "{\"schema\":{}}", "schema: has no fields" },
		{ "{\"schema\":{\"fields\":{}}}", "schema.fields: expected an array, this is an object" },
		{ "{\"schema\":{\"fields\":[7]}}",
		  "schema.fields[0]: expected an object, this is a number" },
		{ "{\"schema\":{\"fields\":[{}]}}", "schema.fields[0]: has no name" },
		{ "{\"schema\":{\"fields\":[{\"name\":\"\"}]}}", "schema.fields[0]: has no name" },
		{ "{\"schema\":{\"fields\":[{\"name\":\"a\",\"type\":\"geojson\"}]}}",
		  "schema.fields[0].type: 'geojson' is not held to so far; 'string' and 'any' take it as "
		  "it is" },
		{ "{\"schema\":{\"fields\":[{\"name\":\"a\",\"constraints\":{\"minLength\":-1}}]}}",
		  "schema.fields[0].constraints.minLength: -1 is no whole number" },
		{ "{\"schema\":{\"fields\":[{\"name\":\"a\",\"constraints\":{\"required\":\"yes\"}}]}}",
		  "schema.fields[0].constraints.required: expected true or false, this is a string" },
		{ "{\"schema\":{\"fields\":[{\"name\":\"a\",\"constraints\":{\"enum\":[]}}]}}",
		  "schema.fields[0].constraints.enum: allows nothing" },
		{ "{\"schema\":{\"fields\":[{\"name\":\"a\",\"constraints\":{\"exclusiveMinimum\":1}}]}}",
		  "schema.fields[0].constraints.exclusiveMinimum: is not held to so far" },
		{ "{\"schema\":{\"fields\":[{\"name\":\"a\",\"weir:onError\":\"mising\"}]}}",
		  "schema.fields[0].weir:onError: 'mising' is no answer to a bad value; the nearest is "
		  "'missing'" },
		{ "{\"schema\":{\"fields\":[{\"name\":\"a\"}],\"primaryKey\":[\"a\",\"b\"]}}",
		  "schema.primaryKey: 'b' is none of the fields" },
		{ "{\"schema\":{\"fields\":[],\"fieldsMatch\":\"equals\"}}",
		  "schema.fieldsMatch: 'equals' is no way to match; the nearest is 'equal'" },
		{ "{\"schema\":{\"fields\":[],\"missingValues\":[[]]}}",
		  "schema.missingValues[0]: expected a string or a number, this is an array" },
		{ "{\"schema\":{\"fields\":[],\"missingValues\":[{\"label\":\"x\"}]}}",
		  "schema.missingValues[0]: has no value" },
		{ "{\"dialect\":{\"delimiter\":\"\"}}", "dialect: the delimiter has to be one character" },
		{ "{\"dialect\":{\"delimiter\":\"\\n\"}}", "dialect: the delimiter ends lines, too" },
		{ "{\"dialect\":{\"quoteChar\":\",\"}}",
		  "dialect: quote, escape and comment have to differ from the delimiter" },
		{ "{\"dialect\":{\"commentChar\":\"\\\"\"}}",
		  "dialect: the comment character has to differ from quote and escape" },
		{ "{\"dialect\":{\"nullSequence\":7}}",
		  "dialect.nullSequence: expected a string, this is a number" },
		{ "{\"dialect\":{\"weir:totals\":[{\"of\":\"group\"}]}}",
		  "dialect.weir:totals[0]: has no match" },
		{ "{\"dialect\":{\"weir:fillUp\":[{\"match\":\"x\"}]}}",
		  "dialect.weir:fillUp[0]: has no column" },
		{ "{\"dialect\":{\"weir:totals\":[{\"match\":\"x\",\"suppressed\":{\"-\":1}}]}}",
		  "dialect.weir:totals[0].suppressed: expected two numbers: the lowest and the highest it "
		  "may stand for" },
	};
	struct run *run = *state;
	struct feed feed;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char why[1024];
		snprintf(why, sizeof(why), "%s: %s", file, cases[i].why);
		assert_int_equal(read_text(run, cases[i].json, strlen(cases[i].json), &feed), EX_CONFIG);
		assert_string_equal(run->why, why);
	}
	assert_int_equal(feed_read(run, "no-such-file", &feed), EX_NOINPUT);
	assert_string_equal(run->why, "no-such-file: No such file or directory");
	assert_int_equal(feed_read(run, ".", &feed), EX_NOINPUT);
	assert_int_equal(read_text(run, "", 0, &feed), EX_CONFIG);
}

/* Every descriptor that is cut off or has a byte changed is read or refused, and that with a message. */
static void survives_any_damage(void **state)
{
	static const char json[] =
		"{\"name\":\"x\",\"dialect\":{\"delimiter\":\";\",\"header\":true},\"schema\":{\"fields\":["
		"{\"name\":\"a\",\"type\":\"year\",\"constraints\":{\"minimum\":1990,\"enum\":[1,\"2\"]}}],"
		"\"missingValues\":[\"\",\"-\"],\"primaryKey\":[\"a\"],\"fieldsMatch\":[\"equal\"]}}";
	static const char bytes[] = "\"{}[],:0nt\\\xFF";
	struct run *run = *state;
	struct feed feed;
	for (size_t i = 0; i < sizeof(json); i++) {
		char damaged[sizeof(json)];
		int status = read_text(run, json, i, &feed);
		assert_true(status == (i == sizeof(json) - 1 ? 0 : EX_CONFIG));
		for (size_t b = 0; b < sizeof(bytes) && i < sizeof(json) - 1; b++) {
			memcpy(damaged, json, sizeof(json));
			damaged[i] = bytes[b];
			status = read_text(run, damaged, sizeof(json) - 1, &feed);
			assert_true(status == 0 || (status == EX_CONFIG && run->why[0]));
		}
		arena_empty(run->mem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_the_defaults), cmocka_unit_test(reads_the_dialect),
		cmocka_unit_test(reads_the_schema),   cmocka_unit_test(reads_every_type_and_way_to_match),
		cmocka_unit_test(says_what_is_wrong), cmocka_unit_test(survives_any_damage),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
