/* pipelines/runner/document.c - the documents that go with what a run publishes: a data package, and a page of metadata.
 *
 * What they say is written down in programs of jq, conf/documents/NAME.jq, whose input is what the run knows (facts.c)
 * and whose one answer is the text.
 */
#include "facts.h"
#include "lib/conf.h"
#include "lib/durable.h"
#include "lib/sha256.h"
#include "rows.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { LARGEST = 1 << 20, ID = 16 };

static const struct {
	const char *program, *ending;
} documents[] = { { "documents/datapackage.jq", "datapackage.json" },
	              { "documents/metadata.jq", "metadata.html" } };

static const struct text heading[] = {
	TEXT("contact"),
	TEXT("metadata_update"),
	TEXT("statistical_presentation"),
	TEXT("unit_of_measure"),
	TEXT("reference_period"),
	TEXT("institutional_mandate"),
	TEXT("confidentiality"),
	TEXT("release_policy"),
	TEXT("frequency_of_dissemination"),
	TEXT("accessibility_and_clarity"),
	TEXT("quality_management"),
	TEXT("relevance"),
	TEXT("accuracy"),
	TEXT("timeliness_and_punctuality"),
	TEXT("coherence_and_comparability"),
	TEXT("cost_and_burden"),
	TEXT("data_revision"),
	TEXT("statistical_processing"),
	TEXT("comment"),
};
static const struct text source_keys[] = { TEXT("title"), TEXT("path"), TEXT("licence"),
	                                       TEXT("version") };

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* --- the config ------------------------------------------------------------------------------- */

static int check_texts(struct pipeline *p, const char *place, const struct json *object)
{
	const char *unused = NULL;
	for (size_t i = 0; i < object->n; i++)
		if (config_string(p, place, object->key[i].at, &object->item[i], &unused) != 0)
			return p->status;
	return 0;
}

static int check_object(struct pipeline *p, const char *place, const struct json *value,
                        const struct text *keys, size_t n)
{
	if (value->kind != JSON_OBJECT)
		return pipeline_fail(p, p->fault, "%sexpected an object, not %s", place,
		                     json_kind_word(value->kind));
	if (keys && config_keys(p, place, value, keys, n) != 0)
		return p->status;
	return check_texts(p, place, value);
}

static const struct text report_keys[] = { TEXT("of"), TEXT("run") };

static int read_report(struct pipeline *p, const struct json *report)
{
	if (!report)
		return 0;
	if (check_object(p, "report: ", report, report_keys, COUNT(report_keys)) != 0 ||
	    config_string(p, "report: ", "of", json_get(report, "of"), &p->report_of) != 0 ||
	    config_string(p, "report: ", "run", json_get(report, "run"), &p->report) != 0)
		return p->status;
	if (!p->report_of || p->report_of[0] != '@')
		return pipeline_fail(p, p->fault, "report: of: expected \"@step\"");
	if (!p->report || !strstr(p->report, "report "))
		return pipeline_fail(p, p->fault, "report: run: expected commands that end in report");
	return 0;
}

/* What is about the whole: texts, and who relies on it, one or several. */
static int check_words(struct pipeline *p, const struct json *config)
{
	const struct json *used_by = json_get(config, "used_by");
	const char *unused = NULL;
	if (config_string(p, "", "description", json_get(config, "description"), &unused) != 0 ||
	    config_string(p, "", "licence", json_get(config, "licence"), &unused) != 0)
		return p->status;
	if (!used_by || used_by->kind != JSON_ARRAY)
		return config_string(p, "", "used_by", used_by, &unused);
	for (size_t i = 0; i < used_by->n; i++)
		if (config_string(p, "", "used_by", &used_by->item[i], &unused) != 0)
			return p->status;
	return 0;
}

int documents_check(struct pipeline *p, const struct json *config)
{
	if (check_words(p, config) != 0)
		return p->status;
	const struct json *metadata = json_get(config, "metadata"),
					  *sources = json_get(config, "sources"),
					  *columns = json_get(config, "columns");
	if (metadata && check_object(p, "metadata: ", metadata, heading, COUNT(heading)) != 0)
		return p->status;
	if (columns && check_object(p, "columns: ", columns, NULL, 0) != 0)
		return p->status;
	if (sources && sources->kind != JSON_ARRAY)
		return pipeline_fail(p, p->fault, "sources: expected an array, not %s",
		                     json_kind_word(sources->kind));
	for (size_t i = 0; sources && i < sources->n; i++)
		if (check_object(p, "sources: ", &sources->item[i], source_keys, COUNT(source_keys)) != 0)
			return p->status;
	return read_report(p, json_get(config, "report"));
}

