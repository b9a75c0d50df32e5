/* filters/lib/feed_schema.c - what a feed's columns hold: the `schema` of a descriptor. */
#include "lib/feed_part.h"

static struct texts list(struct run *run, const char *const *words)
{
	struct texts t = { 0 };
	while (words[t.n])
		t.n++;
	t.at = arena_take(run_arena(run), (t.n + 1) * sizeof(*t.at));
	for (size_t i = 0; i < t.n; i++)
		t.at[i] = text_of(words[i]);
	return t;
}

/* In v2 an item may be an object with a label for people. */
static int missing_values(const struct part *p, struct texts *to)
{
	struct part m = part_member(p, "missingValues");
	if (!m.json || m.json->kind != JSON_ARRAY || m.json->n == 0 ||
	    m.json->item[0].kind != JSON_OBJECT)
		return part_texts(p, "missingValues", to);
	to->n = m.json->n;
	to->at = arena_zeros(run_arena(p->run), (to->n + 1) * sizeof(*to->at));
	for (size_t i = 0; i < to->n; i++) {
		static const char *const known[] = { "value", "label", NULL };
		struct part item = part_item(&m, i);
		int status = part_keys(&item, known);
		if (status == 0)
			status = part_text(&item, "value", &to->at[i]);
		if (status == 0 && !to->at[i].at)
			status = part_fail(&item, "", "has no value");
		if (status != 0)
			return status;
	}
	return 0;
}

/* An object of marks and their words, or an array of marks that are their own words. */
static int marks(const struct part *field, const char *key, struct marks *to)
{
	struct part p = part_member(field, key);
	if (!p.json)
		return 0;
	bool object = p.json->kind == JSON_OBJECT;
	if (!object && p.json->kind != JSON_ARRAY)
		return part_fail(&p, "", "expected an object of marks and words, this is %s",
		                 json_kind_word(p.json->kind));
	to->n = p.json->n;
	to->at = arena_zeros(run_arena(p.run), (to->n + 1) * sizeof(*to->at));
	for (size_t i = 0; i < to->n; i++) {
		const struct json *word = &p.json->item[i];
		if (word->kind != JSON_STRING)
			return part_fail(&p, "", "expected texts in it, one is %s", json_kind_word(word->kind));
		to->at[i] = (struct mark){ object ? p.json->key[i] : word->text, word->text };
	}
	return 0;
}

static int on_error(const struct part *p, bool *missing)
{
	static const char *const words[] = { "reject", "missing", NULL };
	int word = 0;
	int status = part_word(p, "weir:onError", "answer to a bad value", words, &word);
	*missing = word == 1;
	return status;
}

static int field_type(const struct part *p, enum field_type *to)
{
	static const char *const words[] = { "string",   "integer", "number",    "boolean",  "date",
		                                 "datetime", "year",    "yearmonth", "any",      "time",
		                                 "object",   "array",   "list",      "duration", "geopoint",
		                                 "geojson",  NULL };
	static const enum field_type types[] = { FIELD_STRING,  FIELD_INTEGER,   FIELD_NUMBER,
		                                     FIELD_BOOLEAN, FIELD_DATE,      FIELD_DATETIME,
		                                     FIELD_YEAR,    FIELD_YEARMONTH, FIELD_ANY };
	int word = 0;
	int status = part_word(p, "type", "type", words, &word);
	if (status == 0 && (size_t)word >= sizeof(types) / sizeof(*types))
		return part_fail(p, "type",
		                 "'%s' is not held to so far; 'string' and 'any' take it as it is",
		                 words[word]);
	if (status == 0)
		*to = types[word];
	return status;
}

static int constraints(const struct part *field, struct field *f)
{
	static const char *const known[] = { "required",         "unique",     "minLength",
		                                 "maxLength",        "minimum",    "maximum",
		                                 "pattern",          "enum",       "exclusiveMinimum",
		                                 "exclusiveMaximum", "jsonSchema", NULL };
	struct part c = part_member(field, "constraints");
	if (!c.json)
		return 0;
	int status = part_keys(&c, known);
	for (size_t i = 8; known[i] && status == 0; i++)
		if (part_member(&c, known[i]).json)
			status = part_fail(&c, known[i], "is not held to so far");
	if (status == 0)
		status = part_flag(&c, "required", &f->required);
	if (status == 0)
		status = part_flag(&c, "unique", &f->unique);
	if (status == 0)
		status = part_count(&c, "minLength", &f->has_min_length, &f->min_length);
	if (status == 0)
		status = part_count(&c, "maxLength", &f->has_max_length, &f->max_length);
	if (status == 0)
		status = part_scalar(&c, "minimum", &f->minimum);
	if (status == 0)
		status = part_scalar(&c, "maximum", &f->maximum);
	if (status == 0)
		status = part_text(&c, "pattern", &f->pattern);
	if (status == 0)
		status = part_texts(&c, "enum", &f->allowed);
	if (status == 0 && part_member(&c, "enum").json && f->allowed.n == 0)
		status = part_fail(&c, "enum", "allows nothing");
	return status;
}

