/* pipelines/runner/vintage.c - results that are kept by date: each publication under its day, too, and which one came
 * before it.
 */
#include "run.h"
#include "lib/day.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { DATE = sizeof("2026-11-25") - 1, PIECE = 256 << 10 };

static const struct text vintage_keys[] = { TEXT("key"), TEXT("measure") };

int vintage_read(struct pipeline *p, const char *place, const struct json *vintage, struct step *s)
{
	const char *inside = pipeline_text(p, "%svintage: ", place);
	if (!vintage)
		return 0;
	if (vintage->kind != JSON_OBJECT)
		return pipeline_fail(p, p->fault, "%sexpected an object, not %s", inside,
		                     json_kind_word(vintage->kind));
	if (config_keys(p, inside, vintage, vintage_keys, 2) != 0 ||
	    config_string(p, inside, "key", json_get(vintage, "key"), &s->vintage_key) != 0 ||
	    config_string(p, inside, "measure", json_get(vintage, "measure"), &s->measure) != 0)
		return p->status;
	if (!s->vintage_key)
		return pipeline_fail(p, p->fault,
		                     "%skey: is missing: the columns that tell one record from another",
		                     inside);
	if (strchr(s->vintage_key, '\'') || (s->measure && strchr(s->measure, '\'')))
		return pipeline_fail(p, p->fault, "%snames of columns with a ' cannot stand here", inside);
	return 0;
}

/* How much of a name stands before the date. */
static size_t stem(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');
	return dot && dot != name ? (size_t)(dot - path) : strlen(path);
}

const char *vintage_name(struct pipeline *p, const struct step *s, const char *date)
{
	size_t n = stem(s->to);
	return pipeline_text(p, "%.*s.%s%s", (int)n, s->to, date, s->to + n);
}

/* The date in the name of a vintage of that result, else null. */
static const char *date_in(struct pipeline *p, const struct step *s, const char *name)
{
	const char *own = basename(arena_copy(p->mem, s->to, strlen(s->to)));
	size_t n = stem(own), len = strlen(own);
	if (strlen(name) != len + 1 + DATE || strncmp(name, own, n) != 0 || name[n] != '.' ||
	    strcmp(name + n + 1 + DATE, own + n) != 0)
		return NULL;
	const char *date = arena_copy(p->mem, name + n + 1, DATE);
	return day_read(date) ? date : NULL;
}

/* The latest one before a date. Dates of this form are in the order of their bytes. */
static const char *before(struct pipeline *p, const struct step *s, const char *date)
{
	const char *latest = NULL;
	DIR *d = opendir(step_folder(p, s));
	for (struct dirent *e; d && (e = readdir(d));) {
		const char *found = date_in(p, s, e->d_name);
		if (found && strcmp(found, date) < 0 && (!latest || strcmp(found, latest) > 0))
			latest = found;
	}
	if (d)
		closedir(d);
	return latest ? vintage_name(p, s, latest) : NULL;
}

static int copy(struct pipeline *p, const struct output *from, struct output *to)
{
	char self[64];
	ssize_t got = 1;
	snprintf(self, sizeof(self), "/proc/self/fd/%d", output_fd(from));
	int fd = open(self, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && got > 0 && output_status(to) == 0) {
		char *room = output_space(to, PIECE);
		got = room ? read(fd, room, PIECE) : 0;
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0)
			output_used(to, (size_t)got);
	}
	int fault = errno;
	if (fd >= 0)
		close(fd);
	if (fd < 0 || got < 0)
		return pipeline_fail(p, EX_IOERR, "%s: %s", output_name(from), strerror(fault));
	return output_finish(to) == 0 ? 0 : pipeline_fail(p, output_status(to), "%s", output_why(to));
}

bool vintage_is_date(struct text word)
{
	return word.len == DATE && day_read(word.at) != 0;
}

/* As it was given, or today. */
static const char *date_of(const struct work *w)
{
	struct text given = w->options->vintage;
	char text[DATE + 1] = "1970-01-01";
	time_t now = time(NULL);
	struct tm day = { 0 };
	if (!given.at && localtime_r(&now, &day))
		strftime(text, sizeof(text), "%F", &day);
	return arena_copy(w->pipeline->mem, given.at ? given.at : text, DATE);
}

int work_vintages(struct work *w, struct output **to, size_t *n)
{
	struct pipeline *p = w->pipeline;
	const char *date = date_of(w);
	for (size_t i = 0; i < p->steps; i++) {
		const struct step *s = &p->step[i];
		struct stream *stream = &w->stream[i];
		if (!s->vintage_key || !stream->to || output_fd(stream->to) < 0)
			continue;
		stream->before = before(p, s, date);
		stream->vintage = to[(*n)++] = output_open(vintage_name(p, s, date));
		if (copy(p, stream->to, stream->vintage) != 0)
			return p->status;
	}
	return 0;
}
