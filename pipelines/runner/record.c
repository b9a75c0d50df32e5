/* pipelines/runner/record.c - JSON values that are put together piece by piece. */
#include "facts.h"
#include <inttypes.h>
#include <stdio.h>

struct record record_new(struct arena *mem, enum json_kind kind)
{
	struct record r = { .mem = mem, .json = arena_zeros(mem, sizeof(struct json)) };
	r.json->kind = kind;
	return r;
}

/* The rows of keys and values grow together; what is left behind ends with the run. */
static void grow(struct record *r)
{
	size_t room = r->room ? 2 * r->room : 8;
	struct json *item = arena_zeros(r->mem, room * sizeof(*item));
	struct text *key = arena_zeros(r->mem, room * sizeof(*key));
	if (r->json->n > 0) {
		memcpy(item, r->item, r->json->n * sizeof(*item));
		memcpy(key, r->key, r->json->n * sizeof(*key));
	}
	r->json->item = r->item = item;
	r->json->key = r->key = key;
	r->room = room;
}

void record_put(struct record *r, const char *key, struct json value)
{
	if (r->json->n == r->room)
		grow(r);
	r->item[r->json->n] = value;
	r->key[r->json->n++] = text_of(key ? key : "");
}

struct json json_text(struct arena *mem, const char *value)
{
	size_t len = strlen(value);
	return (struct json){ .kind = JSON_STRING, .text = { arena_copy(mem, value, len), len } };
}

void record_text(struct record *r, const char *key, const char *value)
{
	if (value)
		record_put(r, key, json_text(r->mem, value));
}

void record_count(struct record *r, const char *key, uint64_t value)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%" PRIu64, value);
	struct text text = { arena_copy(r->mem, digits, (size_t)n), (size_t)n };
	record_put(r, key, (struct json){ .kind = JSON_NUMBER, .text = text });
}