static int field_texts(const struct part *p, struct field *f)
{
	static const char *const yes[] = { "true", "True", "TRUE", "1", NULL };
	static const char *const no[] = { "false", "False", "FALSE", "0", NULL };
	f->true_values = list(p->run, yes);
	f->false_values = list(p->run, no);
	f->format = TEXT("default");
	f->decimal_char = TEXT(".");
	f->bare_number = true;
	int status = part_text(p, "title", &f->title);
	if (status == 0)
		status = part_text(p, "format", &f->format);
	if (status == 0)
		status = part_texts(p, "weir:formats", &f->formats);
	if (status == 0)
		status = part_text(p, "weir:format", &f->kind);
	if (status == 0)
		status = marks(p, "weir:status", &f->status);
	if (status == 0)
		status = marks(p, "weir:notes", &f->notes);
	if (status == 0)
		status = part_text(p, "decimalChar", &f->decimal_char);
	if (status == 0)
		status = part_text(p, "groupChar", &f->group_char);
	if (status == 0)
		status = part_flag(p, "bareNumber", &f->bare_number);
	if (status == 0)
		status = part_texts(p, "trueValues", &f->true_values);
	if (status == 0)
		status = part_texts(p, "falseValues", &f->false_values);
	if (status == 0)
		status = missing_values(p, &f->missing_values);
	return status;
}

/* Where the column stands in a line of fixed widths. */
static int place(const struct part *p, struct field *f)
{
	bool start = false, width = false;
	int status = part_count(p, "weir:start", &start, &f->start);
	if (status == 0)
		status = part_count(p, "weir:width", &width, &f->width);
	if (status == 0 && start && f->start == 0)
		status = part_fail(p, "weir:start", "the first position is 1");
	if (status == 0 && width && f->width == 0)
		status = part_fail(p, "weir:width", "expected 1 or more");
	return status;
}

static int one_field(const struct part *p, const struct feed *feed, struct field *f)
{
	static const char *const known[] = { "name",         "type",        "format",
		                                 "title",        "description", "example",
		                                 "examples",     "constraints", "missingValues",
		                                 "weir:onError", "weir:start",  "weir:width",
		                                 "weir:formats", "weir:format", "weir:status",
		                                 "weir:notes",   "decimalChar", "groupChar",
		                                 "bareNumber",   "trueValues",  "falseValues",
		                                 "rdfType",      "categories",  "categoriesOrdered",
		                                 "listItemType", "delimiter",   NULL };
	f->missing_values = feed->missing_values;
	int status = part_keys(p, known);
	if (status == 0)
		status = part_text(p, "name", &f->name);
	if (status == 0 && f->name.len == 0)
		status = part_fail(p, "", "has no name");
	if (status == 0 && feed_field(feed, f->name))
		status = part_fail(p, "name", "'%.*s' is the name of another field, too", (int)f->name.len,
		                   f->name.at);
	if (status == 0)
		status = field_type(p, &f->type);
	if (status == 0)
		status = field_texts(p, f);
	if (status == 0)
		status = place(p, f);
	if (status == 0)
		status = constraints(p, f);
	if (status == 0)
		status = on_error(p, &f->bad_is_missing);
	return status;
}

static int fields(const struct part *schema, struct feed *feed)
{
	struct part p = part_member(schema, "fields");
	if (!p.json)
		return part_fail(schema, "", "has no fields");
	if (p.json->kind != JSON_ARRAY)
		return part_fail(&p, "", "expected an array, this is %s", json_kind_word(p.json->kind));
	feed->fields = arena_zeros(run_arena(p.run), (p.json->n + 1) * sizeof(*feed->fields));
	int status = 0;
	for (size_t i = 0; i < p.json->n && status == 0; i++) {
		struct part item = part_item(&p, i);
		status = one_field(&item, feed, &feed->fields[i]);
		feed->n = i + 1;
	}
	return status;
}

static int primary_key(const struct part *schema, struct feed *feed)
{
	struct part p = part_member(schema, "primaryKey");
	if (!p.json)
		return 0;
	if (p.json->kind == JSON_STRING) {
		feed->primary_key = (struct texts){ 1, arena_zeros(run_arena(p.run), sizeof(struct text)) };
		feed->primary_key.at[0] = p.json->text;
	} else {
		int status = part_texts(schema, "primaryKey", &feed->primary_key);
		if (status != 0)
			return status;
	}
	for (size_t i = 0; i < feed->primary_key.n; i++) {
		struct text name = feed->primary_key.at[i];
		if (!feed_field(feed, name))
			return part_fail(&p, "", "'%.*s' is none of the fields", (int)name.len, name.at);
	}
	return 0;
}

/* In v2 a text, or an array that holds one. */
static int fields_match(const struct part *schema, enum fields_match *to)
{
	static const char *const words[] = { "exact", "equal", "subset", "superset", "partial", NULL };
	static const enum fields_match matches[] = { MATCH_EXACT, MATCH_EQUAL, MATCH_SUBSET,
		                                         MATCH_SUPERSET, MATCH_PARTIAL };
	struct part p = part_member(schema, "fieldsMatch");
	int word = -1, status;
	if (!p.json)
		return 0;
	if (p.json->kind == JSON_ARRAY && p.json->n == 1 && p.json->item[0].kind == JSON_STRING) {
		struct json member = { .kind = JSON_OBJECT,
			                   .n = 1,
			                   .item = p.json->item,
			                   .key = &(struct text){ "fieldsMatch", 11 } };
		struct part alone = { p.run, p.file, schema->path, &member };
		status = part_word(&alone, "fieldsMatch", "way to match", words, &word);
	} else {
		status = part_word(schema, "fieldsMatch", "way to match", words, &word);
	}
	if (status == 0 && word >= 0)
		*to = matches[word];
	return status;
}

int feed_schema(const struct part *p, struct feed *feed)
{
	static const char *const known[] = { "fields",     "missingValues", "primaryKey", "foreignKeys",
		                                 "uniqueKeys", "fieldsMatch",   "$schema",    "name",
		                                 "title",      "description",   NULL };
	int status = part_keys(p, known);
	if (status == 0)
		status = missing_values(p, &feed->missing_values);
	if (status == 0)
		status = fields(p, feed);
	if (status == 0)
		status = primary_key(p, feed);
	if (status == 0)
		status = fields_match(p, &feed->match);
	return status;
}
