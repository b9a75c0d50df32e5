/* filters/lib/icu.h - what Weir asks of ICU, which icu.c wraps. Texts in and out are UTF-8. */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Normalization Form C (UAX #15): the text itself when it is so already, else a new one in mem. The
 * input is valid UTF-8. One of more than 100 MB stays as it is. */
struct text icu_nfc(struct text, struct arena *mem);

/* The words of a text, for comparing names: compatibility forms and case folded (NFKC_Casefold,
 * UAX #44), decomposed; one space for all that is no letter, mark or digit, none at the ends.
 * With ICU_BARE also without accents and vowel points, and letters one that differ by a stroke
 * only or by the keyboard: ø and o, ё and е, ة and ه. The signs of scripts that need them
 * (Devanagari, Thai) stay. In mem. The input is valid UTF-8; one longer than ICU_WORDS_LONGEST
 * bytes has no words. */
#define ICU_WORDS_LONGEST 4096
enum icu_accents { ICU_KEPT, ICU_BARE };
struct text icu_words(struct text, enum icu_accents, struct arena *mem);

/* Gives the names of all regions in all of ICU's locales, the short and the variant ones too:
 * region is an ISO 3166-1 alpha-2 or a UN M49 code. Null, or what ICU says went wrong. */
typedef void icu_take(void *self, const char *locale, const char *region, struct text name);
const char *icu_region_names(icu_take *take, void *self, struct arena *mem);

/* The text in capitals, or in small letters, whatever the locale; itself where it is longer than ICU can count. In mem.
 * The input is valid UTF-8. */
struct text icu_upper(struct text, struct arena *mem);
struct text icu_lower(struct text, struct arena *mem);

/* How bytes become characters in an encoding. */
struct icu_charset;
/* By any name that ICU knows: "windows-1252", "latin1", "UTF-16LE". Null: it knows none of that name. */
struct icu_charset *icu_charset_open(const char *name);
void icu_charset_close(struct icu_charset *); /* may be null */
bool icu_charset_is_utf8(const struct icu_charset *);
/* Each byte is a character by itself. */
bool icu_charset_is_single(const struct icu_charset *);
/* Decodes to UTF-16, as much as there is room for (two at least); gives how many units, and *used, how many bytes. ended:
 * no bytes will come behind these. A byte that is none of the encoding becomes ICU_BAD_BYTE and its own number, what is
 * not bytes from 0x80 on ICU_BAD_UNIT: halves of pairs that stand alone. */
#define ICU_BAD_BYTE 0xDC00
#define ICU_BAD_UNIT 0xDFFF
size_t icu_charset_decode(struct icu_charset *, struct text from, bool ended, uint16_t *to,
                          size_t room, size_t *used);
/* The name that is nearest to one that is none, or null. In mem. */
const char *icu_charset_near(const char *wrong, struct arena *mem);

/* Other scripts in Latin letters without accents (CLDR's transforms Any-Latin, Latin-ASCII): Россия
 * is Rossiya. Null where ICU has no transforms. Opening takes milliseconds; for one thread. */
struct icu_way;
struct icu_way *icu_latin_open(void);
/* Missing where ICU knows no way, or for texts longer than ICU_WORDS_LONGEST. In mem. */
struct text icu_latin(const struct icu_way *, struct text, struct arena *mem);
void icu_latin_close(struct icu_way *); /* may be null */

/* Gives the canonical time zones of a region, an ISO 3166-1 alpha-2 code: "Africa/Abidjan". */
typedef void icu_take_zone(void *self, const char *region, const char *zone);
void icu_zones(const char *region, icu_take_zone *take, void *self);

const char *icu_version(void); /* "72.1" */
