/* filters/harmonise/tables/parts.c - what is no country: the parts of countries by ISO 3166-2;
 * languages and currencies, whose names are near to those of countries: Javanese, Kannada. */
#include "sources.h"
#include "lib/json.h"

static struct text member(const struct json *entry, const char *name)
{
	const struct json *value = json_get(entry, name);
	return value && value->kind == JSON_STRING ? value->text : (struct text){ NULL, 0 };
}

static const struct area *country_of(const struct areas *all, struct text code)
{
	for (size_t i = 0; i < all->n; i++)
		if (code.len > 2 && !all->at[i].former && strncmp(all->at[i].alpha2, code.at, 2) == 0)
			return &all->at[i];
	return NULL;
}

/* "Bizkaia / Vizcaya", "Abu Dhabi [Abu Zaby]": each is a name. */
static void take_names(struct pool *pool, struct text name, struct found as)
{
	for (size_t from = 0, at = 0; at <= name.len; at++) {
		if (at < name.len && !strchr("/[]()", name.at[at]))
			continue;
		pool_place(pool, (struct text){ name.at + from, at - from }, as);
		from = at + 1;
	}
	pool_place(pool, name, as);
}

/* Names of a list that have nothing to do with one country. */
static const char *take_words(struct pool *pool, const char *share, const char *standard)
{
	char path[4096];
	struct text bytes;
	const char *why;
	snprintf(path, sizeof(path), "%s/iso-codes/json/iso_%s.json", share, standard);
	if ((why = slurp(pool->mem, path, &bytes)) != NULL)
		return why;
	const struct json *all = json_read(bytes, pool->mem, &why);
	const struct json *list = all ? json_get(all, standard) : NULL;
	if (!list || list->kind != JSON_ARRAY)
		return blame(pool->mem, path, all ? "does not hold the list that it is named for" : why);
	for (size_t i = 0; i < list->n; i++)
		pool_place(pool, member(&list->item[i], "name"),
		           (struct found){ .rank = TOLD, .source = text_of("iso-codes, other lists") });
	return NULL;
}

const char *take_parts(struct pool *pool, const char *share, const struct areas *areas)
{
	char path[4096];
	struct text bytes;
	const char *why;
	snprintf(path, sizeof(path), "%s/iso-codes/json/iso_3166-2.json", share);
	if ((why = slurp(pool->mem, path, &bytes)) != NULL)
		return why;
	const struct json *all = json_read(bytes, pool->mem, &why);
	const struct json *list = all ? json_get(all, "3166-2") : NULL;
	if (!list || list->kind != JSON_ARRAY)
		return blame(pool->mem, path, all ? "does not hold the list that it is named for" : why);
	for (size_t i = 0; i < list->n; i++) {
		struct found as = { .rank = TOLD, .source = text_of("iso-codes, ISO 3166-2") };
		const struct area *country = country_of(areas, member(&list->item[i], "code"));
		if (!country)
			continue;
		memcpy(as.code, country->alpha3, sizeof(as.code));
		take_names(pool, member(&list->item[i], "name"), as);
	}
	why = take_words(pool, share, "639-3");
	return why ? why : take_words(pool, share, "4217");
}
