/* filters/parse/json_program.c - records by a jq program: it is given each value of the input by itself, and each of
 * its answers becomes a line of JSON, which is read like those of a file.
 *
 * libjq makes doubles of numbers. One that would not come out as it went in goes through the program as a string
 * behind a mark, and is a number again behind it.
 */
#include "lib/json.h"
#include "lib/output.h"
#include "parse/json_number.h"
#include "parse/json_rows.h"
#include "parse/json_string.h"
#include <stdio.h>
#include <stdlib.h>

/* U+FDD0 is no character: it is for such use, and no text holds it. */
#define MARK "\xEF\xB7\x90"
#define FAULT \
	'\x01' /* begins a line that is no answer: a reason, what was said, what it was about */

enum { MADE_AT_ONCE = 64 << 10 };

struct json_program {
	struct jq *jq;
	struct json_path path; /* of the values that it gets, each as it stands */
	struct json_stream stream;
	struct arena *mem;   /* for one value and its answers */
	struct output *made; /* answers, one a line */
	uint64_t *line;      /* for each of these lines, on which its value began */
	size_t lines, room;
	uint64_t first; /* the number of the first of them */
};

int json_program_open(struct json_rows *s, struct run *run, const struct json_path *path,
                      const char *behind)
{
	const char *why = NULL;
	struct text records = s->table->records;
	struct json_program *p = arena_zeros(run_arena(run), sizeof(*p));
	char *program = arena_copy(run_arena(run), records.at, records.len);
	if (behind) /* jq counts columns */
		memset(program, ' ', (size_t)(behind - records.at));
	p->path = *path;
	p->jq =
		jq_new((struct text){ program, records.len }, NULL, NULL, NULL, 0, run_arena(run), &why);
	if (!p->jq)
		return run_fail(run, EX_USAGE, "--records: %s", why);
	p->mem = arena_new();
	p->made = output_memory();
	s->program = p;
	return 0;
}

void json_program_close(struct json_rows *s)
{
	struct json_program *p = s->program;
	if (!p)
		return;
	jq_free(p->jq);
	arena_free(p->mem);
	output_drop(p->made);
	free(p->line);
	s->program = NULL;
}

void json_program_begin(struct json_rows *s)
{
	struct json_program *p = s->program;
	json_stream_begin(&p->stream, &p->path, s->lines, true);
	output_clear(p->made);
	p->lines = 0;
	p->first = 1;
	s->made = (struct input){ .at = "" };
}

/* --- to the program --------------------------------------------------------------------------- */

static struct json marked(const struct json *from, struct arena *mem)
{
	struct json to = *from;
	if (to.kind == JSON_NUMBER && !number_survives(to.text)) {
		char *bytes = arena_take(mem, sizeof(MARK) + to.text.len);
		memcpy(bytes, MARK, sizeof(MARK) - 1);
		memcpy(bytes + sizeof(MARK) - 1, to.text.at, to.text.len + 1);
		to.kind = JSON_STRING;
		to.text = (struct text){ bytes, to.text.len + sizeof(MARK) - 1 };
	}
	if (to.kind != JSON_ARRAY && to.kind != JSON_OBJECT)
		return to;
	struct json *item = arena_take(mem, (to.n + 1) * sizeof(*item));
	for (size_t i = 0; i < to.n; i++)
		item[i] = marked(&from->item[i], mem);
	to.item = item;
	return to;
}

/* --- and back --------------------------------------------------------------------------------- */

static void write(struct output *to, const char *bytes, size_t n)
{
	output_write(to, bytes, n);
}

static void write_string(struct output *to, struct text t)
{
	write(to, "\"", 1);
	for (size_t i = 0, from = 0; i <= t.len; i++) {
		unsigned char c = i < t.len ? (unsigned char)t.at[i] : '"';
		bool mark = t.len - i >= 3 && memcmp(t.at + i, MARK, 3) == 0;
		if (c >= ' ' && c != '"' && c != '\\' && !mark)
			continue;
		char escape[8];
		write(to, t.at + from, i - from);
		if (i < t.len && !mark)
			write(to, escape, (size_t)snprintf(escape, sizeof(escape), "\\u%04X", c));
		i += mark ? 2 : 0;
		from = i + 1;
	}
	write(to, "\"", 1);
}

