/* filters/lib/postgres.h - a table or a query of a PostgreSQL server, as weir text both ways. libpq is behind it.
 *
 * The text format of COPY is weir text but for three escapes more (\b \f \v) and the header; here it becomes weir
 * text proper. An empty text and NULL are both missing. All functions are of one thread.
 */
#pragma once
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct columns;
struct postgres; /* a connection */

/* Is it a URI of PostgreSQL? */
bool postgres_is_url(const char *word);
/* What is wrong with a URI, or null: it does not parse, or holds a password. In mem. */
const char *postgres_url_fault(const char *url, struct arena *mem);

/* Connects, in UTF-8 with ISO dates. The password comes from where libpq finds it (a file of mode 0600, the
 * environment). Gives an exit status and *why, in mem: EX_UNAVAILABLE, EX_NOPERM. */
int postgres_open(const char *url, struct arena *mem, struct postgres **, const char **why);
/* What was begun and not committed is rolled back by the server. May be null. */
void postgres_close(struct postgres *);
/* Of the last call that gave a status: the server's message on one line. */
const char *postgres_why(const struct postgres *);

/* "a.b" as SQL writes it: "a"."b"; in mem. Null: it is no name. */
const char *postgres_table(struct postgres *, struct text name, struct arena *mem);

/* Begins to read what one SELECT, TABLE or VALUES gives, in a read-only transaction of its own; names: its columns, in
 * mem. 0 or a status. */
int postgres_read(struct postgres *, const char *query, struct arena *mem, struct columns *names);
/* Up to `room` bytes more of its lines, whole or not; *got 0: the end. */
int postgres_more(struct postgres *, char *to, size_t room, size_t *got);

int postgres_begin(struct postgres *);
/* One statement, with what $1 stands for in it, or null; some: does it give rows? 0 or a status. */
int postgres_ask(struct postgres *, const char *sql, const char *value, bool *some);
/* In the transaction: empties the table if asked to, and takes lines of weir text for these columns from then on.
 * table: from postgres_table. */
int postgres_write(struct postgres *, const char *table, bool empties, const struct columns *names);
int postgres_put(struct postgres *, struct text lines);
/* The end of the lines; *rows: how many the server has taken. What the table demands is checked here. */
int postgres_put_end(struct postgres *, unsigned long long *rows);
int postgres_commit(struct postgres *);
