/* filters/lib/icu.c - the only file that knows ICU: normal forms, folding, the names of regions, encodings. */
/* link: -licuuc -licui18n */
#include "lib/icu.h"
#include <unicode/ucal.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/unorm2.h>
#include <unicode/ures.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utrans.h>
#include <stdint.h>
#include <stdlib.h>

/* ICU counts in int32_t, and three UTF-16 units may come of one byte. */
#define LONGEST (INT32_MAX / 18)

struct wide { /* UTF-16 */
	UChar *at;
	int32_t len;
};

static struct wide to_wide(struct text v, struct arena *mem)
{
	UErrorCode error = U_ZERO_ERROR;
	struct wide wide = { arena_take(mem, (v.len + 1) * sizeof(UChar)), 0 };
	u_strFromUTF8WithSub(wide.at, (int32_t)v.len + 1, &wide.len, v.at, (int32_t)v.len, 0xfffd, NULL,
	                     &error);
	return wide;
}

static struct text from_wide(struct wide wide, struct arena *mem)
{
	UErrorCode error = U_ZERO_ERROR;
	int32_t room = wide.len * 3 + 1, len = 0;
	char *to = arena_take(mem, (size_t)room);
	u_strToUTF8WithSub(to, room, &len, wide.at, wide.len, 0xfffd, NULL, &error);
	return (struct text){ to, (size_t)len };
}

/* The first is a guess at the room needed; ICU says how much it is. */
static struct wide normal(const UNormalizer2 *form, struct wide from, struct arena *mem)
{
	int32_t room = from.len + from.len / 4 + 32;
	for (;;) {
		UErrorCode error = U_ZERO_ERROR;
		struct wide to = { arena_take(mem, (size_t)room * sizeof(UChar)), 0 };
		to.len = unorm2_normalize(form, from.at, from.len, to.at, room, &error);
		if (error == U_BUFFER_OVERFLOW_ERROR)
			room = to.len + 1;
		else
			return U_SUCCESS(error) ? to : from;
	}
}

static bool is_ascii(struct text v)
{
	size_t i = 0;
	uint64_t high = 0, eight;
	for (; i + 8 <= v.len; i += 8) {
		memcpy(&eight, v.at + i, 8);
		high |= eight;
	}
	for (; i < v.len; i++)
		high |= (uint64_t)(unsigned char)v.at[i];
	return (high & 0x8080808080808080u) == 0;
}

/* Nothing below U+0300 changes in NFC, and in UTF-8 that is all whose first byte is below 0xcc. */
static bool is_low(struct text v)
{
	for (size_t i = 0; i < v.len; i++)
		if ((unsigned char)v.at[i] >= 0xcc)
			return false;
	return true;
}

struct text icu_nfc(struct text v, struct arena *mem)
{
	UErrorCode error = U_ZERO_ERROR;
	if (is_ascii(v) || is_low(v) || v.len > LONGEST)
		return v;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&error);
	struct wide wide = to_wide(v, mem);
	if (unorm2_spanQuickCheckYes(nfc, wide.at, wide.len, &error) == wide.len)
		return v;
	return from_wide(normal(nfc, wide, mem), mem);
}

typedef int32_t change_case(UChar *, int32_t, const UChar *, int32_t, const char *, UErrorCode *);

/* In the root locale; what grows, as ß to SS, says how much room it needs. */
static struct text with_case(struct text v, struct arena *mem, change_case *change)
{
	if (v.len > LONGEST)
		return v;
	struct wide from = to_wide(v, mem);
	for (int32_t room = from.len + 16;;) {
		UErrorCode error = U_ZERO_ERROR;
		struct wide to = { arena_take(mem, (size_t)room * sizeof(UChar)), 0 };
		to.len = change(to.at, room, from.at, from.len, "", &error);
		if (error != U_BUFFER_OVERFLOW_ERROR)
			return U_SUCCESS(error) ? from_wide(to, mem) : v;
		room = to.len + 1;
	}
}