/* A number that went through as a string. */
static bool write_number(struct output *to, struct text t)
{
	size_t n = sizeof(MARK) - 1;
	if (t.len <= n || memcmp(t.at, MARK, n) != 0 ||
	    json_number(t.at + n, t.at + t.len) != t.len - n)
		return false;
	write(to, t.at + n, t.len - n);
	return true;
}

static void write_answer(struct output *to, const struct json *j)
{
	static const char *const words[] = {
		[JSON_NULL] = "null", [JSON_FALSE] = "false", [JSON_TRUE] = "true"
	};
	bool object = j->kind == JSON_OBJECT;
	switch (j->kind) {
	case JSON_NUMBER:
		write(to, j->text.at, j->text.len);
		break;
	case JSON_STRING:
		if (!write_number(to, j->text))
			write_string(to, j->text);
		break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		write(to, object ? "{" : "[", 1);
		for (size_t i = 0; i < j->n; i++) {
			write(to, ",", i > 0);
			if (object)
				write_string(to, j->key[i]);
			write(to, ":", object);
			write_answer(to, &j->item[i]);
		}
		write(to, object ? "}" : "]", 1);
		break;
	default:
		write(to, words[j->kind], strlen(words[j->kind]));
	}
}

static void end_line(struct json_program *p, uint64_t line)
{
	if (p->lines == p->room) {
		p->room = p->room ? p->room * 2 : 256;
		uint64_t *more = realloc(p->line, p->room * sizeof(*more));
		if (!more) {
			free(p->line);
			p->room = p->lines = 0;
		}
		p->line = more;
	}
	if (p->line)
		p->line[p->lines++] = line;
	write(p->made, "\n", 1);
}

/* What cannot be an answer: the value itself, on one line. */
static void write_fault(struct json_program *p, const char *word, const char *why,
                        struct text value, uint64_t line)
{
	char *one = arena_copy(p->mem, value.at, value.len);
	for (size_t i = 0; i < value.len; i++)
		if (one[i] == '\n' || one[i] == '\r')
			one[i] = ' ';
	write(p->made, (const char[]){ FAULT }, 1);
	write(p->made, word, strlen(word));
	write(p->made, (const char[]){ FAULT }, 1);
	write(p->made, why, strlen(why));
	write(p->made, (const char[]){ FAULT }, 1);
	write(p->made, one, value.len);
	end_line(p, line);
}

/* "line 1, column 7: …" of a value that begins on another line. */
static const char *placed(struct json_program *p, const char *why, const struct json_piece *piece,
                          bool lines)
{
	char *end, *said = arena_take(p->mem, strlen(why) + 32);
	unsigned long line = strncmp(why, "line ", 5) == 0 ? strtoul(why + 5, &end, 10) : 0;
	if (line == 0 || strncmp(end, ", ", 2) != 0)
		return why;
	snprintf(said, strlen(why) + 32, "line %llu, %s", (unsigned long long)(piece->line + line - 1),
	         end + 2);
	return lines ? end + 2 : said;
}

static void run_program(struct json_rows *s, struct text value, const struct json_piece *piece)
{
	struct json_program *p = s->program;
	const char *why = NULL;
	const struct json *input = json_read(value, p->mem, &why), *answer;
	if (input && memmem(value.at, value.len, MARK, sizeof(MARK) - 1)) {
		why = "it holds U+FDD0, which is no character";
		input = NULL;
	}
	if (!input) {
		write_fault(p, "bad-json", placed(p, why, piece, s->lines), value, piece->line);
		return;
	}
	struct json given = marked(input, p->mem);
	jq_start_json(p->jq, &given);
	enum jq_next is;
	while ((is = jq_next_answer(p->jq, p->mem, &answer, &why)) == JQ_ANSWER) {
		write_answer(p->made, answer);
		end_line(p, piece->line);
	}
	if (is == JQ_ERROR)
		write_fault(p, "jq-error", why, value, piece->line);
}

