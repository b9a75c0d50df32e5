/* filters/extract/extract.c - what a query of a PostgreSQL server gives. */
#include "lib/line.h"
#include "lib/output.h"
#include "lib/postgres.h"
#include "lib/stage.h"

struct extract {
	struct text url, query, table;

	struct postgres *db;
	struct output *header; /* memory */
	size_t sent;           /* bytes of it */
};

static const struct opt opts[] = {
	{ 0, OPT_OPERAND, "url", "URL", "postgresql://[USER@]HOST[:PORT]/DATABASE",
	  offsetof(struct extract, url) },
	{ 0, OPT_TEXT, "query", "SQL", "one SELECT, with ORDER BY where the order matters",
	  offsetof(struct extract, query) },
	{ 0, OPT_TEXT, "table", "NAME", "or a whole table, [SCHEMA.]NAME",
	  offsetof(struct extract, table) },
	{ 0 },
};

static const char *const examples[] = {
	"weir-extract postgresql:///stats --table permits | weir-aggregate -g year --sum n",
	"weir-extract postgresql:///stats --query 'SELECT country, n FROM permits ORDER BY country'",
	NULL,
};

static int check(const struct extract *e, struct run *run)
{
	const char *url = e->url.at;
	if (!postgres_is_url(url))
		return run_fail(run, EX_USAGE, "%s: expected postgresql://HOST/DATABASE", url);
	const char *fault = postgres_url_fault(url, run_arena(run));
	if (fault)
		return run_fail(run, EX_USAGE, "the URL of the server: %s", fault);
	if (!e->query.at == !e->table.at)
		return run_fail(run, EX_USAGE,
		                e->query.at ? "--query and --table: one of them"
		                            : "give --query SQL or --table NAME");
	return 0;
}

static int name_columns(struct extract *e, struct run *run, const struct columns *names)
{
	e->header = output_memory();
	for (size_t i = 0; i < names->n; i++) {
		struct text name = names->name[i];
		if (name.len == 0 || text_is(name, "@source") || text_is(name, "@line"))
			return run_fail(run, EX_USAGE,
			                "column %zu of the query: '%s' can name no column; give it one by AS",
			                i + 1, name.at);
		for (size_t k = 0; k < i; k++)
			if (text_same(name, names->name[k]))
				return run_fail(run, EX_USAGE,
				                "columns %zu and %zu of the query are both named '%s'; give one of "
				                "them another by AS",
				                k + 1, i + 1, name.at);
	}
	return line_write(e->header, names->name, names->n);
}

static int start(struct extract *e, struct run *run)
{
	struct arena *mem = run_arena(run);
	const char *why, *query = e->query.at;
	struct columns names = { 0 };
	int status = postgres_open(e->url.at, mem, &e->db, &why);
	if (status != 0)
		return run_fail(run, status, "%s: %s", e->url.at, why);
	if (!query) {
		const char *table = postgres_table(e->db, e->table, mem);
		if (!table)
			return run_fail(run, EX_USAGE, "--table %s: expected [SCHEMA.]NAME", e->table.at);
		static const char all[] = "SELECT * FROM ";
		struct output *sql = output_memory();
		output_write(sql, all, sizeof(all) - 1);
		output_write(sql, table, strlen(table));
		query = arena_copy(mem, output_bytes(sql).at, output_bytes(sql).len);
		output_drop(sql);
	}
	status = postgres_read(e->db, query, mem, &names);
	if (status != 0)
		return run_fail(run, status, "%s: %s", e->url.at, postgres_why(e->db));
	return name_columns(e, run, &names);
}

static int extract_open(void *self, struct run *run, const struct columns *in, struct columns *out)
{
	struct extract *e = self;
	(void)in;
	*out = (struct columns){ .unknown = true };
	int status = check(e, run);
	return status || run_checking(run) ? status : start(e, run);
}

static int extract_read(void *self, struct run *run, char *to, size_t room, size_t *got)
{
	struct extract *e = self;
	struct text header = output_bytes(e->header);
	if (e->sent < header.len) {
		*got = header.len - e->sent < room ? header.len - e->sent : room;
		memcpy(to, header.at + e->sent, *got);
		e->sent += *got;
		return 0;
	}
	int status = postgres_more(e->db, to, room, got);
	return status ? run_fail(run, status, "%s: %s", e->url.at, postgres_why(e->db)) : 0;
}

static void extract_close(void *self)
{
	struct extract *e = self;
	postgres_close(e->db);
	output_drop(e->header);
	e->db = NULL;
	e->header = NULL;
}

extern const struct stage extract_stage;
const struct stage extract_stage = {
	.name = "extract",
	.does = "read what a query of a PostgreSQL server gives",
	.trait = STATELESS,
	.role = SOURCE,
	.size = sizeof(struct extract),
	.opts = opts,
	.examples = examples,
	.open = extract_open,
	.read = extract_read,
	.close = extract_close,
};
