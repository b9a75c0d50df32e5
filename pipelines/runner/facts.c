/* pipelines/runner/facts.c - what a run knows about itself. */
#include "facts.h"
#include "lib/sha256.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- files ------------------------------------------------------------------------------------ */

/* What was read is what is hashed: a file that changed meanwhile is another. */
static int check_same(struct pipeline *p, const struct file *f, int fd)
{
	struct stat is;
	if (fstat(fd, &is) != 0)
		return pipeline_fail(p, EX_IOERR, "%s: %s", f->name, strerror(errno));
	if (is.st_dev == f->device && is.st_ino == f->inode && is.st_size == f->size &&
	    is.st_mtim.tv_sec == f->changed.tv_sec && is.st_mtim.tv_nsec == f->changed.tv_nsec)
		return 0;
	return pipeline_fail(p, EX_TEMPFAIL, "%s: it changed while it was read; run it again", f->name);
}

static int put_hash(struct pipeline *p, struct record *r, const char *name, int fd)
{
	uint64_t bytes;
	char hex[SHA256_HEX + 1];
	if (!file_hash(fd, &bytes, hex))
		return pipeline_fail(p, EX_IOERR, "%s: %s", name, strerror(errno));
	record_count(r, "bytes", bytes);
	record_text(r, "sha256", hex);
	return 0;
}

/* A path inside of the pipeline's folder says the same on every machine. */
static const char *from_base(const struct pipeline *p, const char *path)
{
	size_t len = p->base ? strlen(p->base) : 0;
	return len > 1 && strncmp(path, p->base, len) == 0 && path[len] == '/' ? path + len + 1 : path;
}

