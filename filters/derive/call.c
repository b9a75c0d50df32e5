/* filters/derive/call.c - calls of functions are read: what each argument has to be. */
#include "derive/functions.h"
#include "derive/grammar.h"
#include "derive/matcher.h"
#include <limits.h>

/* A whole number that stands in the program, with a minus before it or not. */
static bool whole(struct grower *g, struct node *call)
{
	struct words *w = &g->words;
	size_t at = w->now.at;
	bool minus = words_is(w, "-");
	if (minus && !words_next(w))
		return false;
	uint64_t n;
	if (w->now.kind != WORD_NUMBER || !text_count(w->now.text, INT_MAX, &n))
		return words_fail(w, at, "%s takes a whole number here, as it stands",
		                  call->function->form);
	call->whole[call->wholes++] = minus ? -(long)n : (long)n;
	return words_next(w);
}

static bool quoted(struct grower *g, struct node *call)
{
	struct words *w = &g->words;
	if (w->now.kind != WORD_TEXT)
		return words_fail(w, w->now.at, "%s takes a text in \" \" here", call->function->form);
	if (w->now.text.len == 0 && call->quotes == 0)
		return words_fail(w, w->now.at, "%s takes a text that is not empty here",
		                  call->function->form);
	call->quoted[call->quotes++] = w->now.text;
	return words_next(w);
}

static bool argument(struct grower *g, struct node *call, char takes)
{
	if (takes == 'w' || takes == 'W')
		return whole(g, call);
	if (takes == 'q' || takes == 'Q')
		return quoted(g, call);
	struct node *given = grammar_expression(g);
	enum type type = takes == 'n' ? NUMBER : takes == 'd' ? DATE : STRING;
	if (takes == 'D' && given && given->type != COLUMN) /* its text is one of a date */
		given = tree_as(g, given, DATE);
	if (call->n == MOST_GIVEN)
		return words_fail(&g->words, call->at, "has more than %d arguments", MOST_GIVEN);
	return tree_add(g, call, tree_as(g, given, type));
}

static bool wrong_number(struct grower *g, const struct node *call, size_t at)
{
	return words_fail(&g->words, at, "expected %s", call->function->form);
}

static bool arguments(struct grower *g, struct node *call)
{
	const char *takes = call->function->takes;
	for (size_t i = 0; !words_is(&g->words, ")"); i++) {
		if (*takes == '\0')
			return wrong_number(g, call, g->words.now.at);
		if (i > 0 && !grammar_expect(g, ",", "or ')' after an argument"))
			return false;
		if (!argument(g, call, *takes))
			return false;
		takes += takes[1] != '*';
	}
	bool enough =
		*takes == '\0' || *takes == 'W' || *takes == 'Q' || (takes[1] == '*' && call->n > 1);
	return enough ? words_next(&g->words) : wrong_number(g, call, g->words.now.at);
}

/* --- what the table cannot say -------------------------------------------------------------------- */

static bool is_label(struct text form)
{
	static const char *const forms[] = { "2023/24", "2023-24", "2023/2024", "2023-2024" };
	for (size_t i = 0; i < 4; i++)
		if (text_is(form, forms[i]))
			return true;
	return false;
}

static struct node *pattern(struct grower *g, struct node *call)
{
	struct program *p = g->program;
	const char *why;
	size_t at;
	call->matcher = matcher_new(g->words.run, call->quoted[0], &why, &at);
	if (!call->matcher) {
		words_fail(&g->words, call->at, "'%.*s' %s, at its character %zu", (int)call->quoted[0].len,
		           call->quoted[0].at, why, at);
		return NULL;
	}
	p->matcher = arena_append(g->mem, p->matcher, p->matchers, sizeof(struct matcher *));
	p->matcher[p->matchers++] = call->matcher;
	return call;
}