struct text icu_upper(struct text v, struct arena *mem)
{
	return with_case(v, mem, u_strToUpper);
}

struct text icu_lower(struct text v, struct arena *mem)
{
	return with_case(v, mem, u_strToLower);
}

struct range {
	UChar32 first, last;
};
/* Accents and vowel points that people leave out: of Latin, Greek, Cyrillic; Hebrew; Arabic; and
 * the modifier letters that stand for an apostrophe. Arabic's is a letter by its category. */
static const struct range left_out[] = {
	{ 0x02b0, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05c7 }, { 0x0610, 0x061a },
	{ 0x0640, 0x0640 }, { 0x064b, 0x065f }, { 0x0670, 0x0670 }, { 0x06d6, 0x06ed },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff }, { 0xfe20, 0xfe2f },
};
struct alike {
	UChar32 letter;
	UChar as[3];
};
/* Letters that Unicode does not decompose, though people write one for the other. */
static const struct alike alikes[] = {
	{ 0x00e6, u"ae" },     { 0x00f0, u"d" },      { 0x00f8, u"o" },      { 0x00fe, u"th" },
	{ 0x0111, u"d" },      { 0x0127, u"h" },      { 0x0131, u"i" },      { 0x0142, u"l" },
	{ 0x014b, u"n" },      { 0x0153, u"oe" },     { 0x0167, u"t" },      { 0x0180, u"b" },
	{ 0x0199, u"k" },      { 0x01b4, u"y" },      { 0x0253, u"b" },      { 0x0254, u"o" },
	{ 0x0256, u"d" },      { 0x0257, u"d" },      { 0x0259, u"e" },      { 0x025b, u"e" },
	{ 0x0263, u"gh" },     { 0x0268, u"i" },      { 0x0289, u"u" },      { 0x0629, u"\u0647" },
	{ 0x0649, u"\u064a" }, { 0x0671, u"\u0627" }, { 0x06a9, u"\u0643" }, { 0x06aa, u"\u0643" },
	{ 0x06be, u"\u0647" }, { 0x06c1, u"\u0647" }, { 0x06cc, u"\u064a" }, { 0x06d5, u"\u0647" },
};

static bool is_left_out(UChar32 c)
{
	for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		if (c >= left_out[i].first && c <= left_out[i].last)
			return true;
	return false;
}

static const struct alike *alike(UChar32 c)
{
	for (size_t i = 0; i < sizeof(alikes) / sizeof(alikes[0]); i++)
		if (c == alikes[i].letter)
			return &alikes[i];
	return NULL;
}

/* ICU's own macro for this does not pass the warnings that Weir is compiled with. */
static UChar32 next_char(struct wide from, int32_t *i)
{
	UChar c = from.at[(*i)++];
	if (!U16_IS_LEAD(c) || *i == from.len)
		return c;
	return U16_GET_SUPPLEMENTARY(c, from.at[(*i)++]);
}

/* Nearly all names are ASCII: they need neither ICU's tables nor UTF-16. */
static struct text ascii_words(struct text v, struct arena *mem)
{
	char *to = arena_take(mem, v.len);
	size_t n = 0;
	bool apart = false;
	for (size_t i = 0; i < v.len; i++) {
		char c = v.at[i];
		bool big = c >= 'A' && c <= 'Z';
		if (!big && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
			apart = n > 0;
			continue;
		}
		if (apart)
			to[n++] = ' ';
		apart = false;
		to[n++] = (char)(big ? c + ('a' - 'A') : c);
	}
	return (struct text){ to, n };
}

