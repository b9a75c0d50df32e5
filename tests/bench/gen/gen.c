/* tests/bench/gen/gen.c - a made-up, messy feed of student records: the same arguments give the same bytes.
 *
 * CSV on standard output: 13 columns, quotes, newlines in values, two forms of dates, padding, duplicates, and records
 * with too few or too many fields. With -t FILE also a table of all spellings of countries with their codes.
 */
#include "random.h"
#include "record.h"
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static void write_table(const struct atlas *a, const char *path)
{
	FILE *f = fopen(path, "we");
	if (!f)
		err(EX_CANTCREAT, "%s", path);
	fputs("text\tiso3\n", f);
	for (size_t c = 0; c < a->n; c++)
		for (size_t i = 0; i < a->country[c].n; i++)
			fprintf(f, "%s\t%s\n", a->country[c].spelling[i].at, a->country[c].iso3);
	if (ferror(f) || fclose(f) != 0)
		err(EX_IOERR, "%s", path);
}

static void write_all(const char *at, size_t n)
{
	while (n > 0) {
		ssize_t wrote = write(STDOUT_FILENO, at, n);
		if (wrote < 0)
			err(EX_IOERR, "standard output");
		at += wrote;
		n -= (size_t)wrote;
	}
}

static void write_feed(const struct maker *m, uint64_t rows)
{
	enum { FULL = 1 << 20 };
	char *buffer = malloc(FULL + LONGEST_RECORD);
	if (!buffer)
		err(EX_OSERR, "gen");
	char *to = stpcpy(stpcpy(buffer, record_header), m->crlf ? "\r\n" : "\n");
	for (uint64_t i = 0; i < rows; i++) {
		to = record_put(m, i, to);
		if (to - buffer >= FULL) {
			write_all(buffer, (size_t)(to - buffer));
			to = buffer;
		}
	}
	write_all(buffer, (size_t)(to - buffer));
	free(buffer);
}

static uint64_t whole(const char *text)
{
	char *end;
	uint64_t n = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end)
		errx(EX_USAGE, "'%s' is no whole number", text);
	return n;
}

static uint32_t share(const char *text)
{
	char *end;
	double p = strtod(text, &end);
	if (end == text || *end || !(p >= 0 && p <= 1))
		errx(EX_USAGE, "'%s' is no share from 0 to 1", text);
	return (uint32_t)(p * 4294967295.0);
}

static void usage(void)
{
	fputs("usage: gen [-n ROWS] [-s SEED] [-t TABLE] [-C] [-O OFFICES] [-d|-c|-r|-u|-l|-w|-q "
	      "SHARE]…\n"
	      "  -C: records end in CRLF; shares from 0 to 1: -d duplicates, -c of which conflict, -r "
	      "rejects,\n"
	      "  -u unknown citizenships, -l newlines in values, -w padded values, -q records quoted "
	      "throughout\n",
	      stderr);
	exit(EX_USAGE);
}

/* Where the share of a letter stands; null: it is no such letter. */
static uint32_t *rate_of(struct rates *r, int letter)
{
	switch (letter) {
	case 'd':
		return &r->duplicates;
	case 'c':
		return &r->conflicting;
	case 'r':
		return &r->rejects;
	case 'u':
		return &r->unknown;
	case 'l':
		return &r->newlines;
	case 'w':
		return &r->padded;
	case 'q':
		return &r->quoted;
	default:
		return NULL;
	}
}

int main(int argc, char **argv)
{
	uint64_t rows = 1000000, seed = 1;
	const char *table = NULL;
	struct maker m = { .offices = 200,
		               .rates = { share(".08"), share(".25"), share(".01"), share(".03"),
		                          share(".001"), share(".03"), share(".05") } };
	for (int o; (o = getopt(argc, argv, "n:s:t:CO:d:c:r:u:l:w:q:")) != -1;) {
		uint32_t *rate = rate_of(&m.rates, o);
		if (rate)
			*rate = share(optarg);
		else if (o == 'n')
			rows = whole(optarg);
		else if (o == 's')
			seed = whole(optarg);
		else if (o == 't')
			table = optarg;
		else if (o == 'C')
			m.crlf = true;
		else if (o == 'O')
			m.offices = whole(optarg);
		else
			usage();
	}
	if (optind != argc || m.offices < 1 || m.offices > 9999)
		usage();
	m.seed = mixed(seed);
	m.atlas = atlas_new();
	if (table)
		write_table(m.atlas, table);
	write_feed(&m, rows);
	atlas_free(m.atlas);
	return 0;
}
