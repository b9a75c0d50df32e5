/* filters/harmonise/tables/iso_codes.c - ISO 3166-1 and 3166-3 from Debian's iso-codes: JSON and
 * gettext. */
#include "sources.h"
#include "harmonise/name.h"
#include "lib/json.h"
#include <glob.h>
#include <stdlib.h>

struct part {             /* one of the two standards */
	const char *standard; /* "3166-1" */
	enum answer_kind kind;
	struct pool *pool;
	const struct json *list, *today; /* today: of ISO 3166-1 */
};

static struct text member(const struct json *entry, const char *name)
{
	const struct json *value = json_get(entry, name);
	return value && value->kind == JSON_STRING ? value->text : (struct text){ NULL, 0 };
}

static struct text labelled(const char *label, struct text language, struct arena *mem)
{
	size_t len = strlen(label);
	char *to = arena_take(mem, len + language.len);
	memcpy(mempcpy(to, label, len), language.at, language.len);
	return (struct text){ to, len + language.len };
}

static void put_code(char *to, size_t room, struct text code)
{
	size_t n = 0;
	for (; n < code.len && code.len < room; n++)
		to[n] = code.at[n];
	to[n] = '\0';
}

static const char *const names[] = { "name", "official_name", "common_name" };
static const char *const codes[] = { "alpha_2", "alpha_3", "alpha_4", "numeric" };
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct text before_comma(struct text name)
{
	const char *comma = name.len > 0 ? memchr(name.at, ',', name.len) : NULL;
	return (struct text){ name.at, comma ? (size_t)(comma - name.at) : 0 };
}

static struct text joined(struct text name, struct arena *mem)
{
	struct name read;
	return name_read(name, mem, &read) == NAME_READ ? name_joined(&read, mem)
	                                                : (struct text){ NULL, 0 };
}

static bool is_name_of_today(const struct part *part, struct text name)
{
	struct arena *mem = part->pool->mem;
	struct text sought = joined(name, mem);
	for (size_t i = 0; i < part->today->n; i++)
		for (size_t k = 0; k < COUNT(names); k++)
			if (text_same(joined(member(&part->today->item[i], names[k]), mem), sought))
				return true;
	return false;
}

/* Former countries are listed as "Yugoslavia, (Socialist) Federal Republic of": what stands
 * before the comma is a name too, unless somebody has it today: "Viet-Nam, Democratic Republic
 * of". Countries of today have commas for another reason: "Congo, The Democratic Republic of
 * the". */
static void put_name(const struct part *part, struct text original, struct text name,
                     struct found as)
{
	pool_name(part->pool, name, as);
	if (part->kind != IS_HISTORICAL || before_comma(original).len == 0 ||
	    before_comma(name).len == 0)
		return;
	if (!is_name_of_today(part, before_comma(original)))
		pool_name(part->pool, before_comma(name), as);
}

/* The alpha-2 and numeric codes of former countries are those of today's ones again, or of
 * several: who wants them has to say so. */
static bool is_plain(enum answer_kind kind, const char *code)
{
	return kind == IS_COUNTRY || strcmp(code, "alpha_3") == 0 || strcmp(code, "alpha_4") == 0;
}

/* The code of a former entry may live on: ATF, whose alpha-2 code changed. */
static bool is_of_today(const struct part *part, struct text alpha3)
{
	for (size_t i = 0; i < part->today->n; i++)
		if (text_same(member(&part->today->item[i], "alpha_3"), alpha3))
			return true;
	return false;
}

static struct found found_as(const struct part *part, const struct json *entry)
{
	struct text alpha3 = member(entry, "alpha_3");
	struct found as = { .kind = is_of_today(part, alpha3) ? IS_COUNTRY : IS_HISTORICAL };
	as.rank = TOLD;
	as.source = text_of("iso-codes");
	put_code(as.code, sizeof(as.code), alpha3);
	return as;
}

