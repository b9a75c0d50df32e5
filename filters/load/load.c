/* filters/load/load.c - records to a table of a PostgreSQL server, in one transaction. */
#include "lib/output.h"
#include "lib/postgres.h"
#include "lib/stage.h"
#include "once.h"

struct load {
	struct text url, table, once;
	bool append, replace;

	struct postgres *db;
	struct columns names;
	struct output *lines; /* memory: a batch as weir text */
	uint64_t rows;
	bool there, whole; /* there: this run is loaded already */
};

static const struct opt opts[] = {
	{ 0, OPT_OPERAND, "url", "URL", "postgresql://[USER@]HOST[:PORT]/DATABASE",
	  offsetof(struct load, url) },
	{ 0, OPT_TEXT, "table", "NAME", "the table, [SCHEMA.]NAME; it has to be there",
	  offsetof(struct load, table) },
	{ 0, OPT_FLAG, "append", NULL, "keep the rows that are in it", offsetof(struct load, append) },
	{ 0, OPT_FLAG, "replace", NULL, "delete the rows that are in it, in the same transaction",
	  offsetof(struct load, replace) },
	{ 0, OPT_TEXT, "once", "RUN",
	  "load nothing if the table weir_runs has this run; else write it there",
	  offsetof(struct load, once) },
	{ 0 },
};

static const char *const examples[] = {
	"printf 'year\\tn\\n2025\\t4\\n' | weir-load postgresql:///stats --table permits --append",
	NULL,
};

static int check(const struct load *l, struct run *run)
{
	if (!postgres_is_url(l->url.at))
		return run_fail(run, EX_USAGE, "%s: expected postgresql://HOST/DATABASE", l->url.at);
	const char *fault = postgres_url_fault(l->url.at, run_arena(run));
	if (fault)
		return run_fail(run, EX_USAGE, "the URL of the server: %s", fault);
	if (!l->table.at)
		return run_fail(run, EX_USAGE, "give --table NAME");
	if (l->once.at && l->once.len == 0)
		return run_fail(run, EX_USAGE, "--once: expected a name for this run");
	if (l->append == l->replace)
		return run_fail(run, EX_USAGE,
		                "say what becomes of the rows that are in %s: --append or --replace",
		                l->table.at);
	return 0;
}

static int failed(struct load *l, struct run *run, int status)
{
	return status ? run_fail(run, status, "%s: %s: %s", l->url.at, l->table.at, postgres_why(l->db))
	              : 0;
}

static int start(struct load *l, struct run *run)
{
	const char *why;
	int status = postgres_open(l->url.at, run_arena(run), &l->db, &why);
	if (status != 0)
		return run_fail(run, status, "%s: %s", l->url.at, why);
	const char *table = postgres_table(l->db, l->table, run_arena(run));
	if (!table)
		return run_fail(run, EX_USAGE, "--table %s: expected [SCHEMA.]NAME", l->table.at);
	l->lines = output_memory();
	status = failed(l, run, postgres_begin(l->db));
	if (status == 0)
		status = once_ask(run, l->db, l->url, l->table, l->once, &l->there);
	return status || l->there ? status
	                          : failed(l, run, postgres_write(l->db, table, l->replace, &l->names));
}

static int load_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct load *l = self;
	columns_copy(run, out, in);
	columns_copy(run, &l->names, in);
	int status = check(l, run);
	return status || run_checking(run) ? status : start(l, run);
}

static int load_batch(void *self, struct run *run, struct batch *b)
{
	struct load *l = self;
	int status = l->there ? 0 : run_text(run, l->lines, b);
	if (status != 0 || l->there)
		return status;
	l->rows += b->rows;
	status = postgres_put(l->db, output_bytes(l->lines));
	output_clear(l->lines);
	return failed(l, run, status);
}

static int load_finish(void *self, struct run *run)
{
	struct load *l = self;
	unsigned long long rows = 0;
	if (l->there)
		return 0;
	int status = postgres_put_end(l->db, &rows);
	if (status != 0)
		return failed(l, run, status);
	if (rows != l->rows)
		return run_fail(run, EX_DATAERR,
		                "%s: %s: the server took %llu of %llu records; a trigger or a rule of the "
		                "table leaves some out",
		                l->url.at, l->table.at, rows, (unsigned long long)l->rows);
	l->whole = true;
	return 0;
}

static int load_verdict(void *self, struct run *run, int status, const char *why)
{
	struct load *l = self;
	(void)why;
	if (!l->db || status != 0 || !l->whole) /* closing rolls back */
		return 0;
	return failed(l, run, postgres_commit(l->db));
}

static void load_close(void *self)
{
	struct load *l = self;
	postgres_close(l->db);
	output_drop(l->lines);
	l->db = NULL;
	l->lines = NULL;
}

extern const struct stage load_stage;
const struct stage load_stage = {
	.name = "load",
	.does = "write records to a table of a PostgreSQL server, all or none",
	.trait = STATELESS,
	.role = SINK,
	.bare = true,
	.size = sizeof(struct load),
	.opts = opts,
	.examples = examples,
	.open = load_open,
	.batch = load_batch,
	.finish = load_finish,
	.verdict = load_verdict,
	.close = load_close,
};
