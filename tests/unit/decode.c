/* tests/unit/decode.c - any bytes, in any encoding, cut anywhere, give the same; what is bad never becomes a character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include "lib/decode.c" // NOLINT(bugprone-suspicious-include)

enum { LEN = 300, MOST = LEN * 8 + DECODE_ROOM };

static uint32_t roll(uint32_t *seed, uint32_t n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % n;
}

/* In pieces of random sizes; most: of a piece. */
static size_t in_pieces(struct decoder *d, struct text from, char *to, uint32_t seed, uint32_t most)
{
	size_t n = 0, got = 1, used;
	while (from.len > 0 || got > 0) {
		size_t len = roll(&seed, most) + 1, room = DECODE_ROOM + roll(&seed, 64);
		if (len > from.len)
			len = from.len;
		got = decode(d, (struct text){ from.at, len }, len == from.len, to + n, room, &used);
		assert_true(got <= room && used <= len);
		from.at += used;
		from.len -= used;
		n += got;
		assert_true(n <= MOST - DECODE_ROOM * 2);
	}
	return n;
}

static void test_cuts(void **state)
{
	static const char *const encodings[] = { "windows-1252", "iso-8859-1",  "UTF-16LE",
		                                     "UTF-16BE",     "UTF-32LE",    "shift_jis",
		                                     "gb18030",      "euc-jp",      "big5",
		                                     "koi8-r",       "ISO-2022-JP", "ebcdic-cp-us" };
	static const char chosen[] = "ab,\n\"\x81\xC2\xA9\xD8\xDC\xED\xA0\x80\xFF\xFE\x1B$B\0\0\0";
	char bytes[LEN], whole[MOST], cut[MOST];
	(void)state;
	for (size_t e = 0; e < sizeof(encodings) / sizeof(*encodings); e++) {
		for (uint32_t seed = 1; seed < 200; seed++) {
			uint32_t s = seed;
			size_t len = roll(&s, LEN);
			for (size_t i = 0; i < len; i++)
				bytes[i] = seed % 2 ? (char)roll(&s, 256) : chosen[roll(&s, sizeof(chosen))];
			struct decoder *one = decoder_new(encodings[e]), *two = decoder_new(encodings[e]);
			assert_non_null(one);
			size_t n = in_pieces(one, (struct text){ bytes, len }, whole, seed, LEN);
			size_t m = in_pieces(two, (struct text){ bytes, len }, cut, seed, 1 + seed % 7);
			assert_int_equal(n, m);
			assert_memory_equal(whole, cut, n);
			decoder_free(one);
			decoder_free(two);
		}
	}
}

/* A byte that is none of its encoding is found by whoever looks for UTF-8, whatever stands beside it. */
static void test_bad_is_found(void **state)
{
	static const struct {
		const char *encoding, *bytes;
		size_t len, valid; /* valid: SIZE_MAX: all of it */
	} cases[] = {
		{ "windows-1252", "a\x81z", 3, 1 },
		{ "windows-1252", "\xE9\x90\xE9", 3, 2 },
		{ "iso-8859-7", "a\xFF", 2, 1 },
		{ "euc-jp", "\xC2,", 2, 0 },
		{ "shift_jis", "a\x81", 2, 1 },
		{ "UTF-16LE", "a\0\0\xD8", 4, 1 },
		{ "UTF-16LE", "a\0b", 3, 1 },
		{ "UTF-16BE", "\xDC\x80\0a", 4, 0 },
		{ "UTF-32LE", "\0\0\x11\0", 4, 0 },
		{ "iso-8859-1", "\x81\xE9", 2, SIZE_MAX },
		{ "UTF-16LE", "\x3D\xD8\0\xDE", 4, SIZE_MAX },
	};
	char to[MOST];
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct decoder *d = decoder_new(cases[i].encoding);
		size_t n = in_pieces(d, (struct text){ cases[i].bytes, cases[i].len }, to, 1, 1);
		assert_int_equal(utf8_valid(to, n), cases[i].valid == SIZE_MAX ? n : cases[i].valid);
		decoder_free(d);
	}
}

static bool is_made(const char *encoding)
{
	struct decoder *d = decoder_new(encoding);
	decoder_free(d);
	return d != NULL;
}

static void test_names(void **state)
{
	(void)state;
	assert_true(is_made("latin1") && !is_made("windows-1252x") && !is_made(""));
	assert_true(decode_is_plain("UTF8") && decode_is_plain("ascii") &&
	            decode_is_plain("utf-8-sig"));
	assert_false(decode_is_plain("latin1") || decode_is_known("klingon") ||
	             decode_is_plain("klingon"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_cuts),
		                                cmocka_unit_test(test_bad_is_found),
		                                cmocka_unit_test(test_names) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
