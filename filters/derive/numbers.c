/* filters/derive/numbers.c - what is done with numbers. */
#include "derive/functions.h"
#include "derive/work.h"

static void too_large(struct work *w, const struct node *n, size_t r, struct decimal *to)
{
	work_reject(w, n, r, "too-large");
	*to = MISSING_NUMBER;
}

void number_read(struct work *w, const struct node *n, struct rows rows, const union values *v,
                 union values to)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		struct text t = v[0].text[r];
		enum decimal_read read = t.len > 0 ? decimal_read(t, &to.number[r]) : DECIMAL_NONE;
		if (read == DECIMAL_OK)
			continue;
		if (t.len > 0)
			work_reject_with(w, n, r, read == DECIMAL_NONE ? "not-number" : "too-large", t);
		to.number[r] = MISSING_NUMBER;
	}
}

/* Two digits need no room: they stand here. */
static const char pairs[] =
	"00010203040506070809101112131415161718192021222324252627282930313233343536"
	"37383940414243444546474849505152535455565758596061626364656667686970717273"
	"7475767778798081828384858687888990919293949596979899";

void number_write(struct work *w, const struct node *n, struct rows rows, const union values *v,
                  union values to)
{
	(void)n;
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		const struct decimal d = v[0].number[r];
		if (d.scale == 0 && d.digits >= 0 && d.digits < 100) {
			size_t short_by = d.digits < 10;
			to.text[r] = (struct text){ pairs + 2 * (size_t)d.digits + short_by, 2 - short_by };
			continue;
		}
		if (!number_known(d)) {
			to.text[r] = (struct text){ 0 };
			continue;
		}
		char *at = work_space(w, DECIMAL_LONGEST), *end = decimal_put(at, d);
		to.text[r] = (struct text){ at, (size_t)(end - at) };
		work_used(w, end);
	}
}

/* --- operators ---------------------------------------------------------------------------------- */

/* False: the result does not fit. */
typedef bool of_two(const struct node *, struct decimal *, struct decimal);

static inline __attribute__((always_inline)) void each(struct work *w, const struct node *n,
                                                       struct rows rows, const union values *v,
                                                       union values to, of_two *of)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		struct decimal d = v[0].number[r];
		const struct decimal other = v[1].number[r];
		if (!number_known(d) || !number_known(other))
			to.number[r] = MISSING_NUMBER;
		else if (of(n, &d, other))
			to.number[r] = d;
		else
			too_large(w, n, r, &to.number[r]);
	}
}

static inline bool sum(const struct node *n, struct decimal *a, struct decimal b)
{
	(void)n;
	return decimal_add(a, b);
}

static inline bool difference(const struct node *n, struct decimal *a, struct decimal b)
{
	(void)n;
	b.digits = -b.digits; /* as large as the largest: neither is -2^127 */
	return decimal_add(a, b);
}

static inline bool product(const struct node *n, struct decimal *a, struct decimal b)
{
	(void)n;
	return decimal_multiply(a, b);
}

static inline bool quotient(const struct node *n, struct decimal *a, struct decimal b)
{
	if (!decimal_divide(a, b, n->scale, n->rounding))
		return false;
	if (!n->fixed)
		*a = decimal_short(*a);
	return true;
}

static inline bool whole_quotient(const struct node *n, struct decimal *a, struct decimal b)
{
	(void)n;
	return decimal_divide(a, b, 0, FLOOR);
}

/* a - b · floor(a / b): of the sign of b */
static inline bool remainder_of(const struct node *n, struct decimal *a, struct decimal b)
{
	struct decimal whole = *a;
	if (!whole_quotient(n, &whole, b) || !decimal_multiply(&whole, b))
		return false;
	return difference(n, a, whole);
}

static inline bool least(const struct node *n, struct decimal *a, struct decimal b)
{
	(void)n;
	if (decimal_order(b, *a) < 0)
		*a = b;
	return true;
}

static inline bool most(const struct node *n, struct decimal *a, struct decimal b)
{
	(void)n;
	if (decimal_order(b, *a) > 0)
		*a = b;
	return true;
}

/* Nearly always both have the same digits behind the point, and few in all: then nothing is asked, and nothing copied. Where
 * both are missing, so is what comes of them. */
static inline __attribute__((always_inline)) void add_each(struct work *w, const struct node *n,
                                                           struct rows rows, const union values *v,
                                                           union values to, int sign, of_two *of)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		const struct decimal *a = &v[0].number[r], *b = &v[1].number[r];
		int64_t first = (int64_t)a->digits, second = (int64_t)b->digits;
		if (a->scale != b->scale || first != a->digits || second != b->digits) {
			each(w, n, (struct rows){ 1, &rows.at[i] }, v, to, of);
			continue;
		}
		to.number[r].scale = a->scale;
		to.number[r].digits = (__int128)first + (__int128)sign * second;
	}
}

