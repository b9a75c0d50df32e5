/* filters/sort/order.h - by what records are ordered: keys as bytes, whose order is the order of the values.
 *
 * So what compares records knows nothing of columns, numbers or directions: it is memcmp.
 */
#pragma once
#include "lib/stage.h"

struct part { /* of a key: a column */
	size_t col;
	bool number, reverse;
};

struct order {
	size_t n;
	struct part *part;
};

struct wanted { /* as options gave it */
	struct columns keys, numeric, reverse;
};

/* 0 or EX_USAGE. */
int order_make(struct order *, struct run *, const struct columns *in, const struct wanted *);
/* At most so many bytes has the key of a record. */
size_t order_room(const struct order *, const struct batch *, size_t row);
/* Writes it and gives the end; null: the record was rejected, since a value is no number. */
char *order_put(const struct order *, struct run *, struct batch *, size_t row, char *to);
