/* filters/clean/rule.c - what a field of a descriptor asks of its column, and whether a value keeps to it. */
#include "clean/clean.h"
#include <stdlib.h>

static const struct {
	convert *convert;
	order *order; /* for minimum and maximum; null: there are none */
} types[] = {
	[FIELD_STRING] = { NULL, NULL },
	[FIELD_INTEGER] = { integer_convert, number_order },
	[FIELD_NUMBER] = { number_convert, number_order },
	[FIELD_BOOLEAN] = { boolean_convert, NULL },
	[FIELD_DATE] = { date_convert, text_order },
	[FIELD_DATETIME] = { datetime_convert, moment_order },
	[FIELD_YEAR] = { year_convert, year_order },
	[FIELD_YEARMONTH] = { yearmonth_convert, year_order },
	[FIELD_ANY] = { NULL, NULL },
};

static const struct {
	const char *name;
	convert *convert;
} formats[] = {
	{ "default", NULL },      { "email", email_convert },   { "uri", uri_convert },
	{ "uuid", uuid_convert }, { "binary", binary_convert },
};
#define FORMATS (sizeof(formats) / sizeof(*formats))

int rule_fail(struct run *run, const struct feed *feed, const struct field *field, const char *what,
              struct text value, const char *why)
{
	return run_fail(run, EX_CONFIG, "%s: schema.fields[%zu].%s: '%.*s' %s", feed->file,
	                (size_t)(field - feed->fields), what, (int)value.len, value.at, why);
}

/* Tidied as values are, so that the two can be compared. */
static struct texts tidied(struct texts words, struct arena *mem)
{
	struct texts to = { words.n, arena_take(mem, words.n * sizeof(*to.at)) };
	for (size_t i = 0; i < words.n; i++)
		tidy_text(words.at[i], mem, &to.at[i]);
	return to;
}

static void add_missing(struct rule *rule, struct arena *mem)
{
	struct texts given = rule->field->missing_values, tidy = tidied(given, mem);
	rule->missing.at = arena_take(mem, 2 * given.n * sizeof(*given.at));
	for (size_t i = 0; i < 2 * given.n; i++) {
		struct text word = i < given.n ? given.at[i] : tidy.at[i - given.n];
		if (word.len == 0) /* is missing in any case */
			continue;
		rule->missing.at[rule->missing.n++] = word;
		rule->missing_first[(unsigned char)word.at[0]] = true;
	}
}

static bool is_missing(const struct rule *rule, struct text v)
{
	if (v.len == 0)
		return true;
	if (!rule->missing_first[(unsigned char)v.at[0]])
		return false;
	for (size_t i = 0; i < rule->missing.n; i++)
		if (text_same(v, rule->missing.at[i]))
			return true;
	return false;
}

static int add_kind(struct run *run, const struct feed *feed, struct rule *rule)
{
	const struct field *field = rule->field;
	bool quarter = text_is(field->kind, "quarter");
	if (!quarter && !text_is(field->kind, "academic-year"))
		return rule_fail(run, feed, field, "weir:format", field->kind,
		                 "is no format; there are quarter and academic-year");
	if (field->type != FIELD_STRING || !text_is(field->format, "default"))
		return rule_fail(run, feed, field, "weir:format", field->kind,
		                 "is for strings without another format only");
	rule->convert = quarter ? quarter_convert : academic_year_convert;
	return 0;
}

