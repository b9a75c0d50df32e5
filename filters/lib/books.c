/* filters/lib/books.c - the books of a stage: what came, what went, and what became of the rest.
 *
 * Where each count is taken: `in` when a batch is handed to the stage (for the first stage, and for
 * a source, when a record is found in its bytes); `out` when a batch is handed on; rejected and
 * dropped when a marked record is taken out of its batch. None is derived from another.
 */
#include "lib/run.h"
#include "lib/line.h"
#include <inttypes.h>
#include <stdio.h>

const struct reason reader_reasons[] = {
	{ "field-count", "has another number of values than the header" },
	{ "bad-escape", "holds a backslash that begins no escape (\\t \\n \\r \\\\), or a bare CR" },
	{ "encoding", "is no UTF-8" },
	{ "bad-place", "has no line number in @line" },
	{ 0 },
};

static size_t reasons_count(const struct reason *r)
{
	size_t n = 0;
	while (r && r[n].word)
		n++;
	return n;
}

void books_open(struct run *run)
{
	size_t own = reasons_count(run->stage->reasons);
	size_t n = own + (run_is_parser(run) ? 0 : reasons_count(reader_reasons));
	const struct reason **all = arena_take(run->mem, (n + 1) * sizeof(*all));
	run->books = (struct books){ .reasons = n };
	run->books.tally = arena_zeros(run->mem, (n + 1) * sizeof(struct tally));
	for (size_t i = 0; i < n; i++) {
		all[i] = i < own ? &run->stage->reasons[i] : &reader_reasons[i - own];
		run->books.tally[i].word = all[i]->word;
	}
	run->reasons = all;
	run->first = NULL;
	run->numbered = 0;
}

size_t books_reason(struct run *run, const char *word)
{
	for (size_t i = 0; i < run->books.reasons; i++)
		if (run->reasons[i]->word == word || strcmp(run->reasons[i]->word, word) == 0)
			return i;
	run_fail(run, EX_SOFTWARE, "the reason '%s' is not in its table", word);
	return SIZE_MAX;
}

int books_rejects(struct run *run)
{
	struct text path = run->common.rejects;
	if (path.at)
		run->rejects = output_open(path.at);
	else if (run->link->rejects >= 0)
		run->rejects = output_over(run->link->rejects, "rejects");
	if (!run->rejects)
		return 0;
	static const char header[] = "stage\tsource\tline\treason\tcolumn\tvalue\trecord\n";
	if (output_write(run->rejects, header, sizeof(header) - 1) != 0)
		return run_fail(run, output_status(run->rejects), "%s", output_why(run->rejects));
	return 0;
}

void marks_new(struct marks *m, struct arena *mem, size_t rows)
{
	m->any = false;
	m->word = arena_zeros(mem, rows * sizeof(*m->word));
	m->drop = arena_zeros(mem, rows * sizeof(*m->drop));
	m->col = arena_zeros(mem, rows * sizeof(*m->col));
	m->with = arena_zeros(mem, rows * sizeof(*m->with));
}

/* --- the message of the first reject ---------------------------------------------------------- */

/* A value as a message shows it: short, and nothing in it that a terminal would obey. */
static void show(char *to, size_t room, struct text v)
{
	size_t n = 0, i = 0;
	for (; i < v.len && n + 8 < room; i++) {
		unsigned char c = (unsigned char)v.at[i];
		if (c >= 0x20 && c != 0x7F)
			to[n++] = (char)c;
		else
			n += (size_t)snprintf(to + n, room - n, "\\x%02x", c);
	}
	while (i < v.len && n > 0 && ((unsigned char)v.at[i] & 0xC0) == 0x80)
		i--, n--; /* not in the middle of a character */
	memcpy(to + n, i < v.len ? "…" : "", i < v.len ? 4 : 1);
}

static void remember(struct run *run, struct text source, uint64_t line, size_t reason,
                     struct text column, struct text value)
{
	char at[256], name[128], what[128], *to = NULL;
	show(at, sizeof(at), source);
	show(name, sizeof(name), column);
	show(what, sizeof(what), value);
	const char *means = run->reasons[reason]->means;
	size_t room = 512 + strlen(means) + 256;
	to = arena_take(run->notes ? run->notes : run->mem, room);
	int n = snprintf(to, room, "%s:%" PRIu64 ": ", at, line);
	if (column.len > 0)
		snprintf(to + n, room - (size_t)n, "%s: '%s' %s", name, what, means);
	else
		snprintf(to + n, room - (size_t)n, "the record %s%s%s", means, value.len ? ": " : "", what);
	run->first = to;
}

/* --- writing rejects -------------------------------------------------------------------------- */

static void write_reject(struct run *run, struct text source, uint64_t line, size_t reason,
                         struct text column, struct text value, struct text record)
{
	if (!run->first)
		remember(run, source, line, reason, column, value);
	if (!run->rejects)
		return;
	char number[24];
	int n = snprintf(number, sizeof(number), "%" PRIu64, line);
	struct text values[] = { text_of(run->label),
		                     source,
		                     { number, (size_t)n },
		                     text_of(run->reasons[reason]->word),
		                     column,
		                     value,
		                     record };
	if (line_write(run->rejects, values, sizeof(values) / sizeof(*values)) != 0)
		run_fail(run, output_status(run->rejects), "%s", output_why(run->rejects));
}

