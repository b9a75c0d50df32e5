/* filters/harmonise/tables/icu_names.c - CLDR's names of countries and of the parts of the
 * world, from ICU. */
#include "sources.h"
#include "lib/icu.h"

struct taking {
	struct pool *pool;
	const struct areas *areas;
	const struct icu_way *way;
};

static const struct area *country_of(const struct areas *all, const char *region)
{
	for (size_t i = 0; i < all->n; i++)
		if (!all->at[i].former && strcmp(all->at[i].alpha2, region) == 0)
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

static struct text source_of(struct arena *mem, const char *locale)
{
	char *to = arena_take(mem, strlen(locale) + sizeof("ICU "));
	stpcpy(stpcpy(to, "ICU "), locale);
	return text_of(to);
}

static bool is_ascii(struct text v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.at[i] & 0x80)
			return false;
	return true;
}

/* A name of another script in Latin letters: "Rossiia" for Россия. */
static void take_latin(const struct taking *t, struct text name, struct found as)
{
	if (as.kind != IS_COUNTRY || is_ascii(name))
		return;
	struct text latin = icu_latin(t->way, name, t->pool->mem);
	if (latin.len == 0 || text_same(latin, name))
		return;
	as.rank = MADE;
	as.english = false;
	pool_name(t->pool, latin, as);
}

static void take(void *self, const char *locale, const char *region, struct text name)
{
	struct taking *t = self;
	const struct area *country = country_of(t->areas, region);
	struct found as = { .kind = country ? IS_COUNTRY : kind_of(region), .rank = TOLD };
	if (as.kind == NO_KIND)
		return;
	if (country)
		memcpy(as.code, country->alpha3, sizeof(as.code));
	as.english = strcmp(locale, "en") == 0 || strncmp(locale, "en_", 3) == 0;
	as.cldr = true;
	as.language = text_of(arena_copy(t->pool->mem, locale, strlen(locale)));
	as.source = source_of(t->pool->mem, locale);
	pool_name(t->pool, name, as);
	take_latin(t, name, as);
}

const char *take_icu(struct pool *pool, const struct areas *areas)
{
	struct icu_way *way = icu_latin_open();
	if (!way)
		return "ICU has no transforms to Latin letters";
	struct taking t = { pool, areas, way };
	const char *why = icu_region_names(take, &t, pool->mem);
	icu_latin_close(way);
	return why;
}

/* "America/Argentina/Buenos_Aires" is Buenos Aires. Zones whose last part is no city have no
 * country either. */
static void take_zone(void *self, const char *region, const char *zone)
{
	struct taking *t = self;
	const struct area *country = country_of(t->areas, region);
	const char *slash = strrchr(zone, '/');
	if (!country || !slash)
		return;
	char *city = arena_copy(t->pool->mem, slash + 1, strlen(slash + 1));
	for (char *c = city; *c; c++)
		if (*c == '_')
			*c = ' ';
	struct found as = { .rank = TOLD, .source = text_of("ICU, cities of time zones") };
	memcpy(as.code, country->alpha3, sizeof(as.code));
	pool_place(t->pool, text_of(city), as);
}

const char *take_cities(struct pool *pool, const struct areas *areas)
{
	struct taking t = { pool, areas, NULL };
	for (size_t i = 0; i < areas->n; i++)
		if (!areas->at[i].former)
			icu_zones(areas->at[i].alpha2, take_zone, &t);
	return NULL;
}
