/* pipelines/runner/judge.c - holds the results of a run to the pipeline's checks, after the books and before
 * anything is published.
 *
 * The programs run in a child: what libjq does to it, and how long it takes, is no matter of the runner's, who goes on
 * hearing signals.
 */
#include "claims.h"
#include "rows.h"
#include "run.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LARGEST = 256 << 20 }; /* bytes of a result or a reference that a check looks at */

/* Whether it holds, and what to say if not. Numbers are doubles: whole ones are exact to 2^53. */
static const char verdict[] =
	"def say: tojson | if length > 300 then .[:300] + \"...\" else . end;"
	"def numbers: (.found | type) == \"number\" and (.expected | type) == \"number\";"
	"def differing: . as $all | [range([(.found | length), (.expected | length)] | max)"
	"  | select($all.found[.] != $all.expected[.])] | .[0] as $i"
	"  | \"item \\($i + 1): found \\($all.found[$i] | say), expected \\($all.expected[$i] | say)\";"
	"def told(word): \"found \\(.found | say), expected \\(word)\\(.expected | say)\";"
	"if .how == 0 then (if .found == true then null else told(\"\") end)"
	" elif .how == 1 then"
	"  (if .found == .expected then null"
	"   elif .within != null and numbers and ((.found - .expected) | fabs) <= .within then null"
	"   elif ([.found, .expected] | map(type)) == [\"array\", \"array\"] then differing"
	"   else told(\"\") + (if .within then \" within \\(.within)\" else \"\" end) end)"
	" elif (numbers | not) then \"found \\(.found | say), expected a number\""
	" elif .how == 2 then (if .found >= .expected then null else told(\"at least \") end)"
	" else (if .found <= .expected then null else told(\"at most \") end) end";

struct bench { /* what all claims see */
	struct work *w;
	struct pipeline *p;
	const struct json **result; /* of each step; null: not read yet */
	struct json books;
};

/* --- what the programs see -------------------------------------------------------------------- */

static const struct json *result_of(struct bench *b, const struct claim *c, size_t k)
{
	const struct step *s = c->of[k];
	const struct json *rows = b->result[s - b->p->step];
	struct text bytes;
	const char *why = NULL;
	if (rows)
		return rows;
	if (!bytes_of(stream_of(b->w, s)->stored, LARGEST, b->p->mem, &bytes))
		why = errno == EFBIG ? "it is too large for a check; aggregate it first" : strerror(errno);
	else
		rows = rows_of(bytes, b->p->mem, &why);
	if (!rows)
		pipeline_fail(b->p, EX_DATAERR, "checks: %s: of: %s: %s", c->name, c->word[k], why);
	b->result[s - b->p->step] = rows;
	return rows;
}

static const struct json *all_results(struct bench *b, const struct claim *c)
{
	if (!c->several)
		return result_of(b, c, 0);
	struct json *item = arena_zeros(b->p->mem, c->n * sizeof(*item));
	struct text *key = arena_zeros(b->p->mem, c->n * sizeof(*key));
	struct json *all = arena_zeros(b->p->mem, sizeof(*all));
	*all = (struct json){ .kind = JSON_OBJECT, .n = c->n, .item = item, .key = key };
	for (size_t k = 0; k < c->n; k++) {
		const struct json *one = result_of(b, c, k);
		if (!one)
			return NULL;
		item[k] = *one;
		key[k] = text_of(c->word[k] + 1);
	}
	return all;
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);
	return n >= m && strcmp(name + n - m, end) == 0;
}

