/* filters/emit/sdmx_structure.c - a data structure definition: a table of components, and a table for each code list. */
#include "lib/conf.h"
#include "lib/memo.h"
#include "lib/list.h"
#include "sdmx.h"
#include <stdio.h>

enum { ROLE, CONCEPT, CODELIST, ATTACHMENT, ASSIGNMENT, TYPE, WITHOUT_VALUE, COLUMNS };
static const char *const column_names[COLUMNS] = { "role",         "concept",    "codelist",
	                                               "attachment",   "assignment", "type",
	                                               "without_value" };

static struct text keep(struct run *run, struct text v)
{
	return (struct text){ arena_copy(run_arena(run), v.at, v.len), v.len };
}

static const char *join(struct run *run, struct text folder, struct text name, const char *tail)
{
	size_t room = folder.len + name.len + strlen(tail) + 2;
	char *path = arena_take(run_arena(run), room);
	snprintf(path, room, "%.*s/%.*s%s", (int)folder.len, folder.at, (int)name.len, name.at, tail);
	return path;
}

/* A name without a slash is one of those that come with Weir. */
static struct text find_folder(struct run *run, struct text name)
{
	if (memchr(name.at, '/', name.len))
		return name;
	return text_of(conf_path(run, join(run, TEXT("sdmx"), name, "")));
}

static int pick_columns(struct run *run, const struct list *list, const char *const *names,
                        size_t n, size_t *at)
{
	for (size_t i = 0; i < n; i++) {
		at[i] = NO_COLUMN;
		for (size_t c = 0; c < list->columns.n; c++)
			if (text_is(list->columns.name[c], names[i]))
				at[i] = c;
		if (at[i] == NO_COLUMN)
			return run_fail(run, EX_CONFIG, "%s:1: no column '%s'", list->file, names[i]);
	}
	return 0;
}

static int read_codes(struct component *c, struct run *run, struct text folder)
{
	static const char *const names[] = { "code" };
	struct list list = { 0 };
	size_t at = 0;
	int status = list_read(run, join(run, folder, c->list, ".tsv"), &list);
	if (status == 0)
		status = pick_columns(run, &list, names, 1, &at);
	bool fresh;
	c->code = memo_new(run_seed(run), list.rows); /* so full that it takes no other */
	for (size_t row = 0; row < list.rows && status == 0; row++) {
		memo_find(c->code, list.col[at][row], &fresh);
		if (!fresh)
			status = run_fail(run, EX_CONFIG, "%s:%zu: '%.*s' is there already", list.file, row + 2,
			                  (int)list.col[at][row].len, list.col[at][row].at);
	}
	list_free(&list);
	return status;
}

static bool read_word(struct text word, const char *const *words, int *number)
{
	for (*number = 0; words[*number]; ++*number)
		if (text_is(word, words[*number]))
			return true;
	return false;
}

/* One component from its row; false, and *wrong: the column at fault. */
static bool read_component(struct component *c, struct run *run, const struct text *v,
                           size_t *wrong)
{
	static const char *const roles[] = { "dimension", "time", "measure", "attribute", NULL };
	static const char *const levels[] = { "", "Observation", "Series", "DataSet", NULL };
	static const char *const types[] = { "", "String", "Double", "DateTime", "Date", NULL };
	static const char *const assignments[] = { "", "Conditional", "Mandatory", NULL };
	int role, level, type, assignment;
	bool good = read_word(v[ *wrong = ROLE], roles, &role) &&
	            read_word(v[ *wrong = ATTACHMENT], levels, &level) &&
	            read_word(v[ *wrong = ASSIGNMENT], assignments, &assignment) &&
	            read_word(v[ *wrong = TYPE], types, &type) && v[ *wrong = CONCEPT].len > 0;
	if (!good)
		return false;
	*c = (struct component){ .id = keep(run, v[CONCEPT]), .role = (enum part)role };
	c->attached = level == 0 ? TO_OBSERVATION : (enum attached)(level - 1);
	c->type = type < 2 ? ANY_TEXT : type == 2 ? NUMBER : DATE;
	c->required = role == DIMENSION || role == TIME || assignment == 2;
	c->list = keep(run, v[CODELIST]);
	if (v[WITHOUT_VALUE].len > 0)
		c->without_value = keep(run, v[WITHOUT_VALUE]);
	return true;
}

static int read_rows(struct structure *s, struct run *run, const struct list *list,
                     const size_t *at, struct text folder)
{
	s->at = arena_take(run_arena(run), (list->rows + 1) * sizeof(*s->at));
	for (size_t row = 0; row < list->rows; row++) {
		struct text v[COLUMNS];
		size_t wrong = ROLE;
		for (size_t i = 0; i < COLUMNS; i++)
			v[i] = list->col[at[i]][row];
		if (text_is(v[ROLE], "structure")) {
			s->id = keep(run, v[CONCEPT]);
			continue;
		}
		struct component *c = &s->at[s->n];
		if (!read_component(c, run, v, &wrong))
			return run_fail(run, EX_CONFIG, "%s:%zu: %s: '%.*s' is none", list->file, row + 2,
			                column_names[wrong], (int)v[wrong].len, v[wrong].at);
		if (structure_find(s, c->id))
			return run_fail(run, EX_CONFIG, "%s:%zu: '%s' is there already", list->file, row + 2,
			                c->id.at);
		s->n++;
		int status = c->list.len > 0 ? read_codes(c, run, folder) : 0;
		if (status != 0)
			return status;
	}
	if (s->id.len == 0)
		return run_fail(run, EX_CONFIG, "%s: no row 'structure' with AGENCY:ID(VERSION)",
		                list->file);
	return 0;
}

int structure_read(struct structure *s, struct run *run, struct text name)
{
	struct text folder = find_folder(run, name);
	struct list list = { 0 };
	size_t at[COLUMNS] = { 0 };
	int status = list_read(run, join(run, folder, TEXT("structure"), ".tsv"), &list);
	if (status == 0)
		status = pick_columns(run, &list, column_names, COLUMNS, at);
	if (status == 0)
		status = read_rows(s, run, &list, at, folder);
	list_free(&list);
	return status;
}

const struct component *structure_find(const struct structure *s, struct text id)
{
	for (size_t i = 0; i < s->n; i++)
		if (text_same(s->at[i].id, id))
			return &s->at[i];
	return NULL;
}

const struct text *structure_nearest(const struct structure *s, struct run *run, struct text wrong)
{
	struct text *ids = arena_take(run_arena(run), (s->n + 1) * sizeof(*ids));
	for (size_t i = 0; i < s->n; i++)
		ids[i] = s->at[i].id;
	return text_nearest(wrong, ids, s->n);
}

void structure_free(struct structure *s)
{
	for (size_t i = 0; i < s->n; i++)
		memo_free(s->at[i].code);
}
