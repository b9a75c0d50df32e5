/* filters/load/once.c - a run whose records are loaded once, however often it is done: it stands in a table with them. */
#include "once.h"
#include "lib/arena.h"
#include <stdio.h>

static const char name[] = "weir_runs";

/* "schema.weir_runs", or without a schema if the table is. */
static const char *name_beside(struct run *run, struct text table)
{
	const char *dot = memrchr(table.at, '.', table.len);
	size_t schema = dot ? (size_t)(dot - table.at) + 1 : 0;
	char *to = arena_take(run_arena(run), schema + sizeof(name));
	memcpy(to, table.at, schema);
	memcpy(to + schema, name, sizeof(name));
	return to;
}

static const char *with(struct run *run, const char *before, const char *table, const char *behind)
{
	size_t room = strlen(before) + strlen(table) + strlen(behind) + 1;
	char *sql = arena_take(run_arena(run), room);
	snprintf(sql, room, "%s%s%s", before, table, behind);
	return sql;
}

/* IF NOT EXISTS alone asks for the right to make a table where it is there already. */
static int make(struct run *run, struct postgres *db, const char *table)
{
	bool there;
	int status = postgres_ask(db, "SELECT 1 WHERE to_regclass($1) IS NOT NULL", table, &there);
	if (status != 0 || there)
		return status;
	return postgres_ask(db,
	                    with(run, "CREATE TABLE IF NOT EXISTS ", table,
	                         " (run text PRIMARY KEY, loaded timestamptz NOT NULL DEFAULT now())"),
	                    NULL, &there);
}

int once_ask(struct run *run, struct postgres *db, struct text url, struct text table,
             struct text which, bool *there)
{
	*there = false;
	if (!which.at)
		return 0;
	const char *beside = name_beside(run, table);
	const char *runs = postgres_table(db, text_of(beside), run_arena(run));
	bool fresh = false;
	int status = make(run, db, runs);
	if (status == 0)
		status = postgres_ask(db,
		                      with(run, "INSERT INTO ", runs,
		                           " (run) VALUES ($1) ON CONFLICT DO NOTHING RETURNING run"),
		                      which.at, &fresh);
	*there = !fresh;
	return status ? run_fail(run, status, "%s: %s: %s", url.at, beside, postgres_why(db)) : 0;
}
