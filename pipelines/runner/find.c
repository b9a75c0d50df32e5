/* pipelines/runner/find.c - where pipelines lie: ./pipelines, then beside the executable. */
#include "pipeline.h"
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const endings[] = { ".jq", ".json" };

/* The folders that are searched, relative to the executable's: the tree it was built in, and where
 * `make install` puts them. */
static const char *const beside[] = { "../../pipelines", "../share/weir/pipelines" };

static size_t folders(char to[3][PATH_MAX])
{
	size_t n = 0;
	snprintf(to[n++], PATH_MAX, "pipelines");
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash = len > 0 ? memrchr(self, '/', (size_t)len) : NULL;
	for (size_t i = 0; slash && i < sizeof(beside) / sizeof(*beside); i++) {
		char path[PATH_MAX];
		int size = snprintf(path, sizeof(path), "%.*s/%s", (int)(slash - self), self, beside[i]);
		if (size < 0 || (size_t)size >= sizeof(path))
			continue;
		char *real = realpath(path, NULL);
		char *here = real ? realpath("pipelines", NULL) : NULL;
		if (real && (!here || strcmp(real, here) != 0))
			snprintf(to[n++], PATH_MAX, "%s", real);
		free(real);
		free(here);
	}
	return n;
}

/* The name without the ending of a config, its length in *len; false: it has none. */
static bool config_name(const char *file, size_t *len)
{
	size_t n = strlen(file);
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t e = strlen(endings[i]);
		if (n > e && file[0] != '.' && strcmp(file + n - e, endings[i]) == 0) {
			*len = n - e;
			return true;
		}
	}
	return false;
}

static int is_config(const struct dirent *d)
{
	size_t len;
	return config_name(d->d_name, &len);
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

void pipeline_each(struct arena *mem, void (*each)(void *, const char *file, const char *name),
                   void *with)
{
	char in[3][PATH_MAX];
	size_t n = folders(in);
	for (size_t i = 0; i < n; i++) {
		struct dirent **found;
		int count = scandir(in[i], &found, is_config, by_bytes);
		for (int d = 0; d < count; d++) {
			size_t len = 0, room = strlen(in[i]) + strlen(found[d]->d_name) + 2;
			char *file = arena_take(mem, room);
			snprintf(file, room, "%s/%s", in[i], found[d]->d_name);
			config_name(found[d]->d_name, &len);
			each(with, file, arena_copy(mem, found[d]->d_name, len));
			free(found[d]);
		}
		if (count >= 0)
			free(found);
	}
}

struct search {
	struct arena *mem;
	const char *which, *file;
	struct text *names;
	size_t n;
};

static void look(void *with, const char *file, const char *name)
{
	struct search *s = with;
	if (!s->file && strcmp(name, s->which) == 0)
		s->file = file;
	s->names = arena_append(s->mem, s->names, s->n, sizeof(*s->names));
	s->names[s->n++] = text_of(name);
}

static const char *searched(struct pipeline *p)
{
	char in[3][PATH_MAX];
	size_t n = folders(in);
	const char *said = "./pipelines";
	for (size_t i = 1; i < n; i++)
		said = pipeline_text(p, "%s%s%s", said, i + 1 < n ? ", " : " or ", in[i]);
	return said;
}

const char *pipeline_find(struct pipeline *p, const char *which)
{
	size_t len = strlen(which);
	bool path = strchr(which, '/') || config_name(which, &len);
	if (path && access(which, F_OK) == 0)
		return which;
	struct search s = { .mem = p->mem, .which = which };
	pipeline_each(p->mem, look, &s);
	if (path) {
		int fault = access(which, F_OK) == 0 ? 0 : errno;
		size_t n = strchr(which, '/') ? strlen(which) : len;
		pipeline_fail(p, EX_NOINPUT, "%s: %s%s", which, strerror(fault),
		              nearest_word(p->mem, pipeline_text(p, "%.*s", (int)n, which), s.names, s.n));
		return NULL;
	}
	if (!s.file)
		pipeline_fail(p, EX_USAGE, "%s: no such pipeline in %s%s", which, searched(p),
		              nearest_word(p->mem, which, s.names, s.n));
	return s.file;
}