void number_add(struct work *w, const struct node *n, struct rows rows, const union values *v,
                union values to)
{
	add_each(w, n, rows, v, to, 1, sum);
}

void number_subtract(struct work *w, const struct node *n, struct rows rows, const union values *v,
                     union values to)
{
	add_each(w, n, rows, v, to, -1, difference);
}

void number_multiply(struct work *w, const struct node *n, struct rows rows, const union values *v,
                     union values to)
{
	each(w, n, rows, v, to, product);
}

/* The records whose divisor is zero are rejected, and go on as if it were missing. */
static inline __attribute__((always_inline)) void divide(struct work *w, const struct node *n,
                                                         struct rows rows, const union values *v,
                                                         union values to, of_two *of)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		struct decimal d = v[0].number[r];
		const struct decimal by = v[1].number[r];
		bool known = number_known(d) && number_known(by);
		if (known && by.digits != 0 && of(n, &d, by)) {
			to.number[r] = d;
			continue;
		}
		to.number[r] = MISSING_NUMBER;
		if (number_known(by) && by.digits == 0)
			work_reject(w, n->arg[1], r, "division-by-zero");
		else if (known)
			work_reject(w, n, r, "too-large");
	}
}

void number_divide(struct work *w, const struct node *n, struct rows rows, const union values *v,
                   union values to)
{
	divide(w, n, rows, v, to, quotient);
}

void number_div(struct work *w, const struct node *n, struct rows rows, const union values *v,
                union values to)
{
	divide(w, n, rows, v, to, whole_quotient);
}

void number_mod(struct work *w, const struct node *n, struct rows rows, const union values *v,
                union values to)
{
	divide(w, n, rows, v, to, remainder_of);
}

static inline __attribute__((always_inline)) void extreme(struct work *w, const struct node *n,
                                                          struct rows rows, const union values *v,
                                                          union values to, of_two *of)
{
	union values both[2] = { v[0], v[0] };
	for (size_t a = 1; a < n->n; a++) {
		both[1] = v[a];
		each(w, n, rows, both, to, of);
		both[0] = to;
	}
}

void number_least(struct work *w, const struct node *n, struct rows rows, const union values *v,
                  union values to)
{
	extreme(w, n, rows, v, to, least);
}

void number_most(struct work *w, const struct node *n, struct rows rows, const union values *v,
                 union values to)
{
	extreme(w, n, rows, v, to, most);
}

/* --- of one number ------------------------------------------------------------------------------ */

void number_negate(struct work *w, const struct node *n, struct rows rows, const union values *v,
                   union values to)
{
	(void)w;
	(void)n;
	for (size_t i = 0; i < rows.n; i++) {
		struct decimal d = v[0].number[rows.at[i]];
		d.digits = -d.digits;
		to.number[rows.at[i]] = d;
	}
}

void number_absolute(struct work *w, const struct node *n, struct rows rows, const union values *v,
                     union values to)
{
	(void)w;
	(void)n;
	for (size_t i = 0; i < rows.n; i++) {
		struct decimal d = v[0].number[rows.at[i]];
		d.digits = d.digits < 0 ? -d.digits : d.digits;
		to.number[rows.at[i]] = d;
	}
}

/* By node.scale and node.rounding. */
void number_round(struct work *w, const struct node *n, struct rows rows, const union values *v,
                  union values to)
{
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		struct decimal d = v[0].number[r];
		if (number_known(d) && !decimal_round(&d, n->scale, n->rounding))
			too_large(w, n, r, &d);
		to.number[r] = d;
	}
}

/* --- conditions --------------------------------------------------------------------------------- */

void number_compare(struct work *w, const struct node *n, struct rows rows, const union values *v,
                    union values to)
{
	(void)w;
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i];
		const struct decimal a = v[0].number[r], b = v[1].number[r];
		if (!number_known(a) || !number_known(b)) {
			to.truth[r] = UNKNOWN;
			continue;
		}
		int order = decimal_order(a, b);
		to.truth[r] = (n->orders & (order < 0 ? LESS : order > 0 ? MORE : EQUAL)) != 0;
	}
}

void number_in(struct work *w, const struct node *n, struct rows rows, const union values *v,
               union values to)
{
	(void)w;
	for (size_t i = 0; i < rows.n; i++) {
		size_t r = rows.at[i], from = 0, end = n->member_count;
		const struct decimal d = v[0].number[r];
		bool found = false;
		while (number_known(d) && from < end && !found) {
			size_t middle = from + (end - from) / 2;
			int order = decimal_order(d, n->members[middle].number);
			found = order == 0;
			if (order < 0)
				end = middle;
			else
				from = middle + 1;
		}
		to.truth[r] = number_known(d) ? found != n->inverse : UNKNOWN;
	}
}
