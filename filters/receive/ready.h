/* filters/receive/ready.h - a file that says where it can be reached, once it can. */
#pragma once
#include "lib/stage.h"
#include "lib/wire.h"

/* With a port that the system chose, others cannot know where to go. 0 or a status. */
int ready_say(struct run *, const char *file, const struct wire *);
