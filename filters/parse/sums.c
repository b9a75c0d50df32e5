/* filters/parse/sums.c - what the rows of a column may sum to, and whether a total agrees.
 *
 * A number that was rounded to a multiple of n may be n / 2 less or more, if it is not zero; one that is not shown is
 * somewhere between the bounds of its marker. So a column has a lowest and a highest sum, and so has a total.
 */
#include "parse/sums.h"
#include "lib/decimal.h"
#include "lib/output.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

struct range {
	struct decimal low, high;
};
struct sum {
	struct range range;
	bool bad;       /* a cell was no number, or the sum is too large */
	struct text is; /* that cell */
	uint64_t line;
};

struct sums {
	const struct total_rule *rule;
	struct arena *mem;
	struct range *marker; /* by the rule's markers */
	struct decimal slack;
	size_t n, rows;
	const bool *checked;
	const struct field *const *field; /* of each column; null: nothing is said of any */
	struct sum *sum;
};

int sums_new(struct run *run, const struct shape *shape, const struct total_rule *rule, size_t n,
             const bool *checked, struct sums **to)
{
	struct arena *mem = run_arena(run);
	struct sums *s = arena_zeros(mem, sizeof(*s));
	*to = s;
	*s = (struct sums){ .rule = rule, .mem = mem, .n = n, .checked = checked };
	s->slack.digits = (__int128)(rule->rounding / 2);
	s->sum = arena_zeros(mem, (n + 1) * sizeof(*s->sum));
	s->marker = arena_zeros(mem, (rule->markers + 1) * sizeof(*s->marker));
	for (size_t i = 0; i < rule->markers; i++) {
		struct range *r = &s->marker[i];
		if (decimal_read(rule->low[i], &r->low) != DECIMAL_OK ||
		    decimal_read(rule->high[i], &r->high) != DECIMAL_OK ||
		    decimal_order(r->low, r->high) > 0)
			return run_fail(
				run, EX_CONFIG, "%s: %s.suppressed: '%.*s': expected a lowest and a highest number",
				shape->file, rule->row.path, (int)rule->marker[i].len, rule->marker[i].at);
	}
	return 0;
}

void sums_fields(struct sums *s, const struct field *const *fields)
{
	s->field = fields;
}

size_t sums_rows(const struct sums *s)
{
	return s->rows;
}

void sums_empty(struct sums *s)
{
	memset(s->sum, 0, s->n * sizeof(*s->sum));
	s->rows = 0;
}

/* --- cells ------------------------------------------------------------------------------------ */

enum cell { CELL_NUMBER, CELL_BLANK, CELL_OTHER };

static struct decimal negative(struct decimal d)
{
	d.digits = -d.digits;
	return d;
}

/* The bytes at the front of v that are `mark`; of a blank the no-break and the narrow one, too. */
static size_t is_at(struct text v, struct text mark)
{
	static const struct text blanks[] = { TEXT("\xC2\xA0"), TEXT("\xE2\x80\xAF") };
	if (mark.at && mark.len > 0 && v.len >= mark.len && memcmp(v.at, mark.at, mark.len) == 0)
		return mark.len;
	for (size_t i = 0; i < 2 && text_is(mark, " "); i++)
		if (v.len >= blanks[i].len && memcmp(v.at, blanks[i].at, blanks[i].len) == 0)
			return blanks[i].len;
	return 0;
}

/* Without what is between thousands, and with a point before a fraction; `to` has room for it. */
static struct text bare(const struct total_rule *rule, const struct field *field, struct text v,
                        char *to)
{
	struct text group = rule->group_char, point = rule->decimal_char;
	if (!group.at && field)
		group = field->group_char;
	if (!point.at && field)
		point = field->decimal_char;
	size_t n = 0, used;
	for (size_t i = 0; i < v.len; i += used) {
		struct text left = { v.at + i, v.len - i };
		if ((used = is_at(left, group)) > 0)
			continue;
		used = is_at(left, point);
		to[n++] = used > 0 ? '.' : v.at[i];
		used = used > 0 ? used : 1;
	}
	return (struct text){ to, n };
}

/* Without the notes behind it. */
static struct text noted(const struct field *field, struct text v)
{
	for (bool any = true; any && field;) {
		any = false;
		for (size_t i = 0; i < field->notes.n && !any; i++) {
			struct text mark = field->notes.at[i].mark;
			any = mark.len > 0 && v.len > mark.len &&
			      memcmp(v.at + v.len - mark.len, mark.at, mark.len) == 0;
			if (any)
				v = text_trim((struct text){ v.at, v.len - mark.len });
		}
	}
	return v;
}

