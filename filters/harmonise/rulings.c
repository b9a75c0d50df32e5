/* filters/harmonise/rulings.c - reads and checks the tables in conf/countries. */
#include "rulings.h"
#include "atlas.h"
#include "lib/conf.h"
#include "lib/hash.h"
#include "lib/line.h"
#include "lib/stage.h"

enum { TEXT_AT, ANSWER_AT, SOURCE_AT, NEEDED };
#define CODE 3 /* bytes of an alpha-3 code */
#define LARGEST (64 << 20)

struct place {
	struct run *run;
	const char *file;
	size_t line;
};

/* An alpha-3 code of today or of former days, and not another code that means the same. */
static bool is_code(struct text code, struct arena *mem, enum answer_kind *kind)
{
	struct name name;
	struct answer found;
	if (code.len != CODE || name_read(code, mem, &name) != NAME_READ || name.code.len == 0 ||
	    !atlas_find(name.code, &found) || !text_same(found.codes, code))
		return false;
	*kind = found.kind;
	return true;
}

static bool are_codes(struct text v, struct arena *mem, struct answer *answer)
{
	size_t n = 0;
	for (size_t at = 0; at < v.len; at += CODE + 1, n++)
		if (v.len - at < CODE || (at > 0 && v.at[at - 1] != ' ') ||
		    !is_code((struct text){ v.at + at, CODE }, mem, &answer->kind))
			return false;
	if (v.len % (CODE + 1) != CODE)
		return false;
	if (n > 1)
		answer->kind = IS_AMBIGUOUS;
	answer->codes = v;
	return true;
}

static bool is_answer(struct text v, struct arena *mem, struct answer *answer)
{
	*answer = (struct answer){ .kind = answer_kind(v) };
	if (answer->kind == NO_KIND && !are_codes(v, mem, answer))
		return false;
	answer->refused = answer->kind == IS_AMBIGUOUS;
	answer->source = "overrides";
	return answer->codes.len > 0 || (answer->kind != IS_COUNTRY && answer->kind != IS_HISTORICAL);
}

static struct ruling *ruling_of(const struct rulings *r, struct text key)
{
	uint64_t hash = hash_short(key, ATLAS_SEED);
	size_t step = 0;
	uint32_t i;
	if (r->keys.n == 0)
		return NULL;
	while ((i = table_next(&r->keys, hash, &step)) != TABLE_NONE)
		if (text_same(r->at[i].key, key))
			return &r->at[i];
	return NULL;
}

static int put(struct rulings *r, const struct place *p, struct ruling ruling)
{
	struct arena *mem = run_arena(p->run);
	if (ruling.key.len == 0)
		return 0;
	const struct ruling *old = ruling_of(r, ruling.key);
	if (old && old->answer.kind == ruling.answer.kind &&
	    text_same(old->answer.codes, ruling.answer.codes))
		return 0;
	if (old)
		return run_fail(p->run, EX_CONFIG,
		                "%s:%zu: '%s': has another answer at %s:%zu; keep one of them", p->file,
		                p->line, arena_copy(mem, ruling.text.at, ruling.text.len), old->file,
		                old->line);
	if (r->keys.n == r->room) {
		size_t room = r->room ? r->room * 2 : 256;
		r->at = arena_grow(mem, r->at, r->room * sizeof(*r->at), room * sizeof(*r->at));
		r->room = room;
	}
	r->at[table_add(&r->keys, hash_short(ruling.key, ATLAS_SEED))] = ruling;
	return 0;
}

/* NA is ruled on as a code, which N/A is not. A text that only looks like a code (UAE) is a
 * name. */
