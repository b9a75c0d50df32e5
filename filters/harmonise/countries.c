/* filters/harmonise/countries.c - lists, searches and explains the tables that were compiled in. */
#include "countries.h"
#include "atlas.h"
#include "era.h"
#include "name.h"
#include "resolve.h"
#include "spell.h"
#include "lib/line.h"
#include <stdio.h>

enum { NEAREST = 4, SHOWN = 4 };

static struct text day(char *to, int date)
{
	if (date == 0)
		return (struct text){ NULL, 0 };
	snprintf(to, 16, "%04d-%02d-%02d", date / 10000, date / 100 % 100, date % 100);
	return text_of(to);
}

static void put_area(struct output *out, const struct atlas_area *a)
{
	char from[16], to[16];
	const struct text values[] = {
		text_of(a->alpha3),
		text_of(a->alpha2),
		text_of(a->numeric),
		text_of(atlas_texts + a->name),
		text_of(a->former ? "historical" : "country"),
		day(from, a->from),
		day(to, a->to),
		text_of(a->former ? atlas_texts + a->successors : a->whole),
	};
	line_write(out, values, sizeof(values) / sizeof(values[0]));
}

void countries_list(struct output *out)
{
	static const struct text head[] = { TEXT("iso3"),   TEXT("iso2"),
		                                TEXT("isonum"), TEXT("name"),
		                                TEXT("kind"),   TEXT("from"),
		                                TEXT("to"),     TEXT("part_of_or_became") };
	line_write(out, head, sizeof(head) / sizeof(head[0]));
	for (uint32_t i = 0; i < atlas_area_count; i++)
		put_area(out, &atlas_areas[i]);
}

static bool holds(struct text key, struct text sought)
{
	return memmem(key.at, key.len, sought.at, sought.len) != NULL;
}

static bool means(const struct atlas_entry *e, const char *code)
{
	const struct atlas_answer *a = &atlas_answers[e->answer];
	return a->kind != IS_NO_COUNTRY && a->len >= 3 && !memchr(atlas_keys + e->key, ' ', e->len) &&
	       holds((struct text){ atlas_texts + a->codes, a->len }, text_of(code));
}

/* "ivorycoast, cotedivoire": keys, the first few that hold it. Missing: none does. */
static struct text found_in(const char *code, struct text sought, struct arena *mem)
{
	size_t n = 0;
	struct text found = { NULL, 0 };
	for (uint32_t i = 0; i < atlas_size && n < SHOWN; i++) {
		struct text key = atlas_key(&atlas_entries[i]);
		if (!holds(key, sought) || !means(&atlas_entries[i], code))
			continue;
		char *to = arena_take(mem, found.len + key.len + 2), *at = to;
		if (n++ > 0)
			at = stpcpy(mempcpy(at, found.at, found.len), ", ");
		at = mempcpy(at, key.at, key.len);
		found = (struct text){ to, (size_t)(at - to) };
	}
	return found;
}

size_t countries_search(struct output *out, struct text words)
{
	static const struct text head[] = { TEXT("iso3"), TEXT("name"), TEXT("found") };
	struct arena *mem = arena_new();
	struct name name;
	size_t n = 0;
	line_write(out, head, sizeof(head) / sizeof(head[0]));
	struct text sought = { NULL, 0 };
	if (name_read(words, mem, &name) == NAME_READ)
		sought = name_joined(&name, mem);
	for (uint32_t i = 0; sought.len > 0 && i < atlas_area_count; i++) {
		const struct atlas_area *a = &atlas_areas[i];
		struct text found = found_in(a->alpha3, sought, mem);
		const struct text values[] = { text_of(a->alpha3), text_of(atlas_texts + a->name), found };
		if (found.len > 0)
			line_write(out, values, sizeof(values) / sizeof(values[0]));
		n += found.len > 0;
	}
	arena_free(mem);
	return n;
}

static void say(struct output *out, const char *label, struct text v)
{
	const struct text values[] = { text_of(label), v };
	if (v.len > 0)
		line_write(out, values, 2);
}

