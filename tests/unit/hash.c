/* tests/unit/hash.c - hashes of several values, and the memo against a plain list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "lib/hash.h"

static bool same(struct hash a, struct hash b)
{
	return a.low == b.low && a.high == b.high;
}

static struct hash hash_of(struct text a, struct text b, uint64_t seed)
{
	struct text *col[] = { &a, &b };
	size_t both[] = { 0, 1 };
	struct hash hash;
	hash_rows(col, both, 2, 1, seed, &hash);
	return hash;
}

static void borders_and_order_count(void **state)
{
	(void)state;
	struct hash hash[] = {
		hash_of(TEXT("ab"), TEXT("c"), 1),  hash_of(TEXT("a"), TEXT("bc"), 1),
		hash_of(TEXT("abc"), TEXT(""), 1),  hash_of(TEXT(""), TEXT("abc"), 1),
		hash_of(TEXT("c"), TEXT("ab"), 1),  hash_of(TEXT("ab"), TEXT("c"), 2),
		hash_of(TEXT(""), TEXT(""), 1),     hash_of(TEXT("\0"), TEXT(""), 1),
		hash_of(TEXT("\0\0"), TEXT(""), 1), hash_of(TEXT(""), TEXT("\0"), 1),
	};
	size_t n = sizeof(hash) / sizeof(*hash);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			assert_int_equal(same(hash[i], hash[j]), i == j);
	struct text none = { NULL, 0 };
	assert_true(same(hash_of(none, none, 1), hash_of(TEXT(""), TEXT(""), 1)));
}

/* Exact pieces, so that a sanitizer sees a byte read too many; one bit turned over at every place. */
static void every_bit_of_any_length_counts(void **state)
{
	(void)state;
	for (size_t n = 1; n < 300; n += n < 40 ? 1 : 37) {
		char *bytes = malloc(n);
		for (size_t i = 0; i < n; i++)
			bytes[i] = (char)(i * 7);
		struct text v = { bytes, n };
		struct hash first = hash_of(v, v, 9);
		for (size_t i = 0; i < n; i++)
			for (unsigned bit = 0; bit < 8; bit++) {
				bytes[i] = (char)(bytes[i] ^ 1 << bit);
				struct hash other = hash_of(v, v, 9);
				assert_true(other.low != first.low && other.high != first.high);
				bytes[i] = (char)(bytes[i] ^ 1 << bit);
			}
		assert_true(same(hash_of(v, v, 9), first));
		free(bytes);
	}
}

static int order(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* Ids that are counted up, as those of a feed: 32 bits of either half have no more twins than chance gives, which would be
 * 2^18 * 2^18 / 2^33 = 8 on average (and more than 40 by chance never). */
static void counted_ids_are_spread(void **state)
{
	(void)state;
	enum { N = 1 << 18 };
	uint64_t *part = malloc(N * sizeof(*part));
	for (unsigned which = 0; which < 4; which++) {
		for (uint32_t i = 0; i < N; i++) {
			char id[16];
			int n = snprintf(id, sizeof(id), "%s%0*u", which < 2 ? "A" : "", which < 2 ? 1 : 9, i);
			struct hash h = hash_of(TEXT("A0001"), (struct text){ id, (size_t)n }, which);
			part[i] = (which % 2 ? h.low : h.high) >> 32;
		}
		qsort(part, N, sizeof(*part), order);
		size_t twins = 0;
		for (size_t i = 1; i < N; i++)
			twins += part[i] == part[i - 1];
		assert_in_range(twins, 0, 40);
	}
	free(part);
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
		cmocka_unit_test(borders_and_order_count),
		cmocka_unit_test(every_bit_of_any_length_counts),
		cmocka_unit_test(counted_ids_are_spread),
		cmocka_unit_test(folding_keeps_order_and_borders),
		cmocka_unit_test(memo_numbers_texts),
		cmocka_unit_test(memo_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