static int add_format(struct run *run, const struct feed *feed, struct rule *rule)
{
	const struct field *field = rule->field;
	struct text names[FORMATS];
	if (field->kind.at)
		return add_kind(run, feed, rule);
	if (field->type == FIELD_DATE || field->type == FIELD_DATETIME)
		return forms_make(run, feed, rule);
	if (field->formats.n > 0)
		return rule_fail(run, feed, field, "weir:formats", field->formats.at[0],
		                 "is for dates and datetimes only");
	for (size_t i = 0; i < FORMATS; i++) {
		names[i] = text_of(formats[i].name);
		if (!text_same(field->format, names[i]) || (i > 0 && field->type != FIELD_STRING))
			continue;
		if (i > 0)
			rule->convert = formats[i].convert;
		return 0;
	}
	const struct text *near = text_nearest(field->format, names, FORMATS);
	if (field->type != FIELD_STRING || !near)
		return rule_fail(run, feed, field, "format", field->format, "is no format of this type");
	return run_fail(run, EX_CONFIG,
	                "%s: schema.fields[%zu].format: '%.*s' is no format of a string; the nearest "
	                "is '%.*s'",
	                feed->file, (size_t)(field - feed->fields), (int)field->format.len,
	                field->format.at, (int)near->len, near->at);
}

/* The characters of numbers, tidied as far as that goes for a text that may be one blank. */
static int add_mark(struct run *run, const struct feed *feed, const struct rule *rule,
                    const char *key, struct text given, struct text *mark)
{
	struct arena *mem = run_arena(run);
	char *between = arena_take(mem, given.len + 2);
	*(char *)mempcpy(stpcpy(between, "x"), given.at, given.len) = 'x';
	struct text all = { between, given.len + 2 };
	tidy_text(all, mem, &all);
	*mark = (struct text){ all.at + 1, all.len - 2 };
	for (size_t i = 0; i < mark->len; i++)
		if (strchr("0123456789+-eE", mark->at[i]))
			return rule_fail(run, feed, rule->field, key, given, "is a part of numbers already");
	return 0;
}

static int add_marks(struct run *run, const struct feed *feed, struct rule *rule)
{
	const struct field *field = rule->field;
	if (field->type != FIELD_INTEGER && field->type != FIELD_NUMBER)
		return 0;
	int status = add_mark(run, feed, rule, "decimalChar", field->decimal_char, &rule->decimal);
	if (status == 0 && field->group_char.len > 0)
		status = add_mark(run, feed, rule, "groupChar", field->group_char, &rule->group);
	if (status == 0 && field->type == FIELD_NUMBER && text_same(rule->decimal, rule->group))
		status =
			rule_fail(run, feed, field, "groupChar", field->group_char, "is decimalChar as well");
	return status;
}

/* A limit, or a value of an enum, in the form that values go out in. The descriptor may write it plain,
 * "1234.5", "2024-12-31", or else in the form that the field itself has. */
static int plain_form(struct run *run, const struct feed *feed, const struct rule *rule,
                      const char *key, struct text given, struct text *out)
{
	bool strict = true;
	bool time = rule->field->type == FIELD_DATETIME;
	struct text form = time ? TEXT("%Y-%m-%dT%H:%M:%S%1%2") : TEXT("%Y-%m-%d");
	struct text yes = TEXT("true"), no = TEXT("false"), tidy;
	struct rule plain = *rule;
	plain.bare = true;
	plain.decimal = TEXT(".");
	plain.group = TEXT("");
	plain.forms = (struct texts){ 1, &form };
	plain.strict = &strict;
	plain.yes = (struct texts){ 1, &yes };
	plain.no = (struct texts){ 1, &no };
	tidy_text(given, run_arena(run), &tidy);
	*out = tidy;
	if (!rule->convert || rule->convert(&plain, tidy, run_arena(run), out) == FINE ||
	    rule->convert(rule, tidy, run_arena(run), out) == FINE)
		return 0;
	return rule_fail(run, feed, rule->field, key, given, "is not of the field's type");
}

/* For the first look. False: it is none that fits there. */
static bool as_integer(struct text v, int64_t *n)
{
	bool minus = v.len > 0 && v.at[0] == '-';
	size_t digits = 0;
	*n = 0;
	for (size_t i = minus; i < v.len; i++) {
		if (v.at[i] == '-' && v.len == 10) /* of a date */
			continue;
		if (v.at[i] < '0' || v.at[i] > '9' || ++digits > 18)
			return false;
		*n = *n * 10 + (v.at[i] - '0');
	}
	*n = minus ? -*n : *n;
	return true;
}