static bool is_missing(const struct field *field, struct text v)
{
	for (size_t i = 0; field && i < field->missing_values.n; i++)
		if (text_same(field->missing_values.at[i], v))
			return true;
	return v.len == 0;
}

static enum cell range_of(const struct sums *s, size_t column, struct text v, struct range *to)
{
	char room[DECIMAL_LONGEST * 2];
	const struct field *field = s->field ? s->field[column] : NULL;
	v = text_trim(v);
	for (size_t i = 0; i < s->rule->markers; i++)
		if (text_same(v, s->rule->marker[i]))
			return *to = s->marker[i], CELL_NUMBER;
	if (is_missing(field, v))
		return CELL_BLANK;
	v = noted(field, v);
	struct decimal d;
	if (v.len > sizeof(room) || decimal_read(bare(s->rule, field, v, room), &d) != DECIMAL_OK)
		return CELL_OTHER;
	*to = (struct range){ d, d };
	if (d.digits == 0)
		return CELL_NUMBER;
	return decimal_add(&to->low, negative(s->slack)) && decimal_add(&to->high, s->slack)
	           ? CELL_NUMBER
	           : CELL_OTHER;
}

static bool is_checked(const struct sums *s, size_t c)
{
	return !s->checked || s->checked[c];
}

void sums_add(struct sums *s, const struct row *row)
{
	s->rows++;
	for (size_t c = 0; c < s->n && c < row->n; c++) {
		struct sum *sum = &s->sum[c];
		struct range r;
		if (!is_checked(s, c) || sum->bad)
			continue;
		enum cell is = range_of(s, c, row->cell[c], &r);
		if (is == CELL_BLANK)
			continue;
		if (is == CELL_NUMBER && decimal_add(&sum->range.low, r.low) &&
		    decimal_add(&sum->range.high, r.high))
			continue;
		struct text v = text_trim(row->cell[c]);
		size_t kept = v.len < 64 ? v.len : 64;
		*sum = (struct sum){ .bad = true,
			                 .is = { arena_copy(s->mem, v.at, kept), kept },
			                 .line = row->line };
	}
}

/* --- totals ----------------------------------------------------------------------------------- */

static struct text say(struct arena *mem, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static struct text say(struct arena *mem, const char *format, ...)
{
	char line[512];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	size_t len = n < 0 ? 0 : (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1;
	return (struct text){ arena_copy(mem, line, len), len };
}

static struct text range_text(struct range r, struct arena *mem)
{
	char low[DECIMAL_LONGEST], high[DECIMAL_LONGEST];
	int l = (int)(decimal_put(low, r.low) - low), h = (int)(decimal_put(high, r.high) - high);
	if (decimal_order(r.low, r.high) == 0)
		return say(mem, "%.*s", l, low);
	return say(mem, "%.*s to %.*s", l, low, h, high);
}

static bool agrees(const struct sums *s, struct range total, const struct sum *sum)
{
	if (decimal_order(sum->range.high, total.low) < 0)
		return false;
	return s->rule->compare == SUM_AT_LEAST || decimal_order(sum->range.low, total.high) <= 0;
}

bool sums_agree(const struct sums *s, const struct row *row, struct arena *mem, size_t *column,
                struct text *why)
{
	for (size_t c = 0; c < s->n && c < row->n && s->rule->compare != SUM_UNCHECKED; c++) {
		const struct sum *sum = &s->sum[c];
		struct range total;
		struct text v = text_trim(row->cell[c]);
		enum cell is = is_checked(s, c) ? range_of(s, c, v, &total) : CELL_OTHER;
		if (is != CELL_NUMBER && !(s->checked && s->checked[c]))
			continue;
		*column = c;
		if (is != CELL_NUMBER) {
			*why = say(mem, "%.*s is no number", (int)(v.len < 64 ? v.len : 64), v.at);
			return false;
		}
		if (sum->bad) {
			*why = say(mem, "%.*s; '%.*s' on line %" PRIu64 " is no number", (int)v.len, v.at,
			           (int)sum->is.len, sum->is.at, sum->line);
			return false;
		}
		if (agrees(s, total, sum))
			continue;
		struct text found = range_text(sum->range, mem);
		*why = say(mem, "%.*s; its %zu rows sum to %.*s", (int)v.len, v.at, s->rows, (int)found.len,
		           found.at);
		return false;
	}
	return true;
}