/* --- writing ---------------------------------------------------------------------------------- */

static int read_program(struct pipeline *p, const char *name, struct text *to)
{
	const char *path = conf_find(p->mem, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	bool good = fd >= 0 && bytes_of(fd, LARGEST, p->mem, to);
	int fault = errno;
	if (fd >= 0)
		close(fd);
	return good ? 0 : pipeline_fail(p, EX_CONFIG, "%s: %s", path, strerror(fault));
}

/* The one answer of a program, a text. */
static int ask(struct pipeline *p, const char *name, struct text program, const struct json *facts,
               struct text *to)
{
	const char *why = NULL;
	const struct json *answer = NULL;
	struct jq *jq = jq_new(program, NULL, NULL, NULL, 0, p->mem, &why);
	if (jq)
		jq_start_json(jq, facts);
	if (jq && jq_next_answer(jq, p->mem, &answer, &why) == JQ_ANSWER && answer->kind == JSON_STRING)
		*to = answer->text;
	else
		pipeline_fail(p, EX_CONFIG, "%s: %s", name, why ? why : "yields no text");
	jq_free(jq);
	return p->status;
}

/* Two runs that know the same have the same id, whenever they were. */
static int put_id(struct pipeline *p, struct json *facts)
{
	struct text whole = { 0 };
	uint8_t hash[SHA256];
	char hex[SHA256_HEX + 1];
	struct sha256 *sum = sha256_new();
	if (!sum)
		return pipeline_fail(p, EX_OSERR, "out of memory");
	if (ask(p, "the run's id", TEXT("tojson"), facts, &whole) == 0) {
		sha256_add(sum, whole.at, whole.len);
		sha256_end(sum, hash);
		hex_put(hex, hash, SHA256);
		hex[ID] = '\0';
		struct record r = record_new(p->mem, JSON_OBJECT);
		for (size_t i = 0; i < facts->n; i++)
			record_put(&r, facts->key[i].at, facts->item[i]);
		record_text(&r, "id", hex);
		*facts = *r.json;
	}
	sha256_free(sum);
	return p->status;
}

/* The page of charts, over the result that it is of; package: the data package. */
static int put_report(struct work *w, struct output **to, size_t *n, struct text package)
{
	struct pipeline *p = w->pipeline;
	if (!p->report)
		return 0;
	int facts = temporary(w->folder), in = work_open_stored(w, p->reported);
	struct output *o = to[(*n)++] =
		output_open(pipeline_text(p, "%s/%s.report.html", w->folder, p->name));
	bool good = facts >= 0 && in >= 0 && write_all(facts, package.at, package.len) == 0;
	if (!good)
		pipeline_fail(p, EX_OSERR, "report: no file for it");
	else if (output_fd(o) < 0 || !page_of(w, p->report, in, facts, output_fd(o)))
		pipeline_fail(p, EX_CONFIG, "report: its commands failed");
	else if (output_finish(o) != 0)
		pipeline_fail(p, output_status(o), "%s", output_why(o));
	if (facts >= 0)
		close(facts);
	if (in >= 0)
		close(in);
	return p->status;
}

int work_document(struct work *w, struct output **to, size_t *n)
{
	struct pipeline *p = w->pipeline;
	if (!w->folder || !p->answer)
		return 0;
	const struct json *known = facts_of(w);
	struct json facts = known ? *known : (struct json){ .kind = JSON_NULL };
	if (!known || put_id(p, &facts) != 0)
		return p->status;
	struct text package = { 0 };
	for (size_t i = 0; i < COUNT(documents); i++) {
		struct text program = { 0 }, text = { 0 };
		if (read_program(p, documents[i].program, &program) != 0 ||
		    ask(p, documents[i].program, program, &facts, &text) != 0)
			return p->status;
		struct output *o = to[(*n)++] =
			output_open(pipeline_text(p, "%s/%s.%s", w->folder, p->name, documents[i].ending));
		output_write(o, text.at, text.len);
		if (output_finish(o) != 0)
			return pipeline_fail(p, output_status(o), "%s", output_why(o));
		package = i == 0 ? text : package;
	}
	return put_report(w, to, n, package);
}
