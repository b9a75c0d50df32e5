/* filters/parse/groups.h - labels of groups that stand on one row only: those above it fill down, those below it fill up. */
#pragma once
#include "lib/feed.h"
#include "parse/format.h"

struct groups;
int groups_open(struct groups **, struct run *, const struct shape *); /* 0 or a status */
void groups_close(struct groups *);                                    /* may be null */
int groups_begin(struct groups *, struct run *, const char *place, const struct columns *);
/* A record: its blank cells are filled. *waits: it was copied, since a label may stand below it, or what came before it
 * waits. mem: as long as the batch. 0 or a status. */
int groups_row(struct groups *, struct run *, const struct input *, struct arena *mem, struct row *,
               bool *waits);
/* A row that is no record may hold the label of those that wait. */
void groups_label(struct groups *, const struct row *);
/* The label of the rows below, in the last column, up to the next one. Copied. */
void groups_above(struct groups *, struct text label);
/* The next of those that waited for what has come. Its cells stay until groups_row. */
bool groups_next(struct groups *, struct row *);
/* No more will come: rejects those that still wait. */
void groups_end(struct groups *, struct run *, const struct input *);
