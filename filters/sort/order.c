/* filters/sort/order.c - keys as bytes, whose order is the order of the values.
 *
 * Each part ends where it says, so no part is the beginning of another one, and what follows it never counts before it.
 * A text is its bytes, with FF behind each 00, and 00 00 at its end. A number is a byte for its kind (missing, below
 * zero, zero, above), then where its point stands, its digits without zeros at either end, and 00; below zero, all but
 * the first byte are turned over. In a part that falls, all bytes are turned over.
 */
#include "sort/order.h"
#include "lib/decimal.h"

enum { NONE, BELOW, ZERO, ABOVE };
enum { NUMBER_ROOM = DECIMAL_LONGEST + 3, MIDDLE = 64 };

static bool holds(const struct picks *picks, size_t col)
{
	for (size_t i = 0; i < picks->n; i++)
		if (picks->at[i] == col)
			return true;
	return false;
}

/* The columns of --numeric or --reverse, which have to be keys. */
static int pick_some(struct run *run, const struct columns *in, const struct picks *keys,
                     const struct columns *want, struct picks *to)
{
	*to = (struct picks){ 0 };
	int status = want->option ? run_pick(run, in, want, to) : 0;
	for (size_t i = 0; i < to->n && status == 0; i++) {
		struct text name = in->name[to->at[i]];
		if (!holds(keys, to->at[i]))
			status = run_fail(run, EX_USAGE, "%s %.*s: is none of the keys of -k", want->option,
			                  (int)name.len, name.at);
	}
	return status;
}

int order_make(struct order *o, struct run *run, const struct columns *in,
               const struct wanted *wanted)
{
	/* A stage changes what it picks among its own columns, so these would be kept twice: a copy is none of them. */
	const struct columns copy = *in;
	struct picks keys, numeric, reverse;
	*o = (struct order){ 0 };
	if (!wanted->keys.option)
		return run_fail(run, EX_USAGE, "say by what to sort: -k COLUMNS");
	int status = run_pick(run, &copy, &wanted->keys, &keys);
	status = status ? status : pick_some(run, &copy, &keys, &wanted->numeric, &numeric);
	status = status ? status : pick_some(run, &copy, &keys, &wanted->reverse, &reverse);
	if (status != 0)
		return status;
	o->part = arena_take(run_arena(run), (keys.n + 1) * sizeof(*o->part));
	for (; o->n < keys.n; o->n++) {
		size_t col = keys.at[o->n];
		o->part[o->n] = (struct part){ col, holds(&numeric, col), holds(&reverse, col) };
	}
	return 0;
}

size_t order_room(const struct order *o, const struct batch *b, size_t row)
{
	size_t room = 0;
	for (size_t i = 0; i < o->n; i++)
		room += o->part[i].number ? NUMBER_ROOM : b->col[o->part[i].col][row].len * 2 + 2;
	return room;
}

static char *put_text(char *to, struct text v)
{
	for (const char *zero; v.len > 0 && (zero = memchr(v.at, 0, v.len));) {
		size_t n = (size_t)(zero - v.at) + 1;
		to = mempcpy(to, v.at, n);
		*to++ = (char)0xFF;
		v = (struct text){ v.at + n, v.len - n };
	}
	if (v.len > 0)
		to = mempcpy(to, v.at, v.len);
	*to++ = 0;
	*to++ = 0;
	return to;
}

static void turn(char *from, const char *end)
{
	for (; from < end; from++)
		*from = (char)~*from;
}

static char *put_number(char *to, struct decimal d)
{
	bool minus = d.digits < 0;
	*to++ = d.digits == 0 ? ZERO : minus ? BELOW : ABOVE;
	if (d.digits == 0)
		return to;
	char digits[DECIMAL_LONGEST];
	unsigned scale = d.scale;
	d = (struct decimal){ minus ? -d.digits : d.digits, 0 };
	size_t n = (size_t)(decimal_put(digits, d) - digits);
	char *from = to;
	*to++ = (char)(MIDDLE + (int)n - (int)scale);
	while (n > 0 && digits[n - 1] == '0')
		n--;
	to = mempcpy(to, digits, n);
	*to++ = 0;
	if (minus)
		turn(from, to);
	return to;
}

/* Null: it is no number. */
static char *put_part(const struct part *p, struct run *run, struct batch *b, size_t row, char *to)
{
	struct text v = b->col[p->col][row];
	struct decimal d;
	if (!p->number)
		return put_text(to, v);
	if (v.len == 0) {
		*to++ = NONE;
		return to;
	}
	enum decimal_read read = decimal_read(v, &d);
	if (read == DECIMAL_OK)
		return put_number(to, d);
	run_reject(run, b, row, p->col, read == DECIMAL_NONE ? "not-number" : "too-large");
	return NULL;
}

char *order_put(const struct order *o, struct run *run, struct batch *b, size_t row, char *to)
{
	for (size_t i = 0; i < o->n; i++) {
		char *from = to;
		to = put_part(&o->part[i], run, b, row, to);
		if (!to)
			return NULL;
		if (o->part[i].reverse)
			turn(from, to);
	}
	return to;
}
