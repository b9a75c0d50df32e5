/* filters/harmonise/tables/icu_names.c - CLDR's names of countries and of the parts of the
 * world, from ICU. */
#include "sources.h"
#include "lib/icu.h"

struct taking {
	struct pool *pool;
	const struct countries *countries;
};

static const struct country *country_of(const struct countries *all, const char *region)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->at[i].alpha2, region) == 0)
			return &all->at[i];
	return NULL;
}

/* UN M49 codes of regions, the European Union, "Unknown Region". The others that are no
 * countries (Ascension, the Canary Islands) are parts of one, and are left unknown. */
static enum answer_kind kind_of(const char *region)
{
	if (strcmp(region, "ZZ") == 0)
		return IS_UNKNOWN;
	return region[0] <= '9' || strcmp(region, "EU") == 0 ? IS_RESIDUAL : NO_KIND;
}

static void take(void *self, const char *locale, const char *region, struct text name)
{
	struct taking *t = self;
	const struct country *country = country_of(t->countries, region);
	struct found as = { .kind = country ? IS_COUNTRY : kind_of(region) };
	if (as.kind == NO_KIND)
		return;
	if (country)
		memcpy(as.code, country->alpha3, sizeof(as.code));
	as.english = strcmp(locale, "en") == 0 || strncmp(locale, "en_", 3) == 0;
	as.cldr = true;
	as.language = text_of(arena_copy(t->pool->mem, locale, strlen(locale)));
	pool_name(t->pool, name, as);
}

const char *take_icu(struct pool *pool, const struct countries *countries)
{
	return icu_region_names(take, &(struct taking){ pool, countries }, pool->mem);
}
