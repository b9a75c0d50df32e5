/* tests/unit/hash.c - hashes of several values, and the memo against a plain list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "lib/hash.h"
#include "lib/pack.h"

static bool same(struct hash a, struct hash b)
{
	return a.low == b.low && a.high == b.high;
}

static void lengths_count(void **state)
{
	(void)state;
	struct text one[] = { TEXT("ab"), TEXT("c") }, other[] = { TEXT("a"), TEXT("bc") };
	struct text none[] = { TEXT("abc"), TEXT("") }, all[] = { TEXT(""), TEXT("abc") };
	assert_true(same(hash_texts(one, 2, 1), hash_texts(one, 2, 1)));
	assert_false(same(hash_texts(one, 2, 1), hash_texts(other, 2, 1)));
	assert_false(same(hash_texts(one, 2, 1), hash_texts(one, 2, 2)));
	assert_false(same(hash_texts(none, 2, 1), hash_texts(all, 2, 1)));
	assert_false(same(hash_text(TEXT(""), 1), hash_text(TEXT(""), 2)));
	struct text empty[] = { { NULL, 0 }, { NULL, 0 } }, other_empty[] = { TEXT(""), TEXT("") };
	assert_true(same(hash_texts(empty, 2, 1), hash_texts(other_empty, 2, 1)));
}

/* Long keys are streamed, short ones are not: all are the hash of the packed bytes. */
static void any_length_is_hashed_alike(void **state)
{
	(void)state;
	static char bytes[3000], packed[4 * 3009];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7 + i / 256);
	for (size_t n = 0; n < sizeof(bytes); n += n < 600 ? 1 : 97) {
		struct text v[4] = { { bytes, n }, TEXT("x"), { bytes, n / 3 }, { bytes + 5, 3 } };
		char *end = packed;
		size_t size = 0;
		for (size_t i = 0; i < 4; i++) {
			end = pack_put(end, v[i]);
			size += pack_size(v[i]);
		}
		struct text whole = { packed, (size_t)(end - packed) };
		assert_int_equal(whole.len, size);
		assert_true(same(hash_texts(v, 4, 9), hash_text(whole, 9)));
		const char *at = packed;
		for (size_t i = 0; i < 4; i++) {
			struct text back;
			at = pack_get(at, &back);
			assert_true(text_same(back, v[i]));
		}
		assert_ptr_equal(at, end);
	}
}

static void rows_are_hashed_as_texts(void **state)
{
	(void)state;
	struct text a[3] = { TEXT("1"), TEXT(""), TEXT("a value longer than sixteen bytes") };
	struct text b[3] = { TEXT("x"), TEXT("y"), TEXT("z") };
	struct text *col[] = { a, b };
	size_t both[] = { 1, 0 }, only[] = { 0 };
	struct hash hash[3];
	hash_rows(col, both, 2, 3, 7, hash);
	for (size_t r = 0; r < 3; r++)
		assert_true(same(hash[r], hash_texts((struct text[]){ b[r], a[r] }, 2, 7)));
	hash_rows(col, only, 1, 3, 7, hash);
	for (size_t r = 0; r < 3; r++)
		assert_true(same(hash[r], hash_text(a[r], 7)));
}

static void folding_keeps_order_and_borders(void **state)
{
	(void)state;
	struct text first[] = { TEXT("a"), TEXT("ab"), TEXT("b"), TEXT("a"), TEXT("") };
	struct text second[] = { TEXT("bc"), TEXT("c"), TEXT("a"), TEXT("bc"), TEXT("abc") };
	uint64_t to[5] = { 1, 1, 1, 1, 1 };
	hash_fold(first, 5, to);
	hash_fold(second, 5, to);
	assert_true(to[0] == to[3]);
	for (size_t i = 0; i < 5; i++)
		for (size_t j = i + 1; j < 5; j++)
			assert_true(to[i] != to[j] || (i == 0 && j == 3));
}

static void memo_numbers_texts(void **state)
{
	(void)state;
	struct memo *m = memo_new(42, 100000);
	bool fresh;
	char text[32];
	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < 50000; i++) {
			/* lengths 0 to 30, the texts in a piece that changes under the memo */
			int n = snprintf(text, sizeof(text), "%.*s%u", (int)(i % 25),
			                 "aaaaaaaaaaaaaaaaaaaaaaaaa", i);
			struct text v = { text, i == 7 ? 0 : (size_t)n };
			assert_int_equal(memo_find(m, v, &fresh), i);
			assert_int_equal(fresh, round == 0);
			assert_true(text_same(memo_text(m, i), v));
			assert_int_equal(memo_text(m, i).at[v.len], '\0');
			memset(text, 'x', sizeof(text));
		}
	assert_int_equal(memo_count(m), 50000);
	memo_empty(m);
	assert_int_equal(memo_count(m), 0);
	assert_int_equal(memo_find(m, TEXT("49999"), &fresh), 0);
	assert_true(fresh);
	memo_free(m);
	memo_free(NULL);
}

static void memo_is_full(void **state)
{
	(void)state;
	struct memo *m = memo_new(1, 2);
	bool fresh;
	assert_int_equal(memo_find(m, TEXT("a"), &fresh), 0);
	assert_int_equal(memo_find(m, (struct text){ NULL, 0 }, &fresh), 1);
	assert_int_equal(memo_find(m, TEXT("c"), &fresh), MEMO_FULL);
	assert_false(fresh);
	assert_int_equal(memo_find(m, TEXT(""), &fresh), 1);
	assert_false(fresh);
	assert_int_equal(memo_count(m), 2);
	memo_empty(m);
	assert_int_equal(memo_find(m, TEXT("c"), &fresh), 0);
	assert_true(fresh);
	memo_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths_count),
		cmocka_unit_test(any_length_is_hashed_alike),
		cmocka_unit_test(rows_are_hashed_as_texts),
		cmocka_unit_test(folding_keeps_order_and_borders),
		cmocka_unit_test(memo_numbers_texts),
		cmocka_unit_test(memo_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
