/* pipelines/runner/books.c - the books of a run: audited, written, and shown.
 *
 * Within a chain each stage audits its own, as it does alone. Here they are held against each other
 * wherever records pass from one process to the next, and once more by themselves: what is
 * published rests on these numbers.
 */
#include "run.h"
#include "lib/line.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

/* --- the audit -------------------------------------------------------------------------------- */

static bool is_chain(const struct process *process)
{
	return process && process->part && !process->part->foreign && process->report;
}

const struct books *process_books(const struct process *process, size_t stage)
{
	return is_chain(process) && process->report->told ? &process->report->books[stage] : NULL;
}

/* The process that runs the last (or first) part of a step. */
const struct process *work_process_of(const struct work *w, const struct part *part)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->process[i].part == part)
			return &w->process[i];
	return NULL;
}

/* The records that a chain hands on as records; false: it is none, or what it writes are bytes. */
static bool gives(const struct process *process, uint64_t *out)
{
	if (!is_chain(process) || process->report->closed ||
	    process->part->command[process->part->n - 1].stage->role == SINK)
		return false;
	*out += process->report->books[process->part->n - 1].out;
	return true;
}

/* The records that came to a part; false: not known, as behind a foreign command. */
static bool came(const struct work *w, const struct part *part, uint64_t *out)
{
	const struct step *s = part->step;
	*out = 0;
	if (part != s->part)
		return gives(work_process_of(w, part - 1), out);
	bool known = s->sources > 0;
	for (size_t i = 0; i < s->sources && known; i++) {
		const struct step *read = s->source[i].step;
		known = read && gives(work_process_of(w, &read->part[read->parts - 1]), out);
	}
	return known;
}

static int audit_stage(struct pipeline *p, const struct command *c, const struct books *b,
                       bool known, uint64_t before)
{
	if (b->in + b->made != b->out + b->rejected + b->dropped)
		return pipeline_fail(p, EX_SOFTWARE,
		                     "%s: the books do not balance: in %" PRIu64 " + made %" PRIu64
		                     " is not out %" PRIu64 " + rejected %" PRIu64 " + dropped %" PRIu64,
		                     c->label, b->in, b->made, b->out, b->rejected, b->dropped);
	if (known && b->in != before)
		return pipeline_fail(p, EX_SOFTWARE,
		                     "%s: the books do not balance: in %" PRIu64 " is not the %" PRIu64
		                     " that came out before it",
		                     c->label, b->in, before);
	return 0;
}

int work_audit(struct work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct process *process = &w->process[i];
		if (!is_chain(process) || process->report->closed)
			continue;
		const struct part *part = process->part;
		uint64_t before = 0;
		bool known = part->command->stage->role != SOURCE && came(w, part, &before);
		for (size_t k = 0; k < part->n; k++) {
			const struct books *b = &process->report->books[k];
			if (audit_stage(w->pipeline, &part->command[k], b, known, before) != 0)
				return w->pipeline->status;
			known = true;
			before = b->out;
		}
	}
	return 0;
}

/* --- the ledger and the rejects --------------------------------------------------------------- */

/* In the order of the steps, whatever started first. */
static void each_stage(const struct work *w, struct output *o,
                       int (*each)(const struct work *, struct output *, const struct process *,
                                   size_t stage))
{
	const struct pipeline *p = w->pipeline;
	for (size_t i = 0; i < p->steps; i++)
		for (size_t k = 0; k < p->order[i]->parts; k++) {
			const struct process *process = work_process_of(w, &p->order[i]->part[k]);
			for (size_t n = 0; is_chain(process) && n < process->part->n; n++)
				if (each(w, o, process, n) != 0)
					return;
		}
}

static int ledger_rows(const struct work *w, struct output *o, const struct process *process,
                       size_t stage)
{
	(void)w;
	if (process->report->told)
		books_rows(o, process->part->command[stage].label, &process->report->books[stage]);
	return output_status(o);
}

void work_write_ledger(const struct work *w, struct output *o)
{
	output_write(o, BOOKS_HEADER, sizeof(BOOKS_HEADER) - 1);
	each_stage(w, o, ledger_rows);
}

static const char rejects_header[] = "stage\tsource\tline\treason\tcolumn\tvalue\trecord\n";

/* Without the header, that each stage wrote for itself. */
static int reject_rows(const struct work *w, struct output *o, const struct process *process,
                       size_t stage)
{
	int fd = process->rejects ? process->rejects[stage] : -1;
	off_t at = sizeof(rejects_header) - 1;
	enum { PIECE = 64 << 10 };
	while (fd >= 0) {
		char *to = output_space(o, PIECE);
		ssize_t n = to ? pread(fd, to, PIECE, at) : 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return pipeline_fail(w->pipeline, EX_IOERR, "the rejects of %s: %s",
			                     process->part->command[stage].label, strerror(errno));
		if (n == 0)
			break;
		output_used(o, (size_t)n);
		at += n;
	}
	return output_status(o);
}

int work_write_rejects(const struct work *w, struct output *o)
{
	output_write(o, rejects_header, sizeof(rejects_header) - 1);
	each_stage(w, o, reject_rows);
	return w->pipeline->status;
}

uint64_t work_rejected(const struct work *w)
{
	uint64_t n = 0;
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; is_chain(&w->process[i]) && k < w->process[i].part->n; k++)
			n += w->process[i].report->books[k].rejected;
	return n;
}

/* --- the table -------------------------------------------------------------------------------- */

enum { LEAST = 24, MOST = 200 };

static int widest(const struct work *w)
{
	size_t most = LEAST;
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; is_chain(&w->process[i]) && k < w->process[i].part->n; k++) {
			size_t len = strlen(w->process[i].part->command[k].label);
			most = len > most ? len : most;
		}
	return most < MOST ? (int)most : MOST;
}

static void put_reasons(struct output *o, const struct books *b, bool rejected)
{
	char text[256];
	int n = 0;
	const char *before = "";
	for (size_t i = 0; i < b->reasons; i++) {
		uint64_t count = rejected ? b->tally[i].rejected : b->tally[i].dropped;
		if (count == 0)
			continue;
		n = snprintf(text, sizeof(text), "%s%s %" PRIu64, before, b->tally[i].word, count);
		output_write(o, text, n < (int)sizeof(text) ? (size_t)n : sizeof(text) - 1);
		before = ", ";
	}
	if (!*before)
		output_write(o, "-", 1);
}

static int table_row(const struct work *w, struct output *o, const struct process *process,
                     size_t stage)
{
	char text[512];
	const struct books *b = &process->report->books[stage];
	int n = snprintf(text, sizeof(text), "%-*s %12" PRIu64 " %12" PRIu64 " %8.2f  ", widest(w),
	                 process->part->command[stage].label, b->in, b->out, b->seconds);
	output_write(o, text, n < (int)sizeof(text) ? (size_t)n : sizeof(text) - 1);
	put_reasons(o, b, true);
	output_write(o, "; ", 2);
	put_reasons(o, b, false);
	output_write(o, "\n", 1);
	return output_status(o);
}

void work_table(const struct work *w, struct output *o)
{
	char text[512];
	int n = snprintf(text, sizeof(text), "%-*s %12s %12s %8s  %s\n", widest(w), "stage", "in",
	                 "out", "seconds", "rejected; dropped");
	output_write(o, text, (size_t)n);
	each_stage(w, o, table_row);
}
