/* filters/lib/text.h - slices of bytes: comparing, checking, finding the nearest word. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text { /* no NUL at the end; length 0 is missing; at may then be null */
	const char *at;
	size_t len;
};

#define TEXT(literal) ((struct text){ literal, sizeof(literal) - 1 })

static inline struct text text_of(const char *s) /* s: ends with NUL; null gives a missing one */
{
	return (struct text){ s, s ? strlen(s) : 0 };
}

static inline bool text_same(struct text a, struct text b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool text_is(struct text a, const char *s) /* s: ends with NUL */
{
	return s ? text_same(a, (struct text){ s, strlen(s) }) : a.len == 0;
}

int text_order(struct text a, struct text b); /* by bytes, a prefix first: <0, 0, >0 */

/* Takes spaces and tabs off both ends. */
struct text text_trim(struct text);

/* How many of the first bytes are valid UTF-8 (RFC 3629: no surrogates, nothing overlong, nothing
 * over U+10FFFF): all, if the answer is len. */
size_t utf8_valid(const char *at, size_t len);
/* How many characters (code points) valid UTF-8 holds. */
size_t utf8_count(struct text);

/* The word of n that needs the fewest changes to become `wrong`, without regard to ASCII case; null
 * when none is near (more than a third of it to change). Same distance: the first. */
const struct text *text_nearest(struct text wrong, const struct text *words, size_t n);

/* How many of the bytes are this one. */
size_t text_bytes(struct text, char byte);

/* Puts '?' in place of what would make two lines of one, or what a terminal obeys: a name in a file or on the command
 * line may hold it. line ends with NUL. */
void text_harmless(char *line);

/* A whole number in decimal digits, no sign: true and *n, or false if it is none or exceeds max. */
bool text_count(struct text, uint64_t max, uint64_t *n);
