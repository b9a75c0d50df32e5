/* filters/lib/feed_part.c - a part of a descriptor, and its members by name. */
#include "lib/feed_part.h"
#include <stdarg.h>
#include <stdio.h>

static const char *path_to(const struct part *p, const char *key)
{
	size_t room = strlen(p->path) + strlen(key) + 2;
	char *path = arena_take(run_arena(p->run), room);
	snprintf(path, room, "%s%s%s", p->path, p->path[0] && key[0] ? "." : "", key);
	return path;
}

int part_fail(const struct part *p, const char *key, const char *why, ...)
{
	char what[1024];
	va_list args;
	va_start(args, why);
	vsnprintf(what, sizeof(what), why, args);
	va_end(args);
	const char *path = path_to(p, key);
	return run_fail(p->run, EX_CONFIG, "%s: %s%s%s", p->file, path, path[0] ? ": " : "", what);
}

static size_t words_count(const char *const *words)
{
	size_t n = 0;
	while (words[n])
		n++;
	return n;
}

/* "; the nearest is 'x'", or nothing. */
static const char *nearest(const struct part *p, struct text wrong, const char *const *words)
{
	struct arena *mem = run_arena(p->run);
	size_t n = words_count(words);
	struct text *list = arena_take(mem, (n + 1) * sizeof(*list));
	for (size_t i = 0; i < n; i++)
		list[i] = text_of(words[i]);
	const struct text *near = text_nearest(wrong, list, n);
	if (!near)
		return "";
	size_t room = near->len + 32;
	char *say = arena_take(mem, room);
	snprintf(say, room, "; the nearest is '%s'", near->at);
	return say;
}

int part_keys(const struct part *p, const char *const *known)
{
	if (p->json->kind != JSON_OBJECT)
		return part_fail(p, "", "expected an object, this is %s", json_kind_word(p->json->kind));
	for (size_t i = 0; i < p->json->n; i++) {
		struct text key = p->json->key[i];
		bool ours = key.len >= 5 && memcmp(key.at, "weir:", 5) == 0;
		bool good = key.len > 0 && !ours && (key.at[0] == '_' || memchr(key.at, ':', key.len));
		for (size_t k = 0; known[k] && !good; k++)
			good = text_is(key, known[k]);
		if (!good)
			return part_fail(p, "", "'%.*s' is no key here%s", (int)key.len, key.at,
			                 nearest(p, key, known));
	}
	return 0;
}

struct part part_member(const struct part *p, const char *key)
{
	const struct json *member = json_get(p->json, key);
	if (member && member->kind == JSON_NULL)
		member = NULL;
	return (struct part){ p->run, p->file, path_to(p, key), member };
}

struct part part_item(const struct part *p, size_t i)
{
	char number[32];
	snprintf(number, sizeof(number), "[%zu]", i);
	size_t room = strlen(p->path) + strlen(number) + 1;
	char *path = arena_take(run_arena(p->run), room);
	snprintf(path, room, "%s%s", p->path, number);
	return (struct part){ p->run, p->file, path, &p->json->item[i] };
}

static int expected(const struct part *p, const char *what)
{
	return part_fail(p, "", "expected %s, this is %s", what, json_kind_word(p->json->kind));
}

int part_text(const struct part *p, const char *key, struct text *to)
{
	struct part m = part_member(p, key);
	if (!m.json)
		return 0;
	if (m.json->kind != JSON_STRING)
		return expected(&m, "a string");
	*to = m.json->text;
	return 0;
}

int part_flag(const struct part *p, const char *key, bool *to)
{
	struct part m = part_member(p, key);
	if (!m.json)
		return 0;
	if (m.json->kind != JSON_TRUE && m.json->kind != JSON_FALSE)
		return expected(&m, "true or false");
	*to = m.json->kind == JSON_TRUE;
	return 0;
}

int part_count(const struct part *p, const char *key, bool *given, uint64_t *to)
{
	struct part m = part_member(p, key);
	if (!m.json)
		return 0;
	if (m.json->kind != JSON_NUMBER)
		return expected(&m, "a whole number");
	if (!text_count(m.json->text, UINT64_MAX, to))
		return part_fail(&m, "", "%.*s is no whole number", (int)m.json->text.len, m.json->text.at);
	*given = true;
	return 0;
}

static int scalar(const struct part *m, struct text *to)
{
	if (m->json->kind == JSON_TRUE)
		*to = TEXT("true");
	else if (m->json->kind == JSON_FALSE)
		*to = TEXT("false");
	else if (m->json->kind == JSON_STRING || m->json->kind == JSON_NUMBER)
		*to = m->json->text;
	else
		return expected(m, "a string or a number");
	if (!to->at)
		to->at = "";
	return 0;
}

int part_scalar(const struct part *p, const char *key, struct text *to)
{
	struct part m = part_member(p, key);
	return m.json ? scalar(&m, to) : 0;
}

int part_texts(const struct part *p, const char *key, struct texts *to)
{
	struct part m = part_member(p, key);
	if (!m.json)
		return 0;
	if (m.json->kind != JSON_ARRAY)
		return expected(&m, "an array");
	to->n = m.json->n;
	to->at = arena_zeros(run_arena(p->run), (to->n + 1) * sizeof(*to->at));
	for (size_t i = 0; i < to->n; i++) {
		struct part item = part_item(&m, i);
		int status = scalar(&item, &to->at[i]);
		if (status != 0)
			return status;
	}
	return 0;
}

int part_word(const struct part *p, const char *key, const char *what, const char *const *words,
              int *to)
{
	struct text word = { 0 };
	int status = part_text(p, key, &word);
	if (status != 0 || !word.at)
		return status;
	for (int i = 0; words[i]; i++)
		if (text_is(word, words[i]))
			return *to = i, 0;
	return part_fail(p, key, "'%.*s' is no %s%s", (int)word.len, word.at, what,
	                 nearest(p, word, words));
}
