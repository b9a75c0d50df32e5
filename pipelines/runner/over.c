/* pipelines/runner/over.c - what will be published, read by the product's own filters: its columns, its revisions. */
#include "facts.h"
#include "rows.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LARGEST = 64 << 20, FURTHER = 9 };

/* In the child: `weir run -e WORDS` over the descriptors. */
static void become(const char *words, int in, int out, int further, bool says)
{
	int null = says ? STDERR_FILENO : open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
	    dup2(null, STDERR_FILENO) < 0 || (further >= 0 && dup2(further, FURTHER) < 0))
		_exit(EX_OSERR);
	execl("/proc/self/exe", "weir", "run", "-q", "-e", words, (char *)NULL);
	_exit(EX_OSERR);
}

/* says: what goes wrong is said on standard error. */
static bool run_over(const struct work *w, const char *words, int in, int out, int further,
                     bool says)
{
	int is = 0;
	pid_t pid = lseek(in, 0, SEEK_SET) == 0 ? fork() : -1;
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, &w->mask, NULL);
		become(words, in, out, further, says);
	}
	while (pid > 0 && waitpid(pid, &is, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && WIFEXITED(is) && WEXITSTATUS(is) == 0;
}

/* The records that a chain gives over what is open for reading. */
static bool rows_over(const struct work *w, const char *words, int in, int further, struct json *to)
{
	struct arena *mem = w->pipeline->mem;
	struct text bytes;
	const char *why = NULL;
	int out = temporary(w->folder);
	bool good = out >= 0 && run_over(w, words, in, out, further, false) &&
	            bytes_of(out, LARGEST, mem, &bytes);
	const struct json *rows = good ? rows_of(bytes, mem, &why) : NULL;
	if (out >= 0)
		close(out);
	if (rows)
		*to = *rows;
	return rows != NULL;
}

/* The filter that reads a result, or null: it is weir text. */
static const char *parser(struct pipeline *p, const struct step *s)
{
	const struct command *last = &s->command[s->commands - 1];
	const char *format = last->argv[last->argc - 1];
	if (!last->stage || last->stage->role != SINK)
		return NULL;
	for (size_t i = 1; i + 1 < last->argc; i++)
		if (strcmp(last->argv[i], "-d") == 0 || strcmp(last->argv[i], "--delimiter") == 0)
			return pipeline_text(p, "parse -d '%s'", last->argv[i + 1]);
	return strcmp(format, "csv") == 0 ? "parse" : pipeline_text(p, "parse --format %s", format);
}

static const char *behind(struct pipeline *p, const struct step *s, const char *filter)
{
	const char *before = parser(p, s);
	return before ? pipeline_text(p, "%s | %s", before, filter) : filter;
}

bool profile_of(struct work *w, const struct step *s, int fd, struct json *columns)
{
	return rows_over(w, behind(w->pipeline, s, "profile"), fd, -1, columns);
}

bool revisions_of(struct work *w, const struct step *s, int fd, int older, struct json *rows)
{
	struct pipeline *p = w->pipeline;
	const char *parse = parser(p, s);
	const char *measure = s->measure ? pipeline_text(p, " --measure '%s'", s->measure) : "";
	const char *words = pipeline_text(p, "diff -k '%s'%s --older /proc/self/fd/%d", s->vintage_key,
	                                  measure, FURTHER);
	int text = parse ? temporary(w->folder) : older;
	bool good = text >= 0 && (!parse || run_over(w, parse, older, text, -1, false)) &&
	            lseek(text, 0, SEEK_SET) == 0 && rows_over(w, behind(p, s, words), fd, text, rows);
	if (parse && text >= 0)
		close(text);
	return good;
}

bool page_of(struct work *w, const char *words, int in, int facts, int out)
{
	const char *whole = pipeline_text(w->pipeline, "%s --facts /proc/self/fd/%d", words, FURTHER);
	return lseek(facts, 0, SEEK_SET) == 0 && run_over(w, whole, in, out, facts, true);
}
