/* filters/lib/pattern.h - regular expressions of XML Schema, which a whole text has to match; PCRE2 is wrapped here.
 *
 * https://www.w3.org/TR/xmlschema-2/#regexs, without what languages of regular expressions read differently:
 * backreferences, lookaround, classes taken from classes, \i and \c. No pattern takes ages, whatever the text.
 */
#pragma once
#include "lib/arena.h"
#include "lib/text.h"

struct pattern;
enum pattern_found {
	PATTERN_MATCHES,
	PATTERN_DIFFERS,
	PATTERN_BEYOND, /* the text is too long (64 KiB), or matches in too many ways */
};

/* PATTERN_NAMED: groups may have names, (?<year>[0-9]{4}). PATTERN_LINES: . is the end of a line, too. */
enum pattern_how { PATTERN_PLAIN, PATTERN_NAMED, PATTERN_LINES };
/* Null: it is no such expression; *why and *at (in characters from 1)
 * tell where. In mem; pattern_free ends what is not. */
struct pattern *pattern_new(struct text, enum pattern_how, struct arena *mem, const char **why,
                            size_t *at);
void pattern_free(struct pattern *); /* may be null */
enum pattern_found pattern_match(const struct pattern *, struct text);

size_t pattern_groups(const struct pattern *); /* pairs of parentheses that hold something */
/* The name of a group, from 0 on; one without a name has none. Lives as long as the pattern. */
struct text pattern_group(const struct pattern *, size_t);
/* The same as pattern_match, and what each group holds: slices of the text, with .at null for one that took no part.
 * For few texts, such as names: it goes back and forth, within bounds. */
enum pattern_found pattern_capture(const struct pattern *, struct text, struct text *groups);
