/* filters/harmonise/choose.c - one scheme for a column, or the evidence that there is none. */
#include "choose.h"
#include "name.h"
#include <stdio.h>

enum { SCHEMES = 12, DISTINCT = 1 << 20 };

int choose_open(struct choose *c, struct run *run)
{
	c->waits = true;
	c->mem = arena_new();
	c->texts = memo_new(run_seed(run), DISTINCT);
	return 0;
}

void choose_hold(struct choose *c, const struct batch *b)
{
	bool fresh;
	for (size_t r = 0; r < b->rows; r++) {
		struct waiting *w = arena_take(c->mem, sizeof(*w) + c->columns * sizeof(w->value[0]));
		struct text source = batch_source(b, r);
		if (!text_same(source, c->source))
			c->source = (struct text){ arena_copy(c->mem, source.at, source.len), source.len };
		*w = (struct waiting){ .source = c->source, .line = b->line[r] };
		for (size_t i = 0; i < c->columns; i++) {
			struct text v = b->col[i][r];
			w->value[i] = (struct text){ arena_copy(c->mem, v.at, v.len), v.len };
		}
		if (b->col[c->from][r].len <= NAME_LONGEST)
			memo_find(c->texts, b->col[c->from][r], &fresh);
		if (c->last)
			c->last->next = w;
		else
			c->first = w;
		c->last = w;
	}
	c->waits = arena_held(c->mem) < CHOOSE_BYTES;
}

void choose_fill(struct choose *c, struct batch *b)
{
	for (; c->first && b->rows < b->room; c->first = c->first->next) {
		for (size_t i = 0; i < c->columns; i++)
			b->col[i][b->rows] = c->first->value[i];
		batch_place(b, b->rows++, c->first->source, c->first->line);
	}
}

/* One distinct text in each scheme; the last is that of names. */
struct column {
	size_t n; /* texts that ought to be countries */
	struct text *text;
	struct answer (*in)[SCHEMES + 1];
	size_t fits[SCHEMES + 1];
};

static bool is_one(const struct answer *a)
{
	return !a->refused;
}

/* "Unknown", "Stateless": a column of any scheme may hold them. */
static bool is_word(const struct answer *a)
{
	return !a->refused && a->kind != IS_COUNTRY && a->kind != IS_HISTORICAL;
}

static struct column column_of(const struct choose *c, const struct resolver *r, struct arena *mem)
{
	size_t all = memo_count(c->texts);
	struct column col = { .text = arena_take(mem, all * sizeof(*col.text)),
		                  .in = arena_take(mem, all * sizeof(*col.in)) };
	for (size_t i = 0; i < all; i++) {
		struct text v = memo_text(c->texts, (uint32_t)i);
		struct resolver in = *r;
		in.scheme = TEXT("name");
		struct answer *answers = col.in[col.n];
		answers[SCHEMES] = resolve(&in, v, mem);
		if (is_word(&answers[SCHEMES]))
			continue;
		for (size_t s = 0; s < SCHEMES; s++) {
			in.scheme = text_of(code_schemes[s]);
			answers[s] = resolve(&in, v, mem);
		}
		for (size_t s = 0; s <= SCHEMES; s++)
			col.fits[s] += is_one(&answers[s]);
		col.text[col.n++] = v;
	}
	return col;
}

static const char *scheme_word(size_t s)
{
	return s == SCHEMES ? "name" : code_schemes[s];
}

static const char *copy(struct run *run, struct text v)
{
	return arena_copy(run_arena(run), v.at, v.len < 60 ? v.len : 60);
}

/* Two schemes that hold all values have to give the same answers. */
static int agree(const struct column *col, struct run *run, const char *name, size_t one,
                 size_t other)
{
	for (size_t i = 0; i < col->n; i++) {
		const struct answer *a = &col->in[i][one], *b = &col->in[i][other];
		if (!text_same(a->codes, b->codes))
			return run_fail(
				run, EX_DATAERR,
				"-c %s: --scheme auto: all values are both in %s and in %s, but '%s' is "
				"%s in one and %s in the other; say which scheme it is",
				name, scheme_word(one), scheme_word(other), copy(run, col->text[i]),
				copy(run, a->codes), copy(run, b->codes));
	}
	return 0;
}

static int choose_whole(const struct column *col, struct run *run, const char *name, size_t *best)
{
	int status = 0;
	*best = SCHEMES + 1;
	for (size_t s = 0; s < SCHEMES && !status; s++) {
		if (col->fits[s] < col->n)
			continue;
		if (*best > SCHEMES)
			*best = s;
		else
			status = agree(col, run, name, *best, s);
	}
	return status;
}

static struct text misfit(const struct column *col, size_t s)
{
	for (size_t i = 0; i < col->n; i++)
		if (!is_one(&col->in[i][s]))
			return col->text[i];
	return (struct text){ NULL, 0 };
}

/* Codes that are no names: more than one in ten, and it is a mix. */
static size_t codes_only(const struct column *col, size_t s)
{
	size_t n = 0;
	for (size_t i = 0; i < col->n; i++)
		n += is_one(&col->in[i][s]) && !is_one(&col->in[i][SCHEMES]);
	return n;
}

static int choose_part(const struct column *col, struct run *run, const char *name, size_t *best)
{
	size_t codes = 0;
	for (size_t s = 1; s < SCHEMES; s++)
		if (col->fits[s] > col->fits[codes])
			codes = s;
	*best = SCHEMES;
	if (col->fits[SCHEMES] * 2 >= col->n && codes_only(col, codes) * 10 <= col->n)
		return 0;
	return run_fail(
		run, EX_DATAERR,
		"-c %s: --scheme auto: no one scheme: of %zu different values %zu are in %s (not "
		"'%s'), %zu are names (not '%s')",
		name, col->n, col->fits[codes], scheme_word(codes), copy(run, misfit(col, codes)),
		col->fits[SCHEMES], copy(run, misfit(col, SCHEMES)));
}

int choose_scheme(struct choose *c, struct run *run, struct resolver *r, struct text column)
{
	struct arena *mem = arena_new();
	struct column col = column_of(c, r, mem);
	size_t best = SCHEMES;
	const char *name = copy(run, column);
	int status = col.n > 0 ? choose_whole(&col, run, name, &best) : 0;
	if (!status && best > SCHEMES)
		status = choose_part(&col, run, name, &best);
	if (!status) {
		r->scheme = text_of(scheme_word(best));
		c->decided = best < SCHEMES;
		run_warn(run, "-c %s: --scheme auto: it is %s: %zu of %zu different values are in it", name,
		         scheme_word(best), col.fits[best], col.n);
	}
	arena_free(mem);
	return status;
}

int choose_check(const struct choose *c, struct run *run, const struct resolver *r,
                 struct text value, struct arena *mem)
{
	(void)c;
	struct answer answer = resolve(r, value, mem);
	if (!answer.refused)
		return 0;
	return run_fail(
		run, EX_DATAERR,
		"'%s': is not in %s, the scheme that --scheme auto chose by the records before it; "
		"say which scheme it is",
		copy(run, value), copy(run, r->scheme));
}

void choose_close(struct choose *c)
{
	if (!c->mem)
		return;
	memo_free(c->texts);
	arena_free(c->mem);
}
