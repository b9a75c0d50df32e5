/* filters/clean/match.h - the columns of a stream, and the fields of a descriptor. */
#pragma once
#include "lib/feed.h"

/* 0, or EX_DATAERR: the columns are not those that the descriptor's fieldsMatch asks for. */
int match_check(struct run *, const struct feed *, const struct columns *in);
/* The field of a column, or null. A field's name may have blanks around it, as headers may. */
const struct field *match_field(const struct feed *, struct text column);
