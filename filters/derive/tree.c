/* filters/derive/tree.c - trees of expressions: types, conversions, operators. */
#include "derive/tree.h"

enum { QUOTIENT = 16 }; /* digits behind the point of a quotient that nothing rounds */

const char *const tree_types[] = {
	[COLUMN] = "a column", [STRING] = "a text",       [NUMBER] = "a number",
	[DATE] = "a date",     [TRUTH] = "true or false", [MISSING] = "missing",
};

struct node *tree_leaf(struct grower *g, size_t at, enum type type)
{
	struct node *n = arena_zeros(g->mem, sizeof(*n));
	n->work = work_literal;
	n->type = type;
	n->at = at;
	n->blame = NO_COLUMN;
	return n;
}

bool tree_add(struct grower *g, struct node *to, struct node *arg)
{
	if (!arg)
		return false;
	to->arg = arena_append(g->mem, to->arg, to->n, sizeof(struct node *));
	to->arg[to->n++] = arg;
	if (to->blame == NO_COLUMN)
		to->blame = arg->blame;
	return true;
}

static struct node *one(struct grower *g, apply *does, enum type type, struct node *arg)
{
	struct node *n = tree_leaf(g, arg->at, type);
	n->work = work_call;
	n->apply = does;
	tree_add(g, n, arg);
	return n;
}

struct node *tree_two(struct grower *g, apply *does, enum type type, struct node *a, struct node *b)
{
	if (!a || !b)
		return NULL;
	struct node *n = one(g, does, type, a);
	tree_add(g, n, b);
	return n;
}

/* --- columns ------------------------------------------------------------------------------------ */

static struct node *no_column(struct grower *g, size_t at, struct text name)
{
	const struct columns *out = g->names->out;
	const struct text *near = text_nearest(name, out->name, out->n);
	if (near)
		words_fail(&g->words, at, "'%.*s': no such column; the nearest is '%.*s'", (int)name.len,
		           name.at, (int)near->len, near->at);
	else
		words_fail(&g->words, at, "'%.*s': no such column; a text stands in \" \"", (int)name.len,
		           name.at);
	return NULL;
}

struct node *tree_column(struct grower *g, size_t at, struct text name)
{
	const struct names *names = g->names;
	struct node *n = tree_leaf(g, at, COLUMN);
	n->work = work_column;
	size_t c = 0;
	while (c < names->out->n && !text_same(names->out->name[c], name))
		c++;
	if (c == names->out->n && names->in->unknown)
		return run_looks_at(g->words.run, name), n;
	if (c == names->out->n)
		return no_column(g, at, name);
	if (c < names->in->n)
		run_looks_at(g->words.run, name);
	n->column = c;
	n->blame = names->blame[c];
	return names->types[c] == COLUMN ? n : tree_convert(g, n, names->types[c]);
}

/* --- conversions -------------------------------------------------------------------------------- */

static struct node *written(struct grower *g, struct node *n)
{
	const struct function *f = n->function;
	/* Of a date that is text already the year is a piece. */
	if (f && f->piece && n->arg[0]->apply == date_read)
		return one(g, f->piece, STRING, n->arg[0]->arg[0]);
	return one(g,
	           n->type == NUMBER ? number_write
	           : n->type == DATE ? date_write
	                             : truth_write,
	           STRING, n);
}

struct node *tree_convert(struct grower *g, struct node *n, enum type type)
{
	static apply *const read[] = {
		[NUMBER] = number_read, [DATE] = date_read, [TRUTH] = truth_read
	};
	if (!n || n->type == type || (n->type == COLUMN && type == STRING))
		return n;
	if (n->type == MISSING) {
		struct node *none = tree_leaf(g, n->at, type);
		none->number = MISSING_NUMBER;
		none->truth = UNKNOWN;
		return none;
	}
	if (type == STRING)
		return written(g, n);
	if (n->type == COLUMN || n->type == STRING)
		return one(g, read[type], type, n);
	words_fail(&g->words, n->at, "expected %s, this is %s", tree_types[type], tree_types[n->type]);
	return NULL;
}

struct node *tree_as(struct grower *g, struct node *n, enum type type)
{
	static const char *const makes[] = { [NUMBER] = "number", [DATE] = "date", [TRUTH] = "truth" };
	if (!n || n->type != STRING || type == STRING)
		return tree_convert(g, n, type);
	words_fail(&g->words, n->at, "expected %s, this is a text; %s(…) reads one from it",
	           tree_types[type], makes[type]);
	return NULL;
}

bool tree_meet(struct grower *g, const struct node *a, const struct node *b, enum type *type)
{
	enum type x = a->type, y = b->type;
	*type = x == MISSING || x == COLUMN ? y : x;
	if (x == COLUMN && y == MISSING)
		*type = COLUMN;
	if (x == y || x == MISSING || y == MISSING || x == COLUMN || y == COLUMN)
		return true;
	return words_fail(&g->words, b->at,
	                  "%s cannot stand with %s; number(…), date(…) or text(…) "
	                  "makes one the other",
	                  tree_types[y], tree_types[x]);
}

bool tree_agree(struct grower *g, struct node *n, size_t first)
{
	for (size_t i = first; i < n->n; i++) {
		struct node so_far = { .type = i == first ? MISSING : n->type };
		if (!tree_meet(g, &so_far, n->arg[i], &n->type))
			return false;
	}
	if (n->type == MISSING)
		n->type = STRING;
	for (size_t i = first; i < n->n; i++)
		if (!(n->arg[i] = tree_as(g, n->arg[i], n->type)))
			return false;
	return true;
}

