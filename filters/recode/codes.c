/* filters/recode/codes.c - reads the table of codes, and holds it to what it has to be. */
#include "codes.h"
#include "lib/decimal.h"

#define DIGITS 12 /* of a share behind the point */

static bool digits(struct text v, size_t from, size_t n, uint32_t *to)
{
	uint64_t value;
	if (!text_count((struct text){ v.at + from, n }, 9999, &value))
		return false;
	*to = (uint32_t)value;
	return true;
}

bool span_read(struct text v, struct span *s)
{
	static const uint32_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	uint32_t year, month, day;
	if ((v.len != 4 && v.len != 7 && v.len != 10) || !digits(v, 0, 4, &year) || year == 0)
		return false;
	if (v.len == 4)
		return *s = (struct span){ year * 10000 + 101, year * 10000 + 1231 }, true;
	if (v.at[4] != '-' || !digits(v, 5, 2, &month) || month < 1 || month > 12)
		return false;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	uint32_t last = days[month - 1] + (month == 2 && leap), base = year * 10000 + month * 100;
	if (v.len == 7)
		return *s = (struct span){ base + 1, base + last }, true;
	if (v.at[7] != '-' || !digits(v, 8, 2, &day) || day < 1 || day > last)
		return false;
	return *s = (struct span){ base + day, base + day }, true;
}

static int bad_line(struct run *run, const struct codes *c, size_t row, const char *column,
                    struct text value, const char *why)
{
	return run_fail(run, EX_DATAERR, "%s:%zu: %s: '%.*s' %s", c->list.file, row + 2, column,
	                (int)value.len, value.at, why);
}

/* The column of a name, or null. */
static const struct text *column_of(const struct codes *c, struct text name)
{
	for (size_t i = 0; i < c->list.columns.n; i++)
		if (text_same(c->list.columns.name[i], name))
			return c->list.col[i];
	return NULL;
}

static int read_validity(struct run *run, struct codes *c)
{
	static const struct span always = { 0, UINT32_MAX - 1 };
	const struct text *from = column_of(c, TEXT("valid_from"));
	const struct text *to = column_of(c, TEXT("valid_to"));
	if (!from && !to)
		return 0;
	c->valid = arena_take(c->list.mem, c->list.rows * sizeof(*c->valid));
	for (size_t r = 0; r < c->list.rows; r++) {
		struct span first = always, last = always;
		if (from && from[r].len > 0 && !span_read(from[r], &first))
			return bad_line(run, c, r, "valid_from", from[r], "is no year, month or day");
		if (to && to[r].len > 0 && !span_read(to[r], &last))
			return bad_line(run, c, r, "valid_to", to[r], "is no year, month or day");
		c->valid[r] = (struct span){ first.first, last.last };
		if (to && first.first > last.last)
			return bad_line(run, c, r, "valid_to", to[r], "is before valid_from");
	}
	return 0;
}

static int read_shares(struct run *run, struct codes *c, struct text name)
{
	const struct text *share = column_of(c, name);
	if (!share)
		return run_fail(run, EX_USAGE,
		                "--many weight: %s has no column '%s', which would hold the shares; "
		                "--share names another",
		                c->list.file, name.at);
	c->scale = DIGITS;
	c->whole = decimal_power(DIGITS);
	c->share = arena_take(c->list.mem, c->list.rows * sizeof(*c->share));
	for (size_t r = 0; r < c->list.rows; r++) {
		struct decimal d = { 1, 0 };
		if (share[r].len > 0 && (decimal_read(share[r], &d) != DECIMAL_OK || d.scale > DIGITS))
			return bad_line(run, c, r, name.at, share[r],
			                "is no number with up to 12 digits behind the point");
		if (decimal_order(d, (struct decimal){ 0, 0 }) <= 0 ||
		    decimal_order(d, (struct decimal){ 1, 0 }) > 0)
			return bad_line(run, c, r, name.at, share[r], "is no share, over 0 and up to 1");
		c->share[r] = d.digits * decimal_power(DIGITS - d.scale);
	}
	return 0;
}

static bool holds(const struct codes *c, uint32_t row, uint32_t day)
{
	return !c->valid || (c->valid[row].first <= day && day <= c->valid[row].last);
}

/* The shares of the lines that hold on a day. */
static __int128 sum_on(const struct codes *c, uint32_t number, uint32_t day)
{
	__int128 sum = 0;
	for (uint32_t row = c->index.first[number] + 1; row > 0; row = c->index.next[row - 1])
		if (holds(c, row - 1, day))
			sum += c->share[row - 1];
	return sum;
}

static int bad_sum(struct run *run, const struct codes *c, uint32_t row, __int128 sum)
{
	char text[DECIMAL_LONGEST + 1];
	struct decimal d = { sum, c->scale };
	while (d.scale > 0 && d.digits % 10 == 0)
		d.digits /= 10, d.scale--;
	*decimal_put(text, d) = '\0';
	return run_fail(run, EX_DATAERR,
	                "%s:%u: the shares of '%.200s' sum to %s%s, expected exactly 1", c->list.file,
	                row + 2, list_key_words(&c->index, row, run_arena(run)), text,
	                c->valid ? " where this line begins or ends" : "");
}

