/* filters/emit/json.c - JSON by RFC 8259: one array of objects, or one object a line (NDJSON). */
#include "emit.h"
#include "swift.h"

static uint64_t json_odd(uint64_t w, uint64_t unused)
{
	(void)unused;
	return any_zero(w ^ EACH('"')) | any_zero(w ^ EACH('\\')) | any_below(w, ' ');
}

static char *put_escape(char *to, unsigned char c)
{
	static const char hex[] = "0123456789abcdef", short_for[] = "\"\\\b\f\n\r\t";
	static const char short_form[] = "\"\\bfnrt";
	const char *found = c ? strchr(short_for, c) : NULL;
	*to++ = '\\';
	if (found) {
		*to++ = short_form[found - short_for];
		return to;
	}
	to = mempcpy(to, "u00", 3);
	*to++ = hex[c >> 4];
	*to++ = hex[c & 15];
	return to;
}

static char *put_string(char *to, struct text v)
{
	*to++ = '"';
	if (copy_plain(to, v, json_odd, 0)) {
		to += v.len;
	} else {
		for (size_t i = 0; i < v.len; i++) {
			unsigned char c = (unsigned char)v.at[i];
			if (c >= ' ' && c != '"' && c != '\\')
				*to++ = (char)c;
			else
				to = put_escape(to, c);
		}
	}
	*to++ = '"';
	return to;
}

/* Room for a string with all its bytes escaped, in quotes; for null. */
static size_t room_for(struct text v)
{
	return 6 * v.len + 4;
}

static size_t skip_digits(struct text v, size_t at)
{
	while (at < v.len && v.at[at] >= '0' && v.at[at] <= '9')
		at++;
	return at;
}

/* RFC 8259 §6: no plus, no leading zero, digits on both sides of the point. */
static bool is_number(struct text v)
{
	size_t at = v.len > 0 && v.at[0] == '-', from = at;
	at = skip_digits(v, at);
	if (at == from || (v.at[from] == '0' && at > from + 1))
		return false;
	if (at < v.len && v.at[at] == '.') {
		from = ++at;
		at = skip_digits(v, at);
		if (at == from)
			return false;
	}
	if (at < v.len && (v.at[at] == 'e' || v.at[at] == 'E')) {
		at++;
		if (at < v.len && (v.at[at] == '+' || v.at[at] == '-'))
			at++;
		from = at;
		at = skip_digits(v, at);
		if (at == from)
			return false;
	}
	return at == v.len;
}

/* Rejects the records whose numbers are none. False: there are none; else told[r] for each record. */
static bool reject_no_numbers(const struct emit *e, struct run *run, struct batch *b, bool **told)
{
	*told = NULL;
	for (size_t p = 0; p < e->numbers.n; p++) {
		const struct text *v = b->col[e->numbers.at[p]];
		for (size_t r = 0; r < b->rows; r++) {
			if (v[r].len == 0 || is_number(v[r]))
				continue;
			if (!*told)
				*told = arena_zeros(b->mem, b->rows * sizeof(**told));
			(*told)[r] = true;
			run_reject(run, b, r, e->numbers.at[p], "not-number");
		}
	}
	return *told;
}

/* Labels are in an arena, which lets 16 bytes behind them be read; `to` has room for these. */
static char *put_label(char *to, struct text label)
{
	for (size_t i = 0; i < label.len; i += 16)
		memcpy(to + i, label.at + i, 16);
	return to + label.len;
}

static char *put_value(const struct emit *e, char *to, struct text v, size_t col)
{
	if (v.len == 0)
		return mempcpy(to, "null", 4);
	return e->is_number[col] ? mempcpy(to, v.at, v.len) : put_string(to, v);
}

static int put_record(struct emit *e, struct run *run, const struct batch *b, size_t row,
                      bool in_array)
{
	size_t room = e->labels + 32;
	for (size_t c = 0; c < e->names.n; c++)
		room += room_for(b->col[c][row]);
	char *to = run_space(run, room), *at = to;
	if (!to)
		return run_status(run);
	if (in_array)
		at = mempcpy(at, e->any ? ",\n" : "\n", e->any ? 2 : 1);
	for (size_t c = 0; c < e->names.n; c++)
		at = put_value(e, put_label(at, e->label[c]), b->col[c][row], c);
	if (e->names.n == 0)
		*at++ = '{';
	*at++ = '}';
	if (!in_array)
		*at++ = '\n';
	run_used(run, (size_t)(at - to));
	e->any = true;
	return 0;
}

static int put_batch(struct emit *e, struct run *run, struct batch *b, bool in_array)
{
	bool *told;
	bool some = reject_no_numbers(e, run, b, &told);
	for (size_t r = 0; r < b->rows; r++)
		if ((!some || !told[r]) && put_record(e, run, b, r, in_array) != 0)
			return run_status(run);
	return 0;
}

static int json_open(struct emit *e, struct run *run)
{
	struct arena *mem = run_arena(run);
	int status = 0;
	e->label = arena_take(mem, e->names.n * sizeof(*e->label));
	e->is_number = arena_zeros(mem, e->names.n * sizeof(*e->is_number));
	for (size_t c = 0; c < e->names.n; c++) {
		char *to = arena_take(mem, room_for(e->names.name[c]) + 2), *at = to;
		*at++ = c > 0 ? ',' : '{';
		at = put_string(at, e->names.name[c]);
		*at++ = ':';
		e->label[c] = (struct text){ to, (size_t)(at - to) };
		e->labels += e->label[c].len;
	}
	if (e->number_columns.option)
		status = run_pick(run, &e->names, &e->number_columns, &e->numbers);
	for (size_t p = 0; p < e->numbers.n && status == 0; p++)
		if (e->numbers.at[p] < e->names.n)
			e->is_number[e->numbers.at[p]] = true;
	return status;
}

static int json_begin(struct emit *e, struct run *run)
{
	(void)e;
	return run_write(run, "[", 1);
}

static int json_batch(struct emit *e, struct run *run, struct batch *b)
{
	return put_batch(e, run, b, true);
}

static int json_end(struct emit *e, struct run *run)
{
	return e->any ? run_write(run, "\n]\n", 3) : run_write(run, "]\n", 2);
}

static int ndjson_batch(struct emit *e, struct run *run, struct batch *b)
{
	return put_batch(e, run, b, false);
}

const struct format json_format = {
	.name = "json",
	.kind = JSON,
	.open = json_open,
	.begin = json_begin,
	.batch = json_batch,
	.end = json_end,
};
const struct format ndjson_format = {
	.name = "ndjson",
	.kind = JSON,
	.open = json_open,
	.batch = ndjson_batch,
};
