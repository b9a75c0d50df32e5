/* filters/lib/frequency.c - counts distinct values, and lists them by their records. */
#include "lib/frequency.h"
#include "lib/memo.h"
#include "lib/line.h"
#include "lib/output.h"
#include "lib/pack.h"
#include "lib/stage.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST = 1000000, LONGEST = 1024 };

struct frequency {
	struct output *out;
	struct text *name; /* n of them, then "records" */
	size_t n;
	struct memo *texts; /* packed values */
	uint64_t *records;  /* by number */
	uint64_t unlisted;
	struct arena *mem; /* the run's */
};

int frequency_open(struct run *run, const char *path, const struct text *names, size_t n,
                   struct frequency **to)
{
	struct output *out = NULL;
	*to = NULL;
	int status = path ? run_output(run, path, &out) : 0;
	if (status != 0 || !out)
		return status;
	struct arena *mem = run_arena(run);
	struct frequency *f = arena_zeros(mem, sizeof(*f));
	*f = (struct frequency){ .out = out, .n = n, .mem = mem };
	f->name = arena_take(mem, (n + 1) * sizeof(*f->name));
	memcpy(f->name, names, n * sizeof(*names));
	f->name[n] = TEXT("records");
	f->texts = memo_new(run_seed(run), MOST);
	*to = f;
	return 0;
}

void frequency_count(struct frequency *f, const struct text *values)
{
	char packed[LONGEST], *at = packed;
	size_t size = 0;
	bool fresh = false;
	if (!f)
		return;
	for (size_t i = 0; i < f->n && size <= LONGEST; i++)
		size = values[i].len < LONGEST ? size + pack_size(values[i]) : LONGEST + 1;
	for (size_t i = 0; i < f->n && size <= LONGEST; i++)
		at = pack_put(at, values[i]);
	uint32_t number =
		size <= LONGEST ? memo_find(f->texts, (struct text){ packed, size }, &fresh) : MEMO_FULL;
	if (number == MEMO_FULL) {
		f->unlisted++;
		return;
	}
	if (fresh)
		f->records = arena_append(f->mem, f->records, number, sizeof(*f->records));
	f->records[number] = (fresh ? 0 : f->records[number]) + 1;
}

struct row {
	struct text packed;
	uint64_t records;
};

static int row_order(const void *a, const void *b)
{
	const struct row *one = a, *other = b;
	if (one->records != other->records)
		return one->records < other->records ? 1 : -1;
	const char *a_at = one->packed.at, *b_at = other->packed.at, *end = a_at + one->packed.len;
	int order = 0;
	while (order == 0 && a_at < end) {
		struct text x, y;
		a_at = pack_get(a_at, &x);
		b_at = pack_get(b_at, &y);
		order = text_order(x, y);
	}
	return order;
}

static int write_rows(const struct frequency *f, const struct row *rows, size_t n)
{
	struct text *values = arena_take(f->mem, (f->n + 1) * sizeof(*values));
	int status = line_write(f->out, f->name, f->n + 1);
	for (size_t i = 0; i < n && status == 0; i++) {
		char number[24];
		const char *at = rows[i].packed.at;
		for (size_t c = 0; c < f->n; c++)
			at = pack_get(at, &values[c]);
		int len = snprintf(number, sizeof(number), "%" PRIu64, rows[i].records);
		values[f->n] = (struct text){ number, (size_t)len };
		status = line_write(f->out, values, f->n + 1);
	}
	return status;
}

int frequency_write(struct frequency *f, struct run *run)
{
	if (!f)
		return 0;
	size_t n = memo_count(f->texts);
	struct row *rows = arena_take(f->mem, n * sizeof(*rows));
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct row){ memo_text(f->texts, (uint32_t)i), f->records[i] };
	if (n > 0)
		qsort(rows, n, sizeof(*rows), row_order);
	if (f->unlisted > 0)
		run_warn(run, "%s: %" PRIu64 " records with further or very long values are not listed",
		         output_name(f->out), f->unlisted);
	if (write_rows(f, rows, n) == 0)
		return 0;
	return run_fail(run, output_status(f->out), "%s", output_why(f->out));
}

void frequency_free(struct frequency *f)
{
	if (f)
		memo_free(f->texts);
}
