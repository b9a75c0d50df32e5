/* filters/harmonise/atlas.h - the names and codes of countries that were known when Weir was
 * built.
 *
 * tables/ gathers them from iso-codes, ICU and conf/countries and writes them as constant data, so
 * that nothing is read or built at start. A key is what name.h makes of a text: "cotedivoire",
 * "islamic iran republic"; "=ci" for a code, "ioc=civ" for one of a scheme; "@dakar" for a place. */
#pragma once
#include "answer.h"

struct atlas_answer {
	uint8_t kind;    /* enum answer_kind */
	uint8_t len;     /* of its codes */
	uint8_t formers; /* length of the codes of former countries */
	uint32_t codes;  /* where they begin in atlas_texts */
	uint32_t former;
};
struct atlas_entry {
	uint32_t key; /* where it begins in atlas_keys */
	uint16_t len;
	uint16_t answer; /* its number in atlas_answers */
	uint32_t source; /* where it stands in atlas_texts, up to a NUL */
};
struct atlas_area {
	char alpha3[4], alpha2[3], numeric[4], alpha4[5];
	char state[4]; /* whose territory it is */
	char whole[4]; /* what it was part of before `from` */
	bool former;
	int from, to;        /* its first and last day as yyyymmdd; 0: not limited */
	int withdrawn;       /* the day that its codes were */
	uint32_t name;       /* in English, in atlas_texts up to a NUL */
	uint32_t successors; /* codes with spaces between, likewise */
};
struct atlas_scheme { /* codes to answer with */
	const char *name;
	uint32_t first, n; /* in atlas_targets */
};
struct atlas_target {
	char code[16];
	char answer[12]; /* an alpha-3 code, or a kind */
};
struct atlas_spelling {
	uint32_t letters; /* a bit for each letter it has */
	uint32_t entry : 24, len : 8;
};
#define ATLAS_LONGEST 60 /* bytes of a name that is spelt: longer ones are not mended */

extern const char atlas_keys[], atlas_texts[];
extern const struct atlas_answer atlas_answers[];
extern const struct atlas_entry atlas_entries[];
extern const uint32_t atlas_size;    /* entries */
extern const uint32_t atlas_slots[]; /* by hash, then one by one: 0 is free, else entry + 1 */
extern const uint32_t atlas_mask;    /* slots - 1 */
extern const struct atlas_area atlas_areas[]; /* by alpha-3 code */
extern const uint32_t atlas_area_count;
extern const struct atlas_scheme atlas_schemes[]; /* ends without a name */
extern const struct atlas_target atlas_targets[]; /* of each scheme, by answer */
/* Names in Latin letters, by first letter and then by length (places with their mark); and those of
 * them that may be meant. Where each letter and length begins, and the end. */
#define ATLAS_LENGTHS (ATLAS_LONGEST + 1)
#define ATLAS_STARTS ((size_t)26 * ATLAS_LENGTHS)
extern const struct atlas_spelling atlas_spellings[], atlas_wide[];
extern const uint32_t atlas_spelling_starts[ATLAS_STARTS + 1];
extern const uint32_t atlas_wide_starts[ATLAS_STARTS + 1];
extern const char atlas_versions[]; /* "iso-codes 4.15.0, ICU 72.1" */

#define ATLAS_SEED 0 /* the keys are not untrusted */

/* False: no such key. The answer's rule is not set. */
bool atlas_find(struct text key, struct answer *);
/* A country of today or of former days; null: no such alpha-3 code. */
const struct atlas_area *atlas_area(struct text alpha3);
static inline struct text atlas_key(const struct atlas_entry *e)
{
	return (struct text){ atlas_keys + e->key, e->len };
}
/* What an entry means. */
struct answer atlas_meaning(const struct atlas_entry *);
