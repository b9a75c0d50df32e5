/* tests/unit/words.c - short texts as words, with a mask and without. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "lib/words.h"

/* What words are: the bytes from the lowest on, zeros behind them, and the length. */
static struct words spelt(const unsigned char *bytes, size_t n)
{
	struct words w = { 0, (uint64_t)n << 56 };
	for (size_t i = 0; i < n; i++)
		*(i < 8 ? &w.first : &w.last) |= (uint64_t)bytes[i] << i % 8 * 8;
	return w;
}

/* Pieces of exactly n bytes, so that a sanitizer sees a byte read too many. */
static void each_length(words_how *how)
{
	for (size_t n = 0; n <= SHORT; n++) {
		unsigned char *bytes = malloc(n + (n == 0));
		assert_non_null(bytes);
		for (size_t i = 0; i < n; i++)
			bytes[i] = (unsigned char)(0xFF - 16 * i - n);
		struct words is = how((struct text){ (const char *)bytes, n }), shall = spelt(bytes, n);
		assert_true(is.first == shall.first && is.last == shall.last);
		free(bytes);
	}
	struct words none = how((struct text){ NULL, 0 });
	assert_true(none.first == 0 && none.last == 0);
}

static void words_without_a_mask(void **state)
{
	(void)state;
	each_length(short_words);
}

#ifdef __x86_64__
WORDS_MASKED static struct words masked(struct text v)
{
	return masked_words(v);
}
#endif

static void words_with_a_mask(void **state)
{
	(void)state;
#ifdef __x86_64__
	if (words_masked()) {
		each_length(masked);
		return;
	}
#endif
	skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_without_a_mask),
		cmocka_unit_test(words_with_a_mask),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
