/* pipelines/runner/empty.c - inputs that brought no record: a feed that is a header and nothing else is a fault, not a table
 * of nothing, unless its step says that it may be so.
 */
#include "run.h"
#include <stdio.h>
#include <unistd.h>

#define WHAT_TO_WRITE "if that may be so, write empty: true in the step"

/* Of what another step gives, that step's own inputs were looked at: a filter may well keep nothing. */
static bool reads_steps(const struct step *s)
{
	for (size_t i = 0; i < s->sources; i++)
		if (s->source[i].from == FROM_STEP)
			return true;
	return false;
}

static int look_at(const struct work *w, const struct step *s, const struct report *r)
{
	struct pipeline *p = w->pipeline;
	const char *place = step_place(p, s), *name = r->first_empty;
	if (r->empty < r->inputs) {
		dprintf(STDERR_FILENO,
		        "weir: %s: %s%s: no record in it (%zu of %zu inputs); published all the "
		        "same; " WHAT_TO_WRITE "\n",
		        p->name, place, name, r->empty, r->inputs);
		return 0;
	}
	if (s->hears)
		return pipeline_fail(p, EX_DATAERR, "%sfrom: no record came; %s", place, WHAT_TO_WRITE);
	if (r->inputs > 1)
		return pipeline_fail(p, EX_DATAERR, "%s%s: no record in it, nor in the other %zu; %s",
		                     place, name, r->inputs - 1, WHAT_TO_WRITE);
	return pipeline_fail(p, EX_DATAERR, "%s%s: no record in it; %s", place, name, WHAT_TO_WRITE);
}

int work_empty(const struct work *w)
{
	struct pipeline *p = w->pipeline;
	for (size_t i = 0; p->name && i < p->steps && p->status == 0; i++) { /* none: given by -e */
		const struct step *s = p->order[i];
		const struct process *process = work_process_of(w, s->part);
		if (s->empty || s->part->foreign || reads_steps(s) || !process || process->report->closed)
			continue;
		if (process->report->empty > 0)
			look_at(w, s, process->report);
	}
	return p->status;
}
