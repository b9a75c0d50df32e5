/* pipelines/runner/start.c - opens what steps read and write, and starts their processes. */
#include "run.h"
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIPE_SIZE = 1 << 20 };

struct stream *stream_of(const struct work *w, const struct step *s)
{
	return &w->stream[s - w->pipeline->step];
}

static int system_fault(struct work *w, const struct step *s, const char *what)
{
	return pipeline_fail(w->pipeline, EX_OSERR, "%s%s: %s", step_place(w->pipeline, s), what,
	                     strerror(errno));
}

/* --- what steps write ------------------------------------------------------------------------- */

/* The folders of a file, made where they are missing. Null, or why one of them is not there. */
static const char *make_folders(struct pipeline *p, const char *file)
{
	const char *why = NULL;
	char *path = arena_copy(p->mem, file, strlen(file));
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0777) != 0 && errno != EEXIST && !why)
			why = pipeline_text(p, "%s: %s", path, strerror(errno));
		*slash = '/';
	}
	char *last = strrchr(path, '/');
	if (last)
		*last = '\0';
	return last && last != path && access(path, F_OK) != 0 ? why : NULL;
}

/* Books and rejects lie beside the first output that is a file. */
void work_choose_folder(struct work *w)
{
	struct pipeline *p = w->pipeline;
	for (size_t i = 0; i < p->steps && !w->folder; i++)
		w->folder = step_folder(p, &p->step[i]);
	w->keeps_rejects = w->folder || w->options->rejects.at;
}

int work_open_outputs(struct work *w)
{
	struct pipeline *p = w->pipeline;
	for (size_t i = 0; i < p->steps; i++) {
		const struct step *s = &p->step[i];
		if (!s->to)
			continue;
		const char *why = make_folders(p, s->to);
		if (why)
			return pipeline_fail(p, EX_CANTCREAT, "%sto: %s: %s", step_place(p, s), s->to, why);
		struct output *o = w->stream[i].to = output_open(s->to);
		if (output_status(o))
			return pipeline_fail(p, output_status(o), "%sto: %s", step_place(p, s), output_why(o));
	}
	return 0;
}

static int pipe_new(struct work *w, const struct step *s, int ends[2])
{
	if (pipe2(ends, O_CLOEXEC) != 0)
		return system_fault(w, s, "no pipe");
	/* Fewer turns between two processes; an unprivileged user may have used up his share. */
	(void)fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE);
	return 0;
}

/* Where the last part of a step writes. */
static int open_result(struct work *w, const struct step *s, int *out)
{
	struct stream *stream = stream_of(w, s);
	int ends[2];
	if (s->stored) {
		stream->stored = *out = temporary(w->folder ? w->folder : ".");
		return *out >= 0 ? 0 : system_fault(w, s, "no file to store its result");
	}
	if (s->to_stdout)
		*out = STDOUT_FILENO;
	else if (s->to)
		*out = output_fd(stream->to);
	else if (s->sends)
		*out = open("/dev/null", O_WRONLY | O_CLOEXEC);
	else if (pipe_new(w, s, ends) == 0)
		*out = ends[1], stream->pipe = ends[0];
	return w->pipeline->status;
}

/* --- what steps read -------------------------------------------------------------------------- */

static void add_input(struct work *w, struct files *f, int fd, const char *name)
{
	size_t n = f->names.n;
	struct arena *mem = w->pipeline->mem;
	f->more = arena_append(mem, f->more, n, sizeof(*f->more));
	f->names.at = arena_append(mem, f->names.at, n, sizeof(*f->names.at));
	f->more[n] = fd;
	f->names.at[n] = text_of(name);
	f->n = f->names.n = n + 1;
}

static int add_files(struct work *w, const struct step *s, const char *word, struct files *f)
{
	struct pipeline *p = w->pipeline;
	if (!strpbrk(word, "*?[")) {
		add_input(w, f, -1, word);
		return 0;
	}
	glob_t found;
	int is = glob(word, GLOB_ERR, NULL, &found);
	if (is != 0)
		return pipeline_fail(p, EX_NOINPUT, "%sfrom: %s: %s%s%s", step_place(p, s), word,
		                     is == GLOB_NOMATCH ? "no file matches" : "a folder cannot be read",
		                     p->base && word[0] != '/' ? " in " : "",
		                     p->base && word[0] != '/' ? p->base : "");
	for (size_t i = 0; i < found.gl_pathc; i++)
		add_input(w, f, -1, arena_copy(p->mem, found.gl_pathv[i], strlen(found.gl_pathv[i])));
	globfree(&found);
	return 0;
}