/* A record's line of weir text, as it came to the stage; valid until the next call. */
static struct text record_line(struct run *run, const struct batch *b, struct text *const *col,
                               const struct text *recalled, size_t n, size_t row)
{
	if (!run->scratch)
		run->scratch = output_memory();
	output_clear(run->scratch);
	for (size_t c = 0; c < n; c++) {
		struct text v = is_left_out(run->chain, b, c) ? recalled[c] : col[c][row];
		char *to = output_space(run->scratch, v.len * 2 + 1), *at = to;
		if (!to)
			break;
		if (c > 0)
			*at++ = '\t';
		at = line_put(at, v);
		output_used(run->scratch, (size_t)(at - to));
	}
	return output_bytes(run->scratch);
}

void run_reject_raw(struct run *run, struct text source, uint64_t line, const char *word,
                    struct text column, struct text value, struct text raw)
{
	size_t reason = books_reason(run, word);
	if (reason == SIZE_MAX)
		return;
	run->books.rejected++;
	run->books.tally[reason].rejected++;
	write_reject(run, source, line, reason, column, value, raw);
}

/* --- marking, and settling what is marked ----------------------------------------------------- */

static struct marks *marks_of(struct run *run, const struct batch *b)
{
	return b == run->own ? &run->own_marks : &run->marks;
}

static void mark(struct run *run, struct batch *b, size_t row, size_t col, const char *word,
                 bool drop, const struct text *with)
{
	struct marks *m = marks_of(run, b);
	if (m->word[row])
		return;
	size_t reason = books_reason(run, word);
	if (reason == SIZE_MAX)
		return;
	m->any = true;
	m->word[row] = (uint16_t)(reason + 1);
	m->drop[row] = drop;
	m->col[row] = col == NO_COLUMN ? 0 : (uint32_t)(col + 1);
	if (with)
		m->with[row] = (struct text){ arena_copy(b->mem, with->at, with->len), with->len };
}

void run_reject(struct run *run, struct batch *b, size_t row, size_t col, const char *word)
{
	mark(run, b, row, col, word, false, NULL);
}

void run_reject_with(struct run *run, struct batch *b, size_t row, size_t col, const char *word,
                     struct text value)
{
	mark(run, b, row, col, word, false, &value);
}

void run_drop(struct run *run, struct batch *b, size_t row, const char *word)
{
	mark(run, b, row, NO_COLUMN, word, true, NULL);
}

void run_dropped(struct run *run, const char *word, uint64_t n)
{
	size_t reason = books_reason(run, word);
	if (reason == SIZE_MAX)
		return;
	run->books.dropped += n;
	run->books.tally[reason].dropped += n;
}

void run_made(struct run *run, uint64_t n)
{
	run->books.made += n;
}

void run_read(struct run *run, uint64_t n)
{
	run->books.in += n;
}

static void settle_row(struct run *run, const struct batch *b, struct marks *m, size_t row,
                       struct text *const *before, const struct columns *names)
{
	size_t reason = m->word[row] - 1u;
	struct tally *t = &run->books.tally[reason];
	if (m->drop[row]) {
		run->books.dropped++;
		t->dropped++;
		return;
	}
	run->books.rejected++;
	t->rejected++;
	if (run->first && !run->rejects)
		return;
	const struct text *recalled = narrow_recall(run, b, row);
	struct text column = { 0 }, value = m->with[row];
	if (m->col[row] && m->col[row] <= names->n) {
		size_t c = m->col[row] - 1;
		column = names->name[c];
		if (!value.at)
			value = is_left_out(run->chain, b, c) ? recalled[c] : before[c][row];
	}
	write_reject(run, batch_source(b, row), b->line[row], reason, column, value,
	             record_line(run, b, before, recalled, names->n, row));
}

/* --- taking the marked rows out of the arrays --------------------------------------------------- */

/* Where few are marked, what stays is a few stretches, which are moved whole. */
enum { STRETCHES = 16 };
struct stretch {
	size_t from, n;
};
struct stays {
	size_t first; /* before it none is marked */
	size_t n;     /* of `stretch`; more than STRETCHES: these are not there */
	struct stretch stretch[STRETCHES];
};

static void find_stays(struct stays *s, const uint16_t *word, size_t rows)
{
	s->n = s->first = 0;
	while (s->first < rows && word[s->first] == 0)
		s->first++;
	size_t r = s->first;
	while (r < rows && s->n <= STRETCHES) {
		while (r < rows && word[r] != 0)
			r++;
		size_t from = r;
		while (r < rows && word[r] == 0)
			r++;
		if (r > from && s->n++ < STRETCHES)
			s->stretch[s->n - 1] = (struct stretch){ from, r - from };
	}
}

