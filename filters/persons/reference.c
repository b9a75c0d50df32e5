/* filters/persons/reference.c - reference days and spans. */
#include "reference.h"
#include "lib/day.h"

int32_t reference_day(struct text v)
{
	uint32_t packed = v.len == 10 ? day_read(v.at) : 0;
	if (packed == 0)
		return 0;
	return day_number((int)(packed / 10000), (int)(packed / 100 % 100), (int)(packed % 100));
}

static void add(struct references *refs, struct run *run, struct reference r)
{
	refs->at = arena_append(run_arena(run), refs->at, refs->n, sizeof(*refs->at));
	refs->at[refs->n++] = r;
}

int references_read(struct references *refs, struct run *run, const struct texts *on,
                    const struct texts *over)
{
	for (size_t i = 0; i < on->n; i++) {
		int32_t day = reference_day(on->at[i]);
		if (day == 0)
			return run_fail(run, EX_USAGE, "--on %s: expected a day, YYYY-MM-DD", on->at[i].at);
		add(refs, run, (struct reference){ on->at[i], day, day, false });
	}
	for (size_t i = 0; i < over->n; i++) {
		struct text w = over->at[i];
		int32_t from = 0, to = 0;
		if (w.len == 21 && w.at[10] == '/') {
			from = reference_day((struct text){ w.at, 10 });
			to = reference_day((struct text){ w.at + 11, 10 });
		}
		if (from == 0 || to < from)
			return run_fail(run, EX_USAGE,
			                "--over %s: expected the first and the last day, YYYY-MM-DD/YYYY-MM-DD",
			                w.at);
		add(refs, run, (struct reference){ w, from, to, true });
	}
	for (size_t i = 0; i < refs->n; i++)
		for (size_t k = 0; k < i; k++)
			if (text_same(refs->at[i].word, refs->at[k].word))
				return run_fail(run, EX_USAGE, "%s: given twice", refs->at[i].word.at);
	if (refs->n > 0)
		return 0;
	return run_fail(
		run, EX_USAGE,
		"--on or --over: not given; who is counted on a day and who over a year are not the same");
}

int32_t reference_days(const struct reference *r, int32_t start, int32_t end)
{
	int32_t from = start > r->from ? start : r->from;
	int32_t to = end != 0 && end < r->to ? end : r->to;
	return to < from ? 0 : to - from + 1;
}