/* --- the input -------------------------------------------------------------------------------- */

static void use(struct json_program *p, struct input *in)
{
	size_t n = json_stream_used(&p->stream);
	in->at += n;
	in->len -= n;
}

/* One value; *more: it is not whole yet. */
static int take_value(struct json_rows *s, struct run *run, struct input *in, bool *more)
{
	struct json_program *p = s->program;
	struct json_piece piece;
	enum walked is =
		json_stream_next(&p->stream, (struct text){ in->at, in->len }, in->ended, &piece);
	struct text value = { in->at + piece.at, piece.size };
	*more = is == WALK_MORE;
	if (*more)
		use(p, in);
	if ((*more && in->len > s->table->longest) ||
	    (is == WALK_RECORD && value.len > s->table->longest))
		return run_fail(run, EX_DATAERR,
		                "%s:%llu: the program of --records needs a value whole that is longer "
		                "than --max-record %zu; .PATH[] | before it would give it the items",
		                in->name.at, (unsigned long long)piece.line, s->table->longest);
	if (*more)
		return 0;
	s->made.ended = is == WALK_END;
	if (is == WALK_FAULT && !s->lines)
		return run_fail(run, EX_DATAERR, "%s:%llu: %s", in->name.at, (unsigned long long)piece.line,
		                piece.why);
	if (is == WALK_FAULT)
		write_fault(p, "bad-json", piece.why, value, piece.line);
	if (is == WALK_RECORD)
		run_program(s, value, &piece);
	arena_empty(p->mem);
	if (is == WALK_END && !s->lines)
		return json_reached(s, run, in, &p->stream.walk);
	if (is != WALK_END)
		json_stream_pass(&p->stream, (struct text){ in->at, in->len });
	use(p, in);
	return 0;
}

/* What was not used of it stays at the front. */
int json_program_more(struct json_rows *s, struct run *run, struct input *in)
{
	struct json_program *p = s->program;
	size_t left = s->made.len, before;
	if (left == 0) {
		p->first += p->lines;
		p->lines = 0;
		output_clear(p->made);
	}
	before = output_bytes(p->made).len;
	int status = 0;
	while (status == 0 && !s->made.ended && output_bytes(p->made).len - before < MADE_AT_ONCE) {
		bool more = false;
		status = take_value(s, run, in, &more);
		if (status != 0 || !more)
			continue;
		if (output_bytes(p->made).len > before)
			break;
		status = input_more(in, run);
	}
	struct text made = output_bytes(p->made);
	s->made.len = left + made.len - before;
	s->made.at = made.len > 0 ? made.at + (made.len - s->made.len) : "";
	return status;
}

uint64_t json_program_line(const struct json_rows *s, uint64_t made)
{
	const struct json_program *p = s->program;
	size_t at = made >= p->first ? (size_t)(made - p->first) : SIZE_MAX;
	return at < p->lines ? p->line[at] : 0;
}

bool json_program_fault(struct json_rows *s, struct row *row)
{
	static const char *const words[] = { "bad-json", "jq-error" };
	const char *at = row->raw.at, *end = at + row->raw.len;
	if (row->raw.len == 0 || *at != FAULT)
		return false;
	const char *word = at + 1, *why = memchr(word, FAULT, (size_t)(end - word));
	const char *raw = why ? memchr(why + 1, FAULT, (size_t)(end - why) - 1) : NULL;
	if (!raw)
		return false;
	(void)s;
	row->word = words[word[0] == 'j'];
	row->value = (struct text){ why + 1, (size_t)(raw - why) - 1 };
	row->raw = (struct text){ raw + 1, (size_t)(end - raw) - 1 };
	return true;
}
