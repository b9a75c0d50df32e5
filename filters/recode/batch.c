/* filters/recode/batch.c - what each record becomes. */
#include "recode.h"

struct parts {             /* what becomes of a record */
	size_t n;              /* so many records; 0: it is rejected */
	uint32_t *rows;        /* lines of the table, for several */
	struct text **measure; /* measure[i][part]; null: missing */
};

static bool is_missing(const struct recode *s, const struct batch *b, size_t row)
{
	for (size_t i = 0; i < s->pick.n; i++)
		if (b->col[s->pick.at[i]][row].len > 0)
			return false;
	return true;
}

static void put_flag(const struct recode *s, struct batch *b, size_t row, struct text word)
{
	if (s->flag.at)
		b->col[s->flagged][row] = word;
}

static void reject(struct run *run, struct batch *b, size_t row, size_t col, const char *word,
                   struct parts *p)
{
	run_reject(run, b, row, col, word);
	p->n = 0;
}

/* The table has no line for it, or none at its date. */
static void put_other(struct recode *s, struct run *run, struct batch *b, size_t row,
                      struct parts *p)
{
	static const struct text none = { 0 };
	bool missing = is_missing(s, b, row);
	put_flag(s, b, row, missing ? TEXT("missing") : TEXT("unmatched"));
	if (s->weight.at)
		b->col[s->weighted][row] = TEXT("1");
	if (missing) {
		b->col[s->result][row] = none;
		return;
	}
	for (size_t i = 0; i < s->pick.n && s->missed; i++)
		s->values[i] = b->col[s->pick.at[i]][row];
	frequency_count(s->missed, s->values);
	if (s->other_way == REJECT_IT)
		reject(run, b, row, s->pick.at[0], "unmatched", p);
	else if (s->other_way == KEEP)
		b->col[s->result][row] = b->col[s->pick.at[0]][row];
	else
		b->col[s->result][row] = s->other.at ? s->other : none;
}

/* The parts of each measure. */
static void divide(struct recode *s, struct run *run, struct batch *b, size_t row, struct parts *p)
{
	p->measure = arena_zeros(b->mem, (s->measures.n + 1) * sizeof(*p->measure));
	for (size_t i = 0; i < s->measures.n; i++) {
		size_t col = s->measures.at[i];
		struct text v = b->col[col][row];
		struct decimal m;
		if (v.len == 0)
			continue;
		enum decimal_read read = decimal_read(v, &m);
		p->measure[i] = arena_take(b->mem, p->n * sizeof(**p->measure));
		if (read == DECIMAL_NONE)
			return reject(run, b, row, col, "bad-measure", p);
		if (read == DECIMAL_LARGE ||
		    !weigh(&s->codes, m, p->rows, p->n, s->digits, b->mem, p->measure[i]))
			return reject(run, b, row, col, "too-large", p);
	}
}

/* The share of a line as a number in plain form. */
static struct text share_text(const struct codes *c, uint32_t row, struct arena *mem)
{
	char text[DECIMAL_LONGEST];
	struct decimal d = { c->share[row], c->scale };
	while (d.scale > 0 && d.digits % 10 == 0)
		d.digits /= 10, d.scale--;
	size_t n = (size_t)(decimal_put(text, d) - text);
	return (struct text){ arena_copy(mem, text, n), n };
}

static void put_many(struct recode *s, struct run *run, struct batch *b, size_t row,
                     uint32_t number, struct parts *p)
{
	put_flag(s, b, row, TEXT("many"));
	if (s->how == REJECT)
		return reject(run, b, row, s->pick.at[0], "one-to-many", p);
	if (s->how == SET) {
		b->col[s->result][row] =
			s->codes.valid ? codes_set(&s->codes, s->rows, p->n, b->mem) : s->codes.set[number];
		p->n = 1;
		return;
	}
	p->rows = arena_take(b->mem, p->n * sizeof(*p->rows));
	memcpy(p->rows, s->rows, p->n * sizeof(*p->rows));
	divide(s, run, b, row, p);
}

static void put_code(struct recode *s, struct run *run, struct batch *b, size_t row,
                     uint32_t number, struct parts *p)
{
	struct span at = { 0, 0 };
	bool coarse = false;
	*p = (struct parts){ .n = 1 };
	if (number == TABLE_NONE)
		return put_other(s, run, b, row, p);
	if (s->codes.valid && !span_read(b->col[s->dated][row], &at))
		return reject(run, b, row, s->dated, "bad-date", p);
	size_t n = codes_lines(&s->codes, number, at, s->rows, &coarse);
	if (coarse)
		return reject(run, b, row, s->dated, "coarse-date", p);
	if (n == 0)
		return put_other(s, run, b, row, p);
	p->n = n;
	if (n > 1)
		return put_many(s, run, b, row, number, p);
	b->col[s->result][row] = s->codes.to[s->rows[0]];
	put_flag(s, b, row, TEXT("one"));
	if (s->weight.at)
		b->col[s->weighted][row] = TEXT("1");
}

static int emit_part(struct recode *s, struct run *run, const struct batch *b, size_t row,
                     const struct parts *p, size_t part)
{
	struct batch *own = run_batch(run);
	size_t to = own->rows++;
	for (size_t c = 0; c < s->width; c++)
		own->col[c][to] = b->col[c][row];
	batch_place(own, to, batch_source(b, row), b->line[row]);
	if (p->n > 1) {
		own->col[s->result][to] = s->codes.to[p->rows[part]];
		if (s->weight.at)
			own->col[s->weighted][to] = share_text(&s->codes, p->rows[part], b->mem);
		for (size_t i = 0; i < s->measures.n; i++)
			if (p->measure[i])
				own->col[s->measures.at[i]][to] = p->measure[i][part];
	}
	return own->rows == own->room ? run_emit(run, own) : 0;
}

/* Some record became several: all go out by batches of the stage's own. */
static int emit_all(struct recode *s, struct run *run, struct batch *b, const struct parts *parts)
{
	int status = 0;
	for (size_t r = 0; r < b->rows && status == 0; r++) {
		for (size_t part = 0; part < parts[r].n && status == 0; part++)
			status = emit_part(s, run, b, r, &parts[r], part);
		if (parts[r].n > 1)
			run_made(run, parts[r].n - 1);
	}
	struct batch *own = run_batch(run);
	b->rows = 0;
	return status == 0 && own->rows > 0 ? run_emit(run, own) : status;
}

int recode_batch(void *self, struct run *run, struct batch *b)
{
	struct recode *s = self;
	bool several = false;
	uint32_t *number = arena_take(b->mem, b->rows * sizeof(*number));
	struct parts *parts = arena_take(b->mem, b->rows * sizeof(*parts));
	list_index_find(&s->codes.index, b->col, s->pick.at, b->rows, number);
	for (size_t r = 0; r < b->rows; r++) {
		put_code(s, run, b, r, number[r], &parts[r]);
		several |= parts[r].n > 1;
	}
	return several ? emit_all(s, run, b, parts) : 0;
}
