/* filters/lib/feed_controls.c - what frictionless-py writes into a dialect in its own way: an object for each format, "csv",
 * "excel", "ods", "json", whose keys mean what those of Table Dialect do.
 *
 * https://framework.frictionlessdata.io/docs/framework/dialect.html
 */
#include "lib/feed_part.h"

static int csv(const struct part *p, struct dialect *d)
{
	static const char *const known[] = { "type",         "delimiter",        "lineTerminator",
		                                 "quoteChar",    "escapeChar",       "doubleQuote",
		                                 "nullSequence", "skipInitialSpace", NULL };
	int status = part_keys(p, known);
	return status ? status : feed_characters(p, d);
}

/* Its name, or its number. */
static int sheet(const struct part *p, struct dialect *d)
{
	struct part m = part_member(p, "sheet");
	bool given = false;
	if (!m.json || m.json->kind != JSON_NUMBER)
		return part_text(p, "sheet", &d->sheet_name);
	return part_count(p, "sheet", &given, &d->sheet_number);
}

static int excel(const struct part *p, struct dialect *d)
{
	static const char *const known[] = { "type",
		                                 "sheet",
		                                 "fillMergedCells",
		                                 "workbookCache",
		                                 "preserveFormatting",
		                                 "adjustFloatingPointError",
		                                 "stringified",
		                                 NULL };
	int status = part_keys(p, known);
	if (status == 0)
		status = sheet(p, d);
	return status ? status : part_flag(p, "fillMergedCells", &d->merged);
}

static int json(const struct part *p, struct dialect *d)
{
	static const char *const known[] = { "type", "keys", "keyed", "property", NULL };
	int status = part_keys(p, known);
	if (status == 0)
		status = part_text(p, "property", &d->property);
	return status ? status : part_texts(p, "keys", &d->item_keys);
}

int feed_controls(const struct part *p, struct dialect *d)
{
	static const struct {
		const char *name;
		int (*read)(const struct part *, struct dialect *);
	} controls[] = { { "csv", csv }, { "excel", excel }, { "ods", excel }, { "json", json } };
	int status = 0;
	for (size_t i = 0; i < sizeof(controls) / sizeof(*controls) && status == 0; i++) {
		struct part m = part_member(p, controls[i].name);
		if (m.json)
			status = controls[i].read(&m, d);
	}
	return status;
}