/* "ZAR Zaire, 1971-10-27 to 1997-05-16" */
static void say_area(struct output *out, const char *label, const struct atlas_area *a)
{
	char line[512], from[16] = "", to[16] = "";
	const char *name = atlas_texts + a->name;
	day(from, a->from);
	day(to, a->to);
	bool dated = a->from != 0 || a->to != 0;
	snprintf(line, sizeof(line), "%s %.400s%s%s%s%s", a->alpha3, name, dated ? ", " : "", from,
	         dated ? " to " : "",
	         a->to != 0 ? to
	         : dated    ? "now"
	                    : "");
	say(out, label, text_of(line));
}

static void say_codes(struct output *out, const char *label, struct text codes)
{
	for (size_t at = 0; at + 3 <= codes.len; at += 4) {
		const struct atlas_area *a = atlas_area((struct text){ codes.at + at, 3 });
		if (a)
			say_area(out, label, a);
	}
}

/* What became of it, and what it was before. */
static void say_history(struct output *out, struct text codes)
{
	const struct atlas_area *a = codes.len == 3 ? atlas_area(codes) : NULL;
	if (!a)
		return;
	say_codes(out, "part of before", text_of(a->whole));
	say_codes(out, "territory of", text_of(a->state));
	say_codes(out, "became", text_of(atlas_texts + a->successors));
	for (uint32_t i = 0; i < atlas_area_count; i++)
		if (atlas_areas[i].former && holds(text_of(atlas_texts + atlas_areas[i].successors), codes))
			say_area(out, "came of", &atlas_areas[i]);
}

/* The names that are spelt most like it and are another country's. */
static void say_neighbours(struct output *out, struct text key, const struct answer *answer)
{
	struct neighbour near[NEAREST];
	size_t n = spell_nearest(key, near, NEAREST);
	for (size_t i = 0; i < n; i++) {
		char line[512];
		struct text name = atlas_key(near[i].entry), code = atlas_meaning(near[i].entry).codes;
		if (text_same(code, answer->codes))
			continue;
		snprintf(line, sizeof(line), "%.3s '%.*s', %u %s away", code.at,
		         (int)(name.len < 400 ? name.len : 400), name.at, near[i].changes,
		         near[i].changes == 1 ? "change" : "changes");
		say(out, "not", text_of(line));
	}
}

static void explain(struct output *out, struct text v, const struct answer *answer,
                    struct days days, struct arena *mem)
{
	struct answer then = days.from ? era_answer(*answer, days, AS_NAMED, mem) : *answer;
	struct name name;
	say(out, "text", v);
	say(out, "kind", text_of(answer_word(then.kind)));
	if (then.kind != IS_NO_COUNTRY)
		say_codes(out, then.kind == IS_AMBIGUOUS ? "may be" : "answer", then.codes);
	say(out, "rule", text_of(rule_word(then.rule)));
	say(out, "source", text_of(then.source));
	if (answer->former.len > 0 && !text_same(answer->former, then.codes))
		say_codes(out, "in its time", answer->former);
	if (then.kind == IS_COUNTRY || then.kind == IS_HISTORICAL)
		say_history(out, then.codes);
	if (name_read(v, mem, &name) != NAME_READ)
		return;
	say(out, "looked up as", name_joined(&name, mem));
	say_neighbours(out, name_joined(&name, mem), &then);
}

bool countries_explain(struct output *out, struct text v, const char *scheme, struct text at,
                       const char **why)
{
	struct resolver r = { .scheme = text_of(scheme) };
	struct days days;
	*why = NULL;
	if (scheme && !is_code_scheme(r.scheme) && strcmp(scheme, "name") != 0)
		*why = "--scheme: expected name or a scheme of codes such as iso3, ioc, unhcr";
	else if (!days_read(at, &days))
		*why = "--at: expected a date such as 1992-12-31, 1992-12 or 1992";
	if (*why)
		return false;
	struct arena *mem = arena_new();
	struct answer answer = resolve(&r, v, mem);
	explain(out, v, &answer, days, mem);
	arena_free(mem);
	return true;
}