/* Every code is one of its scheme; the plain ones are known without it too. */
static void take_code(const struct part *part, const char *member_name, struct text code,
                      struct found as)
{
	static const char *const schemes[] = { "iso2", "iso3", "iso4", "isonum" };
	size_t k = 0;
	while (strcmp(codes[k], member_name) != 0)
		k++;
	if (code.len == 0)
		return;
	pool_scheme(part->pool, schemes[k], code, as);
	if (is_plain(part->kind, member_name))
		pool_code(part->pool, code, as);
}

static void take_entry(const struct part *part, const struct json *entry)
{
	struct found as = found_as(part, entry);
	as.english = true;
	as.language = text_of("en");
	for (size_t i = 0; i < COUNT(codes); i++)
		take_code(part, codes[i], member(entry, codes[i]), as);
	for (size_t i = 0; i < COUNT(names); i++)
		if (member(entry, names[i]).len > 0)
			put_name(part, member(entry, names[i]), member(entry, names[i]), as);
}

/* A catalogue's file (gettext.info, "The Format of GNU MO Files"): seven words, then two tables
 * of lengths and offsets, of the originals and of the translations. Built for this machine, or
 * it is refused. */
struct catalogue {
	struct text bytes;
	uint32_t n, originals, translations;
};

static bool word_at(struct text bytes, size_t at, uint32_t *word)
{
	if (at + 4 > bytes.len)
		return false;
	memcpy(word, bytes.at + at, 4);
	return true;
}

static bool catalogue_open(struct catalogue *c)
{
	uint32_t magic;
	return word_at(c->bytes, 0, &magic) && magic == 0x950412de && word_at(c->bytes, 8, &c->n) &&
	       word_at(c->bytes, 12, &c->originals) && word_at(c->bytes, 16, &c->translations);
}

static bool catalogue_text(const struct catalogue *c, uint32_t table, uint32_t i, struct text *v)
{
	uint32_t len, at;
	size_t row = table + (size_t)i * 8;
	if (!word_at(c->bytes, row, &len) || !word_at(c->bytes, row + 4, &at) ||
	    (size_t)at + len > c->bytes.len)
		return false;
	*v = (struct text){ c->bytes.at + at, len };
	return utf8_valid(v->at, v->len) == v->len;
}

/* A name may be that of two countries of one standard, or stand behind a context: both are
 * looked at as they are. */
static void take_translation(const struct part *part, struct text original, struct text name,
                             struct text language)
{
	for (size_t i = 0; i < part->list->n; i++) {
		const struct json *entry = &part->list->item[i];
		for (size_t k = 0; k < COUNT(names); k++) {
			if (!text_same(member(entry, names[k]), original))
				continue;
			struct found as = found_as(part, entry);
			as.language = language;
			as.source = labelled("iso-codes ", language, part->pool->mem);
			put_name(part, original, name, as);
			return;
		}
	}
}

static const char *take_catalogue(const struct part *part, const char *path, const char *language)
{
	struct arena *mem = part->pool->mem;
	struct catalogue c = { 0 };
	const char *why = slurp(mem, path, &c.bytes);
	if (why)
		return why;
	if (!catalogue_open(&c))
		return blame(mem, path, "is no gettext catalogue of this machine");
	for (uint32_t i = 0; i < c.n; i++) {
		struct text original, name;
		if (!catalogue_text(&c, c.originals, i, &original) ||
		    !catalogue_text(&c, c.translations, i, &name))
			return blame(mem, path, "is cut short, or no UTF-8");
		if (original.len > 0)
			take_translation(part, original, name, text_of(language));
	}
	return NULL;
}

/* The language stands in the path: SHARE/locale/de/LC_MESSAGES/iso_3166-1.mo. */
static const char *take_catalogues(const struct part *part, const char *share)
{
	char pattern[4096];
	const char *why = NULL;
	glob_t found = { 0 };
	snprintf(pattern, sizeof(pattern), "%s/locale/*/LC_MESSAGES/iso_%s.mo", share, part->standard);
	if (glob(pattern, 0, NULL, &found) != 0)
		why = blame(part->pool->mem, pattern, "no translations there; install iso-codes");
	for (size_t i = 0; i < found.gl_pathc && !why; i++) {
		const char *language = found.gl_pathv[i] + strlen(share) + strlen("/locale/");
		size_t len = strcspn(language, "/");
		why = take_catalogue(part, found.gl_pathv[i], arena_copy(part->pool->mem, language, len));
	}
	globfree(&found);
	return why;
}

