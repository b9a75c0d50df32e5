/* filters/indicators/tables.c - further tables, read whole; a fault in one is none of a record but of the run. */
#include "intake.h"
#include "lib/list.h"

static const char *means(const char *word)
{
	const struct reason *r = intake_reasons;
	while (strcmp(r->word, word) != 0)
		r++;
	return r->means;
}

static int refuse(struct run *run, const struct list *list, const struct source *s, size_t row,
                  size_t at, struct text value, const char *word)
{
	struct text column = s->at[at] == NO_COLUMN ? TEXT("partner") : list->columns.name[s->at[at]];
	return run_fail(run, EX_DATAERR, "%s:%zu: %.*s: '%.*s' %s", list->file, row + 2,
	                (int)column.len, column.at, (int)(value.len < 99 ? value.len : 99), value.at,
	                means(word));
}

static int take_rows(struct intake *in, struct run *run, const struct source *s,
                     const struct list *list)
{
	struct text *value = arena_zeros(run_arena(run), (s->n + 1) * sizeof(*value));
	for (size_t row = 0; row < list->rows; row++) {
		const char *word;
		size_t at;
		for (size_t i = 0; i < s->n; i++)
			if (s->at[i] != NO_COLUMN) /* else it stays missing */
				value[i] = list->col[s->at[i]][row];
		int status = intake_take(in, run, s, value, &word, &at);
		if (status != 0)
			return status;
		if (word && !intake_drops(word))
			return refuse(run, list, s, row, at, value[at], word);
	}
	return 0;
}

int intake_table(struct intake *in, struct run *run, struct wanted *w, const char *file,
                 bool *found)
{
	struct list list = { 0 };
	struct source source;
	int status = list_read(run, file, &list);
	if (status == 0)
		status = source_open(&source, run, w, &list.columns, file, found);
	if (status == 0 && !list.columns.unknown && !source.is_long && source.n == source.dims + VALUES)
		status = run_fail(run, EX_CONFIG, "%s: no column that -m names", file);
	if (status == 0 && !run_checking(run))
		status = take_rows(in, run, &source, &list);
	list_free(&list);
	return status;
}