/* Weir text, or JSON. */
static int read_reference(struct bench *b, const struct claim *c, struct json *to)
{
	struct text bytes = { 0 };
	const char *why = NULL;
	*to = (struct json){ .kind = JSON_NULL };
	if (!c->reference)
		return 0;
	int fd = open(c->reference, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	bool good = fd >= 0 && bytes_of(fd, LARGEST, b->p->mem, &bytes);
	int fault = errno;
	if (fd >= 0)
		close(fd);
	if (!good)
		return pipeline_fail(b->p, EX_NOINPUT, "checks: %s: reference: %s: %s", c->name,
		                     c->reference, strerror(fault));
	const struct json *read = ends_in(c->reference, ".json") ? json_read(bytes, b->p->mem, &why)
	                                                         : rows_of(bytes, b->p->mem, &why);
	if (!read)
		return pipeline_fail(b->p, EX_DATAERR, "checks: %s: reference: %s: %s", c->name,
		                     c->reference, why);
	*to = *read;
	return 0;
}

/* --- one claim -------------------------------------------------------------------------------- */

/* The one answer of a program. */
static const struct json *ask(struct bench *b, const struct claim *c, struct jq *jq,
                              const struct json *input, const char *what)
{
	const struct json *answer = NULL;
	const char *why = "yields nothing";
	if (!jq)
		return NULL;
	jq_start_json(jq, input);
	if (jq_next_answer(jq, b->p->mem, &answer, &why) != JQ_ANSWER)
		pipeline_fail(b->p, EX_DATAERR, "checks: %s: %s: %s", c->name, what, why);
	return answer;
}

static const struct json *evaluate(struct bench *b, const struct claim *c, struct text program,
                                   const struct json *values, const struct json *input,
                                   const char *what)
{
	struct jq *jq = claim_program(b->p, c, program, values);
	const struct json *answer = ask(b, c, jq, input, what);
	jq_free(jq);
	return answer;
}

/* Null: it holds, or pipeline_fail was called. */
static const char *judge(struct bench *b, const struct claim *c)
{
	const struct json truth = { .kind = JSON_TRUE }, null = { .kind = JSON_NULL };
	const struct json *input = all_results(b, c), *found = NULL, *expected = &truth;
	struct json values[2] = { null, b->books };
	const char *why = NULL;
	if (!input || read_reference(b, c, &values[0]) != 0)
		return NULL;
	found = evaluate(b, c, c->find, values, input, "find");
	if (found && c->how != CLAIM_TRUE)
		expected = evaluate(b, c, c->expected, values, input, "expected");
	if (!found || !expected)
		return NULL;
	struct text keys[] = { TEXT("how"), TEXT("found"), TEXT("expected"), TEXT("within") };
	char how[] = { (char)('0' + c->how), 0 };
	struct json items[] = { { .kind = JSON_NUMBER, .text = text_of(how) },
		                    *found,
		                    *expected,
		                    c->within ? *c->within : null };
	struct json both = { .kind = JSON_OBJECT, .n = 4, .item = items, .key = keys };
	struct jq *jq = jq_new(text_of(verdict), NULL, NULL, NULL, 0, b->p->mem, &why);
	const struct json *said = ask(b, c, jq, &both, "verdict");
	jq_free(jq);
	return said && said->kind == JSON_STRING ? said->text.at : NULL;
}

/* --- in the child ----------------------------------------------------------------------------- */

static void tell(int to, char kind, size_t claim, const char *what)
{
	dprintf(to, "%c%zu %s%c", kind, claim, what, 0);
}

static void judge_all(struct work *w, int to)
{
	struct pipeline *p = w->pipeline;
	struct bench b = { .w = w, .p = p };
	struct output *ledger = output_memory();
	const char *why = NULL;
	work_write_ledger(w, ledger);
	const struct json *books = rows_of(output_bytes(ledger), p->mem, &why);
	b.books = books ? *books : (struct json){ .kind = JSON_NULL };
	b.result = arena_zeros(p->mem, p->steps * sizeof(struct json *));
	for (size_t i = 0; i < p->claims && p->status == 0; i++) {
		const struct claim *c = &p->claim[i];
		const char *said = judge(&b, c);
		if (said)
			tell(to, c->warns ? 'w' : 'e', i, said);
	}
	output_drop(ledger);
	if (p->status != 0)
		tell(to, p->status == EX_NOINPUT ? 'i' : 'f', 0, p->why);
	tell(to, '.', 0, "");
}

/* --- in the runner ---------------------------------------------------------------------------- */

struct hearing {
	char *said;
	size_t len, room;
};

static bool hear_more(struct hearing *h, int from)
{
	if (h->room - h->len < 4096) {
		char *more = realloc(h->said, h->room * 2 + 8192);
		if (!more)
			return false;
		h->said = more;
		h->room = h->room * 2 + 8192;
	}
	ssize_t n;
	do
		n = read(from, h->said + h->len, h->room - h->len);
	while (n < 0 && errno == EINTR);
	h->len += n > 0 ? (size_t)n : 0;
	return n > 0;
}

/* Until the child is done, or a signal ends the run. */
static void hear_child(struct work *w, struct hearing *h, int from)
{
	struct pollfd p[] = { { .fd = from, .events = POLLIN },
		                  { .fd = w->signals, .events = POLLIN } };
	for (bool more = true; more && !w->caught;) {
		if (poll(p, 2, -1) < 0 && errno != EINTR)
			break;
		if (p[1].revents)
			work_hear_signals(w);
		if (p[0].revents)
			more = hear_more(h, from);
	}
}

static void settle_claim(struct pipeline *p, struct claim *c, char *what, bool first)
{
	text_harmless(what);
	c->said = arena_copy(p->mem, what, strlen(what));
	what = pipeline_text(p, "checks: %s: %s%s%s%s", c->name, c->said, c->title ? " (" : "",
	                     c->title ? c->title : "", c->title ? ")" : "");
	if (!c->warns && first)
		pipeline_fail(p, EX_DATAERR, "%s; nothing was published", what);
	else
		dprintf(STDERR_FILENO, "weir: %s: %s%s\n", p->name, what,
		        c->warns ? "; published all the same" : "");
}

/* The first that fails is the message; what warns, or fails too, is said at once. */
static void settle(struct work *w, struct hearing *h)
{
	struct pipeline *p = w->pipeline;
	size_t errors = 0;
	bool whole = false;
	for (size_t at = 0; at < h->len && memchr(h->said + at, 0, h->len - at);) {
		char kind = h->said[at], *what;
		size_t claim = strtoul(h->said + at + 1, &what, 10);
		at = (size_t)(what - h->said) + strlen(what) + 1;
		whole |= kind == '.';
		if (kind == 'w' || kind == 'e')
			settle_claim(p, &p->claim[claim], what + 1, kind == 'e' && errors++ == 0);
		else if (kind != '.')
			pipeline_fail(p, kind == 'i' ? EX_NOINPUT : EX_DATAERR, "%s", what + 1);
	}
	if (!whole && !w->caught)
		pipeline_fail(p, EX_SOFTWARE, "checks: ended without an answer");
}

int work_judge(struct work *w)
{
	struct pipeline *p = w->pipeline;
	struct hearing h = { 0 };
	int ends[2];
	if (p->claims == 0)
		return 0;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return pipeline_fail(p, EX_OSERR, "checks: no pipe: %s", strerror(errno));
	pid_t pid = fork();
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, &w->mask, NULL);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		judge_all(w, ends[1]);
		_exit(0);
	}
	close(ends[1]);
	if (pid > 0)
		hear_child(w, &h, ends[0]);
	else
		pipeline_fail(p, EX_OSERR, "checks: no process: %s", strerror(errno));
	close(ends[0]);
	if (pid > 0) {
		work_hear_signals(w); /* one that was sent to all has ended the child, too */
		kill(pid, SIGKILL);   /* it has said all it had to say, or nobody waits for it */
		waitpid(pid, NULL, 0);
		settle(w, &h);
	}
	free(h.said);
	return p->status;
}