static const char *take_part(struct part *part, const char *share)
{
	struct arena *mem = part->pool->mem;
	char path[4096];
	struct text bytes;
	const char *why;
	snprintf(path, sizeof(path), "%s/iso-codes/json/iso_%s.json", share, part->standard);
	if ((why = slurp(mem, path, &bytes)) != NULL)
		return why;
	const struct json *all = json_read(bytes, mem, &why);
	if (!all)
		return blame(mem, path, why);
	part->list = json_get(all, part->standard);
	if (!part->list || part->list->kind != JSON_ARRAY || part->list->n == 0)
		return blame(mem, path, "does not hold the list that it is named for");
	if (!part->today)
		part->today = part->list;
	for (size_t i = 0; i < part->list->n; i++)
		take_entry(part, &part->list->item[i]);
	return take_catalogues(part, share);
}

/* Kosovo has no code in ISO 3166; XK and XKX are user-assigned codes that the European Union,
 * the World Bank and CLDR use. */
static void take_kosovo(struct pool *pool)
{
	struct found as = { .kind = IS_COUNTRY, .code = "XKX", .rank = TOLD, .english = true };
	as.language = text_of("en");
	as.source = text_of("user-assigned code");
	pool_code(pool, text_of("XK"), as);
	pool_code(pool, text_of("XKX"), as);
}

/* "1993-06-15", or a year, which is its last day: 19931231. */
static int day_of(struct text v)
{
	char date[11] = { 0 };
	int y = 0, m = 12, d = 31;
	for (size_t i = 0; i < v.len && i < 10; i++)
		date[i] = v.at[i];
	sscanf(date, "%4d-%2d-%2d", &y, &m, &d);
	return y * 10000 + m * 100 + d;
}

static void put_area(struct areas *areas, const struct part *part, const struct json *entry)
{
	struct area area = { .former = part->kind == IS_HISTORICAL };
	put_code(area.alpha2, sizeof(area.alpha2), member(entry, "alpha_2"));
	put_code(area.alpha3, sizeof(area.alpha3), member(entry, "alpha_3"));
	put_code(area.alpha4, sizeof(area.alpha4), member(entry, "alpha_4"));
	put_code(area.numeric, sizeof(area.numeric), member(entry, "numeric"));
	struct text common = member(entry, "common_name");
	area.name = common.len > 0 ? common : member(entry, "name");
	if (area.former) {
		struct text day = member(entry, "withdrawal_date");
		area.withdrawn = day_of(day);
		if (before_comma(area.name).len > 0 && !is_name_of_today(part, before_comma(area.name)))
			area.name = before_comma(area.name);
	}
	if (!area.former || !is_of_today(part, member(entry, "alpha_3")))
		areas->at[areas->n++] = area;
}

const char *take_iso_codes(struct pool *pool, const char *share, struct areas *areas)
{
	struct part today = { "3166-1", IS_COUNTRY, pool, NULL, NULL };
	struct part former = { "3166-3", IS_HISTORICAL, pool, NULL, NULL };
	const char *why = take_part(&today, share);
	former.today = today.list;
	if (!why)
		why = take_part(&former, share);
	if (why || !today.list || !former.list)
		return why;
	areas->at = arena_take(pool->mem, (today.list->n + former.list->n + 1) * sizeof(*areas->at));
	for (size_t i = 0; i < today.list->n; i++)
		put_area(areas, &today, &today.list->item[i]);
	areas->at[areas->n++] =
		(struct area){ .alpha2 = "XK", .alpha3 = "XKX", .name = text_of("Kosovo") };
	for (size_t i = 0; i < former.list->n; i++)
		put_area(areas, &former, &former.list->item[i]);
	take_kosovo(pool);
	return NULL;
}