static int put_file(struct pipeline *p, struct record *files, const struct file *f)
{
	struct record r = record_new(p->mem, JSON_OBJECT);
	int fd = open(f->name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return pipeline_fail(p, EX_NOINPUT, "%s: %s", f->name, strerror(errno));
	record_text(&r, "said", strcmp(f->name, p->path) == 0 ? "the config" : f->said);
	record_text(&r, "path", from_base(p, f->name));
	if (check_same(p, f, fd) == 0 && put_hash(p, &r, f->name, fd) == 0)
		record_put(files, NULL, *r.json);
	close(fd);
	return p->status;
}

/* All that the run read under a name: feeds, tables, descriptors, the config itself. */
static int put_files(struct pipeline *p, struct record *to)
{
	struct record files = record_new(p->mem, JSON_ARRAY);
	for (size_t i = 0; i < p->files; i++)
		if (!p->file_of[i].written && p->file_of[i].exists &&
		    put_file(p, &files, &p->file_of[i]) != 0)
			return p->status;
	record_put(to, "files", *files.json);
	return 0;
}

/* What it revises of the vintage before it. */
static int put_vintage(struct work *w, struct record *to, const struct step *s, int fd)
{
	struct pipeline *p = w->pipeline;
	const struct stream *stream = stream_of(w, s);
	struct record r = record_new(p->mem, JSON_OBJECT);
	struct json rows;
	if (!stream->vintage)
		return 0;
	record_text(&r, "path", output_name(stream->vintage));
	record_text(&r, "before", stream->before);
	int older = stream->before ? open(stream->before, O_RDONLY | O_CLOEXEC | O_NOCTTY) : -1;
	if (stream->before && older < 0)
		return pipeline_fail(p, EX_NOINPUT, "%s: %s", stream->before, strerror(errno));
	if (older >= 0 && revisions_of(w, s, fd, older, &rows))
		record_put(&r, "revisions", rows);
	else if (older >= 0)
		pipeline_fail(
			p, EX_DATAERR,
			"%s: vintage: cannot be compared with %s: has it the columns %s, and each key once?",
			s->name, stream->before, s->vintage_key);
	if (older >= 0)
		close(older);
	record_put(to, "vintage", *r.json);
	return p->status;
}

/* What will be published, and the columns of the records in it. fd: for reading. */
static int put_output(struct work *w, struct record *outputs, const struct step *s, int fd)
{
	struct pipeline *p = w->pipeline;
	struct record r = record_new(p->mem, JSON_OBJECT);
	const struct command *last = &s->command[s->commands - 1];
	struct json columns;
	record_text(&r, "step", s->name);
	record_text(&r, "path", s->to);
	record_text(&r, "format",
	            last->stage && last->stage->role == SINK ? last->argv[last->argc - 1] : "");
	if (fd < 0)
		return pipeline_fail(p, EX_IOERR, "%s: %s", s->to, strerror(errno));
	if (put_hash(p, &r, s->to, fd) != 0)
		return p->status;
	if (profile_of(w, s, fd, &columns))
		record_put(&r, "columns", columns);
	if (put_vintage(w, &r, s, fd) != 0)
		return p->status;
	record_put(outputs, NULL, *r.json);
	return 0;
}

/* It was opened for writing, and has no name yet. */
static int read_again(const struct output *o)
{
	char self[64];
	snprintf(self, sizeof(self), "/proc/self/fd/%d", output_fd(o));
	return open(self, O_RDONLY | O_CLOEXEC);
}

static int put_outputs(struct work *w, struct record *to)
{
	struct pipeline *p = w->pipeline;
	struct record outputs = record_new(p->mem, JSON_ARRAY);
	for (size_t i = 0; i < p->steps && p->status == 0; i++) {
		const struct output *o = w->stream[i].to;
		if (!o || output_fd(o) < 0 || !output_has_name(o)) /* what went into a pipe is gone */
			continue;
		int fd = read_again(o);
		put_output(w, &outputs, &p->step[i], fd);
		if (fd >= 0)
			close(fd);
	}
	record_put(to, "outputs", *outputs.json);
	return p->status;
}

/* --- stages ----------------------------------------------------------------------------------- */

static void put_words(struct record *r, const struct command *c)
{
	struct record words = record_new(r->mem, JSON_ARRAY);
	for (size_t i = 0; i < c->argc; i++)
		record_text(&words, NULL, c->argv[i]);
	record_put(r, "words", *words.json);
}

static void put_reasons(struct record *r, const struct books *b)
{
	struct record reasons = record_new(r->mem, JSON_ARRAY);
	for (size_t i = 0; i < b->reasons; i++) {
		struct record one = record_new(r->mem, JSON_OBJECT);
		if (b->tally[i].rejected + b->tally[i].dropped == 0)
			continue;
		record_text(&one, "reason", b->tally[i].word);
		record_count(&one, "rejected", b->tally[i].rejected);
		record_count(&one, "dropped", b->tally[i].dropped);
		record_put(&reasons, NULL, *one.json);
	}
	record_put(r, "reasons", *reasons.json);
}

static void put_stage(struct record *all, const struct command *c, const struct books *b)
{
	struct record r = record_new(all->mem, JSON_OBJECT);
	record_text(&r, "label", c->label);
	record_text(&r, "filter", c->stage->name);
	record_text(&r, "does", c->stage->does);
	put_words(&r, c);
	record_count(&r, "in", b->in);
	record_count(&r, "made", b->made);
	record_count(&r, "out", b->out);
	record_count(&r, "rejected", b->rejected);
	record_count(&r, "dropped", b->dropped);
	put_reasons(&r, b);
	record_put(all, NULL, *r.json);
}

static void put_stages(struct work *w, struct record *to)
{
	struct pipeline *p = w->pipeline;
	struct record all = record_new(p->mem, JSON_ARRAY);
	for (size_t i = 0; i < p->steps; i++)
		for (size_t k = 0; k < p->order[i]->parts; k++) {
			const struct part *part = &p->order[i]->part[k];
			const struct process *process = work_process_of(w, part);
			for (size_t n = 0; process && !part->foreign && n < part->n; n++)
				put_stage(&all, &part->command[n], &process->report->books[n]);
		}
	record_put(to, "stages", *all.json);
}

static void put_checks(struct pipeline *p, struct record *to)
{
	struct record checks = record_new(p->mem, JSON_ARRAY);
	for (size_t i = 0; i < p->claims; i++) {
		const struct claim *c = &p->claim[i];
		struct record r = record_new(p->mem, JSON_OBJECT);
		record_text(&r, "name", c->name);
		record_text(&r, "title", c->title);
		record_text(&r, "said", c->said);
		record_put(&r, "holds", (struct json){ .kind = c->said ? JSON_FALSE : JSON_TRUE });
		record_put(&checks, NULL, *r.json);
	}
	record_put(to, "checks", *checks.json);
}

const struct json *facts_of(struct work *w)
{
	struct pipeline *p = w->pipeline;
	struct record r = record_new(p->mem, JSON_OBJECT);
	record_text(&r, "weir", WEIR_VERSION);
	record_text(&r, "name", p->name);
	record_text(&r, "folder", w->folder);
	record_put(&r, "config", *p->answer);
	record_put(&r, "params", *p->params);
	if (put_files(p, &r) != 0 || put_outputs(w, &r) != 0)
		return NULL;
	put_stages(w, &r);
	put_checks(p, &r);
	return r.json;
}
