/* filters/harmonise/tables/targets.c - the codes of each scheme to answer with. */
#include "write.h"
#include "harmonise/atlas.h"
#include <glob.h>
#include <stdlib.h>

struct targets {
	struct arena *mem;
	size_t n;
	struct atlas_target *at;
};

static const char *take(void *self, const char *file, size_t line, const struct text *value)
{
	struct targets *t = self;
	struct atlas_target target = { 0 };
	(void)file;
	(void)line;
	if (text_is(value[3], "also") || value[1].len >= sizeof(target.answer) ||
	    value[0].len >= sizeof(target.code) || memchr(value[1].at, ' ', value[1].len))
		return NULL;
	memcpy(target.code, value[0].at, value[0].len);
	memcpy(target.answer, value[1].at, value[1].len);
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->at[i].answer, target.answer) == 0)
			return "has an answer that another code has too: mark one of them 'also'";
	t->at = arena_append(t->mem, t->at, t->n, sizeof(*t->at));
	t->at[t->n++] = target;
	return NULL;
}

static int target_order(const void *a, const void *b)
{
	const struct atlas_target *one = a, *other = b;
	return strcmp(one->answer, other->answer);
}

struct scheme {
	char name[32];
	size_t first, n;
};

static void write_scheme(FILE *to, struct targets *t)
{
	if (t->n > 0)
		qsort(t->at, t->n, sizeof(*t->at), target_order);
	for (size_t i = 0; i < t->n; i++)
		fprintf(to, "{ \"%s\", \"%s\" },\n", t->at[i].code, t->at[i].answer);
}

const char *write_targets(FILE *to, struct texts_out *texts, const char *conf,
                          const struct areas *areas)
{
	char pattern[4096];
	const char *why = NULL;
	glob_t found = { 0 };
	(void)areas;
	snprintf(pattern, sizeof(pattern), "%s/codes/*.tsv", conf);
	if (glob(pattern, 0, NULL, &found) != 0)
		return blame(texts->mem, pattern, "no tables there");
	struct scheme *schemes = arena_zeros(texts->mem, found.gl_pathc * sizeof(*schemes));
	size_t first = 0;
	fprintf(to, "const struct atlas_target atlas_targets[] = {\n");
	for (size_t i = 0; i < found.gl_pathc && !why; i++) {
		struct targets t = { .mem = texts->mem };
		const char *name = strrchr(found.gl_pathv[i], '/') + 1;
		why = take_table(t.mem, found.gl_pathv[i], "text\tanswer\tsource\tuse", take, &t);
		snprintf(schemes[i].name, sizeof(schemes[i].name), "%.*s", (int)strcspn(name, "."), name);
		schemes[i].first = first;
		schemes[i].n = t.n;
		first += t.n;
		write_scheme(to, &t);
	}
	fprintf(to, "};\nconst struct atlas_scheme atlas_schemes[] = {\n");
	for (size_t i = 0; i < found.gl_pathc; i++)
		fprintf(to, "{ \"%s\", %zu, %zu },\n", schemes[i].name, schemes[i].first, schemes[i].n);
	fprintf(to, "{ 0 } };\n");
	globfree(&found);
	return why;
}
