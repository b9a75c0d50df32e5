/* filters/lib/feed.c - feed descriptors: a file of JSON becomes what is known of a feed. */
#include "lib/feed.h"
#include "lib/conf.h"
#include "lib/feed_part.h"
#include <stdio.h>

enum { LARGEST = 16 << 20 }; /* bytes of a descriptor; it is held in memory several times over */

/* Of several paths none is kept: they name parts of one feed. */
static int feed_path(const struct part *p, struct text *to)
{
	struct part path = part_member(p, "path");
	struct texts several = { 0 };
	if (path.json && path.json->kind == JSON_ARRAY)
		return part_texts(p, "path", &several);
	return part_text(p, "path", to);
}

/* The first bytes of a file tell how it was packed; here it is only held to be something that can be unpacked. */
static int compression(const struct part *p)
{
	static const char *const words[] = { "gz", "gzip", "zip",   "zst", "zstd",
		                                 "xz", "bz2",  "bzip2", "no",  NULL };
	int word = 0;
	return part_word(p, "compression", "compression", words, &word);
}

/* What a descriptor asks for and nobody does must not pass in silence. */
static int not_read(const struct part *p)
{
	static const char *const older[] = { "query", "layout" }; /* of frictionless-py before 5 */
	if (part_member(p, "data").json)
		return part_fail(p, "data", "records in a descriptor are not read; put them in a file");
	for (size_t i = 0; i < sizeof(older) / sizeof(*older); i++) {
		const struct json *is = part_member(p, older[i]).json;
		if (is && is->n > 0)
			return part_fail(
				p, older[i],
				"is not read; say it in dialect: headerRows, headerJoin, commentRows …");
	}
	return 0;
}

static int resource(const struct part *p, struct feed *feed)
{
	static const char *const known[] = {
		"name",     "title",   "description", "path",         "encoding",  "dialect",    "schema",
		"profile",  "$schema", "type",        "data",         "format",    "mediatype",  "bytes",
		"hash",     "sources", "licenses",    "contributors", "homepage",  "version",    "created",
		"keywords", "image",   "scheme",      "compression",  "innerpath", "extrapaths", "stats",
		"group",    "id",      "hashing",     "query",        "control",   "layout",     NULL
	};
	int status = part_keys(p, known);
	if (status == 0)
		status = part_text(p, "name", &feed->name);
	if (status == 0)
		status = part_text(p, "title", &feed->title);
	if (status == 0)
		status = feed_path(p, &feed->path);
	if (status == 0)
		status = part_text(p, "encoding", &feed->encoding);
	if (status == 0)
		status = compression(p);
	if (status == 0)
		status = part_text(p, "innerpath", &feed->member);
	if (status == 0)
		status = part_text(p, "format", &feed->format);
	if (status == 0)
		status = part_text(p, "mediatype", &feed->mediatype);
	return status ? status : not_read(p);
}

/* "'a', 'b'": the first names of a package's resources. */
static struct text names_of(const struct part *resources)
{
	enum { SHOWN = 8, ROOM = 64 };
	char *to = arena_take(run_arena(resources->run), SHOWN * ROOM + 8);
	size_t n = 0;
	for (size_t i = 0; i < resources->json->n && i < SHOWN; i++) {
		struct text name = { 0 };
		struct part item = part_item(resources, i);
		if (item.json->kind == JSON_OBJECT)
			part_text(&item, "name", &name);
		n += (size_t)snprintf(to + n, ROOM, "%s'%.*s'", i ? ", " : "",
		                      (int)(name.len < ROOM / 2 ? name.len : ROOM / 2),
		                      name.at ? name.at : "");
	}
	return (struct text){ to, n };
}

/* The only one of a data package, or what is none. */
static int open_package(struct part *p)
{
	if (p->json->kind != JSON_OBJECT || !json_get(p->json, "resources"))
		return 0;
	struct part resources = part_member(p, "resources");
	if (resources.json->kind != JSON_ARRAY || resources.json->n == 0)
		return part_fail(p, "resources", "this is a data package without resources");
	if (resources.json->n > 1) {
		struct text names = names_of(&resources);
		return part_fail(
			p, "resources",
			"this is a data package of %zu, %.*s; put the one that is meant into a file "
			"of its own, as jq .resources[0] does",
			resources.json->n, (int)names.len, names.at);
	}
	*p = part_item(&resources, 0);
	return 0;
}

int feed_read(struct run *run, const char *file, struct feed *feed)
{
	static struct text const empty = { "", 0 };
	struct arena *mem = run_arena(run);
	struct text bytes = { 0 };
	const char *why = NULL;
	*feed = (struct feed){ .file = arena_copy(mem, file, strlen(file)),
		                   .encoding = TEXT("utf-8"),
		                   .dialect = dialect_default(),
		                   .shape = shape_default() };
	feed->missing_values = (struct texts){ 1, arena_take(mem, sizeof(empty)) };
	feed->missing_values.at[0] = empty;
	int status = conf_read(run, file, EX_NOINPUT, LARGEST, &bytes);
	if (status != 0)
		return status;
	struct part p = { run, feed->file, "", json_read(bytes, mem, &why) };
	if (!p.json)
		return run_fail(run, EX_CONFIG, "%s: %s", file, why);
	status = open_package(&p);
	if (status == 0)
		status = resource(&p, feed);
	struct part dialect = part_member(&p, "dialect"), schema = part_member(&p, "schema");
	if (status == 0 && dialect.json)
		status = feed_dialect(&dialect, &feed->dialect);
	if (status == 0 && dialect.json)
		status = feed_shape(&dialect, &feed->shape, &feed->dialect.header);
	if (status == 0 && schema.json)
		status = feed_schema(&schema, feed);
	return status;
}

const struct field *feed_field(const struct feed *feed, struct text name)
{
	for (size_t i = 0; i < feed->n; i++)
		if (text_same(feed->fields[i].name, name))
			return &feed->fields[i];
	return NULL;
}