static int add_limits(struct run *run, const struct feed *feed, struct rule *rule)
{
	const struct field *field = rule->field;
	order *by = types[field->type].order;
	const struct {
		const char *key;
		struct text given;
		struct text *to;
		int64_t *look;
	} limits[] = {
		{ "constraints.minimum", field->minimum, &rule->least, &rule->low },
		{ "constraints.maximum", field->maximum, &rule->most, &rule->high },
	};
	for (size_t i = 0; i < 2; i++) {
		if (!limits[i].given.at)
			continue;
		if (!by)
			return rule_fail(run, feed, field, limits[i].key, limits[i].given,
			                 "is a limit, which this type does not have");
		int status = plain_form(run, feed, rule, limits[i].key, limits[i].given, limits[i].to);
		if (status != 0)
			return status;
		rule->more |= !as_integer(*limits[i].to, limits[i].look);
	}
	if (rule->least.at && rule->most.at && by(rule->least, rule->most) > 0)
		return rule_fail(run, feed, field, "constraints.minimum", field->minimum,
		                 "is more than the maximum");
	return 0;
}

static int compare(const void *a, const void *b, void *order_at)
{
	const struct text *x = a, *y = b;
	return (*(order *const *)order_at)(*x, *y);
}

static int add_enum(struct run *run, const struct feed *feed, struct rule *rule)
{
	const struct field *field = rule->field;
	size_t n = field->allowed.n;
	if (n == 0)
		return 0;
	rule->more = true;
	rule->allowed.at = arena_take(run_arena(run), n * sizeof(struct text));
	for (; rule->allowed.n < n; rule->allowed.n++) {
		size_t i = rule->allowed.n;
		int status = plain_form(run, feed, rule, "constraints.enum", field->allowed.at[i],
		                        &rule->allowed.at[i]);
		if (status != 0)
			return status;
	}
	qsort_r(rule->allowed.at, n, sizeof(struct text), compare, &rule->order);
	return 0;
}

