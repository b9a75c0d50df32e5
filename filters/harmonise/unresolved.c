/* filters/harmonise/unresolved.c - counts and lists the texts that were refused. */
#include "unresolved.h"
#include "atlas.h"
#include "name.h"
#include "spell.h"
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
	if (fresh) {
		answer.codes.at = arena_copy(u->mem, answer.codes.at, answer.codes.len);
		*refusal = (struct refusal){ answer, 0 };
	}
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

enum { NEAREST = 3 };

/* "GRC Greece, DMA Dominica": of an ambiguous text what it may be, else what is spelt like it. */
static struct text candidates(struct text text, const struct answer *answer, struct arena *mem)
{
	struct name name;
	struct neighbour near[NEAREST];
	struct text codes[NEAREST];
	size_t n = 0, room = 0;
	for (; n < NEAREST && n * 4 + 3 <= answer->codes.len; n++)
		codes[n] = (struct text){ answer->codes.at + n * 4, 3 };
	if (n == 0 && name_read(text, mem, &name) == NAME_READ) {
		n = spell_nearest(name_joined(&name, mem), near, NEAREST);
		for (size_t i = 0; i < n; i++)
			codes[i] = atlas_meaning(near[i].entry).codes;
	}
	for (size_t i = 0; i < n; i++)
		room += 8 + strlen(atlas_texts + atlas_area(codes[i])->name);
	char *to = arena_take(mem, room + 1), *at = to;
	for (size_t i = 0; i < n; i++) {
		const struct atlas_area *area = atlas_area(codes[i]);
		at = stpcpy(stpcpy(stpcpy(stpcpy(at, i > 0 ? ", " : ""), area->alpha3), " "),
		            atlas_texts + area->name);
	}
	return (struct text){ to, (size_t)(at - to) };
}

static int write_row(struct output *out, struct text text, const struct refusal *refusal,
                     struct arena *mem)
{
	char number[24];
	snprintf(number, sizeof(number), "%" PRIu64, refusal->records);
	const struct text values[] = { text,
		                           { NULL, 0 },
		                           { NULL, 0 },
		                           text_of(answer_word(refusal->answer.kind)),
		                           text_of(number),
		                           candidates(text, &refusal->answer, mem) };
	return line_write(out, values, sizeof(values) / sizeof(values[0]));
}

static int fail(struct unresolved *u, struct run *run)
{
	return run_fail(run, output_status(u->out), "%s", output_why(u->out));
}

int unresolved_write(struct unresolved *u, struct run *run)
{
	static const struct text head[] = { TEXT("text"), TEXT("answer"),  TEXT("source"),
		                                TEXT("kind"), TEXT("records"), TEXT("nearest") };
	if (!u->out)
		return 0;
	size_t n = memo_count(u->texts);
	struct row *rows = arena_take(u->mem, n * sizeof(*rows));
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct row){ memo_text(u->texts, (uint32_t)i), &u->at[i] };
	if (n > 0)
		qsort(rows, n, sizeof(*rows), row_order);
	struct arena *mem = arena_new();
	int status = line_write(u->out, head, sizeof(head) / sizeof(head[0]));
	for (size_t i = 0; i < n && !status; i++) {
		status = write_row(u->out, rows[i].text, rows[i].refusal, mem);
		arena_empty(mem);
	}
	struct refusal others = { { .kind = IS_UNKNOWN }, u->others };
	if (!status && u->others > 0)
		status = write_row(u->out, (struct text){ NULL, 0 }, &others, mem);
	arena_free(mem);
	return status ? fail(u, run) : 0;
}

void unresolved_close(struct unresolved *u)
{
	memo_free(u->texts);
}
