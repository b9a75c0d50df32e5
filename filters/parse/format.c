/* filters/parse/format.c - the table of formats, and how one is chosen. */
#include "parse/format.h"
#include <strings.h>

const struct format *const formats[] = { &csv_format,   &tsv_format,  &psv_format,
	                                     &fixed_format, &json_format, &ndjson_format,
	                                     &xlsx_format,  &ods_format,  NULL };

static bool is_among(struct text word, const char *const *words)
{
	for (size_t i = 0; word.len > 0 && words && words[i]; i++)
		if (word.len == strlen(words[i]) && strncasecmp(word.at, words[i], word.len) == 0)
			return true;
	return false;
}

const struct format *format_named(struct text word)
{
	for (size_t i = 0; formats[i]; i++) {
		const char *const name[] = { formats[i]->name, NULL };
		if (is_among(word, name) || is_among(word, formats[i]->names))
			return formats[i];
	}
	return NULL;
}

static const struct format *of_media(struct text type)
{
	const char *semicolon = type.len > 0 ? memchr(type.at, ';', type.len) : NULL;
	if (semicolon)
		type.len = (size_t)(semicolon - type.at);
	type = text_trim(type);
	for (size_t i = 0; formats[i]; i++)
		if (is_among(type, formats[i]->media))
			return formats[i];
	return NULL;
}

/* What stands behind the last point, which goes from the name. */
static struct text take_end(struct text *name)
{
	const char *point = name->len > 0 ? memrchr(name->at, '.', name->len) : NULL;
	if (!point)
		return (struct text){ 0 };
	struct text end = { point + 1, (size_t)(name->at + name->len - point) - 1 };
	name->len = (size_t)(point - name->at);
	return end;
}

const struct format *format_of_name(struct text name)
{
	static const char *const packed[] = { "gz", "zst", "xz", "bz2", "zip", NULL };
	struct text end = take_end(&name);
	if (is_among(end, packed))
		end = take_end(&name);
	return format_named(end);
}

const struct format *format_of_feed(const struct feed *feed)
{
	if (feed->format.at)
		return format_named(feed->format);
	const struct format *f = of_media(feed->mediatype);
	return f ? f : format_of_name(feed->path);
}
