/* filters/derive/program.c - a program is read: statements, and the columns that they make. */
#include "derive/program.h"
#include "derive/grammar.h"
#include "derive/matcher.h"

static struct statement *add(struct program *p, struct arena *mem)
{
	p->statements = arena_append(mem, p->statements, p->n, sizeof(*p->statements));
	p->statements[p->n] = (struct statement){ 0 };
	return &p->statements[p->n++];
}

/* The layers that an expression needs: work_call puts argument i at depth i, the others all at depth 1. */
static size_t depth_of(const struct node *n)
{
	size_t most = 0;
	for (size_t i = 0; i < n->n; i++) {
		size_t needs = depth_of(n->arg[i]) + (n->work == work_call ? i : 1);
		most = needs > most ? needs : most;
	}
	return most > 0 ? most : 1;
}

static void deepen(struct program *p, const struct node *n)
{
	size_t depth = depth_of(n);
	p->depth = depth > p->depth ? depth : p->depth;
}

static bool read_condition(struct program *p, struct grower *g)
{
	struct node *n = tree_as(g, grammar_expression(g), TRUTH);
	if (!n)
		return false;
	struct statement *s = add(p, g->mem);
	s->selects = true;
	s->node = n;
	deepen(p, n);
	return true;
}

/* From now on, the column is of this type. */
static bool put_column(struct grower *g, struct text name, enum type type, size_t blame, size_t *c)
{
	struct names *names = g->names;
	for (*c = 0; *c < names->out->n; (*c)++)
		if (text_same(names->out->name[*c], name))
			break;
	if (*c == names->out->n) {
		if (columns_add(g->words.run, names->out, name, c) != 0)
			return false;
		names->types = arena_append(g->mem, names->types, *c, sizeof(*names->types));
		names->blame = arena_append(g->mem, names->blame, *c, sizeof(*names->blame));
		names->blame[*c] = blame;
	}
	names->types[*c] = type == STRING || type == MISSING ? COLUMN : type;
	return true;
}

static bool read_assignment(struct program *p, struct grower *g)
{
	struct words *w = &g->words;
	struct word name = w->now;
	if ((name.kind != WORD_NAME && name.kind != WORD_COLUMN) || !words_next(w))
		return name.kind != WORD_NAME && name.kind != WORD_COLUMN &&
		       words_fail(w, name.at, "expected NAME = …, or where …");
	if (words_is(w, "=="))
		return words_fail(w, w->now.at, "'==' compares; '=' gives a column its value");
	if (!grammar_expect(g, "=", "after the name of a column"))
		return false;
	struct node *n = grammar_expression(g);
	if (!n)
		return false;
	struct statement *s = add(p, g->mem);
	if (!put_column(g, name.text, n->type, n->blame, &s->column))
		return false;
	s->node = tree_convert(g, n, STRING);
	deepen(p, s->node);
	return true;
}

static bool read_statements(struct program *p, struct grower *g)
{
	struct words *w = &g->words;
	while (w->now.kind != WORD_END) {
		bool good;
		if (words_is(w, ";")) {
			if (!words_next(w))
				return false;
			continue;
		}
		if (words_is(w, "where"))
			good = words_next(w) && read_condition(p, g);
		else
			good = read_assignment(p, g);
		if (!good)
			return false;
		if (words_is(w, "="))
			return words_fail(w, w->now.at, "'=' gives a column its value; '==' compares");
		if (w->now.kind != WORD_END && !words_is(w, ";"))
			return words_fail(w, w->now.at, "expected ';' or the end, not '%.*s'", (int)w->now.len,
			                  w->source.at + w->now.at);
	}
	return true;
}

static bool begin(struct grower *g, struct program *p, struct run *run, const char *what,
                  struct text source, struct names *names)
{
	*g = (struct grower){ .names = names, .program = p, .mem = run_arena(run) };
	return words_open(&g->words, run, what, source);
}

int program_read(struct program *p, struct run *run, const char *what, struct text source,
                 struct names *names)
{
	struct grower g;
	if (!begin(&g, p, run, what, source, names) || !read_statements(p, &g))
		return run_status(run);
	if (p->n == 0)
		return run_fail(run, EX_USAGE, "%s: is empty; write NAME = …, or where …", what);
	return 0;
}

int program_select(struct program *p, struct run *run, const char *what, struct text source,
                   struct names *names)
{
	struct grower g;
	if (!begin(&g, p, run, what, source, names) || !read_condition(p, &g))
		return run_status(run);
	if (g.words.now.kind != WORD_END)
		words_fail(&g.words, g.words.now.at, "expected the end of the condition, not '%.*s'",
		           (int)g.words.now.len, source.at + g.words.now.at);
	return run_status(run);
}

void program_end(struct program *p)
{
	for (size_t i = 0; i < p->matchers; i++)
		matcher_free(p->matcher[i]);
	p->matchers = 0;
}
