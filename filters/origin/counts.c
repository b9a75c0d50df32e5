/* filters/origin/counts.c - how often each criterion decided, and what the others said: weir text. */
#include "lib/line.h"
#include "origin.h"
#include <inttypes.h>
#include <stdio.h>

static int write_count(struct output *out, struct text what, const char *outcome, uint64_t records)
{
	char number[24];
	int n = snprintf(number, sizeof(number), "%" PRIu64, records);
	struct text values[] = { what, text_of(outcome), { number, (size_t)n } };
	return line_write(out, values, 3);
}

static int write_all(const struct origin *o)
{
	static const char *const outcomes[] = { "decided", "agrees", "differs", "several", "lacking" };
	static const char *const flags[] = { "distance", "branch", "credit" };
	static const struct text header[] = { { "criterion", 9 }, { "outcome", 7 }, { "records", 7 } };
	int status = line_write(o->count_file, header, 3);
	for (size_t i = 0; i < o->n && status == 0; i++)
		for (size_t k = 0; k < OUTCOMES && status == 0; k++)
			status = write_count(o->count_file, o->criterion[i].word, outcomes[k],
			                     o->criterion[i].records[k]);
	if (status == 0)
		status = write_count(o->count_file, TEXT("none"), "decided", o->undecided);
	for (size_t i = 0; i < FLAGS && status == 0; i++) {
		const struct flag *f = &o->flag[i];
		if (!f->is_given)
			continue;
		status = write_count(o->count_file, text_of(flags[i]), "yes", f->yes);
		if (status == 0)
			status = write_count(o->count_file, text_of(flags[i]), "no", f->no);
		if (status == 0)
			status = write_count(o->count_file, text_of(flags[i]), "lacking", f->lacking);
	}
	return status;
}

int counts_write(struct origin *o, struct run *run)
{
	if (!o->count_file || write_all(o) == 0)
		return 0;
	return run_fail(run, output_status(o->count_file), "%s", output_why(o->count_file));
}
