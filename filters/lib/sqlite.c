/* filters/lib/sqlite.c - a database of SQLite: statements with their values, and rows. */
#include "lib/sqlite.h"
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* link: -lsqlite3 */

enum { PATIENCE = 10000 }; /* milliseconds for another process to end its writing */

struct sqlite {
	sqlite3 *db;
	sqlite3_stmt *kept; /* of the last sqlite_do with values: it is often the same again */
	char why[256];
};
struct sqlite_rows {
	struct sqlite *of;
	sqlite3_stmt *statement;
	int state;
};

static bool failed(struct sqlite *s)
{
	snprintf(s->why, sizeof(s->why), "%s", sqlite3_errmsg(s->db));
	return false;
}

struct sqlite *sqlite_open(const char *file, bool readonly, char why[256])
{
	struct sqlite *s = calloc(1, sizeof(*s));
	int flags = readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	snprintf(why, 256, "out of memory");
	if (!s)
		return NULL;
	bool good = sqlite3_open_v2(file, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
	            sqlite3_busy_timeout(s->db, PATIENCE) == SQLITE_OK;
	if (good && !readonly)
		good = sqlite_do(s, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", "");
	if (good)
		return s;
	if (s->db)
		snprintf(why, 256, "%s", sqlite3_errmsg(s->db));
	sqlite_close(s);
	return NULL;
}

void sqlite_close(struct sqlite *s)
{
	if (s) {
		sqlite3_finalize(s->kept);
		sqlite3_close_v2(s->db);
	}
	free(s);
}

const char *sqlite_why(const struct sqlite *s)
{
	return s->why;
}

int64_t sqlite_changes(const struct sqlite *s)
{
	return sqlite3_changes64(s->db);
}

/* Values live as long as the caller's, so none is copied. */
static bool bind(sqlite3_stmt *to, const char *types, va_list args)
{
	int fault = SQLITE_OK;
	for (int i = 1; *types && fault == SQLITE_OK; types++, i++) {
		if (*types == 'i') {
			fault = sqlite3_bind_int64(to, i, va_arg(args, int64_t));
		} else if (*types == 't') {
			fault = sqlite3_bind_text(to, i, va_arg(args, const char *), -1, SQLITE_STATIC);
		} else {
			const void *bytes = va_arg(args, const void *);
			fault = sqlite3_bind_blob64(to, i, bytes, va_arg(args, size_t), SQLITE_STATIC);
		}
	}
	return fault == SQLITE_OK;
}

static struct sqlite_rows *prepare(struct sqlite *s, const char *sql, const char *types,
                                   va_list args)
{
	struct sqlite_rows *rows = calloc(1, sizeof(*rows));
	if (!rows) {
		snprintf(s->why, sizeof(s->why), "out of memory");
		return NULL;
	}
	rows->of = s;
	if (sqlite3_prepare_v2(s->db, sql, -1, &rows->statement, NULL) == SQLITE_OK &&
	    bind(rows->statement, types, args))
		return rows;
	failed(s);
	sqlite3_finalize(rows->statement);
	free(rows);
	return NULL;
}

struct sqlite_rows *sqlite_ask(struct sqlite *s, const char *sql, const char *types, ...)
{
	va_list args;
	va_start(args, types);
	struct sqlite_rows *rows = prepare(s, sql, types, args);
	va_end(args);
	return rows;
}

bool sqlite_next(struct sqlite_rows *rows)
{
	if (!rows || (rows->state != 0 && rows->state != SQLITE_ROW))
		return false;
	rows->state = sqlite3_step(rows->statement);
	if (rows->state != SQLITE_ROW && rows->state != SQLITE_DONE)
		failed(rows->of);
	return rows->state == SQLITE_ROW;
}

int64_t sqlite_number(struct sqlite_rows *rows, int column)
{
	return sqlite3_column_int64(rows->statement, column);
}

struct text sqlite_text(struct sqlite_rows *rows, int column)
{
	const char *at = sqlite3_column_blob(rows->statement, column);
	if (sqlite3_column_type(rows->statement, column) != SQLITE_BLOB)
		at = (const char *)sqlite3_column_text(rows->statement, column);
	return (struct text){ at, (size_t)sqlite3_column_bytes(rows->statement, column) };
}

bool sqlite_end(struct sqlite_rows *rows)
{
	if (!rows)
		return false;
	bool good = rows->state == SQLITE_DONE || rows->state == SQLITE_ROW || rows->state == 0;
	sqlite3_finalize(rows->statement);
	free(rows);
	return good;
}

static bool keep(struct sqlite *s, const char *sql)
{
	if (s->kept && strcmp(sqlite3_sql(s->kept), sql) == 0)
		return true;
	sqlite3_finalize(s->kept);
	s->kept = NULL;
	return sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->kept, NULL) ==
	       SQLITE_OK;
}

bool sqlite_do(struct sqlite *s, const char *sql, const char *types, ...)
{
	if (!*types)
		return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK || failed(s);
	va_list args;
	va_start(args, types);
	bool good = keep(s, sql) && bind(s->kept, types, args);
	va_end(args);
	int state = good ? SQLITE_ROW : SQLITE_ERROR;
	while (state == SQLITE_ROW)
		state = sqlite3_step(s->kept);
	if (state != SQLITE_DONE)
		failed(s);
	sqlite3_reset(s->kept);
	sqlite3_clear_bindings(s->kept); /* the values may be gone */
	return state == SQLITE_DONE;
}
