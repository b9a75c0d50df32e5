/* filters/harmonise/tables/conf.c - what the tables in conf/countries say of texts and codes. */
#include "sources.h"
#include <glob.h>

struct taking {
	struct pool *pool;
	const struct areas *areas;
	char scheme[32]; /* of a table of codes; empty: of names */
	bool plural;     /* demonyms may stand in the plural */
	const char *language;
};

/* The codes and the kind that an answer stands for: "PER", "COD COG", "stateless". */
static const char *read_answer(const struct areas *all, struct text v, struct found *as)
{
	as->kind = answer_kind(v);
	if (as->kind != NO_KIND)
		return as->kind == IS_COUNTRY || as->kind == IS_HISTORICAL ? "has a kind without a code"
		                                                           : NULL;
	for (size_t at = 0; at < v.len; at += 4) {
		const struct area *area =
			v.len - at < 3 ? NULL : area_of(all, (struct text){ v.at + at, 3 });
		if (!area)
			return "has an answer that is neither alpha-3 codes nor a kind";
		as->kind = area->former ? IS_HISTORICAL : IS_COUNTRY;
	}
	if (v.len % 4 != 3)
		return "has an answer that is neither alpha-3 codes nor a kind";
	if (v.len == 3)
		memcpy(as->code, v.at, 3);
	else
		as->kind = IS_AMBIGUOUS;
	as->codes = v;
	return NULL;
}

/* "names.tsv:12, UN, M49: former names" */
static struct text source_of(struct arena *mem, const char *file, size_t line, struct text source)
{
	const char *name = strstr(file, "conf/countries/");
	name = name ? name + strlen("conf/countries/") : file;
	size_t room = strlen(name) + source.len + 32;
	char *to = arena_take(mem, room);
	snprintf(to, room, "%s:%zu, %.*s", name, line, (int)source.len, source.at);
	return text_of(to);
}

/* Austrians, Iraqis; not those that are one word in both numbers: Chinese, Dutch. */
static void take_plural(struct taking *t, struct text name, struct found as)
{
	struct arena *mem = t->pool->mem;
	char last = name.len > 0 ? name.at[name.len - 1] : '\0';
	bool ends = last == 'n' || last == 'i' || last == 'r' || last == 't' || last == 'k';
	if (!ends || as.kind == IS_AMBIGUOUS)
		return;
	char *to = arena_copy(mem, name.at, name.len + 1);
	to[name.len] = 's';
	as.rank = MADE;
	pool_name(t->pool, (struct text){ to, name.len + 1 }, as);
}

static const char *take_name(void *self, const char *file, size_t line, const struct text *value)
{
	struct taking *t = self;
	struct found as = { .rank = HOUSE, .language = text_of(t->language) };
	as.english = strcmp(t->language, "en") == 0;
	const char *why = read_answer(t->areas, value[1], &as);
	if (why)
		return why;
	if (value[2].len == 0)
		return "has no source";
	as.source = source_of(t->pool->mem, file, line, value[2]);
	pool_house(t->pool, value[0], as);
	if (t->plural)
		take_plural(t, value[0], as);
	return NULL;
}

static const char *take_code(void *self, const char *file, size_t line, const struct text *value)
{
	struct taking *t = self;
	struct found as = { .rank = HOUSE, .english = true, .language = text_of("en") };
	const char *why = read_answer(t->areas, value[1], &as);
	if (why)
		return why;
	if (!text_is(value[3], "") && !text_is(value[3], "also"))
		return "has another use than 'also'";
	as.source = source_of(t->pool->mem, file, line, value[2]);
	pool_scheme(t->pool, t->scheme, value[0], as);
	return NULL;
}

/* CLDR 48 shn */
static const char *take_cldr(void *self, const char *file, size_t line, const struct text *value)
{
	struct taking *t = self;
	struct found as = { .rank = TOLD, .cldr = true };
	(void)file;
	(void)line;
	const char *why = read_answer(t->areas, value[1], &as);
	if (why)
		return why;
	as.source = value[2];
	const char *last = memrchr(value[2].at, ' ', value[2].len);
	size_t at = last ? (size_t)(last + 1 - value[2].at) : 0;
	as.language = (struct text){ value[2].at + at, value[2].len - at };
	pool_name(t->pool, value[0], as);
	return NULL;
}

static const char *base(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static const char *take_names(struct taking *t, const char *path)
{
	static const char *const others[] = { "history.tsv", "parts.tsv", "territories.tsv",
		                                  "overrides.tsv" };
	const char *name = base(path);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(name, others[i]) == 0)
			return NULL;
	bool cldr = strcmp(name, "cldr.tsv") == 0;
	t->plural = strcmp(name, "demonyms.tsv") == 0;
	t->language = strcmp(name, "gentilics.tsv") == 0  ? "es"
	              : strcmp(name, "endonyms.tsv") == 0 ? "mul"
	                                                  : "en";
	return take_table(t->pool->mem, path, "text\tanswer\tsource", cldr ? take_cldr : take_name, t);
}

static const char *take_codes(struct taking *t, const char *path)
{
	snprintf(t->scheme, sizeof(t->scheme), "%.*s", (int)strcspn(base(path), "."), base(path));
	return take_table(t->pool->mem, path, "text\tanswer\tsource\tuse", take_code, t);
}

static const char *take_all(struct taking *t, const char *pattern,
                            const char *(*take)(struct taking *, const char *))
{
	const char *why = NULL;
	glob_t found = { 0 };
	if (glob(pattern, 0, NULL, &found) != 0)
		why = blame(t->pool->mem, pattern, "no tables there");
	for (size_t i = 0; i < found.gl_pathc && !why; i++)
		why = take(t, found.gl_pathv[i]);
	globfree(&found);
	return why;
}

const char *take_conf(struct pool *pool, const char *conf, const struct areas *areas)
{
	struct taking t = { .pool = pool, .areas = areas };
	char pattern[4096];
	snprintf(pattern, sizeof(pattern), "%s/*.tsv", conf);
	const char *why = take_all(&t, pattern, take_names);
	snprintf(pattern, sizeof(pattern), "%s/codes/*.tsv", conf);
	return why ? why : take_all(&t, pattern, take_codes);
}
