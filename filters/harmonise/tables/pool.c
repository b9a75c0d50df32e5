/* filters/harmonise/tables/pool.c - puts each name and code in under its keys. */
#include "pool.h"
#include "harmonise/name.h"
#include <stdlib.h>

enum { MADE_SHORTEST = 5, PLACE_SHORTEST = 3 }; /* characters */

static void pool_put(struct pool *p, struct text key, struct found as)
{
	if (key.len == 0 || key.len > UINT16_MAX)
		return;
	if (p->n == p->room) {
		size_t room = p->room ? p->room * 2 : 4096;
		p->at = arena_grow(p->mem, p->at, p->n * sizeof(*p->at), room * sizeof(*p->at));
		p->room = room;
	}
	as.key = key;
	p->at[p->n++] = as;
}

/* Two or three plain letters are an abbreviation, in some language or other: "du", "man", "AS"
 * for the United States in Indonesian. Only those in English are known well enough to be meant. */
static bool is_too_short(struct text key)
{
	for (size_t i = 0; i < key.len; i++)
		if (key.at[i] & 0x80)
			return false;
	return key.len <= 3;
}

/* "Cocos (Keeling) Islands" without what stands in brackets. Missing: there are none. */
static struct text without_brackets(struct text v, struct arena *mem)
{
	const char *open = v.len > 0 ? memchr(v.at, '(', v.len) : NULL;
	const char *close = open ? memchr(open, ')', (size_t)(v.at + v.len - open)) : NULL;
	char *to = arena_take(mem, v.len), *at = to;
	if (!close)
		return (struct text){ NULL, 0 };
	at = mempcpy(at, v.at, (size_t)(open - v.at));
	at = mempcpy(at, close + 1, (size_t)(v.at + v.len - close - 1));
	return (struct text){ to, (size_t)(at - to) };
}

static void put_name(struct pool *p, struct text name, struct found as)
{
	struct name read;
	if (name_read(name, p->mem, &read) != NAME_READ)
		return;
	as.name = name;
	struct text key = name_joined(&read, p->mem);
	if (!as.english && is_too_short(key))
		return;
	if (as.rank == MADE && utf8_count(key) < MADE_SHORTEST)
		return;
	pool_put(p, key, as);
	pool_put(p, name_sorted(&read, p->mem), as);
}

void pool_name(struct pool *p, struct text name, struct found as)
{
	struct text bare = without_brackets(name, p->mem);
	put_name(p, name, as);
	if (bare.len == 0 || as.rank != TOLD || as.kind != IS_COUNTRY)
		return;
	as.rank = MADE;
	put_name(p, bare, as);
}

static bool is_code_of(const struct pool *p, struct text key)
{
	for (size_t i = 0; key.len > 0 && i < p->n; i++)
		if (text_same(p->at[i].key, key))
			return true;
	return false;
}

void pool_house(struct pool *p, struct text name, struct found as)
{
	struct name read;
	if (name_read(name, p->mem, &read) != NAME_READ)
		return;
	if (is_code_of(p, read.code))
		pool_code(p, name, as);
	else
		pool_name(p, name, as);
}

void pool_scheme(struct pool *p, const char *scheme, struct text code, struct found as)
{
	struct text key = name_code(code, p->mem);
	as.name = code;
	if (key.len > 0)
		pool_put(p, name_marked(scheme, key, p->mem), as);
}

void pool_place(struct pool *p, struct text name, struct found as)
{
	struct name read;
	if (name_read(name, p->mem, &read) != NAME_READ)
		return;
	as.name = name;
	as.kind = IS_NO_COUNTRY;
	struct text key = name_joined(&read, p->mem);
	if (utf8_count(key) >= PLACE_SHORTEST)
		pool_put(p, name_marked("@", key, p->mem), as);
}

void pool_code(struct pool *p, struct text code, struct found as)
{
	struct name read;
	if (name_read(code, p->mem, &read) != NAME_READ)
		return;
	as.name = code;
	pool_put(p, read.code, as);
}
