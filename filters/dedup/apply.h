/* filters/dedup/apply.h - what was found to become of the records is applied to them as they are read once more. */
#pragma once
#include "outside.h"

/* What was known of a record as it was written. */
enum { KNOWN_NOT, KNOWN_CONFLICT, KNOWN_MISSING }; /* and so on, by column */
enum fate { FATE_NONE, FATE_KEPT, FATE_CONFLICT };

/* All records were written: fates may come. */
void apply_open(struct outside *, struct run *);
/* Of the record of a number; time: that of the record for which it was given up. What has none was dropped, and counted. 0 or
 * EX_IOERR. */
int apply_fate(struct outside *, struct run *, uint64_t number, enum fate, uint64_t time);
/* Emits and rejects. 0, or a status as from run_fail. */
int apply(struct outside *, struct run *);
void apply_free(struct outside *); /* may be all zeros */
