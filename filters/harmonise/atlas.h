/* filters/harmonise/atlas.h - the names and codes of countries that were known when Weir was
 * built.
 *
 * tables/ gathers them from iso-codes and ICU and writes them as constant data, so that nothing
 * is read or built at start. A key is what name.h makes of a text: "cotedivoire", "islamic iran
 * republic", "=ci". */
#pragma once
#include "answer.h"

struct atlas_answer {
	uint8_t kind;   /* enum answer_kind */
	uint8_t len;    /* of its codes */
	uint16_t codes; /* where they begin in atlas_codes */
};
struct atlas_entry {
	uint32_t key; /* where it begins in atlas_keys */
	uint16_t len;
	uint16_t answer;
};

extern const char atlas_keys[], atlas_codes[];
extern const struct atlas_answer atlas_answers[];
extern const struct atlas_entry atlas_entries[];
extern const uint32_t atlas_slots[]; /* by hash, then one by one: 0 is free, else entry + 1 */
extern const uint32_t atlas_mask;    /* slots - 1 */
extern const char atlas_versions[];  /* "iso-codes 4.15.0, ICU 72.1" */

#define ATLAS_SEED 0 /* the keys are not untrusted */

bool atlas_find(struct text key, struct answer *);
