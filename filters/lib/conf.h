/* filters/lib/conf.h - where the tables and defaults that come with Weir lie. */
#pragma once

struct run;

/* The path of conf/NAME: beside the installed program in ../share/weir/conf, or in the tree that it was built in. In
 * the run's arena; whether the file is there, opening it tells. */
const char *conf_path(struct run *, const char *name);
