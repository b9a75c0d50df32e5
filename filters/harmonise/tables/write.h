/* filters/harmonise/tables/write.h - the settled tables as C source. */
#pragma once
#include "lib/table.h"
#include "sources.h"

struct texts_out { /* the distinct texts that others refer to, each with a NUL behind it */
	struct arena *mem;
	struct table index;
	size_t n, len;
	struct text *at;
	uint32_t *where;
};

/* Where a text will stand in atlas_texts. */
uint32_t text_at(struct texts_out *, struct text);
/* atlas_keys, atlas_entries, atlas_answers, atlas_slots, atlas_spellings */
void write_names(FILE *, struct texts_out *, const struct settled *, size_t n);
/* atlas_areas, from those in the order of their codes */
void write_areas(FILE *, struct texts_out *, const struct areas *);
/* atlas_schemes and atlas_targets: the codes to answer with. Null, or what is wrong in `conf`. */
const char *write_targets(FILE *, struct texts_out *, const char *conf, const struct areas *);
/* atlas_texts: last, when all are known. */
void write_texts(FILE *, struct texts_out *);