/* --- operators ---------------------------------------------------------------------------------- */

static bool is_quotient(const struct node *n)
{
	return n->apply == number_divide && !n->fixed;
}

/* a / b · c is a · c / b, and a / b / c is a / (b · c): what is rounded is the end result only. */
static struct node *quotient(struct grower *g, struct node *a, struct node *b)
{
	if (is_quotient(a)) {
		a->arg[1] = tree_two(g, number_multiply, NUMBER, a->arg[1], b);
		return a;
	}
	struct node *n = tree_two(g, number_divide, NUMBER, a, b);
	n->scale = QUOTIENT;
	n->rounding = HALF_UP;
	return n;
}

static struct node *product(struct grower *g, struct node *a, struct node *b)
{
	struct node *by = is_quotient(a) ? a : is_quotient(b) ? b : NULL;
	if (!by)
		return tree_two(g, number_multiply, NUMBER, a, b);
	struct node *other = by == a ? b : a;
	if (is_quotient(other)) {
		by->arg[1] = tree_two(g, number_multiply, NUMBER, by->arg[1], other->arg[1]);
		other = other->arg[0];
	}
	by->arg[0] = tree_two(g, number_multiply, NUMBER, by->arg[0], other);
	return by;
}

struct node *tree_arithmetic(struct grower *g, char sign, struct node *a, struct node *b)
{
	a = tree_as(g, a, NUMBER);
	b = tree_as(g, b, NUMBER);
	if (!a || !b)
		return NULL;
	if (sign == '*')
		return product(g, a, b);
	if (sign == '/')
		return quotient(g, a, b);
	return tree_two(g, sign == '+' ? number_add : number_subtract, NUMBER, a, b);
}

/* Texts have an order, too, but hardly ever the one that is meant. */
static bool ordered(struct grower *g, const struct node *a, const struct node *b, enum type type)
{
	const struct node *literal = a->work == work_literal ? a : b;
	if (type == COLUMN)
		return words_fail(&g->words, a->at,
		                  "which is less depends on what they are: write "
		                  "number(…), date(…) or text(…) around one of them");
	struct decimal d;
	if (type != STRING || literal->work != work_literal)
		return true;
	if (decimal_read(literal->text, &d) != DECIMAL_OK &&
	    !(literal->text.len == 10 && literal->text.at[4] == '-' && literal->text.at[7] == '-'))
		return true;
	return words_fail(&g->words, literal->at,
	                  "compares letters; a number or a date stands without quotes");
}

struct node *tree_compare(struct grower *g, unsigned orders, struct node *a, struct node *b)
{
	static apply *const by_type[] = { [STRING] = text_compare,
		                              [NUMBER] = number_compare,
		                              [DATE] = date_compare,
		                              [TRUTH] = truth_compare };
	enum type type;
	if (!a || !b || !tree_meet(g, a, b, &type))
		return NULL;
	bool order = orders != EQUAL && orders != (LESS | MORE);
	if (order && !ordered(g, a, b, type))
		return NULL;
	for (size_t i = 0; i < 2; i++) {
		const struct node *n = i ? b : a;
		if (n->type == MISSING || (n->work == work_literal && n->type == STRING && !n->text.len)) {
			words_fail(&g->words, n->at, "nothing is equal to a missing value; write 'is missing'");
			return NULL;
		}
	}
	if (type == COLUMN)
		type = STRING;
	struct node *n = tree_two(g, by_type[type], TRUTH, tree_as(g, a, type), tree_as(g, b, type));
	if (n)
		n->orders = orders;
	return n;
}

struct node *tree_is_missing(struct grower *g, struct node *a, bool inverse)
{
	if (!a)
		return NULL;
	struct node *n =
		one(g, value_missing, TRUTH, tree_as(g, a, a->type == MISSING ? STRING : a->type));
	n->inverse = inverse;
	return n;
}

struct node *tree_extreme(struct grower *g, struct node *n, bool least)
{
	if (!tree_agree(g, n, 0))
		return NULL;
	n->work = work_call;
	if (n->type == NUMBER)
		n->apply = least ? number_least : number_most;
	else if (n->type == DATE)
		n->apply = least ? date_least : date_most;
	else {
		words_fail(&g->words, n->at,
		           "takes numbers or dates; number(…) or date(…) says of a "
		           "column which it is");
		return NULL;
	}
	return n;
}

struct node *tree_rounded(struct grower *g, struct node *n)
{
	static const struct {
		const char *name;
		enum rounding rounding;
	} ways[] = { { "round", HALF_UP },
		         { "round_even", HALF_EVEN },
		         { "floor", FLOOR },
		         { "ceiling", CEILING },
		         { "truncate", DOWN } };
	long digits = n->wholes > 0 ? n->whole[0] : 0;
	if (digits < 0 || digits > DECIMAL_SCALE) {
		words_fail(&g->words, n->at, "rounds to 0 to %d digits behind the point", DECIMAL_SCALE);
		return NULL;
	}
	struct node *to = is_quotient(n->arg[0]) ? n->arg[0] : n;
	to->scale = (unsigned)digits;
	to->fixed = true;
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (strcmp(n->function->name, ways[i].name) == 0)
			to->rounding = ways[i].rounding;
	return to;
}
