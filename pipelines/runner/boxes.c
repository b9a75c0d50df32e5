/* pipelines/runner/boxes.c - weir inbox: what offices have delivered, what is late, whether it is still as it came. */
#include "lib/inbox.h"
#include "lib/line.h"
#include "lib/option.h"
#include "verbs.h"
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

enum { HOUR = 60 * 60, DAY = 24 * HOUR, CELL = 32 };

struct boxes {
	struct text folder;
	size_t late, older;
	bool help;
	const char *office, *feed; /* patterns */
	struct inbox *inbox;
	struct output *out;
	struct arena *mem;
	size_t found;
};

static const struct opt opts[] = {
	{ 0, OPT_TEXT, "folder", "FOLDER", "the one that weir-receive --inbox fills (inbox)",
	  offsetof(struct boxes, folder) },
	{ 0, OPT_COUNT, "late", "HOURS",
	  "list: only feeds of which nothing came for so long; status 75 if there are any",
	  offsetof(struct boxes, late) },
	{ 0, OPT_COUNT, "older", "DAYS", "prune: only what arrived so long ago",
	  offsetof(struct boxes, older) },
	{ 0, OPT_FLAG, "help", NULL, "print this help", offsetof(struct boxes, help) },
	{ 0 },
};

static int failed(const struct boxes *b)
{
	return verb_fail("inbox", EX_IOERR, "%s: %s", b->folder.at, inbox_why(b->inbox));
}

/* --- cells ------------------------------------------------------------------------------------ */

static struct text number(struct boxes *b, int64_t n)
{
	char cell[CELL];
	int len = snprintf(cell, sizeof(cell), "%" PRId64, n);
	return (struct text){ arena_copy(b->mem, cell, (size_t)len), (size_t)len };
}

/* Milliseconds since 1970, as ISO 8601 writes them. */
static struct text moment(struct boxes *b, int64_t ms)
{
	char cell[CELL] = "";
	time_t at = (time_t)(ms / 1000);
	struct tm t;
	size_t len = gmtime_r(&at, &t) ? strftime(cell, sizeof(cell), "%Y-%m-%dT%H:%M:%SZ", &t) : 0;
	return (struct text){ arena_copy(b->mem, cell, len), len };
}

static struct text word(struct boxes *b, struct text t)
{
	return (struct text){ arena_copy(b->mem, t.at ? t.at : "", t.len), t.len };
}

static void head(struct boxes *b, const char *names)
{
	output_write(b->out, names, strlen(names));
	output_write(b->out, "\n", 1);
}

/* --- list ------------------------------------------------------------------------------------- */

static const char feeds[] =
	"SELECT b.office, b.feed, b.epoch, count(*), min(b.seq), max(b.seq),"
	" max(b.seq) - min(b.seq) + 1 - count(*), sum(b.records), sum(b.size), max(b.arrived),"
	" sum(b.wrong IS NOT NULL), sum(b.removed IS NULL AND NOT EXISTS"
	" (SELECT 1 FROM claims c WHERE c.batch = b.id AND c.used > 0)), e.replaced"
	" FROM batches b JOIN epochs e ON e.office = b.office AND e.feed = b.feed AND e.epoch = b.epoch"
	" WHERE b.office GLOB ?1 AND b.feed GLOB ?2"
	" GROUP BY b.office, b.feed, b.epoch ORDER BY b.office, b.feed, e.began, b.epoch";

static void put_feed(struct boxes *b, struct sqlite_rows *rows, int64_t now)
{
	enum { COLUMNS = 13, ARRIVED = 9, REPLACED = 12 };
	struct text cell[COLUMNS + 1];
	int64_t lag = (now - sqlite_number(rows, ARRIVED)) / 1000;
	bool replaced = sqlite_text(rows, REPLACED).at != NULL;
	if (b->late && (replaced || lag < (int64_t)b->late * HOUR))
		return;
	for (int i = 0; i < COLUMNS - 1; i++)
		cell[i < 10 ? i : i + 1] = i < 3          ? word(b, sqlite_text(rows, i))
		                           : i == ARRIVED ? moment(b, sqlite_number(rows, i))
		                                          : number(b, sqlite_number(rows, i));
	cell[10] = number(b, lag);
	cell[COLUMNS] = replaced ? TEXT("replaced") : TEXT("current");
	line_write(b->out, cell, COLUMNS + 1);
	b->found++;
}

static int boxes_list(struct boxes *b)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	head(b, "office\tfeed\tepoch\tbatches\tfirst\tlast\tmissing\trecords\tbytes\tarrived\tlag\t"
	        "quarantined\tunread\tstate");
	struct sqlite_rows *rows = sqlite_ask(inbox_index(b->inbox), feeds, "tt", b->office, b->feed);
	while (sqlite_next(rows))
		put_feed(b, rows, now.tv_sec * 1000LL + now.tv_nsec / 1000000);
	if (!sqlite_end(rows))
		return failed(b);
	return b->late && b->found > 0 ? EX_TEMPFAIL : 0;
}

/* --- batches and verify ----------------------------------------------------------------------- */

static void put_batch(struct boxes *b, const struct inbox_batch *batch, const char *wrong)
{
	struct text cell[] = { word(b, text_of(batch->office)),
		                   word(b, text_of(batch->feed)),
		                   word(b, text_of(batch->epoch)),
		                   number(b, (int64_t)batch->seq),
		                   number(b, (int64_t)batch->what.records),
		                   number(b, (int64_t)batch->size),
		                   moment(b, batch->arrived),
		                   word(b, text_of(batch->what.name)),
		                   word(b, text_of(wrong)),
		                   word(b, text_of(batch->file)) };
	line_write(b->out, cell, sizeof(cell) / sizeof(*cell));
}