/* What another step gives: the pipe from it, or what was stored, from its beginning on. */
static int open_step(struct work *w, const struct step *s, const struct step *read)
{
	struct stream *stream = stream_of(w, read);
	char self[64];
	if (!read->stored) {
		int fd = stream->pipe;
		stream->pipe = -1;
		return fd;
	}
	snprintf(self, sizeof(self), "/proc/self/fd/%d", stream->stored);
	int fd = open(self, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		system_fault(w, s, "the stored result cannot be read");
	return fd;
}

int work_open_stored(struct work *w, const struct step *s)
{
	return open_step(w, s, s);
}

static int gather(struct work *w, const struct step *s, struct files *f)
{
	for (size_t i = 0; i < s->sources && w->pipeline->status == 0; i++) {
		const struct source *from = &s->source[i];
		if (from->from == FROM_FILES)
			add_files(w, s, from->word, f);
		else if (from->from == FROM_STDIN)
			add_input(w, f, STDIN_FILENO, "-");
		else if (from->from == FROM_INBOX)
			for (size_t b = 0; b < from->batches; b++)
				add_input(w, f, -1, from->batch[b]);
		else
			add_input(w, f, open_step(w, s, from->step), from->word);
	}
	return w->pipeline->status;
}

/* A chain opens its files itself; those of other steps it finds among its descriptors. */
static void name_inputs(struct work *w, struct files *f)
{
	struct arena *mem = w->pipeline->mem;
	f->shown.n = f->names.n;
	f->shown.at = arena_take(mem, (f->names.n + 1) * sizeof(*f->shown.at));
	memcpy(f->shown.at, f->names.at, f->names.n * sizeof(*f->shown.at));
	for (size_t i = 0; i < f->n; i++) {
		if (f->more[i] > STDIN_FILENO)
			f->names.at[i] =
				text_of(pipeline_text(w->pipeline, "/proc/self/fd/%zu", FIRST_INPUT + i));
		else if (f->more[i] == STDIN_FILENO)
			f->more[i] = -1;
	}
}

static void close_inputs(struct files *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->more[i] > STDERR_FILENO)
			close(f->more[i]);
	f->n = f->names.n = f->shown.n = 0;
}

