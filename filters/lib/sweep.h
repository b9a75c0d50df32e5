/* filters/lib/sweep.h - what processes that are no more have left beside an output. */
#pragma once

/* Removes the files that were to become this one: of this host, this user, and a process that is gone. */
void sweep_asides(const char *file);