static const char batch_head[] =
	"office\tfeed\tepoch\tseq\trecords\tbytes\tarrived\tname\twrong\tfile";

static bool list_one(void *with, const struct inbox_batch *batch)
{
	put_batch(with, batch, batch->wrong);
	return output_status(((struct boxes *)with)->out) == 0;
}

static int boxes_batches(struct boxes *b)
{
	head(b, batch_head);
	return inbox_list(b->inbox, b->office, b->feed, true, list_one, b) ? 0 : failed(b);
}

struct fault {
	struct inbox_batch batch;
	char wrong[PARCEL_WHY];
};
struct faults {
	struct boxes *b;
	size_t n, looked;
	struct fault *fault;
};

static bool verify_one(void *with, const struct inbox_batch *batch)
{
	struct faults *f = with;
	const char *wrong = inbox_verify(batch);
	f->looked++;
	if (!wrong)
		return true;
	f->fault = arena_append(f->b->mem, f->fault, f->n, sizeof(*f->fault));
	f->fault[f->n].batch = *batch;
	snprintf(f->fault[f->n++].wrong, PARCEL_WHY, "%s", wrong);
	return true;
}

/* Those that are not as they came are quarantined: no run reads them. */
static int boxes_verify(struct boxes *b)
{
	struct faults f = { .b = b };
	if (!inbox_list(b->inbox, b->office, b->feed, true, verify_one, &f))
		return failed(b);
	head(b, batch_head);
	for (size_t i = 0; i < f.n; i++) {
		put_batch(b, &f.fault[i].batch, f.fault[i].wrong);
		if (!inbox_quarantine(b->inbox, f.fault[i].batch.id, f.fault[i].wrong))
			return failed(b);
	}
	if (f.n > 0)
		return verb_fail("inbox", EX_DATAERR,
		                 "%s: %zu of %zu batches are not as they came, and are quarantined",
		                 b->folder.at, f.n, f.looked);
	return 0;
}

static int boxes_prune(struct boxes *b)
{
	uint64_t n, bytes;
	if (!b->older)
		return verb_fail("inbox", EX_USAGE, "prune: say of what age, --older DAYS");
	int64_t before = ((int64_t)time(NULL) - (int64_t)b->older * DAY) * 1000;
	if (!inbox_prune(b->inbox, before, b->office, b->feed, &n, &bytes))
		return failed(b);
	head(b, "removed\tbytes");
	return line_write(b->out, (struct text[]){ number(b, (int64_t)n), number(b, (int64_t)bytes) },
	                  2);
}

/* --- the verb --------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	int (*run)(struct boxes *);
} words[] = { { "list", boxes_list },
	          { "batches", boxes_batches },
	          { "verify", boxes_verify },
	          { "prune", boxes_prune } };

void boxes_help(struct output *o)
{
	verb_help_of(o, "inbox", opts, "[list | batches | verify | prune] [OFFICE/FEED]",
	             "The page weir(1) says more.");
}

/* The words behind the options: what to do, and of which feeds. */
static int read_words(struct boxes *b, const struct texts *operands, size_t *which)
{
	size_t n = sizeof(words) / sizeof(*words), at = 0;
	*which = 0;
	b->office = b->feed = "*";
	for (size_t i = 0; at < operands->n && i < n; i++)
		if (at == 0 && text_is(operands->at[0], words[i].name))
			*which = i, at = 1;
	if (at < operands->n) {
		const char *feed = operands->at[at].at, *slash = strchr(feed, '/');
		if (!slash)
			return verb_fail("inbox", EX_USAGE,
			                 "%s: expected list, batches, verify or prune, or OFFICE/FEED", feed);
		b->office = arena_copy(b->mem, feed, (size_t)(slash - feed));
		b->feed = slash + 1;
		at++;
	}
	if (at < operands->n)
		return verb_fail("inbox", EX_USAGE, "%s: expected nothing more", operands->at[at].at);
	if ((b->late && *which != 0) || (b->older && words[*which].run != boxes_prune))
		return verb_fail("inbox", EX_USAGE, "%s is not for %s", b->late ? "--late" : "--older",
		                 words[*which].name);
	return 0;
}

static int perform(struct boxes *b, const struct texts *operands)
{
	size_t which;
	char why[256];
	int status = read_words(b, operands, &which);
	if (status != 0)
		return status;
	b->inbox = inbox_open(b->folder.at, false, why);
	if (!b->inbox)
		return verb_fail("inbox", EX_NOINPUT, "%s: %s", b->folder.at, why);
	b->out = output_open(NULL);
	status = words[which].run(b);
	inbox_close(b->inbox);
	int written = verb_end(b->out);
	return status ? status : written;
}

int verb_inbox(int argc, char **argv)
{
	struct boxes b = { .mem = arena_new() };
	struct opt_table table = { opts, &b };
	struct texts operands;
	const char *why;
	int status = options_read(&table, 1, argc, argv, b.mem, &operands, &why);
	if (status != 0)
		verb_fail("inbox", status, "%s", why);
	if (!b.folder.at)
		b.folder = TEXT("inbox");
	if (status == 0 && b.help) {
		struct output *o = output_open(NULL);
		boxes_help(o);
		status = verb_end(o);
	} else if (status == 0) {
		status = perform(&b, &operands);
	}
	arena_free(b.mem);
	return status;
}
