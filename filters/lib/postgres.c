/* filters/lib/postgres.c - a table or a query of a PostgreSQL server, as weir text both ways. */
#include "lib/postgres.h"
#include "lib/arena.h"
#include "lib/output.h"
#include "lib/stage.h"
#include <postgresql/libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
/* link: -lpq */

enum { WHY = 1024 };

struct postgres {
	PGconn *connection;
	char why[WHY];
	char *row; /* of COPY, libpq's */
	size_t at, len;
	bool ended;
};

static const char *const schemes[] = { "postgresql://", "postgres://" };

bool postgres_is_url(const char *word)
{
	return strncmp(word, schemes[0], strlen(schemes[0])) == 0 ||
	       strncmp(word, schemes[1], strlen(schemes[1])) == 0;
}

static const char *password_of(const PQconninfoOption *option)
{
	for (; option->keyword; option++)
		if (strcmp(option->keyword, "password") == 0 && option->val)
			return option->val;
	return NULL;
}

static char *one_line(struct arena *mem, const char *message)
{
	char *line = arena_copy(mem, message, strlen(message));
	for (size_t n = strlen(line); n > 0 && (line[n - 1] == '\n' || line[n - 1] == ' '); n--)
		line[n - 1] = '\0';
	for (char *c = line; *c; c++)
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	text_harmless(line);
	return line;
}

const char *postgres_url_fault(const char *url, struct arena *mem)
{
	char *message = NULL;
	PQconninfoOption *option = PQconninfoParse(url, &message);
	const char *fault = option ? NULL : message ? one_line(mem, message) : "out of memory";
	if (option && password_of(option))
		fault =
			"a password that stands here can be read by others; put it into ~/.pgpass, mode 0600";
	PQconninfoFree(option);
	PQfreemem(message);
	return fault;
}

/* --- what the server says --------------------------------------------------------------------- */

/* SQLSTATE to sysexits: https://www.postgresql.org/docs/15/errcodes-appendix.html, by class. */
static int status_of(const char *state)
{
	static const struct {
		const char *begin;
		int status;
	} table[] = { { "08", EX_UNAVAILABLE }, { "22", EX_DATAERR },    { "23", EX_DATAERR },
		          { "28", EX_NOPERM },      { "3D", EX_NOINPUT },    { "40", EX_TEMPFAIL },
		          { "42501", EX_NOPERM },   { "42P01", EX_NOINPUT }, { "42", EX_USAGE },
		          { "53", EX_OSERR },       { "55", EX_TEMPFAIL },   { "57", EX_UNAVAILABLE } };
	for (size_t i = 0; state && i < sizeof(table) / sizeof(*table); i++)
		if (strncmp(state, table[i].begin, strlen(table[i].begin)) == 0)
			return table[i].status;
	return EX_UNAVAILABLE;
}

static void keep(struct postgres *db, const char *what, const char *more, const char *where)
{
	snprintf(db->why, sizeof(db->why), "%s%s%s%s%s%s", what, more ? "; " : "", more ? more : "",
	         where ? " (" : "", where ? where : "", where ? ")" : "");
	for (size_t n = strlen(db->why); n > 0 && db->why[n - 1] == '\n'; n--)
		db->why[n - 1] = '\0';
	for (char *c = db->why; *c; c++)
		if (*c == '\n')
			*c = ' ';
	text_harmless(db->why);
}

static int failed(struct postgres *db, PGresult *r)
{
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	const char *what = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	if (what)
		keep(db, what, PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL),
		     PQresultErrorField(r, PG_DIAG_CONTEXT));
	else
		keep(db, PQerrorMessage(db->connection), NULL, NULL);
	int status = status_of(state);
	PQclear(r);
	return status;
}

static int command(struct postgres *db, const char *sql)
{
	PGresult *r = PQexec(db->connection, sql);
	ExecStatusType is = PQresultStatus(r);
	if (is != PGRES_COMMAND_OK && is != PGRES_COPY_IN && is != PGRES_COPY_OUT)
		return failed(db, r);
	PQclear(r);
	return 0;
}

const char *postgres_why(const struct postgres *db)
{
	return db->why;
}

/* --- the connection --------------------------------------------------------------------------- */

static void ignore(void *with, const char *message)
{
	(void)with, (void)message;
}

