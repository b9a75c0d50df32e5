/* filters/send/store.h - what send does with --spool: the options that belong to it, and when it does without records. */
#pragma once
#include "lib/reach.h"
#include "spool.h"

struct storing { /* as options gave them */
	struct text spool;
	bool as_is, flush, status;
};

/* The options as a whole; stream: --stream or a null. 0 or a status. */
int storing_check(const struct storing *, struct run *, const struct reach *, struct text stream);
/* Does it need no records with these options? */
bool storing_alone(const struct storing *, struct text stream);
/* Then this is all that it does. */
int storing_do(const struct storing *, struct run *, const struct reach *, struct text stream,
               size_t silence, const struct texts *files);
