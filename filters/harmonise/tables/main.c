/* filters/harmonise/tables/main.c - writes, at build, the tables that harmonise looks countries
 * up in.
 *
 * tables SHARE VERSION DATA REPORT: from SHARE (/usr/share) of iso-codes VERSION and from ICU,
 * the C source DATA, and what the sources disagree on as the TSV file REPORT. */
#include "sources.h"
#include "harmonise/atlas.h"
#include "lib/hash.h"
#include "lib/icu.h"
#include <errno.h>
#include <stdlib.h>
#include <sysexits.h>

/* Keys hold neither quotes nor backslashes nor line ends: they are words, spaces and '='. */
static void write_keys(FILE *to, const struct settled *all, size_t n)
{
	fprintf(to, "const char atlas_keys[] =\n");
	for (size_t i = 0; i < n; i++)
		fprintf(to, "\"%.*s\"\n", (int)all[i].key.len, all[i].key.at);
	fprintf(to, ";\n");
}

struct answers { /* the distinct ones, and where their codes stand */
	size_t n;
	struct settled *at;
	size_t *codes;
	size_t len;
};

static size_t answer_of(struct answers *a, const struct settled *s)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->at[i].kind == s->kind && text_same(a->at[i].codes, s->codes))
			return i;
	a->at[a->n] = *s;
	a->codes[a->n] = a->len;
	a->len += s->codes.len;
	return a->n++;
}

static void write_answers(FILE *to, const struct answers *a)
{
	fprintf(to, "const char atlas_codes[] =\n");
	for (size_t i = 0; i < a->n; i++)
		fprintf(to, "\t\"%.*s\"\n", (int)a->at[i].codes.len, a->at[i].codes.at);
	fprintf(to, ";\nconst struct atlas_answer atlas_answers[] = {\n");
	for (size_t i = 0; i < a->n; i++)
		fprintf(to, "\t{ %d, %zu, %zu },\n", (int)a->at[i].kind, a->at[i].codes.len, a->codes[i]);
	fprintf(to, "};\n");
}

static void write_entries(FILE *to, const struct settled *all, size_t n, struct answers *a)
{
	size_t key = 0;
	fprintf(to, "const struct atlas_entry atlas_entries[] = {\n");
	for (size_t i = 0; i < n; key += all[i++].key.len)
		fprintf(to, "\t{ %zu, %zu, %zu },\n", key, all[i].key.len, answer_of(a, &all[i]));
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

static void write_data(FILE *to, struct arena *mem, const char *version, const struct settled *all,
                       size_t n)
{
	struct answers answers = { 0 };
	answers.at = arena_take(mem, n * sizeof(*answers.at));
	answers.codes = arena_take(mem, n * sizeof(*answers.codes));
	fprintf(to, "/* Made by filters/harmonise/tables from iso-codes and ICU. */\n");
	fprintf(to, "#include \"harmonise/atlas.h\"\n");
	fprintf(to, "const char atlas_versions[] = \"iso-codes %s, ICU %s\";\n", version,
	        icu_version());
	write_keys(to, all, n);
	write_entries(to, all, n, &answers);
	write_answers(to, &answers);
	write_slots(to, mem, all, n);
}

static const char *make(struct pool *pool, char **argv, FILE *data, FILE *report)
{
	struct countries countries;
	const char *why = take_iso_codes(pool, argv[1], &countries);
	if (!why)
		why = take_icu(pool, &countries);
	if (why)
		return why;
	size_t n;
	fprintf(report, "key\tkind\tcodes\tname_kind\tname_code\tname\tsource\n");
	const struct settled *all = pool_settle(pool, report, &n);
	write_data(data, pool->mem, argv[2], all, n);
	return NULL;
}

static int finish(FILE *f, const char *path)
{
	bool bad = ferror(f) != 0;
	if (fclose(f) == 0 && !bad)
		return 0;
	fprintf(stderr, "tables: %s: %s\n", path, strerror(errno));
	return EX_IOERR;
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "usage: tables SHARE VERSION DATA REPORT\n");
		return EX_USAGE;
	}
	FILE *data = fopen(argv[3], "w"), *report = fopen(argv[4], "w");
	if (!data || !report) {
		fprintf(stderr, "tables: %s: %s\n", data ? argv[4] : argv[3], strerror(errno));
		return EX_CANTCREAT;
	}
	struct pool pool = { .mem = arena_new() };
	const char *why = make(&pool, argv, data, report);
	if (why)
		fprintf(stderr, "tables: %s\n", why);
	int status = finish(data, argv[3]), other = finish(report, argv[4]);
	arena_free(pool.mem);
	return why ? EX_DATAERR : status ? status : other;
}
