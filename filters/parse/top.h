/* filters/parse/top.h - the rows above the records: titles, and header rows joined to one name for each column. */
#pragma once
#include "lib/pattern.h"
#include "parse/rows.h"

struct top {
	const struct shape *shape;
	struct pattern *from; /* null: header rows are numbered from the first row of the file */
};

/* Compiles what it is told by; the shape stays the caller's. 0 or a status. */
int top_open(struct top *, struct run *, const struct shape *);
void top_close(struct top *);
/* Is the header anything but the first row that is not blank? */
bool top_is_told(const struct shape *);
/* Reads all up to the last header row, and steps over that. *header is a row of joined labels, in the run's arena;
 * its line is that of the first header row. 0 or a status. */
int top_read(const struct top *, struct rows *, struct run *, struct input *, struct row *header);
