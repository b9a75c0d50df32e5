/* filters/lib/allowed.h - who is let in: the keys that a folder allows, as of a moment ago. */
#pragma once
#include "lib/keys.h"

enum { ALLOWED_FRESH = 250 }; /* milliseconds */

struct allowed;
/* Null: no memory. The folder's name is copied. */
struct allowed *allowed_new(const char *folder);
void allowed_free(struct allowed *); /* may be null */
/* Is this public key let in? Then its name is filled in. The folder is read again if that was longer ago than
 * ALLOWED_FRESH. Where the system has no descriptor or memory left for it, what was read before still counts. */
bool allowed_name(struct allowed *, const char *public, char name[KEY_NAME + 1]);
