/* filters/lib/table.c - an index from hashes to numbers: adding, and growing by the power of two. */
#include "lib/table.h"
#include "lib/pages.h"

enum { FIRST_LINES = 128 };
#define MOST_LINES (((size_t)1 << 32) / TABLE_LINE)

static struct table_line *new_lines(struct arena *mem, size_t lines)
{
	char *at = arena_zeros(mem, (lines + 1) * sizeof(struct table_line));
	return (void *)(at + (size_t)(-(uintptr_t)at % sizeof(struct table_line)));
}

/* Into a line that is not full. How many are in each is counted beside them: a line that was written a moment ago is slow to
 * read as a whole. */
static inline void put(struct table_line *line, unsigned char *used, size_t at, uint32_t half,
                       uint32_t number)
{
	unsigned i = used[at]++;
	line[at].half[i] = half;
	line[at].number[i] = number;
}

/* Into the first line from its own on that is not full. */
static inline void place(struct table_line *line, unsigned char *used, size_t lines, uint32_t half,
                         uint32_t number)
{
	size_t at = (size_t)((uint64_t)half * lines >> 32);
	while (used[at] == TABLE_LINE)
		at = at + 1 < lines ? at + 1 : 0;
	put(line, used, at, half, number);
}

/* Lines are in the order of the hashes, so both are passed through from one end to the other; begun behind a line that is
 * not full, so that numbers of one hash stay in their order. */
static void move(const struct table *t, struct table_line *to, size_t lines)
{
	struct arena *mem = arena_new();
	unsigned char *used = arena_zeros(mem, lines);
	size_t at = 0;
	while (at < t->lines && t->line[at].number[TABLE_LINE - 1] != 0)
		at++;
	for (size_t i = 0; i < t->lines; i++) {
		at = at + 1 < t->lines ? at + 1 : 0;
		const struct table_line *line = &t->line[at];
		for (unsigned k = 0; k < TABLE_LINE && line->number[k] != 0; k++)
			place(to, used, lines, line->half[k], line->number[k]);
	}
	arena_free(mem);
}

/* --- where it stands ------------------------------------------------------------------------- */

struct waiting {
	uint32_t half, number;
};
struct spread {
	struct table_line *line;
	unsigned char *used;
	size_t lines; /* twice as many as before */
	struct arena *mem;
	struct waiting *waiting; /* what belongs where lines are not empty yet */
	size_t waits;
};

/* Of twice as many lines a number's first one is twice as far from the beginning, or one more: so from the last line on
 * they all go to where nothing is any more, but for some of the very first, and those that go round the end. */
static void spread_line(struct spread *s, size_t at)
{
	struct table_line line = s->line[at];
	memset(&s->line[at], 0, sizeof(line));
	for (unsigned k = 0; k < TABLE_LINE && line.number[k] != 0; k++) {
		size_t to = (size_t)((uint64_t)line.half[k] * s->lines >> 32);
		bool waits = to < at;
		while (!waits && s->used[to] == TABLE_LINE)
			waits = ++to == s->lines;
		if (!waits) {
			put(s->line, s->used, to, line.half[k], line.number[k]);
			continue;
		}
		s->waiting = arena_append(s->mem, s->waiting, s->waits, sizeof(*s->waiting));
		s->waiting[s->waits++] = (struct waiting){ line.half[k], line.number[k] };
	}
}

static void spread(struct table_line *line, size_t lines)
{
	struct spread s = { .line = line, .lines = 2 * lines, .mem = arena_new() };
	s.used = arena_zeros(s.mem, s.lines);
	for (size_t at = lines; at-- > 0;)
		spread_line(&s, at);
	for (size_t i = 0; i < s.waits; i++)
		place(line, s.used, s.lines, s.waiting[i].half, s.waiting[i].number);
	arena_free(s.mem);
}

/* --- growing ---------------------------------------------------------------------------------- */

static bool is_large(size_t lines)
{
	return lines * sizeof(struct table_line) >= 2 * PAGES_HUGE;
}

static void free_lines(const struct table *t)
{
	if (is_large(t->lines))
		pages_free(t->line, t->lines * sizeof(*t->line));
	else
		arena_free(t->mem);
}

/* Each small size has an arena of its own, so that the one before gives its memory back. */
static void grow(struct table *t, size_t lines)
{
	size_t all = lines * TABLE_LINE;
	struct table to = { .lines = lines, .n = t->n };
	if (is_large(t->lines)) {
		to.line = pages_double(t->line, t->lines * sizeof(*t->line));
		spread(to.line, t->lines);
	} else {
		to.mem = is_large(lines) ? NULL : arena_new();
		to.line = to.mem ? new_lines(to.mem, lines) : pages_new(lines * sizeof(*to.line));
		move(t, to.line, lines);
		free_lines(t);
	}
	*t = to;
	/* With a quarter free few lines are full; the very largest has at least one free. */
	t->most = lines < MOST_LINES ? (uint32_t)(all - all / 4) : TABLE_NONE;
}

void table_init(struct table *t)
{
	*t = (struct table){ 0 };
	grow(t, FIRST_LINES);
}

bool table_reserve(struct table *t, size_t more)
{
	while (t->most - t->n < more && t->lines < MOST_LINES)
		grow(t, 2 * t->lines);
	return t->most - t->n >= more;
}

uint32_t table_add(struct table *t, uint64_t hash)
{
	table_reserve(t, 1);
	size_t at = table_home(t, hash);
	while (t->line[at / TABLE_LINE].number[TABLE_LINE - 1] != 0)
		at = at + TABLE_LINE < t->lines * TABLE_LINE ? at + TABLE_LINE : 0;
	at += (size_t)__builtin_ctz(table_same(t->line[at / TABLE_LINE].number, 0));
	return table_put(t, at, hash);
}

void table_empty(struct table *t)
{
	memset(t->line, 0, t->lines * sizeof(*t->line));
	t->n = 0;
}

void table_free(struct table *t)
{
	free_lines(t);
}

size_t table_held(const struct table *t)
{
	return t->lines * sizeof(*t->line);
}
