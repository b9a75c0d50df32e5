/* filters/lib/conf.h - descriptors and tables: where those that come with Weir lie, and reading one whole. */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"

struct arena;
struct run;

/* The path of conf/NAME: beside the installed program in ../share/weir/conf, or in the tree that it was built in. In
 * the run's arena; whether the file is there, reading it tells. */
const char *conf_path(struct run *, const char *name);
/* The same, in mem. */
const char *conf_find(struct arena *mem, const char *name);

/* All of a file, in the run's arena, without a byte order mark. 0, or a status as from run_fail: `missing` where it
 * cannot be opened, EX_CONFIG where it has more than `most` bytes, else EX_IOERR. */
int conf_read(struct run *, const char *file, int missing, size_t most, struct text *bytes);
/* The same, in another arena. */
int conf_load(struct run *, struct arena *, const char *file, int missing, size_t most,
              struct text *bytes);