static struct node *checked(struct grower *g, struct node *call)
{
	apply *does = call->apply;
	const char *why = NULL;
	if (does == text_matches)
		return pattern(g, call);
	if (does == number_round)
		return tree_rounded(g, call);
	if (does == date_academic_year && call->quotes > 0 && !is_label(call->quoted[0]))
		why = "a label is \"2023/24\", \"2023-24\", \"2023/2024\" or \"2023-2024\"";
	if ((does == text_part || does == text_slice) && call->whole[0] == 0)
		why = "counts from 1, or from the end: -1 is the last";
	if (does == text_slice && call->wholes > 1 && call->whole[1] < 1)
		why = "takes one character or more";
	if (does == text_pad && (call->whole[0] < 1 || call->whole[0] > 1000))
		why = "fills up to 1 to 1000 characters";
	if (why)
		words_fail(&g->words, call->at, "%s %s", call->function->name, why);
	return why ? NULL : call;
}

/* The arguments of one whose types follow from them. */
static bool any_arguments(struct grower *g, struct node *call)
{
	do {
		if (call->n == MOST_GIVEN)
			return words_fail(&g->words, call->at, "has more than %d arguments", MOST_GIVEN);
		if (!tree_add(g, call, grammar_expression(g)))
			return false;
	} while (words_is(&g->words, ",") && words_next(&g->words));
	return grammar_expect(g, ")", "or ',' after an argument");
}

static struct node *as_text(struct grower *g, struct node *n)
{
	n = tree_convert(g, n, STRING);
	if (!n || n->type != COLUMN)
		return n;
	struct node *text = arena_take(g->mem, sizeof(*text));
	*text = *n;
	text->type = STRING;
	return text;
}

static struct node *special(struct grower *g, struct word name, struct node *call)
{
	bool least = text_is(name.text, "min"), most = text_is(name.text, "max");
	bool first = text_is(name.text, "coalesce");
	if (!any_arguments(g, call))
		return NULL;
	if ((least || most || first ? call->n < 2 : call->n != 1)) {
		words_fail(&g->words, name.at, "%.*s takes %s", (int)name.len, name.text.at,
		           least || most || first ? "two arguments or more" : "one argument");
		return NULL;
	}
	if (least || most)
		return tree_extreme(g, call, least);
	if (first) {
		call->work = work_coalesce;
		return tree_agree(g, call, 0) ? call : NULL;
	}
	if (text_is(name.text, "text"))
		return as_text(g, call->arg[0]);
	return tree_convert(g, call->arg[0], text_is(name.text, "number") ? NUMBER : TRUTH);
}

/* date(x) reads a date, date(y, m, d) makes one. */
static struct node *date(struct grower *g, struct node *call)
{
	if (!any_arguments(g, call))
		return NULL;
	if (call->n == 1)
		return tree_convert(g, call->arg[0], DATE);
	if (call->n != 3)
		return wrong_number(g, call, call->at), NULL;
	for (size_t i = 0; i < 3; i++)
		if (!(call->arg[i] = tree_as(g, call->arg[i], NUMBER)))
			return NULL;
	return call;
}

struct node *grammar_call(struct grower *g, struct word name)
{
	static const char *const specials[] = { "min", "max", "coalesce", "number", "text", "truth" };
	struct node *call = tree_leaf(g, name.at, MISSING);
	for (size_t i = 0; i < sizeof(specials) / sizeof(*specials); i++)
		if (text_is(name.text, specials[i]))
			return special(g, name, call);
	const char *near;
	call->function = function_find(name.text, &near);
	if (!call->function) {
		if (near)
			words_fail(&g->words, name.at, "'%.*s': no such function; the nearest is '%s'",
			           (int)name.len, name.text.at, near);
		else
			words_fail(&g->words, name.at, "'%.*s': no such function", (int)name.len, name.text.at);
		return NULL;
	}
	call->work = work_call;
	call->type = call->function->gives;
	call->apply = call->function->apply;
	if (call->apply == date_of_numbers)
		return date(g, call);
	return arguments(g, call) ? checked(g, call) : NULL;
}
