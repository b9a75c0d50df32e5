/* filters/lib/reach.h - what send and receive share of opening a wire: which keys are needed, and which are given. */
#pragma once
#include "lib/stage.h"
#include "lib/wire.h"

struct reach {
	struct text endpoint, key, server, allow; /* as options gave them; server or allow */
	bool insecure, listens;
};

/* Are the options such that a wire can be opened? Reads no key. 0 or a status. */
int reach_check(const struct reach *, struct run *);
/* Reads the keys and opens it. 0 or a status. */
int reach_open(const struct reach *, struct run *, struct wire **);
