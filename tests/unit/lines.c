/* tests/unit/lines.c - what is weir text and what is not, cut at every byte; and a batch's file, there and back. */
#include "lib/lines.h"
#include "lib/parcel.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <unistd.h>

/* In pieces of every size: the same answer. why: null, it is weir text of so many records. */
static void is(const char *bytes, size_t len, const char *why, uint64_t records)
{
	struct lines *l = lines_new();
	for (size_t piece = 1; piece <= len + 1; piece++) {
		bool good = true;
		lines_reset(l);
		for (size_t at = 0; at < len && good; at += piece)
			good = lines_add(l, (struct text){ bytes + at, len - at < piece ? len - at : piece });
		good = good && lines_end(l);
		assert_int_equal(good, why == NULL);
		if (why)
			assert_string_equal(lines_why(l), why);
		else
			assert_int_equal(lines_records(l), records);
	}
	lines_free(l);
}
#define IS(literal, why, records) is(literal, sizeof(literal) - 1, why, records)

static void knows_weir_text(void **state)
{
	(void)state;
	IS("id\n", NULL, 0);
	IS("id", NULL, 0);
	IS("id\n1\n2", NULL, 2);
	IS("a\tb\n\t\n\\t\\n\\r\\\\\tCura\303\247ao\n", NULL, 2);
	IS("a\n\n\n", NULL, 2);
	IS("a\n\360\237\230\200\n0123456789012345678901234567890123456789012345678901234567890123456789"
	   "\n",
	   NULL, 2);
	IS("", "line 1: no header", 0);
	IS("\n1\n", "line 1: a column has no name", 0);
	IS("a\tb\ta\n", "line 1: two columns have the same name", 0);
	IS("a\tb\n1\n", "line 2: 1 of 2 values", 0);
	IS("a\n1\n2\t3\n", "line 3: 2 of 1 values", 0);
	IS("a\r\n1\r\n", "line 1: a carriage return (the lines end in CR LF?)", 0);
	IS("a\n\\x\n", "line 2: a backslash that begins no escape", 0);
	IS("a\n1\\\n", "line 2: ends in a backslash that begins no escape", 0);
	IS("a\n1\\", "line 2: ends in a backslash that begins no escape", 0);
	IS("a\n\\!\n", "line 2: who wrote the records failed: they are not whole", 0);
	IS("a\n\\!", "line 2: who wrote the records failed: they are not whole", 0);
	IS("a\n\\!x\n", "line 2: a backslash that begins no escape", 0);
	IS("a\n1\\!\n", "line 2: a backslash that begins no escape", 0);
}

/* Where a character is cut, the line may be told one late; that it is none is told at every cut. */
static void knows_utf8(void **state)
{
	static const char *const wrong[] = { "a\n\377\n", "a\nx\303\n",         "a\n\355\240\200\n",
		                                 "a\n\302",   "a\n\360\237\230x\n", "\300\200\n" };
	(void)state;
	struct lines *l = lines_new();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		for (size_t piece = 1, len = strlen(wrong[i]); piece <= len; piece++) {
			bool good = true;
			lines_reset(l);
			for (size_t at = 0; at < len && good; at += piece)
				good = lines_add(
					l, (struct text){ wrong[i] + at, len - at < piece ? len - at : piece });
			assert_false(good && lines_end(l));
			assert_non_null(strstr(lines_why(l), "is no UTF-8"));
		}
	lines_free(l);
}

struct heap {
	char *at;
	size_t len;
};

static int collect(void *with, const void *bytes, size_t n)
{
	struct heap *h = with;
	h->at = realloc(h->at, h->len + n);
	memcpy(h->at + h->len, bytes, n);
	h->len += n;
	return 0;
}

