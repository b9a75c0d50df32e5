/* tests/unit/csv.c - CSV three ways: by the index (with each of its kernels), by libcsv alone, and by the rules written
 * down plainly.
 *
 * The inputs are random, over the characters that matter, and come in windows cut at random places. The
 * reader's files are compiled in, with a run and an input of the test's own.
 */
/* link: -lcsv */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "csv/inputs.h"
#include "csv/rules.h"
#include "parse/csv.c"    // NOLINT(bugprone-suspicious-include)
#include "parse/marks.c"  // NOLINT(bugprone-suspicious-include)
#include "parse/index.c"  // NOLINT(bugprone-suspicious-include)
#include "parse/cut.c"    // NOLINT(bugprone-suspicious-include)
#include "parse/fast.c"   // NOLINT(bugprone-suspicious-include)
#include "parse/read.c"   // NOLINT(bugprone-suspicious-include)
#include "parse/reject.c" // NOLINT(bugprone-suspicious-include)
#include "parse/rows.c"   // NOLINT(bugprone-suspicious-include)

#ifndef ROUNDS
#define ROUNDS 4000 /* random inputs of each kind; more were read when the rules changed */
#endif

/* --- the run and the input that the reader gets ----------------------------------------------- */

struct run {
	struct arena *mem;
	struct script script, rejects, fault; /* rejects go another way than records: no common order */
	uint64_t read, rejected, good;
	struct text bytes; /* of the whole input */
	size_t came;
	uint64_t seed;
	size_t most; /* bytes that come at once */
	int status;
};

struct arena *run_arena(struct run *run)
{
	return run->mem;
}

int run_fail(struct run *run, int status, const char *why, ...)
{
	char line[512];
	va_list args;
	va_start(args, why);
	vsnprintf(line, sizeof(line), why, args);
	va_end(args);
	say(&run->fault, TEXT("\nfail "));
	say(&run->fault, text_of(line));
	return run->status = status;
}

void run_read(struct run *run, uint64_t n)
{
	run->read += n;
}

void run_reject_raw(struct run *run, struct text source, uint64_t line, const char *word,
                    struct text column, struct text value, struct text raw)
{
	assert_true(text_is(source, "in") && column.len == 0);
	run->rejected++;
	say_reject(&run->rejects, line, word, value, raw);
}

/* A window of its own at each call, so that a slice into an old one is found by a sanitizer. The pad
 * holds what would mislead one who looked at it. */
int input_more(struct input *in, struct run *run)
{
	size_t left = run->bytes.len - run->came;
	size_t n = left == 0 ? 0 : 1 + roll(&run->seed, left < run->most ? left : run->most);
	char *window = malloc(in->len + n + INPUT_PAD), *old = (char *)in->file;
	assert_non_null(window);
	if (in->len > 0)
		memcpy(window, in->at, in->len);
	if (n > 0)
		memcpy(window + in->len, run->bytes.at + run->came, n);
	for (size_t i = 0; i < INPUT_PAD; i++)
		window[in->len + n + i] = "\n\",\r\""[i % 5];
	run->came += n;
	in->ended = n == 0;
	in->at = window;
	in->len += n;
	in->file = (struct input_file *)(void *)window;
	free(old);
	return 0;
}

/* There are no rules for the rows behind the header: nothing is asked of these. */
int body_row(struct body *b, struct run *run, const struct input *in, struct arena *mem,
             struct row *row, enum verdict *verdict)
{
	assert_true(!b && run && in && mem && row && verdict);
	return EX_SOFTWARE;
}

bool body_next(struct body *b, struct row *row)
{
	assert_true(!b && row);
	return false;
}

int body_end(struct body *b, struct run *run, const struct input *in)
{
	assert_true(!b && run && in);
	return EX_SOFTWARE;
}

/* --- the reader ------------------------------------------------------------------------------- */

static void say_batch(struct script *s, const struct batch *b, size_t columns)
{
	for (size_t r = 0; r < b->rows; r++) {
		say_number(s, "\nrecord ", b->line[r]);
		for (size_t c = 0; c < columns; c++) {
			say(s, TEXT(" ["));
			say(s, b->col[c][r]);
			say(s, TEXT("]"));
		}
	}
}

