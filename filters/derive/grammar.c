/* filters/derive/grammar.c - expressions are read by recursive descent: or, and, not, comparisons, + -, * /, the rest. */
#include "derive/grammar.h"
#include <stdlib.h>

static struct node *operand(struct grower *g);

bool grammar_expect(struct grower *g, const char *what, const char *where)
{
	if (words_is(&g->words, what))
		return words_next(&g->words);
	const struct word *now = &g->words.now;
	if (now->kind == WORD_END)
		return words_fail(&g->words, now->at, "expected '%s' %s, but the program ends", what,
		                  where);
	return words_fail(&g->words, now->at, "expected '%s' %s, not '%.*s'", what, where,
	                  (int)now->len, g->words.source.at + now->at);
}

/* --- the leaves --------------------------------------------------------------------------------- */

static struct node *literal(struct grower *g, enum type type)
{
	const struct word *now = &g->words.now;
	struct node *n = tree_leaf(g, now->at, type);
	n->text = now->text;
	n->truth = words_is(&g->words, "true") ? YES : NO;
	if (type == DATE)
		for (size_t i = 0; i < now->text.len; i++)
			if (now->text.at[i] != '-')
				n->date = n->date * 10 + (uint32_t)(now->text.at[i] - '0');
	if (type == NUMBER && decimal_read(now->text, &n->number) != DECIMAL_OK) {
		words_fail(&g->words, now->at, "%.*s has more than 38 digits", (int)now->len, now->text.at);
		return NULL;
	}
	return words_next(&g->words) ? n : NULL;
}

static struct node *condition(struct grower *g)
{
	struct node *n = tree_leaf(g, g->words.now.at, MISSING);
	n->work = work_if;
	if (!words_next(&g->words) || !tree_add(g, n, tree_as(g, grammar_expression(g), TRUTH)) ||
	    !grammar_expect(g, "then", "after the condition") ||
	    !tree_add(g, n, grammar_expression(g)) ||
	    !grammar_expect(g, "else", "after what follows 'then'") ||
	    !tree_add(g, n, grammar_expression(g)))
		return NULL;
	return tree_agree(g, n, 1) ? n : NULL;
}

static bool is_kept(struct text name) /* for the language */
{
	static const char *const kept[] = { "and", "else", "if",   "in",   "is",    "missing",
		                                "not", "or",   "then", "true", "false", "where" };
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		if (text_is(name, kept[i]))
			return true;
	return false;
}

static struct node *named(struct grower *g)
{
	struct word name = g->words.now;
	if (words_is(&g->words, "true") || words_is(&g->words, "false"))
		return literal(g, TRUTH);
	if (words_is(&g->words, "missing"))
		return literal(g, MISSING);
	if (words_is(&g->words, "if"))
		return condition(g);
	if (name.kind == WORD_NAME && is_kept(name.text)) {
		words_fail(&g->words, name.at, "expected a value, not '%.*s'", (int)name.len, name.text.at);
		return NULL;
	}
	if (!words_next(&g->words))
		return NULL;
	if (name.kind == WORD_NAME && words_is(&g->words, "("))
		return words_next(&g->words) ? grammar_call(g, name) : NULL;
	return tree_column(g, name.at, name.text);
}

static struct node *leaf(struct grower *g)
{
	const struct word *now = &g->words.now;
	switch (now->kind) {
	case WORD_NUMBER:
		return literal(g, NUMBER);
	case WORD_DAY:
		return literal(g, DATE);
	case WORD_TEXT:
		return literal(g, STRING);
	case WORD_NAME:
	case WORD_COLUMN:
		return named(g);
	case WORD_END:
		words_fail(&g->words, now->at, "expected a value, but the program ends");
		return NULL;
	case WORD_SIGN:
		break;
	}
	if (words_is(&g->words, "(") && words_next(&g->words)) {
		struct node *n = grammar_expression(g);
		return n && grammar_expect(g, ")", "at the end") ? n : NULL;
	}
	words_fail(&g->words, now->at, "expected a value, not '%.*s'", (int)now->len, now->text.at);
	return NULL;
}

/* --- operators ---------------------------------------------------------------------------------- */

static struct node *operand(struct grower *g)
{
	if (!words_is(&g->words, "-"))
		return leaf(g);
	if (++g->nested > DEEPEST) {
		words_fail(&g->words, g->words.now.at, "is nested too deeply");
		return NULL;
	}
	size_t at = g->words.now.at;
	struct node *n = words_next(&g->words) ? tree_as(g, operand(g), NUMBER) : NULL;
	g->nested--;
	if (n && n->work == work_literal && n->number.scale != NO_NUMBER) {
		n->number.digits = -n->number.digits;
		return n;
	}
	if (!n)
		return NULL;
	struct node *minus = tree_leaf(g, at, NUMBER);
	minus->work = work_call;
	minus->apply = number_negate;
	return tree_add(g, minus, n) ? minus : NULL;
}

static struct node *product(struct grower *g)
{
	struct node *n = operand(g);
	while (n && (words_is(&g->words, "*") || words_is(&g->words, "/"))) {
		char sign = g->words.now.text.at[0];
		n = words_next(&g->words) ? tree_arithmetic(g, sign, n, operand(g)) : NULL;
	}
	return n;
}