static void there_and_back(bool as_is, struct text content, uint64_t records)
{
	FILE *file = tmpfile();
	struct heap got = { 0 };
	struct parcel what;
	uint8_t written[SHA256], read[SHA256];
	uint64_t size;
	int fault;
	assert_non_null(file);
	struct parcel_out *out = parcel_out_new();
	struct parcel_in *in = parcel_in_new();
	assert_non_null(out);
	parcel_begin(out, fileno(file), !as_is, "given up");
	parcel_begin(out, fileno(file), as_is, "feed.csv");
	for (size_t i = 0; i < content.len; i++)
		assert_int_equal(parcel_add(out, (struct text){ content.at + i, 1 }), 0);
	assert_int_equal(parcel_end(out, records, &size, written), 0);
	assert_null(parcel_read(in, fileno(file), size, &what, read, collect, &got, &fault));
	assert_memory_equal(written, read, SHA256);
	assert_int_equal(what.raw, content.len);
	assert_int_equal(what.records, records);
	assert_string_equal(what.name, as_is ? "feed.csv" : "");
	assert_true(text_same(content, (struct text){ got.at, got.len }));
	/* Every byte of it counts, and every shorter file is none. */
	for (off_t i = 0; i < (off_t)size - PARCEL_TAIL; i++) {
		char c, other;
		assert_int_equal(pread(fileno(file), &c, 1, i), 1);
		other = (char)(c ^ 0x40);
		assert_int_equal(pwrite(fileno(file), &other, 1, i), 1);
		parcel_read(in, fileno(file), size, &what, read, NULL, NULL, &fault);
		assert_memory_not_equal(written, read, SHA256);
		assert_int_equal(pwrite(fileno(file), &c, 1, i), 1);
	}
	for (uint64_t n = 0; n < size; n++)
		assert_non_null(parcel_read(in, fileno(file), n, &what, read, NULL, NULL, &fault));
	parcel_out_free(out);
	parcel_in_free(in);
	free(got.at);
	fclose(file);
}

static void keeps_batches(void **state)
{
	(void)state;
	there_and_back(false, TEXT("id\n1\n2\n"), 2);
	there_and_back(false, TEXT("id\n"), 0);
	there_and_back(true, TEXT("any\0bytes\377\r\n"), 0);
	there_and_back(true, TEXT(""), 0);
}

static void in_cuts_of(struct parcel_out *out, struct parcel_in *in, struct text all, size_t cut)
{
	FILE *file = tmpfile();
	struct heap got = { 0 };
	struct parcel what;
	uint8_t written[SHA256], read[SHA256];
	uint64_t size;
	int fault;
	assert_non_null(file);
	parcel_begin(out, fileno(file), true, "feed.bin");
	for (size_t at = 0; at < all.len; at += cut) {
		size_t n = all.len - at < cut ? all.len - at : cut;
		assert_int_equal(parcel_add(out, (struct text){ all.at + at, n }), 0);
	}
	assert_int_equal(parcel_end(out, 0, &size, written), 0);
	assert_null(parcel_read(in, fileno(file), size, &what, read, collect, &got, &fault));
	assert_memory_equal(written, read, SHA256);
	assert_true(text_same(all, (struct text){ got.at, got.len }));
	free(got.at);
	fclose(file);
}

/* Around the length from which threads pack it, one after the other, and one that was given up between them. */
static void keeps_long_ones(void **state)
{
	enum { MOST = 3 << 20, LONG = 512 << 10 };
	const size_t length[] = { LONG - 1, LONG, LONG + 1, 3, MOST };
	char *all = malloc(MOST);
	uint32_t next = 1;
	struct parcel_out *out = parcel_out_new();
	struct parcel_in *in = parcel_in_new();
	(void)state;
	assert_true(all && out && in);
	for (size_t i = 0; i < MOST; i++)
		next = next * 1103515245 + 12345, all[i] = (char)('a' + (next >> 27));
	for (size_t i = 0; i < sizeof(length) / sizeof(*length); i++) {
		in_cuts_of(out, in, (struct text){ all, length[i] }, LONG);
		in_cuts_of(out, in, (struct text){ all, length[i] }, 300007);
		FILE *file = tmpfile();
		parcel_begin(out, fileno(file), false, NULL);
		assert_int_equal(parcel_add(out, (struct text){ all, length[i] }), 0);
		fclose(file);
	}
	parcel_out_free(out);
	parcel_in_free(in);
	free(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(knows_weir_text),
		                                cmocka_unit_test(knows_utf8),
		                                cmocka_unit_test(keeps_batches),
		                                cmocka_unit_test(keeps_long_ones) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
