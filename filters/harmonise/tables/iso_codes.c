/* filters/harmonise/tables/iso_codes.c - ISO 3166-1 and 3166-3 from Debian's iso-codes: JSON and
 * gettext. */
#include "sources.h"
#include "harmonise/name.h"
#include "lib/json.h"
#include <errno.h>
#include <glob.h>
#include <stdlib.h>

struct part {             /* one of the two standards */
	const char *standard; /* "3166-1" */
	enum answer_kind kind;
	struct pool *pool;
	const struct json *list, *today; /* today: of ISO 3166-1 */
};

static const char *blame(struct arena *mem, const char *file, const char *why)
{
	char *line = arena_take(mem, strlen(file) + strlen(why) + sizeof(": "));
	stpcpy(stpcpy(stpcpy(line, file), ": "), why);
	return line;
}

static const char *slurp(struct arena *mem, const char *path, struct text *bytes)
{
	FILE *f = fopen(path, "rb");
	size_t room = 1 << 16, n = 0, more;
	char *at = arena_take(mem, room);
	if (!f)
		return blame(mem, path, strerror(errno));
	while ((more = fread(at + n, 1, room - n, f)) > 0)
		if ((n += more) == room) {
			at = arena_grow(mem, at, n, room * 2);
			room *= 2;
		}
	const char *why = ferror(f) ? blame(mem, path, "cannot be read") : NULL;
	fclose(f);
	*bytes = (struct text){ at, n };
	return why;
}

static struct text member(const struct json *entry, const char *name)
{
	const struct json *value = json_get(entry, name);
	return value && value->kind == JSON_STRING ? value->text : (struct text){ NULL, 0 };
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
	const char *comma = memchr(name.at, ',', name.len);
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
	put_code(as.code, sizeof(as.code), alpha3);
	return as;
}

static void take_entry(const struct part *part, const struct json *entry)
{
	struct found as = found_as(part, entry);
	as.english = true;
	as.language = text_of("en");
	for (size_t i = 0; i < COUNT(codes); i++)
		if (is_plain(part->kind, codes[i]))
			pool_code(part->pool, member(entry, codes[i]), as);
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
	struct found as = { .kind = IS_COUNTRY, .code = "XKX", .english = true };
	as.language = text_of("en");
	pool_code(pool, text_of("XK"), as);
	pool_code(pool, text_of("XKX"), as);
}

const char *take_iso_codes(struct pool *pool, const char *share, struct countries *countries)
{
	struct part today = { "3166-1", IS_COUNTRY, pool, NULL, NULL };
	struct part former = { "3166-3", IS_HISTORICAL, pool, NULL, NULL };
	const char *why = take_part(&today, share);
	former.today = today.list;
	if (!why)
		why = take_part(&former, share);
	if (why)
		return why;
	countries->n = today.list->n + 1;
	countries->at = arena_zeros(pool->mem, countries->n * sizeof(*countries->at));
	for (size_t i = 0; i < today.list->n; i++) {
		struct country *country = &countries->at[i];
		put_code(country->alpha2, sizeof(country->alpha2), member(&today.list->item[i], "alpha_2"));
		put_code(country->alpha3, sizeof(country->alpha3), member(&today.list->item[i], "alpha_3"));
	}
	countries->at[today.list->n] = (struct country){ "XK", "XKX" };
	take_kosovo(pool);
	return NULL;
}
