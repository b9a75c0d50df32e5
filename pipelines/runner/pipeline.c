/* pipelines/runner/pipeline.c - a pipeline's memory, and the one line that says what is wrong with it. */
#include "pipeline.h"
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static char *formatted(struct arena *mem, const char *form, va_list args)
{
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, form, again);
	va_end(again);
	size_t room = n > 0 ? (size_t)n + 1 : 1;
	char *to = arena_zeros(mem, room);
	vsnprintf(to, room, form, args);
	return to;
}

char *pipeline_text(struct pipeline *p, const char *form, ...)
{
	va_list args;
	va_start(args, form);
	char *to = formatted(p->mem, form, args);
	va_end(args);
	return to;
}

int pipeline_fail(struct pipeline *p, int status, const char *why, ...)
{
	va_list args;
	va_start(args, why);
	if (p->status == 0) {
		p->status = status;
		p->why = formatted(p->mem, why, args);
	}
	va_end(args);
	return p->status;
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