/* What holds changes only where a line begins, and behind its end. */
static int check_shares(struct run *run, const struct codes *c, uint32_t number)
{
	for (uint32_t row = c->index.first[number] + 1; row > 0; row = c->index.next[row - 1]) {
		struct span s = c->valid ? c->valid[row - 1] : (struct span){ 0, 0 };
		__int128 begin = sum_on(c, number, s.first);
		__int128 after = c->valid ? sum_on(c, number, s.last + 1) : 0;
		if (begin != c->whole || (after != 0 && after != c->whole))
			return bad_sum(run, c, row - 1, begin != c->whole ? begin : after);
	}
	return 0;
}

static bool overlap(const struct codes *c, uint32_t a, uint32_t b)
{
	return !c->valid ||
	       (c->valid[a].first <= c->valid[b].last && c->valid[b].first <= c->valid[a].last);
}

/* The same answer twice at one time is no second answer. */
static int check_twins(struct run *run, const struct codes *c, uint32_t number)
{
	for (uint32_t a = c->index.first[number] + 1; a > 0; a = c->index.next[a - 1])
		for (uint32_t b = c->index.next[a - 1]; b > 0; b = c->index.next[b - 1])
			if (text_same(c->to[a - 1], c->to[b - 1]) && overlap(c, a - 1, b - 1))
				return run_fail(run, EX_DATAERR, "%s:%u: gives '%.200s' the code of line %u again",
				                c->list.file, b + 1,
				                list_key_words(&c->index, a - 1, run_arena(run)), a + 1);
	return 0;
}

static int check_code(struct run *run, struct codes *c, uint32_t number)
{
	size_t n = 0;
	for (uint32_t row = c->index.first[number] + 1; row > 0; row = c->index.next[row - 1])
		n++;
	if (n > c->most)
		c->most = n;
	if (n > CODES_MOST)
		return run_fail(
			run, EX_DATAERR, "%s: '%.200s' has %zu lines, but %d are the most", c->list.file,
			list_key_words(&c->index, c->index.first[number], run_arena(run)), n, CODES_MOST);
	int status = check_twins(run, c, number);
	return status || !c->share ? status : check_shares(run, c, number);
}

static int make_sets(struct run *run, struct codes *c)
{
	uint32_t *rows = arena_take(c->list.mem, c->most * sizeof(*rows));
	bool coarse;
	for (size_t r = 0; r < c->list.rows; r++)
		if (c->to[r].len > 0 && memchr(c->to[r].at, ' ', c->to[r].len))
			return bad_line(run, c, r, "the code", c->to[r],
			                "holds a blank, which stands between the codes of a set");
	c->set = arena_take(c->list.mem, c->index.keys * sizeof(*c->set));
	for (uint32_t number = 0; !c->valid && number < c->index.keys; number++) {
		size_t n = codes_lines(c, number, (struct span){ 0 }, rows, &coarse);
		c->set[number] = codes_set(c, rows, n, c->list.mem);
	}
	return 0;
}

static int pick(struct run *run, const struct codes_asked *asked, struct codes *c)
{
	struct picks to;
	struct columns name = { .n = 1, .name = (struct text[]){ asked->to }, .option = "--to" };
	int status = list_pick(run, &c->list, &asked->from, &c->from);
	if (status == 0)
		status = run_pick(run, &c->list.columns, &name, &to);
	if (status == 0)
		c->to = c->list.col[to.at[0]];
	return status;
}

int codes_read(struct run *run, const struct codes_asked *asked, struct codes *c)
{
	int status = list_read(run, asked->file, &c->list);
	c->later = c->list.columns.unknown;
	if (status != 0 || c->later)
		return status;
	status = pick(run, asked, c);
	if (status == 0)
		status = read_validity(run, c);
	if (status == 0 && asked->shares)
		status = read_shares(run, c, asked->share);
	if (status == 0)
		status = list_index_make(run, &c->list, c->from, &c->index);
	for (uint32_t number = 0; status == 0 && number < c->index.keys; number++)
		status = check_code(run, c, number);
	return status == 0 && asked->sets ? make_sets(run, c) : status;
}

size_t codes_lines(const struct codes *c, uint32_t number, struct span at, uint32_t *rows,
                   bool *coarse)
{
	size_t n = 0;
	*coarse = false;
	for (uint32_t next = c->index.first[number] + 1; next > 0; next = c->index.next[next - 1]) {
		uint32_t row = next - 1;
		bool begins = !c->valid || holds(c, row, at.first);
		bool ends = !c->valid || holds(c, row, at.last);
		bool inside = c->valid && at.first < c->valid[row].first && c->valid[row].last < at.last;
		*coarse |= begins != ends || inside;
		if (begins && ends)
			rows[n++] = row;
	}
	return n;
}

struct text codes_set(const struct codes *c, const uint32_t *rows, size_t n, struct arena *mem)
{
	size_t len = n > 0 ? n - 1 : 0;
	for (size_t i = 0; i < n; i++)
		len += c->to[rows[i]].len;
	char *set = arena_take(mem, len), *at = set;
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			*at++ = ' ';
		if (c->to[rows[i]].len > 0)
			at = mempcpy(at, c->to[rows[i]].at, c->to[rows[i]].len);
	}
	return (struct text){ set, len };
}

void codes_free(struct codes *c)
{
	list_index_free(&c->index);
	list_free(&c->list);
}
