/* pipelines/runner/pipeline.c - a pipeline's memory, and the one line that says what is wrong with it. */
#include "pipeline.h"
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

char *pipeline_text(struct pipeline *p, const char *form, ...)
{
	va_list args;
	va_start(args, form);
	int n = vsnprintf(NULL, 0, form, args);
	va_end(args);
	size_t room = n > 0 ? (size_t)n + 1 : 1;
	char *to = arena_zeros(p->mem, room);
	va_start(args, form);
	vsnprintf(to, room, form, args);
	va_end(args);
	return to;
}

int pipeline_fail(struct pipeline *p, int status, const char *why, ...)
{
	char line[8192];
	if (p->status != 0)
		return p->status;
	va_list args;
	va_start(args, why);
	vsnprintf(line, sizeof(line), why, args);
	va_end(args);
	text_harmless(line);
	p->status = status;
	p->why = arena_copy(p->mem, line, strlen(line));
	return status;
}

const char *nearest_word(struct arena *mem, const char *wrong, const struct text *words, size_t n)
{
	const struct text *near = text_nearest(text_of(wrong), words, n);
	if (!near)
		return "";
	static const char before[] = "; the nearest is '";
	char *to = arena_take(mem, sizeof(before) + near->len + 1);
	size_t at = sizeof(before) - 1;
	memcpy(to, before, at);
	memcpy(to + at, near->at, near->len);
	to[at + near->len] = '\'';
	to[at + near->len + 1] = '\0';
	return to;
}

const char *step_place(struct pipeline *p, const struct step *s)
{
	return p->name ? pipeline_text(p, "%s: ", s->name) : "";
}

void pipeline_free(struct pipeline *p)
{
	if (p->config >= 0)
		close(p->config);
	arena_free(p->mem);
}