static const char settings[] = "SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; "
							   "SET bytea_output = 'hex'; SET extra_float_digits = 1; "
							   "SET standard_conforming_strings = on";

int postgres_open(const char *url, struct arena *mem, struct postgres **to, const char **why)
{
	static const char *const keys[] = { "connect_timeout", "fallback_application_name", "dbname",
		                                "client_encoding", NULL };
	const char *const values[] = { "30", "weir", url, "UTF8", NULL };
	struct postgres *db = calloc(1, sizeof(*db));
	*to = NULL;
	*why = "out of memory";
	if (!db)
		return EX_OSERR;
	db->connection = PQconnectdbParams(keys, values, 1);
	PQsetNoticeProcessor(db->connection, ignore, NULL);
	int status = PQstatus(db->connection) == CONNECTION_OK   ? command(db, settings)
	             : PQconnectionNeedsPassword(db->connection) ? EX_NOPERM
	                                                         : EX_UNAVAILABLE;
	if (status == 0) {
		*to = db;
		return 0;
	}
	*why = one_line(mem, PQerrorMessage(db->connection));
	postgres_close(db);
	return status;
}

void postgres_close(struct postgres *db)
{
	if (!db)
		return;
	PQfreemem(db->row);
	PQfinish(db->connection);
	free(db);
}

/* SQL is put together in memory. */
static void put(struct output *sql, const char *words)
{
	output_write(sql, words, strlen(words));
}

static bool put_name(struct postgres *db, struct output *sql, struct text name)
{
	char *quoted = PQescapeIdentifier(db->connection, name.at, name.len);
	if (quoted)
		put(sql, quoted);
	PQfreemem(quoted);
	return quoted != NULL;
}

static int execute(struct postgres *db, struct output *sql)
{
	output_write(sql, "", 1);
	int status = command(db, output_bytes(sql).at);
	output_clear(sql);
	return status;
}

const char *postgres_table(struct postgres *db, struct text name, struct arena *mem)
{
	struct output *sql = output_memory();
	bool good = true;
	for (size_t i = 0, from = 0; i <= name.len && good; i++) {
		if (i < name.len && name.at[i] != '.')
			continue;
		put(sql, from > 0 ? "." : "");
		good = i > from && put_name(db, sql, (struct text){ name.at + from, i - from });
		from = i + 1;
	}
	struct text whole = output_bytes(sql);
	const char *to = good ? arena_copy(mem, whole.at, whole.len) : NULL;
	output_drop(sql);
	return to;
}

/* --- reading ---------------------------------------------------------------------------------- */

/* One statement that gives rows, and their names: what is no SELECT by itself is none in COPY (…) either. */
static int describe(struct postgres *db, const char *query, struct arena *mem,
                    struct columns *names)
{
	PGresult *r = PQprepare(db->connection, "", query, 0, NULL);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		return failed(db, r);
	PQclear(r);
	r = PQdescribePrepared(db->connection, "");
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		return failed(db, r);
	int n = PQnfields(r);
	names->n = n > 0 ? (size_t)n : 0;
	names->name = arena_zeros(mem, (names->n + 1) * sizeof(*names->name));
	for (size_t i = 0; i < names->n; i++) {
		const char *name = PQfname(r, (int)i);
		names->name[i] = (struct text){ arena_copy(mem, name, strlen(name)), strlen(name) };
	}
	PQclear(r);
	if (n > 0)
		return 0;
	keep(db, "the query gives no columns", NULL, NULL);
	return EX_USAGE;
}

