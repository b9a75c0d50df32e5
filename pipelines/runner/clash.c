/* pipelines/runner/clash.c - two files of a run that are one: a result would be lost, or what is read
 * would be another at the next run. Files are looked at, not opened.
 */
#include "lib/input_file.h"
#include "lib/output.h"
#include "pipeline.h"
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

/* The path without links as far as it exists; names beyond that as they are written. */
static const char *resolved(struct pipeline *p, const char *path)
{
	char whole[PATH_MAX];
	if (realpath(path, whole))
		return arena_copy(p->mem, whole, strlen(whole));
	const char *folder = dirname(arena_copy(p->mem, path, strlen(path)));
	const char *name = basename(arena_copy(p->mem, path, strlen(path)));
	if (strcmp(folder, path) == 0)
		return path;
	const char *before = resolved(p, folder);
	if (strcmp(name, "..") == 0)
		return dirname(arena_copy(p->mem, before, strlen(before)));
	return strcmp(name, ".") == 0 ? before : pipeline_text(p, "%s/%s", before, name);
}

void pipeline_add_file(struct pipeline *p, const char *path, bool written, const char *said)
{
	struct stat s = { 0 };
	bool exists = stat(path, &s) == 0;
	const char *member = exists || written ? NULL : strrchr(path, '#'); /* of an archive */
	if (member) {
		path = arena_copy(p->mem, path, (size_t)(member - path));
		exists = stat(path, &s) == 0;
	}
	if (strcmp(path, "-") == 0 || (exists && !S_ISREG(s.st_mode)))
		return;
	p->file_of = arena_append(p->mem, p->file_of, p->files, sizeof(*p->file_of));
	p->file_of[p->files++] = (struct file){ .said = said,
		                                    .written = written,
		                                    .exists = exists,
		                                    .device = s.st_dev,
		                                    .inode = s.st_ino,
		                                    .name = arena_copy(p->mem, path, strlen(path)),
		                                    .path = written ? resolved(p, path) : NULL,
		                                    .changed = s.st_mtim,
		                                    .size = s.st_size };
}

const char *step_folder(struct pipeline *p, const struct step *s)
{
	struct stat is;
	if (!s->to || output_own(s->to) >= 0 || (stat(s->to, &is) == 0 && !S_ISREG(is.st_mode)))
		return NULL;
	return dirname(arena_copy(p->mem, s->to, strlen(s->to)));
}

static void add_source(struct pipeline *p, const struct step *s, const char *word)
{
	glob_t found;
	if (!strpbrk(word, "*?[")) {
		const char *file = arena_copy(p->mem, word, input_path(text_of(word))); /* of FILE#MEMBER */
		pipeline_add_file(p, file, false, pipeline_text(p, "%sfrom: %s", step_place(p, s), word));
		return;
	}
	if (glob(word, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *file = arena_copy(p->mem, found.gl_pathv[i], strlen(found.gl_pathv[i]));
		pipeline_add_file(p, file, false,
		                  pipeline_text(p, "%sfrom: %s (%s)", step_place(p, s), file, word));
	}
	globfree(&found);
}

/* Beside the first output. */
static void add_beside(struct pipeline *p, const char *what, const char *ending)
{
	const char *folder = NULL;
	for (size_t i = 0; i < p->steps && !folder; i++)
		folder = step_folder(p, &p->step[i]);
	if (folder) {
		const char *file = pipeline_text(p, "%s/%s.%s", folder, p->name, ending);
		pipeline_add_file(p, file, true, pipeline_text(p, "the %s %s", what, file));
	}
}

static void add_books(struct pipeline *p, const char *option, const char *what)
{
	if (option)
		pipeline_add_file(p, option, true, pipeline_text(p, "--%s %s", what, option));
	else
		add_beside(p, what, pipeline_text(p, "%s.tsv", what));
}

static bool is_same(const struct file *a, const struct file *b)
{
	if (a->written && b->written)
		return strcmp(a->path, b->path) == 0;
	return a->exists && b->exists && a->device == b->device && a->inode == b->inode;
}

static int compare(struct pipeline *p, const struct file *a, const struct file *b)
{
	if ((!a->written && !b->written) || !is_same(a, b))
		return 0;
	const struct file *out = a->written ? a : b, *other = out == a ? b : a;
	return pipeline_fail(p, p->fault,
	                     other->written ? "%s and %s are one file, and one result would be lost"
	                                    : "%s and %s are one file: a run does not replace what it "
	                                      "reads",
	                     out->said, other->said);
}

int pipeline_clash(struct pipeline *p, const char *rejects, const char *ledger)
{
	for (size_t i = 0; i < p->steps; i++) {
		const struct step *s = &p->step[i];
		if (s->to)
			pipeline_add_file(p, s->to, true,
			                  pipeline_text(p, "%sto: %s", step_place(p, s), s->to));
		for (size_t k = 0; k < s->sources; k++)
			if (s->source[k].from == FROM_FILES)
				add_source(p, s, s->source[k].word);
	}
	add_books(p, rejects, "rejects");
	add_books(p, ledger, "ledger");
	add_beside(p, "data package", "datapackage.json");
	add_beside(p, "metadata", "metadata.html");
	if (p->report)
		add_beside(p, "report", "report.html");
	if (p->path)
		pipeline_add_file(p, p->path, false, pipeline_text(p, "the config %s", p->file));
	for (size_t i = 0; i < p->files; i++)
		for (size_t k = 0; k < i; k++)
			if (compare(p, &p->file_of[k], &p->file_of[i]) != 0)
				return p->status;
	return 0;
}
