/* filters/harmonise/atlas.c - looks a key up in the tables made at build. */
#include "atlas.h"
#include "lib/hash.h"

bool atlas_find(struct text key, struct answer *answer)
{
	uint64_t hash = hash_short(key, ATLAS_SEED);
	for (uint64_t at = hash;; at++) {
		uint32_t slot = atlas_slots[at & atlas_mask];
		if (slot == 0)
			return false;
		const struct atlas_entry *entry = &atlas_entries[slot - 1];
		if (!text_same(key, (struct text){ atlas_keys + entry->key, entry->len }))
			continue;
		const struct atlas_answer *found = &atlas_answers[entry->answer];
		answer->kind = found->kind;
		answer->codes = (struct text){ atlas_codes + found->codes, found->len };
		answer->refused = found->kind == IS_AMBIGUOUS;
		return true;
	}
}