/* Room: each character becomes at most two units, or one behind a space. */
static struct wide wide_words(struct wide from, enum icu_accents accents, struct arena *mem)
{
	const uint32_t word = U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK;
	struct wide to = { arena_take(mem, (size_t)from.len * 3 * sizeof(UChar)), 0 };
	bool apart = false;
	for (int32_t i = 0; i < from.len;) {
		UChar32 c = next_char(from, &i);
		if (accents == ICU_BARE && is_left_out(c))
			continue;
		if (!(U_GET_GC_MASK(c) & word)) {
			apart = to.len > 0;
			continue;
		}
		if (apart)
			to.at[to.len++] = ' ';
		apart = false;
		const struct alike *as = accents == ICU_BARE ? alike(c) : NULL;
		if (!as)
			U16_APPEND_UNSAFE(to.at, to.len, c);
		for (const UChar *u = as ? as->as : u""; *u; u++)
			to.at[to.len++] = *u;
	}
	return to;
}

struct text icu_words(struct text v, enum icu_accents accents, struct arena *mem)
{
	UErrorCode error = U_ZERO_ERROR;
	if (v.len > ICU_WORDS_LONGEST)
		return (struct text){ NULL, 0 };
	if (is_ascii(v))
		return ascii_words(v, mem);
	struct wide wide = to_wide(v, mem);
	wide = normal(unorm2_getNFKCCasefoldInstance(&error), wide, mem);
	wide = normal(unorm2_getNFKDInstance(&error), wide, mem);
	return from_wide(wide_words(wide, accents, mem), mem);
}

/* The tables of a locale's own: names, short ones ("UK"), other ones ("Burma"). */
static const char *const tables[] = { "Countries", "Countries%short", "Countries%variant" };

static void take_table(UResourceBundle *of, const char *table, const char *locale, icu_take *take,
                       void *self, struct arena *mem)
{
	UErrorCode error = U_ZERO_ERROR;
	UResourceBundle *names = ures_getByKey(of, table, NULL, &error);
	while (U_SUCCESS(error) && ures_hasNext(names)) {
		struct wide name = { 0 };
		const char *region = NULL;
		const UChar *at = ures_getNextString(names, &name.len, &region, &error);
		if (U_FAILURE(error))
			break;
		name.at = arena_take(mem, (size_t)name.len * sizeof(UChar));
		u_memcpy(name.at, at, name.len);
		take(self, locale, region, from_wide(name, mem));
	}
	ures_close(names);
}

const char *icu_region_names(icu_take *take, void *self, struct arena *mem)
{
	static const char package[] = U_ICUDATA_NAME "-region";
	UErrorCode error = U_ZERO_ERROR;
	UEnumeration *locales = ures_openAvailableLocales(package, &error);
	const char *locale;
	while ((locale = uenum_next(locales, NULL, &error)) != NULL && U_SUCCESS(error)) {
		UResourceBundle *of = ures_openDirect(package, locale, &error);
		for (size_t t = 0; U_SUCCESS(error) && t < sizeof(tables) / sizeof(tables[0]); t++)
			take_table(of, tables[t], locale, take, self, mem);
		ures_close(of);
	}
	uenum_close(locales);
	return U_FAILURE(error) ? u_errorName(error) : NULL;
}

/* --- encodings -------------------------------------------------------------------------------- */

struct icu_charset {
	UConverter *converter;
	bool bytes; /* of single bytes: one that is none of it is told as it stands */
};

/* Bytes that are none of the encoding become halves of pairs that stand alone, which no character does. */
static void on_bad(const void *self, UConverterToUnicodeArgs *args, const char *bad, int32_t len,
                   UConverterCallbackReason reason, UErrorCode *error)
{
	const struct icu_charset *c = self;
	if (reason > UCNV_IRREGULAR)
		return;
	*error = U_ZERO_ERROR;
	for (int32_t i = 0; i < (c->bytes ? len : 1); i++) {
		unsigned char byte = (unsigned char)bad[i];
		UChar half = ICU_BAD_UNIT;
		if (c->bytes && byte >= 0x80)
			half = (UChar)(ICU_BAD_BYTE + byte);
		ucnv_cbToUWriteUChars(args, &half, 1, 0, error);
	}
}

