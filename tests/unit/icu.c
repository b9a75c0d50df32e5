/* tests/unit/icu.c - normal forms and the words of names, on every kind of script that they
 * treat. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include "lib/icu.h"

static void nfc_keeps_what_is_composed(void **state)
{
	struct arena *mem = *state;
	const char *const texts[] = { "",
		                          "plain ASCII of more than eight bytes",
		                          "Côte d’Ivoire",
		                          "Việt Nam",
		                          "日本",
		                          "Ελλάδα",
		                          "السعودية",
		                          "한국",
		                          "हिन्दी" };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_ptr_equal(icu_nfc(text_of(texts[i]), mem).at, texts[i]);
}

static void nfc_composes(void **state)
{
	struct arena *mem = *state;
	struct text v = icu_nfc(TEXT("A\u030aland Islands \u1112\u1161\u11ab"), mem);
	assert_true(text_is(v, "Åland Islands 한"));
	assert_true(text_is(icu_nfc(TEXT("\u212b"), mem), "Å"));
	/* marks in another order, and one that grows: U+0344 becomes two */
	assert_true(text_is(icu_nfc(TEXT("a\u0301\u0323"), mem), "ạ\u0301"));
	assert_true(text_is(icu_nfc(TEXT("\u0344"), mem), "\u0308\u0301"));
}

static void nfc_makes_room(void **state)
{
	struct arena *mem = *state;
	static const char qa[] = "\u0958"; /* three bytes that become six */
	static char many[3 * 5000];
	for (size_t i = 0; i < sizeof(many); i++)
		many[i] = qa[i % 3];
	struct text v = icu_nfc((struct text){ many, sizeof(many) }, mem);
	assert_int_equal(v.len, 2 * sizeof(many));
	assert_memory_equal(v.at + v.len - 6, "\u0915\u093c", 6);
}

static void words_are(struct arena *mem, const char *v, const char *bare, const char *kept)
{
	struct text one = icu_words(text_of(v), ICU_BARE, mem);
	struct text other = icu_words(text_of(v), ICU_KEPT, mem);
	if (!text_is(one, bare) || !text_is(other, kept))
		fail_msg("%s: [%.*s] [%.*s]", v, (int)one.len, one.at, (int)other.len, other.at);
}

static void words_are_folded(void **state)
{
	struct arena *mem = *state;
	words_are(mem, "", "", "");
	words_are(mem, " -- ", "", "");
	words_are(mem, "…—", "", "");
	words_are(mem, "  Guinea-BISSAU (2) ", "guinea bissau 2", "guinea bissau 2");
	words_are(mem, "Côte d’Ivoire", "cote d ivoire", "co\u0302te d ivoire");
	words_are(mem, "C\u00f4te\u00a0d'Ivoire", "cote d ivoire", "co\u0302te d ivoire");
	words_are(mem, "STRASSE Straße", "strasse strasse", "strasse strasse");
	words_are(mem, "Færøerne, Łotwa", "faeroerne lotwa", "færøerne łotwa");
	words_are(mem, "İran ırak", "iran irak", "i\u0307ran ırak");
	words_are(mem, "ＦＲＡＮＣＥ", "france", "france");
	words_are(mem, "Йемен", "иемен", "и\u0306емен");
	words_are(mem, "ΕΛΛΆΣ Ελλάς", "ελλασ ελλασ", "ελλα\u0301σ ελλα\u0301σ");
	words_are(mem, "سُورِيَة", "سوريه", "سُورِيَة");
	words_are(mem, "ایران", "ايران", "ایران");
	words_are(mem, "یـــمن", "يمن", "یـــمن");
	words_are(mem, "נֶפָּאל", "נפאל", "נֶפָּאל");
	words_are(mem, "日本・東京", "日本 東京", "日本 東京");
}

/* These signs are letters, not accents: without them, other words remain. */
static void words_keep_vowel_signs(void **state)
{
	words_are(*state, "नाइजर", "नाइजर", "नाइजर");
	words_are(*state, "ไทย ญี่ปุ่น", "ไทย ญี่ปุ่น", "ไทย ญี่ปุ่น");
	words_are(*state, "ガーナ", "カ\u3099ーナ", "カ\u3099ーナ");
}

static void long_texts_have_no_words(void **state)
{
	static char text[ICU_WORDS_LONGEST + 1];
	memset(text, 'a', sizeof(text));
	assert_int_equal(icu_words((struct text){ text, sizeof(text) - 1 }, ICU_BARE, *state).len,
	                 sizeof(text) - 1);
	assert_int_equal(icu_words((struct text){ text, sizeof(text) }, ICU_BARE, *state).len, 0);
}

struct seen {
	bool german, english_short, world;
};

static void see(void *self, const char *locale, const char *region, struct text name)
{
	struct seen *seen = self;
	seen->german |= !strcmp(locale, "de") && !strcmp(region, "AT") && text_is(name, "Österreich");
	seen->english_short |= !strcmp(locale, "en") && !strcmp(region, "GB") && text_is(name, "UK");
	seen->world |= !strcmp(locale, "fr") && !strcmp(region, "001") && text_is(name, "Monde");
}

static void regions_have_names(void **state)
{
	struct seen seen = { 0 };
	assert_null(icu_region_names(see, &seen, *state));
	assert_true(seen.german && seen.english_short && seen.world);
	assert_non_null(icu_version());
}

static int set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nfc_keeps_what_is_composed),
		cmocka_unit_test(nfc_composes),
		cmocka_unit_test(nfc_makes_room),
		cmocka_unit_test(words_are_folded),
		cmocka_unit_test(words_keep_vowel_signs),
		cmocka_unit_test(long_texts_have_no_words),
		cmocka_unit_test(regions_have_names),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
