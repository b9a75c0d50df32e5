/* filters/harmonise/atlas.c - looks a key up in the tables made at build. */
#include "atlas.h"
#include "lib/hash.h"

struct answer atlas_meaning(const struct atlas_entry *entry)
{
	const struct atlas_answer *found = &atlas_answers[entry->answer];
	return (struct answer){
		.kind = found->kind,
		.refused = found->kind == IS_AMBIGUOUS || found->kind == IS_NO_COUNTRY,
		.codes = { atlas_texts + found->codes, found->len },
		.former = { atlas_texts + found->former, found->formers },
		.source = atlas_texts + entry->source,
	};
}

bool atlas_find(struct text key, struct answer *answer)
{
	uint64_t hash = hash_short(key, ATLAS_SEED);
	for (uint64_t at = hash;; at++) {
		uint32_t slot = atlas_slots[at & atlas_mask];
		if (slot == 0)
			return false;
		const struct atlas_entry *entry = &atlas_entries[slot - 1];
		if (!text_same(key, atlas_key(entry)))
			continue;
		*answer = atlas_meaning(entry);
		return true;
	}
}

const struct atlas_area *atlas_area(struct text alpha3)
{
	size_t low = 0, high = atlas_area_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = text_order(text_of(atlas_areas[middle].alpha3), alpha3);
		if (order == 0)
			return &atlas_areas[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
