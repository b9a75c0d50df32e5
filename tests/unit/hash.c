/* tests/unit/hash.c - hashes of several values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

enum { MANY = 1 << 17, LIMIT = 20 };

static size_t twins(const uint64_t *sorted, unsigned shift)
{
	size_t n = 0;
	for (size_t i = 1; i < MANY; i++)
		n += sorted[i] >> shift == sorted[i - 1] >> shift;
	return n;
}

/* Each 32 bits of the hashes have no more twins than chance gives, which are 2^17 * 2^17 / 2^33 = 2 on average; more than 20
 * it gives in one of 10^14 tries. Each 64 bits have none, by a chance of 2^31 to one. */
static void are_spread(const char *what, const struct hash *hash)
{
	uint64_t *part = malloc(MANY * sizeof(*part));
	for (unsigned which = 0; which < 4; which++) {
		for (size_t i = 0; i < MANY; i++)
			part[i] = (which % 2 ? hash[i].high : hash[i].low) << which / 2 * 32;
		qsort(part, MANY, sizeof(*part), order);
		size_t n = twins(part, 32), whole = which < 2 ? twins(part, 0) : 0;
		if (n > LIMIT || whole > 0)
			fail_msg("%s: %zu and %zu twins in part %u", what, n, whole, which);
	}
	free(part);
}

/* How the i-th of many keys of two values is written; gives the length of the first one. */
typedef size_t make_key(uint32_t i, char key[64], size_t *len);

static size_t counted(uint32_t i, char key[64], size_t *len)
{
	*len = (size_t)snprintf(key, 64, "A0001%u", i);
	return 5;
}

static size_t counted_in_width(uint32_t i, char key[64], size_t *len)
{
	*len = (size_t)snprintf(key, 64, "%09u%07u", i, i / 7);
	return 9;
}

/* (a, b) and (b, a), and what is counted stands in either. */
static size_t swapped(uint32_t i, char key[64], size_t *len)
{
	uint32_t n = i / 2, a = n / 512, b = 512 + n % 512;
	*len = (size_t)snprintf(key, 64, "%08u%08u", i % 2 ? a : b, i % 2 ? b : a);
	return 8;
}

/* All zeros, but for a few bits at any place. */
static size_t few_bits(uint32_t i, char key[64], size_t *len)
{
	memset(key, 0, 64);
	*len = 16;
	for (uint32_t left = i, at = 0; at < 3; left /= 64, at++)
		key[(at * 5 + left % 64 / 4) % 16] ^= (char)(1 << (left % 4 * 2));
	memcpy(key + 12, &i, sizeof(i));
	return 8;
}

/* Zeros of every length on either side of a number. */
static size_t zeros(uint32_t i, char key[64], size_t *len)
{
	memset(key, 0, 64);
	size_t before = i % 12;
	uint32_t n = i / 12;
	memcpy(key + before, &n, sizeof(n));
	*len = before + sizeof(n) + 1;
	return before;
}

/* Pairs of words (u, u) and (u, u ^ c): of any two, each word of one differs from the other word of the other by the same.
 * A product that is keyed by one word and the same turned has twins among these, whatever the key. */
static size_t crossed(uint32_t i, char key[64], size_t *len)
{
	uint64_t half = i < MANY / 2 ? i : (uint64_t)(i - MANY / 2 + 1) << 16;
	uint64_t first = half | half << 32, last = first ^ 0x55D80D68BCAA3D23;
	memcpy(key, &first, 8);
	memcpy(key + 8, &last, 8);
	*len = 16;
	return 0;
}

static size_t longer(uint32_t i, char key[64], size_t *len)
{
	*len = (size_t)snprintf(key, 64, "a name that is long %08u, and a second %08u", i, MANY - i);
	return 28;
}

static void structured_keys_are_spread(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		make_key *make;
	} kind[] = { { "counted", counted }, { "in width", counted_in_width },
		         { "swapped", swapped }, { "few bits", few_bits },
		         { "zeros", zeros },     { "crossed", crossed },
		         { "longer", longer } };
	char(*key)[64] = malloc(MANY * sizeof(*key));
	struct text *col[2] = { malloc(MANY * sizeof(struct text)),
		                    malloc(MANY * sizeof(struct text)) };
	struct hash *hash = malloc(MANY * sizeof(*hash));
	size_t both[] = { 0, 1 };
	for (size_t k = 0; k < sizeof(kind) / sizeof(*kind); k++) {
		for (uint32_t i = 0; i < MANY; i++) {
			size_t len, first = kind[k].make(i, key[i], &len);
			col[0][i] = (struct text){ key[i], first };
			col[1][i] = (struct text){ key[i] + first, len - first };
		}
		hash_rows(col, both, 2, MANY, k, hash);
		are_spread(kind[k].name, hash);
	}
	free(key);
	free(col[0]);
	free(col[1]);
	free(hash);
}

/* A batch of any size, begun anywhere, gives each row its own hash. */
static void rows_are_hashed_alone(void **state)
{
	(void)state;
	enum { N = 300 };
	static char bytes[N][32];
	static struct text a[N], b[N];
	struct text *col[] = { a, b };
	size_t turned[] = { 1, 0 };
	struct hash all[N], one;
	uint64_t narrow[N], alone;
	for (size_t i = 0; i < N; i++) {
		memset(bytes[i], (int)i, sizeof(bytes[i]));
		a[i] = (struct text){ bytes[i], i % 33 };
		b[i] = (struct text){ bytes[N - 1 - i], i % 7 };
	}
	hash_rows(col, turned, 2, N, 5, all);
	hash_rows_short(col, turned, 2, 0, N, 5, narrow);
	for (size_t i = 0; i < N; i++) {
		struct text *at[] = { a + i, b + i };
		hash_rows(at, turned, 2, 1, 5, &one);
		assert_true(same(one, all[i]));
		hash_rows_short(col, turned, 2, i, 1, 5, &alone);
		assert_true(alone == narrow[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(borders_and_order_count),
		cmocka_unit_test(every_bit_of_any_length_counts),
		cmocka_unit_test(structured_keys_are_spread),
		cmocka_unit_test(rows_are_hashed_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
