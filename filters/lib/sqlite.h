/* filters/lib/sqlite.h - a database of SQLite: statements with their values, and rows.
 *
 * A string of types says what values follow: 't' const char * (null is NULL), 'i' int64_t, 'b' const void * and size_t.
 * Of one database everything belongs to one thread at a time.
 */
#pragma once
#include "lib/text.h"
#include <stdbool.h>

struct sqlite;
/* With a log (WAL) and everything synced that is committed (synchronous=FULL). readonly: it has to be there. Null, and
 * why in `why`. */
struct sqlite *sqlite_open(const char *file, bool readonly, char why[256]);
void sqlite_close(struct sqlite *); /* may be null */

/* One statement without rows, or several without values. False: sqlite_why. */
bool sqlite_do(struct sqlite *, const char *sql, const char *types, ...);
int64_t sqlite_changes(const struct sqlite *); /* rows that the last one changed */
const char *sqlite_why(const struct sqlite *); /* of the last fault */

/* The rows of one statement: ask, next until it is false, end. */
struct sqlite_rows;
struct sqlite_rows *sqlite_ask(struct sqlite *, const char *sql, const char *types, ...);
bool sqlite_next(struct sqlite_rows *);                  /* may be null: false */
int64_t sqlite_number(struct sqlite_rows *, int column); /* 0 is the first */
struct text sqlite_text(struct sqlite_rows *,
                        int column);   /* until the next row; with a NUL; .at null: NULL */
bool sqlite_end(struct sqlite_rows *); /* false: it failed, sqlite_why */