/* The only one becomes standard input. */
static int single_input(struct work *w, const struct step *s, struct files *f, bool chain)
{
	int fd = f->more[0];
	if (fd < 0 && chain)
		return 0;
	if (fd < 0)
		fd = open(f->names.at[0].at, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return pipeline_fail(w->pipeline, EX_NOINPUT, "%s%s: %s", step_place(w->pipeline, s),
		                     f->names.at[0].at, strerror(errno));
	f->in = fd;
	f->n = f->names.n = 0;
	return 0;
}

/* --- starting --------------------------------------------------------------------------------- */

static int start(struct work *w, struct step *s, const struct part *part, const struct files *f,
                 const char *out)
{
	if (w->n == w->room)
		return pipeline_fail(w->pipeline, EX_SOFTWARE, "%smore processes than were counted",
		                     step_place(w->pipeline, s));
	struct process *process = &w->process[w->n++];
	*process = (struct process){ .step = s, .part = part, .control = -1, .out = out };
	process->joined = !part && f->n > 1 && s->source[0].from == FROM_STEP;
	process->bare = !part && f->n == 0;
	stream_of(w, s)->n++;
	const char *folder = w->folder ? w->folder : ".";
	return process_start(&w->child, process, f, w->keeps_rejects ? folder : NULL);
}

/* Several inputs of a foreign command come through a copier. */
static int start_feeder(struct work *w, struct step *s, struct files *f)
{
	int ends[2];
	if (pipe_new(w, s, ends) != 0)
		return w->pipeline->status;
	f->out = ends[1];
	start(w, s, NULL, f, NULL);
	close(ends[1]);
	close_inputs(f);
	f->in = ends[0];
	return w->pipeline->status;
}

static int open_inputs(struct work *w, struct step *s, struct files *f)
{
	const struct part *first = &s->part[0];
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	f->in = w->pipeline->name ? null : STDIN_FILENO;
	if (gather(w, s, f) != 0)
		return w->pipeline->status;
	if (f->n == 1)
		single_input(w, s, f, !first->foreign);
	if (first->foreign && f->n > 1)
		start_feeder(w, s, f);
	else if (!first->foreign && f->n > 0)
		name_inputs(w, f);
	for (size_t i = 0; i < s->sources; i++)
		if (s->source[i].from == FROM_STDIN && f->n > 0)
			f->in = STDIN_FILENO;
	if (f->in != null)
		close(null);
	return w->pipeline->status;
}

static int start_parts(struct work *w, struct step *s, struct files *f)
{
	struct pipeline *p = w->pipeline;
	struct stream *stream = stream_of(w, s);
	stream->started = true;
	stream->first = w->n;
	if (open_inputs(w, s, f) != 0)
		return p->status;
	for (size_t i = 0; i < s->parts && p->status == 0; i++) {
		bool last = i + 1 == s->parts;
		int ends[2] = { -1, -1 };
		if (last ? open_result(w, s, &f->out) : pipe_new(w, s, ends))
			break;
		if (!last)
			f->out = ends[1];
		start(w, s, &s->part[i], f, last && !s->stored && stream->to ? s->to : NULL);
		if (f->in > STDERR_FILENO)
			close(f->in);
		close_inputs(f);
		if (!last || (!s->stored && !s->to && !s->to_stdout))
			close(f->out);
		f->in = ends[0];
	}
	return p->status;
}

/* Results that options name: each process of the step finds them behind its inputs. */
static int open_sides(struct work *w, struct step *s, int *side)
{
	for (size_t i = 0; i < s->sides; i++)
		side[i] = open_step(w, s, s->side[i].step);
	return w->pipeline->status;
}

static void close_sides(const struct step *s, const int *side)
{
	for (size_t i = 0; i < s->sides; i++)
		if (side[i] >= 0)
			close(side[i]);
}

static int start_step(struct work *w, struct step *s)
{
	int *side = arena_zeros(w->pipeline->mem, (s->sides + 1) * sizeof(*side));
	struct files f = { .in = -1, .sides = s->sides, .side = side };
	for (size_t i = 0; i < s->sides; i++)
		side[i] = -1;
	if (open_sides(w, s, side) == 0)
		start_parts(w, s, &f);
	close_sides(s, side);
	return w->pipeline->status;
}

bool stream_complete(const struct work *w, const struct stream *stream)
{
	bool complete = stream->started;
	for (size_t i = stream->first; i < stream->first + stream->n; i++)
		complete &= w->process[i].state >= READY && !w->process[i].failed;
	return complete;
}

/* What was stored goes to its file without the places. */
static int start_copy(struct work *w, struct step *s)
{
	struct stream *stream = stream_of(w, s);
	struct files f = { .in = open_step(w, s, s), .out = output_fd(stream->to) };
	stream->copied = true;
	if (f.in < 0)
		return w->pipeline->status;
	size_t n = stream->n; /* it is none of those who make what was stored */
	start(w, s, NULL, &f, s->to);
	stream->n = n;
	close(f.in);
	return w->pipeline->status;
}

static bool can_start(const struct work *w, const struct step *s)
{
	bool can = !stream_of(w, s)->started;
	struct step *read;
	for (size_t i = 0; can && step_needs(s, i, &read); i++) {
		if (read)
			can =
				read->stored ? stream_complete(w, stream_of(w, read)) : stream_of(w, read)->started;
	}
	return can;
}

int work_start(struct work *w)
{
	struct pipeline *p = w->pipeline;
	for (size_t i = 0; i < p->steps && p->status == 0; i++) {
		struct step *s = p->order[i];
		struct stream *stream = stream_of(w, s);
		if (can_start(w, s))
			start_step(w, s);
		if (s->stored && s->to && !stream->copied && stream_complete(w, stream))
			start_copy(w, s);
	}
	return p->status;
}