static struct node *sum(struct grower *g)
{
	struct node *n = product(g);
	while (n && (words_is(&g->words, "+") || words_is(&g->words, "-"))) {
		char sign = g->words.now.text.at[0];
		n = words_next(&g->words) ? tree_arithmetic(g, sign, n, product(g)) : NULL;
	}
	return n;
}

static int member_order(const void *a, const void *b)
{
	const struct node *x = a, *y = b;
	if (x->type == NUMBER)
		return decimal_order(x->number, y->number);
	if (x->type == DATE)
		return (x->date > y->date) - (x->date < y->date);
	return text_order(x->text, y->text);
}

/* The values behind `in`: all of one kind, as they stand in the program. */
static bool members(struct grower *g, struct node *n)
{
	do {
		struct node *m = operand(g);
		if (!m)
			return false;
		if (m->work != work_literal || m->type == TRUTH || m->type == MISSING)
			return words_fail(&g->words, m->at, "'in' takes numbers, dates or texts in \" \"");
		if (n->member_count > 0 && m->type != n->members[0].type)
			return words_fail(&g->words, m->at, "is %s, the values before it are of another kind",
			                  tree_types[m->type]);
		n->members = arena_append(g->mem, n->members, n->member_count, sizeof(*n->members));
		n->members[n->member_count++] = *m;
	} while (words_is(&g->words, ",") && words_next(&g->words));
	return grammar_expect(g, ")", "after the values");
}

static struct node *in(struct grower *g, struct node *what, bool inverse)
{
	struct node *n = tree_leaf(g, what->at, TRUTH);
	if (!words_next(&g->words) || !grammar_expect(g, "(", "after 'in'") || !members(g, n))
		return NULL;
	enum type type = n->members[0].type, both;
	qsort(n->members, n->member_count, sizeof(*n->members), member_order);
	if (!tree_meet(g, &n->members[0], what, &both) || !tree_add(g, n, tree_as(g, what, type)))
		return NULL;
	n->work = work_call;
	n->apply = type == NUMBER ? number_in : type == DATE ? date_in : text_in;
	n->inverse = inverse;
	return n;
}

static struct node *is(struct grower *g, struct node *what)
{
	if (!words_next(&g->words))
		return NULL;
	bool inverse = words_is(&g->words, "not");
	if ((inverse && !words_next(&g->words)) || !grammar_expect(g, "missing", "after 'is'"))
		return NULL;
	return tree_is_missing(g, what, inverse);
}

static unsigned orders_of(const struct words *w)
{
	static const struct {
		const char *sign;
		unsigned orders;
	} signs[] = { { "==", EQUAL },        { "!=", LESS | MORE }, { "<", LESS },
		          { "<=", LESS | EQUAL }, { ">", MORE },         { ">=", MORE | EQUAL } };
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (words_is(w, signs[i].sign))
			return signs[i].orders;
	return 0;
}

static struct node *comparison(struct grower *g)
{
	struct words *w = &g->words;
	struct node *n = sum(g);
	unsigned orders = n ? orders_of(w) : 0;
	if (orders) {
		n = words_next(w) ? tree_compare(g, orders, n, sum(g)) : NULL;
		if (n && orders_of(w)) {
			words_fail(w, w->now.at, "compares what was compared; write a < b and b < c");
			return NULL;
		}
	} else if (n && words_is(w, "in")) {
		n = in(g, n, false);
	} else if (n && words_is(w, "not")) {
		if (!words_next(w))
			return NULL;
		if (words_is(w, "in"))
			return in(g, n, true);
		return grammar_expect(g, "in", "after 'not'"), NULL;
	} else if (n && words_is(w, "is")) {
		n = is(g, n);
	}
	return n;
}

static struct node *negation(struct grower *g)
{
	size_t at = g->words.now.at;
	if (!words_is(&g->words, "not"))
		return comparison(g);
	if (++g->nested > DEEPEST) {
		words_fail(&g->words, at, "is nested too deeply");
		return NULL;
	}
	struct node *n = tree_leaf(g, at, TRUTH);
	n->work = work_call;
	n->apply = truth_not;
	bool good = words_next(&g->words) && tree_add(g, n, tree_as(g, negation(g), TRUTH));
	g->nested--;
	return good ? n : NULL;
}

static struct node *several(struct grower *g, const char *word, work_out *work,
                            struct node *(*part)(struct grower *))
{
	struct node *n = part(g);
	while (n && words_is(&g->words, word)) {
		struct node *both = tree_leaf(g, n->at, TRUTH);
		both->work = work;
		if (!words_next(&g->words) || !tree_add(g, both, tree_as(g, n, TRUTH)) ||
		    !tree_add(g, both, tree_as(g, part(g), TRUTH)))
			return NULL;
		n = both;
	}
	return n;
}

static struct node *conjunction(struct grower *g)
{
	return several(g, "and", work_and, negation);
}

struct node *grammar_expression(struct grower *g)
{
	if (++g->nested > DEEPEST) {
		words_fail(&g->words, g->words.now.at, "is nested too deeply");
		return NULL;
	}
	struct node *n = several(g, "or", work_or, conjunction);
	g->nested--;
	return n;
}