static void read_records(struct rows *r, struct run *run, struct input *in, size_t room)
{
	struct batch b = { .room = room, .mem = arena_new(), .from = in->name };
	b.col = arena_take(run->mem, (r->pick.n + 1) * sizeof(struct text *));
	for (size_t c = 0; c < r->pick.n; c++)
		b.col[c] = arena_take(run->mem, room * sizeof(struct text));
	b.line = arena_take(run->mem, room * sizeof(*b.line));
	for (bool ended = false; !ended && run->status == 0;) {
		b.rows = 0;
		rows_fill(r, run, in, &b, &ended);
		assert_true(run->status != 0 || (b.rows > 0) != ended);
		run->good += b.rows;
		say_batch(&run->script, &b, r->pick.n);
		arena_empty(b.mem);
	}
	arena_free(b.mem);
}

static struct script by_reader(struct text bytes, const struct want *w)
{
	struct run run = { .mem = arena_new(), .bytes = bytes, .seed = w->seed, .most = w->most };
	struct input in = { .name = TEXT("in") };
	struct feed feed = { .dialect = w->dialect };
	struct table table = { .feed = &feed, .longest = w->longest, .slow = w->slow };
	struct reader csv = { 0 };
	struct shape shape = { 0 };
	struct rows r = { .format = &csv_format, .self = &csv, .shape = &shape };
	struct row first = { 0 };
	csv_format.open(&csv, &run, &table);
	csv.index->kernel = w->kernel;
	int status = rows_begin(&r, &run, &in, &first);
	size_t n = first.n;
	if (status == 0)
		say_number(&run.script, "first ", n);
	bool valid = status == 0 && n > 0 && !first.word;
	for (size_t i = 0; i < n && valid; i++) {
		say(&run.script, TEXT(" ["));
		say(&run.script, first.cell[i]);
		say(&run.script, TEXT("]"));
	}
	if (n > 0 && status == 0) {
		if (w->dialect.header)
			rows_step(&r, &in);
		rows_columns(&r, &run, n, choose(run.mem, w->seed, n));
		read_records(&r, &run, &in, w->room);
		assert_int_equal(run.read, run.good + run.rejected);
	}
	csv_format.close(&csv);
	free(in.file);
	arena_free(run.mem);
	return joined(run.script, run.rejects, run.fault);
}

/* --- comparing -------------------------------------------------------------------------------- */

/* The first difference, with what comes before it and what comes then. */
static void show(const char *who, struct script s, size_t from)
{
	from = from > 60 ? from - 60 : 0;
	size_t n = from < s.len ? s.len - from : 0;
	fprintf(stderr, "--- %s, from %zu:\n%.*s\n", who, from, (int)(n < 300 ? n : 300), s.at + from);
}

static void same(struct text bytes, const char *who, struct script a, struct script b,
                 uint64_t seed)
{
	size_t i = 0;
	while (i < a.len && i < b.len && a.at[i] == b.at[i])
		i++;
	if (i == a.len && i == b.len)
		return;
	fprintf(stderr, "seed %" PRIu64 "\n--- input:\n%.*s\n", seed,
	        (int)(bytes.len < 300 ? bytes.len : 300), bytes.at);
	show("rules", a, i);
	show(who, b, i);
	fail();
}

static void compare(struct text bytes, struct want w)
{
	static const char *const names[] = { "index, plain", "index, SSE2", "index, AVX2",
		                                 "index, AVX-512" };
	struct script rules = by_rules(bytes, &w), s;
	size_t room = w.room, most = w.most;
	w.slow = true;
	s = by_reader(bytes, &w);
	same(bytes, "libcsv", rules, s, w.seed);
	free(s.at);
	w.slow = false;
	for (enum index_kernel best = best_kernel(), k = 0; k <= best; k++) {
		w.kernel = k;
		w.room = k == best ? room : 1 + (room + k) % 7;
		w.most = k == best ? most : 1 + (most + k) % 90;
		s = by_reader(bytes, &w);
		same(bytes, names[k], rules, s, w.seed);
		free(s.at);
	}
	free(rules.at);
}