static bool is_allowed(const struct rule *rule, struct text v)
{
	size_t from = 0, to = rule->allowed.n;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int by = rule->order(v, rule->allowed.at[middle]);
		if (by == 0)
			return true;
		if (by < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return rule->allowed.n == 0;
}

/* What strings alone may have. */
static int add_lengths(struct run *run, const struct feed *feed, struct rule *rule)
{
	const struct field *field = rule->field;
	bool text = field->type == FIELD_STRING || field->type == FIELD_ANY;
	if (!text && (field->has_min_length || field->has_max_length || field->pattern.at))
		return run_fail(run, EX_CONFIG,
		                "%s: schema.fields[%zu].constraints: minLength, maxLength and pattern are "
		                "for strings only",
		                feed->file, (size_t)(field - feed->fields));
	if (field->has_min_length)
		rule->shortest = field->min_length;
	if (field->has_max_length)
		rule->longest = field->max_length;
	if (rule->shortest > rule->longest)
		return run_fail(run, EX_CONFIG,
		                "%s: schema.fields[%zu].constraints: minLength is more than maxLength",
		                feed->file, (size_t)(field - feed->fields));
	if (!field->pattern.at)
		return 0;
	const char *why;
	size_t at;
	rule->more = true;
	rule->pattern = pattern_new(field->pattern, PATTERN_PLAIN, run_arena(run), &why, &at);
	if (rule->pattern)
		return 0;
	return run_fail(run, EX_CONFIG,
	                "%s: schema.fields[%zu].constraints.pattern: '%.*s' %s, at character %zu",
	                feed->file, (size_t)(field - feed->fields), (int)field->pattern.len,
	                field->pattern.at, why, at);
}

int rule_make(struct run *run, const struct feed *feed, const struct field *field,
              struct rule *rule)
{
	*rule = (struct rule){ .field = field,
		                   .order = text_order,
		                   .longest = SIZE_MAX,
		                   .low = INT64_MIN,
		                   .high = INT64_MAX };
	if (!field)
		return 0;
	struct arena *mem = run_arena(run);
	rule->convert = types[field->type].convert;
	if (types[field->type].order)
		rule->order = types[field->type].order;
	rule->required = field->required;
	rule->bad_is_missing = field->bad_is_missing;
	rule->bare = field->bare_number;
	rule->yes = tidied(field->true_values, mem);
	rule->no = tidied(field->false_values, mem);
	for (size_t i = 0; i < feed->primary_key.n; i++) /* as the standard has it */
		rule->required |= text_same(feed->primary_key.at[i], field->name);
	add_missing(rule, mem);
	int status = marks_make(run, feed, rule);
	status = status ? status : add_format(run, feed, rule);
	status = status ? status : boolean_open(run, feed, rule);
	status = status ? status : add_marks(run, feed, rule);
	status = status ? status : add_limits(run, feed, rule);
	status = status ? status : add_enum(run, feed, rule);
	status = status ? status : add_lengths(run, feed, rule);
	rule->pointed = field->type == FIELD_NUMBER && text_is(rule->decimal, ".") && !rule->least.at &&
	                !rule->most.at;
	bool text = field->type == FIELD_STRING || field->type == FIELD_ANY;
	rule->more |= text && (rule->convert || rule->notes.n > 0);
	return status;
}

void rule_end(struct rule *rule)
{
	pattern_free(rule->pattern);
}

static enum fault check(const struct rule *rule, struct text v)
{
	if (rule->shortest > 0 || rule->longest < SIZE_MAX) {
		size_t characters = utf8_count(v);
		if (characters < rule->shortest)
			return TOO_SHORT;
		if (characters > rule->longest)
			return TOO_LONG;
	}
	if (rule->least.at && rule->order(v, rule->least) < 0)
		return TOO_SMALL;
	if (rule->most.at && rule->order(v, rule->most) > 0)
		return TOO_LARGE;
	if (!is_allowed(rule, v))
		return NOT_IN_ENUM;
	if (!rule->pattern)
		return FINE;
	enum pattern_found found = pattern_match(rule->pattern, v);
	return found == PATTERN_MATCHES ? FINE : found == PATTERN_DIFFERS ? PATTERN : PATTERN_LIMIT;
}

/* The text that is to be converted, without notes; missing, if it stands for that. */
static enum fault find_text(const struct rule *rule, struct text value, struct arena *mem,
                            struct cleaned *out)
{
	const struct mark *status = marks_status(rule, value);
	struct text *tidy = &out->text;
	enum fault fault = FINE;
	if (!status && !is_missing(rule, value))
		fault = tidy_text(value, mem, tidy);
	if (fault != FINE)
		return fault;
	if (!status && tidy->len > 0 && !(status = marks_status(rule, *tidy))) {
		out->note = marks_notes(rule, tidy, mem);
		status = marks_status(rule, *tidy);
	}
	if (status || is_missing(rule, *tidy))
		*tidy = (struct text){ 0 };
	if (status)
		out->status = status->word;
	else if (tidy->len == 0)
		out->status = rule->blank_status;
	return FINE;
}

static enum fault judge(const struct rule *rule, struct text value, struct arena *mem,
                        struct cleaned *out)
{
	*out = (struct cleaned){ 0 };
	enum fault fault = find_text(rule, value, mem, out);
	if (fault == FINE && out->text.len == 0)
		return rule->required ? REQUIRED : FINE;
	if (fault == FINE && rule->convert)
		fault = rule->convert(rule, out->text, mem, &out->text);
	return fault != FINE ? fault : check(rule, out->text);
}

enum fault rule_clean(const struct rule *rule, struct text value, struct arena *mem,
                      struct cleaned *out)
{
	enum fault fault = judge(rule, value, mem, out);
	if (fault != FINE)
		*out = (struct cleaned){ .text = value };
	if (fault == FINE || rule->required || !rule->bad_is_missing)
		return fault;
	out->text = (struct text){ 0 };
	return FINE;
}
