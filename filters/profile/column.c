/* filters/profile/column.c - all that is known of one column, value by value.
 *
 * What a value looks like, its length and whether it is the least is asked once for each distinct value that is
 * held; one that comes again costs a look-up.
 */
#include "column.h"
#include "lib/hash.h"

enum { WORDS = 64, ALWAYS = 1 };

void column_init(struct column *c, struct arena *mem, size_t most)
{
	*c = (struct column){ .mem = mem, .shortest = SIZE_MAX };
	counts_init(&c->values, mem, most);
	counts_init(&c->words, mem, most < WORDS ? most : WORDS);
}

static void extreme_set(struct extreme *e, struct arena *mem, struct text v)
{
	size_t n = v.len < EXTREME_KEPT ? v.len : EXTREME_KEPT;
	if (n > e->room) {
		e->room = 2 * n < EXTREME_KEPT ? 2 * n : EXTREME_KEPT;
		e->at = arena_take(mem, e->room);
	}
	memcpy(e->at, v.at, n);
	e->len = n;
	e->there = true;
}

/* sign: 1 for the greatest, -1 for the least. */
static void extreme_text(struct extreme *e, struct arena *mem, struct text v, int sign)
{
	struct text cut = { v.at, v.len < EXTREME_KEPT ? v.len : EXTREME_KEPT };
	if (!e->there || text_order(cut, (struct text){ e->at, e->len }) * sign > 0)
		extreme_set(e, mem, v);
}

static void extreme_number(struct extreme *e, struct arena *mem, struct text v, struct decimal d,
                           int sign)
{
	if (e->there && decimal_order(d, e->number) * sign <= 0)
		return;
	extreme_set(e, mem, v);
	e->number = d;
}

/* One that may be new. */
static enum kind_of look(struct column *c, struct text v)
{
	enum kind_of kind = kind_of(v);
	struct decimal d;
	size_t length = utf8_count(v);
	if (length < c->shortest)
		c->shortest = length;
	if (length > c->longest)
		c->longest = length;
	extreme_text(&c->least, c->mem, v, -1);
	extreme_text(&c->greatest, c->mem, v, 1);
	if (kind <= KIND_NUMBER && decimal_read(v, &d) == DECIMAL_OK) {
		extreme_number(&c->least_number, c->mem, v, d, -1);
		extreme_number(&c->greatest_number, c->mem, v, d, 1);
	}
	return kind;
}

/* From now on they are estimated. Whoever is held is found anew each time it comes, so all come in. */
static void begin_estimate(struct column *c)
{
	c->distinct = arena_zeros(c->mem, sizeof(*c->distinct));
	for (size_t i = 0; i < c->values.n; i++)
		estimate_add(c->distinct, c->values.item[i].stable);
}

static void take_new(struct column *c, struct text v, uint64_t hash)
{
	enum kind_of kind = look(c, v);
	uint64_t stable = hash_short(v, ALWAYS);
	if (!c->values.full && c->values.n >= c->values.most)
		begin_estimate(c);
	if (c->distinct)
		estimate_add(c->distinct, stable);
	counts_add(&c->values, v, hash, stable, kind);
	c->of[kind]++;
	if (kind == KIND_TEXT && !counts_find(&c->words, v, hash))
		counts_add(&c->words, v, hash, stable, kind);
}

void column_take(struct column *c, const struct text *values, size_t n, uint64_t seed)
{
	for (size_t i = 0; i < n; i++) {
		struct text v = values[i];
		if (v.len == 0) {
			c->missing++;
			continue;
		}
		uint64_t hash = hash_short(v, seed);
		struct count *found = counts_find(&c->values, v, hash);
		if (!found) {
			take_new(c, v, hash);
			continue;
		}
		c->of[found->kind]++;
		if (found->kind == KIND_TEXT && !counts_find(&c->words, v, hash))
			counts_add(&c->words, v, hash, found->stable, KIND_TEXT);
	}
}

uint64_t column_distinct(const struct column *c, bool *exact)
{
	*exact = !c->distinct;
	return c->distinct ? estimate_count(c->distinct) : c->values.n;
}

const char *column_type(const struct column *c)
{
	static const enum kind_of alone[] = { KIND_INTEGER, KIND_DATE, KIND_DATETIME, KIND_YEARMONTH,
		                                  KIND_BOOLEAN };
	uint64_t all = 0;
	for (size_t i = 0; i < KINDS; i++)
		all += c->of[i];
	if (all == 0)
		return "none";
	for (size_t i = 0; i < sizeof(alone) / sizeof(*alone); i++)
		if (c->of[alone[i]] == all)
			return kind_word(alone[i]);
	return kind_word(c->of[KIND_INTEGER] + c->of[KIND_NUMBER] == all ? KIND_NUMBER : KIND_TEXT);
}

static struct text extreme_of(const struct column *c, const struct extreme *number,
                              const struct extreme *text)
{
	const char *type = column_type(c);
	bool counts = strcmp(type, "integer") == 0 || strcmp(type, "number") == 0;
	const struct extreme *e = counts && number->there ? number : text;
	return (struct text){ e->at, e->len };
}

struct text column_least(const struct column *c)
{
	return extreme_of(c, &c->least_number, &c->least);
}

struct text column_greatest(const struct column *c)
{
	return extreme_of(c, &c->greatest_number, &c->greatest);
}
