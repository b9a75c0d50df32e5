/* pipelines/runner/journal.c - several outputs get their names as one, whatever comes between.
 *
 * Once all of them are synced under names beside those to come, a journal says which becomes which; it
 * is synced too. From then on the run counts as published: what a kill or a power cut leaves undone,
 * the next run of the pipeline does before anything else. Before that it counts as never run, and
 * the next one sweeps up what was left. A lock on the folder keeps a second run out meanwhile: one
 * that began because the config, which holds the lock of a run, was replaced by another file.
 */
#include "run.h"
#include "lib/line.h"
#include "lib/sweep.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* In place of a file: the id of the run, whose claims on an inbox are used once all have their names. */
#define RUN "run:"

static const char *journal_name(const struct work *w)
{
	return pipeline_text(w->pipeline, "%s/.%s.publish", w->folder, w->pipeline->name);
}

/* Waits for its turn. Some network file systems lock no folder: then as if nobody else were there. */
int journal_turn(const struct work *w)
{
	int fd = w->folder ? open(w->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	while (fd >= 0 && flock(fd, LOCK_EX) != 0 && errno == EINTR)
		continue;
	return fd;
}

void journal_turn_over(int turn)
{
	if (turn >= 0)
		close(turn);
}

int journal_write(struct work *w, struct output *const *outputs, size_t n)
{
	struct pipeline *p = w->pipeline;
	if (!w->folder)
		return 0;
	struct output *journal = output_open(journal_name(w));
	if (output_fd(journal) >= 0 && fchmod(output_fd(journal), 0600) != 0)
		pipeline_fail(p, EX_IOERR, "%s: %s", journal_name(w), strerror(errno));
	if (w->id)
		line_write(journal, (struct text[]){ TEXT(RUN), text_of(w->id) }, 2);
	for (size_t i = 0; i < n && p->status == 0; i++) {
		const char *final = NULL, *aside = output_aside(outputs[i], &final);
		if (output_status(outputs[i]))
			pipeline_fail(p, output_status(outputs[i]), "%s", output_why(outputs[i]));
		if (aside)
			line_write(journal, (struct text[]){ text_of(aside), text_of(final) }, 2);
	}
	for (size_t i = 0; i < w->asides; i++)
		line_write(journal,
		           (struct text[]){ text_of(w->aside[i].name), text_of(w->aside[i].final) }, 2);
	if (p->status == 0 && (output_finish(journal) != 0 || output_publish(journal) != 0))
		pipeline_fail(p, output_status(journal), "%s", output_why(journal));
	output_drop(journal);
	w->decided = p->status == 0;
	return p->status;
}

void journal_remove(struct work *w)
{
	w->decided = false;
	if (w->folder)
		unlink(journal_name(w));
}

static int sync_folder_of(struct pipeline *p, const char *file)
{
	int fd =
		open(dirname(arena_copy(p->mem, file, strlen(file))), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;
	int fault = errno;
	if (fd >= 0)
		close(fd);
	return good ? 0 : pipeline_fail(p, EX_IOERR, "%s: %s", file, strerror(fault));
}

/* A name that is gone was given already. */
int journal_rename(struct pipeline *p, const struct aside *a)
{
	if (rename(a->name, a->final) == 0)
		return sync_folder_of(p, a->final);
	return errno == ENOENT ? 0 : pipeline_fail(p, EX_IOERR, "%s: %s", a->final, strerror(errno));
}

/* A journal may be from anybody who can write the folder: it moves files of this run, and no others. */
static bool is_of_run(struct pipeline *p, const char *file)
{
	struct stat here, there;
	if (stat(dirname(arena_copy(p->mem, file, strlen(file))), &here) != 0)
		return false;
	for (size_t i = 0; i < p->files; i++) {
		const char *path = p->file_of[i].written ? p->file_of[i].path : "/";
		if (stat(dirname(arena_copy(p->mem, path, strlen(path))), &there) == 0 &&
		    p->file_of[i].written && here.st_dev == there.st_dev && here.st_ino == there.st_ino)
			return true;
	}
	return false;
}

static int redo(struct work *w, struct text line)
{
	struct pipeline *p = w->pipeline;
	const char *tab = memchr(line.at, '\t', line.len);
	struct text from, to;
	if (!tab || !line_value((struct text){ line.at, (size_t)(tab - line.at) }, p->mem, &from) ||
	    !line_value((struct text){ tab + 1, line.len - (size_t)(tab + 1 - line.at) }, p->mem, &to))
		return 0;
	struct aside a = { arena_copy(p->mem, from.at, from.len), arena_copy(p->mem, to.at, to.len) };
	if (text_is(from, RUN)) {
		w->redone = a.final;
		return 0;
	}
	if (!is_of_run(p, a.name) || !is_of_run(p, a.final))
		return pipeline_fail(
			p, p->fault,
			"the journal of a run that was cut short names %s, which is in no folder "
			"of this run; run it as it was run then, or remove the journal",
			a.final);
	return journal_rename(p, &a);
}

static int redo_all(struct work *w, FILE *f)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	while (w->pipeline->status == 0 && (n = getline(&line, &room, f)) > 0)
		redo(w, (struct text){ line, (size_t)n - (line[n - 1] == '\n') });
	free(line);
	return w->pipeline->status ? w->pipeline->status : work_inbox_redone(w, w->redone);
}

/* Null: there is none, or it is not to be trusted, which was said. */
static FILE *open_journal(struct work *w)
{
	struct stat s;
	const char *name = journal_name(w);
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return NULL;
	if (fd < 0 &&
	    errno != ELOOP) { /* no link, but a folder that nobody may look into: none for outputs */
		pipeline_fail(w->pipeline, EX_CANTCREAT, "%s: %s", name, strerror(errno));
		return NULL;
	}
	bool good = fd >= 0 && fstat(fd, &s) == 0 && S_ISREG(s.st_mode) &&
	            (s.st_uid == geteuid() || s.st_uid == 0) && (s.st_mode & 022) == 0;
	FILE *f = good ? fdopen(fd, "r") : NULL;
	if (!f && fd >= 0)
		close(fd);
	if (!f)
		pipeline_fail(w->pipeline, w->pipeline->fault,
		              "%s: is no journal of this user's own runs; look at it, and remove it", name);
	return f;
}

int journal_recover(struct work *w)
{
	struct pipeline *p = w->pipeline;
	if (!w->folder)
		return 0;
	int turn = journal_turn(w);
	FILE *f = open_journal(w);
	if (f && redo_all(w, f) == 0)
		journal_remove(w);
	if (f)
		fclose(f);
	journal_turn_over(turn);
	if (p->status == 0)
		journal_sweep(w);
	sweep_asides(journal_name(w));
	return p->status;
}

void journal_sweep(const struct work *w)
{
	const struct pipeline *p = w->pipeline;
	for (size_t i = 0; i < p->files; i++)
		if (p->file_of[i].written)
			sweep_asides(p->file_of[i].path);
}