struct icu_charset *icu_charset_open(const char *name)
{
	UErrorCode error = U_ZERO_ERROR;
	struct icu_charset *c = name[0] ? calloc(1, sizeof(*c)) : NULL;
	if (!c)
		return NULL;
	c->converter = ucnv_open(name, &error);
	ucnv_setToUCallBack(c->converter, on_bad, c, NULL, NULL, &error);
	if (U_FAILURE(error)) {
		icu_charset_close(c);
		return NULL;
	}
	c->bytes = ucnv_getMinCharSize(c->converter) == 1;
	return c;
}

void icu_charset_close(struct icu_charset *c)
{
	if (c)
		ucnv_close(c->converter);
	free(c);
}

bool icu_charset_is_utf8(const struct icu_charset *c)
{
	return ucnv_getType(c->converter) == UCNV_UTF8;
}

bool icu_charset_is_single(const struct icu_charset *c)
{
	UConverterType type = ucnv_getType(c->converter);
	return (type == UCNV_SBCS || type == UCNV_LATIN_1 || type == UCNV_US_ASCII) &&
	       ucnv_getMaxCharSize(c->converter) == 1;
}

size_t icu_charset_decode(struct icu_charset *c, struct text from, bool ended, uint16_t *to,
                          size_t room, size_t *used)
{
	UErrorCode error = U_ZERO_ERROR;
	const char *at = from.len > 0 ? from.at : "";
	const char *begin = at;
	UChar *end = to;
	ucnv_toUnicode(c->converter, &end, to + room, &at, at + from.len, NULL, ended, &error);
	*used = (size_t)(at - begin);
	return (size_t)(end - to);
}

const char *icu_charset_near(const char *wrong, struct arena *mem)
{
	UErrorCode error = U_ZERO_ERROR;
	size_t n = (size_t)ucnv_countAvailable();
	struct text *words = arena_take(mem, (n * 8 + 1) * sizeof(*words));
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		const char *name = ucnv_getAvailableName((int32_t)i);
		uint16_t aliases = ucnv_countAliases(name, &error);
		for (uint16_t a = 0; a < aliases && a < 8; a++)
			words[kept++] = text_of(ucnv_getAlias(name, a, &error));
	}
	const struct text *near = text_nearest(text_of(wrong), words, kept);
	return near ? near->at : NULL;
}

/* A struct icu_way is ICU's transliterator under another name. */
struct icu_way *icu_latin_open(void)
{
	UErrorCode error = U_ZERO_ERROR;
	void *way = utrans_openU(u"Any-Latin; Latin-ASCII", -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
	return way;
}

struct text icu_latin(const struct icu_way *way, struct text v, struct arena *mem)
{
	UErrorCode error = U_ZERO_ERROR;
	if (v.len > ICU_WORDS_LONGEST)
		return (struct text){ NULL, 0 };
	struct wide wide = to_wide(v, mem), to = { NULL, wide.len };
	int32_t room = (wide.len + 8) * 8, limit = wide.len;
	to.at = arena_take(mem, (size_t)room * sizeof(UChar));
	u_memcpy(to.at, wide.at, wide.len);
	utrans_transUChars((const UTransliterator *)(const void *)way, to.at, &to.len, room, 0, &limit,
	                   &error);
	return U_SUCCESS(error) ? from_wide(to, mem) : (struct text){ NULL, 0 };
}

void icu_latin_close(struct icu_way *way)
{
	if (way)
		utrans_close((UTransliterator *)(void *)way);
}

void icu_zones(const char *region, icu_take_zone *take, void *self)
{
	UErrorCode error = U_ZERO_ERROR;
	UEnumeration *zones =
		ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, region, NULL, &error);
	const char *zone;
	while (U_SUCCESS(error) && (zone = uenum_next(zones, NULL, &error)) != NULL)
		take(self, region, zone);
	uenum_close(zones);
}

const char *icu_version(void)
{
	return U_ICU_VERSION;
}