int postgres_read(struct postgres *db, const char *query, struct arena *mem, struct columns *names)
{
	size_t len = strlen(query);
	while (len > 0 && strchr("; \t\r\n", query[len - 1]))
		len--;
	const char *alone = arena_copy(mem, query, len);
	int status = command(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
	if (status == 0)
		status = describe(db, alone, mem, names);
	if (status != 0)
		return status;
	struct output *sql = output_memory();
	put(sql, "COPY (");
	put(sql, alone);
	put(sql, "\n) TO STDOUT (FORMAT text, NULL '')"); /* behind a comment, too */
	status = execute(db, sql);
	output_drop(sql);
	return status;
}

/* The next row of COPY. 0 or a status; db->ended at the end. */
static int next_row(struct postgres *db)
{
	PQfreemem(db->row);
	db->row = NULL;
	db->at = db->len = 0;
	int n = PQgetCopyData(db->connection, &db->row, 0);
	if (n > 0) {
		db->len = (size_t)n;
		return 0;
	}
	if (n == -2)
		return failed(db, NULL);
	PGresult *r = PQgetResult(db->connection);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		return failed(db, r);
	PQclear(r);
	db->ended = true;
	return 0;
}

/* Takes bytes of the row, with the escapes that weir text has not as the characters that they are. */
static size_t take(struct postgres *db, char *to, size_t room)
{
	size_t n = 0;
	while (db->at < db->len && n + 2 <= room) {
		const char *from = db->row + db->at;
		size_t left = db->len - db->at, plain = left < room - n ? left : room - n;
		const char *slash = memchr(from, '\\', plain);
		size_t run = slash ? (size_t)(slash - from) : plain;
		memcpy(to + n, from, run);
		n += run;
		db->at += run;
		if (!slash || left - run < 2 || n + 2 > room)
			continue;
		char c = slash[1] == 'b' ? '\b' : slash[1] == 'f' ? '\f' : slash[1] == 'v' ? '\v' : '\0';
		if (!c)
			to[n++] = '\\';
		to[n++] = c ? c : slash[1];
		db->at += 2;
	}
	return n;
}

int postgres_more(struct postgres *db, char *to, size_t room, size_t *got)
{
	*got = 0;
	while (!db->ended) {
		if (db->at == db->len) {
			int status = next_row(db);
			if (status != 0)
				return status;
			continue;
		}
		*got += take(db, to + *got, room - *got);
		if (db->at < db->len)
			break;
	}
	return 0;
}

/* --- writing ---------------------------------------------------------------------------------- */

int postgres_begin(struct postgres *db)
{
	return command(db, "BEGIN");
}

int postgres_ask(struct postgres *db, const char *sql, const char *value, bool *some)
{
	PGresult *r = PQexecParams(db->connection, sql, value != NULL, NULL, &value, NULL, NULL, 0);
	ExecStatusType is = PQresultStatus(r);
	if (is != PGRES_TUPLES_OK && is != PGRES_COMMAND_OK)
		return failed(db, r);
	*some = PQntuples(r) > 0;
	PQclear(r);
	return 0;
}

int postgres_write(struct postgres *db, const char *table, bool empties,
                   const struct columns *names)
{
	struct output *sql = output_memory();
	int status = 0;
	put(sql, "DELETE FROM ");
	put(sql, table);
	if (empties)
		status = execute(db, sql);
	output_clear(sql);
	put(sql, "COPY ");
	put(sql, table);
	for (size_t i = 0; status == 0 && i < names->n; i++) {
		put(sql, i ? ", " : " (");
		if (!put_name(db, sql, names->name[i]))
			status = failed(db, NULL);
	}
	put(sql, ") FROM STDIN (FORMAT text, NULL '')");
	if (status == 0)
		status = execute(db, sql);
	output_drop(sql);
	return status;
}

/* The server's own reason, where it has ended the COPY already. */
static int put_failed(struct postgres *db)
{
	PGresult *r = PQgetResult(db->connection);
	return failed(db, r && PQresultStatus(r) == PGRES_FATAL_ERROR ? r : (PQclear(r), NULL));
}

int postgres_put(struct postgres *db, struct text lines)
{
	enum { PIECE = 1 << 20 };
	while (lines.len > 0) {
		int n = lines.len < PIECE ? (int)lines.len : PIECE;
		if (PQputCopyData(db->connection, lines.at, n) != 1)
			return put_failed(db);
		lines = (struct text){ lines.at + n, lines.len - (size_t)n };
	}
	return 0;
}

int postgres_put_end(struct postgres *db, unsigned long long *rows)
{
	if (PQputCopyEnd(db->connection, NULL) != 1)
		return put_failed(db);
	PGresult *r = PQgetResult(db->connection);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		return failed(db, r);
	*rows = strtoull(PQcmdTuples(r), NULL, 10);
	PQclear(r);
	while ((r = PQgetResult(db->connection)))
		PQclear(r);
	return command(db, "SET CONSTRAINTS ALL IMMEDIATE");
}

int postgres_commit(struct postgres *db)
{
	return command(db, "COMMIT");
}
