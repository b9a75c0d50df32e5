/* filters/harmonise/name.h - what the many ways of writing one name have in common. */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"

/* The official names have at most a dozen words. What has more is no name. */
#define NAME_WORDS 24
#define NAME_LONGEST 1024 /* bytes; the longest known has 230 */

/* Words are folded; articles and `and` are gone, abbreviations are written out. code: "=na" for NA
 * and na, what has the form of a code; else missing. */
struct name {
	size_t n;
	struct text word[NAME_WORDS];
	struct text code;
};

enum name_found {
	NAME_READ,
	NAME_EMPTY, /* the text holds no letter and no digit */
	NAME_NONE,  /* too long, or of too many words for a name */
};
enum name_found name_read(struct text, struct arena *, struct name *);
/* "=na" for NA, Na and na, whatever its length: a key for a text in a column of codes. Missing for
 * what cannot be one: longer than 16 bytes, or with other bytes than letters, digits and '_'. */
struct text name_code(struct text, struct arena *);
/* A key in a table of its own: "@" and "dakar" are "@dakar". */
struct text name_marked(const char *mark, struct text key, struct arena *);
/* The words without spaces, so that Guinea-Bissau, Guinea Bissau and GuineaBissau are one. */
struct text name_joined(const struct name *, struct arena *);
/* The words in the order of their bytes, a space between, so that "Korea, Republic of" and
 * "Republic of Korea" are one. Missing where there is only one. */
struct text name_sorted(const struct name *, struct arena *);