static void random_inputs_in_any_dialect(void **state)
{
	(void)state;
	char bytes[256];
	for (uint64_t i = 0; i < ROUNDS; i++) {
		uint64_t seed = i * 7919 + 1;
		struct want w = { .dialect = any_dialect(&seed), .longest = 1 << 20, .seed = i };
		size_t len = random_bytes(bytes, 5 + roll(&seed, i % 8 ? 40 : 250), &seed, &w.dialect);
		w.room = 1 + roll(&seed, 5);
		w.most = 1 + roll(&seed, i % 3 ? 300 : 3);
		char *exact = malloc(len + 1); /* so that a sanitizer sees the end */
		assert_non_null(exact);
		memcpy(exact, bytes, len);
		compare((struct text){ exact, len }, w);
		free(exact);
	}
}

static void random_inputs_as_usual(void **state)
{
	(void)state;
	char bytes[256];
	for (uint64_t i = 0; i < ROUNDS; i++) {
		uint64_t seed = i * 104729 + 7;
		struct want w = { .dialect = usual(), .longest = 1 << 20, .seed = i };
		w.dialect.line_end = (enum line_end)roll(&seed, 3);
		size_t len = random_bytes(bytes, 5 + roll(&seed, 250), &seed, &w.dialect);
		w.room = 1 + roll(&seed, 9);
		w.most = 1 + roll(&seed, 300);
		compare((struct text){ bytes, len }, w);
	}
}

static void feeds_over_many_stretches(void **state)
{
	(void)state;
	size_t room = 150 << 10;
	char *bytes = malloc(room);
	assert_non_null(bytes);
	for (uint64_t i = 0; i < 60; i++) {
		uint64_t seed = i * 31 + 5;
		struct want w = { .dialect = usual(), .longest = 1 << 20, .seed = i };
		size_t len = feed_bytes(bytes, room, &seed, 2 + roll(&seed, 12));
		w.dialect.line_end = (enum line_end)(i % 8 == 7 ? LINE_CRLF : LINE_ANY);
		w.room = 1 + roll(&seed, i % 2 ? 1500 : 20);
		w.most = 1 + roll(&seed, i % 3 ? 200000 : 5000);
		compare((struct text){ bytes, len }, w);
	}
	free(bytes);
}

/* A quote at every place of a small file, in pieces of one byte and as a whole. */
static void a_quote_at_every_place(void **state)
{
	static const char file[] = "a,b,c\r\n1,\"x, y\",3\r\n,\"\",\r\n\"p\"\"q\",\"r\ns\",t\r\n7,8,9";
	char bytes[sizeof(file) + 1];
	(void)state;
	for (size_t at = 0; at < sizeof(file); at++)
		for (size_t most = 1; most < 100; most += 33) {
			struct want w = { .dialect = usual(), .longest = 1000, .room = 2, .most = most };
			memcpy(bytes, file, at);
			bytes[at] = '"';
			memcpy(bytes + at + 1, file + at, sizeof(file) - 1 - at);
			compare((struct text){ bytes, sizeof(file) }, w);
		}
}

static void is(const char *bytes, struct want w, const char *script)
{
	struct script s = by_reader(text_of(bytes), &w);
	assert_string_equal(s.at, script);
	free(s.at);
}

static void a_long_record_names_its_line(void **state)
{
	(void)state;
	struct want w = { .dialect = usual(), .longest = 10, .room = 9 };
	for (w.most = 1; w.most < 50; w.most++) {
		is("a\n1234567890\n12345678901\n", w,
		   "first 1 [a]\nrecord 2 [1234567890]"
		   "\nfail in:3: the record is longer than --max-record 10");
		is("a\n1\n2,\"\n\n4\n5\n6\n7\n8\n", w,
		   "first 1 [a]\nrecord 2 [1]"
		   "\nfail in:3: the record is longer than --max-record 10; a quote that opened on line 3 "
		   "is not closed");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_inputs_as_usual),
		cmocka_unit_test(random_inputs_in_any_dialect),
		cmocka_unit_test(feeds_over_many_stretches),
		cmocka_unit_test(a_quote_at_every_place),
		cmocka_unit_test(a_long_record_names_its_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
