/* filters/receive/inbox.h - receive with --inbox: a daemon that stores what offices deliver. */
#pragma once
#include "lib/reach.h"
#include "lib/stage.h"

struct inboxing { /* as options gave them */
	struct text inbox, metrics, log, ready;
	bool once;
	size_t from, silence;
};

/* Runs until SIGTERM or SIGINT, or with `once` until all is stored and nobody sends. 0 or a status. */
int inbox_run(const struct inboxing *, struct run *, const struct reach *);
