/* filters/harmonise/tables/write.c - names and countries as constant data. */
#include "write.h"
#include "harmonise/atlas.h"
#include "lib/hash.h"
#include <ctype.h>

uint32_t text_at(struct texts_out *t, struct text v)
{
	uint64_t hash = hash_short(v, ATLAS_SEED);
	size_t step = 0;
	uint32_t i;
	if (!t->index.mem)
		table_init(&t->index);
	while ((i = table_next(&t->index, hash, &step)) != TABLE_NONE)
		if (text_same(t->at[i], v))
			return t->where[i];
	t->at = arena_append(t->mem, t->at, t->n, sizeof(*t->at));
	t->where = arena_append(t->mem, t->where, t->n, sizeof(*t->where));
	t->at[t->n] = v;
	t->where[t->n++] = (uint32_t)t->len;
	table_add(&t->index, hash);
	t->len += v.len + 1;
	return (uint32_t)(t->len - v.len - 1);
}

/* As a C literal. Digits behind an octal escape would become part of it, were it not three long. */
static void write_literal(FILE *to, struct text v)
{
	putc('"', to);
	for (size_t i = 0; i < v.len; i++) {
		unsigned char c = (unsigned char)v.at[i];
		if (c == '"' || c == '\\' || c < ' ' || c == '?')
			fprintf(to, "\\%03o", c);
		else
			putc(c, to);
	}
	putc('"', to);
}

void write_texts(FILE *to, struct texts_out *t)
{
	fprintf(to, "const char atlas_texts[] =\n");
	for (size_t i = 0; i < t->n; i++) {
		write_literal(to, t->at[i]);
		fprintf(to, " \"\\0\"\n");
	}
	fprintf(to, ";\n");
	table_free(&t->index);
}

static void write_keys(FILE *to, const struct settled *all, size_t n)
{
	fprintf(to, "const char atlas_keys[] =\n");
	for (size_t i = 0; i < n; i++) {
		write_literal(to, all[i].key);
		putc('\n', to);
	}
	fprintf(to, ";\n");
}

static bool same_answer(const struct settled *a, const struct settled *b)
{
	return a->kind == b->kind && text_same(a->codes, b->codes) && text_same(a->former, b->former);
}

static size_t answer_of(struct settled *distinct, size_t *n, const struct settled *s)
{
	for (size_t i = *n; i-- > 0;)
		if (same_answer(&distinct[i], s))
			return i;
	distinct[*n] = *s;
	return (*n)++;
}

static void write_entries(FILE *to, struct texts_out *texts, const struct settled *all, size_t n)
{
	size_t key = 0, answers = 0;
	struct settled *distinct = arena_take(texts->mem, n * sizeof(*distinct));
	fprintf(to, "const uint32_t atlas_size = %zu;\n", n);
	fprintf(to, "const struct atlas_entry atlas_entries[] = {\n");
	for (size_t i = 0; i < n; key += all[i++].key.len)
		fprintf(to, "{ %zu, %zu, %zu, %u },\n", key, all[i].key.len,
		        answer_of(distinct, &answers, &all[i]), text_at(texts, all[i].source));
	fprintf(to, "};\nconst struct atlas_answer atlas_answers[] = {\n");
	for (size_t i = 0; i < answers; i++)
		fprintf(to, "\t{ %d, %zu, %zu, %u, %u },\n", (int)distinct[i].kind, distinct[i].codes.len,
		        distinct[i].former.len, text_at(texts, distinct[i].codes),
		        text_at(texts, distinct[i].former));
	fprintf(to, "};\n");
}

/* At most every second slot is taken. */
static void write_slots(FILE *to, struct arena *mem, const struct settled *all, size_t n)
{
	size_t slots = 1024;
	while (slots < n * 2)
		slots *= 2;
	uint32_t *slot = arena_zeros(mem, slots * sizeof(*slot));
	for (size_t i = 0; i < n; i++) {
		uint64_t at = hash_short(all[i].key, ATLAS_SEED);
		while (slot[at & (slots - 1)] != 0)
			at++;
		slot[at & (slots - 1)] = (uint32_t)i + 1;
	}
	fprintf(to, "const uint32_t atlas_mask = %zu;\nconst uint32_t atlas_slots[] = {", slots - 1);
	for (size_t i = 0; i < slots; i++)
		fprintf(to, "%s%u,", i % 16 == 0 ? "\n" : "", slot[i]);
	fprintf(to, "\n};\n");
}

static void write_spelling(FILE *to, const struct settled *one, size_t entry)
{
	uint32_t letters = 0;
	struct text key = one->key;
	for (size_t i = 0; i < key.len; i++)
		if (key.at[i] >= 'a' && key.at[i] <= 'z')
			letters |= 1u << (key.at[i] - 'a');
	fprintf(to, "{ %u, %zu, %zu },\n", letters, entry, key.len);
}

static bool is_key(const struct settled *all, size_t n, struct text key)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = text_order(all[middle].key, key);
		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* Names of one word, or joined: those with their words in order have a space. Of what is no country
 * only places: of thousands of languages one is near to everything. */
static bool is_spelt(const struct settled *all, size_t n, const struct settled *one)
{
	struct text key = one->key;
	if (key.len < 5 || key.len > ATLAS_LONGEST || memchr(key.at, '=', key.len) ||
	    memchr(key.at, ' ', key.len))
		return false;
	return key.at[0] != '@' ||
	       (one->codes.len > 0 && !is_key(all, n, (struct text){ key.at + 1, key.len - 1 }));
}

static bool begins_with(struct text key, int letter)
{
	return key.at[key.at[0] == '@'] == letter;
}

static void write_spellings(FILE *to, const struct settled *all, size_t n, bool wide)
{
	size_t starts[ATLAS_STARTS + 1], count = 0, at = 0;
	const char *name = wide ? "wide" : "spelling";
	fprintf(to, "const struct atlas_spelling atlas_%s[] = {\n", wide ? "wide" : "spellings");
	for (int letter = 'a'; letter <= 'z'; letter++)
		for (size_t len = 0; len < ATLAS_LENGTHS; len++) {
			starts[at++] = count;
			for (size_t i = 0; i < n; i++) {
				if (all[i].key.len != len || (wide && !all[i].wide) ||
				    !begins_with(all[i].key, letter) || !is_spelt(all, n, &all[i]))
					continue;
				write_spelling(to, &all[i], i);
				count++;
			}
		}
	starts[at] = count;
	fprintf(to, "};\nconst uint32_t atlas_%s_starts[] = {", name);
	for (size_t i = 0; i <= at; i++)
		fprintf(to, " %zu,", starts[i]);
	fprintf(to, " };\n");
}

void write_names(FILE *to, struct texts_out *texts, const struct settled *all, size_t n)
{
	write_keys(to, all, n);
	write_entries(to, texts, all, n);
	write_slots(to, texts->mem, all, n);
	write_spellings(to, all, n, false);
	write_spellings(to, all, n, true);
}

void write_areas(FILE *to, struct texts_out *texts, const struct areas *areas)
{
	fprintf(to, "const uint32_t atlas_area_count = %zu;\n", areas->n);
	fprintf(to, "const struct atlas_area atlas_areas[] = {\n");
	for (size_t i = 0; i < areas->n; i++) {
		const struct area *a = &areas->at[i];
		fprintf(to, "{ \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", %d, %d, %d, %d, %u, %u },\n",
		        a->alpha3, a->alpha2, a->numeric, a->alpha4, a->state, a->whole, a->former, a->from,
		        a->to, a->withdrawn, text_at(texts, a->name), text_at(texts, a->successors));
	}
	fprintf(to, "};\n");
}
