/* filters/harmonise/unresolved.c - counts and lists the texts that were refused. */
#include "unresolved.h"
#include "name.h"
#include "lib/line.h"
#include "lib/output.h"
#include "lib/stage.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int unresolved_open(struct unresolved *u, struct run *run, const char *path)
{
	int status = run_output(run, path, &u->out);
	if (status || !u->out)
		return status;
	u->mem = run_arena(run);
	u->texts = memo_new(run_seed(run), UNRESOLVED_MOST);
	return 0;
}

static struct refusal *refusal_at(struct unresolved *u, uint32_t i)
{
	if (i >= u->room) {
		size_t room = u->room ? u->room * 2 : 256;
		u->at = arena_grow(u->mem, u->at, u->room * sizeof(*u->at), room * sizeof(*u->at));
		u->room = room;
	}
	return &u->at[i];
}

void unresolved_count(struct unresolved *u, struct text v, struct answer answer)
{
	bool fresh;
	if (!u->out)
		return;
	uint32_t i = v.len > NAME_LONGEST ? MEMO_FULL : memo_find(u->texts, v, &fresh);
	if (i == MEMO_FULL) {
		u->others++;
		return;
	}
	struct refusal *refusal = refusal_at(u, i);
	if (fresh)
		*refusal = (struct refusal){ answer, 0 };
	refusal->records++;
}

struct row {
	struct text text;
	const struct refusal *refusal;
};

static int row_order(const void *a, const void *b)
{
	const struct row *one = a, *other = b;
	uint64_t n = one->refusal->records, m = other->refusal->records;
	return n != m ? (n < m) - (n > m) : text_order(one->text, other->text);
}

static int write_row(struct output *out, struct text text, struct answer answer, uint64_t records)
{
	char number[24];
	snprintf(number, sizeof(number), "%" PRIu64, records);
	const struct text values[] = { text, text_of(answer_word(answer.kind)), answer.codes,
		                           text_of(number) };
	return line_write(out, values, sizeof(values) / sizeof(values[0]));
}

static int fail(struct unresolved *u, struct run *run)
{
	return run_fail(run, output_status(u->out), "%s", output_why(u->out));
}

int unresolved_write(struct unresolved *u, struct run *run)
{
	static const struct text head[] = {
		{ "text", 4 }, { "kind", 4 }, { "codes", 5 }, { "records", 7 }
	};
	if (!u->out)
		return 0;
	size_t n = memo_count(u->texts);
	struct row *rows = arena_take(u->mem, n * sizeof(*rows));
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct row){ memo_text(u->texts, (uint32_t)i), &u->at[i] };
	if (n > 0)
		qsort(rows, n, sizeof(*rows), row_order);
	int status = line_write(u->out, head, sizeof(head) / sizeof(head[0]));
	for (size_t i = 0; i < n && !status; i++)
		status = write_row(u->out, rows[i].text, rows[i].refusal->answer, rows[i].refusal->records);
	if (!status && u->others > 0)
		status = write_row(u->out, (struct text){ NULL, 0 }, (struct answer){ .kind = IS_UNKNOWN },
		                   u->others);
	return status ? fail(u, run) : 0;
}

void unresolved_close(struct unresolved *u)
{
	memo_free(u->texts);
}
