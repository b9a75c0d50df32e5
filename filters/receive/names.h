/* filters/receive/names.h - the senders that are waited for by their names: "office-a,office-b". */
#pragma once
#include "lib/text.h"
#include <stdbool.h>
#include <stddef.h>

/* How many; 0: one of them is no name of a key, or stands twice. */
size_t names_count(struct text names);
/* The one at `i`. */
struct text names_at(struct text names, size_t i);
bool names_hold(struct text names, struct text name);