static void move_stretches(struct text *v, const struct stays *s)
{
	size_t to = s->first;
	for (size_t i = 0; i < s->n; i++) {
		memmove(&v[to], &v[s->stretch[i].from], s->stretch[i].n * sizeof(*v));
		to += s->stretch[i].n;
	}
}

static void move_each(struct text *v, const uint16_t *word, size_t from, size_t rows)
{
	size_t to = from;
	for (size_t r = from; r < rows; r++) {
		v[to] = v[r];
		to += word[r] == 0;
	}
}

static void pack_texts(struct text *v, const struct stays *s, const uint16_t *word, size_t rows)
{
	if (s->n <= STRETCHES)
		move_stretches(v, s);
	else
		move_each(v, word, s->first, rows);
}

static void pack(struct run *run, struct batch *b, const struct marks *m)
{
	struct stays s;
	find_stays(&s, m->word, b->rows);
	for (size_t c = 0; c < run->out.n; c++)
		if (!is_left_out(run->chain, b, c))
			pack_texts(b->col[c], &s, m->word, b->rows);
	if (b->record)
		pack_texts(b->record, &s, m->word, b->rows);
	if (b->source)
		pack_texts(b->source, &s, m->word, b->rows);
	size_t kept = s.first;
	for (size_t r = s.first; r < b->rows; r++) {
		b->line[kept] = b->line[r];
		kept += m->word[r] == 0;
	}
	b->rows = kept;
}

int books_settle(struct run *run, struct batch *b, struct marks *m, size_t given,
                 struct text *const *before, const struct columns *names)
{
	if (!m->any)
		return run->chain->status;
	for (size_t r = 0; r < given; r++)
		if (m->word[r])
			settle_row(run, b, m, r, before, names);
	if (b->rows > 0)
		pack(run, b, m);
	memset(m->word, 0, given * sizeof(*m->word));
	memset(m->with, 0, given * sizeof(*m->with));
	m->any = false;
	return run->chain->status;
}

/* --- at the end ------------------------------------------------------------------------------- */

/* "0.5%" as millionths of a per cent; false: it is none. */
static bool share_read(struct text t, uint64_t *millionths)
{
	uint64_t whole = 0, part = 0;
	size_t point = 0;
	t.len--;
	while (point < t.len && t.at[point] != '.')
		point++;
	if (!text_count((struct text){ t.at, point }, 1000, &whole))
		return false;
	for (size_t i = point + 1, unit = 100000; i < t.len; i++, unit /= 10) {
		if (t.at[i] < '0' || t.at[i] > '9')
			return false;
		part += unit * (uint64_t)(t.at[i] - '0');
	}
	*millionths = whole * 1000000 + part;
	return point != t.len - 1 && *millionths <= 100000000;
}

bool books_limit(struct text t, const struct books *b, bool *good)
{
	uint64_t most = 0;
	if (t.len > 0 && t.at[t.len - 1] == '%') {
		if (!share_read(t, &most))
			return false;
		*good = (unsigned __int128)b->rejected * 100000000 <= (unsigned __int128)b->in * most;
		return true;
	}
	if (!text_count(t, UINT64_MAX, &most))
		return false;
	*good = b->rejected <= most;
	return true;
}

int books_audit(struct run *run)
{
	const struct books *b = &run->books;
	if (b->in + b->made != b->out + b->rejected + b->dropped)
		return run_fail(run, EX_SOFTWARE,
		                "the books do not balance: in %" PRIu64 " + made %" PRIu64
		                " is not out %" PRIu64 " + rejected %" PRIu64 " + dropped %" PRIu64,
		                b->in, b->made, b->out, b->rejected, b->dropped);
	bool good = b->rejected == 0;
	if (run->common.max_rejects.at)
		books_limit(run->common.max_rejects, b, &good);
	if (good)
		return 0;
	return run_fail(run, EX_DATAERR,
	                "%s (%" PRIu64 " of %" PRIu64 " records rejected; --rejects FILE lists them, "
	                "--max-rejects N tolerates them)",
	                run->first, b->rejected, b->in);
}

static void ledger_row(struct output *out, const char *label, const char *count, const char *word,
                       uint64_t n)
{
	char number[24];
	int len = snprintf(number, sizeof(number), "%" PRIu64, n);
	struct text values[] = {
		text_of(label), text_of(count), text_of(word), { number, (size_t)len }
	};
	line_write(out, values, 4);
}

void books_rows(struct output *out, const char *label, const struct books *b)
{
	ledger_row(out, label, "in", "", b->in);
	if (b->made > 0)
		ledger_row(out, label, "made", "", b->made);
	ledger_row(out, label, "out", "", b->out);
	for (size_t i = 0; i < b->reasons; i++)
		if (b->tally[i].rejected > 0)
			ledger_row(out, label, "rejected", b->tally[i].word, b->tally[i].rejected);
	for (size_t i = 0; i < b->reasons; i++)
		if (b->tally[i].dropped > 0)
			ledger_row(out, label, "dropped", b->tally[i].word, b->tally[i].dropped);
}