static int put_keys(struct rulings *r, const struct place *p, struct ruling ruling)
{
	struct arena *mem = run_arena(p->run);
	struct name name;
	struct answer known;
	if (name_read(ruling.text, mem, &name) != NAME_READ)
		return run_fail(p->run, EX_CONFIG, "%s:%zu: '%s': is no text that can be a name", p->file,
		                p->line, arena_copy(mem, ruling.text.at, ruling.text.len));
	if (name.code.len > 0 && atlas_find(name.code, &known)) {
		ruling.key = name.code;
		return put(r, p, ruling);
	}
	ruling.key = name_joined(&name, mem);
	int status = put(r, p, ruling);
	ruling.key = name_sorted(&name, mem);
	return status ? status : put(r, p, ruling);
}

static bool values_of(struct text line, struct arena *mem, struct text *value)
{
	size_t n = 0;
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	for (const char *at = line.at, *end = line.at + line.len; n < NEEDED; n++) {
		const char *tab = memchr(at, '\t', (size_t)(end - at));
		const char *stop = tab ? tab : end;
		if (!line_value((struct text){ at, (size_t)(stop - at) }, mem, &value[n]))
			return false;
		if (!tab)
			return n == NEEDED - 1;
		at = tab + 1;
	}
	return true;
}

static bool is_header(const struct text *value)
{
	return text_is(value[TEXT_AT], "text") && text_is(value[ANSWER_AT], "answer") &&
	       text_is(value[SOURCE_AT], "source");
}

static int no_header(const struct place *p)
{
	return run_fail(p->run, EX_CONFIG, "%s:1: the columns have to be text, answer, source",
	                p->file);
}

static int read_line(struct rulings *r, const struct place *p, struct text line)
{
	struct arena *mem = run_arena(p->run);
	struct text value[NEEDED];
	struct ruling ruling = { .file = p->file, .line = p->line };
	if (utf8_valid(line.at, line.len) != line.len || !values_of(line, mem, value))
		return run_fail(p->run, EX_CONFIG,
		                "%s:%zu: is no line of text, answer and source with TABs between", p->file,
		                p->line);
	if (p->line == 1)
		return is_header(value) ? 0 : no_header(p);
	if (!is_answer(value[ANSWER_AT], mem, &ruling.answer))
		return run_fail(
			p->run, EX_CONFIG,
			"%s:%zu: answer: '%s' is neither alpha-3 codes nor a kind such as 'stateless'", p->file,
			p->line, arena_copy(mem, value[ANSWER_AT].at, value[ANSWER_AT].len));
	ruling.text = value[TEXT_AT];
	return put_keys(r, p, ruling);
}

int rulings_read(struct rulings *r, struct run *run, const char *file, int missing)
{
	struct place p = { run, file, 0 };
	struct text rest = { NULL, 0 };
	int status = conf_read(p.run, p.file, missing, LARGEST, &rest);
	if (!r->keys.mem && !status)
		table_init(&r->keys);
	while (!status && rest.len > 0) {
		const char *end = memchr(rest.at, '\n', rest.len);
		struct text line = { rest.at, end ? (size_t)(end - rest.at) : rest.len };
		size_t used = line.len + (end != NULL);
		rest = (struct text){ rest.at + used, rest.len - used };
		p.line++;
		status = read_line(r, &p, line);
	}
	return status || p.line > 0 ? status : no_header(&p);
}

bool rulings_find(const struct rulings *r, struct text key, struct answer *answer)
{
	struct ruling *found = ruling_of(r, key);
	if (!found)
		return false;
	*answer = found->answer;
	found->used = true;
	return true;
}

/* A line has two keys, one behind the other, where its words have another order. */
void rulings_unused(const struct rulings *r, struct run *run)
{
	for (uint32_t i = 0; i < r->keys.n; i++) {
		const struct ruling *one = &r->at[i];
		bool used = one->used;
		while (i + 1 < r->keys.n && r->at[i + 1].line == one->line)
			used |= r->at[++i].used;
		if (!used)
			run_warn(run, "%s:%zu: '%s': no record has this text; is it still needed?", one->file,
			         one->line, arena_copy(run_arena(run), one->text.at, one->text.len));
	}
}

void rulings_free(struct rulings *r)
{
	if (r->keys.mem)
		table_free(&r->keys);
}
