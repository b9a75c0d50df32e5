/* filters/harmonise/tables/main.c - writes, at build, the tables that harmonise looks countries
 * up in.
 *
 * tables SHARE VERSION CONF DATA REPORT: from SHARE (/usr/share) of iso-codes VERSION, from ICU and
 * from CONF (conf/countries) the C source DATA, and what the sources disagree on as the TSV file
 * REPORT. */
#include "sources.h"
#include "write.h"
#include "lib/icu.h"
#include <errno.h>
#include <stdlib.h>
#include <sysexits.h>

static int area_order(const void *a, const void *b)
{
	const struct area *one = a, *other = b;
	return strcmp(one->alpha3, other->alpha3);
}

static const char *make(struct pool *pool, char **argv, FILE *data, FILE *report)
{
	struct areas areas = { 0 };
	const char *why = take_iso_codes(pool, argv[1], &areas);
	if (!why)
		why = take_history(&areas, argv[3], pool->mem);
	if (!why)
		why = take_conf(pool, argv[3], &areas);
	if (!why)
		why = take_icu(pool, &areas);
	if (!why)
		why = take_parts(pool, argv[1], &areas);
	if (!why)
		why = take_cities(pool, &areas);
	if (why)
		return why;
	size_t n;
	fprintf(report, "key\tkind\tcodes\tname_kind\tname_code\tname\tsource\n");
	const struct settled *all = pool_settle(pool, report, &n, &why);
	if (why)
		return why;
	qsort(areas.at, areas.n, sizeof(*areas.at), area_order);
	fprintf(data, "/* Made by filters/harmonise/tables from iso-codes, ICU, conf/countries. */\n");
	fprintf(data, "#include \"harmonise/atlas.h\"\n");
	fprintf(data, "const char atlas_versions[] = \"iso-codes %s, ICU %s\";\n", argv[2],
	        icu_version());
	struct texts_out texts = { .mem = pool->mem };
	write_names(data, &texts, all, n);
	write_areas(data, &texts, &areas);
	why = write_targets(data, &texts, argv[3], &areas);
	write_texts(data, &texts);
	return why;
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
	if (argc != 6) {
		fprintf(stderr, "usage: tables SHARE VERSION CONF DATA REPORT\n");
		return EX_USAGE;
	}
	FILE *data = fopen(argv[4], "w"), *report = fopen(argv[5], "w");
	if (!data || !report) {
		fprintf(stderr, "tables: %s: %s\n", data ? argv[5] : argv[4], strerror(errno));
		return EX_CANTCREAT;
	}
	struct pool pool = { .mem = arena_new() };
	const char *why = make(&pool, argv, data, report);
	if (why)
		fprintf(stderr, "tables: %s\n", why);
	int status = finish(data, argv[4]), other = finish(report, argv[5]);
	arena_free(pool.mem);
	return why ? EX_DATAERR : status ? status : other;
}
