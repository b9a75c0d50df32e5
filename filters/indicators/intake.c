/* filters/indicators/intake.c - records to facts. */
#include "intake.h"
#include "lib/memo.h"
#include "lib/pack.h"

const struct reason intake_reasons[] = {
	{ "computed", "went into the indicators" },
	{ "duplicate", "says what another record says" },
	{ "not-mobile", "is the area itself: nobody crossed a border" },
	{ "no-area", "is missing, and every record is about an area" },
	{ "no-partner", "is missing, and the measure is about two areas" },
	{ "with-partner", "is a partner, and the measure is about one area" },
	{ "total-mark", "is a total over areas; give it as inbound or outbound" },
	{ "not-measure", "is no measure" },
	{ "not-number", "is no number in plain form" },
	{ "large-number", "has more digits than fit: 38, of them 30 behind the point" },
	{ "negative", "is below zero" },
	{ "bad-status", "is no status of an observation, or contradicts its value" },
	{ "key-conflict", "is another value than the one that another record has for the same" },
	{ 0 },
};

bool intake_drops(const char *word)
{
	return strcmp(word, "duplicate") == 0 || strcmp(word, "not-mobile") == 0;
}

void intake_init(struct intake *in, struct run *run, size_t most_values)
{
	facts_init(&in->facts, run_seed(run));
	in->amount = arena_take(run_arena(run), (most_values + 1) * sizeof(*in->amount));
}

bool intake_is_residual(const struct intake *in, struct text partner)
{
	bool fresh;
	return in->residual && memo_find(in->residual, partner, &fresh) != MEMO_FULL;
}

/* The measure of a record's value number i, and that value; false: its word is none. */
static bool value_of(const struct source *s, const struct text *row, size_t i, enum measure *m,
                     struct text *v)
{
	const struct text *values = row + s->dims + VALUES;
	*m = s->is_long ? measure_find(values[0]) : s->of[i];
	*v = s->is_long ? values[1] : values[i];
	return *m != MEASURES;
}

static const char *check_partner(const struct source *s, const struct text *row, enum measure m)
{
	struct text area = row[s->dims + AREA], partner = row[s->dims + PARTNER];
	if (measures[m].partner == NO_PARTNER)
		return partner.len > 0 ? "with-partner" : NULL;
	if (text_is(area, "_T") || text_is(partner, "_T"))
		return "total-mark";
	if (partner.len == 0)
		return measures[m].partner == HAS_PARTNER ? "no-partner" : NULL;
	return text_same(area, partner) ? "not-mobile" : NULL;
}

static const char *read_amount(struct text v, struct text status, enum measure m, struct amount *a,
                               bool *status_is_bad)
{
	*a = (struct amount){ 0 };
	enum decimal_read read = decimal_read(v, &a->value);
	if (v.len > 0 && read != DECIMAL_OK)
		return read == DECIMAL_NONE ? "not-number" : "large-number";
	if (v.len > 0 && a->value.digits < 0 && m != NET_FLOW)
		return "negative";
	*status_is_bad = !amount_state(v.len > 0, status, a);
	a->missing = a->state == MISSING;
	a->withheld = a->state == WITHHELD;
	return *status_is_bad ? "bad-status" : NULL;
}

/* Why a record's value number i cannot be taken; null: it can, and *a is it. */
static const char *check_value(const struct source *s, const struct text *row, size_t i,
                               enum measure *m, struct amount *a, size_t *at)
{
	struct text v;
	*at = s->dims + VALUES + (s->is_long ? 0 : i);
	if (!value_of(s, row, i, m, &v))
		return "not-measure";
	const char *word = check_partner(s, row, *m);
	if (word) {
		bool by_area = strcmp(word, "total-mark") == 0 && text_is(row[s->dims + AREA], "_T");
		*at = s->dims + (by_area ? AREA : PARTNER);
		return word;
	}
	bool status_is_bad = false;
	word = read_amount(v, row[s->dims + STATUS], *m, a, &status_is_bad);
	*at = status_is_bad ? s->dims + STATUS : s->dims + VALUES + (s->is_long ? 1 : i);
	return word;
}

/* The key of a record's facts: dimensions, area, partner. Valid until the next one. */
static struct text pack_key(struct intake *in, struct run *run, const struct source *s,
                            const struct text *row)
{
	size_t size = 0;
	for (size_t i = 0; i <= s->dims + PARTNER; i++)
		size += pack_size(row[i]);
	if (size > in->room) {
		in->room = size * 2;
		in->key = arena_take(run_arena(run), in->room);
	}
	char *to = in->key;
	for (size_t i = 0; i <= s->dims + PARTNER; i++)
		to = pack_put(to, row[i]);
	return (struct text){ in->key, size };
}

static bool same_amount(const struct amount *a, const struct amount *b)
{
	return a->state == b->state && a->status == b->status &&
	       (a->state != GIVEN || decimal_order(a->value, b->value) == 0);
}

int intake_take(struct intake *in, struct run *run, const struct source *s, const struct text *row,
                const char **word, size_t *at)
{
	size_t n = s->is_long ? 1 : s->n - s->dims - VALUES, fresh = 0;
	enum measure m;
	*at = s->dims + AREA;
	*word = row[*at].len == 0 ? "no-area" : NULL;
	struct text key = pack_key(in, run, s, row);
	for (size_t i = 0; i < n && !*word; i++) {
		*word = check_value(s, row, i, &m, &in->amount[i], at);
		const struct fact *known = *word ? NULL : facts_find(&in->facts, key, m);
		fresh += !known;
		if (known && !same_amount(&known->amount, &in->amount[i]))
			*word = "key-conflict";
	}
	if (!*word && fresh == 0 && n > 0)
		*word = "duplicate";
	for (size_t i = 0; i < n && !*word; i++) {
		struct text v;
		value_of(s, row, i, &m, &v);
		if (facts_find(&in->facts, key, m))
			continue;
		struct fact *f = facts_add(&in->facts, key, m);
		if (!f)
			return run_fail(run, EX_OSERR, "more than 4 thousand million facts; divide the input");
		f->amount = in->amount[i];
		in->occurs[m] = true;
	}
	return 0;
}

void intake_free(struct intake *in)
{
	facts_free(&in->facts);
	memo_free(in->residual);
}
