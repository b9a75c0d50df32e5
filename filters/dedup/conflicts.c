/* filters/dedup/conflicts.c - the list of conflicts: weir text, each record with the number of its key's group.
 *
 * What is not kept is written when it is given up, what is kept at the end: only then is it sure.
 */
#include "conflicts.h"
#include "lib/line.h"
#include <inttypes.h>
#include <stdio.h>

enum { GROUP, KEPT, SOURCE_NAME, LINE, OWN };

static bool is_taken(const struct columns *in, struct text name)
{
	for (size_t c = 0; c < in->n; c++)
		if (text_same(in->name[c], name))
			return true;
	return false;
}

/* A name that no column of the records has: underscores are put behind it until it is free. */
static struct text free_name(struct run *run, const struct columns *in, struct text name)
{
	while (is_taken(in, name)) {
		char *longer = arena_copy(run_arena(run), name.at, name.len + 1);
		longer[name.len] = '_';
		longer[name.len + 1] = '\0';
		name = (struct text){ longer, name.len + 1 };
	}
	return name;
}

static int write_line(struct conflicts *c, struct run *run)
{
	if (line_write(c->out, c->values, c->columns + OWN) == 0)
		return 0;
	return run_fail(run, output_status(c->out), "%s", output_why(c->out));
}

int conflicts_open(struct conflicts *c, struct run *run, const char *path, const struct columns *in)
{
	int status = run_output(run, path, &c->out);
	if (status != 0 || !c->out)
		return status;
	c->columns = in->n;
	c->values = arena_take(run_arena(run), (in->n + OWN) * sizeof(*c->values));
	c->values[GROUP] = free_name(run, in, TEXT("conflict"));
	c->values[KEPT] = free_name(run, in, TEXT("kept"));
	c->values[SOURCE_NAME] = TEXT("@source");
	c->values[LINE] = TEXT("@line");
	for (size_t i = 0; i < in->n; i++)
		c->values[OWN + i] = in->name[i];
	return write_line(c, run);
}

static int write_record(struct conflicts *c, struct run *run, uint64_t group, struct text kept,
                        struct text source, uint64_t line)
{
	char number[24], place[24];
	int n = snprintf(number, sizeof(number), "%" PRIu64, group);
	int p = snprintf(place, sizeof(place), "%" PRIu64, line);
	c->values[GROUP] = (struct text){ number, (size_t)n };
	c->values[KEPT] = kept;
	c->values[SOURCE_NAME] = source;
	c->values[LINE] = (struct text){ place, (size_t)p };
	return write_line(c, run);
}

static uint64_t group_of(struct conflicts *c, struct kept *kept)
{
	if (kept->conflict == 0)
		kept->conflict = ++c->groups;
	return kept->conflict;
}

int conflicts_lost(struct conflicts *c, struct run *run, struct kept *kept, const struct batch *b,
                   size_t row)
{
	for (size_t i = 0; i < c->columns; i++)
		c->values[OWN + i] = b->col[i][row];
	return write_record(c, run, group_of(c, kept), TEXT("no"), batch_source(b, row), b->line[row]);
}

int conflicts_lost_held(struct conflicts *c, struct run *run, struct kept *kept,
                        const struct log *log)
{
	const struct held *h = kept->record;
	log_values(log, h, c->values + OWN);
	return write_record(c, run, group_of(c, kept), TEXT("no"), log_source(log, h), h->line);
}

int conflicts_end(struct conflicts *c, struct run *run, const struct keys *keys,
                  const struct log *log)
{
	struct log_place place = { 0 };
	const struct held *h;
	while ((h = log_next(log, &place)) != NULL) {
		const struct kept *kept = keys_kept(keys, h->key);
		if (kept->record != h || kept->conflict == 0)
			continue;
		log_values(log, h, c->values + OWN);
		int status = write_record(c, run, kept->conflict, TEXT("yes"), log_source(log, h), h->line);
		if (status != 0)
			return status;
	}
	return 0;
}
