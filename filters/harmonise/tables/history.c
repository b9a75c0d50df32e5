/* filters/harmonise/tables/history.c - when countries began and ended, and whose territories are. */
#include "sources.h"

struct taking {
	struct areas *areas;
	struct arena *mem;
};

struct area *area_of(const struct areas *all, struct text alpha3)
{
	for (size_t i = 0; i < all->n; i++)
		if (text_is(alpha3, all->at[i].alpha3))
			return &all->at[i];
	return NULL;
}

/* 1992-12-31 as 19921231; 0: it is none. */
static int day_of(struct text v)
{
	int y, m, d, used = 0;
	char date[11];
	if (v.len != 10)
		return 0;
	memcpy(date, v.at, 10);
	date[10] = '\0';
	if (sscanf(date, "%4d-%2d-%2d%n", &y, &m, &d, &used) != 3 || used != 10)
		return 0;
	return m >= 1 && m <= 12 && d >= 1 && d <= 31 ? y * 10000 + m * 100 + d : 0;
}

static bool are_areas(const struct areas *all, struct text codes)
{
	for (size_t at = 0; at < codes.len; at += 4)
		if (codes.len - at < 3 || !area_of(all, (struct text){ codes.at + at, 3 }))
			return false;
	return codes.len % 4 == 3;
}

static const char *take_former(void *self, const char *file, size_t line, const struct text *value)
{
	struct taking *t = self;
	(void)file;
	(void)line;
	struct area *area = area_of(t->areas, value[0]);
	if (!area || !area->former)
		return "is no code of ISO 3166-3";
	area->from = day_of(value[1]);
	area->to = day_of(value[2]);
	if (area->from == 0 || area->to < area->from)
		return "has no days such as 1992-12-31, the first before the last";
	if (!are_areas(t->areas, value[3]))
		return "has successors that are no codes";
	area->successors = value[3];
	return NULL;
}

static const char *take_part(void *self, const char *file, size_t line, const struct text *value)
{
	struct taking *t = self;
	(void)file;
	(void)line;
	struct area *area = area_of(t->areas, value[0]), *whole = area_of(t->areas, value[2]);
	if (!area || !whole)
		return "has a code that is not known";
	area->from = day_of(value[1]);
	if (area->from == 0)
		return "has no day such as 1993-01-01";
	memcpy(area->whole, whole->alpha3, sizeof(area->whole));
	return NULL;
}

static const char *take_territory(void *self, const char *file, size_t line,
                                  const struct text *value)
{
	struct taking *t = self;
	(void)file;
	(void)line;
	struct area *area = area_of(t->areas, value[0]), *state = area_of(t->areas, value[1]);
	if (!area || !state)
		return "has a code that is not known";
	memcpy(area->state, state->alpha3, sizeof(area->state));
	return NULL;
}

const char *take_history(struct areas *areas, const char *conf, struct arena *mem)
{
	struct taking t = { areas, mem };
	char path[4096];
	snprintf(path, sizeof(path), "%s/history.tsv", conf);
	const char *why = take_table(mem, path, "code\tfrom\tto\tsuccessors\tsource", take_former, &t);
	snprintf(path, sizeof(path), "%s/parts.tsv", conf);
	if (!why)
		why = take_table(mem, path, "code\tfrom\twhole\tsource", take_part, &t);
	snprintf(path, sizeof(path), "%s/territories.tsv", conf);
	if (!why)
		why = take_table(mem, path, "text\tanswer\tsource", take_territory, &t);
	for (size_t i = 0; i < areas->n && !why; i++)
		if (areas->at[i].former && areas->at[i].from == 0)
			why = blame(mem, areas->at[i].alpha3, "has no line in history.tsv");
	return why;
}
